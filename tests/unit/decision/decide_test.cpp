#include "decision/decide.hpp"

#include "common/error.hpp"
#include "situations.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("decide, rule 1: someone runs") {
    TEST_CASE("a node of the same history joins") {
        check(verdict_of(1, Cluster().runs(2).is_deciding(1, left({1, 2}, 10))), Action::join, Reason::peer_runs);
    }
    TEST_CASE("a fresh node joins") {
        check(verdict_of(1, Cluster().runs(2).is_deciding(1, fresh())), Action::join, Reason::peer_runs);
    }
    TEST_CASE("a node whose state transfer did not finish joins") {
        check(verdict_of(1, Cluster().runs(2).is_deciding(1, damaged())), Action::join, Reason::peer_runs);
    }
    TEST_CASE("a node of another history refuses and names who runs the other") {
        const Verdict verdict = verdict_of(1, Cluster().runs(2, uuid(5)).is_deciding(1, alone(10)));
        check(verdict, Action::refuse, Reason::foreign_history);
        CHECK(nodes_of(verdict) == std::vector<std::size_t>{2});
    }
    TEST_CASE("one running peer of another history is enough to refuse") {
        check(verdict_of(1, Cluster().runs(2).runs_untold(3, uuid(5)).is_deciding(1, alone(10))), Action::refuse,
              Reason::foreign_history);
    }
    TEST_CASE("databases from before Galera are not given up to a state transfer") {
        check(verdict_of(1, Cluster().runs(2).is_deciding(1, standalone())), Action::refuse, Reason::standalone_data);
    }
    TEST_CASE("data whose position could not be found is not given up to a state transfer") {
        Evidence evidence = damaged();
        evidence.data = DataState::unreadable;
        check(verdict_of(1, Cluster().runs(2).is_deciding(1, evidence)), Action::refuse, Reason::unreadable_data);
    }
    TEST_CASE("a running peer that cannot tell its history is joined as Galera would, and that is said") {
        check(verdict_of(1, Cluster().runs_untold(2).is_deciding(1, alone(10))), Action::join,
              Reason::peer_runs_unproven);
        check(verdict_of(1, Cluster().older_tool_says(2, "running").is_deciding(1, alone(10))), Action::join,
              Reason::peer_runs_unproven);
    }
    TEST_CASE("a running peer counts more than a silent one") {
        const Cluster cluster = Cluster().runs(2).sounds(3, Hearing::alive_but_silent).is_deciding(1, left({1, 2}, 10));
        check(verdict_of(1, cluster), Action::join, Reason::peer_runs);
    }
    TEST_CASE("joiners go one after the other while they are patient") {
        Cluster cluster = Cluster().runs(1).is_deciding(2, fresh()).is_deciding(3, fresh()).lets_others_join_first();
        check(verdict_of(2, cluster), Action::join, Reason::peer_runs);
        check(verdict_of(3, cluster), Action::wait, Reason::donor_busy);
        cluster.has_status(2, NodeStatus::joining);
        check(verdict_of(3, cluster), Action::wait, Reason::donor_busy);
        cluster.runs(2);
        check(verdict_of(3, cluster), Action::join, Reason::peer_runs);
    }
    TEST_CASE("without patience a joiner waits for no other joiner") {
        check(verdict_of(3, Cluster().runs(1).has_status(2, NodeStatus::joining).is_deciding(3, fresh())), Action::join,
              Reason::peer_runs);
    }
}

