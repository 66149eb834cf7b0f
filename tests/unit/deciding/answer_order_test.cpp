#include "deciding/answer_order.hpp"

#include "../decision/situations.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

constexpr std::size_t self = 0;
constexpr std::size_t peer = 1;

TellingTime told(std::uint64_t microseconds, unsigned boot = 1) {
    return {uuid(boot), microseconds};
}

NodeSight heard(const std::optional<TellingTime>& time) {
    return {NodeAddress::parse("n1"), Hearing::heard, Record(), "", "", time};
}

/// What is left of a round in which the peer told its record then.
NodeSight peer_after(AnswerOrder& order, const std::optional<TellingTime>& time) {
    Situation situation;
    situation.nodes = {heard(std::nullopt), heard(time)};
    order.leave_out_old_answers(situation, {self, peer});
    return situation.nodes[peer];
}

bool is_believed(AnswerOrder& order, const std::optional<TellingTime>& time) {
    const NodeSight sight = peer_after(order, time);
    CHECK(sight.record.has_value() == (sight.hearing == Hearing::heard));
    CHECK(sight.detail.empty() == (sight.hearing == Hearing::heard));
    return sight.hearing == Hearing::heard;
}

} // namespace

TEST_SUITE("answer order") {
    TEST_CASE("answers that are each later than the one before are believed") {
        AnswerOrder order;
        CHECK(is_believed(order, told(100)));
        CHECK(is_believed(order, told(101)));
        CHECK(is_believed(order, told(9'000'000'000)));
    }

    TEST_CASE("an answer that comes again is not believed, however long ago it came, and the next new one is") {
        AnswerOrder order;
        CHECK(is_believed(order, told(100)));
        CHECK_FALSE(is_believed(order, told(100)));
        CHECK(contains(peer_after(order, told(100)).detail, "-cacheTime -1"));
        CHECK(is_believed(order, told(200)));
        CHECK_FALSE(is_believed(order, told(100)));
        CHECK(is_believed(order, told(201)));
    }

    TEST_CASE("an answer that was overtaken by a later one is not believed") {
        AnswerOrder order;
        CHECK(is_believed(order, told(200)));
        CHECK_FALSE(is_believed(order, told(199)));
        CHECK(is_believed(order, told(400)));
        CHECK_FALSE(is_believed(order, told(300)));
    }

    TEST_CASE("a clock that begins anew with a boot is followed, and nothing from before the boot is believed again") {
        AnswerOrder order;
        CHECK(is_believed(order, told(5000, 1)));
        CHECK(is_believed(order, told(10, 2)));
        CHECK_FALSE(is_believed(order, told(6000, 1)));
        CHECK(is_believed(order, told(11, 2)));
    }

    TEST_CASE("a record that does not say when it was told is not believed") {
        AnswerOrder order;
        CHECK_FALSE(is_believed(order, std::nullopt));
    }

    TEST_CASE("each node has a clock of its own") {
        AnswerOrder order;
        Situation situation;
        situation.nodes = {heard(std::nullopt), heard(told(100)), heard(told(50))};
        order.leave_out_old_answers(situation, {0, 1, 2});
        CHECK(situation.nodes[1].hearing == Hearing::heard);
        CHECK(situation.nodes[2].hearing == Hearing::heard);
    }

    TEST_CASE("a node whose own agent gives old answers is still heard by itself, but does not serve its record") {
        AnswerOrder order;
        for (const bool is_new : {true, false}) {
            Situation situation;
            situation.nodes = {heard(told(100))};
            situation.own_record_is_served = true;
            order.leave_out_old_answers(situation, {self});
            CHECK(situation.nodes[self].hearing == Hearing::heard);
            CHECK(situation.own_record_is_served == is_new);
            CHECK(situation.own_service_detail.empty() == is_new);
        }
    }

    TEST_CASE("a node that is not heard stays as it is") {
        AnswerOrder order;
        Situation situation;
        situation.nodes = {heard(std::nullopt),
                           {NodeAddress::parse("n2"), Hearing::alive_but_silent, std::nullopt, "", "time-out"}};
        order.leave_out_old_answers(situation, {self, peer});
        CHECK(situation.nodes[peer].hearing == Hearing::alive_but_silent);
        CHECK(situation.nodes[peer].detail == "time-out");
    }

    TEST_CASE("what is kept of an earlier round is not taken for an answer that comes again") {
        AnswerOrder order;
        CHECK(is_believed(order, told(100)));
        Situation situation;
        situation.nodes = {heard(std::nullopt), heard(told(100))};
        order.leave_out_old_answers(situation, {self});
        CHECK(situation.nodes[peer].hearing == Hearing::heard);
    }

    TEST_CASE("one who invents boots does not fill the memory, and the present one stays known") {
        AnswerOrder order;
        for (unsigned boot = 1; boot <= 1000; ++boot) {
            CHECK(is_believed(order, told(1, boot)));
            CHECK_FALSE(is_believed(order, told(1, boot)));
        }
        CHECK_FALSE(is_believed(order, told(2, 999)));
        CHECK(is_believed(order, told(2, 1))); // forgotten
    }
}
