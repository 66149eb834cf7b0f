#pragma once

#include "commands/cluster_view.hpp"

#include <string>
#include <string_view>

namespace galera_initiator {

/// The cluster as a monitoring plugin tells it: one line of printable ASCII without its line break, "GALERA OK - ...",
/// and after "|" performance data (Monitoring Plugins Development Guidelines, "Plugin Output for Nagios" and
/// "Performance data"). The exit status that belongs to it is the view's grade.
std::string to_monitor_line(const ClusterView& view);

/// The same where nothing can be told, which is Grade::unknown. @param why  a sentence
std::string to_monitor_line(std::string_view why);

} // namespace galera_initiator
