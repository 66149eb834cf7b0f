#pragma once

#include "decision/premises.hpp"
#include "decision/verdict.hpp"

#include <optional>

// Rules 4 and 5: the last primary component and its furthest position.

namespace galera_initiator {

/// Numbers never decide between histories, so this comes before any closure is looked at.
std::optional<Verdict> refuse_two_histories(const Premises& premises);

/// No closure is complete, and there is no majority that may go on.
std::optional<Verdict> wait_for_last_members(const Premises& premises);

/// Every complete closure contains all of the last primary component, so they have nodes in common.
std::optional<Verdict> refuse_contradictory_evidence(const Premises& premises);

std::optional<Verdict> wait_for_unseen_data(const Premises& premises);
std::optional<Verdict> refuse_without_intact_data(const Premises& premises);
std::optional<Verdict> refuse_two_lineages(const Premises& premises);

/// With wait_for = all, before what is left of the last primary component goes on from less than a node holds that left
/// it: this node's evidence is to lead on to that one, so that it is a candidate in every closure.
std::optional<Verdict> go_by_who_holds_more(const Premises& premises);

std::optional<Verdict> elect_furthest(const Premises& premises);

} // namespace galera_initiator
