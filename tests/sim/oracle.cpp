// What must never happen, judged by what only the world knows.

#include "world.hpp"

#include <array>

namespace galera_initiator::sim {

int World::last_component(int branch) const {
    for (auto component = components_.size(); component > 0; --component) {
        if (components_[component - 1].branch == branch && components_[component - 1].data_members != 0) {
            return static_cast<int>(component - 1);
        }
    }
    return -1;
}

Nodes World::surviving(int component) const {
    Nodes nodes = 0;
    for (std::size_t node = 0; node < node_count(); ++node) {
        const Disk& disk = nodes_[node].disk;
        if (has(components_[static_cast<std::size_t>(component)].data_members, node) &&
            disk.last_component == component && disk.is_whole && !disk.is_proof_lost && !disk.is_given_up &&
            held(node) != 0) {
            nodes |= only(node);
        }
    }
    return nodes;
}

void World::check_components() {
    std::array<int, 64> primary_of_branch{};
    primary_of_branch.fill(-1);
    for (std::size_t index = 0; index < groups_.size(); ++index) {
        if (!groups_[index].is_primary) {
            continue;
        }
        const int branch = components_[static_cast<std::size_t>(groups_[index].component)].branch;
        int& other = primary_of_branch.at(static_cast<std::size_t>(branch) % primary_of_branch.size());
        if (other >= 0) {
            violate("S1",
                    "two primary components at a time: " + names(groups_[static_cast<std::size_t>(other)].members) +
                        ", and " + names(groups_[index].members));
        }
        other = static_cast<int>(index);
    }
}

void World::check_start_of_component(std::size_t node, int branch, Log chosen, bool is_new_history) {
    if (is_new_history) {
        for (std::size_t other = 0; other < node_count(); ++other) {
            const Disk& disk = nodes_[other].disk;
            if (setup_->policies.fresh == Policies::Fresh::all && held(other) != 0 && disk.is_whole &&
                !disk.is_given_up) {
                violate("S4", name(node) + " makes a new history although " + name(other) + " holds data at " +
                                  std::to_string(ledger_.seqno(held(other))));
                return;
            }
        }
        return;
    }
    if (node < node_count() && (!nodes_[node].disk.is_whole || nodes_[node].disk.is_given_up)) {
        violate("S2", name(node) + " bootstraps from data that is not whole");
        return;
    }
    const int last = last_component(branch);
    const bool may_give_up = setup_->policies.wait_for != Policies::WaitFor::all && !counts_what_a_majority_gives_up;
    if (may_give_up || last < 0) {
        return;
    }
    const Nodes survivors = surviving(last);
    for (std::size_t other = 0; other < node_count(); ++other) {
        if (has(survivors, other) && !ledger_.contains(chosen, held(other))) {
            violate("S2", "a component starts from " + std::to_string(ledger_.seqno(chosen)) + ", but " + name(other) +
                              " was in the last one and holds " + std::to_string(ledger_.seqno(held(other))) +
                              (ledger_.seqno(chosen) >= ledger_.seqno(held(other)) ? " of another lineage" : ""));
            return;
        }
    }
}

void World::check_replacement(std::size_t node, Log by, const char* how) {
    const Disk& disk = nodes_[node].disk;
    const Log own = held(node);
    if (own != 0 && disk.is_whole && !disk.is_proof_lost && !disk.is_given_up && !ledger_.contains(by, own)) {
        violate("S3", name(node) + "'s data at " + std::to_string(ledger_.seqno(own)) + " is " + how + " from " +
                          std::to_string(ledger_.seqno(by)) + ", which does not contain it");
    }
}

void World::check_join(std::size_t node, Log by, const char* how) {
    // A server that is up, or waits, without a primary component joins whatever an operator bootstraps beside it:
    // nobody asks the product.
    if (!nodes_[node].server.is_by_hand && !nodes_[node].disk.was_led_astray) {
        check_replacement(node, by, how);
    }
}

void World::check_same_winner(const Situation& situation, const Verdict& verdict) {
    if (situation.operator_asks_for_bootstrap) {
        return;
    }
    Situation seen_by_other = situation;
    seen_by_other.choice_owner.reset();
    for (std::size_t other = 0; other < node_count(); ++other) {
        const NodeSight& sight = situation.nodes[other];
        if (other == situation.self || sight.hearing != Hearing::heard ||
            sight.record->status != NodeStatus::initiating || sight.record->settings.empty()) {
            continue; // one that has been started and has not published for this start yet does not decide either
        }
        seen_by_other.self = other;
        const Verdict its = setup_->rule.decide(seen_by_other);
        if (its.winner != verdict.winner && verdict.action != Action::refuse && its.action != Action::refuse) {
            violate("S5", "on the same evidence " + name(situation.self) + " would let " +
                              (verdict.winner ? name(*verdict.winner) : "nobody") + " bootstrap (" +
                              std::string(word(verdict.reason)) + "), and " + name(other) + " " +
                              (its.winner ? name(*its.winner) : "nobody") + " (" + std::string(word(its.reason)) + ")");
            return;
        }
    }
}

} // namespace galera_initiator::sim
