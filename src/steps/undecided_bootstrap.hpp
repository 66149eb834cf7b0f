#pragma once

#include "node/this_node.hpp"

#include <string>

namespace galera_initiator {

/// Was it decided in this start that the server joins?
bool was_to_join(const StepContext& context, const std::string& invocation);

/// Stops the server, which was to join, if its command line says that it bootstraps: a check that knows no unit's
/// layout. Only in this start: one that comes after it may have been decided to bootstrap.
/// @returns whether it did
bool end_undecided_bootstrap(const StepContext& context, const std::string& invocation);

} // namespace galera_initiator
