#pragma once

// A cluster as somebody hears it who is not a start, from a situation that a test has told.

#include "../decision/situations.hpp"
#include "commands/cluster_view.hpp"
#include "decision/assumptions.hpp"

namespace galera_initiator::test {

inline PresentCluster present(const Cluster& cluster, unsigned seen_by = 1) {
    PresentCluster all;
    all.situation = cluster.seen_by(seen_by);
    for (const NodeSight& node : all.situation.nodes) {
        PeerAnswer answer;
        answer.outcome =
            node.hearing == Hearing::heard ? PeerAnswer::Outcome::answered : PeerAnswer::Outcome::unreachable;
        all.answers.push_back(std::move(answer));
    }
    all.unit = "mariadb.service";
    all.cluster_name = "shop";
    return all;
}

/// Who is heard was heard just now, in 3 ms.
inline ClusterView view(const PresentCluster& all) {
    const std::chrono::steady_clock::time_point now(std::chrono::hours(1));
    std::vector<Heard> heard;
    for (const NodeSight& node : all.situation.nodes) {
        const bool is_heard = node.hearing == Hearing::heard;
        heard.push_back(is_heard ? Heard{now, std::chrono::milliseconds(3)} : Heard{});
    }
    return view_of(all, heard, now);
}

inline ClusterView view(const Cluster& cluster, unsigned seen_by = 1) {
    return view(present(cluster, seen_by));
}

} // namespace galera_initiator::test
