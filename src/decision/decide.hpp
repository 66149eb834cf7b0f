#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

namespace galera_initiator {

/// Decides what this node does with its start; galera-initiator(7) tells the rule and why it is so.
///
/// A pure function: no clock, no input or output, no order of arrival. It upholds, short of an operator's word,
///  - S1: at most one node gets `bootstrap`, because it gets it only when every deciding node of its closure has
///        chosen its very claim, and a node chooses one claim at a time (election.hpp);
///  - S2: with wait_for = all the winner's position is at or above every recovered position of the last primary
///        component, because the candidates are in every complete closure and every complete closure contains that
///        component (closure.hpp);
///  - S3: `join` only into a history that contains this node's data, or without data that could be lost (joining.hpp);
///  - S4: a new history only when every configured node is heard and none has, or ever had, data; with fresh = first
///        only when none that answers has;
///  - S5: the same situation gives the same winner on every node.
///
/// @param seen  self must be in range, initiating, and have evidence
Verdict decide(const Situation& seen);

} // namespace galera_initiator
