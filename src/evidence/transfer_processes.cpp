#include "evidence/transfer_processes.hpp"

#include "common/process_list.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> programs{"rsync",      "mbstream",       "xbstream",
                                                   "xtrabackup", "mariadb-backup", "mariabackup"};

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

/// The script's name comes after its interpreter and that one's options. @returns nothing if there is none
std::string transfer_program(const std::vector<std::string>& words) {
    constexpr std::size_t words_before_arguments = 4;
    for (std::size_t index = 0; index < std::min(words.size(), words_before_arguments); ++index) {
        std::string name = base_name(words[index]);
        const bool is_joiners = std::find(words.begin(), words.end(), "joiner") != words.end();
        if ((name.starts_with("wsrep_sst_") && is_joiners) ||
            std::find(programs.begin(), programs.end(), name) != programs.end()) {
            return name;
        }
    }
    return "";
}

bool is_in(const std::string& word, const fs::path& folder) {
    const fs::path path = fs::path(word.substr(std::min(word.find('/'), word.size()))).lexically_normal();
    const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end();
}

/// Without a slash at its end.
fs::path plain(const fs::path& folder) {
    const fs::path normal = folder.lexically_normal();
    return normal.has_filename() ? normal : normal.parent_path();
}

} // namespace

std::optional<TransferProcess> find_writing_transfer(const fs::path& root, const fs::path& data_folder) {
    const fs::path folder = plain(data_folder);
    const auto found = find_process(root, [&folder](const ListedProcess& process) {
        return !transfer_program(process.words).empty() &&
               std::any_of(process.words.begin(), process.words.end(),
                           [&folder](const std::string& word) { return is_in(word, folder); });
    });
    return found ? std::optional(TransferProcess{found->id, transfer_program(found->words)}) : std::nullopt;
}

} // namespace galera_initiator
