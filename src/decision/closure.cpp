#include "decision/closure.hpp"

#include "common/probe.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace galera_initiator {

namespace {

/// May a node have been a member under a UUID that it does not remember? Not if it knows the view that it was last in,
/// or that it left, and has not set out to join anybody since.
bool may_have_forgotten_identity(const Evidence& evidence) {
    return evidence.membership == Membership::alone || !evidence.knows_with_whom_it_was();
}

/// Which of the members a node with these identities was: the one that its latest identity there is.
std::optional<std::size_t> member_that_was(const std::vector<Uuid>& identities, const std::vector<Uuid>& members) {
    for (const Uuid& identity : identities) {
        // A copy of a node's folder that joins beside it is the same member at another incarnation.
        if (const auto exact = std::find(members.begin(), members.end(), identity); exact != members.end()) {
            return static_cast<std::size_t>(exact - members.begin());
        }
        const auto same = std::find_if(members.begin(), members.end(),
                                       [&](const Uuid& member) { return member.same_member(identity); });
        if (same != members.end()) {
            return static_cast<std::size_t>(same - members.begin());
        }
    }
    return std::nullopt;
}

/// Has a node that is heard seen that this member is an arbitrator? Where there are none, nobody's word makes one.
bool is_known_arbitrator(const Situation& situation, const Uuid& member) {
    return situation.policies.arbitrators > 0 &&
           std::any_of(situation.nodes.begin(), situation.nodes.end(), [&](const NodeSight& node) {
               return has_evidence(node) && names_member(node.record->evidence->arbitrators, member);
           });
}

/// What one node's evidence adds to a closure.
struct Step {
    Indices members;
    Indices missing;
    std::size_t strangers = 0;
    std::set<Indices> disputing;

    /// Does it name anybody whose evidence could lead on? Who joined between the copy of a view and the stop is known
    /// to those that stayed; but not to an arbitrator, who has no disk.
    bool leads_on = false;
};

void add_every_node(const Situation& situation, const Indices& lost, Step& step) {
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        if (has_evidence(situation.nodes[index])) {
            step.members.insert(index);
        } else if (!lost.contains(index)) {
            step.missing.insert(index);
        }
    }
}

/// Members that nobody heard has been: the unheard nodes, or, if all are heard, those who may have forgotten, those who
/// are lost, and arbitrators.
void add_unmatched(const Situation& situation, const Indices& lost, const Matching& matching, Step& step) {
    Indices forgetful;
    bool all_told = true;
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        const NodeSight& node = situation.nodes[index];
        if (!has_evidence(node)) {
            if (!lost.contains(index)) {
                step.missing.insert(index);
                all_told = false;
            }
        } else if (may_have_forgotten_identity(*node.record->evidence) && !step.members.contains(index)) {
            forgetful.insert(index);
        }
    }
    if (all_told) {
        step.members.insert(forgetful.begin(), forgetful.end());
        const std::size_t unknown_arbitrators =
            situation.policies.arbitrators - std::min(situation.policies.arbitrators, matching.arbitrators.size());
        const std::size_t explained = forgetful.size() + lost.size() + unknown_arbitrators;
        step.strangers = matching.unmatched() - std::min(matching.unmatched(), explained);
        if (step.strangers > 0) {
            reached(Probe::closure_strangers);
        }
        step.disputing = step.strangers > 0 ? matching.disputing : std::set<Indices>();
    }
}

/// The members of one component, as a node's evidence names them.
Step step_to(const Situation& situation, const Indices& lost, std::size_t index, const std::vector<Uuid>& members) {
    Step step;
    step.members.insert(index);
    const Matching matching = match_members(situation, members);
    step.members.merge(matching.known());
    step.leads_on = step.members.size() > 1;
    if (matching.unmatched() > 0) {
        add_unmatched(situation, lost, matching, step);
    }
    return step;
}

void add(const Step& other, Step& step) {
    step.members.insert(other.members.begin(), other.members.end());
    step.missing.insert(other.missing.begin(), other.missing.end());
    step.strangers = std::max(step.strangers, other.strangers);
    step.disputing.insert(other.disputing.begin(), other.disputing.end());
    step.leads_on = step.leads_on || other.leads_on;
}

