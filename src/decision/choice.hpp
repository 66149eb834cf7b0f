#pragma once

#include "common/uuid.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace galera_initiator {

/// The claim that a node would let bootstrap, and whose it is.
struct Choice {
    Uuid claim;
    std::optional<std::size_t> owner; ///< index in the situation; none: no node there is known to be that one
    std::string owner_evidence;       ///< print_of_node() of the owner when it was chosen; empty: not known
    bool operator==(const Choice&) const = default;
};

} // namespace galera_initiator
