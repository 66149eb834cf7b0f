#include "decision/joining.hpp"

#include "decision/explanation.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

Cluster running(std::vector<Timeline> later) {
    return Cluster().runs(2, history(), timelines(std::move(later)));
}

} // namespace

TEST_SUITE("joining, is this node's data part of the running history?") {
    TEST_CASE("data of the running timeline, or of one that it grew from before this node's position, is contained") {
        check(verdict_of(1, running({}).is_deciding(1, left({1, 2}, 100))), Action::join, Reason::peer_runs);
        check(verdict_of(1, running({timeline(1, 100)}).is_deciding(1, left({1, 2}, 100))), Action::join,
              Reason::peer_runs);
        check(verdict_of(1, running({timeline(1, 50), timeline(2, 100)})
                                .is_deciding(1, on_timelines(left({1, 2}, 99), {timeline(1, 50)}))),
              Action::join, Reason::peer_runs);
    }
    TEST_CASE("one transaction behind the fork is enough to refuse, and it is counted") {
        const Verdict verdict = verdict_of(1, running({timeline(1, 100)}).is_deciding(1, left({1, 2}, 101)));
        check(verdict, Action::refuse, Reason::forked_history);
        CHECK(nodes_of(verdict) == Nodes{2});
        CHECK(says(verdict, "up to 100"));
        CHECK(says(verdict, "1 transaction that"));
        CHECK(says(verdict_of(1, running({timeline(1, 100)}).is_deciding(1, left({1, 2}, 140))), "40 transactions"));
    }
    TEST_CASE("a node that forked is refused where the others went on without a bootstrap, however far they are") {
        check(verdict_of(1, running({}).is_deciding(1, on_timelines(alone(101), {timeline(1, 100)}))), Action::refuse,
              Reason::forked_history);
    }
    TEST_CASE("a bootstrap that wrote nothing is no fork") {
        check(verdict_of(1, running({}).is_deciding(1, alone(100))), Action::join, Reason::peer_runs);
    }
    TEST_CASE("forks on both sides are refused") {
        const Verdict verdict =
            verdict_of(1, running({timeline(2, 90)}).is_deciding(1, on_timelines(alone(110), {timeline(1, 100)})));
        check(verdict, Action::refuse, Reason::forked_history);
        CHECK(says(verdict, "up to 90"));
        CHECK(says(verdict, "20 transactions"));
    }
    TEST_CASE("too many bootstraps ago to tell is refused, as unproven") {
        const Lineage cut({timeline(8, 80), timeline(9, 90)}, false);
        const Verdict verdict = verdict_of(1, Cluster().runs(2, history(), cut).is_deciding(1, left({1, 2}, 10)));
        check(verdict, Action::refuse, Reason::fork_unproven);
        CHECK(says(verdict, "so many times"));
        check(
            verdict_of(
                1, Cluster().runs(2, history(), cut).is_deciding(1, on_timelines(left({1, 2}, 85), {timeline(8, 80)}))),
            Action::join, Reason::peer_runs);
    }
    TEST_CASE("data of which nobody knows through which bootstraps it went is refused, as unproven") {
        Evidence unknown = left({1, 2}, 10);
        unknown.lineage = Lineage({}, false);
        const Verdict verdict = verdict_of(1, running({timeline(2, 9)}).is_deciding(1, unknown));
        check(verdict, Action::refuse, Reason::fork_unproven);
        CHECK(says(verdict, "was it put back?"));
    }
    TEST_CASE(
        "what a disk shows in the place of what it held joins as data at that position does, and no database else") {
        const auto put_back = [](Evidence shown) {
            Evidence evidence = unknown(0);
            evidence.lineage = shown.lineage;
            evidence.data = DataState::unseen;
            evidence.position.reset();
            evidence.shown = ShownInstead{shown.position};
            return evidence;
        };
        check(verdict_of(1, running({timeline(1, 100)}).is_deciding(1, put_back(alone(90)))), Action::join,
              Reason::peer_runs);
        const Cluster forked =
            running({timeline(2, 80)}).is_deciding(1, put_back(on_timelines(alone(90), {timeline(1, 70)})));
        check(verdict_of(1, forked), Action::refuse, Reason::forked_history);
        CHECK(contains(sentence(forked.seen_by(1), verdict_of(1, forked)),
                       "this node holds " + history().to_string() + ":90"));
        Evidence dump = put_back(alone(90));
        dump.shown->position.reset();
        check(verdict_of(1, running({}).is_deciding(1, dump)), Action::refuse, Reason::unreadable_data);
        check(verdict_of(2, Cluster(2).is_deciding(1, dump).is_deciding(2, crashed_in({1, 2}, 80))), Action::wait,
              Reason::data_unseen);
        dump.shown.reset();
        check(verdict_of(1, running({}).is_deciding(1, dump)), Action::join, Reason::peer_runs);
    }
    TEST_CASE("a person can go on from what a disk shows in the place of what it held") {
        Evidence evidence = unknown(0);
        evidence.data = DataState::unseen;
        evidence.position.reset();
        evidence.shown = ShownInstead{alone(90).position};
        Cluster cluster = Cluster().is_deciding(1, evidence).is_deciding(2, left({1, 2}, 80)).claims(1, 1);
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
        cluster.says(1, Override::Kind::bootstrap_here).chooses(2, 1);
        check(verdict_of(1, cluster), Action::bootstrap, Reason::operator_word);
    }
    TEST_CASE("fresh and damaged nodes join whatever runs") {
        for (const Evidence& evidence : {fresh(), damaged(), without_data(crashed_in({1, 2}, 5))}) {
            const Verdict verdict = verdict_of(1, running({timeline(1, 100)}).is_deciding(1, evidence));
            check(verdict, Action::join, Reason::peer_runs);
            CHECK_FALSE(verdict.discards_data);
        }
    }
    TEST_CASE("data that cannot be read, and databases from before Galera, join nothing") {
        check(verdict_of(1, running({}).is_deciding(1, unreadable())), Action::refuse, Reason::unreadable_data);
        check(verdict_of(1, running({}).is_deciding(1, standalone())), Action::refuse, Reason::standalone_data);
    }
    TEST_CASE("another history is refused, by each running node that tells it") {
        check(verdict_of(1, Cluster().runs(2, uuid(5)).is_deciding(1, alone(10))), Action::refuse,
              Reason::foreign_history);
        check(verdict_of(1, Cluster().runs(2).runs_untold(3, uuid(5)).is_deciding(1, alone(10))), Action::refuse,
              Reason::foreign_history);
    }
}

