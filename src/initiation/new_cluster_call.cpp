#include "initiation/new_cluster_call.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>

namespace galera_initiator {

namespace {

constexpr std::string_view script = "galera_new_cluster";
constexpr std::string_view bootstrap_flag = "--wsrep-new-cluster";

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

/// A script's name is the first word of its command line or, after its interpreter, the second.
bool runs_script(const std::filesystem::path& process) {
    // A process may end while it is looked at; it does not count then.
    std::ifstream stream(process / "cmdline", std::ios::binary);
    std::string first;
    std::string second;
    std::getline(stream, first, '\0');
    std::getline(stream, second, '\0');
    return base_name(first) == script || base_name(second) == script;
}

bool is_number(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char character) { return character >= '0' && character <= '9'; });
}

bool script_is_running(const std::filesystem::path& root) {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(root / "proc", error), end; !error && entry != end;
         entry.increment(error)) {
        if (is_number(entry->path().filename().string()) && runs_script(entry->path())) {
            return true;
        }
    }
    if (error) {
        throw SystemError("cannot list the processes", error.value());
    }
    return false;
}

} // namespace

NewClusterCall find_new_cluster_call(const std::filesystem::path& root, const char* flag) {
    if (flag == nullptr || std::string_view(flag).find(bootstrap_flag) == std::string_view::npos) {
        return NewClusterCall::none;
    }
    return script_is_running(root) ? NewClusterCall::live : NewClusterCall::left_over;
}

} // namespace galera_initiator
