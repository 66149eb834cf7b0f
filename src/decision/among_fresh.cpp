#include "decision/among_fresh.hpp"

#include "decision/closure.hpp"
#include "decision/election.hpp"
#include "decision/sights.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

bool is_standalone(const NodeSight& node) {
    return has_evidence(node) && node.record->evidence->data == DataState::standalone;
}

} // namespace

std::optional<Verdict> wait_for_fresh_nodes(const Premises& premises) {
    if (!premises.with_data.empty()) {
        return std::nullopt;
    }
    const Situation& situation = premises.situation;
    const bool first_makes_it = situation.policies.fresh == Policies::Fresh::first;
    Indices missing = select(situation, [](const NodeSight& node) { return !has_evidence(node); });
    for (const std::size_t lost : premises.assumptions.lost) {
        missing.erase(lost);
    }
    if (first_makes_it) {
        // The word of those that are away is not needed, and the others leave it to the first.
        const Indices away = peers(situation, is_away);
        std::erase_if(missing, [&](std::size_t node) { return node != 0 && away.contains(node); });
    }
    if (missing.empty()) {
        return std::nullopt;
    }
    return premises.wait_for(
        Reason::fresh_nodes_missing,
        concerns_for(missing, first_makes_it ? "does not tell what it holds, and with fresh = first the first node "
                                               "makes the new cluster, with no data anywhere that answers"
                                             : "is not heard, and a new cluster is made only when every "
                                               "configured node is known to hold no data"));
}

std::optional<Verdict> refuse_standalone_data(const Premises& premises) {
    if (!premises.with_data.empty() || !is_standalone(premises.situation.nodes[premises.situation.self])) {
        return std::nullopt;
    }
    return premises.refuse(Reason::standalone_data, {});
}

std::optional<Verdict> wait_for_standalone_peers(const Premises& premises) {
    const Indices standalone = peers(premises.situation, is_standalone);
    if (!premises.with_data.empty() || standalone.empty()) {
        return std::nullopt;
    }
    return premises.wait_for(Reason::standalone_peer, concerns_for(standalone, "holds databases from before Galera: "
                                                                               "run galera_new_cluster there"));
}

std::optional<Verdict> elect_first_of_new_cluster(const Premises& premises) {
    if (!premises.with_data.empty()) {
        return std::nullopt;
    }
    const Situation& situation = premises.situation;
    const Indices started =
        select(situation, [](const NodeSight& node) { return has_status(node, NodeStatus::initiating); });
    const auto holds_claim = [&](std::size_t index) { return situation.nodes[index].record->claim.has_value(); };
    const auto claimant = std::find_if(started.begin(), started.end(), holds_claim);
    std::size_t winner = claimant == started.end() ? *started.begin() : *claimant;
    if (situation.policies.fresh == Policies::Fresh::first && has_evidence(situation.nodes[0])) {
        winner = 0;
    }
    return elect(situation, premises.assumptions,
                 {winner, select(situation, has_evidence), Reason::first_of_new_cluster});
}

} // namespace galera_initiator
