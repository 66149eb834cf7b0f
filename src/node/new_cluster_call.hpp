#pragma once

#include "node/places.hpp"

#include <filesystem>
#include <string>

namespace galera_initiator {

/// Does the operator run galera_new_cluster right now? The bootstrap flag alone says nothing: it may have been left
/// over. The script lives for as long as the start that it asked for, so it is looked for among the processes.
enum class NewClusterCall {
    none,
    left_over, ///< the flag is set, but nobody waits for this start
    live,      ///< the script waits for the start
};

/// Is the flag set, and does the script run? For root before it gives up its capabilities, because processes may be
/// hidden from all others (hidepid=, proc(5)).
/// @param root  folder that stands for "/"; its proc is read
/// @param flag  the value of _WSREP_NEW_CLUSTER in this start's environment; null: not set
/// @throws SystemError if the processes cannot be listed
bool is_called_by_new_cluster_script(const std::filesystem::path& root, const char* flag);

/// Notes for this start what root has seen. @throws SystemError
void note_new_cluster_call(const Places& places, const std::string& invocation, bool is_called);

/// What root saw in this start. A note of another start counts for nothing.
NewClusterCall new_cluster_call(const Places& places, const std::string& invocation, const char* flag);

} // namespace galera_initiator