TEST_SUITE("decide, rules 2 and 3: someone may run, or is on the way") {
    TEST_CASE("a silent peer that accepts on its Galera port is waited for, even by a sole survivor") {
        const Verdict verdict = verdict_of(1, Cluster().sounds(2, Hearing::alive_but_silent).is_deciding(1, alone(10)));
        check(verdict, Action::wait, Reason::peer_silent);
        CHECK(nodes_of(verdict) == std::vector<std::size_t>{2});
    }
    TEST_CASE("a bootstrapping or stopping peer is waited for") {
        for (const NodeStatus status : {NodeStatus::bootstrapping, NodeStatus::stopping}) {
            check(verdict_of(1, Cluster().has_status(2, status).is_deciding(1, alone(10))), Action::wait,
                  Reason::peer_starting);
        }
    }
    TEST_CASE("a joiner whose cluster is gone is waited for: its server would continue whatever begins beside it") {
        for (const Evidence& own : {alone(10), crashed_in({1, 2}, 10)}) {
            const Cluster cluster = Cluster().is_deciding(1, own).claims(1, 1).has_status(2, NodeStatus::joining);
            check(verdict_of(1, cluster), Action::wait, Reason::peer_starting);
        }
    }
    TEST_CASE("a server that has lost its primary component is no cluster to join, and nobody bootstraps beside it") {
        for (const Evidence& own : {alone(10), crashed_in({1, 2}, 10), fresh()}) {
            const Verdict verdict =
                verdict_of(1, Cluster().is_deciding(1, own).claims(1, 1).has_status(2, NodeStatus::non_primary));
            check(verdict, Action::wait, Reason::peer_non_primary);
            CHECK(nodes_of(verdict) == std::vector<std::size_t>{2});
        }
        check(verdict_of(
                  1, Cluster().is_deciding(1, alone(10)).has_status(2, NodeStatus::non_primary).operator_asks(true)),
              Action::refuse, Reason::operator_word_contradicted);
    }
    TEST_CASE("who runs in a primary component is joined, whoever has lost it") {
        check(verdict_of(
                  1, Cluster().is_deciding(1, crashed_in({1, 2}, 10)).has_status(2, NodeStatus::non_primary).runs(3)),
              Action::join, Reason::peer_runs);
    }
    TEST_CASE("a peer with the older tool that is at work is waited for") {
        for (const char* word : {"bootstrapping", "initiating", "locked"}) {
            check(verdict_of(1, Cluster().older_tool_says(2, word).is_deciding(1, alone(10))), Action::wait,
                  Reason::peer_starting);
        }
    }
}

