#pragma once

#include "decision/election.hpp"
#include "decision/premises.hpp"
#include "decision/verdict.hpp"

#include <cstddef>
#include <optional>

namespace galera_initiator {

/// The nodes that start together with the winner of this election, itself included: deciding nodes that have agreed to
/// its claim and bring whole data that is part of its own, most_told_members at most; further ones join. Empty where it
/// bootstraps alone: something is given up, or somebody has said a word, or nobody else can.
/// @param election  that this node has won
Indices nodes_together(const Situation& situation, const Election& election);

/// Those that would be among these if they agreed.
Indices fellows_to_come(const Situation& situation, const Election& election);

/// The view that these agree on, by this node's claim: each is the member that it was last, so that all who know of it
/// know whom it names, in the generation of that claim.
AgreedView view_of(const Situation& situation, const Indices& together);

/// Before rule 1: the node that this one has agreed to starts with a view that names this node.
std::optional<Verdict> restore_agreed_view(const Premises& premises);

} // namespace galera_initiator
