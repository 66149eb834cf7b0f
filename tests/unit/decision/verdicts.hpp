#pragma once

// What tests ask of verdicts, and the rounds in which nodes come to one.

#include "decision/decide.hpp"
#include "situations.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator::test {

inline Verdict verdict_of(unsigned node, const Cluster& cluster) {
    return decide(cluster.seen_by(node));
}

inline void check(const Verdict& verdict, Action action, Reason reason) {
    CHECK(word(verdict.action) == word(action));
    CHECK(word(verdict.reason) == word(reason));
}

using Nodes = std::vector<std::size_t>;

/// The nodes that a verdict is about, numbered from 1, without the one itself being named twice.
inline Nodes nodes_of(const Verdict& verdict) {
    Nodes nodes;
    for (const Concern& concern : verdict.concerns) {
        nodes.push_back(concern.node + 1);
    }
    return nodes;
}

inline bool says(const Verdict& verdict, const std::string& part) {
    return std::any_of(verdict.concerns.begin(), verdict.concerns.end(),
                       [&](const Concern& concern) { return concern.why.find(part) != std::string::npos; });
}

/// The winner that each of the deciding nodes finds; all must find the same.
inline std::size_t winner_for_all(const Cluster& cluster, std::initializer_list<unsigned> deciding) {
    std::optional<std::size_t> winner;
    for (const unsigned node : deciding) {
        const Verdict verdict = verdict_of(node, cluster);
        REQUIRE(verdict.winner.has_value());
        CHECK(verdict.winner.value() == winner.value_or(verdict.winner.value()));
        winner = verdict.winner;
    }
    return winner.value() + 1;
}

/// Lets the deciding nodes look and publish in turn until one bootstraps or nothing changes any more.
/// @returns the node that bootstraps, or 0. No second one may do so while that one is on its way.
inline unsigned who_bootstraps(Cluster cluster, std::vector<unsigned> deciding) {
    constexpr int most_rounds = 8;
    for (int round = 0; round < most_rounds; ++round) {
        for (const unsigned node : deciding) {
            const Verdict verdict = verdict_of(node, cluster);
            if (verdict.action == Action::bootstrap) {
                cluster.has_status(node, NodeStatus::bootstrapping);
                for (const unsigned other : deciding) {
                    if (other != node) {
                        check(verdict_of(other, cluster), Action::wait, Reason::peer_starting);
                    }
                }
                return node;
            }
            if (verdict.action == Action::wait && !verdict.outlives_view) {
                cluster.publishes(node, verdict);
            }
        }
    }
    return 0;
}

} // namespace galera_initiator::test
