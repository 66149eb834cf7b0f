#pragma once

#include <filesystem>

namespace galera_initiator {

/// Does the operator run galera_new_cluster right now? The bootstrap flag alone says nothing: it may have been left
/// over. The script lives for as long as the start that it asked for, so it is looked for among the processes.
/// @param root  folder that stands for "/"; its proc is read
/// @param flag  the value of _WSREP_NEW_CLUSTER in this start's environment; null: not set
enum class NewClusterCall {
    none,
    left_over, ///< the flag is set, but nobody waits for this start
    live,      ///< the script waits for the start
};
NewClusterCall find_new_cluster_call(const std::filesystem::path& root, const char* flag);

} // namespace galera_initiator
