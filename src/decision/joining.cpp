#include "decision/joining.hpp"

#include "common/probe.hpp"
#include "decision/loss.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace galera_initiator {

namespace {

/// Does this node come with the view of one of those that run? Where such a server cannot tell that it has lost its
/// component, that may form again only with this node, and who joins first waits for that as well.
bool may_be_waited_for(const Situation& situation, const Indices& running) {
    const Evidence& own = own_evidence(situation);
    return own.membership == Membership::view && std::ranges::any_of(running, [&](std::size_t index) {
               const auto& record = situation.nodes[index].record;
               return record && record->member && names_member(own.members, *record->member);
           });
}

/// How many can be filled at a time. A donor may stand still as long as it gives: one goes on serving.
std::size_t count_of_donors(const Indices& running) {
    return std::max<std::size_t>(running.size() - 1, 1);
}

/// Where a join is right: now, or after nodes that are ahead in the queue.
Verdict join_in_turn(const Premises& premises, const Indices& running, Reason reason) {
    const Situation& situation = premises.situation;
    Indices ahead;
    if (situation.may_let_others_join_first && !may_be_waited_for(situation, running)) {
        ahead = peers(situation, [](const NodeSight& node) { return has_status(node, NodeStatus::joining); });
        for (std::size_t index = 0; index < situation.self; ++index) {
            if (is_deciding(situation.nodes[index])) {
                ahead.insert(index);
            }
        }
    }
    if (ahead.size() >= count_of_donors(running)) {
        return premises.wait_for(Reason::donor_busy, concerns_for(ahead, "joins first"));
    }
    return premises.assumptions.verdict(Action::join, reason, concerns_for(running, "runs"));
}

/// Of the running nodes whose timelines are known, the one that knows most; the others' must lead to it.
struct RunningHistories {
    std::optional<std::size_t> newest;
    std::optional<std::size_t> stray; ///< a node that runs another history than the newest
};

bool leads_to(const Record& earlier, const Record& later) {
    return *earlier.history == *later.history && grew_from(*later.lineage, *earlier.lineage);
}

RunningHistories running_histories(const Situation& situation, const Indices& running) {
    RunningHistories histories;
    for (const std::size_t index : running) {
        const NodeSight& node = situation.nodes[index];
        if (!node.record || !node.record->history || !node.record->lineage) {
            continue;
        }
        if (!histories.newest || leads_to(*situation.nodes[*histories.newest].record, *node.record)) {
            histories.newest = index;
        } else if (!leads_to(*node.record, *situation.nodes[*histories.newest].record)) {
            histories.stray = index;
        }
    }
    return histories;
}

/// Is this node's data part of the history that a node runs? Nothing if it is.
std::optional<Verdict> refuse_uncontained(const Premises& premises, std::size_t running) {
    const Evidence own = own_evidence(premises.situation).as_shown();
    const Record& record = *premises.situation.nodes[running].record;
    const Seqno held = own.position->seqno();
    if (*record.history != own.position->history()) {
        return premises.refuse(Reason::foreign_history, {{running, "runs history " + record.history->to_string()}});
    }
    if (!record.lineage) {
        return std::nullopt;
    }
    const auto shared = shared_up_to(own.lineage, held, *record.lineage, std::nullopt);
    if (!shared) {
        const bool is_unknown = own.lineage == Lineage({}, false);
        return premises.refuse(
            Reason::fork_unproven,
            {{running, is_unknown
                           ? "runs a history of which it cannot be told whether it holds this node's data, as nobody "
                             "knows through which bootstraps that went: was it put back?"
                           : "runs a history that was bootstrapped so many times since that it cannot be told "
                             "whether it holds this node's data"}});
    }
    if (*shared == held) {
        return std::nullopt;
    }
    return premises.refuse(Reason::forked_history,
                           {{running, "runs a history that shares only the transactions up to " + shared->to_string() +
                                          " with this node: this node holds " +
                                          count_of_transactions(held.value() - shared->value()) + " that it lacks"}});
}

} // namespace

std::optional<Verdict> join_running(const Premises& premises) {
    const Situation& situation = premises.situation;
    const bool discards_data = premises.assumptions.discards_own_data;
    const Indices running = peers(situation, runs);
    // A server that runs may merge with one that bootstraps, which alone knows what both go on from.
    if (running.empty() || !peers(situation, bootstraps).empty()) {
        return std::nullopt;
    }
    const RunningHistories histories = running_histories(situation, running);
    if (histories.stray) {
        reached(Probe::joining_beside_another_lineage);
        return premises.refuse(
            Reason::two_lineages,
            concerns_for({*histories.newest, *histories.stray}, "runs, and neither's history is part of the other's"));
    }
    const auto join = [&](Reason reason) {
        Verdict verdict = join_in_turn(premises, running, reason);
        verdict.history_of = histories.newest;
        verdict.discards_data = discards_data;
        return verdict;
    };
    const Evidence& own = own_evidence(situation);
    switch (own.data) {
    case DataState::fresh:
    case DataState::damaged:
        return join(discards_data ? Reason::peer_runs_data_discarded : Reason::peer_runs);
    case DataState::unseen:
        if (!own.shown) {
            return join(Reason::peer_runs);
        }
        if (!own.shown->position) {
            return premises.refuse(Reason::unreadable_data,
                                   concerns_for(running, "runs, and joining it would erase what is there instead"));
        }
        break;
    case DataState::standalone:
        return premises.refuse(Reason::standalone_data, concerns_for(running, "runs, and joining it would erase them"));
    case DataState::unreadable:
        if (!own.may_be_whole()) {
            return premises.refuse(Reason::unreadable_data,
                                   concerns_for(running, "runs, and joining it could erase what is unread"));
        }
        break;
    case DataState::intact:
        break;
    }
    bool is_proven = false;
    for (const std::size_t index : running) {
        const NodeSight& node = situation.nodes[index];
        if (!node.record || !node.record->history) {
            continue;
        }
        if (auto refusal = refuse_uncontained(premises, index)) {
            return *std::move(refusal);
        }
        is_proven = is_proven || node.record->lineage;
    }
    return join(is_proven ? Reason::peer_runs : Reason::peer_runs_unproven);
}

} // namespace galera_initiator
