#include "decision/bound_choice.hpp"

#include "common/probe.hpp"
#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/sights.hpp"

namespace galera_initiator {

namespace {

/// Nobody claims the same once more, so it will not be used any more.
bool has_given_up(const NodeSight& owner, const Uuid& claim) {
    return has_evidence(owner) && owner.record->claim != claim;
}

} // namespace

std::optional<Choice> bound_choice(const Situation& situation, const Indices& lost) {
    const auto& choice = situation.choice;
    if (situation.policies.wait_for != Policies::WaitFor::majority || !choice || choice->owner == situation.self ||
        own_evidence(situation).membership != Membership::view || lost.contains(choice->owner)) {
        return std::nullopt;
    }
    const NodeSight& owner = situation.nodes[choice->owner];
    if (has_given_up(owner, choice->claim) && print_of_node(*owner.record->evidence) == choice->owner_evidence) {
        reached(Probe::election_choice_was_unused);
        return std::nullopt;
    }
    return choice;
}

bool may_have_been_used(const Situation& situation, const Choice& bound) {
    return has_given_up(situation.nodes[bound.owner], bound.claim);
}

} // namespace galera_initiator
