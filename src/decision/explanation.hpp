#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace galera_initiator {

/// "n2 (10.0.0.2)": a node's own name, where it was heard, and its place in the cluster address.
std::string name_of(const NodeSight& node);

/// "n2 (10.0.0.2), n3 (10.0.0.3)"
std::string names_of(const Situation& situation, const Indices& nodes);

/// The verdict and whom it concerns, without a full stop.
std::string summarise(const Situation& situation, const Verdict& verdict);

/// What a person can do about a wait or a refusal; empty where nothing is needed.
std::string remedy_for(const Situation& situation, const Verdict& verdict);

/// The same with what is known of the nodes that are waited for, and of this one: who is held, and who has tried.
std::string ways_on(const Situation& situation, const Verdict& verdict);

/// What to do about a wait that takes moments as a rule; empty where it may take any time.
std::string remedy_if_it_lasts(const Situation& situation, const Verdict& verdict);

/// What a person does about two clusters that run.
std::string way_out_of_two_clusters();

/// Both: "Waits for n3 (10.0.0.3): ... . Start the server on n3 (10.0.0.3)."
std::string sentence(const Situation& situation, const Verdict& verdict);

/// What the person who holds a node does once the work is done. @param unit  the server's, as people type it
std::string remedy_for_hold(const std::string& unit);

/// Both of a node that is held, before anything is heard.
std::string sentence(const Hold& hold, const std::string& unit);

/// The same for the unit's status, with how long it has waited, once that is worth telling: "[3min 20s] Waits ...".
std::string status_text(const Situation& situation, const Verdict& verdict, std::chrono::milliseconds waited);

/// The evidence that the verdict rests on: one line a node, in the order of the cluster address.
std::string list_evidence(const Situation& situation);

/// The same for programs, one text a node: its address, this-node or peer, how it was heard, and then its record,
/// as Record::to_line() writes it, or why there is none.
std::vector<std::string> encode_evidence(const Situation& situation);

} // namespace galera_initiator