TEST_SUITE("decide, rule 4: closing the evidence") {
    TEST_CASE("all crashed together and one is off: wait, naming it") {
        const Verdict verdict = verdict_of(
            1, Cluster().is_deciding(1, crashed_in({1, 2, 3}, 99)).is_deciding(2, crashed_in({1, 2, 3}, 100)));
        check(verdict, Action::wait, Reason::last_members_missing);
        CHECK(nodes_of(verdict) == std::vector<std::size_t>{3});
        CHECK_FALSE(verdict.claims);
        CHECK_FALSE(verdict.choice.has_value());
    }
    TEST_CASE("where several say to have been the member that is missed, these are told with one another") {
        Evidence clone = crashed_in({1, 3}, 98);
        clone.identities = {member(1)};
        const Verdict verdict = verdict_of(
            3, Cluster().is_down(1, crashed_in({1, 3}, 130)).is_down(2, clone).is_deciding(3, crashed_in({1, 3}, 100)));
        check(verdict, Action::wait, Reason::members_unknown);
        CHECK(nodes_of(verdict) == Nodes{3, 1, 2});
        CHECK(verdict.concerns.at(1).why == "says that it was the same member as n2 (10.0.0.2): the data folder of one "
                                            "of them is a copy of another's");
    }
    TEST_CASE("n3 died first and stays off: n1 and n2 come back without it") {
        const Cluster cluster =
            Cluster().is_deciding(1, crashed_in({1, 2}, 120)).is_deciding(2, crashed_in({1, 2}, 120));
        CHECK(winner_for_all(cluster, {1, 2}) == 1);
    }
    TEST_CASE("the stale node alone waits for both others") {
        const Verdict verdict = verdict_of(3, Cluster().is_deciding(3, left({1, 2, 3}, 100)));
        check(verdict, Action::wait, Reason::last_members_missing);
        CHECK(nodes_of(verdict) == std::vector<std::size_t>{1, 2});
    }
    TEST_CASE("the stale node with one of the others waits for the third, whose writes it may lack") {
        const Cluster cluster = Cluster().is_deciding(3, left({1, 2, 3}, 100)).is_deciding(1, crashed_in({1, 2}, 120));
        CHECK(nodes_of(verdict_of(3, cluster)) == std::vector<std::size_t>{2});
        CHECK(nodes_of(verdict_of(1, cluster)) == std::vector<std::size_t>{2});
    }
    TEST_CASE("in a cluster of two that was cut and parted neither bootstraps") {
        check(verdict_of(1, Cluster(2).is_deciding(1, crashed_in({1, 2}, 10))), Action::wait,
              Reason::last_members_missing);
    }
    TEST_CASE("a peer with the older tool that is stopped proves nothing") {
        Cluster cluster;
        cluster.is_deciding(1, crashed_in({1, 2, 3}, 10)).is_deciding(2, crashed_in({1, 2, 3}, 10));
        cluster.sounds(3, Hearing::no_record);
        CHECK(nodes_of(verdict_of(1, cluster)) == std::vector<std::size_t>{3});
    }
    TEST_CASE("all fresh and one is not heard: wait, naming it") {
        const Verdict verdict = verdict_of(1, Cluster().is_deciding(1, fresh()).is_deciding(2, fresh()));
        check(verdict, Action::wait, Reason::fresh_nodes_missing);
        CHECK(nodes_of(verdict) == std::vector<std::size_t>{3});
    }
    TEST_CASE("all fresh: the first that is being started makes the new cluster") {
        Cluster cluster = Cluster().is_down(1, fresh()).is_deciding(2, fresh()).is_deciding(3, fresh());
        CHECK(winner_for_all(cluster, {2, 3}) == 2);
        cluster.is_deciding(1, fresh());
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 1);
    }
    TEST_CASE("all fresh: a claim already held stands against a node that comes earlier in the address") {
        const Cluster cluster =
            Cluster().is_deciding(1, fresh()).is_deciding(2, fresh()).claims(2, 2).is_down(3, fresh());
        CHECK(winner_for_all(cluster, {1, 2}) == 2);
    }
    TEST_CASE("all fresh: that the others hold nothing has to be heard, or what the first one holds") {
        Cluster cluster = Cluster().is_deciding(2, fresh()).is_deciding(3, fresh());
        CHECK(says(verdict_of(2, cluster), "every configured node is known to hold no data"));
        CHECK(says(verdict_of(2, cluster.lets_first_node_begin()), "with fresh = first"));
    }
    TEST_CASE("a fresh node among nodes with data never makes a new cluster") {
        const Cluster cluster = Cluster().is_deciding(1, fresh()).is_down(2, crashed_in({66, 2, 3}, 50));
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
    }
    TEST_CASE("a reinstalled node lets the rest go by its own evidence") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, fresh())
                                    .is_deciding(2, crashed_in({2, 3}, 50))
                                    .is_deciding(3, crashed_in({2, 3}, 51));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 3);
    }
    TEST_CASE("a node whose first transfer failed is no fresh node") {
        Evidence failed = damaged();
        failed.membership = Membership::never;
        const Cluster cluster = Cluster().is_deciding(1, fresh()).is_down(2, fresh()).is_down(3, failed);
        check(verdict_of(1, cluster), Action::refuse, Reason::no_intact_data);
    }
    TEST_CASE("databases from before Galera make no cluster by themselves") {
        const Cluster cluster = Cluster().is_deciding(1, fresh()).is_deciding(2, standalone()).is_down(3, fresh());
        check(verdict_of(1, cluster), Action::wait, Reason::standalone_peer);
        check(verdict_of(2, cluster), Action::refuse, Reason::standalone_data);
    }
}

