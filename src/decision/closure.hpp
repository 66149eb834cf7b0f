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
    Indices nodes;   ///< indices in the situation; all heard
    Indices missing; ///< configured nodes that are not heard and are, or may be, members

    /// Members that no configured node can have been, beyond the arbitrators: nodes that are not in the cluster
    /// address.
    std::size_t strangers = 0;

    /// Of each of those strangers that several heard nodes say to have been: these nodes.
    std::set<Indices> disputing;

    [[nodiscard]] bool is_complete() const { return missing.empty() && strangers == 0; }
};

/// Has this node's evidence been heard?
bool has_evidence(const NodeSight& node);

/// Who of the heard nodes was which of the members of one component.
///
/// A node was one of them at most: the one that the latest of its identities is, so a node whose data folder is a copy
/// of another one's is not that one as well. A member that several nodes say to have been is nobody's.
struct Matching {
    std::vector<std::optional<std::size_t>> nodes; ///< of each member, in their order; none: nobody's
    std::set<std::size_t> arbitrators;             ///< those of the members that somebody knows to be one
    std::set<Indices> disputing;                   ///< of each member that several say to have been: these

    [[nodiscard]] Indices known() const; ///< the nodes that some of the members are
    [[nodiscard]] std::size_t unmatched() const;
};
Matching match_members(const Situation& situation, const std::vector<Uuid>& members);

/// @param start  index of a node whose evidence is heard and that has, or had, data
/// @param lost  nodes that the operator assumes lost: not heard, and not missed
Closure closure_of(const Situation& situation, std::size_t start, const Indices& lost);

/// Was one of the others, of which each tells with whom it was last, with this node in the component that the node was
/// last in, and in one without it afterwards?
bool was_outlived_by(const Situation& situation, std::size_t node, const Indices& others);

/// Are these more than half of all configured nodes but those that left in order and were outlived by one of them? Who
/// left another component may have left a later one.
bool is_most_of_who_stayed(const Situation& situation, const Indices& nodes);

} // namespace galera_initiator
