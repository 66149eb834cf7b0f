#include "decision/candidates.hpp"

#include "common/probe.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace galera_initiator {

namespace {

Indices intersection(const Indices& left, const Indices& right) {
    Indices both;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::inserter(both, both.end()));
    return both;
}

/// Closes the evidence of each node with data.
Candidates common_to_closures(const Situation& situation, const Indices& lost, const Indices& starting_points) {
    Candidates candidates;
    candidates.given_up = lost;
    for (const std::size_t index : starting_points) {
        Closure closure = closure_of(situation, index, lost);
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
        // Not the nodes that say so: two may show the folder of one member. Nor those that had not been given all yet.
        const auto members =
            static_cast<std::size_t>(std::count_if(matching.nodes.begin(), matching.nodes.end(), [&](const auto& node) {
                return node && crashed_with_data(situation.nodes[*node]);
            }));
        if (2 * members > evidence.members.size() && all_crashed_there) {
            return together;
        }
    }
    return {};
}

/// May a majority of a component go on without the others? Not while one of them is alive, nor before its time; and
/// only where more than half of all that may have crashed can agree, because two views, of which each was the last one
/// to somebody, need not share a node.
bool majority_may_go_on(const Situation& situation) {
    const Indices alive =
        select(situation, [](const NodeSight& node) { return !has_evidence(node) && !is_away(node); });
    return situation.policies.wait_for == Policies::WaitFor::majority && situation.majority_is_due && alive.empty() &&
           is_most_of_who_stayed(situation, select(situation, crashed_with_data));
}

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

std::optional<std::size_t> best_of(const Situation& situation, const Indices& nodes) {
    const Indices intact = holding(situation, nodes, DataState::intact);
    const auto furthest = std::min_element(intact.begin(), intact.end(), [&](std::size_t left, std::size_t right) {
        return is_better(situation, left, right);
    });
    return furthest == intact.end() ? std::nullopt : std::optional(*furthest);
}

/// Nodes outside a majority that are heard and hold all that its furthest one holds, and more: they left before, and
/// the disks of the majority show less than they had received by then.
Indices further_than_majority(const Situation& situation, const Indices& with_data, std::size_t furthest) {
    const Evidence& best = evidence_of(situation, furthest);
    Indices further = with_data;
    std::erase_if(further, [&](std::size_t index) { return !holds_more(evidence_of(situation, index), best); });
    return further;
}

/// May the others of a component that a node outside the majority crashed in have gone on, after the majority crashed?
/// Not if it was an earlier one, or if most of it are here.
bool another_may_go_on(const Situation& situation, const Indices& majority) {
    const Indices with_data = select(situation, crashed_with_data);
    const Indices crashed = select(situation, crashed_in_a_view);
    return std::any_of(crashed.begin(), crashed.end(), [&](std::size_t index) {
        if (majority.contains(index) || was_outlived_by(situation, index, majority)) {
            return false;
        }
        const Matching matching = match_members(situation, evidence_of(situation, index).members);
        const Indices here = intersection(matching.known(), with_data);
        return 2 * here.size() <= matching.nodes.size();
    });
}

/// Does a node that is heard show a later bootstrap than those went on from before they crashed? Who was in that may
/// not be heard.
bool is_superseded(const Situation& situation, const Indices& majority, std::size_t furthest) {
    const Evidence& best = evidence_of(situation, furthest);
    const Indices later = select(situation, [&](const NodeSight& node) {
        const Evidence* evidence = has_evidence(node) ? &*node.record->evidence : nullptr;
        return evidence != nullptr && evidence->position && evidence->position->history() == best.position->history() &&
               !evidence->lineage.later().empty() && !grew_from(best.lineage, evidence->lineage);
    });
    return !std::ranges::includes(majority, later);
}

} // namespace

Indices holding(const Situation& situation, const Indices& nodes, DataState data) {
    Indices selected;
    std::copy_if(nodes.begin(), nodes.end(), std::inserter(selected, selected.end()),
                 [&](std::size_t index) { return evidence_of(situation, index).data == data; });
    return selected;
}

Candidates find_candidates(const Situation& situation, const Assumptions& assumptions, const Indices& with_data) {
    Indices starting_points = with_data;
    for (const std::size_t index : assumptions.lone_and_given_up) {
        starting_points.erase(index);
    }
    Candidates candidates =
        common_to_closures(situation, assumptions.lost, starting_points.empty() ? with_data : starting_points);
    if (candidates.self_sufficient.empty() && majority_may_go_on(situation)) {
        Indices majority = find_majority(situation, with_data);
        if (const auto furthest = best_of(situation, majority);
            furthest && !is_superseded(situation, majority, *furthest) && !another_may_go_on(situation, majority)) {
            Indices further = further_than_majority(situation, with_data, *furthest);
            if (!further.empty()) {
                reached(Probe::candidates_holds_more_than_a_majority);
                majority.merge(further);
            }
            candidates.nodes = std::move(majority);
            candidates.ground = Reason::majority_position;
            candidates.given_up = select(situation, [](const NodeSight& node) { return !has_evidence(node); });
        }
    }
    candidates.furthest = best_of(situation, candidates.nodes);
    return candidates;
}

} // namespace galera_initiator