/// Of a node that does not know with whom it was: it may have been every node. Where it is the only one that there is,
/// it was with somebody else if it left others, or may have been if it was a member at all.
Step step_to_whoever_it_was(const Situation& situation, const Indices& lost, std::size_t index) {
    reached(Probe::closure_whoever_it_was);
    const Evidence& evidence = *situation.nodes[index].record->evidence;
    Step step;
    step.members.insert(index);
    add_every_node(situation, lost, step);
    const bool was_with_others =
        evidence.membership == Membership::left || (evidence.data == DataState::intact && !evidence.identities.empty());
    const bool may_have_been_another = situation.nodes.size() + situation.policies.arbitrators > 1;
    step.strangers = was_with_others && !may_have_been_another ? 1 : 0;
    return step;
}

/// Do these members name the node as another than it tells of itself, or perhaps under a UUID that it never knew?
bool name_anew(const std::vector<Uuid>& members, const Matching& matching, std::size_t index, const Evidence& its) {
    for (std::size_t member = 0; member < members.size(); ++member) {
        if (matching.nodes[member] == index && !names_exactly(its.members, members[member])) {
            return true;
        }
    }
    return matching.unmatched() > 0;
}

/// Of a node that set out to join this member, and does not know how that ended: is it known all the same? It is where
/// none of those whom the member leads to was last in a component that names the node anew, or one was with each of
/// these, and last in a component without them and the node. Else whoever came to the component when all of these had
/// left it may have been in it with the node alone.
bool is_known_how_it_ended(const Situation& situation, std::size_t leaver, const Uuid& joined) {
    std::map<std::size_t, Indices> named_it;
    std::map<std::size_t, Indices> went_on;
    Indices asked{leaver};
    std::vector<Indices> open{match_members(situation, {joined}).known()};
    while (!open.empty()) {
        const Indices nodes = std::move(open.back());
        open.pop_back();
        for (const std::size_t node : nodes) {
            if (!asked.insert(node).second) {
                continue;
            }
            const Evidence& evidence = evidence_of(situation, node);
            if (!evidence.knows_with_whom_it_was()) {
                return false;
            }
            const Matching matching = match_members(situation, evidence.members);
            const bool is_named_anew = name_anew(evidence.members, matching, leaver, evidence_of(situation, leaver));
            (is_named_anew ? named_it : went_on)[node] = open.emplace_back(matching.known());
        }
    }
    return std::ranges::any_of(went_on, [&](const auto& later) {
        return std::ranges::all_of(named_it, [&](const auto& earlier) {
            return earlier.second.contains(later.first) && !later.second.contains(earlier.first);
        });
    });
}

Step step_from(const Situation& situation, const Indices& lost, std::size_t index) {
    const Evidence& evidence = *situation.nodes[index].record->evidence;
    Step step;
    step.members.insert(index);
    if (evidence.membership == Membership::alone) {
        return step;
    }
    if (evidence.membership != Membership::view && evidence.members.empty() && evidence.joined.empty()) {
        return step_to_whoever_it_was(situation, lost, index);
    }
    add(step_to(situation, lost, index, evidence.members), step);
    const bool has_left = evidence.membership == Membership::left;
    for (const Uuid& joined : has_left ? evidence.joined : std::vector<Uuid>()) {
        // Each that it set out to join was in another component, so the same node may have been one of these as well.
        if (!names_member(evidence.members, joined)) {
            add(step_to(situation, lost, index, {joined}), step);
            reached(Probe::closure_later_component);
        }
        if (!is_known_how_it_ended(situation, index, joined)) {
            add_every_node(situation, lost, step);
            reached(Probe::closure_unseen_leave);
        }
    }
    if (evidence.membership != Membership::view && !step.leads_on) {
        reached(Probe::closure_leads_nowhere);
        add_every_node(situation, lost, step);
    }
    return step;
}

void add_with_all_that_follows(const Situation& situation, const Indices& lost, const Step& first, Closure& closure) {
    std::vector<std::size_t> open(first.members.begin(), first.members.end());
    while (!open.empty()) {
        const std::size_t index = open.back();
        open.pop_back();
        if (!closure.nodes.insert(index).second) {
            continue;
        }
        const Step step = step_from(situation, lost, index);
        closure.missing.insert(step.missing.begin(), step.missing.end());
        closure.strangers = std::max(closure.strangers, step.strangers);
        closure.disputing.insert(step.disputing.begin(), step.disputing.end());
        open.insert(open.end(), step.members.begin(), step.members.end());
    }
}

bool may_hold_data(const Evidence& evidence) {
    const bool is_unread = evidence.data == DataState::unreadable && !evidence.may_be_whole();
    return evidence.data == DataState::intact || is_unread || evidence.data == DataState::unseen;
}

