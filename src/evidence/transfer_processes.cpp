#include "evidence/transfer_processes.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <vector>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

using CommandWords = std::vector<std::string>;

constexpr std::array<std::string_view, 6> programs{"rsync",      "mbstream",       "xbstream",
                                                   "xtrabackup", "mariadb-backup", "mariabackup"};

CommandWords command_line(const fs::path& process) {
    // A process may end while it is looked at; it has no words then.
    std::ifstream stream(process / "cmdline", std::ios::binary);
    CommandWords words;
    for (std::string word; std::getline(stream, word, '\0');) {
        words.push_back(word);
    }
    return words;
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

/// The script's name comes after its interpreter and that one's options. @returns nothing if there is none
std::string transfer_program(const CommandWords& words) {
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

bool is_number(std::string_view name) {
    return !name.empty() && name.size() < 10 &&
           std::all_of(name.begin(), name.end(), [](char character) { return character >= '0' && character <= '9'; });
}

} // namespace

std::optional<TransferProcess> find_writing_transfer(const fs::path& root, const fs::path& data_folder) {
    const fs::path folder = plain(data_folder);
    std::error_code error;
    for (fs::directory_iterator entry(root / "proc", error), end; !error && entry != end; entry.increment(error)) {
        const std::string id = entry->path().filename();
        if (!is_number(id)) {
            continue;
        }
        const CommandWords words = command_line(entry->path());
        const std::string name = transfer_program(words);
        if (!name.empty() && std::any_of(words.begin(), words.end(),
                                         [&folder](const std::string& word) { return is_in(word, folder); })) {
            return TransferProcess{std::stoi(id), name};
        }
    }
    if (error) {
        throw SystemError("cannot list the processes", error.value());
    }
    return std::nullopt;
}

} // namespace galera_initiator
