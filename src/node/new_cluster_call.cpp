#include "node/new_cluster_call.hpp"

#include "common/process_list.hpp"
#include "configuration/server_unit.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

namespace {

// MariaDB's, and that of Codership's MySQL.
constexpr std::array<std::string_view, 2> scripts{"galera_new_cluster", "mysqld_bootstrap"};

std::string_view name_in(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

bool is_script(std::string_view word) {
    return std::ranges::find(scripts, name_in(word)) != scripts.end();
}

/// May what follows the script's name mean this unit?
bool may_name(const std::filesystem::path& root, const std::string& word, const std::string& unit) {
    if (word.empty() || word.front() == '-') {
        return true;
    }
    const auto named = find_server_unit(root, word.ends_with(".service") ? word : word + ".service");
    return !named || named == unit;
}

/// A script's name is the first word or, after a shell and its options, the next one: not what somebody reads of it.
bool is_script_at_work(const std::filesystem::path& root, const std::vector<std::string>& words,
                       const std::string& unit) {
    auto word = words.begin();
    if (word != words.end() && name_in(*word).ends_with("sh")) {
        word = std::find_if(word + 1, words.end(), [](const std::string& one) { return !one.starts_with('-'); });
    }
    if (word == words.end() || !is_script(*word)) {
        return false;
    }
    return ++word == words.end() || may_name(root, *word, unit);
}

/// What asks this node's unit for a bootstrap in the place of a vendor's unit (new_cluster_call_command.hpp).
bool is_own_call(const std::vector<std::string>& words) {
    return words.size() > 1 && name_in(words[0]) == "galera_init" && words[1] == "new-cluster";
}

/// Which of the vendors' scripts sets it: MariaDB's _WSREP_NEW_CLUSTER, Codership's MYSQLD_OPTS.
bool has_bootstrap_flag(OwnProcess& process) {
    return std::ranges::any_of(std::array{"_WSREP_NEW_CLUSTER", "MYSQLD_OPTS"}, [&](const char* name) {
        return process.variable(name).value_or("").find(bootstrap_flag) != std::string::npos;
    });
}

} // namespace

bool runs_new_cluster_script(const std::filesystem::path& root, const std::string& unit) {
    return find_process(root,
                        [&](const ListedProcess& process) {
                            const auto& words = process.words;
                            return is_script_at_work(root, words, unit) || is_own_call(words);
                        })
        .has_value();
}

bool is_called_by_new_cluster_script(const Machine& machine, const std::string& unit) {
    return has_bootstrap_flag(machine.process) && machine.processes.run_new_cluster_script(unit);
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
