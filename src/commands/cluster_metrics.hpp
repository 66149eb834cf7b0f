#pragma once

#include "commands/cluster_view.hpp"

#include <chrono>
#include <string>

namespace galera_initiator {

/// The cluster as Prometheus takes it, in its text format 0.0.4 (prometheus.io, "Exposition formats"): gauges, each
/// with its help, as galera_check(1) documents them under "The metrics". What is not known has no sample.
/// @throws Error where it cannot be told how the cluster is
std::string to_metrics(const ClusterView& view, std::chrono::system_clock::time_point now);

} // namespace galera_initiator