TEST_SUITE("joining, what is known of who runs") {
    TEST_CASE("a history without timelines proves the history and no more") {
        check(verdict_of(1, Cluster().runs_untold(2, history()).is_deciding(1, alone(10))), Action::join,
              Reason::peer_runs_unproven);
        CHECK_FALSE(
            verdict_of(1, Cluster().runs_untold(2, history()).is_deciding(1, alone(10))).history_of.has_value());
    }
    TEST_CASE("one running node that tells its timelines is proof for all") {
        const Verdict verdict = verdict_of(1, Cluster().runs_untold(2).runs(3).is_deciding(1, alone(10)));
        check(verdict, Action::join, Reason::peer_runs);
        CHECK(verdict.history_of == 2);
    }
    TEST_CASE("the timelines are taken from the running node that knows most, in whatever order they are heard") {
        const Lineage newest = timelines({timeline(1, 50), timeline(2, 80)});
        for (const unsigned knows_most : {2U, 3U, 4U}) {
            Cluster cluster = Cluster(4).is_deciding(1, left({1, 2}, 40));
            for (const unsigned node : {2U, 3U, 4U}) {
                cluster.runs(node, history(), node == 3 ? timelines({timeline(1, 50)}) : Lineage());
            }
            cluster.runs(knows_most, history(), newest);
            CHECK(verdict_of(1, cluster).history_of == knows_most - 1);
        }
    }
    TEST_CASE("two running lineages are refused with both named, by nodes without data too") {
        const Cluster cluster = Cluster(4)
                                    .runs(2, history(), timelines({timeline(1, 50)}))
                                    .runs(3, history(), timelines({timeline(2, 50)}))
                                    .runs(4);
        for (const Evidence& evidence : {fresh(), damaged(), alone(10)}) {
            Cluster one = cluster;
            const Verdict verdict = verdict_of(1, one.is_deciding(1, evidence));
            check(verdict, Action::refuse, Reason::two_lineages);
            CHECK(nodes_of(verdict) == Nodes{2, 3});
        }
    }
    TEST_CASE("two running histories are refused with both named") {
        const Verdict verdict = verdict_of(1, Cluster().runs(2).runs(3, uuid(5)).is_deciding(1, fresh()));
        check(verdict, Action::refuse, Reason::two_lineages);
        CHECK(nodes_of(verdict) == Nodes{2, 3});
    }
    TEST_CASE("who runs may have merged with who bootstraps, which is waited for") {
        Cluster cluster = Cluster().runs(2).has_status(3, NodeStatus::bootstrapping);
        for (const Evidence& evidence : {fresh(), damaged(), alone(10)}) {
            const Verdict verdict = verdict_of(1, cluster.is_deciding(1, evidence));
            check(verdict, Action::wait, Reason::peer_starting);
            CHECK(nodes_of(verdict) == Nodes{3});
        }
        check(verdict_of(1, Cluster().runs(2).older_tool_says(3, "bootstrapping").is_deciding(1, alone(10))),
              Action::wait, Reason::peer_starting);
        check(verdict_of(1, cluster.runs(3).is_deciding(1, alone(10))), Action::join, Reason::peer_runs);
    }
    TEST_CASE("a timeline at the end of all numbers is compared like any other") {
        constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
        const Cluster cluster = Cluster()
                                    .runs(2, history(), timelines({timeline(1, last)}))
                                    .runs(3, history(), timelines({timeline(1, last)}))
                                    .is_deciding(1, alone(10));
        check(verdict_of(1, cluster), Action::join, Reason::peer_runs);
    }
}