/// Is there data in this closure that the component of this node had, or grew out of? Who has it names the node as the
/// member that it was there, not as one that it was before; and is not itself one that may have lacked some there.
bool has_data_behind_it(const Situation& situation, const Indices& nodes, const Evidence& evidence) {
    return std::any_of(nodes.begin(), nodes.end(), [&](std::size_t index) {
        const Evidence& other = *situation.nodes[index].record->evidence;
        const bool may_have_lacked_some = other.membership == Membership::view && !other.joined.empty();
        return may_hold_data(other) && !may_have_lacked_some && !evidence.identities.empty() &&
               names_exactly(other.members, evidence.identities.front());
    });
}

/// The members that those of these nodes set out to join whose component had no whole data.
Step step_to_joined(const Situation& situation, const Indices& lost, const Indices& nodes) {
    Step step;
    for (const std::size_t index : nodes) {
        const Evidence& evidence = *situation.nodes[index].record->evidence;
        if (!evidence.joined.empty() && evidence.membership == Membership::view &&
            !has_data_behind_it(situation, nodes, evidence)) {
            add(step_to(situation, lost, index, {evidence.joined.back()}), step);
            reached(Probe::closure_without_data);
        }
    }
    return step;
}

} // namespace

Indices Matching::known() const {
    Indices known;
    for (const auto& node : nodes) {
        if (node) {
            known.insert(*node);
        }
    }
    return known;
}

std::size_t Matching::unmatched() const {
    return static_cast<std::size_t>(std::count(nodes.begin(), nodes.end(), std::nullopt)) - arbitrators.size();
}

Matching match_members(const Situation& situation, const std::vector<Uuid>& members) {
    std::vector<Indices> claimants(members.size());
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        if (!has_evidence(situation.nodes[index])) {
            continue;
        }
        if (const auto member = member_that_was(situation.nodes[index].record->evidence->identities, members)) {
            claimants[*member].insert(index);
        }
    }
    Matching matching;
    for (const Indices& nodes : claimants) {
        matching.nodes.push_back(nodes.size() == 1 ? std::optional(*nodes.begin()) : std::nullopt);
        if (nodes.size() > 1) {
            matching.disputing.insert(nodes);
        }
    }
    for (std::size_t member = 0; member < members.size(); ++member) {
        if (claimants[member].empty() && is_known_arbitrator(situation, members[member])) {
            matching.arbitrators.insert(member);
            reached(Probe::closure_known_arbitrator);
        }
    }
    if (matching.arbitrators.size() > situation.policies.arbitrators) {
        matching.arbitrators.clear(); // some of these are nodes
    }
    return matching;
}

bool was_outlived_by(const Situation& situation, std::size_t node, const Indices& others) {
    const Indices fellows = match_members(situation, evidence_of(situation, node).members).known();
    return std::any_of(others.begin(), others.end(), [&](std::size_t other) {
        return fellows.contains(other) &&
               !match_members(situation, evidence_of(situation, other).members).known().contains(node);
    });
}

bool is_most_of_who_stayed(const Situation& situation, const Indices& nodes) {
    std::size_t gone = 0;
    for (std::size_t node = 0; node < situation.nodes.size(); ++node) {
        if (!has_evidence(situation.nodes[node])) {
            continue;
        }
        const Evidence& evidence = evidence_of(situation, node);
        const bool has_left =
            evidence.membership == Membership::left && evidence.joined.empty() && evidence.has_history();
        gone += has_left && was_outlived_by(situation, node, nodes) ? 1U : 0U;
    }
    return 2 * nodes.size() + gone > situation.nodes.size();
}

bool has_evidence(const NodeSight& node) {
    return node.hearing == Hearing::heard && node.record->evidence.has_value();
}

Closure closure_of(const Situation& situation, std::size_t start, const Indices& lost) {
    Closure closure;
    Step step;
    step.members = {start};
    while (!step.members.empty()) {
        add_with_all_that_follows(situation, lost, step, closure);
        step = Step();
        // A component in which nobody has whole data has committed nothing: all that there is came before it.
        if (closure.is_complete()) {
            step = step_to_joined(situation, lost, closure.nodes);
            closure.missing = step.missing;
            closure.strangers = step.strangers;
            closure.disputing = step.disputing;
            std::erase_if(step.members, [&](std::size_t index) { return closure.nodes.contains(index); });
        }
    }
    return closure;
}

} // namespace galera_initiator
