#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

namespace galera_initiator {

/// Rule 1: somebody runs. This node joins if its data is contained in that history, or if it has none that could be
/// lost; to be erased by a full state transfer, or to go on differently after an incremental one, is refused.
/// @param discards_data  the operator has given up what this node holds
Verdict join_running(const Situation& situation, bool discards_data);

} // namespace galera_initiator
