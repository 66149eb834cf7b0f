#include "decision/evidence_words.hpp"

#include "situations.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("evidence words") {
    TEST_CASE("what a disk holds is told in words") {
        CHECK(in_words(left({1, 2, 3}, 6)) == "position " + history().to_string() + ":6, left a component of 3");
        CHECK(in_words(fresh()) == "fresh");
        const std::string position = "position " + history().to_string();
        CHECK(in_words(on_timelines(alone(7), {timeline(1, 5)})) ==
              position + ":7, bootstrapped last at 5, was alone in the last component");
        CHECK(in_words(crashed_in({1, 2}, 7)) == position + ":7, crashed in a component of 2");
        CHECK(in_words(left({}, 7)) == position + ":7, stopped while others stayed");
        CHECK(in_words(damaged()) == "data not whole, last component unknown");
        Evidence unseen = damaged();
        unseen.data = DataState::unseen;
        CHECK(data_in_words(unseen) == "data not seen");
        CHECK(data_in_words(standalone()) == "databases from before Galera");
    }
    TEST_CASE("a fresh node has neither a position nor a component") {
        CHECK(in_words(fresh()) == "fresh");
        CHECK(membership_in_words(fresh()).empty());
        Evidence odd = fresh();
        odd.membership = Membership::unknown;
        odd.remark = "a file is torn";
        CHECK(in_words(odd) == "fresh");
    }
    TEST_CASE("what is not plain in the files stands in brackets") {
        CHECK(in_words(unreadable()) == "position not found, last component unknown (the position was not recovered)");
    }
    TEST_CASE("a server on its way up or down has words that the older tool lacks") {
        CHECK(status_in_words(NodeStatus::joining) == "joining");
        CHECK(status_in_words(NodeStatus::stopping) == "stopping");
        CHECK(status_in_words(NodeStatus::recovering) == "locked");
    }
}
