#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

// Small words in which the parts of the rule are written.

namespace galera_initiator {

/// @param index  of a node whose evidence is heard
const Evidence& evidence_of(const Situation& situation, std::size_t index);
const Evidence& own_evidence(const Situation& situation);

bool has_status(const NodeSight& node, NodeStatus status);

/// Its server is up.
bool runs(const NodeSight& node);

/// Its server starts as the first of a new primary component.
bool bootstraps(const NodeSight& node);

/// It takes part in the election: it has published, or will publish, whom it would let bootstrap.
bool is_deciding(const NodeSight& node);

/// Its data has been that member of a component.
bool was_member(const NodeSight& node, const Uuid& member);

/// It says at least whether its server runs, be it with the older tool's word.
bool tells_its_status(const NodeSight& node);

/// It is down, and tells that a person keeps it from being started.
bool is_held(const NodeSight& node);

/// Nothing at all comes from it.
bool is_away(const NodeSight& node);

/// Something answers for it, and does not tell all of what its server does.
bool may_run_untold(const NodeSight& node);

/// It tells of data that cannot be seen there now.
bool has_unseen_data(const NodeSight& node);

/// May it be given up with "assume NODE lost"?
bool may_be_lost(const NodeSight& node);

/// Data that a person has to look for, give up or leave alone: not whole here and now.
bool has_no_whole_data(const Evidence& evidence);

/// "holds position <uuid>:7", for a concern
/// @param evidence  of intact data
std::string history_clause(const Evidence& evidence);

/// Have both crashed in one and the same component?
bool is_same_view(const Evidence& left, const Evidence& right);

/// Does the one hold all that the other one holds? @param part  has a position @param whole  has a position
bool is_part_of(const Evidence& part, const Evidence& whole);

/// Does the one hold all that the other one holds, and more, as whole data?
/// @param less  has a position
bool holds_more(const Evidence& more, const Evidence& less);

/// Will it go on having what it tells? Not where nothing shows that its data is whole, or a word gives that up.
bool keeps_what_it_holds(const NodeSight& node);

/// A history that a node holds or runs, and how far.
struct Holding {
    Uuid history;
    std::optional<Lineage> lineage; ///< none: it does not tell
    std::optional<Seqno> seqno;     ///< none: it runs, and is at least as far as its newest timeline
};

/// @returns nothing if it holds no position, or tells none
std::optional<Holding> holding_of(const NodeSight& node);

Indices select(const Situation& situation, const std::function<bool(const NodeSight&)>& wanted);

/// The same without this node.
Indices peers(const Situation& situation, const std::function<bool(const NodeSight&)>& wanted);

/// Is it heard, and did it crash in a component that it knows?
bool crashed_in_a_view(const NodeSight& node);

/// And had it been given all that its component went on from?
bool crashed_with_data(const NodeSight& node);

std::vector<Concern> concerns_for(const Indices& nodes, const std::string& why);

Verdict wait_for(Reason reason, std::vector<Concern> concerns);
Verdict refuse(Reason reason, std::vector<Concern> concerns);

} // namespace galera_initiator
