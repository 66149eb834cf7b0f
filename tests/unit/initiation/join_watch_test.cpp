#include "initiation/join_watch.hpp"

#include "../decision/situations.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("join watch") {
    TEST_CASE("a joiner goes on while a peer runs, is about to run, or may run") {
        for (const NodeStatus status : {NodeStatus::running, NodeStatus::bootstrapping}) {
            CHECK(somebody_can_be_joined(Cluster().has_status(2, status).seen_by(1).nodes, 0));
        }
        for (const Hearing hearing : {Hearing::alive_but_silent, Hearing::no_record, Hearing::older_tool}) {
            CHECK(somebody_can_be_joined(Cluster().sounds(3, hearing).seen_by(1).nodes, 0));
        }
    }

    TEST_CASE("a joiner has nobody to join when its peers are away, down, deciding or joiners themselves") {
        CHECK_FALSE(somebody_can_be_joined(Cluster().seen_by(1).nodes, 0));
        for (const NodeStatus status : {NodeStatus::stopped, NodeStatus::recovering, NodeStatus::initiating,
                                        NodeStatus::joining, NodeStatus::stopping}) {
            CHECK_FALSE(somebody_can_be_joined(
                Cluster().has_status(2, status).sounds(3, Hearing::unresolved).seen_by(1).nodes, 0));
        }
    }

    TEST_CASE("a joiner is not its own company") {
        CHECK_FALSE(somebody_can_be_joined(Cluster().has_status(1, NodeStatus::running).seen_by(1).nodes, 0));
    }
}
