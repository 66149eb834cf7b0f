#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <string>
#include <vector>

namespace galera_initiator {

/// What may still be heard or said, and what this node would do then.
struct Prospect {
    std::string condition; ///< a clause for after "if": "10.0.0.3 answers with position 120 or less"
    std::string outcome;   ///< a main clause: "this node bootstraps"

    bool operator==(const Prospect&) const = default;
};

/// What each answer that is missing now would change, found by giving decide() such an answer: a further or a nearer
/// position, none at all, a server that runs, the operator's word that the node is lost, the passing of majority_after.
/// What would change nothing is left out, unless it is all that can come.
///
/// Answers are assumed that fit what the heard nodes tell: of the component that they crashed in, or of one that the
/// missing nodes had among themselves after the others stopped. Others are possible (another history, a fork).
///
/// @param situation  as decide() takes it
/// @returns nothing if every node is heard
std::vector<Prospect> prospects(const Situation& situation);

} // namespace galera_initiator
