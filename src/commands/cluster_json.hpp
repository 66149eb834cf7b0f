#pragma once

#include "commands/cluster_view.hpp"

#include <string>

namespace galera_initiator {

/// The cluster as one JSON object (RFC 8259), as galera_check(1) documents it under "The JSON of cluster". Keys are
/// added within a schema number; a key that goes, or means something else, raises it.
/// @param time  seconds since 1970
/// @param is_on_one_line  for a stream of objects, one a line
std::string to_json(const ClusterView& view, std::int64_t time, bool is_on_one_line);

} // namespace galera_initiator
