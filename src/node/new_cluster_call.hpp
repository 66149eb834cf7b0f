#pragma once

#include "node/this_node.hpp"

#include <filesystem>

namespace galera_initiator {

/// Does the operator run galera_new_cluster, or a vendor's other way to bootstrap, right now? The bootstrap flag alone
/// says nothing: it may have been left over. The script lives for as long as the start that it asked for, so it is
/// looked for among the processes.
enum class NewClusterCall {
    none,
    left_over, ///< the flag is set, but nobody waits for this start
    live,      ///< the script waits for the start
};

/// Among the processes of a machine. One that names another unit counts for that one (galera_new_cluster mariadb@n2).
/// @param root  folder that stands for "/"; its proc is read @param unit  this node's
/// @throws SystemError if the processes cannot be listed
bool runs_new_cluster_script(const std::filesystem::path& root, const std::string& unit);

/// Is the flag set (_WSREP_NEW_CLUSTER or MYSQLD_OPTS in this start's environment), and does the script run? For root
/// before it gives up its capabilities, because processes may be hidden from all others (hidepid=, proc(5)).
/// @throws SystemError if the processes cannot be listed
bool is_called_by_new_cluster_script(const Machine& machine, const std::string& unit);

/// Notes for this start what root has seen. @throws SystemError
void note_new_cluster_call(const StepContext& context, bool is_called);

/// What root saw in this start. A note of another start counts for nothing.
NewClusterCall new_cluster_call(const StepContext& context);

} // namespace galera_initiator
