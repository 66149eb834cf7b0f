#include "decision/loss.hpp"

#include "decision/assumptions.hpp"
#include "situations.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("loss") {
    TEST_CASE("giving up data tells how many transactions nobody else holds, and which") {
        Cluster cluster = Cluster().is_deciding(1, alone(12)).runs(2, history(), timelines({timeline(1, 10)}));
        CHECK(
            contains(loss_if_discarded(cluster.seen_by(1)), "keeps 2 transactions of this node, 11 to 12 of history"));
        Cluster one_more = Cluster().is_deciding(1, alone(11)).runs(2, history(), timelines({timeline(1, 10)}));
        CHECK(contains(loss_if_discarded(one_more.seen_by(1)), "1 transaction of this node, 11 of history"));
    }
    TEST_CASE("the node that shares most counts") {
        Cluster cluster = Cluster().is_deciding(1, alone(12)).is_down(2, left({1, 2}, 5)).is_down(3, left({1, 3}, 11));
        CHECK(contains(loss_if_discarded(cluster.seen_by(1)), "keeps 1 transaction of this node, 12 of"));
    }
    TEST_CASE("nothing is lost where another node holds all of it") {
        CHECK(contains(loss_if_discarded(Cluster().is_deciding(1, alone(5)).is_down(2, alone(5)).seen_by(1)),
                       "is held by n2 (10.0.0.2), too: nothing is lost as long as it is kept there"));
    }
    TEST_CASE("what a word gives up, or may be half a transfer, is not held by another node") {
        Cluster forks = Cluster()
                            .is_deciding(1, on_timelines(left({1, 2}, 10), {timeline(1, 5)}))
                            .is_deciding(2, on_timelines(left({1, 2}, 10), {timeline(1, 5)}))
                            .runs(3, history(), timelines({timeline(2, 5)}));
        CHECK(contains(loss_if_discarded(forks.seen_by(2)), "nothing is lost as long as it is kept there"));
        forks.says(1, Override::Kind::discard_data);
        CHECK(own_word_applies(forks.seen_by(1)));
        CHECK(contains(loss_if_discarded(forks.seen_by(2)), "keeps 5 transactions of this node, 6 to 10 of history"));
        forks.says(2, Override::Kind::discard_data);
        CHECK_FALSE(own_word_applies(forks.seen_by(1)));
        forks.is_deciding(1, doubtful(on_timelines(left({1, 2}, 10), {timeline(1, 5)})));
        CHECK(contains(loss_if_discarded(forks.seen_by(2)), "keeps 5 transactions of this node, 6 to 10 of history"));
    }
    TEST_CASE("in the place of unseen data it is what is there that goes, or is gone on from, and what is not seen") {
        Evidence put_back = without_data(alone(12));
        put_back.data = DataState::unseen;
        put_back.shown = ShownInstead{Position(history(), Seqno(10))};
        const Situation situation = Cluster(2).is_deciding(1, put_back).is_down(2, left({1, 2}, 1)).seen_by(1);
        const std::string text = loss_if_discarded(situation);
        CHECK(contains(text, "keeps 9 transactions of this node, 2 to 10 of history"));
        CHECK(text.ends_with("What it is known to have held, and does not show, is given up as well."));
        CHECK(loss_if_bootstrapped_here(situation) ==
              "No node that was heard holds a transaction that this node lacks.");
        put_back.shown.reset();
        CHECK(loss_if_discarded(Cluster(2).is_deciding(1, put_back).is_down(2, left({1, 2}, 1)).seen_by(1)) ==
              "What this node holds is not known, so neither is what is lost with it.");
    }
    TEST_CASE("a history that nobody else has is lost as a whole") {
        Cluster cluster = Cluster().is_deciding(1, of_history(alone(5), uuid(7))).runs(2);
        CHECK(contains(loss_if_discarded(cluster.seen_by(1)), "all of it, up to 5, is lost here"));
    }
    TEST_CASE("what cannot be known is not guessed") {
        CHECK(contains(loss_if_discarded(Cluster().is_deciding(1, unreadable()).runs(2).seen_by(1)), "is not known"));
        Cluster untold = Cluster().is_deciding(1, alone(5)).runs_untold(2, history());
        CHECK(contains(loss_if_discarded(untold.seen_by(1)), "up to 5 transactions may be lost"));
        Cluster silent_about_history = Cluster().is_deciding(1, alone(5)).runs_untold(2);
        CHECK(contains(loss_if_discarded(silent_about_history.seen_by(1)), "up to 5 transactions may be lost"));
        Cluster older = Cluster().is_deciding(1, alone(5)).older_tool_says(2, "running");
        CHECK(contains(loss_if_discarded(older.seen_by(1)), "up to 5 transactions may be lost"));
        CHECK(contains(loss_if_discarded(Cluster().is_deciding(1, alone(5)).is_down(2, fresh()).seen_by(1)),
                       "all of it, up to 5, is lost here"));
    }
    TEST_CASE("of timelines that cannot be compared it is not known what they share") {
        const Evidence own = on_timelines(alone(12), {timeline(1, 10)});
        Evidence other = alone(20);
        other.lineage = Lineage({timeline(2, 15)}, false);
        CHECK(contains(loss_if_discarded(Cluster().is_deciding(1, own).is_down(2, other).seen_by(1)),
                       "up to 12 transactions may be lost"));
    }
    TEST_CASE("a bootstrap here names what each other node holds beyond it, and who was not heard") {
        Cluster cluster = Cluster().is_deciding(1, unknown(10)).is_down(2, unknown(14));
        const std::string text = loss_if_bootstrapped_here(cluster.seen_by(1));
        CHECK(contains(text, "n2 (10.0.0.2) holds 4 transactions that this node lacks, 11 to 14"));
        CHECK(contains(text, "What 10.0.0.3 may hold is not known. Who is not heard need not be down"));
    }
    TEST_CASE("a bootstrap here tells of all that others hold, and of data there that is not read") {
        Cluster cluster(4);
        cluster.is_deciding(1, unknown(10)).is_down(2, unknown(14)).is_down(3, unknown(11)).is_down(4, unreadable());
        const std::string text = loss_if_bootstrapped_here(cluster.seen_by(1));
        CHECK(contains(text,
                       "lacks what others hold: n2 (10.0.0.2) holds 4 transactions that this node lacks, 11 to 14; "
                       "n3 (10.0.0.3) holds 1 transaction that this node lacks, 11."));
        CHECK(text.ends_with("What n4 (10.0.0.4) may hold is not known."));
    }
    TEST_CASE("a bootstrap here may lack all of a node whose timelines cannot be compared") {
        std::vector<Timeline> many;
        for (unsigned number = 1; number <= 12; ++number) {
            many.push_back(timeline(number, number));
        }
        Evidence cut_short = unknown(100);
        cut_short.lineage = Lineage(many).newest(Record::most_timelines);
        Cluster cluster = Cluster(2).is_deciding(1, unknown(10)).is_down(2, cut_short);
        CHECK(contains(loss_if_bootstrapped_here(cluster.seen_by(1)),
                       "n2 (10.0.0.2) may hold up to 100 transactions that this node lacks"));
    }
    TEST_CASE("a bootstrap here tells of another history") {
        Cluster cluster = Cluster(2).is_deciding(1, unknown(10)).is_down(2, of_history(unknown(3), uuid(7)));
        CHECK(contains(loss_if_bootstrapped_here(cluster.seen_by(1)), "holds history " + uuid(7).to_string()));
    }
    TEST_CASE("a bootstrap here from the furthest position lacks nothing that is heard") {
        Cluster cluster = Cluster(2).is_deciding(1, unknown(10)).is_down(2, unknown(10));
        CHECK(loss_if_bootstrapped_here(cluster.seen_by(1)) ==
              "No node that was heard holds a transaction that this node lacks.");
    }
}
