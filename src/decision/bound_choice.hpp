#pragma once

#include "decision/choice.hpp"
#include "decision/situation.hpp"
#include "evidence/node_memory.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace galera_initiator {

/// A choice that was remembered, among the nodes as they are heard now: its owner is the node that was the same member
/// since, or the one that the cluster address names as it did then.
Choice placed_choice(const std::vector<NodeSight>& nodes, std::size_t self, const NodeMemory::Choice& remembered);

/// @param choice  whose owner is one of the nodes
NodeMemory::Choice to_be_remembered(const Choice& choice, const std::vector<NodeSight>& nodes);

/// With wait_for = majority: the choice of another node's claim that this node may not take back, over restarts and
/// whatever it waits for, because the owner may have used it, or may yet.
///
/// It may take it back once the owner is heard without that claim and tells what it told when it was chosen: who has
/// bootstrapped tells of a component of its own. Only a node that crashed in a view counts towards a majority of it, so
/// no other is bound.
/// @param lost  nodes that the operator assumes lost: they bind nobody
std::optional<Choice> bound_choice(const Situation& situation, const Indices& lost);

/// Has the owner of a choice that binds this node given the claim up, and come to something else since it was chosen?
/// It has used the claim then, or who knows: what this node crashed in may not be the last primary component.
bool may_have_been_used(const Situation& situation, const Choice& bound);

/// Is this a node that is bound by a choice which nobody claims any more, and which it may find used?
bool may_outlive(const Situation& situation, const NodeSight& node);

} // namespace galera_initiator
