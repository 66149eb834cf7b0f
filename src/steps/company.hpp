#pragma once

#include "decision/situation.hpp"

#include <cstddef>
#include <vector>

namespace galera_initiator {

/// Is there another node that runs in a primary component, is about to, or may?
bool somebody_may_run(const std::vector<NodeSight>& nodes, std::size_t self);

/// Is there another one whose start waits for evidence?
bool somebody_waits(const std::vector<NodeSight>& nodes, std::size_t self);

/// Does each other member of the agreed view that this record starts with belong to a node that comes, or is there: one
/// that has agreed and has not decided yet, that starts with the same view, or that runs?
bool all_fellows_come(const std::vector<NodeSight>& nodes, const Record& own);

/// Has each told what it does?
bool all_are_heard(const std::vector<NodeSight>& nodes);

} // namespace galera_initiator
