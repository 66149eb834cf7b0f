#include "common/poll_timeout.hpp"

#include <doctest/doctest.h>

using galera_initiator::poll_timeout;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

TEST_SUITE("poll_timeout") {
    TEST_CASE("an instant that has passed is not waited for") {
        CHECK(poll_timeout(Clock::now()) == 0);
        CHECK(poll_timeout(Clock::now() - 1h) == 0);
    }

    TEST_CASE("the time until an instant is rounded up") {
        const auto before = Clock::now();
        const auto until = before + 30s + 1us;
        const int timeout = poll_timeout(until);
        const auto after = Clock::now();
        CHECK(before + std::chrono::milliseconds(timeout) <= until + (after - before) + 1ms);
        CHECK(after + std::chrono::milliseconds(timeout) >= until);
    }

    TEST_CASE("no wait is longer than a minute, so that no time overflows") {
        CHECK(poll_timeout(Clock::now() + 24h * 365) == 60'000);
        CHECK(poll_timeout(Clock::time_point::max()) == 60'000);
    }
}
