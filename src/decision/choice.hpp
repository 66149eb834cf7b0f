#pragma once

#include "common/uuid.hpp"

#include <cstddef>
#include <string>

namespace galera_initiator {

/// The claim that a node would let bootstrap, and whose it is.
struct Choice {
    Uuid claim;
    std::size_t owner = 0;      ///< index in the situation
    std::string owner_evidence; ///< print_of_node() of the owner when it was chosen; empty: not known
    bool operator==(const Choice&) const = default;
};

} // namespace galera_initiator
