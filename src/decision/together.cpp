#include "decision/together.hpp"

#include "decision/closure.hpp"
#include "decision/live_peers.hpp"
#include "decision/sights.hpp"
#include "evidence/remembering.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

bool can_start_together(const NodeSight& node) {
    return has_status(node, NodeStatus::initiating) && node.record->together &&
           may_start_together(*node.record->evidence);
}

const Uuid& member_of(const NodeSight& node) {
    return node.record->evidence->identities.front();
}

/// Is a copy of one's data folder, or another node that was the same member, among those that are heard?
bool is_one_node(const Situation& situation, const Uuid& member) {
    return select(situation, [&](const NodeSight& node) { return was_member(node, member); }).size() == 1;
}

bool somebody_has_spoken(const Situation& situation) {
    return std::any_of(situation.nodes.begin(), situation.nodes.end(),
                       [](const NodeSight& node) { return node.record && node.record->operator_word; });
}

/// The winner, and whoever can start together with it.
Indices able_together(const Situation& situation, const Election& election) {
    const bool gives_up_nothing = election.reason == Reason::furthest_position && election.given_up.empty() &&
                                  election.unread.empty() && !somebody_has_spoken(situation);
    const NodeSight& winner = situation.nodes[election.winner];
    if (!gives_up_nothing || !can_start_together(winner) || !is_one_node(situation, member_of(winner))) {
        return {};
    }
    const Evidence& best = *winner.record->evidence;
    return select(situation, [&](const NodeSight& node) {
        return can_start_together(node) && is_part_of(*node.record->evidence, best) &&
               is_one_node(situation, member_of(node));
    });
}

bool has_agreed(const Situation& situation, std::size_t node, std::size_t winner) {
    const auto& claim = situation.nodes[winner].record->claim;
    return node == winner || (claim && situation.nodes[node].record->choice == claim);
}

/// Does that node start with a view that this one has agreed to be a member of?
bool is_named_by(const NodeSight& own, const NodeSight& node) {
    return has_status(node, NodeStatus::bootstrapping) && node.record->claim &&
           node.record->claim == own.record->choice && node.record->together &&
           names_member(node.record->together->members, member_of(own));
}

/// Is this node's data part of what that one goes on from?
bool goes_on_from_all_of(const Evidence& own, const Record& leader) {
    const auto& position = own.position;
    return position && leader.history == position->history() && leader.lineage &&
           shared_up_to(own.lineage, position->seqno(), *leader.lineage, std::nullopt) == position->seqno();
}

} // namespace

Indices nodes_together(const Situation& situation, const Election& election) {
    Indices together = able_together(situation, election);
    std::erase_if(together, [&](std::size_t node) { return !has_agreed(situation, node, election.winner); });
    while (together.size() > most_told_members) {
        const std::size_t last = *together.rbegin();
        together.erase(last == election.winner ? *std::next(together.rbegin()) : last);
    }
    return together.size() > 1 ? together : Indices();
}

Indices fellows_to_come(const Situation& situation, const Election& election) {
    Indices fellows = able_together(situation, election);
    std::erase_if(fellows, [&](std::size_t node) { return has_agreed(situation, node, election.winner); });
    return fellows;
}

AgreedView view_of(const Situation& situation, const Indices& together) {
    const Uuid& claim = situation.nodes[situation.self].record->claim.value();
    AgreedView view;
    for (const std::size_t node : together) {
        view.number = std::max(view.number, situation.nodes[node].record->together.value().number + 1);
        view.members.push_back(member_of(situation.nodes[node]).in_generation_of(claim));
    }
    return view;
}

std::optional<Verdict> restore_agreed_view(const Premises& premises) {
    const Situation& situation = premises.situation;
    const NodeSight& own = situation.nodes[situation.self];
    if (!can_start_together(own) || !own.record->choice || own.record->operator_word ||
        !peers(situation, runs).empty() || !non_primary_peers(situation).empty() || !silent_peers(situation).empty()) {
        return std::nullopt;
    }
    for (std::size_t leader = 0; leader < situation.nodes.size(); ++leader) {
        const NodeSight& node = situation.nodes[leader];
        if (!is_named_by(own, node) || !goes_on_from_all_of(*own.record->evidence, *node.record)) {
            continue;
        }
        Verdict verdict = premises.assumptions.verdict(Action::restore, Reason::agreed_view,
                                                       {{leader, "starts with a view that names this node"}});
        verdict.winner = leader;
        verdict.history_of = leader;
        verdict.together = node.record->together;
        return verdict;
    }
    return std::nullopt;
}

} // namespace galera_initiator
