#pragma once

#include "decision/assumptions.hpp"
#include "decision/sights.hpp"
#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <cstddef>

namespace galera_initiator {

/// Who is to bootstrap, on what ground, and whose agreement that takes.
struct Election {
    std::size_t winner;
    Indices voters;
    Reason reason;
    Indices given_up = {}; ///< members of the last primary component that are not waited for
    Indices unread = {};   ///< those whose position could not be found
};

/// Rule 6: the winner claims, the others choose its claim, and the winner acts once every deciding voter has. It never
/// acts on a claim that its peers cannot have read.
///
/// With wait_for = majority two halves must not both act. A node that has crashed in a component and has chosen a claim
/// chooses no other node's until it hears that the claim was not used; and the winner waits until the nodes that have
/// not chosen its claim are no majority of any component that a voter has crashed in.
Verdict elect(const Situation& situation, const Assumptions& assumptions, const Election& election);

/// With wait_for = majority: is this node still held to the claim that it chose, because its owner may have used it?
/// Only a node that crashed in a view counts towards a majority of it.
bool is_bound(const Situation& situation, const Assumptions& assumptions);

/// Have both crashed in one and the same component?
bool is_same_view(const Evidence& left, const Evidence& right);

} // namespace galera_initiator
