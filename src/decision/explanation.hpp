#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <string>

namespace galera_initiator {

/// "n2 (10.0.0.2)": a node's own name, where it was heard, and its place in the cluster address.
std::string name_of(const NodeSight& node);

/// One sentence or two for the unit's status line: the verdict and whom it concerns.
std::string summarise(const Situation& situation, const Verdict& verdict);

/// What a person can do about a wait or a refusal; empty where nothing is needed.
std::string remedy_for(const Situation& situation, const Verdict& verdict);

/// The evidence that the verdict rests on: one line a node, in the order of the cluster address.
std::string list_evidence(const Situation& situation);

} // namespace galera_initiator
