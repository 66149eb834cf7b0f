#include "node/new_cluster_call.hpp"

#include "common/process_list.hpp"

#include <algorithm>
#include <string_view>

namespace galera_initiator {

namespace {

constexpr std::string_view script = "galera_new_cluster";

std::string_view name_in(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

bool has_bootstrap_flag(OwnProcess& process) {
    constexpr std::string_view bootstrap_flag = "--wsrep-new-cluster";
    return process.variable("_WSREP_NEW_CLUSTER").value_or("").find(bootstrap_flag) != std::string::npos;
}

} // namespace

bool runs_new_cluster_script(const std::filesystem::path& root) {
    // A script's name is the first word of its command line or, after its interpreter, the second.
    return find_process(root,
                        [](const ListedProcess& process) {
                            const auto& words = process.words;
                            return std::any_of(words.begin(),
                                               words.begin() + std::min<std::ptrdiff_t>(2, std::ssize(words)),
                                               [](const std::string& word) { return name_in(word) == script; });
                        })
        .has_value();
}

bool is_called_by_new_cluster_script(const Machine& machine) {
    return has_bootstrap_flag(machine.process) && machine.processes.run_new_cluster_script();
}

void note_new_cluster_call(const StepContext& context, bool is_called) {
    if (is_called) {
        context.machine.files.replace(context.places.new_cluster_call_file(), context.invocation, 0644);
    } else {
        context.machine.files.remove(context.places.new_cluster_call_file());
    }
}

NewClusterCall new_cluster_call(const StepContext& context) {
    if (!has_bootstrap_flag(context.machine.process)) {
        return NewClusterCall::none;
    }
    const bool is_of_this_start =
        !context.invocation.empty() &&
        context.machine.files.read(context.places.new_cluster_call_file()) == context.invocation;
    return is_of_this_start ? NewClusterCall::live : NewClusterCall::left_over;
}

} // namespace galera_initiator
