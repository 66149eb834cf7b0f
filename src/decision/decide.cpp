#include "decision/decide.hpp"

#include "common/error.hpp"
#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/election.hpp"
#include "decision/explanation.hpp"
#include "decision/joining.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

namespace galera_initiator {

namespace {

// Rules 2 and 3: someone may run, or is on the way.
//
// A peer that is joining decided so by what ran then. Its server continues whatever it finds, so nothing else may begin
// until its start has ended: what it holds may lack in what is begun now. galera_init watch ends it.

std::optional<Verdict> wait_for_live_peers(const Situation& situation) {
    const Indices silent =
        peers(situation, [](const NodeSight& node) { return node.hearing == Hearing::alive_but_silent; });
    const Indices starting = peers(situation, [](const NodeSight& node) {
        const bool is_older =
            node.hearing == Hearing::older_tool && (node.older_status == "bootstrapping" ||
                                                    node.older_status == "initiating" || node.older_status == "locked");
        return is_older || has_status(node, NodeStatus::bootstrapping) || has_status(node, NodeStatus::joining) ||
               has_status(node, NodeStatus::stopping);
    });
    if (situation.operator_asks_for_bootstrap) {
        Indices alive = silent;
        alive.insert(starting.begin(), starting.end());
        return alive.empty() ? std::nullopt
                             : std::optional(refuse(Reason::operator_word_contradicted,
                                                    concerns_for(alive, "is alive and may be, or become, primary")));
    }
    if (!silent.empty()) {
        return wait_for(Reason::peer_silent, concerns_for(silent, "lives, but gives no answer over SNMP that tells "
                                                                  "what it does, so it may be running"));
    }
    return starting.empty() ? std::nullopt
                            : std::optional(wait_for(Reason::peer_starting,
                                                     concerns_for(starting, "is starting or stopping its server")));
}

std::optional<Verdict> wait_for_equal_settings(const Situation& situation) {
    const std::string& own = situation.nodes[situation.self].record->settings;
    const Indices others = peers(situation, [&](const NodeSight& node) {
        // One that has not begun to decide does not tell yet.
        return has_status(node, NodeStatus::initiating) && !node.record->settings.empty() &&
               node.record->settings != own;
    });
    if (others.empty()) {
        return std::nullopt;
    }
    auto concerns =
        concerns_for(others, "is configured with another cluster address (or order of it) or other policies");
    return situation.operator_asks_for_bootstrap ? refuse(Reason::operator_word_contradicted, std::move(concerns))
                                                 : wait_for(Reason::settings_differ, std::move(concerns));
}

// Rule 4, the last part: nobody has data.

Verdict decide_among_fresh(const Situation& situation, const Assumptions& assumptions) {
    const bool first_makes_it = situation.policies.fresh == Policies::Fresh::first;
    Indices missing = select(situation, [](const NodeSight& node) { return !has_evidence(node); });
    for (const std::size_t lost : assumptions.lost) {
        missing.erase(lost);
    }
    if (first_makes_it) {
        // The word of those that are away is not needed, and the others leave it to the first.
        const Indices away = peers(situation, is_away);
        std::erase_if(missing, [&](std::size_t node) { return node != 0 && away.contains(node); });
    }
    if (!missing.empty()) {
        return wait_for(
            Reason::fresh_nodes_missing,
            concerns_for(missing, first_makes_it ? "does not tell what it holds, and with fresh = first the first node "
                                                   "makes the new cluster, with no data anywhere that answers"
                                                 : "is not heard, and a new cluster is made only when every "
                                                   "configured node is known to hold no data"));
    }
    const Indices standalone = select(situation, [](const NodeSight& node) {
        return has_evidence(node) && node.record->evidence->data == DataState::standalone;
    });
    if (standalone.contains(situation.self)) {
        return refuse(Reason::standalone_data, {});
    }
    if (!standalone.empty()) {
        return wait_for(Reason::standalone_peer, concerns_for(standalone, "holds databases from before Galera: run "
                                                                          "galera_new_cluster there"));
    }
    const Indices started =
        select(situation, [](const NodeSight& node) { return has_status(node, NodeStatus::initiating); });
    const auto holds_claim = [&](std::size_t index) { return situation.nodes[index].record->claim.has_value(); };
    const auto claimant = std::find_if(started.begin(), started.end(), holds_claim);
    std::size_t winner = claimant == started.end() ? *started.begin() : *claimant;
    if (first_makes_it && has_evidence(situation.nodes[0])) {
        winner = 0;
    }
    Election election{winner, select(situation, has_evidence), Reason::first_of_new_cluster};
    return elect(situation, assumptions, election);
}

// Rules 4 and 5: the last primary component's furthest position.

/// Further, then being started, then holding a claim (who has chosen it need not choose anew when one more node is
/// started, and with wait_for = majority could not), then first in the cluster address.
bool is_better(const Situation& situation, std::size_t left, std::size_t right) {
    const Seqno left_seqno = evidence_of(situation, left).position->seqno();
    const Seqno right_seqno = evidence_of(situation, right).position->seqno();
    if (left_seqno != right_seqno) {
        return left_seqno > right_seqno;
    }
    const bool left_is_started = has_status(situation.nodes[left], NodeStatus::initiating);
    const bool right_is_started = has_status(situation.nodes[right], NodeStatus::initiating);
    if (left_is_started != right_is_started) {
        return left_is_started;
    }
    const bool left_claims = situation.nodes[left].record->claim.has_value();
    const bool right_claims = situation.nodes[right].record->claim.has_value();
    if (left_claims != right_claims) {
        return left_claims;
    }
    return left < right;
}

std::string history_clause(const Evidence& evidence) {
    return "holds position " + evidence.position->to_string();
}

std::optional<Verdict> refuse_two_histories(const Situation& situation, const Indices& with_data) {
    std::set<Uuid> histories;
    std::vector<Concern> concerns;
    for (const std::size_t index : with_data) {
        const Evidence& evidence = evidence_of(situation, index);
        if (evidence.position) {
            histories.insert(evidence.position->history());
            concerns.push_back({index, history_clause(evidence)});
        }
    }
    return histories.size() > 1 ? std::optional(refuse(Reason::two_histories, std::move(concerns))) : std::nullopt;
}

/// For people: who says to have been whom.
std::vector<Concern> concerns_for_dispute(const Situation& situation, const Closure& closure) {
    std::vector<Concern> concerns;
    for (const Indices& nodes : closure.disputing) {
        for (const std::size_t node : nodes) {
            Indices others = nodes;
            others.erase(node);
            concerns.push_back({node, "says that it was the same member as " + names_of(situation, others) +
                                          ": the data folder of one of them is a copy of another's"});
        }
    }
    return concerns;
}

Verdict wait_for_missing(const Situation& situation, const std::vector<Closure>& closures) {
    const auto nearest =
        std::min_element(closures.begin(), closures.end(), [](const Closure& left, const Closure& right) {
            return std::pair(left.missing.size(), left.strangers) < std::pair(right.missing.size(), right.strangers);
        });
    if (nearest->missing.empty()) {
        // Every configured node is heard, and still the view names members that none of them was.
        auto concerns = concerns_for({situation.self}, "knows of " + std::to_string(nearest->strangers) +
                                                           (nearest->strangers == 1 ? " member" : " members") +
                                                           " of the last primary component that no node of the "
                                                           "cluster address has been");
        std::ranges::copy(concerns_for_dispute(situation, *nearest), std::back_inserter(concerns));
        return wait_for(Reason::members_unknown, std::move(concerns));
    }
    return wait_for(Reason::last_members_missing,
                    concerns_for(nearest->missing, "was, or may have been, in the last primary component and may hold "
                                                   "the furthest position"));
}

Indices intersection(const Indices& left, const Indices& right) {
    Indices both;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::inserter(both, both.end()));
    return both;
}

/// The nodes that all their complete closures have in common, and whose they are.
struct Candidates {
    Indices nodes;
    Indices self_sufficient;
    std::vector<Closure> incomplete;
};

Candidates find_candidates(const Situation& situation, const Assumptions& assumptions, const Indices& with_data) {
    Candidates candidates;
    for (const std::size_t index : with_data) {
        Closure closure = closure_of(situation, index, assumptions.lost);
        if (!closure.is_complete()) {
            candidates.incomplete.push_back(std::move(closure));
            continue;
        }
        candidates.nodes =
            candidates.self_sufficient.empty() ? closure.nodes : intersection(candidates.nodes, closure.nodes);
        candidates.self_sufficient.insert(index);
    }
    return candidates;
}

/// The policy wait_for = majority: those that crashed in one and the same component and are more than half of it. No
/// later component can have been without one of them.
Indices find_majority(const Situation& situation, const Indices& with_data) {
    for (const std::size_t index : with_data) {
        const Evidence& evidence = evidence_of(situation, index);
        Indices together = select(situation, [&](const NodeSight& node) {
            return has_evidence(node) && is_same_view(evidence, *node.record->evidence);
        });
        const Matching matching = match_members(situation, evidence.members);
        const bool all_crashed_there = std::all_of(matching.nodes.begin(), matching.nodes.end(),
                                                   [&](const auto& node) { return !node || together.contains(*node); });
        if (2 * together.size() > evidence.members.size() && all_crashed_there) {
            return together;
        }
    }
    return {};
}

/// Does the winner's data hold all that the others' data holds?
Indices not_contained(const Situation& situation, const Indices& nodes, std::size_t winner) {
    const Evidence& best = evidence_of(situation, winner);
    Indices outside;
    for (const std::size_t index : nodes) {
        const Evidence& evidence = evidence_of(situation, index);
        const Seqno held = evidence.position->seqno();
        if (shared_up_to(evidence.lineage, held, best.lineage, best.position->seqno()) != held) {
            outside.insert(index);
        }
    }
    return outside;
}

Indices holding(const Situation& situation, const Indices& nodes, DataState data) {
    Indices selected;
    std::copy_if(nodes.begin(), nodes.end(), std::inserter(selected, selected.end()),
                 [&](std::size_t index) { return evidence_of(situation, index).data == data; });
    return selected;
}

/// Data that a person has to look for, give up or leave alone: not whole here and now.
bool has_no_whole_data(const Evidence& evidence) {
    return evidence.data == DataState::damaged || evidence.data == DataState::unreadable ||
           evidence.data == DataState::unseen;
}

Verdict elect_furthest(const Situation& situation, const Assumptions& assumptions, const Indices& candidates,
                       Reason reason, const Indices& given_up) {
    const Indices unseen = holding(situation, candidates, DataState::unseen);
    if (!unseen.empty()) {
        std::vector<Concern> concerns;
        for (const std::size_t index : unseen) {
            concerns.push_back({index, "was in the last primary component and has data that cannot be seen there now" +
                                           (evidence_of(situation, index).remark.empty()
                                                ? ""
                                                : " (" + evidence_of(situation, index).remark + ")")});
        }
        return wait_for(Reason::data_unseen, std::move(concerns));
    }
    const Indices intact = holding(situation, candidates, DataState::intact);
    if (intact.empty()) {
        std::vector<Concern> concerns;
        for (const std::size_t index : candidates) {
            const std::string& remark = evidence_of(situation, index).remark;
            concerns.push_back({index, "is what is left of the last primary component, and its data is not whole" +
                                           (remark.empty() ? "" : " (" + remark + ")")});
        }
        return refuse(Reason::no_intact_data, std::move(concerns));
    }
    const std::size_t winner =
        *std::min_element(intact.begin(), intact.end(),
                          [&](std::size_t left, std::size_t right) { return is_better(situation, left, right); });
    if (Indices outside = not_contained(situation, intact, winner); !outside.empty()) {
        std::vector<Concern> concerns{{winner, history_clause(evidence_of(situation, winner))}};
        for (const std::size_t index : outside) {
            concerns.push_back({index, history_clause(evidence_of(situation, index)) +
                                           " with transactions that the furthest one lacks"});
        }
        return refuse(Reason::two_lineages, std::move(concerns));
    }
    Indices voters =
        reason == Reason::majority_position ? candidates : closure_of(situation, winner, assumptions.lost).nodes;
    Indices unread = holding(situation, candidates, DataState::unreadable);
    return elect(situation, assumptions, {winner, std::move(voters), reason, given_up, std::move(unread)});
}

Verdict decide_among_data(const Situation& situation, const Assumptions& assumptions, const Indices& with_data) {
    if (auto refusal = refuse_two_histories(situation, with_data)) {
        return *std::move(refusal);
    }
    Indices starting_points = with_data;
    for (const std::size_t index : assumptions.lone_and_given_up) {
        starting_points.erase(index);
    }
    const Candidates candidates =
        find_candidates(situation, assumptions, starting_points.empty() ? with_data : starting_points);
    if (!candidates.self_sufficient.empty() && candidates.nodes.empty()) {
        // Both cannot be true: every complete closure contains all of the last primary component.
        return refuse(Reason::contradictory_evidence,
                      concerns_for(candidates.self_sufficient,
                                   "tells of a last primary component that the others' does not meet"));
    }
    if (!candidates.nodes.empty()) {
        return elect_furthest(situation, assumptions, candidates.nodes, Reason::furthest_position, assumptions.lost);
    }
    if (situation.policies.wait_for == Policies::WaitFor::majority) {
        const Indices alive =
            select(situation, [](const NodeSight& node) { return !has_evidence(node) && !is_away(node); });
        const Indices majority = find_majority(situation, with_data);
        const bool holds_data = std::any_of(majority.begin(), majority.end(), [&](std::size_t index) {
            return evidence_of(situation, index).data == DataState::intact;
        });
        if (holds_data && alive.empty() && situation.majority_is_due) {
            const Indices absent = select(situation, [](const NodeSight& node) { return !has_evidence(node); });
            return elect_furthest(situation, assumptions, majority, Reason::majority_position, absent);
        }
    }
    return wait_for_missing(situation, candidates.incomplete);
}

/// The operator has said bootstrap-here on one node.
Verdict decide_by_insistence(const Situation& situation, const Assumptions& assumptions) {
    const std::size_t winner = *assumptions.insisting.begin();
    if (assumptions.insisting.size() > 1) {
        return refuse(Reason::operator_word_contradicted,
                      concerns_for(assumptions.insisting, "was told to bootstrap, and only one node can"));
    }
    const Evidence& evidence = evidence_of(situation, winner);
    const bool others_have_data =
        std::any_of(situation.nodes.begin(), situation.nodes.end(),
                    [](const NodeSight& node) { return has_evidence(node) && node.record->evidence->has_history(); });
    if (has_no_whole_data(evidence) || (others_have_data && !evidence.has_history())) {
        return refuse(Reason::operator_word_contradicted,
                      {{winner, "was told to bootstrap, and has no whole data while there is data"}});
    }
    return elect(situation, assumptions, {winner, select(situation, has_evidence), Reason::operator_word});
}

Verdict decide_by_evidence(const Situation& situation, const Assumptions& assumptions) {
    if (!assumptions.insisting.empty()) {
        return decide_by_insistence(situation, assumptions);
    }
    const Indices with_data = select(
        situation, [](const NodeSight& node) { return has_evidence(node) && node.record->evidence->has_history(); });
    return with_data.empty() ? decide_among_fresh(situation, assumptions)
                             : decide_among_data(situation, assumptions, with_data);
}

// The operator's word: galera_new_cluster.

/// Does any heard node speak against this one's bootstrap?
std::vector<Concern> contradictions(const Situation& situation) {
    const Evidence& own = own_evidence(situation);
    std::vector<Concern> concerns;
    if (has_no_whole_data(own)) {
        concerns.push_back({situation.self, "has no whole data: " + own.remark});
    }
    for (const std::size_t index : peers(situation, has_evidence)) {
        const Evidence& peer = evidence_of(situation, index);
        if (situation.nodes[index].record->claim) {
            concerns.push_back({index, "is about to bootstrap by itself"});
        }
        if (!own.has_history() && peer.has_history()) {
            concerns.push_back({index, "holds data of a history, and this node does not"});
        } else if (own.position && peer.position && own.position->history() == peer.position->history() &&
                   peer.position->seqno() > own.position->seqno()) {
            concerns.push_back({index, "is further: it " + history_clause(peer)});
        }
    }
    return concerns;
}

Verdict decide_by_operator(const Situation& situation, const Assumptions& assumptions) {
    if (auto against = contradictions(situation); !against.empty()) {
        return refuse(Reason::operator_word_contradicted, std::move(against));
    }
    const Verdict verdict = decide_by_evidence(situation, assumptions);
    if (situation.provider_allows_bootstrap || verdict.winner == situation.self) {
        return {.action = Action::bootstrap, .reason = Reason::operator_word};
    }
    Verdict refusal = refuse(Reason::operator_word_contradicted, verdict.concerns);
    refusal.concerns.push_back({situation.self, "is not safe to bootstrap: its grastate.dat says that others stayed in "
                                                "the cluster when it stopped"});
    return refusal;
}

Verdict decide_while_nobody_runs(const Situation& situation, const Assumptions& assumptions) {
    if (auto verdict = wait_for_live_peers(situation)) {
        return *std::move(verdict);
    }
    if (auto verdict = wait_for_equal_settings(situation)) {
        return *std::move(verdict);
    }
    return situation.operator_asks_for_bootstrap ? decide_by_operator(situation, assumptions)
                                                 : decide_by_evidence(situation, assumptions);
}

bool has_void_discard(const Situation& situation) {
    const auto& word = situation.nodes[situation.self].record->operator_word;
    return word && word->kind == Override::Kind::discard_data && !own_word_applies(situation);
}

} // namespace

Verdict decide(const Situation& seen) {
    if (seen.self >= seen.nodes.size() || !has_evidence(seen.nodes[seen.self])) {
        throw Error("a decision needs this node's own evidence");
    }
    if (!has_status(seen.nodes[seen.self], NodeStatus::initiating)) {
        throw Error("only a node that is being started decides");
    }
    Situation situation = seen;
    const Assumptions assumptions = apply_words(situation);
    Verdict verdict = peers(situation, runs).empty() ? decide_while_nobody_runs(situation, assumptions)
                                                     : join_running(situation, assumptions.discards_own_data);
    if (verdict.action == Action::bootstrap && has_void_discard(seen)) {
        // What the operator wanted to be rid of must not become what the cluster goes on from.
        verdict.action = Action::wait;
        verdict.reason = Reason::word_is_void;
        verdict.concerns = {{seen.self, "was told to give up its data, for other evidence than there is now"}};
    }
    if (!verdict.choice && is_bound(situation, assumptions)) {
        verdict.choice = situation.nodes[situation.self].record->choice;
        verdict.choice_owner = situation.choice_owner;
        verdict.choice_owner_evidence = situation.choice_owner_evidence;
    }
    return verdict;
}

} // namespace galera_initiator
