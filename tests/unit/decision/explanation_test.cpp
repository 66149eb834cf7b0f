#include "decision/explanation.hpp"

#include "decision/decide.hpp"
#include "situations.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("explanation") {
    TEST_CASE("a wait names whom it waits for, why, and what was heard of them") {
        const Situation situation =
            Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, crashed_in({1, 2, 3}, 9)).seen_by(1);
        const Verdict verdict = decide(situation);
        CHECK(contains(summarise(situation, verdict), "Waits for 10.0.0.3"));
        CHECK(contains(summarise(situation, verdict), "may hold the furthest position"));
        CHECK(contains(remedy_for(situation, verdict), "no answer"));
    }
    TEST_CASE("the evidence has a line for each node and marks this one") {
        const std::string text =
            list_evidence(Cluster().is_deciding(1, alone(7)).is_down(2, left({1, 2}, 6)).seen_by(1));
        CHECK(contains(text, "n1 (10.0.0.1) [this node]: initiating: position " + history().to_string() + ":7"));
        CHECK(contains(text, "n2 (10.0.0.2): stopped"));
        CHECK(contains(text, "10.0.0.3: not heard: no answer"));
    }
    TEST_CASE(
        "the evidence for programs has each node's address, how it was heard, and its record or why there is none") {
        const Situation situation = Cluster().is_deciding(1, alone(7)).is_down(2, left({1, 2}, 6)).seen_by(1);
        const auto texts = encode_evidence(situation);
        REQUIRE(texts.size() == 3);
        CHECK(texts[0] == "10.0.0.1 this-node heard " + situation.nodes[0].record->to_line());
        CHECK(texts[1] == "10.0.0.2 peer heard " + situation.nodes[1].record->to_line());
        CHECK(texts[2] == "10.0.0.3 peer unreachable no answer");
    }
    TEST_CASE("a peer whose starts failed is not to be started only: its journal, and the way on, are told") {
        Situation situation =
            Cluster(2).is_down(1, crashed_in({1, 2}, 11)).is_deciding(2, crashed_in({1, 2}, 10)).seen_by(2);
        situation.nodes[0].record->failed_starts = FailedStarts{2, 1'764'253'385};
        const std::string text = sentence(situation, decide(situation));
        CHECK(contains(text, "its last 2 starts failed, the first at 2025-11-27 14:23:05 UTC"));
        CHECK(contains(text, "journalctl -u mariadb"));
        CHECK(contains(text, "bootstrap-here"));
        CHECK_FALSE(contains(text, "Start the server"));
        CHECK(contains(list_evidence(situation), "its last 2 starts failed"));
        situation.nodes[0].record->failed_starts.reset();
        CHECK(contains(sentence(situation, decide(situation)), "Start the server"));
        // What its own start does, a node says itself.
        situation.nodes[1].record->failed_starts = FailedStarts{1, 1'764'253'385};
        CHECK_FALSE(contains(sentence(situation, decide(situation)), "bootstrap-here"));
    }
    TEST_CASE(
        "nobody is to be given up while the fault may be here: an own agent that is silent, a name without address") {
        Situation situation = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)), "assume-lost"));
        Situation nameless = situation;
        nameless.nodes[2].hearing = Hearing::unresolved;
        CHECK_FALSE(contains(sentence(nameless, decide(nameless)), "assume-lost"));
        CHECK(contains(sentence(nameless, decide(nameless)), "DNS"));
        situation.own_agent_is_silent = true;
        situation.own_service_detail = "the snmpd of this node is down";
        CHECK_FALSE(contains(sentence(situation, decide(situation)), "assume-lost"));
        CHECK(contains(sentence(situation, decide(situation)), "the snmpd of this node is down"));
    }
    TEST_CASE("a node says of itself what is wrong with its own data, whomever it waits for") {
        Evidence unread = crashed_in({1, 2, 3}, 9);
        unread.data = DataState::unreadable;
        unread.position.reset();
        unread.remark = "no key";
        const Situation situation = Cluster().is_deciding(1, unread).is_down(2, crashed_in({1, 2, 3}, 9)).seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)), "This node itself: position not found"));
        const Situation whole =
            Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, crashed_in({1, 2, 3}, 9)).seen_by(1);
        CHECK_FALSE(contains(sentence(whole, decide(whole)), "This node itself"));
    }
    TEST_CASE("a join over data that is not seen says so") {
        Evidence unseen = crashed_in({1, 2}, 9);
        unseen.data = DataState::unseen;
        unseen.position.reset();
        unseen.remark = "its data folder holds none of it: is it mounted?";
        const Situation situation = Cluster(2).is_deciding(1, unseen).runs(2).seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)),
                       "is it mounted? If a disk belongs there, stop this start"));
    }
    TEST_CASE("the status has the verdict and the remedy, and how long a wait has lasted") {
        const Situation situation =
            Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, crashed_in({1, 2, 3}, 9)).seen_by(1);
        const Verdict verdict = decide(situation);
        const std::string text = status_text(situation, verdict, std::chrono::seconds(9));
        CHECK(text.starts_with("Waits for 10.0.0.3: "));
        CHECK(text.ends_with("run 'galera_init assume-lost 10.0.0.3' on one waiting node."));
        CHECK(status_text(situation, verdict, std::chrono::seconds(200)) == "[3min 20s] " + text);
    }
    TEST_CASE("a node that is not being started is told to be, with a command") {
        const Situation situation = Cluster(2).is_deciding(1, left({1, 2}, 6)).is_down(2, alone(7)).seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)), "'systemctl start mariadb' there."));
    }
    TEST_CASE("with fresh = first nothing is claimed of nodes that were not asked") {
        Cluster cluster = Cluster(2).is_deciding(1, fresh()).claims(1, 1).lets_first_node_begin();
        const Situation situation = cluster.seen_by(1);
        const Verdict verdict = decide(situation);
        check(verdict, Action::bootstrap, Reason::first_of_new_cluster);
        CHECK(contains(summarise(situation, verdict), "no node that answers holds data"));
        CHECK_FALSE(contains(summarise(situation, verdict), "no configured node"));
    }
    TEST_CASE("of two words one has to be taken back, of two running clusters one stopped") {
        Cluster words = Cluster(2).is_deciding(1, unknown(10)).is_deciding(2, unknown(10));
        words.says(1, Override::Kind::bootstrap_here).says(2, Override::Kind::bootstrap_here);
        const Situation told = words.seen_by(1);
        CHECK(contains(remedy_for(told, decide(told)), "galera_init withdraw"));
        const Situation clusters = Cluster()
                                       .is_deciding(1, unknown(10))
                                       .runs(2, history(), timelines({timeline(1, 5)}))
                                       .runs(3, history(), timelines({timeline(2, 5)}))
                                       .seen_by(1);
        CHECK(contains(remedy_for(clusters, decide(clusters)), "Two clusters run"));
    }
    TEST_CASE("a bootstrap names a member whose data was not readable, and one that the operator gave up") {
        Evidence unread = crashed_in({1, 2, 3}, 0);
        unread.data = DataState::unreadable;
        unread.position.reset();
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, unread);
        cluster.says(1, Override::Kind::assume_lost, {3}).claims(1, 1);
        const Situation situation = cluster.seen_by(1);
        const std::string text = summarise(situation, decide(situation));
        CHECK(contains(text, "10.0.0.3 is not waited for, as the operator said"));
        CHECK(contains(text, "n2 (10.0.0.2) holds data whose position was not found"));
    }
    TEST_CASE("every verdict of a small cluster is explained without failing") {
        const std::vector<Evidence> kinds{
            fresh(),   standalone(), damaged(), alone(5), left({1, 2, 3}, 5), left({}, 4), crashed_in({1, 2, 3}, 5),
            unknown(3)};
        int explained = 0;
        for (const Evidence& first : kinds) {
            for (const Evidence& second : kinds) {
                for (const bool asks : {false, true}) {
                    Cluster cluster = Cluster().is_deciding(1, first).is_down(2, second).is_down(3, fresh());
                    if (asks) {
                        cluster.operator_asks(false);
                    }
                    const Situation situation = cluster.seen_by(1);
                    const Verdict verdict = decide(situation);
                    CHECK_FALSE(summarise(situation, verdict).empty());
                    if (verdict.action == Action::refuse) {
                        CHECK_FALSE(remedy_for(situation, verdict).empty());
                    }
                    ++explained;
                }
            }
        }
        CHECK(explained == 128);
    }
}
