#pragma once

#include "commands/present_cluster.hpp"
#include "common/position.hpp"
#include "common/uuid.hpp"
#include "decision/prospects.hpp"
#include "decision/verdict.hpp"
#include "evidence/failed_starts.hpp"
#include "evidence/hold.hpp"
#include "evidence/lineage.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// How well one node is, or all of them are as this node sees them. Numbered as the exit statuses of the Monitoring
/// Plugins Development Guidelines, "Plugin Return Codes".
enum class Grade {
    well = 0,
    warning = 1,  ///< of one node: it tells that it does not serve; of all: a start waits, or a peer is missing
    critical = 2, ///< it refuses, nobody starts it though nobody holds it, or it has lost its primary component
    unknown = 3,  ///< it cannot be told; of a peer: it is not heard
};

/// One node as a person is to see it.
struct NodeView {
    std::string name; ///< its own; empty: it was not heard
    std::string address;
    bool is_this_node = false;
    std::string status;    ///< status_in_words(), "not heard", "older tool" or, of this node, "not known"
    bool is_heard = false; ///< it tells its status
    Grade grade = Grade::unknown;
    std::string evidence;                ///< in words, or why it was not heard
    std::optional<std::size_t> timeline; ///< index in ClusterView::timelines
    std::optional<Seqno> seqno;          ///< while its server is down
    std::optional<std::int64_t> behind;  ///< transactions behind the furthest of its history that is stopped
    std::optional<FailedStarts> failed_starts;
    std::optional<Hold> hold;
    std::optional<std::chrono::milliseconds> heard_ago;
    std::optional<std::chrono::microseconds> answered_in; ///< of the last answer
};

/// One timeline of one history that some node holds or runs.
struct TimelineView {
    std::string label; ///< "A" for a history's first timeline that is heard, "A/2" for its next one, "B"
    Uuid history;
    std::optional<Timeline> timeline; ///< none: the history's first one
};

/// When a node was heard last, and how long it took to answer.
struct Heard {
    std::optional<std::chrono::steady_clock::time_point> at;
    std::chrono::microseconds answered_in{0};
};

/// All of what `galera_check cluster` shows.
struct ClusterView {
    std::string cluster_name;
    std::string unit;
    std::vector<NodeView> nodes;
    std::vector<TimelineView> timelines;
    Grade grade = Grade::unknown;                    ///< of all, with this node's part in it
    std::optional<Verdict> verdict;                  ///< of the start that waits, or of one that would begin now
    bool is_being_started = false;                   ///< the verdict is of a start that waits
    std::optional<std::chrono::milliseconds> waited; ///< how long ago that start began
    std::vector<std::string> awaited;                ///< addresses of the nodes that the verdict is about
    std::string conclusion;                          ///< sentence: what this node does
    std::string next_step;                           ///< sentences: what a person can do
    std::vector<Prospect> prospects;                 ///< what missing answers would change; empty without a verdict
    std::vector<std::string> notes;                  ///< what could not be seen

    [[nodiscard]] std::size_t count_heard() const;
    [[nodiscard]] std::size_t count_running() const;
    [[nodiscard]] const NodeView& own_node() const;
};

/// @param heard  one for each node @param now  of the same clock
ClusterView view_of(const PresentCluster& present, const std::vector<Heard>& heard,
                    std::chrono::steady_clock::time_point now);

} // namespace galera_initiator
