#include "decision/decide.hpp"

#include "common/error.hpp"
#include "decision/among_data.hpp"
#include "decision/among_fresh.hpp"
#include "decision/closure.hpp"
#include "decision/invariants.hpp"
#include "decision/joining.hpp"
#include "decision/live_peers.hpp"
#include "decision/operators_bootstrap.hpp"
#include "decision/premises.hpp"
#include "decision/sights.hpp"
#include "decision/together.hpp"

#include <array>
#include <optional>
#include <span>
#include <utility>

namespace galera_initiator {

namespace {

using Rule = std::optional<Verdict> (*)(const Premises&);

Verdict first_that_applies(std::span<const Rule> rules, const Premises& premises) {
    for (const Rule rule : rules) {
        if (auto verdict = rule(premises)) {
            return *std::move(verdict);
        }
    }
    throw Error("no rule applies");
}

// In the order of galera-initiator(7).
constexpr std::array<Rule, 19> rules_of_a_start{
    restore_agreed_view,           // 6: agreement, once it has come
    join_running,                  // 1: somebody runs
    wait_for_silent_peers,         // 2: a peer is alive but silent
    wait_for_peers_on_their_way,   // 3: a peer bootstraps, joins or stops
    wait_for_non_primary_peers,    //
    wait_for_equal_settings,       //
    bootstrap_where_told,          // the operator's word
    refuse_two_histories,          // 5, but before any closure counts
    wait_for_last_members,         // 4: close the evidence
    wait_for_fresh_nodes,          //
    refuse_standalone_data,        //
    wait_for_standalone_peers,     //
    elect_first_of_new_cluster,    // and 6: agreement
    refuse_contradictory_evidence, // 5: candidates
    wait_for_unseen_data,          //
    refuse_without_intact_data,    //
    refuse_two_lineages,           //
    go_by_who_holds_more,          //
    elect_furthest,                // and 6: agreement
};

/// The provider refuses, and these rules do not know better.
std::optional<Verdict> refuse_where_not_elected(const Premises& premises) {
    if (premises.situation.provider_allows_bootstrap) {
        return std::nullopt;
    }
    const Verdict by_rules = first_that_applies(rules_of_a_start, premises);
    return by_rules.winner == premises.situation.self ? std::nullopt
                                                      : std::optional(refuse_unsafe_new_cluster(premises, by_rules));
}

constexpr std::array<Rule, 4> rules_of_galera_new_cluster{
    refuse_contradicted_new_cluster,
    refuse_where_not_elected,
    wait_with_void_word,
    start_new_cluster,
};

} // namespace

Verdict decide(const Situation& seen) {
    if (seen.self >= seen.nodes.size() || !has_evidence(seen.nodes[seen.self])) {
        throw Error("a decision needs this node's own evidence");
    }
    if (!has_status(seen.nodes[seen.self], NodeStatus::initiating)) {
        throw Error("only a node that is being started decides");
    }
    const Premises premises(seen);
    return asserted(seen, seen.operator_asks_for_bootstrap ? first_that_applies(rules_of_galera_new_cluster, premises)
                                                           : first_that_applies(rules_of_a_start, premises));
}

} // namespace galera_initiator
