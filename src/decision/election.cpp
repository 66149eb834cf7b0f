#include "decision/election.hpp"

#include "common/probe.hpp"
#include "decision/closure.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

/// The winner's claim, which it may have yet to make up.
void choose(const Situation& situation, std::size_t winner, Verdict& verdict) {
    verdict.choice = situation.nodes[winner].record->claim;
    verdict.choice_owner = winner;
    verdict.choice_owner_evidence = print_of_node(evidence_of(situation, winner));
}

Verdict follow(const Situation& situation, const Assumptions& assumptions, const Election& election) {
    const NodeSight& node = situation.nodes[election.winner];
    const bool is_started = has_status(node, NodeStatus::initiating);
    const std::string why = is_started ? "is to bootstrap, then this node joins it"
                            : election.reason == Reason::first_of_new_cluster
                                ? "makes the new cluster (fresh = first): start it"
                                : "was in the last primary component and holds the furthest position: start it";
    Verdict verdict = assumptions.verdict(
        Action::wait, is_started ? Reason::peer_will_bootstrap : Reason::peer_not_started, {{election.winner, why}});
    verdict.winner = election.winner;
    if (is_started && node.record->claim) {
        choose(situation, election.winner, verdict);
    }
    return verdict;
}

/// What the winner waits for before it acts.
struct Hindrance {
    Reason reason;
    std::vector<Concern> concerns;
};

std::optional<Hindrance> hindrance_of(const Situation& situation, const Assumptions& assumptions,
                                      const Election& election) {
    if (!situation.own_record_is_served) {
        return Hindrance{Reason::own_record_not_served, {{situation.self, situation.own_service_detail}}};
    }
    const auto& claim = situation.nodes[situation.self].record->claim;
    Indices undecided;
    for (const std::size_t index : election.voters) {
        const NodeSight& node = situation.nodes[index];
        if (index != situation.self && is_deciding(node) && !chooses(node, claim)) {
            undecided.insert(index);
        }
    }
    if (!claim || !undecided.empty()) {
        return Hindrance{Reason::agreement_pending,
                         concerns_for(undecided, "has not yet agreed that this node bootstraps")};
    }
    if (const Indices lacking = lacking_for_majority(situation, election.voters, claim); !lacking.empty()) {
        reached(Probe::election_lacks_a_majority);
        return Hindrance{Reason::peer_not_started,
                         concerns_for(lacking, "is not being started, and with wait_for = majority so many of the last "
                                               "primary component must agree that the rest is no majority")};
    }
    if (assumptions.own_discard_is_void) {
        // What the operator wanted to be rid of must not become what the cluster goes on from.
        return Hindrance{Reason::word_is_void, {{situation.self, why_discard_is_void}}};
    }
    return std::nullopt;
}

/// For people: what a bootstrap leaves behind.
std::vector<Concern> concerns_for_what_is_left(const Election& election) {
    std::vector<Concern> concerns =
        concerns_for(election.given_up, election.reason == Reason::majority_position
                                            ? "is not waited for; what only it holds is given up"
                                            : "is not waited for, as the operator said; what only it holds is given "
                                              "up");
    std::ranges::copy(concerns_for(election.unread, "holds data whose position was not found, so it does not count"),
                      std::back_inserter(concerns));
    return concerns;
}

Verdict lead(const Situation& situation, const Assumptions& assumptions, const Election& election) {
    auto hindrance = hindrance_of(situation, assumptions, election);
    Verdict verdict =
        hindrance ? assumptions.verdict(Action::wait, hindrance->reason, std::move(hindrance->concerns))
                  : assumptions.verdict(Action::bootstrap, election.reason, concerns_for_what_is_left(election));
    verdict.winner = situation.self;
    verdict.claims = true;
    if (situation.nodes[situation.self].record->claim || !assumptions.bound_choice) {
        choose(situation, situation.self, verdict);
    }
    return verdict;
}

} // namespace

Verdict elect(const Situation& situation, const Assumptions& assumptions, const Election& election) {
    const auto& bound = assumptions.bound_choice;
    if (bound && bound->owner != election.winner && election.reason != Reason::operator_word) {
        Verdict verdict =
            assumptions.verdict(Action::wait, Reason::choice_is_bound,
                                {{bound->owner, "was to bootstrap with this node's agreement, and may have done so: it "
                                                "must be heard first"}});
        verdict.winner = election.winner;
        return verdict;
    }
    return election.winner == situation.self ? lead(situation, assumptions, election)
                                             : follow(situation, assumptions, election);
}

} // namespace galera_initiator
