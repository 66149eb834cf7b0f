#include "decision/operators_bootstrap.hpp"

#include "decision/closure.hpp"
#include "decision/election.hpp"
#include "decision/live_peers.hpp"
#include "decision/sights.hpp"

#include <utility>
#include <vector>

namespace galera_initiator {

namespace {

Verdict contradict(const Premises& premises, std::vector<Concern> concerns) {
    return premises.refuse(Reason::operator_word_contradicted, std::move(concerns));
}

/// What speaks against a bootstrap of this node?
std::vector<Concern> contradictions(const Situation& situation) {
    if (const Indices running = peers(situation, runs); !running.empty()) {
        return concerns_for(running, "runs in a primary component");
    }
    Indices alive = silent_peers(situation);
    alive.merge(peers_on_their_way(situation));
    alive.merge(non_primary_peers(situation));
    if (!alive.empty()) {
        return concerns_for(alive, "is alive and may be, or become, primary");
    }
    if (const Indices others = peers_with_other_settings(situation); !others.empty()) {
        return concerns_for_settings(others);
    }
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

} // namespace

std::optional<Verdict> bootstrap_where_told(const Premises& premises) {
    const Situation& situation = premises.situation;
    const Indices& told = premises.assumptions.insisting;
    if (told.empty()) {
        return std::nullopt;
    }
    if (told.size() > 1) {
        return contradict(premises, concerns_for(told, "was told to bootstrap, and only one node can"));
    }
    const std::size_t winner = *told.begin();
    const Evidence& evidence = evidence_of(situation, winner);
    if (has_no_whole_data(evidence) || (!premises.with_data.empty() && !evidence.has_history())) {
        return contradict(premises, {{winner, "was told to bootstrap, and has no whole data while there is data"}});
    }
    return elect(situation, premises.assumptions, {winner, select(situation, has_evidence), Reason::operator_word});
}

std::optional<Verdict> refuse_contradicted_new_cluster(const Premises& premises) {
    auto against = contradictions(premises.situation);
    return against.empty() ? std::nullopt : std::optional(contradict(premises, std::move(against)));
}

Verdict refuse_unsafe_new_cluster(const Premises& premises, const Verdict& by_rules) {
    Verdict refusal = contradict(premises, by_rules.concerns);
    refusal.concerns.push_back({premises.situation.self, "does not have safe_to_bootstrap: 1 in its grastate.dat, and "
                                                         "is not the one that the evidence lets bootstrap"});
    return refusal;
}

std::optional<Verdict> wait_with_void_word(const Premises& premises) {
    return premises.assumptions.own_discard_is_void
               ? std::optional(
                     premises.wait_for(Reason::word_is_void, {{premises.situation.self, why_discard_is_void}}))
               : std::nullopt;
}

std::optional<Verdict> start_new_cluster(const Premises& premises) {
    return premises.assumptions.verdict(Action::bootstrap, Reason::operator_word);
}

} // namespace galera_initiator
