#include "decision/closure.hpp"

#include <algorithm>
#include <optional>

namespace galera_initiator {

namespace {

/// May a node have been a member under a UUID that it does not remember? Not if it knows the view that it was last in,
/// or that it left, and has not set out to join anybody since.
bool may_have_forgotten_identity(const Evidence& evidence) {
    const bool knows_what_it_left =
        evidence.membership == Membership::left && !evidence.members.empty() && !evidence.joined;
    return evidence.membership != Membership::view && !knows_what_it_left;
}

/// What one node's evidence adds to a closure.
struct Step {
    std::set<std::size_t> members;
    std::set<std::size_t> missing;
    std::size_t strangers = 0;
};

using Indices = std::set<std::size_t>;

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
void add_unmatched(const Situation& situation, const Indices& lost, std::size_t unmatched, Step& step) {
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
        const std::size_t explained = forgetful.size() + lost.size() + situation.policies.arbitrators;
        step.strangers = unmatched - std::min(unmatched, explained);
    }
}

/// Does it name nobody whose evidence could lead on? Who joined between the copy of a view and the stop is known to
/// those that stayed; but not to an arbitrator, who has no disk.
bool leads_nowhere(const Situation& situation, std::size_t index, const std::vector<Uuid>& members) {
    return std::none_of(members.begin(), members.end(), [&](const Uuid& member) {
        const auto node = node_that_was(situation, member);
        return node && node != index;
    });
}

/// The members of one component, as a node's evidence names them.
Step step_to(const Situation& situation, const Indices& lost, std::size_t index, const std::vector<Uuid>& members) {
    Step step;
    step.members.insert(index);
    std::size_t unmatched = 0;
    for (const Uuid& member : members) {
        if (const auto node = node_that_was(situation, member)) {
            step.members.insert(*node);
        } else {
            ++unmatched;
        }
    }
    if (unmatched > 0) {
        add_unmatched(situation, lost, unmatched, step);
    }
    return step;
}

void add(const Step& other, Step& step) {
    step.members.insert(other.members.begin(), other.members.end());
    step.missing.insert(other.missing.begin(), other.missing.end());
    step.strangers = std::max(step.strangers, other.strangers);
}

Step step_from(const Situation& situation, const Indices& lost, std::size_t index) {
    const Evidence& evidence = *situation.nodes[index].record->evidence;
    Step step;
    step.members.insert(index);
    if (evidence.membership == Membership::alone) {
        return step;
    }
    // Whom it set out to join was in another component, so the same node may have been one of these as well.
    std::vector<Uuid> later;
    if (evidence.membership == Membership::left && evidence.joined &&
        !names_member(evidence.members, *evidence.joined)) {
        later.push_back(*evidence.joined);
    }
    if (evidence.membership != Membership::view && leads_nowhere(situation, index, evidence.members) &&
        leads_nowhere(situation, index, later)) {
        add_every_node(situation, lost, step);
        return step;
    }
    add(step_to(situation, lost, index, evidence.members), step);
    add(step_to(situation, lost, index, later), step);
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
        open.insert(open.end(), step.members.begin(), step.members.end());
    }
}

bool anyone_may_hold_data(const Situation& situation, const Indices& nodes) {
    return std::any_of(nodes.begin(), nodes.end(), [&](std::size_t index) {
        const DataState data = situation.nodes[index].record->evidence->data;
        return data == DataState::intact || data == DataState::unreadable;
    });
}

/// The members that these nodes set out to join.
Step step_to_joined(const Situation& situation, const Indices& lost, const Indices& nodes) {
    Step step;
    for (const std::size_t index : nodes) {
        if (const auto& joined = situation.nodes[index].record->evidence->joined) {
            add(step_to(situation, lost, index, {*joined}), step);
        }
    }
    return step;
}

} // namespace

std::optional<std::size_t> node_that_was(const Situation& situation, const Uuid& member) {
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        const NodeSight& node = situation.nodes[index];
        if (has_evidence(node) && names_member(node.record->evidence->identities, member)) {
            return index;
        }
    }
    return std::nullopt;
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
        if (closure.is_complete() && !anyone_may_hold_data(situation, closure.nodes)) {
            step = step_to_joined(situation, lost, closure.nodes);
            closure.missing = step.missing;
            closure.strangers = step.strangers;
            std::erase_if(step.members, [&](std::size_t index) { return closure.nodes.contains(index); });
        }
    }
    return closure;
}

} // namespace galera_initiator
