#pragma once

#include "decision/situation.hpp"

#include <cstddef>
#include <vector>

namespace galera_initiator {

/// Is there a node that a joiner can wait for: one that runs, is about to, or may?
bool somebody_can_be_joined(const std::vector<NodeSight>& nodes, std::size_t self);

} // namespace galera_initiator
