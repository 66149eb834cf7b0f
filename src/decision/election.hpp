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
/// With wait_for = majority two halves must not both act. A node that is bound to the choice that it made follows
/// nobody else; and of each component that a voter has crashed in the winner needs more than half, or half with the
/// member whose UUID is the lowest. By majority it needs more than half of all nodes as well, but for those that have
/// left the component that they were in.
///
/// A node whose own word to give up its data is void waits instead of bootstrapping from that data.
Verdict elect(const Situation& situation, const Assumptions& assumptions, const Election& election);

/// The wait of a node whose choice binds it and may have been used: it leaves the view that it crashed in, and its
/// evidence leads on to the owner.
/// @param bound  may_have_been_used()
Verdict outlive_view(const Assumptions& assumptions, const Choice& bound);

} // namespace galera_initiator
