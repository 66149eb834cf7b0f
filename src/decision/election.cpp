#include "decision/election.hpp"

#include "common/probe.hpp"
#include "decision/closure.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace galera_initiator {

namespace {

bool chooses(const NodeSight& node, const std::optional<Uuid>& claim) {
    return claim && has_status(node, NodeStatus::initiating) && node.record->choice == claim;
}

/// With wait_for = majority: the nodes that must still choose the claim, so that those that have not cannot be a
/// majority of a component that any of them crashed in.
Indices lacking_for_majority(const Situation& situation, const Indices& closure, const std::optional<Uuid>& claim) {
    Indices lacking;
    if (situation.policies.wait_for != Policies::WaitFor::majority) {
        return lacking;
    }
    for (const std::size_t index : closure) {
        const Evidence& evidence = evidence_of(situation, index);
        if (evidence.membership != Membership::view) {
            continue;
        }
        Indices members;
        for (const auto& node : match_members(situation, evidence.members).nodes) {
            if (node) {
                members.insert(*node);
            }
        }
        const auto choosing = static_cast<std::size_t>(std::count_if(
            members.begin(), members.end(), [&](std::size_t node) { return chooses(situation.nodes[node], claim); }));
        if (2 * choosing < evidence.members.size()) {
            std::copy_if(members.begin(), members.end(), std::inserter(lacking, lacking.end()),
                         [&](std::size_t node) { return !chooses(situation.nodes[node], claim); });
        }
    }
    lacking.erase(situation.self);
    return lacking;
}

Verdict follow(const Situation& situation, const Election& election) {
    const NodeSight& node = situation.nodes[election.winner];
    Verdict verdict =
        wait_for(Reason::peer_will_bootstrap, {{election.winner, "is to bootstrap, then this node joins it"}});
    verdict.winner = election.winner;
    if (!has_status(node, NodeStatus::initiating)) {
        verdict.reason = Reason::peer_not_started;
        verdict.concerns = {
            {election.winner, election.reason == Reason::first_of_new_cluster
                                  ? "makes the new cluster (fresh = first): start it"
                                  : "was in the last primary component and holds the furthest position: start it"}};
        return verdict;
    }
    verdict.choice = node.record->claim;
    return verdict;
}

Verdict lead(const Situation& situation, const Election& election) {
    Verdict verdict{.action = Action::bootstrap, .reason = election.reason};
    verdict.winner = situation.self;
    verdict.claims = true;
    verdict.concerns = concerns_for(election.given_up, election.reason == Reason::majority_position
                                                           ? "is not waited for; what only it holds is given up"
                                                           : "is not waited for, as the operator said; what only it "
                                                             "holds is given up");
    std::ranges::copy(concerns_for(election.unread, "holds data whose position was not found, so it does not count"),
                      std::back_inserter(verdict.concerns));
    const auto claim = situation.nodes[situation.self].record->claim;
    verdict.choice = claim;
    if (!situation.own_record_is_served) {
        verdict.action = Action::wait;
        verdict.reason = Reason::own_record_not_served;
        verdict.concerns = {{situation.self, situation.own_service_detail}};
        return verdict;
    }
    Indices undecided;
    for (const std::size_t index : election.voters) {
        const NodeSight& node = situation.nodes[index];
        if (index != situation.self && is_deciding(node) && !chooses(node, claim)) {
            undecided.insert(index);
        }
    }
    const Indices lacking = lacking_for_majority(situation, election.voters, claim);
    if (!claim || !undecided.empty()) {
        verdict.action = Action::wait;
        verdict.reason = Reason::agreement_pending;
        verdict.concerns = concerns_for(undecided, "has not yet agreed that this node bootstraps");
    } else if (!lacking.empty()) {
        reached(Probe::election_lacks_a_majority);
        verdict.action = Action::wait;
        verdict.reason = Reason::peer_not_started;
        verdict.concerns =
            concerns_for(lacking, "is not being started, and with wait_for = majority so many of the last "
                                  "primary component must agree that the rest is no majority");
    }
    return verdict;
}

/// Has the owner of a claim that this node chose certainly not used it? It has not if it is heard, shows another claim
/// or none, and either tells what it told when it was chosen, or is still where this node crashed.
bool is_unused(const Situation& situation, const NodeSight& owner, const Uuid& claim) {
    if (!has_evidence(owner) || owner.record->claim == claim) {
        return false;
    }
    const Evidence& evidence = *owner.record->evidence;
    if (print_of_node(evidence) == situation.choice_owner_evidence) {
        reached(Probe::election_choice_was_unused);
        return true;
    }
    if (is_same_view(own_evidence(situation), evidence)) {
        reached(Probe::election_choice_of_same_view);
        return true;
    }
    const bool is_outgrown =
        evidence.membership == Membership::unknown && grew_from(own_evidence(situation).lineage, evidence.lineage);
    if (is_outgrown) {
        reached(Probe::election_choice_outgrown);
    }
    return is_outgrown;
}

} // namespace

bool is_same_view(const Evidence& left, const Evidence& right) {
    return left.membership == Membership::view && right.membership == Membership::view &&
           are_same_members(left.members, right.members);
}

bool is_bound(const Situation& situation, const Assumptions& assumptions) {
    const auto& choice = situation.nodes[situation.self].record->choice;
    const auto owner = situation.choice_owner;
    if (situation.policies.wait_for != Policies::WaitFor::majority || !choice || !owner || owner == situation.self ||
        own_evidence(situation).membership != Membership::view || assumptions.lost.contains(*owner)) {
        return false;
    }
    return !is_unused(situation, situation.nodes[*owner], *choice);
}

Verdict elect(const Situation& situation, const Assumptions& assumptions, const Election& election) {
    Verdict verdict = election.winner == situation.self ? lead(situation, election) : follow(situation, election);
    if (election.reason != Reason::operator_word && is_bound(situation, assumptions) &&
        election.winner != *situation.choice_owner) {
        verdict =
            wait_for(Reason::choice_is_bound,
                     {{*situation.choice_owner, "was to bootstrap with this node's agreement, and may have done so: "
                                                "it must be heard first"}});
        verdict.winner = election.winner;
        verdict.choice = situation.nodes[situation.self].record->choice;
        verdict.choice_owner = situation.choice_owner;
        verdict.choice_owner_evidence = situation.choice_owner_evidence;
        return verdict;
    }
    // A claim is its owner's choice from the beginning, also where it has yet to be made up.
    if (verdict.choice || verdict.claims) {
        verdict.choice_owner = election.winner;
        verdict.choice_owner_evidence = print_of_node(evidence_of(situation, election.winner));
    }
    return verdict;
}

} // namespace galera_initiator
