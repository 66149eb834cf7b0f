#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

namespace galera_initiator {

/// Decides what this node does with its start: rules 1 to 6 of the decision rule, with wait_for = all.
///
/// A pure function: no clock, no input or output, no order of arrival. It upholds
///  - S1: at most one node gets `bootstrap`, because it gets it only when every deciding node of its closure has
///        chosen its very claim, and a node chooses one claim at a time;
///  - S2: the winner's position is at or above every recovered position of the last primary component, because the
///        candidates are in every complete closure and every complete closure contains that component;
///  - S3: `join` only into the history that this node's data belongs to, or without data that could be lost;
///  - S4: a new history only when every configured node is heard and none has, or ever had, data;
///  - S5: the same situation gives the same winner on every node.
///
/// @param situation  self must be in range, initiating, and have evidence
Verdict decide(const Situation& situation);

} // namespace galera_initiator
