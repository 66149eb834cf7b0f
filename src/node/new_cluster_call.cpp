#include "node/new_cluster_call.hpp"

#include "common/error.hpp"
#include "common/files.hpp"

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

bool has_bootstrap_flag(const char* flag) {
    return flag != nullptr && std::string_view(flag).find(bootstrap_flag) != std::string_view::npos;
}

} // namespace

bool is_called_by_new_cluster_script(const std::filesystem::path& root, const char* flag) {
    return has_bootstrap_flag(flag) && script_is_running(root);
}

void note_new_cluster_call(const Places& places, const std::string& invocation, bool is_called) {
    if (is_called) {
        write_file_atomically(places.new_cluster_call_file(), invocation, 0644);
    } else {
        remove_file(places.new_cluster_call_file());
    }
}

NewClusterCall new_cluster_call(const Places& places, const std::string& invocation, const char* flag) {
    if (!has_bootstrap_flag(flag)) {
        return NewClusterCall::none;
    }
    const bool is_of_this_start = !invocation.empty() && read_file(places.new_cluster_call_file()) == invocation;
    return is_of_this_start ? NewClusterCall::live : NewClusterCall::left_over;
}

} // namespace galera_initiator