TEST_SUITE("joining, in turn") {
    TEST_CASE("the refusal of a fork does not wait for its turn") {
        check(verdict_of(3, Cluster()
                                .runs(2, history(), timelines({timeline(1, 5)}))
                                .is_deciding(1, fresh())
                                .is_deciding(3, alone(10))
                                .lets_others_join_first()),
              Action::refuse, Reason::forked_history);
    }
    TEST_CASE("as many join at a time as there are donors, and one of several that run goes on serving") {
        Cluster cluster(7);
        for (const unsigned node : {4U, 5U, 6U, 7U}) {
            cluster.is_deciding(node, fresh());
        }
        cluster.lets_others_join_first();
        const auto joiners = [&](std::initializer_list<unsigned> running) {
            for (const unsigned node : running) {
                cluster.runs(node);
            }
            unsigned joins = 0;
            for (const unsigned node : {4U, 5U, 6U, 7U}) {
                joins += verdict_of(node, cluster).action == Action::join ? 1 : 0;
            }
            return joins;
        };
        CHECK(joiners({1}) == 1);
        CHECK(joiners({2}) == 1);
        CHECK(joiners({3}) == 2);
        cluster.has_status(4, NodeStatus::joining);
        CHECK(verdict_of(5, cluster).action == Action::join);
        cluster.has_status(5, NodeStatus::joining);
        check(verdict_of(6, cluster), Action::wait, Reason::donor_busy);
        CHECK(nodes_of(verdict_of(6, cluster)) == std::vector<std::size_t>{4, 5});
    }
    TEST_CASE(
        "who comes with the view of one that runs waits for no turn, because its component may wait for that view") {
        Cluster cluster = Cluster()
                              .runs(3)
                              .is_member(3, 3)
                              .has_status(1, NodeStatus::joining)
                              .is_deciding(2, crashed_in({1, 2, 3}, 10))
                              .lets_others_join_first();
        check(verdict_of(2, cluster), Action::join, Reason::peer_runs);
        cluster.is_member(3, 33); // another start of that server
        check(verdict_of(2, cluster), Action::wait, Reason::donor_busy);
        cluster.is_member(3, 3).is_deciding(2, left({1, 2, 3}, 10));
        check(verdict_of(2, cluster), Action::wait, Reason::donor_busy);
    }
    TEST_CASE("a bound choice outlives the wait for a turn, because the component that runs may vanish") {
        const Cluster cluster = Cluster(5)
                                    .is_deciding(2, crashed_in({1, 2, 3, 4, 5}, 10))
                                    .keeps_choice(2, 1, 1)
                                    .has_status(4, NodeStatus::joining)
                                    .runs(3)
                                    .takes_majority()
                                    .lets_others_join_first();
        const Verdict verdict = verdict_of(2, cluster);
        check(verdict, Action::wait, Reason::donor_busy);
        CHECK(verdict.choice == Choice{uuid(101), 0, ""});
    }
}
