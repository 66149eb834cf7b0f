#include "decision/prospects.hpp"

#include "situations.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

/// The outcome under the first condition that holds this text; empty if there is none.
std::string outcome_if(const std::vector<Prospect>& all, const std::string& condition) {
    for (const Prospect& one : all) {
        if (one.condition.find(condition) != std::string::npos) {
            return one.outcome;
        }
    }
    return "";
}

/// All lost power together; n3 is not heard.
Cluster cut_without_n3(std::int64_t first, std::int64_t second) {
    return Cluster().is_deciding(1, crashed_in({1, 2, 3}, first)).is_deciding(2, crashed_in({1, 2, 3}, second));
}

} // namespace

TEST_SUITE("prospects") {
    TEST_CASE("nothing is to be told when every node is heard") {
        CHECK(prospects(cut_without_n3(9, 8).is_down(3, crashed_in({1, 2, 3}, 7)).seen_by(1)).empty());
        CHECK(prospects(cut_without_n3(9, 8).runs(3).seen_by(1)).empty());
        CHECK(prospects(cut_without_n3(9, 8).has_status(3, NodeStatus::bootstrapping).seen_by(1)).empty());
        CHECK(prospects(cut_without_n3(9, 8).older_tool_says(3, "initiating").seen_by(1)).empty());
        CHECK_FALSE(prospects(cut_without_n3(9, 8).has_status(3, NodeStatus::recovering).seen_by(1)).empty());
    }
    TEST_CASE("the position of the missing node decides whether this node bootstraps") {
        const auto all = prospects(cut_without_n3(120, 8).seen_by(1));
        CHECK(outcome_if(all, "10.0.0.3 answers with position 120 or less") == "this node bootstraps");
        CHECK(outcome_if(all, "10.0.0.3 answers with more than 120") == "it bootstraps and this node joins it");
    }
    TEST_CASE("of equal positions the order of the cluster address decides, and that is told") {
        Cluster cluster = Cluster().is_deciding(2, crashed_in({1, 2, 3}, 9)).is_deciding(3, crashed_in({1, 2, 3}, 9));
        const auto all = prospects(cluster.seen_by(2));
        CHECK(outcome_if(all, "10.0.0.1 answers with less than 9") == "this node bootstraps");
        CHECK(outcome_if(all, "10.0.0.1 answers with position 9 or more") == "it bootstraps and this node joins it");
    }
    TEST_CASE("a peer that will bootstrap is named") {
        const auto all = prospects(cut_without_n3(8, 120).seen_by(1));
        CHECK(outcome_if(all, "120 or less") == "n2 (10.0.0.2) bootstraps and this node joins it");
    }
    TEST_CASE("what the operator can say is told with its command") {
        const auto all = prospects(cut_without_n3(120, 8).seen_by(1));
        CHECK(outcome_if(all, "'galera_init assume-lost 10.0.0.3'") == "this node bootstraps");
        const auto alive = prospects(cut_without_n3(120, 8).sounds(3, Hearing::alive_but_silent).seen_by(1));
        CHECK(outcome_if(alive, "assume-lost").empty());
        CHECK(outcome_if(alive, "10.0.0.3 runs") == "this node joins the cluster");
    }
    TEST_CASE("a majority is told as something that time brings") {
        const auto before = prospects(cut_without_n3(9, 8).takes_majority(false).seen_by(1));
        CHECK(outcome_if(before, "majority_after passes") == "this node bootstraps");
        CHECK(outcome_if(prospects(cut_without_n3(9, 8).seen_by(1)), "majority_after").empty());
    }
    TEST_CASE("after clean stops the missing node may be the one that stopped last") {
        const auto all =
            prospects(Cluster().is_deciding(1, left({1, 2, 3}, 9)).is_deciding(2, left({2, 3}, 9)).seen_by(1));
        CHECK(outcome_if(all, "was the last to stop, with position 9 or more") ==
              "it bootstraps and this node joins it");
    }
    TEST_CASE("of several missing nodes what all answer is told, and what one of them does") {
        const auto all = prospects(Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).seen_by(1));
        CHECK(outcome_if(all, "all of 10.0.0.2, 10.0.0.3 answer with position 9 or less") == "this node bootstraps");
        CHECK(outcome_if(all, "one of 10.0.0.2, 10.0.0.3 answers with more than 9") ==
              "that one bootstraps and this node joins it");
        CHECK(outcome_if(all, "one of 10.0.0.2, 10.0.0.3 runs") == "this node joins the cluster");
    }
    TEST_CASE("without data anywhere the missing node's word is what a new cluster needs") {
        const auto all = prospects(Cluster().is_deciding(1, fresh()).is_deciding(2, fresh()).seen_by(1));
        CHECK(outcome_if(all, "10.0.0.3 answers and holds no data") == "this node bootstraps");
        CHECK(outcome_if(all, "10.0.0.3 answers and holds data") == "it bootstraps and this node joins it");
    }
    TEST_CASE("if no answer changes the verdict, just that is told") {
        const auto all = prospects(Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).runs(2).seen_by(1));
        CHECK(all == std::vector<Prospect>{{"whatever 10.0.0.3 answers", "this node joins the cluster"}});
    }
    TEST_CASE("an answer that leaves the verdict as it is is left out") {
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9));
        const auto all = prospects(cluster.is_down(2, of_history(crashed_in({1, 2, 3}, 9), uuid(77))).seen_by(1));
        CHECK(outcome_if(all, "position").empty());
        CHECK(outcome_if(all, "10.0.0.3 runs") == "this node joins the cluster");
    }
    TEST_CASE("position 0 has nothing below it") {
        const auto all = prospects(cut_without_n3(0, 0).seen_by(1));
        CHECK(outcome_if(all, "answers with position 0") == "this node bootstraps");
        CHECK(outcome_if(all, "with a position above 0") == "it bootstraps and this node joins it");
    }
}
