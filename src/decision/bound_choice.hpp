#pragma once

#include "common/uuid.hpp"
#include "decision/situation.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>

namespace galera_initiator {

/// With wait_for = majority: the claim that this node has chosen and whose owner may have used it. Until that is known
/// it chooses no other node's, over restarts and whatever it waits for.
struct BoundChoice {
    Uuid claim;
    std::size_t owner;
    std::string owner_evidence; ///< print_of_node() of the owner when it was chosen; empty: not known
};

/// Only a node that crashed in a view counts towards a majority of it, so no other is bound.
/// @param lost  nodes that the operator assumes lost: they bind nobody
std::optional<BoundChoice> bound_choice(const Situation& situation, const std::set<std::size_t>& lost);

} // namespace galera_initiator
