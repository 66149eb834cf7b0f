#include "node/reminders.hpp"

#include <doctest/doctest.h>

#include <vector>

using galera_initiator::Reminders;
using namespace std::chrono_literals;

TEST_SUITE("reminders") {
    TEST_CASE("the gaps double up to an hour") {
        Reminders reminders;
        std::vector<long> minutes;
        for (std::chrono::seconds waited = 0s; waited < 6h; waited += 1s) {
            if (reminders.take_due(waited)) {
                CHECK(waited % 60s == 0s);
                minutes.push_back(waited / 60s);
            }
        }
        CHECK(minutes == std::vector<long>{1, 3, 7, 15, 31, 63, 123, 183, 243, 303});
    }

    TEST_CASE("what was missed, while the machine slept, is not made up for") {
        Reminders reminders;
        CHECK(reminders.take_due(40min));
        CHECK_FALSE(reminders.take_due(40min));
        CHECK_FALSE(reminders.take_due(62min));
        CHECK(reminders.take_due(63min));
    }
}
