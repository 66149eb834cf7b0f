#pragma once

#include "common/node_address.hpp"
#include "common/uuid.hpp"
#include "evidence/node_memory.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// The claim that a node would let bootstrap, and whose it is.
struct Choice {
    Uuid claim;
    std::size_t owner = 0;      ///< index in the situation
    std::string owner_evidence; ///< print_of_node() of the owner when it was chosen; empty: not known
    bool operator==(const Choice&) const = default;
};

/// A choice that was remembered, in a situation of these nodes; none if its owner is not among them any more.
std::optional<Choice> choice_among(const std::vector<NodeAddress>& nodes,
                                   const std::optional<NodeMemory::Choice>& remembered);

} // namespace galera_initiator
