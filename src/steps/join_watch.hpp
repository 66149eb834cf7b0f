#pragma once

#include "decision/situation.hpp"
#include "node/this_node.hpp"
#include "systemd/unit_state.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace galera_initiator {

/// Is there a node that a joiner can wait for: one that runs, is about to, or may?
bool somebody_can_be_joined(const std::vector<NodeSight>& nodes, std::size_t self);

/// As the server's user, in a unit of its own, while the server starts in order to join: ends a start that waits for
/// nobody. If the primary component that was to be joined vanishes meanwhile, a server with a restored view waits for
/// it for ever and does not even heed SIGTERM (gcomm, pc.recovery), while its peers wait for its evidence. When it is
/// killed, Restart= of its unit begins again with a decision. Nothing is lost by that: who has not been connected to a
/// primary component has changed nothing.
void watch_join(const StepContext& context, UnitStates& units);

/// Stops the server, which was to join, if its command line says that it bootstraps: a check that knows no unit's
/// layout. Only in this start: one that comes after it may have been decided to bootstrap.
/// @returns whether it did
bool end_undecided_bootstrap(const StepContext& context, UnitStates& units, const std::string& invocation);

} // namespace galera_initiator