TEST_SUITE("decide, rule 5: the furthest position") {
    TEST_CASE("the last leaver bootstraps at once, whoever else is heard") {
        CHECK(winner_for_all(Cluster().is_deciding(3, alone(100)), {3}) == 3);
        const Cluster all =
            Cluster().is_deciding(1, left({1, 2, 3}, 98)).is_deciding(2, left({2, 3}, 99)).is_deciding(3, alone(100));
        CHECK(winner_for_all(all, {1, 2, 3}) == 3);
    }
    TEST_CASE("seqnos are compared as numbers, never as text") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, crashed_in({1, 2, 3}, 99))
                                    .is_deciding(2, crashed_in({1, 2, 3}, 100))
                                    .is_deciding(3, crashed_in({1, 2, 3}, 98));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 2);
    }
    TEST_CASE("seqnos beyond 2^53 keep their precision") {
        constexpr std::int64_t big = (std::int64_t{1} << 60) + 1;
        const Cluster cluster =
            Cluster(2).is_deciding(1, crashed_in({1, 2}, big - 1)).is_deciding(2, crashed_in({1, 2}, big));
        CHECK(winner_for_all(cluster, {1, 2}) == 2);
    }
    TEST_CASE("seqno 0 is a position") {
        const Cluster cluster = Cluster(2).is_deciding(1, crashed_in({1, 2}, 0)).is_deciding(2, crashed_in({1, 2}, 0));
        CHECK(winner_for_all(cluster, {1, 2}) == 1);
    }
    TEST_CASE("a tie goes to the node that already holds a claim, so that nobody has to choose anew") {
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2}, 10)).is_deciding(2, crashed_in({1, 2}, 10));
        cluster.claims(2, 2).chooses(2, 2);
        CHECK(verdict_of(1, cluster).winner == 1);
        CHECK(verdict_of(2, cluster).winner == 1);
        cluster.is_deciding(1, crashed_in({1, 2}, 11));
        CHECK(verdict_of(2, cluster).winner == 0);
    }
    TEST_CASE("a tie goes to the node that is being started") {
        const Cluster cluster = Cluster(2).is_down(1, crashed_in({1, 2}, 10)).is_deciding(2, crashed_in({1, 2}, 10));
        CHECK(winner_for_all(cluster, {2}) == 2);
    }
    TEST_CASE("a better node that is not being started is waited for, by name") {
        const Verdict verdict =
            verdict_of(2, Cluster(2).is_down(1, crashed_in({1, 2}, 11)).is_deciding(2, crashed_in({1, 2}, 10)));
        check(verdict, Action::wait, Reason::peer_not_started);
        CHECK(nodes_of(verdict) == std::vector<std::size_t>{1});
    }
    TEST_CASE("a node outside another's complete closure never acts in its place") {
        // {n1,n2} ran, n1 left, n2 was alone and stopped at the same position: n2 can always act without n1.
        const Cluster cluster = Cluster(2).is_deciding(1, left({1, 2}, 10)).is_down(2, alone(10));
        check(verdict_of(1, cluster), Action::wait, Reason::peer_not_started);
    }
    TEST_CASE("damaged data is never chosen, whatever flag its node showed") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, damaged())
                                    .is_deciding(2, crashed_in({1, 2, 3}, 50))
                                    .is_deciding(3, crashed_in({1, 2, 3}, 50));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 2);
    }
    TEST_CASE("data that is not whole is told with what its node remarked") {
        Evidence unseen = without_data(crashed_in({1, 2}, 9));
        unseen.data = DataState::unseen;
        Verdict verdict = verdict_of(1, Cluster().is_deciding(1, crashed_in({1, 2}, 9)).is_down(2, unseen));
        check(verdict, Action::wait, Reason::data_unseen);
        CHECK(nodes_of(verdict) == Nodes{2});
        CHECK(verdict.concerns.at(0).why.ends_with("cannot be seen there now"));
        unseen.remark = "not mounted";
        verdict = verdict_of(1, Cluster().is_deciding(1, crashed_in({1, 2}, 9)).is_down(2, unseen));
        CHECK(verdict.concerns.at(0).why.ends_with("cannot be seen there now (not mounted)"));
        Evidence torn = without_data(crashed_in({1}, 9));
        verdict = verdict_of(1, Cluster().is_deciding(1, torn));
        check(verdict, Action::refuse, Reason::no_intact_data);
        CHECK(nodes_of(verdict) == Nodes{1});
        CHECK(verdict.concerns.at(0).why.ends_with("its data is not whole"));
        torn.remark = "torn";
        CHECK(
            verdict_of(1, Cluster().is_deciding(1, torn)).concerns.at(0).why.ends_with("its data is not whole (torn)"));
    }
    TEST_CASE("data that may be whole is neither gone on from nor passed over, but where others hold all of it") {
        const auto with = [](const Evidence& third) {
            return Cluster()
                .is_deciding(1, crashed_in({1, 2, 3}, 49))
                .is_deciding(2, crashed_in({1, 2, 3}, 50))
                .is_deciding(3, third);
        };
        CHECK(winner_for_all(with(doubtful(crashed_in({1, 2, 3}, 50))), {1, 2, 3}) == 2);
        const auto refusal_of = [](const Cluster& cluster, unsigned node) {
            Verdict verdict = verdict_of(node, cluster);
            check(verdict, Action::refuse, Reason::no_intact_data);
            return verdict;
        };
        for (const unsigned node : {1U, 2U, 3U}) {
            const Verdict further = refusal_of(with(doubtful(crashed_in({1, 2, 3}, 51))), node);
            CHECK(nodes_of(further) == Nodes{3});
            CHECK(contains(further.concerns.at(0).why, ":51, and nothing shows whether its data is whole"));
            refusal_of(with(on_timelines(doubtful(crashed_in({1, 2, 3}, 50)), {timeline(1, 40)})), node);
        }
        const Cluster all = Cluster(2).is_deciding(1, doubtful(unknown(9))).is_deciding(2, doubtful(unknown(11)));
        CHECK(nodes_of(refusal_of(all, 1)) == Nodes{1, 2});
    }
    TEST_CASE("data that may be whole joins what contains it, and nothing else") {
        const auto verdict_at = [](const Evidence& own) {
            return verdict_of(1, Cluster().is_deciding(1, own).runs(2, history(), timelines({timeline(1, 50)})));
        };
        check(verdict_at(doubtful(unknown(50))), Action::join, Reason::peer_runs);
        check(verdict_at(doubtful(unknown(51))), Action::refuse, Reason::forked_history);
        check(verdict_at(of_history(doubtful(unknown(50)), uuid(998))), Action::refuse, Reason::foreign_history);
    }
    TEST_CASE("a person may go on from data that may be whole, or give it up") {
        const auto with = [] {
            return Cluster(2).is_deciding(1, crashed_in({1, 2}, 9)).is_deciding(2, doubtful(crashed_in({1, 2}, 11)));
        };
        Cluster told = with().says(2, Override::Kind::bootstrap_here);
        CHECK(winner_for_all(told, {1, 2}) == 2);
        CHECK(who_bootstraps(told, {1, 2}) == 2);
        told = with().says(2, Override::Kind::discard_data);
        CHECK(winner_for_all(told, {1, 2}) == 1);
        CHECK(who_bootstraps(told, {1, 2}) == 1);
        check(verdict_of(2, Cluster(2).is_deciding(2, doubtful(unknown(9))).is_down(1, fresh()).operator_asks(true)),
              Action::bootstrap, Reason::operator_word);
    }
    TEST_CASE(
        "who is left of the last component goes by one that left it, and holds more of the same, before it starts") {
        // The disk of n1 was put back to when it was alone, or had not written down what n2 took along.
        Cluster cluster = Cluster().is_deciding(1, alone(15)).is_deciding(2, left({1, 2}, 38));
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::peer_holds_more);
        CHECK(nodes_of(verdict) == Nodes{2});
        CHECK(verdict.goes_by == 1);
        CHECK_FALSE(verdict.claims);
        CHECK_FALSE(verdict.choice.has_value());
        check(verdict_of(2, cluster), Action::wait, Reason::peer_will_bootstrap);
        Evidence goes_by = left({1}, 15);
        goes_by.joined = {member(2)};
        cluster.is_deciding(1, goes_by);
        CHECK(winner_for_all(cluster, {1, 2}) == 2);
        SUBCASE("not by one that holds as much, or another lineage") {
            check(verdict_of(1, Cluster().is_deciding(1, alone(38)).is_deciding(2, left({1, 2}, 38))), Action::wait,
                  Reason::agreement_pending);
            CHECK_FALSE(verdict_of(1, Cluster()
                                          .is_deciding(1, on_timelines(alone(15), {timeline(1, 10)}))
                                          .is_deciding(2, left({1, 2}, 38)))
                            .goes_by.has_value());
        }
        SUBCASE("also by one whose view names a member that it has forgotten to have been") {
            const Cluster put_back =
                Cluster(2).is_deciding(1, crashed_in({1}, 15)).is_deciding(2, crashed_in({2, 77}, 38));
            CHECK(verdict_of(1, put_back).goes_by == 1);
            Cluster known = put_back;
            known.is_deciding(1, goes_by);
            CHECK(winner_for_all(known, {1, 2}) == 2);
        }
        SUBCASE("not by one that nothing shows to be whole: the cluster may have found it inconsistent") {
            const Cluster evicted = Cluster(2).is_deciding(1, alone(15)).is_deciding(2, doubtful(left({1, 2}, 38)));
            check(verdict_of(1, evicted), Action::wait, Reason::agreement_pending);
        }
        SUBCASE("also by one that does not know which member it was") {
            const auto verdict_at = [](const Evidence& own) {
                Situation situation = Cluster(2).is_deciding(1, own).is_deciding(2, unknown(38)).seen_by(1);
                situation.nodes[1].record->evidence->identities.clear();
                return decide(situation);
            };
            CHECK(verdict_at(alone(15)).goes_by == 1);
            CHECK(verdict_at(left({}, 15)).winner == 1);
        }
        SUBCASE("nor does one that holds another lineage than both") {
            const Cluster forked = Cluster()
                                       .is_deciding(1, on_timelines(left({1, 2}, 20), {timeline(1, 10)}))
                                       .is_deciding(2, alone(15))
                                       .is_deciding(3, left({2, 3}, 38));
            CHECK(verdict_of(2, forked).goes_by == 2);
            CHECK_FALSE(verdict_of(1, forked).goes_by.has_value());
        }
        SUBCASE("also by one whose evidence leads to nodes that are not heard, for which it waits then") {
            Cluster with_missing = Cluster().is_deciding(1, alone(15)).is_deciding(2, left({1, 2, 3}, 38));
            CHECK(verdict_of(1, with_missing).goes_by == 1);
            Evidence goes_by_n2 = left({1}, 15);
            goes_by_n2.joined = {member(2)};
            with_missing.is_deciding(1, goes_by_n2);
            check(verdict_of(1, with_missing), Action::wait, Reason::last_members_missing);
            CHECK(nodes_of(verdict_of(1, with_missing)) == Nodes{3});
        }
        SUBCASE("with wait_for = majority as well, but not where a choice binds it") {
            Situation situation =
                Cluster().is_deciding(1, crashed_in({1}, 15)).is_deciding(2, left({1, 2}, 38)).seen_by(1);
            situation.policies.wait_for = Policies::WaitFor::majority;
            CHECK(decide(situation).goes_by == 1);
            situation.choice = Choice{uuid(102), 1, "what n2 told when it was chosen"};
            check(decide(situation), Action::wait, Reason::choice_is_bound);
        }
    }
    TEST_CASE("of two reasons not to start the one that passes, or that more has to be heard for, is told first") {
        const std::initializer_list<unsigned> all{1, 2, 3};
        Evidence unseen = crashed_in({1, 2, 3}, 40);
        unseen.data = DataState::unseen;
        unseen.position.reset();
        check(verdict_of(3, Cluster()
                                .is_deciding(1, doubtful(crashed_in({1, 2, 3}, 50)))
                                .is_deciding(2, unseen)
                                .is_deciding(3, crashed_in(all, 40))),
              Action::wait, Reason::data_unseen);
        const Cluster forked = Cluster()
                                   .is_deciding(1, on_timelines(crashed_in({1, 3}, 20), {timeline(1, 10)}))
                                   .is_deciding(2, on_timelines(left({1, 2, 3}, 38), {timeline(1, 10)}))
                                   .is_deciding(3, on_timelines(crashed_in({1, 3}, 15), {timeline(2, 12)}));
        CHECK(verdict_of(1, forked).reason == Reason::two_lineages);
        CHECK_FALSE(verdict_of(1, forked).goes_by.has_value());
        check(verdict_of(1, Cluster(2).is_deciding(1, standalone())), Action::wait, Reason::fresh_nodes_missing);
        check(verdict_of(1, Cluster()
                                .is_deciding(1, crashed_in(all, 9))
                                .sounds(2, Hearing::alive_but_silent)
                                .has_status(3, NodeStatus::joining)),
              Action::wait, Reason::peer_silent);
        check(verdict_of(1, Cluster()
                                .is_deciding(1, crashed_in(all, 9))
                                .has_status(2, NodeStatus::non_primary)
                                .has_status(3, NodeStatus::joining)),
              Action::wait, Reason::peer_starting);
        check(verdict_of(1, Cluster(2)
                                .is_deciding(1, crashed_in({1, 2}, 9))
                                .is_deciding(2, crashed_in({1, 2}, 9))
                                .has_settings(1, "1")
                                .has_settings(2, "2")
                                .says(1, Override::Kind::bootstrap_here)),
              Action::wait, Reason::settings_differ);
    }
    TEST_CASE("complete closures that do not meet are contradictory, and refused") {
        // Somebody edited safe_to_bootstrap on n1.
        const Cluster cluster =
            Cluster().is_deciding(1, alone(10)).is_down(2, crashed_in({2, 3}, 20)).is_down(3, crashed_in({2, 3}, 20));
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::refuse, Reason::contradictory_evidence);
        CHECK(nodes_of(verdict) == std::vector<std::size_t>{1, 2, 3});
    }
    TEST_CASE("two histories are refused with both listed, and the higher number does not win") {
        Evidence other = alone(7);
        other.position = Position(uuid(5), Seqno(1000));
        const Cluster cluster = Cluster()
                                    .is_deciding(1, crashed_in({1, 2}, 10))
                                    .is_deciding(2, crashed_in({1, 2}, 10))
                                    .is_deciding(3, other);
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::refuse, Reason::two_histories);
        CHECK(nodes_of(verdict) == std::vector<std::size_t>{1, 2, 3});
        check(verdict_of(3, cluster), Action::refuse, Reason::two_histories);
    }
}

