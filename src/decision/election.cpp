#include "decision/election.hpp"

#include "common/probe.hpp"
#include "decision/closure.hpp"
#include "decision/together.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace galera_initiator {

namespace {

/// A stopped node keeps its choice as well, where it tells it.
bool chooses(const NodeSight& node, const Uuid& claim) {
    return has_evidence(node) && node.record->choice == claim;
}

/// Those of the members of one component that have not chosen the claim, unless no other claim can be chosen by as many
/// there: it takes more than half of them, or half with the one whose UUID is the lowest (Jajodia and Mutchler: the
/// distinguished site). Those that nobody heard was count as others'.
Indices lacking_of(const Situation& situation, const std::vector<Uuid>& members, const Uuid& claim) {
    const std::vector<std::optional<std::size_t>> nodes = match_members(situation, members).nodes;
    const auto lowest = std::min_element(members.begin(), members.end()) - members.begin();
    Indices lacking;
    std::size_t halves = 0; // of a member's vote; the lowest has one more to break a tie
    for (std::size_t member = 0; member < members.size(); ++member) {
        if (nodes[member] && chooses(situation.nodes[*nodes[member]], claim)) {
            halves += static_cast<std::ptrdiff_t>(member) == lowest ? 3 : 2;
        } else if (nodes[member]) {
            lacking.insert(*nodes[member]);
        }
    }
    return halves > members.size() ? Indices() : lacking;
}

/// With wait_for = majority: the nodes that must still choose the claim, so that those that have not cannot go on by
/// another one: as a majority of a component that any of the voters crashed in, or of all that may have crashed.
Indices lacking_for_majority(const Situation& situation, const Election& election, const Uuid& claim) {
    Indices lacking;
    if (situation.policies.wait_for != Policies::WaitFor::majority) {
        return lacking;
    }
    if (election.reason == Reason::majority_position) {
        // Nobody else is bound by what it has chosen.
        Indices agreed;
        for (const std::size_t index : select(situation, crashed_with_data)) {
            (chooses(situation.nodes[index], claim) ? agreed : lacking).insert(index);
        }
        if (is_most_of_who_stayed(situation, agreed)) {
            lacking.clear();
        }
    }
    // Whoever crashed in another component than the majority votes in that one as well.
    const bool votes_in_each = election.reason == Reason::majority_position;
    for (const std::size_t index : select(situation, crashed_in_a_view)) {
        if (votes_in_each || election.voters.contains(index)) {
            lacking.merge(lacking_of(situation, evidence_of(situation, index).members, claim));
        }
    }
    return lacking;
}

/// For people.
std::vector<Concern> concerns_for_lacking(const Situation& situation, const Indices& lacking) {
    std::vector<Concern> concerns;
    for (const std::size_t index : lacking) {
        const bool keeps_another = situation.nodes[index].record->choice.has_value();
        concerns.push_back(
            {index, std::string("is not being started, and with wait_for = majority more than half of the last primary "
                                "component and of all nodes but those that have left must agree") +
                        (keeps_another ? "; it keeps to an earlier choice" : "")});
    }
    return concerns;
}

/// The winner's claim. A choice that has been made stays as it was made.
Choice choice_of(const Situation& situation, std::size_t winner) {
    const Uuid& claim = *situation.nodes[winner].record->claim;
    const auto& made = situation.choice;
    return made && made->claim == claim ? *made : Choice{claim, winner, print_of_node(evidence_of(situation, winner))};
}

Verdict follow(const Situation& situation, const Assumptions& assumptions, const Election& election) {
    const NodeSight& node = situation.nodes[election.winner];
    const bool is_started = has_status(node, NodeStatus::initiating);
    const std::string why = is_started ? "is to bootstrap, then this node joins it"
                            : election.reason == Reason::first_of_new_cluster
                                ? "makes the new cluster (fresh = first)"
                                : "was in the last primary component and holds the furthest position";
    Verdict verdict = assumptions.verdict(
        Action::wait, is_started ? Reason::peer_will_bootstrap : Reason::peer_not_started, {{election.winner, why}});
    verdict.winner = election.winner;
    if (is_started && node.record->claim) {
        verdict.choice = choice_of(situation, election.winner);
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
        if (index != situation.self && is_deciding(node) && !(claim && chooses(node, *claim))) {
            undecided.insert(index);
        }
    }
    if (!claim || !undecided.empty()) {
        return Hindrance{Reason::agreement_pending,
                         concerns_for(undecided, "has not yet agreed that this node bootstraps")};
    }
    if (const Indices lacking = lacking_for_majority(situation, election, *claim); !lacking.empty()) {
        reached(Probe::election_lacks_a_majority);
        return Hindrance{Reason::peer_not_started, concerns_for_lacking(situation, lacking)};
    }
    if (assumptions.own_discard_is_void) {
        // What the operator wanted to be rid of must not become what the cluster goes on from.
        return Hindrance{Reason::word_is_void, {{situation.self, why_discard_is_void}}};
    }
    if (!situation.may_wait_for_fellows) {
        return std::nullopt;
    }
    if (const Indices fellows = fellows_to_come(situation, election); !fellows.empty()) {
        return Hindrance{Reason::agreement_pending,
                         concerns_for(fellows, "can start together with this node and has not yet agreed to it")};
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

Verdict act(const Situation& situation, const Assumptions& assumptions, const Election& election) {
    const Indices together = nodes_together(situation, election);
    if (together.empty()) {
        return assumptions.verdict(Action::bootstrap, election.reason, concerns_for_what_is_left(election));
    }
    Indices fellows = together;
    fellows.erase(situation.self);
    Verdict verdict = assumptions.verdict(Action::restore, Reason::agreed_view,
                                          concerns_for(fellows, "starts together with this node"));
    verdict.together = view_of(situation, together);
    return verdict;
}

Verdict lead(const Situation& situation, const Assumptions& assumptions, const Election& election) {
    auto hindrance = hindrance_of(situation, assumptions, election);
    Verdict verdict = hindrance ? assumptions.verdict(Action::wait, hindrance->reason, std::move(hindrance->concerns))
                                : act(situation, assumptions, election);
    verdict.winner = situation.self;
    verdict.claims = true;
    return verdict;
}

/// The winner is not the one that this node has chosen.
Verdict keep_to(const Choice& bound, const Situation& situation, const Assumptions& assumptions,
                const Election& election) {
    if (may_have_been_used(situation, bound)) {
        Verdict verdict = outlive_view(assumptions, bound);
        verdict.winner = election.winner;
        return verdict;
    }
    if (!bound.owner) {
        reached(Probe::election_owner_is_not_listed);
    }
    Verdict verdict = assumptions.verdict(
        Action::wait, Reason::choice_is_bound,
        {{bound.owner.value_or(situation.self),
          !bound.owner
              ? "has agreed that another node bootstraps, which may have done so, and which the cluster address "
                "does not name any more as it did then: it must be heard first"
              : "was to bootstrap with this node's agreement, and may have done so: it must be heard first"}});
    verdict.winner = election.winner;
    return verdict;
}

} // namespace

Verdict outlive_view(const Assumptions& assumptions, const Choice& bound) {
    reached(Probe::election_choice_outlived);
    Verdict verdict = assumptions.verdict(
        Action::wait, Reason::choice_is_bound,
        {{bound.owner.value(), "was to bootstrap with this node's agreement, and may have done so: "
                               "what this node crashed in is not the last primary component then"}});
    verdict.outlives_view = true;
    return verdict;
}

Verdict elect(const Situation& situation, const Assumptions& assumptions, const Election& election) {
    const auto& bound = assumptions.bound_choice;
    const bool is_chosen = bound && situation.nodes[election.winner].record->claim == bound->claim;
    if (bound && !is_chosen && election.reason != Reason::operator_word) {
        return keep_to(*bound, situation, assumptions, election);
    }
    return election.winner == situation.self ? lead(situation, assumptions, election)
                                             : follow(situation, assumptions, election);
}

} // namespace galera_initiator
