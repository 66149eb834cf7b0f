#pragma once

#include "decision/situation.hpp"

#include <cstddef>
#include <set>
#include <vector>

namespace galera_initiator {

/// The closure of a node's evidence: the node, the members of the component that its evidence names, the members that
/// theirs name, and so on. If it is complete, it contains every member of the last primary component before the
/// outage: two primary components in a row share a node, and that node's evidence leads on to the later one.
struct Closure {
    std::set<std::size_t> nodes;   ///< indices in the situation; all heard
    std::set<std::size_t> missing; ///< configured nodes that are not heard and are, or may be, members

    /// Members that no configured node can have been: a node that is not in the cluster address, or an arbitrator.
    std::size_t strangers = 0;

    [[nodiscard]] bool is_complete() const { return missing.empty() && strangers == 0; }
};

/// Has this node's evidence been heard?
bool has_evidence(const NodeSight& node);

/// @param start  index of a node whose evidence is heard and that has, or had, data
Closure closure_of(const Situation& situation, std::size_t start);

} // namespace galera_initiator
