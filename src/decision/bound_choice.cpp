#include "decision/bound_choice.hpp"

#include "common/probe.hpp"
#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/sights.hpp"

namespace galera_initiator {

namespace {

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

std::optional<BoundChoice> bound_choice(const Situation& situation, const std::set<std::size_t>& lost) {
    const auto& choice = situation.nodes[situation.self].record->choice;
    const auto owner = situation.choice_owner;
    if (situation.policies.wait_for != Policies::WaitFor::majority || !choice || !owner || owner == situation.self ||
        own_evidence(situation).membership != Membership::view || lost.contains(*owner) ||
        is_unused(situation, situation.nodes[*owner], *choice)) {
        return std::nullopt;
    }
    return BoundChoice{*choice, *owner, situation.choice_owner_evidence};
}

} // namespace galera_initiator
