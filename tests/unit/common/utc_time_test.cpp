#include "common/utc_time.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;

TEST_SUITE("utc time") {
    TEST_CASE("a moment is told in UTC, whatever the zone, in the form that is asked for") {
        CHECK(utc_time(0, "%Y-%m-%dT%H:%M:%SZ") == "1970-01-01T00:00:00Z");
        CHECK(utc_time(1'764'253'385, "%Y-%m-%d %H:%M:%S UTC") == "2025-11-27 14:23:05 UTC");
    }
}
