#pragma once

#include "decision/choice.hpp"
#include "decision/situation.hpp"

#include <cstddef>
#include <optional>
#include <set>

namespace galera_initiator {

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

} // namespace galera_initiator
