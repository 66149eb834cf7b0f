#pragma once

#include "node/places.hpp"

#include <chrono>

namespace galera_initiator {

/// How `galera_check cluster` shows it.
enum class ClusterForm {
    table,   ///< for people
    json,    ///< for programs
    monitor, ///< for Nagios, Icinga and Zabbix
    metrics, ///< for Prometheus
};

/// What `galera_check cluster` was asked for.
struct ClusterCommand {
    ClusterForm form = ClusterForm::table;
    bool watches = false; ///< again and again, until it is ended
    std::chrono::milliseconds interval = std::chrono::seconds(2);

    /// Then this node alone is not worth showing, and nothing is told that is not known.
    [[nodiscard]] bool is_for_monitoring() const {
        return form == ClusterForm::monitor || form == ClusterForm::metrics;
    }
};

/// Hears the cluster and prints it to standard output: all or nothing.
/// @returns the process's exit status, which for ClusterForm::monitor is the Grade
/// @throws ConfigurationError, Error; for monitor and metrics also if this user may not read how to ask the peers
int show_cluster(const Places& places, const ClusterCommand& command);

} // namespace galera_initiator
