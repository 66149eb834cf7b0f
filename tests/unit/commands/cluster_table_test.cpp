#include "commands/cluster_table.hpp"

#include "presents.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

std::size_t widest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, line.size());
    }
    return widest;
}

Cluster big_cluster(unsigned nodes) {
    Cluster cluster(nodes);
    for (unsigned node = 1; node < nodes; ++node) {
        cluster.is_deciding(node, crashed_in({1, 2}, 1'234'567'890'123 - node));
    }
    return cluster;
}

} // namespace

TEST_SUITE("cluster table") {
    TEST_CASE("it shows each node on a line, then the history, the verdict and the next step") {
        const std::string text = to_table(
            view(Cluster().is_deciding(1, crashed_in({1, 2, 3}, 120)).is_down(2, crashed_in({1, 2, 3}, 8))), {});
        CHECK(contains(text, "Cluster shop: 3 nodes, 2 heard, 0 run\n\n"
                             "  NODE  ADDRESS   STATUS      HISTORY  SEQNO  BEHIND  HEARD\n"
                             "* n1    10.0.0.1  initiating  A          120       0  in 3 ms\n"
                             "      crashed in a component of 3\n"
                             "  n2    10.0.0.2  stopped     A            8     112  in 3 ms\n"
                             "      crashed in a component of 3\n"
                             "  -     10.0.0.3  not heard   -            -       -  -\n"
                             "      no answer\n\n"
                             "A = history 10000000-0000-0000-0000-000000000999\n\n"
                             "Verdict: wait (last-members-missing)\n"
                             "Waits for 10.0.0.3: "));
        CHECK(contains(text, "\nNext: "));
    }
    TEST_CASE("from 2 to 9 nodes it fits 80 columns, and 60") {
        for (unsigned nodes = 2; nodes <= 9; ++nodes) {
            CHECK(widest_line(to_table(view(big_cluster(nodes)), {})) <= 80);
            CHECK(widest_line(to_table(view(big_cluster(nodes)), {.width = 60})) <= 60);
        }
    }
    TEST_CASE("long names and addresses move to the line below") {
        ClusterView all = view(Cluster(2).runs(1).runs(2));
        all.nodes[0].address = "database-node-one.a-long-department-name.example.com";
        all.nodes[1].name = "database-node-two.a-long-department-name.example.com";
        const std::string text = to_table(all, {});
        CHECK(widest_line(text) <= 80);
        CHECK(contains(text, "      n1 database-node-one.a-long-department-name.example.com\n"));
    }
    TEST_CASE("colours are codes around a status, and there are none unless they are wanted") {
        const ClusterView all = view(Cluster(2).runs(1));
        CHECK_FALSE(contains(to_table(all, {}), "\x1b"));
        const std::string text = to_table(all, {.width = 80, .has_colours = true});
        CHECK(contains(text, "\x1b[32mrunning  \x1b[0m"));
        CHECK(contains(text, "\x1b[31mnot heard\x1b[0m"));
    }
    TEST_CASE("a node that was heard before shows how long ago") {
        ClusterView all = view(Cluster(2).runs(1));
        all.nodes[1].heard_ago = std::chrono::seconds(40);
        CHECK(contains(to_table(all, {}), "40 s ago"));
        all.nodes[1].heard_ago = std::chrono::minutes(5);
        CHECK(contains(to_table(all, {}), "5 min ago"));
    }
    TEST_CASE("notes stand at the end, one after the other") {
        ClusterView all = view(Cluster(2).runs(1).runs(2));
        all.notes = {"One.", "Two."};
        CHECK(to_table(all, {}).ends_with("Note: One.\nNote: Two.\n"));
    }
    TEST_CASE("a word that is wider than the line is not broken") {
        ClusterView all = view(Cluster(2).runs(1).runs(2));
        all.notes = {std::string(100, 'x') + " end"};
        CHECK(contains(to_table(all, {.width = 40}), std::string(100, 'x') + "\n  end\n"));
    }
}
