#include "evidence/failed_starts.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace galera_initiator;

TEST_SUITE("failed starts") {
    TEST_CASE("they read as they were written, and are never longer than they say") {
        const FailedStarts most{FailedStarts::most, 9'999'999'999};
        CHECK(FailedStarts::parse(most.to_string()) == most);
        CHECK(most.to_string().size() == FailedStarts::longest);
    }

    TEST_CASE("they are counted on from the same moment, up to a limit") {
        CHECK(FailedStarts{2, 50}.counted_on() == FailedStarts{3, 50});
        CHECK(FailedStarts{FailedStarts::most, 50}.counted_on() == FailedStarts{FailedStarts::most, 50});
    }

    TEST_CASE("the least that can be told is one start, at the beginning of time") {
        CHECK(FailedStarts::parse("1@0") == FailedStarts{1, 0});
    }

    TEST_CASE("what is no number of starts and a moment is refused") {
        for (const std::string_view text :
             {"", "1", "1@", "@1", "0@1", "-1@1", "10000@1", "1@-1", "1@10000000000", "1@1x", "1 @1", "+1@1"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(FailedStarts::parse(text), ParseError);
        }
    }
}
