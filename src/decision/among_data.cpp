#include "decision/among_data.hpp"

#include "common/probe.hpp"
#include "decision/closure.hpp"
#include "decision/election.hpp"
#include "decision/explanation.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace galera_initiator {

namespace {

/// " (the remark)"
std::string remark_in_brackets(const Evidence& evidence) {
    return evidence.remark.empty() ? "" : " (" + evidence.remark + ")";
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

/// Whose data is not contained in the winner's?
Indices not_contained(const Situation& situation, const Indices& nodes, std::size_t winner) {
    const Evidence& best = evidence_of(situation, winner);
    Indices outside;
    for (const std::size_t index : nodes) {
        if (!is_part_of(evidence_of(situation, index), best)) {
            outside.insert(index);
        }
    }
    return outside;
}

Indices that_may_be_whole(const Situation& situation, const Indices& nodes) {
    Indices selected = nodes;
    std::erase_if(selected, [&](std::size_t index) { return !evidence_of(situation, index).may_be_whole(); });
    return selected;
}

/// Nobody knows what these hold.
Indices unread(const Situation& situation, const Indices& nodes) {
    Indices selected = holding(situation, nodes, DataState::unreadable);
    std::erase_if(selected, [&](std::size_t index) { return evidence_of(situation, index).may_be_whole(); });
    return selected;
}

/// A node outside this node's closure that holds all that the furthest candidate holds, and more: it left before, and
/// the disks of those that stayed show less than they had received by then, because they had not written it down or
/// were put back from a snapshot. Whoever stayed after another had left was at or above that one's position. Members
/// that nobody says to have been are this node's own, where it was put back with its memory: it goes by that one, too.
std::optional<std::size_t> further_than_candidates(const Premises& premises) {
    const Situation& situation = premises.situation;
    const Candidates& candidates = premises.candidates();
    if (premises.assumptions.bound_choice || !candidates.self_sufficient.contains(situation.self)) {
        return std::nullopt;
    }
    const Evidence& own = own_evidence(situation);
    const Closure closure = closure_of(situation, situation.self, premises.assumptions.lost);
    std::optional<std::size_t> best = candidates.furthest;
    for (const std::size_t index : premises.with_data) {
        const Evidence& other = evidence_of(situation, index);
        if (!closure.nodes.contains(index) && own.position && holds_more(other, evidence_of(situation, best.value())) &&
            is_part_of(own, other)) {
            best = index;
        }
    }
    return best == candidates.furthest ? std::nullopt : best;
}

} // namespace

std::optional<Verdict> refuse_two_histories(const Premises& premises) {
    std::set<Uuid> histories;
    std::vector<Concern> concerns;
    for (const std::size_t index : premises.with_data) {
        const Evidence& evidence = evidence_of(premises.situation, index);
        if (evidence.position) {
            histories.insert(evidence.position->history());
            concerns.push_back({index, history_clause(evidence)});
        }
    }
    if (histories.size() < 2) {
        return std::nullopt;
    }
    return premises.refuse(Reason::two_histories, std::move(concerns));
}

std::optional<Verdict> wait_for_last_members(const Premises& premises) {
    const Candidates& candidates = premises.candidates();
    if (premises.with_data.empty() || !candidates.nodes.empty() || !candidates.self_sufficient.empty()) {
        return std::nullopt;
    }
    const auto nearest = std::min_element(
        candidates.incomplete.begin(), candidates.incomplete.end(), [](const Closure& left, const Closure& right) {
            return std::pair(left.missing.size(), left.strangers) < std::pair(right.missing.size(), right.strangers);
        });
    if (nearest->missing.empty()) {
        // Every configured node is heard, and still the view names members that none of them was.
        auto concerns =
            concerns_for({premises.situation.self}, "knows of " + std::to_string(nearest->strangers) +
                                                        (nearest->strangers == 1 ? " member" : " members") +
                                                        " of the last primary component that no node of the "
                                                        "cluster address has been");
        std::ranges::copy(concerns_for_dispute(premises.situation, *nearest), std::back_inserter(concerns));
        return premises.wait_for(Reason::members_unknown, std::move(concerns));
    }
    return premises.wait_for(Reason::last_members_missing,
                             concerns_for(nearest->missing, "was, or may have been, in the last primary component and "
                                                            "may hold the furthest position"));
}

std::optional<Verdict> refuse_contradictory_evidence(const Premises& premises) {
    const Candidates& candidates = premises.candidates();
    if (candidates.self_sufficient.empty() || !candidates.nodes.empty()) {
        return std::nullopt;
    }
    // Whom a majority has elected need not have been among them; their evidence leads on to it once they know.
    const Situation& situation = premises.situation;
    const auto& bound = premises.assumptions.bound_choice;
    if (bound && may_have_been_used(situation, *bound)) {
        return outlive_view(premises.assumptions, *bound);
    }
    if (const Indices agreed = select(situation, [&](const NodeSight& node) { return may_outlive(situation, node); });
        !agreed.empty()) {
        reached(Probe::candidates_contradictory_for_now);
        return premises.wait_for(Reason::choice_is_bound,
                                 concerns_for(agreed, "has agreed that another node bootstraps, which may have done "
                                                      "so: what it crashed in is not the last primary component then"));
    }
    return premises.refuse(
        Reason::contradictory_evidence,
        concerns_for(candidates.self_sufficient, "tells of a last primary component that the others' does not meet"));
}

std::optional<Verdict> wait_for_unseen_data(const Premises& premises) {
    std::vector<Concern> concerns;
    for (const std::size_t index : holding(premises.situation, premises.candidates().nodes, DataState::unseen)) {
        concerns.push_back({index, "was in the last primary component and has data that cannot be seen there now" +
                                       remark_in_brackets(evidence_of(premises.situation, index))});
    }
    return concerns.empty() ? std::nullopt : std::optional(premises.wait_for(Reason::data_unseen, std::move(concerns)));
}

std::optional<Verdict> refuse_without_intact_data(const Premises& premises) {
    const Situation& situation = premises.situation;
    const Candidates& candidates = premises.candidates();
    Indices nodes = candidates.nodes;
    if (candidates.furthest) {
        nodes = not_contained(situation, that_may_be_whole(situation, candidates.nodes), *candidates.furthest);
    }
    std::vector<Concern> concerns;
    for (const std::size_t index : nodes) {
        const Evidence& evidence = evidence_of(situation, index);
        concerns.push_back({index, (evidence.may_be_whole()
                                        ? history_clause(evidence) + ", and nothing shows whether its data is whole"
                                        : "is what is left of the last primary component, and its data is not whole") +
                                       remark_in_brackets(evidence)});
    }
    return concerns.empty() ? std::nullopt
                            : std::optional(premises.refuse(Reason::no_intact_data, std::move(concerns)));
}

std::optional<Verdict> refuse_two_lineages(const Premises& premises) {
    const Situation& situation = premises.situation;
    const std::size_t furthest = premises.candidates().furthest.value();
    const Indices outside =
        not_contained(situation, holding(situation, premises.candidates().nodes, DataState::intact), furthest);
    if (outside.empty()) {
        return std::nullopt;
    }
    std::vector<Concern> concerns{{furthest, history_clause(evidence_of(situation, furthest))}};
    for (const std::size_t index : outside) {
        concerns.push_back(
            {index, history_clause(evidence_of(situation, index)) + " with transactions that the furthest one lacks"});
    }
    return premises.refuse(Reason::two_lineages, std::move(concerns));
}

std::optional<Verdict> go_by_who_holds_more(const Premises& premises) {
    const auto further = further_than_candidates(premises);
    if (!further) {
        return std::nullopt;
    }
    reached(Probe::candidates_goes_by_who_left);
    Verdict verdict = premises.wait_for(
        Reason::peer_holds_more,
        {{*further, "left before, and " + history_clause(evidence_of(premises.situation, *further)) +
                        ", which is more than is left of the last primary component: this node goes by it now"}});
    verdict.goes_by = further;
    verdict.winner = premises.candidates().furthest;
    return verdict;
}

std::optional<Verdict> elect_furthest(const Premises& premises) {
    // The closure of a node with whole data that is in every complete closure is what these have in common.
    const Candidates& candidates = premises.candidates();
    const std::size_t furthest = candidates.furthest.value();
    Indices voters = candidates.nodes;
    if (candidates.ground == Reason::majority_position) {
        // It may be of an earlier component than the majority, whose members would agree on somebody else.
        voters.merge(closure_of(premises.situation, furthest, premises.assumptions.lost).nodes);
    }
    return elect(premises.situation, premises.assumptions,
                 {furthest, std::move(voters), candidates.ground, candidates.given_up,
                  unread(premises.situation, candidates.nodes)});
}

} // namespace galera_initiator
