#include "commands/cluster_monitor.hpp"

#include "presents.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("cluster monitor") {
    TEST_CASE("while all run it says so, with the counts that it is to warn below") {
        CHECK(to_monitor_line(view(Cluster().runs(1).runs(2).runs(3))) ==
              "GALERA OK - This node runs, together with n2 (10.0.0.2), n3 (10.0.0.3). | 'nodes heard'=3;3:;;0;3 "
              "'nodes running'=3;3:;;0;3 'seconds waited'=0s;;;0");
    }
    TEST_CASE("a start that waits is told with its reason, for how long, and how far this node is behind") {
        PresentCluster waiting =
            present(Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_deciding(2, crashed_in({1, 2, 3}, 14)));
        waiting.waited = std::chrono::milliseconds(75'900);
        const std::string line = to_monitor_line(view(waiting));
        CHECK(line.starts_with("GALERA WARNING - initiating, wait (last-members-missing): Waits for 10.0.0.3: "));
        CHECK(line.ends_with(" | 'nodes heard'=2;3:;;0;3 'nodes running'=0;3:;;0;3 'seconds waited'=75s;;;0 "
                             "'transactions behind'=5;;;0"));
    }
    TEST_CASE("a server that nobody starts is told as stopped") {
        CHECK(to_monitor_line(view(Cluster(2).is_down(1, alone(9)).is_down(2, left({1, 2}, 8))))
                  .starts_with(
                      "GALERA CRITICAL - stopped, wait (agreement-pending): If it is started now: Is to bootstrap "));
    }
    TEST_CASE("without a verdict it is told what can be done, unless all is well") {
        CHECK(contains(
            to_monitor_line(view(Cluster(2).runs(1))),
            "GALERA WARNING - This node runs. Not heard: 10.0.0.2. See that the machine and its snmpd run. |"));
        CHECK(contains(to_monitor_line(view(Cluster(2).has_status(1, NodeStatus::non_primary).runs(2))),
                       "GALERA CRITICAL - This node's server is up, but has lost its primary component: it serves "
                       "nobody. n2 (10.0.0.2) runs in one: see the network between the servers. |"));
    }
    TEST_CASE("what could not be seen is told") {
        CHECK(contains(to_monitor_line(view(Cluster(2).runs(1).runs(2).is_not_served())),
                       "GALERA WARNING - This node runs, together with n2 (10.0.0.2). The other nodes cannot hear this "
                       "one: "));
    }
    TEST_CASE("whatever names hold, it is one line of printable ASCII, with one bar") {
        ClusterView all = view(Cluster(2).runs(1));
        all.next_step = "caf\xc3\xa9 | \xff\x1b[31m\nCRITICAL";
        const std::string line = to_monitor_line(all);
        CHECK(contains(line, "caf? / ? [31m CRITICAL | 'nodes"));
        CHECK(std::all_of(line.begin(), line.end(), [](char byte) { return byte >= ' ' && byte <= '~'; }));
        CHECK(std::count(line.begin(), line.end(), '|') == 1);
    }
    TEST_CASE("an error is unknown, without performance data") {
        CHECK(to_monitor_line("/etc/x:3: unknown key \"a|b\"") == "GALERA UNKNOWN - /etc/x:3: unknown key \"a/b\"");
    }
}