TEST_SUITE("decide, rule 6: claim and choice") {
    const Evidence cut = crashed_in({1, 2, 3}, 10);

    TEST_CASE("a winner without a claim only claims") {
        const Verdict verdict = verdict_of(1, Cluster().is_deciding(1, cut).is_down(2, cut).is_down(3, cut));
        check(verdict, Action::wait, Reason::agreement_pending);
        CHECK(verdict.claims);
        CHECK(nodes_of(verdict_of(1, Cluster().is_deciding(1, cut).is_deciding(2, cut).is_down(3, cut))) == Nodes{2});
    }
    TEST_CASE("a choice names its owner with what that one tells, and who claims has chosen nobody else") {
        const Cluster cluster = Cluster().is_deciding(1, cut).claims(1, 1).is_deciding(2, cut).is_down(3, cut);
        CHECK(verdict_of(2, cluster).choice ==
              Choice{uuid(101), 0, print_of_node(*cluster.seen_by(1).nodes[0].record->evidence)});
        CHECK(verdict_of(1, cluster).choice == std::nullopt);
    }
    TEST_CASE("a winner whose peers are only stopped acts on its published claim") {
        check(verdict_of(1, Cluster().is_deciding(1, cut).claims(1, 1).is_down(2, cut).is_down(3, cut)),
              Action::bootstrap, Reason::furthest_position);
    }
    TEST_CASE("a winner waits for every deciding node of its closure to choose this very claim") {
        Cluster cluster = Cluster().is_deciding(1, cut).claims(1, 1).is_deciding(2, cut).is_deciding(3, cut);
        CHECK(nodes_of(verdict_of(1, cluster)) == std::vector<std::size_t>{2, 3});
        cluster.chooses(2, 1).chooses(3, 7);
        CHECK(nodes_of(verdict_of(1, cluster)) == std::vector<std::size_t>{3});
        cluster.chooses(3, 1);
        check(verdict_of(1, cluster), Action::bootstrap, Reason::furthest_position);
    }
    TEST_CASE("a deciding node outside the closure need not agree") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, left({1, 2, 3}, 5))
                                    .is_deciding(2, crashed_in({2, 3}, 10))
                                    .claims(2, 2)
                                    .is_deciding(3, crashed_in({2, 3}, 10))
                                    .chooses(3, 2);
        check(verdict_of(2, cluster), Action::bootstrap, Reason::furthest_position);
    }
    TEST_CASE("the others choose the winner's claim and claim nothing") {
        const Verdict verdict =
            verdict_of(2, Cluster().is_deciding(1, cut).claims(1, 1).is_deciding(2, cut).is_deciding(3, cut));
        check(verdict, Action::wait, Reason::peer_will_bootstrap);
        REQUIRE(verdict.choice.has_value());
        CHECK(verdict.choice->claim == uuid(101));
        CHECK_FALSE(verdict.claims);
    }
    TEST_CASE("a winner that its peers cannot hear does not act, and says what to mend") {
        const Verdict verdict =
            verdict_of(1, Cluster().is_deciding(1, cut).claims(1, 1).is_down(2, cut).is_down(3, cut).is_not_served());
        check(verdict, Action::wait, Reason::own_record_not_served);
        CHECK(verdict.claims);
        CHECK(verdict.concerns.front().why == "the snmpd of this node gives no answer");
    }
}

