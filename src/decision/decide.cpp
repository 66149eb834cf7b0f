#include "decision/decide.hpp"

#include "common/error.hpp"
#include "decision/closure.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <string>

namespace galera_initiator {

namespace {

using Indices = std::set<std::size_t>;

const Evidence& evidence_of(const Situation& situation, std::size_t index) {
    return *situation.nodes[index].record->evidence;
}

const Evidence& own_evidence(const Situation& situation) {
    return evidence_of(situation, situation.self);
}

bool has_status(const NodeSight& node, NodeStatus status) {
    return node.hearing == Hearing::heard && node.record->status == status;
}

bool runs(const NodeSight& node) {
    return has_status(node, NodeStatus::running) ||
           (node.hearing == Hearing::older_tool && node.older_status == "running");
}

/// A node that takes part in the election: it has published, or will publish, whom it would let bootstrap.
bool is_deciding(const NodeSight& node) {
    return has_status(node, NodeStatus::initiating) || has_status(node, NodeStatus::recovering);
}

Indices select(const Situation& situation, const std::function<bool(const NodeSight&)>& wanted) {
    Indices selected;
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        if (wanted(situation.nodes[index])) {
            selected.insert(index);
        }
    }
    return selected;
}

Indices peers(const Situation& situation, const std::function<bool(const NodeSight&)>& wanted) {
    Indices selected = select(situation, wanted);
    selected.erase(situation.self);
    return selected;
}

std::vector<Concern> concerns_for(const Indices& nodes, const std::string& why) {
    std::vector<Concern> concerns;
    for (const std::size_t node : nodes) {
        concerns.push_back({node, why});
    }
    return concerns;
}

Verdict wait_for(Reason reason, std::vector<Concern> concerns) {
    return {.action = Action::wait, .reason = reason, .concerns = std::move(concerns)};
}

Verdict refuse(Reason reason, std::vector<Concern> concerns) {
    return {.action = Action::refuse, .reason = reason, .concerns = std::move(concerns)};
}

Verdict start(Action action, Reason reason) {
    return {.action = action, .reason = reason};
}

// Rule 1: someone runs.

/// Where a join is right: now, or after a node that is ahead in the queue.
Verdict join_in_turn(const Situation& situation, const Indices& running, Reason reason) {
    Indices ahead;
    if (situation.may_let_others_join_first) {
        ahead = peers(situation, [](const NodeSight& node) { return has_status(node, NodeStatus::joining); });
        for (std::size_t index = 0; index < situation.self; ++index) {
            if (is_deciding(situation.nodes[index])) {
                ahead.insert(index);
            }
        }
    }
    if (!ahead.empty()) {
        return wait_for(Reason::donor_busy, concerns_for(ahead, "joins first"));
    }
    return {.action = Action::join, .reason = reason, .concerns = concerns_for(running, "runs")};
}

Verdict join_running(const Situation& situation, const Indices& running) {
    if (situation.operator_asks_for_bootstrap) {
        return refuse(Reason::operator_word_contradicted, concerns_for(running, "runs in a primary component"));
    }
    const Evidence& own = own_evidence(situation);
    switch (own.data) {
    case DataState::fresh:
    case DataState::damaged:
        return join_in_turn(situation, running, Reason::peer_runs);
    case DataState::standalone:
        return refuse(Reason::standalone_data, concerns_for(running, "runs, and joining it would erase them"));
    case DataState::unreadable:
        return refuse(Reason::unreadable_data,
                      concerns_for(running, "runs, and joining it could erase what is unread"));
    case DataState::intact:
        break;
    }
    // Timelines will make this exact: the same history may still have forked.
    bool proven = false;
    for (const std::size_t index : running) {
        const NodeSight& node = situation.nodes[index];
        if (!node.record || !node.record->history) {
            continue;
        }
        if (*node.record->history != own.position->history()) {
            return refuse(Reason::foreign_history, {{index, "runs history " + node.record->history->to_string()}});
        }
        proven = true;
    }
    return join_in_turn(situation, running, proven ? Reason::peer_runs : Reason::peer_runs_unproven);
}

// Rules 2 and 3: someone may run, or is on the way.
//
// A peer that is joining is no reason to wait by itself: whom it was to join may be gone, and then it waits for this
// node. It tells no evidence, so whoever needs that waits for it all the same.

std::optional<Verdict> wait_for_live_peers(const Situation& situation) {
    const Indices silent =
        peers(situation, [](const NodeSight& node) { return node.hearing == Hearing::alive_but_silent; });
    const Indices starting = peers(situation, [](const NodeSight& node) {
        const bool is_older =
            node.hearing == Hearing::older_tool && (node.older_status == "bootstrapping" ||
                                                    node.older_status == "initiating" || node.older_status == "locked");
        return is_older || has_status(node, NodeStatus::bootstrapping) || has_status(node, NodeStatus::stopping);
    });
    if (situation.operator_asks_for_bootstrap) {
        Indices alive = peers(situation, [](const NodeSight& node) { return has_status(node, NodeStatus::joining); });
        alive.insert(silent.begin(), silent.end());
        alive.insert(starting.begin(), starting.end());
        return alive.empty() ? std::nullopt
                             : std::optional(refuse(Reason::operator_word_contradicted,
                                                    concerns_for(alive, "is alive and may be, or become, primary")));
    }
    if (!silent.empty()) {
        return wait_for(Reason::peer_silent, concerns_for(silent, "accepts on its Galera port but gives no answer over "
                                                                  "SNMP, so it may be running"));
    }
    return starting.empty() ? std::nullopt
                            : std::optional(wait_for(Reason::peer_starting,
                                                     concerns_for(starting, "is starting or stopping its server")));
}

// Rule 6: the winner acts when every deciding node of its closure has chosen its claim.

Verdict follow(const Situation& situation, std::size_t winner) {
    const NodeSight& node = situation.nodes[winner];
    Verdict verdict = wait_for(Reason::peer_will_bootstrap, {{winner, "is to bootstrap, then this node joins it"}});
    verdict.winner = winner;
    if (!has_status(node, NodeStatus::initiating)) {
        verdict.reason = Reason::peer_not_started;
        verdict.concerns = {{winner, "was in the last primary component and holds the furthest position: start it"}};
        return verdict;
    }
    verdict.choice = node.record->claim;
    return verdict;
}

Verdict lead(const Situation& situation, const Indices& closure, Reason reason) {
    Verdict verdict = start(Action::bootstrap, reason);
    verdict.winner = situation.self;
    verdict.claims = true;
    const auto claim = situation.nodes[situation.self].record->claim;
    verdict.choice = claim;
    if (!situation.own_record_is_served) {
        verdict.action = Action::wait;
        verdict.reason = Reason::own_record_not_served;
        verdict.concerns = {{situation.self, situation.own_service_detail}};
        return verdict;
    }
    Indices undecided;
    for (const std::size_t index : closure) {
        const NodeSight& node = situation.nodes[index];
        if (index != situation.self && is_deciding(node) && (!claim || node.record->choice != claim)) {
            undecided.insert(index);
        }
    }
    if (!claim || !undecided.empty()) {
        verdict.action = Action::wait;
        verdict.reason = Reason::agreement_pending;
        verdict.concerns = concerns_for(undecided, "has not yet agreed that this node bootstraps");
    }
    return verdict;
}

Verdict elect(const Situation& situation, std::size_t winner, const Indices& closure, Reason reason) {
    return winner == situation.self ? lead(situation, closure, reason) : follow(situation, winner);
}

// Rule 4, the last part: nobody has data.

Verdict decide_among_fresh(const Situation& situation) {
    const Indices missing = select(situation, [](const NodeSight& node) { return !has_evidence(node); });
    if (!missing.empty()) {
        return wait_for(Reason::fresh_nodes_missing,
                        concerns_for(missing, "is not heard, and a new cluster is made only when every configured node "
                                              "is known to hold no data"));
    }
    const Indices standalone =
        select(situation, [](const NodeSight& node) { return node.record->evidence->data == DataState::standalone; });
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
    const std::size_t winner = claimant == started.end() ? *started.begin() : *claimant;
    return elect(situation, winner, select(situation, has_evidence), Reason::first_of_new_cluster);
}

// Rules 4 and 5: the last primary component's furthest position.

/// Further, then being started, then first in the cluster address.
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

Verdict wait_for_missing(const Situation& situation, const std::vector<Closure>& closures) {
    const auto nearest =
        std::min_element(closures.begin(), closures.end(), [](const Closure& left, const Closure& right) {
            return std::pair(left.missing.size(), left.strangers) < std::pair(right.missing.size(), right.strangers);
        });
    if (nearest->missing.empty()) {
        // Every configured node is heard, and still the view names members that none of them was.
        return wait_for(Reason::last_members_missing,
                        concerns_for({situation.self}, "knows of " + std::to_string(nearest->strangers) +
                                                           " member(s) of the last primary component that no node of "
                                                           "the cluster address has been"));
    }
    return wait_for(Reason::last_members_missing,
                    concerns_for(nearest->missing, "was, or may have been, in the last primary component and may hold "
                                                   "the furthest position"));
}

Verdict decide_among_data(const Situation& situation, const Indices& with_data) {
    if (auto refusal = refuse_two_histories(situation, with_data)) {
        return *std::move(refusal);
    }
    std::vector<Closure> closures;
    std::optional<Indices> candidates;
    Indices self_sufficient;
    for (const std::size_t index : with_data) {
        closures.push_back(closure_of(situation, index));
        const Closure& closure = closures.back();
        if (!closure.is_complete()) {
            continue;
        }
        self_sufficient.insert(index);
        if (!candidates) {
            candidates = closure.nodes;
            continue;
        }
        Indices both;
        std::set_intersection(candidates->begin(), candidates->end(), closure.nodes.begin(), closure.nodes.end(),
                              std::inserter(both, both.end()));
        candidates = std::move(both);
    }
    if (!candidates) {
        return wait_for_missing(situation, closures);
    }
    if (candidates->empty()) {
        // Both cannot be true: every complete closure contains all of the last primary component.
        return refuse(
            Reason::contradictory_evidence,
            concerns_for(self_sufficient, "tells of a last primary component that the others' does not meet"));
    }
    Indices intact;
    std::copy_if(candidates->begin(), candidates->end(), std::inserter(intact, intact.end()),
                 [&](std::size_t index) { return evidence_of(situation, index).data == DataState::intact; });
    if (intact.empty()) {
        return refuse(
            Reason::no_intact_data,
            concerns_for(*candidates, "is what is left of the last primary component, and its data is not whole"));
    }
    const std::size_t winner =
        *std::min_element(intact.begin(), intact.end(),
                          [&](std::size_t left, std::size_t right) { return is_better(situation, left, right); });
    return elect(situation, winner, closure_of(situation, winner).nodes, Reason::furthest_position);
}

Verdict decide_by_evidence(const Situation& situation) {
    const Indices with_data = select(
        situation, [](const NodeSight& node) { return has_evidence(node) && node.record->evidence->has_history(); });
    return with_data.empty() ? decide_among_fresh(situation) : decide_among_data(situation, with_data);
}

// The operator's word: galera_new_cluster.

/// Does any heard node speak against this one's bootstrap?
std::vector<Concern> contradictions(const Situation& situation) {
    const Evidence& own = own_evidence(situation);
    std::vector<Concern> concerns;
    if (own.data == DataState::damaged || own.data == DataState::unreadable) {
        concerns.push_back({situation.self, "has no whole data: " + own.remark});
    }
    for (const std::size_t index : peers(situation, has_evidence)) {
        const Evidence& peer = evidence_of(situation, index);
        if (!own.has_history() && peer.has_history()) {
            concerns.push_back({index, "holds data of a history, and this node does not"});
        } else if (own.position && peer.position && own.position->history() == peer.position->history() &&
                   peer.position->seqno() > own.position->seqno()) {
            concerns.push_back({index, "is further: it " + history_clause(peer)});
        }
    }
    return concerns;
}

Verdict decide_by_operator(const Situation& situation) {
    if (auto against = contradictions(situation); !against.empty()) {
        return refuse(Reason::operator_word_contradicted, std::move(against));
    }
    const Verdict verdict = decide_by_evidence(situation);
    if (situation.provider_allows_bootstrap || verdict.winner == situation.self) {
        return start(Action::bootstrap, Reason::operator_word);
    }
    Verdict refusal = refuse(Reason::operator_word_contradicted, verdict.concerns);
    refusal.concerns.push_back({situation.self, "is not safe to bootstrap: its grastate.dat says that others stayed in "
                                                "the cluster when it stopped"});
    return refusal;
}

} // namespace

Verdict decide(const Situation& situation) {
    if (situation.self >= situation.nodes.size() || !has_evidence(situation.nodes[situation.self])) {
        throw Error("a decision needs this node's own evidence");
    }
    if (!has_status(situation.nodes[situation.self], NodeStatus::initiating)) {
        throw Error("only a node that is being started decides");
    }
    if (const Indices running = peers(situation, runs); !running.empty()) {
        return join_running(situation, running);
    }
    if (auto verdict = wait_for_live_peers(situation)) {
        return *std::move(verdict);
    }
    return situation.operator_asks_for_bootstrap ? decide_by_operator(situation) : decide_by_evidence(situation);
}

} // namespace galera_initiator
