#pragma once

#include "decision/situation.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

namespace galera_initiator {

/// The closure of a node's evidence: the node, the members of the component that its evidence names, the members that
/// theirs name, and so on. If it is complete, it contains every member of the last primary component before the
/// outage: two primary components in a row share a node, and that node's evidence leads on to the later one.
struct Closure {
    std::set<std::size_t> nodes;   ///< indices in the situation; all heard
    std::set<std::size_t> missing; ///< configured nodes that are not heard and are, or may be, members

    /// Members that no configured node can have been, beyond the arbitrators: nodes that are not in the cluster
    /// address.
    std::size_t strangers = 0;

    [[nodiscard]] bool is_complete() const { return missing.empty() && strangers == 0; }
};

/// Has this node's evidence been heard?
bool has_evidence(const NodeSight& node);

/// The configured node that was this member, if its evidence is heard.
std::optional<std::size_t> node_that_was(const Situation& situation, const Uuid& member);

/// @param start  index of a node whose evidence is heard and that has, or had, data
/// @param lost  nodes that the operator assumes lost: not heard, and not missed
Closure closure_of(const Situation& situation, std::size_t start, const std::set<std::size_t>& lost);

} // namespace galera_initiator
