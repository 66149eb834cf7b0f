#pragma once

#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/sights.hpp"
#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace galera_initiator {

/// The nodes of which the furthest is to bootstrap, because the last primary component is among them: those that are in
/// every complete closure, or, with wait_for = majority and where no closure is complete, a majority and who holds
/// more.
struct Candidates {
    Indices nodes;                             ///< none: closures are incomplete, or do not meet
    Reason ground = Reason::furthest_position; ///< or majority_position
    Indices given_up;                          ///< nodes that may have been in that component and are not waited for
    std::optional<std::size_t> furthest;       ///< none: none of them is intact
    Indices self_sufficient;                   ///< the nodes whose closures are complete
    std::vector<Closure> incomplete;           ///< those of the others
};

/// @param with_data  the heard nodes that hold, or held, data of a history
Candidates find_candidates(const Situation& situation, const Assumptions& assumptions, const Indices& with_data);

/// Those of these nodes whose data is in this state.
Indices holding(const Situation& situation, const Indices& nodes, DataState data);

} // namespace galera_initiator
