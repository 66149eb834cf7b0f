#pragma once

#include "decision/premises.hpp"
#include "decision/verdict.hpp"

#include <optional>

namespace galera_initiator {

/// Rule 1: somebody runs. This node joins if its data is contained in that history, or if it has none that could be
/// lost; to be erased by a full state transfer, or to go on differently after an incremental one, is refused.
std::optional<Verdict> join_running(const Premises& premises);

} // namespace galera_initiator
