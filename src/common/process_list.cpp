#include "common/process_list.hpp"

#include "common/error.hpp"
#include "common/files.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string_view>

namespace galera_initiator {

namespace {

bool is_process_id(std::string_view name) {
    return !name.empty() && name.size() < 10 &&
           std::all_of(name.begin(), name.end(), [](char character) { return character >= '0' && character <= '9'; });
}

std::vector<std::string> command_line_of(const std::filesystem::path& process) {
    std::ifstream stream(process / "cmdline", std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(stream, word, '\0');) {
        words.push_back(word);
    }
    return words;
}

} // namespace

std::optional<ListedProcess> find_process(const std::filesystem::path& root,
                                          const std::function<bool(const ListedProcess&)>& is_wanted) {
    if (!std::filesystem::is_directory(root / "proc")) {
        throw SystemError("cannot list the processes", ENOENT);
    }
    for (const auto& entry : list_folder(root / "proc")) {
        const std::string name = entry.path().filename();
        if (!is_process_id(name)) {
            continue;
        }
        ListedProcess process{std::stoi(name), command_line_of(entry.path())};
        if (is_wanted(process)) {
            return process;
        }
    }
    return std::nullopt;
}

} // namespace galera_initiator