TEST_SUITE("decide, the operator's galera_new_cluster") {
    TEST_CASE("a node that the provider would let bootstrap does") {
        const Cluster cluster = Cluster().is_deciding(3, alone(100)).operator_asks(true);
        check(verdict_of(3, cluster), Action::bootstrap, Reason::operator_word);
    }
    TEST_CASE("a fresh node bootstraps without the others' word") {
        check(verdict_of(1, Cluster().is_deciding(1, fresh()).operator_asks(true)), Action::bootstrap,
              Reason::operator_word);
    }
    TEST_CASE("databases from before Galera become the cluster's") {
        check(verdict_of(1, Cluster().is_deciding(1, standalone()).is_down(2, fresh()).operator_asks(true)),
              Action::bootstrap, Reason::operator_word);
    }
    TEST_CASE("the winner by the evidence bootstraps though grastate.dat says no") {
        const Evidence cut = crashed_in({1, 2, 3}, 10);
        check(verdict_of(1, Cluster().is_deciding(1, cut).is_down(2, cut).is_down(3, cut).operator_asks(false)),
              Action::bootstrap, Reason::operator_word);
    }
    TEST_CASE("it is refused while a heard peer runs, and the peer is named") {
        const Verdict verdict = verdict_of(1, Cluster().is_deciding(1, alone(10)).runs(2).operator_asks(true));
        check(verdict, Action::refuse, Reason::operator_word_contradicted);
        CHECK(nodes_of(verdict) == std::vector<std::size_t>{2});
    }
    TEST_CASE("it is refused while a peer may run or bootstraps") {
        check(
            verdict_of(1, Cluster().is_deciding(1, alone(10)).sounds(2, Hearing::alive_but_silent).operator_asks(true)),
            Action::refuse, Reason::operator_word_contradicted);
        check(verdict_of(
                  1, Cluster().is_deciding(1, alone(10)).has_status(2, NodeStatus::bootstrapping).operator_asks(true)),
              Action::refuse, Reason::operator_word_contradicted);
    }
    TEST_CASE("it is refused while a peer claims") {
        const Verdict verdict = verdict_of(
            1, Cluster().is_deciding(1, alone(10)).is_deciding(2, left({1, 2}, 9)).claims(2, 2).operator_asks(true));
        check(verdict, Action::refuse, Reason::operator_word_contradicted);
        CHECK(nodes_of(verdict) == Nodes{2});
    }
    TEST_CASE("it is refused where a heard peer is further") {
        const Cluster cluster = Cluster().is_deciding(1, alone(10)).is_down(2, left({1, 2}, 11)).operator_asks(true);
        check(verdict_of(1, cluster), Action::refuse, Reason::operator_word_contradicted);
    }
    TEST_CASE("it is refused on a fresh or damaged node while a peer holds data") {
        check(verdict_of(1, Cluster().is_deciding(1, fresh()).is_down(2, alone(10)).operator_asks(true)),
              Action::refuse, Reason::operator_word_contradicted);
        check(verdict_of(1, Cluster().is_deciding(1, damaged()).operator_asks(true)), Action::refuse,
              Reason::operator_word_contradicted);
    }
    TEST_CASE("it is refused where neither grastate.dat nor the evidence allows it") {
        const Verdict verdict = verdict_of(1, Cluster().is_deciding(1, left({1, 2, 3}, 10)).operator_asks(false));
        check(verdict, Action::refuse, Reason::operator_word_contradicted);
        CHECK(nodes_of(verdict) == Nodes{2, 3, 1});
        CHECK(says(verdict, "does not have safe_to_bootstrap: 1"));
    }
}

TEST_SUITE("decide, what it demands") {
    TEST_CASE("a situation without the node's own evidence is an error, not a verdict") {
        CHECK_THROWS_AS(decide(Cluster().seen_by(1)), Error);
        CHECK_THROWS_AS(decide(Cluster().is_down(1, alone(1)).seen_by(1)), Error);
    }
}
