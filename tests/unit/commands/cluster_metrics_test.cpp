#include "commands/cluster_metrics.hpp"

#include "common/error.hpp"
#include "presents.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

constexpr std::chrono::system_clock::time_point now{std::chrono::seconds(1'764'000'000)};

} // namespace

TEST_SUITE("cluster metrics") {
    TEST_CASE("a start that waits gives all metrics, each with its help and type") {
        PresentCluster waiting =
            present(Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_deciding(2, crashed_in({1, 2, 3}, 14)));
        waiting.waited = std::chrono::milliseconds(75'400);
        CHECK(
            to_metrics(view(waiting), now) ==
            R"(# HELP galera_initiator_grade How well the cluster is as this node sees it: 0 well, 1 warning, 2 critical.
# TYPE galera_initiator_grade gauge
galera_initiator_grade 1
# HELP galera_initiator_primary Whether the server of this node runs in a primary component.
# TYPE galera_initiator_primary gauge
galera_initiator_primary 0
# HELP galera_initiator_nodes_configured Nodes in the cluster address.
# TYPE galera_initiator_nodes_configured gauge
galera_initiator_nodes_configured 3
# HELP galera_initiator_nodes_heard Nodes that tell this one their status, with itself.
# TYPE galera_initiator_nodes_heard gauge
galera_initiator_nodes_heard 2
# HELP galera_initiator_nodes_running Nodes of which this one hears that their server runs.
# TYPE galera_initiator_nodes_running gauge
galera_initiator_nodes_running 0
# HELP galera_initiator_node_info A configured node, with its status as this node hears it.
# TYPE galera_initiator_node_info gauge
galera_initiator_node_info{address="10.0.0.1",name="n1",this_node="true",status="initiating"} 1
galera_initiator_node_info{address="10.0.0.2",name="n2",this_node="false",status="initiating"} 1
galera_initiator_node_info{address="10.0.0.3",name="",this_node="false",status="not heard"} 1
# HELP galera_initiator_node_heard Whether a node tells this one its status.
# TYPE galera_initiator_node_heard gauge
galera_initiator_node_heard{address="10.0.0.1"} 1
galera_initiator_node_heard{address="10.0.0.2"} 1
galera_initiator_node_heard{address="10.0.0.3"} 0
# HELP galera_initiator_node_behind_transactions How far a node is behind the furthest of its history, while that is down.
# TYPE galera_initiator_node_behind_transactions gauge
galera_initiator_node_behind_transactions{address="10.0.0.1"} 5
galera_initiator_node_behind_transactions{address="10.0.0.2"} 0
# HELP galera_initiator_verdict_info What the start of this node that waits decides, or one that would begin now.
# TYPE galera_initiator_verdict_info gauge
galera_initiator_verdict_info{action="wait",reason="last-members-missing",of_a_start_that_waits="true"} 1
# HELP galera_initiator_waiting_since_timestamp_seconds When the start began that waits now.
# TYPE galera_initiator_waiting_since_timestamp_seconds gauge
galera_initiator_waiting_since_timestamp_seconds 1763999925
)");
    }
    TEST_CASE("what is not known while all run has no sample, no help and no type") {
        const std::string text = to_metrics(view(Cluster(2).runs(1).runs(2)), now);
        CHECK(contains(text, "galera_initiator_grade 0\n"));
        CHECK(contains(text, "galera_initiator_primary 1\n"));
        CHECK_FALSE(contains(text, "verdict"));
        CHECK_FALSE(contains(text, "waiting"));
        CHECK_FALSE(contains(text, "behind"));
    }
    TEST_CASE("since when a node is held is a moment, for as long as it is") {
        ClusterView all = view(Cluster(2).runs(1).is_down(2, alone(4)));
        CHECK_FALSE(contains(to_metrics(all, now), "held"));
        all.nodes[1].hold = Hold{1'764'253'385, "root", "work"};
        CHECK(contains(to_metrics(all, now),
                       "# TYPE galera_initiator_node_held_since_timestamp_seconds gauge\n"
                       "galera_initiator_node_held_since_timestamp_seconds{address=\"10.0.0.2\"} 1764253385\n"));
    }
    TEST_CASE("quotes, backslashes and line breaks in a name do not end a label") {
        ClusterView all = view(Cluster(2).runs(1).runs(2));
        all.nodes[1].name = "n\"2\\\n\xff";
        CHECK(contains(to_metrics(all, now), R"(,name="n\"2\\ ?",this_node=)"));
    }
    TEST_CASE("where it cannot be told how the cluster is there are no metrics, but the reason") {
        PresentCluster deaf = present(Cluster(2).runs(1));
        deaf.answers.clear();
        deaf.notes = {"The other nodes were not asked: no community."};
        CHECK_THROWS_WITH_AS(to_metrics(view(deaf), now),
                             "This node runs. The other nodes were not asked: no community.", Error);
    }
}
