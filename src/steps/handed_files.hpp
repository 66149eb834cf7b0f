#pragma once

#include "deciding/start_phases.hpp"
#include "node/handed_decision.hpp"
#include "node/this_node.hpp"

#include <optional>

// What the steps of one start hand on to each other in files of the published folder.

namespace galera_initiator {

void write_decision(const StepContext& context, const HandedStart& start);

/// @returns nothing if none was made in this start
std::optional<HandedStart> load_decision(const StepContext& context);

void write_phases(const StepContext& context, const StartPhases& phases);

/// What was measured of this start so far; none where that cannot be believed, for a start never fails for it.
std::optional<StartPhases> load_phases(const StepContext& context);

} // namespace galera_initiator
