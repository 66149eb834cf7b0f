#pragma once

#include "node/places.hpp"

#include <chrono>

namespace galera_initiator {

/// What `galera_check cluster` was asked for.
struct ClusterCommand {
    bool is_json = false;
    bool watches = false; ///< again and again, until it is ended
    std::chrono::milliseconds interval = std::chrono::seconds(2);
};

/// Hears the cluster and prints it to standard output.
/// @returns the process's exit status
/// @throws ConfigurationError, Error
int show_cluster(const Places& places, const ClusterCommand& command);

} // namespace galera_initiator
