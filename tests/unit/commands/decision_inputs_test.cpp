#include "commands/decision_inputs.hpp"

#include "../decision/situations.hpp"
#include "common/error.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("what a dry run decides by") {
    TEST_CASE("the verdict is told with its reason, what was heard and what missing answers would change") {
        const SeenCluster seen{Cluster(2).is_down(1, crashed_in({1, 2}, 7)).seen_by(1), ""};
        const std::string told = tell_verdict(seen);
        CHECK(told.starts_with("wait: Waits for 10.0.0.2: "));
        CHECK(contains(told, "\nreason: last-members-missing, by rule 4 (close the evidence)\nWhat was heard:\n"
                             "n1 (10.0.0.1) [this node]: stopped: position "));
        CHECK(contains(told, "\n10.0.0.2: not heard: no answer\nIf 10.0.0.2 answers with position 7 or less: "));
        CHECK_FALSE(told.ends_with('\n'));
    }

    TEST_CASE("this node is decided about as if it were being started, and told as it is") {
        const SeenCluster seen{Cluster(1).is_down(1, alone(7)).seen_by(1), "print"};
        const Situation situation = situation_to_decide(seen);
        CHECK(situation.nodes[0].record->status == NodeStatus::initiating);
        CHECK(situation.nodes[0].record->settings == "print");
        CHECK(contains(tell_verdict(seen), "[this node]: stopped"));
    }

    TEST_CASE("a choice that was kept is this node's own") {
        SeenCluster seen{Cluster(1).is_down(1, alone(7)).seen_by(1), ""};
        seen.situation.choice = Choice{uuid(5), std::nullopt, ""};
        CHECK(situation_to_decide(seen).nodes[0].record->choice == uuid(5));
    }

    TEST_CASE("a node whose server is not down has nothing to decide") {
        const SeenCluster seen{Cluster(1).runs(1).seen_by(1), ""};
        CHECK_THROWS_WITH(tell_verdict(seen), doctest::Contains("only a node whose server is down"));
        CHECK(verdict_or_why_none(seen).starts_with("none: only a node whose server is down"));
    }

    TEST_CASE("where nothing is seen the fault is what it was") {
        CHECK_THROWS_AS(tell_verdict(NothingSeen{"line 3", true}), ConfigurationError);
        CHECK_THROWS_WITH_AS(tell_verdict(NothingSeen{"no bus", false}), "no bus", Error);
        CHECK(tell_verdict(PlainServer()) == "plain: the server is not configured as a Galera node");
    }
}
