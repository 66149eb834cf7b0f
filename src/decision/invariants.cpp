#include "decision/invariants.hpp"

#include "common/error.hpp"
#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/explanation.hpp"
#include "decision/sights.hpp"
#include "evidence/lineage.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace galera_initiator {

namespace {

using Breach = std::optional<std::string>;

/// A verdict and what it has to fit.
struct Asserting {
    const Situation& seen;
    const Verdict& verdict;
    Situation situation{seen}; ///< with the data given up that the operators' words give up
    Assumptions assumptions{apply_words(situation)};

    [[nodiscard]] const Record& own() const { return *seen.nodes[seen.self].record; }

    /// By what the last primary component held, and by no operator's word.
    [[nodiscard]] bool goes_by_data() const {
        return verdict.reason == Reason::furthest_position || verdict.reason == Reason::majority_position ||
               verdict.reason == Reason::agreed_view;
    }
};

Breach breach_by(const Situation& situation, const Indices& nodes, const std::string& what) {
    return nodes.empty() ? std::nullopt : Breach(names_of(situation, nodes) + " " + what);
}

// Every verdict.

Action action_of(Reason reason) {
    switch (reason) {
    case Reason::peer_runs:
    case Reason::peer_runs_unproven:
    case Reason::peer_runs_data_discarded:
        return Action::join;
    case Reason::furthest_position:
    case Reason::majority_position:
    case Reason::first_of_new_cluster:
    case Reason::operator_word:
        return Action::bootstrap;
    case Reason::agreed_view:
        return Action::restore;
    case Reason::peer_silent:
    case Reason::peer_starting:
    case Reason::peer_non_primary:
    case Reason::donor_busy:
    case Reason::last_members_missing:
    case Reason::members_unknown:
    case Reason::data_unseen:
    case Reason::fresh_nodes_missing:
    case Reason::peer_not_started:
    case Reason::peer_holds_more:
    case Reason::peer_will_bootstrap:
    case Reason::agreement_pending:
    case Reason::own_record_not_served:
    case Reason::settings_differ:
    case Reason::choice_is_bound:
    case Reason::word_is_void:
    case Reason::standalone_peer:
    case Reason::invariant_broken:
        return Action::wait;
    case Reason::foreign_history:
    case Reason::forked_history:
    case Reason::fork_unproven:
    case Reason::two_histories:
    case Reason::two_lineages:
    case Reason::contradictory_evidence:
    case Reason::standalone_data:
    case Reason::unreadable_data:
    case Reason::no_intact_data:
    case Reason::operator_word_contradicted:
    case Reason::held:
        return Action::refuse;
    }
    throw Error("no such reason");
}

Breach names_no_reason(const Situation& situation, const Verdict& verdict) {
    const bool knows_its_nodes =
        std::all_of(verdict.concerns.begin(), verdict.concerns.end(),
                    [&](const Concern& concern) { return concern.node < situation.nodes.size(); });
    if (action_of(verdict.reason) != verdict.action || !knows_its_nodes) {
        return "that reason gives no such verdict";
    }
    // A winner waits also for what is not about any node; databases from before Galera are this node's own.
    const bool may_be_about_nobody = verdict.action == Action::bootstrap ||
                                     verdict.reason == Reason::agreement_pending ||
                                     verdict.reason == Reason::standalone_data;
    return verdict.concerns.empty() && !may_be_about_nobody ? Breach("no node is named for it") : std::nullopt;
}

Breach has_two_winners(const Situation& situation, const Verdict& verdict) {
    const bool is_to_bootstrap = verdict.claims || verdict.action == Action::bootstrap;
    return is_to_bootstrap && verdict.winner && verdict.winner != situation.self
               ? Breach(name_of(situation.nodes.at(*verdict.winner)) + " is the one to bootstrap")
               : std::nullopt;
}

/// With wait_for = majority: the owner of the claim that this node has chosen does not show that it is unused.
Breach breaks_choice(const Asserting& asserting) {
    const Situation& seen = asserting.seen;
    const auto& choice = seen.choice;
    if (seen.policies.wait_for != Policies::WaitFor::majority || !choice || choice->owner == seen.self ||
        own_evidence(seen).membership != Membership::view ||
        (choice->owner && asserting.assumptions.lost.contains(*choice->owner)) ||
        !asserting.assumptions.insisting.empty() || asserting.verdict.choice == choice) {
        return std::nullopt;
    }
    for (std::size_t index = 0; index < seen.nodes.size(); ++index) {
        const NodeSight& node = seen.nodes[index];
        const bool may_be_owner = choice->owner.value_or(index) == index;
        if (may_be_owner && has_evidence(node) && node.record->claim != choice->claim &&
            print_of_node(*node.record->evidence) == choice->owner_evidence) {
            return std::nullopt;
        }
    }
    return "this node has chosen " +
           (choice->owner ? name_of(seen.nodes[*choice->owner]) : "a node that is not there") +
           ", which may bootstrap, or may have";
}

// A start as the first of a new primary component.

Breach somebody_may_be_up(const Asserting& asserting) {
    const auto may_be_up = [](const NodeSight& node) {
        switch (node.hearing) {
        case Hearing::alive_but_silent:
            return true;
        case Hearing::older_tool:
            return node.older_status != "stopped";
        case Hearing::heard:
            return has_status(node, NodeStatus::running) || has_status(node, NodeStatus::non_primary) ||
                   has_status(node, NodeStatus::joining) || has_status(node, NodeStatus::bootstrapping) ||
                   has_status(node, NodeStatus::stopping);
        case Hearing::no_record:
        case Hearing::unreachable:
        case Hearing::unresolved:
            return false;
        }
        throw Error("no such hearing");
    };
    return breach_by(asserting.seen, peers(asserting.seen, may_be_up), "may be up, or on its way up or down");
}

Breach decides_by_other_settings(const Asserting& asserting) {
    const Indices others = peers(asserting.seen, [&](const NodeSight& node) {
        return has_status(node, NodeStatus::initiating) && !node.record->settings.empty() &&
               node.record->settings != asserting.own().settings;
    });
    return breach_by(asserting.seen, others, "decides by other settings");
}

Breach begins_from_no_whole_data(const Asserting& asserting) {
    const Evidence& own = own_evidence(asserting.seen);
    if (asserting.goes_by_data() ? own.data != DataState::intact
                                 : has_no_whole_data(own_evidence(asserting.situation))) {
        return "this node's data is not whole";
    }
    const auto& word = asserting.own().operator_word;
    if (own.has_history() && word && word->kind == Override::Kind::discard_data) {
        return "this node's data was to be given up";
    }
    const Indices with_data = peers(asserting.seen, [](const NodeSight& node) {
        return has_evidence(node) && node.record->evidence->has_history();
    });
    return own.has_history() ? std::nullopt
                             : breach_by(asserting.seen, with_data, "has data of a history, and this node has none");
}

Breach begins_without_all_fresh(const Asserting& asserting) {
    if (asserting.verdict.reason != Reason::first_of_new_cluster) {
        return std::nullopt;
    }
    const Situation& seen = asserting.seen;
    Indices others = select(seen, [](const NodeSight& node) {
        return !has_evidence(node) || node.record->evidence->data != DataState::fresh;
    });
    std::erase_if(others, [&](std::size_t node) {
        const bool first_begins = seen.policies.fresh == Policies::Fresh::first && node != 0;
        return asserting.assumptions.lost.contains(node) || (first_begins && is_away(seen.nodes[node]));
    });
    return breach_by(seen, others, "is not known to be fresh");
}

Breach holds_another_history(const Asserting& asserting) {
    if (!asserting.goes_by_data()) {
        return std::nullopt;
    }
    const auto& own = own_evidence(asserting.situation).position;
    const Indices others = peers(asserting.situation, [&](const NodeSight& node) {
        return has_evidence(node) && node.record->evidence->position &&
               node.record->evidence->position->history() != own->history();
    });
    return breach_by(asserting.seen, others, "holds another history");
}

/// The node that certainly was a member of this component: no other node says so, and it was no other member there.
std::optional<std::size_t> certainly_was(const Situation& situation, const std::vector<Uuid>& members,
                                         const Uuid& member) {
    const Indices nodes = select(situation, [&](const NodeSight& node) { return was_member(node, member); });
    if (nodes.size() != 1) {
        return std::nullopt;
    }
    const NodeSight& node = situation.nodes[*nodes.begin()];
    const auto times =
        std::count_if(members.begin(), members.end(), [&](const Uuid& other) { return was_member(node, other); });
    return times == 1 ? std::optional(*nodes.begin()) : std::nullopt;
}

/// Where a node's evidence leads to, and whose of that leads to, and so on, as far as it is certain.
struct Following {
    Indices nodes;
    bool is_all = true; ///< it certainly leads to nobody else
};

Following follow_evidence(const Situation& situation, std::size_t start) {
    Following following;
    std::vector<std::size_t> open{start};
    while (!open.empty()) {
        const std::size_t index = open.back();
        open.pop_back();
        if (!following.nodes.insert(index).second) {
            continue;
        }
        const Evidence& evidence = evidence_of(situation, index);
        if (evidence.membership == Membership::alone) {
            continue;
        }
        // Whom a joiner was to join may be in what came before.
        following.is_all = following.is_all && evidence.membership == Membership::view && evidence.joined.empty();
        for (const Uuid& member : evidence.members) {
            const auto node = certainly_was(situation, evidence.members, member);
            if (node) {
                open.push_back(*node);
            }
            following.is_all = following.is_all && node;
        }
    }
    return following;
}

bool is_contained(const Evidence& part, const Evidence& whole) {
    const Seqno held = part.position->seqno();
    return part.position->history() == whole.position->history() &&
           shared_up_to(part.lineage, held, whole.lineage, whole.position->seqno()) == held;
}

/// Only what was in the same components as this node counts. Who left before may hold more, where the disks of those
/// that stayed had not yet written down what it has; to wait for it would be to wait for every node.
Breach lacks_what_another_holds(const Asserting& asserting) {
    if (!asserting.goes_by_data()) {
        return std::nullopt;
    }
    const Situation& situation = asserting.situation;
    Indices others = follow_evidence(situation, situation.self).nodes;
    std::erase_if(others, [&](std::size_t node) {
        return !evidence_of(situation, node).position ||
               is_contained(evidence_of(situation, node), own_evidence(situation));
    });
    return breach_by(situation, others, "was in the last primary component and holds what this node lacks");
}

/// A component that is all heard, has whole data and is without this node could act as well.
Breach is_not_needed_by_another(const Asserting& asserting) {
    if (!asserting.goes_by_data()) {
        return std::nullopt;
    }
    const Situation& situation = asserting.situation;
    Indices others = peers(
        situation, [](const NodeSight& node) { return has_evidence(node) && node.record->evidence->has_history(); });
    std::erase_if(others, [&](std::size_t node) {
        const Following following = follow_evidence(situation, node);
        const bool has_data = std::any_of(following.nodes.begin(), following.nodes.end(), [&](std::size_t member) {
            return evidence_of(situation, member).data == DataState::intact;
        });
        return !has_data || !following.is_all || following.nodes.contains(situation.self);
    });
    return breach_by(situation, others, "may go on without this node");
}

/// More than half of some component crashed in it, and this node is one of them, or holds all that any of them holds.
Breach is_no_majority(const Asserting& asserting) {
    if (asserting.verdict.reason != Reason::majority_position) {
        return std::nullopt;
    }
    const Situation& seen = asserting.seen;
    const Evidence& own = own_evidence(asserting.situation);
    const bool is_there = std::any_of(seen.nodes.begin(), seen.nodes.end(), [&](const NodeSight& first) {
        if (!has_evidence(first) || first.record->evidence->membership != Membership::view) {
            return false;
        }
        const std::vector<Uuid>& members = first.record->evidence->members;
        const Indices together = select(seen, [&](const NodeSight& node) {
            return has_evidence(node) && node.record->evidence->membership == Membership::view &&
                   are_same_members(node.record->evidence->members, members);
        });
        const bool contains_theirs = std::all_of(together.begin(), together.end(), [&](std::size_t node) {
            const Evidence& other = evidence_of(asserting.situation, node);
            return !other.position || is_contained(other, own);
        });
        const auto heard =
            static_cast<std::size_t>(std::count_if(members.begin(), members.end(), [&](const Uuid& member) {
                const auto node = certainly_was(seen, members, member);
                return node && together.contains(*node);
            }));
        return 2 * heard > members.size() && (together.contains(seen.self) || contains_theirs);
    });
    if (seen.policies.wait_for != Policies::WaitFor::majority || !seen.majority_is_due || !is_there) {
        return "those that crashed together are no majority that may go on";
    }
    const Indices alive = peers(seen, [](const NodeSight& node) { return !has_evidence(node) && !is_away(node); });
    return breach_by(seen, alive, "is alive and does not tell its evidence");
}

/// What only those hold that are not heard is given up; not what is heard.
Breach gives_up_what_is_heard(const Asserting& asserting) {
    if (asserting.verdict.reason != Reason::majority_position) {
        return std::nullopt;
    }
    const Evidence& own = own_evidence(asserting.situation);
    const Indices further = peers(asserting.situation, [&](const NodeSight& node) {
        return has_evidence(node) && node.record->evidence->data == DataState::intact &&
               is_contained(own, *node.record->evidence) &&
               node.record->evidence->position->seqno() > own.position->seqno();
    });
    return breach_by(asserting.seen, further, "holds all that this node holds, and more");
}

bool has_chosen(const NodeSight& node, const Uuid& claim) {
    return has_evidence(node) && node.record->choice == claim;
}

/// Two bootstraps by majority would have a node in common that is bound to both.
Breach is_agreed_on_by_few(const Asserting& asserting) {
    const Situation& seen = asserting.seen;
    const auto& claim = asserting.own().claim;
    std::size_t agreed = 0;
    std::size_t gone = 0;
    for (const NodeSight& node : seen.nodes) {
        if (has_evidence(node)) {
            const Evidence& evidence = *node.record->evidence;
            agreed += evidence.membership == Membership::view && claim && has_chosen(node, *claim) ? 1U : 0U;
            gone += evidence.membership == Membership::left && evidence.has_history() ? 1U : 0U;
        }
    }
    return asserting.verdict.reason == Reason::majority_position && 2 * agreed + gone <= seen.nodes.size()
               ? Breach("not more than half of the nodes that have not left have agreed")
               : std::nullopt;
}

/// Those that cannot be left out of an agreement, whoever else has to agree.
Indices certain_voters(const Asserting& asserting) {
    return asserting.goes_by_data() ? follow_evidence(asserting.situation, asserting.seen.self).nodes
                                    : select(asserting.seen, has_evidence);
}

/// galera_new_cluster asks nobody.
Breach acts_without_agreement(const Asserting& asserting) {
    const Situation& seen = asserting.seen;
    if (seen.operator_asks_for_bootstrap) {
        const Indices claiming =
            peers(seen, [](const NodeSight& node) { return has_evidence(node) && node.record->claim; });
        return breach_by(seen, claiming, "is about to bootstrap");
    }
    const auto& claim = asserting.own().claim;
    if (!seen.own_record_is_served || !claim || !asserting.verdict.claims || asserting.verdict.winner != seen.self) {
        return "this node's peers cannot have read its claim";
    }
    Indices others = certain_voters(asserting);
    std::erase_if(others, [&](std::size_t node) {
        return node == seen.self || !has_status(seen.nodes[node], NodeStatus::initiating) ||
               has_chosen(seen.nodes[node], *claim);
    });
    return breach_by(seen, others, "decides and has not agreed");
}

/// With wait_for = majority: of each component that a voter crashed in more than half have agreed, or half with the
/// one whose UUID is the lowest; as far as its members are heard.
Breach leaves_a_majority(const Asserting& asserting) {
    const Situation& seen = asserting.seen;
    const auto& claim = asserting.own().claim;
    if (seen.policies.wait_for != Policies::WaitFor::majority || seen.operator_asks_for_bootstrap || !claim) {
        return std::nullopt;
    }
    Indices others;
    for (const std::size_t voter : certain_voters(asserting)) {
        const Evidence& evidence = evidence_of(seen, voter);
        if (evidence.membership != Membership::view) {
            continue;
        }
        const auto agrees = [&](const Uuid& member) {
            return std::any_of(seen.nodes.begin(), seen.nodes.end(), [&](const NodeSight& node) {
                return has_chosen(node, *claim) && was_member(node, member);
            });
        };
        const auto agreeing =
            static_cast<std::size_t>(std::count_if(evidence.members.begin(), evidence.members.end(), agrees));
        const bool has_lowest = agrees(*std::min_element(evidence.members.begin(), evidence.members.end()));
        if (2 * agreeing + (has_lowest ? 1 : 0) > evidence.members.size()) {
            continue;
        }
        for (const Uuid& member : evidence.members) {
            const auto node = certainly_was(seen, evidence.members, member);
            if (node && !has_chosen(seen.nodes[*node], *claim)) {
                others.insert(*node);
            }
        }
    }
    others.erase(seen.self);
    return breach_by(seen, others, "may go on with those that have not agreed either");
}

Breach no_operator_said_so(const Asserting& asserting) {
    const Situation& seen = asserting.seen;
    const auto& word = asserting.own().operator_word;
    const bool is_said = seen.operator_asks_for_bootstrap ||
                         (word && word->kind == Override::Kind::bootstrap_here && own_word_applies(seen));
    if (asserting.verdict.reason == Reason::operator_word && !is_said) {
        return "the operator did not say so";
    }
    const auto& own = own_evidence(asserting.situation).position;
    const Indices further = peers(asserting.situation, [&](const NodeSight& node) {
        return own && has_evidence(node) && node.record->evidence->position &&
               node.record->evidence->position->history() == own->history() &&
               node.record->evidence->position->seqno() > own->seqno();
    });
    return seen.operator_asks_for_bootstrap ? breach_by(seen, further, "is further") : std::nullopt;
}

// A start together with others.

/// Every member of the agreed view is a node that is heard, agrees, and brings whole data that is part of this one's.
Breach starts_with_somebody_unfit(const Asserting& asserting) {
    if (!asserting.verdict.together) {
        return "it has no view";
    }
    const AgreedView& view = *asserting.verdict.together;
    const auto& claim = asserting.own().claim;
    const Evidence& own = own_evidence(asserting.situation);
    for (const Uuid& member : view.members) {
        const Indices nodes = select(asserting.seen, [&](const NodeSight& node) { return was_member(node, member); });
        if (nodes.size() != 1) {
            return "a member of the agreed view is not one node";
        }
        const Record& record = *asserting.seen.nodes[*nodes.begin()].record;
        const bool is_fit = record.status == NodeStatus::initiating && claim && record.choice == claim &&
                            record.together && record.together->number < view.number &&
                            record.evidence->data == DataState::intact && is_contained(*record.evidence, own);
        if (!is_fit) {
            return "a member of the agreed view does not agree, or its data is not part of this node's";
        }
    }
    const bool is_in_it = !own.identities.empty() && names_member(view.members, own.identities.front());
    return is_in_it && view.members.size() > 1 ? std::nullopt : Breach("it is no view of this node and others");
}

/// The node that leads has this node's agreement, has named it, and goes on from all that it holds.
Breach follows_nobody_who_leads(const Asserting& asserting) {
    const Record& own = asserting.own();
    const NodeSight& leader = asserting.seen.nodes.at(asserting.verdict.winner.value());
    const auto& position = own.evidence->position;
    const auto& identities = own.evidence->identities;
    const bool names_this_node = has_status(leader, NodeStatus::bootstrapping) && leader.record->together &&
                                 leader.record->together == asserting.verdict.together && !identities.empty() &&
                                 names_member(leader.record->together->members, identities.front());
    if (!names_this_node || !own.choice || leader.record->claim != own.choice) {
        return name_of(leader) + " does not start with a view that this node has agreed to";
    }
    const bool is_all_there = own.evidence->data == DataState::intact &&
                              leader.record->history == position->history() && leader.record->lineage &&
                              shared_up_to(own.evidence->lineage, position->seqno(), *leader.record->lineage,
                                           std::nullopt) == position->seqno();
    return is_all_there ? breach_by(asserting.seen, peers(asserting.seen, runs), "runs")
                        : Breach(name_of(leader) + " goes on from what may lack what this node holds");
}

// A start to join.

Breach nobody_runs(const Asserting& asserting) {
    if (asserting.seen.operator_asks_for_bootstrap) {
        return "the operator asks for a bootstrap";
    }
    return peers(asserting.seen, runs).empty() ? Breach("nobody runs") : std::nullopt;
}

Breach somebody_bootstraps(const Asserting& asserting) {
    return breach_by(asserting.seen, peers(asserting.seen, bootstraps), "bootstraps");
}

Breach loses_own_data(const Asserting& asserting) {
    const auto& word = asserting.own().operator_word;
    const bool was_told = word && word->kind == Override::Kind::discard_data && own_word_applies(asserting.seen);
    if (asserting.verdict.discards_data && !was_told) {
        return "the operator did not give up this node's data";
    }
    if (asserting.verdict.discards_data) {
        return std::nullopt;
    }
    const Evidence own = own_evidence(asserting.seen).as_shown();
    if (own.data == DataState::standalone || (own.data == DataState::unreadable && !own.may_be_whole()) || own.shown) {
        return "this node's data could be erased";
    }
    const Indices others = peers(asserting.seen, [&](const NodeSight& node) {
        if (!own.position || !has_status(node, NodeStatus::running) || !node.record->history) {
            return false;
        }
        const auto shared = node.record->lineage
                                ? shared_up_to(own.lineage, own.position->seqno(), *node.record->lineage, std::nullopt)
                                : own.position->seqno();
        return *node.record->history != own.position->history() || shared != own.position->seqno();
    });
    return breach_by(asserting.seen, others, "runs a history that may lack what this node holds");
}

Breach takes_over_no_history(const Asserting& asserting) {
    const Situation& seen = asserting.seen;
    const Indices telling = peers(seen, [](const NodeSight& node) {
        return has_status(node, NodeStatus::running) && node.record->history && node.record->lineage;
    });
    const auto from = asserting.verdict.history_of;
    if (from ? !telling.contains(*from) : !telling.empty()) {
        return "that is not the history that runs";
    }
    Indices others = telling;
    std::erase_if(others, [&](std::size_t node) {
        return *seen.nodes[node].record->history == *seen.nodes[*from].record->history;
    });
    return breach_by(seen, others, "runs another history than the others");
}

// A wait that changes what this node remembers.

Breach goes_by_less_than_its_own(const Asserting& asserting) {
    const auto& goes_by = asserting.verdict.goes_by;
    if (!goes_by) {
        return std::nullopt;
    }
    const NodeSight& node = asserting.situation.nodes[*goes_by];
    const Evidence& own = own_evidence(asserting.situation);
    const bool contains_own = has_evidence(node) && node.record->evidence->position && own.position &&
                              is_contained(own, *node.record->evidence);
    return contains_own ? std::nullopt : Breach(name_of(node) + " is not known to hold all that this node holds");
}

Breach leaves_a_view_unbound(const Asserting& asserting) {
    const bool is_bound_there = asserting.seen.choice && own_evidence(asserting.seen).membership == Membership::view;
    return asserting.verdict.outlives_view && !is_bound_there
               ? Breach("this node has chosen nobody among those that it crashed with")
               : std::nullopt;
}

using Invariant = Breach (*)(const Asserting&);

constexpr std::array<Invariant, 13> of_bootstraps{
    somebody_may_be_up,     decides_by_other_settings, begins_from_no_whole_data, begins_without_all_fresh,
    holds_another_history,  lacks_what_another_holds,  is_not_needed_by_another,  is_no_majority,
    gives_up_what_is_heard, is_agreed_on_by_few,       acts_without_agreement,    leaves_a_majority,
    no_operator_said_so,
};
constexpr std::array<Invariant, 1> of_leaders{starts_with_somebody_unfit}; // beside those of a bootstrap
constexpr std::array<Invariant, 1> of_followers{follows_nobody_who_leads};
constexpr std::array<Invariant, 4> of_joins{nobody_runs, somebody_bootstraps, loses_own_data, takes_over_no_history};
constexpr std::array<Invariant, 2> of_waits{goes_by_less_than_its_own, leaves_a_view_unbound};

template <std::size_t count>
Breach first_broken(const std::array<Invariant, count>& invariants, const Asserting& asserting) {
    for (const Invariant invariant : invariants) {
        if (auto breach = invariant(asserting)) {
            return breach;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> broken_invariant(const Situation& situation, const Verdict& verdict) {
    if (auto breach = names_no_reason(situation, verdict)) {
        return breach;
    }
    if (auto breach = has_two_winners(situation, verdict)) {
        return breach;
    }
    const bool starts_nothing = verdict.action == Action::wait || verdict.action == Action::refuse;
    if (starts_nothing && !situation.choice && !verdict.goes_by && !verdict.outlives_view) {
        return std::nullopt;
    }
    const Asserting asserting{situation, verdict};
    if (auto breach = breaks_choice(asserting)) {
        return breach;
    }
    switch (verdict.action) {
    case Action::bootstrap:
        return first_broken(of_bootstraps, asserting);
    case Action::restore:
        if (verdict.winner != situation.self) {
            return verdict.winner ? first_broken(of_followers, asserting) : Breach("nobody leads");
        }
        if (auto breach = first_broken(of_bootstraps, asserting)) {
            return breach;
        }
        return first_broken(of_leaders, asserting);
    case Action::join:
        return first_broken(of_joins, asserting);
    case Action::wait:
        return first_broken(of_waits, asserting);
    case Action::refuse:
        return std::nullopt;
    }
    throw Error("no such action");
}

Verdict asserted(const Situation& situation, Verdict verdict) {
    const auto broken = broken_invariant(situation, verdict);
    if (!broken) {
        return verdict;
    }
    Verdict wait = wait_for(Reason::invariant_broken,
                            {{situation.self, "was to " + std::string(word(verdict.action)) + " (" +
                                                  std::string(word(verdict.reason)) + "), although " + *broken}});
    // Whatever went wrong, a choice that binds stands.
    wait.choice = situation.choice;
    return wait;
}

} // namespace galera_initiator
