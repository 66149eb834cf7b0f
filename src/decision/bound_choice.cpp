#include "decision/bound_choice.hpp"

#include "common/probe.hpp"
#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/sights.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

/// Nobody claims the same once more, so it will not be used any more.
bool has_given_up(const NodeSight& owner, const Uuid& claim) {
    return has_evidence(owner) && owner.record->claim != claim;
}

/// Which of the nodes is known to have been that member?
std::optional<std::size_t> node_that_was(const std::vector<NodeSight>& nodes, const std::optional<Uuid>& member) {
    for (std::size_t index = 0; member && index < nodes.size(); ++index) {
        if (was_member(nodes[index], *member)) {
            return index;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> node_at(const std::vector<NodeSight>& nodes, const NodeAddress& address) {
    const auto found = std::ranges::find_if(nodes, [&](const NodeSight& node) { return node.address == address; });
    return found == nodes.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - nodes.begin()));
}

/// Does a node, wherever it is named, show the same as when it was chosen, and claim something else, or nothing?
bool was_not_used(const Situation& situation, const Choice& choice) {
    const auto shows_the_same = [&](const NodeSight& node) {
        return has_given_up(node, choice.claim) && print_of_node(*node.record->evidence) == choice.owner_evidence;
    };
    return choice.owner ? shows_the_same(situation.nodes[*choice.owner])
                        : std::ranges::any_of(situation.nodes, shows_the_same);
}

} // namespace

Choice placed_choice(const std::vector<NodeSight>& nodes, std::size_t self, const NodeMemory::Choice& remembered) {
    auto owner = node_that_was(nodes, remembered.owner_member);
    if (!owner) {
        owner = node_at(nodes, remembered.owner);
    }
    // This node chose another one, whatever that is called now.
    return {remembered.claim, owner == self ? std::nullopt : owner, remembered.owner_evidence};
}

NodeMemory::Choice to_be_remembered(const Choice& choice, const std::vector<NodeSight>& nodes) {
    const NodeSight& owner = nodes.at(choice.owner.value());
    const bool has_identity = has_evidence(owner) && !owner.record->evidence->identities.empty();
    return {choice.claim, owner.address, choice.owner_evidence,
            has_identity ? std::optional(owner.record->evidence->identities.front()) : std::nullopt};
}

std::optional<Choice> bound_choice(const Situation& situation, const Indices& lost) {
    const auto& choice = situation.choice;
    if (situation.policies.wait_for != Policies::WaitFor::majority || !choice || choice->owner == situation.self ||
        own_evidence(situation).membership != Membership::view || (choice->owner && lost.contains(*choice->owner))) {
        return std::nullopt;
    }
    if (was_not_used(situation, *choice)) {
        reached(Probe::election_choice_was_unused);
        return std::nullopt;
    }
    return choice;
}

bool may_have_been_used(const Situation& situation, const Choice& bound) {
    return bound.owner && has_given_up(situation.nodes[*bound.owner], bound.claim);
}

bool may_outlive(const Situation& situation, const NodeSight& node) {
    const auto claims_it = [&](const NodeSight& other) {
        return other.record && other.record->claim == node.record->choice;
    };
    return crashed_in_a_view(node) && node.record->choice && std::ranges::none_of(situation.nodes, claims_it);
}

} // namespace galera_initiator
