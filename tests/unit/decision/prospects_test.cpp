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

std::vector<std::string> conditions(const std::vector<Prospect>& all) {
    std::vector<std::string> texts;
    for (const Prospect& one : all) {
        texts.push_back(one.condition);
    }
    return texts;
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
        CHECK(conditions(all) ==
              std::vector<std::string>{"10.0.0.3 answers with position 120 or less",
                                       "10.0.0.3 answers with more than 120", "10.0.0.3 answers and holds no data",
                                       "10.0.0.3 runs",
                                       "you give up what only it holds, with 'galera_init assume-lost 10.0.0.3'"});
    }
    TEST_CASE("that this node's agent is not heard yet, or that others join first, is not what it comes to") {
        const auto all = prospects(cut_without_n3(120, 8).is_not_served().seen_by(1));
        CHECK(outcome_if(all, "10.0.0.3 answers with position 120 or less") == "this node bootstraps");
        Cluster patient = Cluster()
                              .is_deciding(2, crashed_in({1, 2, 3}, 9))
                              .is_deciding(3, crashed_in({1, 2, 3}, 9))
                              .lets_others_join_first();
        CHECK(outcome_if(prospects(patient.seen_by(3)), "10.0.0.1 runs") == "this node joins the cluster");
    }
    TEST_CASE("whom a wait is for is told") {
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, crashed_in({1, 2, 3}, 20));
        CHECK(outcome_if(prospects(cluster.seen_by(1)), "answers with less than 20") ==
              "n2 (10.0.0.2) must be started, and this node waits for that");
        Evidence unseen = without_data(crashed_in({1, 2, 3, 4}, 9));
        unseen.data = DataState::unseen;
        Cluster of_four = Cluster(4).is_deciding(1, crashed_in({1, 2, 3, 4}, 9)).is_down(2, unseen).is_down(3, unseen);
        CHECK(outcome_if(prospects(of_four.seen_by(1)), "answers with position 9 or less") ==
              "this node waits for n2 (10.0.0.2), n3 (10.0.0.3) (data-unseen)");
    }
    TEST_CASE("the missing node is taken to be on the timelines that are heard") {
        Cluster cluster = Cluster()
                              .is_deciding(1, on_timelines(crashed_in({1, 2, 3}, 9), {timeline(1, 5)}))
                              .is_deciding(2, on_timelines(crashed_in({1, 2, 3}, 8), {timeline(1, 5)}));
        CHECK(outcome_if(prospects(cluster.seen_by(1)), "position 9 or less") == "this node bootstraps");
        // What n2 runs is a fork of what n1 and n3 would hold.
        cluster.runs(2, history(), timelines({timeline(2, 5)}));
        CHECK(outcome_if(prospects(cluster.seen_by(1)), "10.0.0.3 runs") ==
              "this node refuses to start (two-lineages)");
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
        CHECK(outcome_if(prospects(cut_without_n3(120, 8).sounds(3, Hearing::unresolved).seen_by(1)), "assume-lost")
                  .empty());
        Situation with_silent_agent = cut_without_n3(120, 8).seen_by(1);
        with_silent_agent.own_agent_is_silent = true;
        CHECK(outcome_if(prospects(with_silent_agent), "assume-lost").empty());
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
        CHECK(outcome_if(all, "10.0.0.3 answers and stopped before the others") == "this node bootstraps");
        CHECK(conditions(all).at(0).starts_with("10.0.0.3 answers and was the last to stop"));
    }
    TEST_CASE("a missing node that stopped before the others is as far as they are, and may come first") {
        Cluster cluster = Cluster().is_deciding(2, left({1, 2, 3}, 9)).is_deciding(3, left({2, 3}, 9));
        CHECK(outcome_if(prospects(cluster.seen_by(2)), "stopped before the others") ==
              "it bootstraps and this node joins it");
    }
    TEST_CASE("after clean stops the missing node is on the timelines that are heard, and was the last alone") {
        Cluster cluster = Cluster()
                              .is_deciding(1, on_timelines(left({1, 2, 3}, 9), {timeline(1, 5)}))
                              .is_deciding(2, on_timelines(left({2, 3}, 9), {timeline(1, 5)}));
        CHECK(outcome_if(prospects(cluster.seen_by(1)), "stopped before the others") == "this node bootstraps");
        Evidence unseen = without_data(left({2, 3}, 9));
        unseen.data = DataState::unseen;
        cluster.is_deciding(2, unseen);
        CHECK(outcome_if(prospects(cluster.seen_by(1)), "was the last to stop") ==
              "it bootstraps and this node joins it");
    }
    TEST_CASE("of several missing nodes what all answer is told, and what one of them does") {
        const auto all = prospects(Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).seen_by(1));
        CHECK(outcome_if(all, "all of 10.0.0.2, 10.0.0.3 answer with position 9 or less") == "this node bootstraps");
        CHECK(outcome_if(all, "one of 10.0.0.2, 10.0.0.3 answers with more than 9") ==
              "that one bootstraps and this node joins it");
        CHECK(outcome_if(all, "one of 10.0.0.2, 10.0.0.3 runs") == "this node joins the cluster");
        CHECK(outcome_if(all, "you give up what only they hold, with 'galera_init assume-lost 10.0.0.2 10.0.0.3'") ==
              "this node bootstraps");
    }
    TEST_CASE("nobody is to be given up while one of the missing nodes is alive") {
        Cluster cluster = Cluster(4).is_deciding(1, crashed_in({1, 2, 3, 4}, 9));
        cluster.is_down(2, crashed_in({1, 2, 3, 4}, 9)).has_status(4, NodeStatus::recovering);
        CHECK(outcome_if(prospects(cluster.seen_by(1)), "assume-lost").empty());
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
        CHECK(conditions(all).at(0) == "10.0.0.3 answers with position 0");
    }
}
