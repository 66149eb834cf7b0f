#include "evidence/telling_time.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace galera_initiator;

namespace {

constexpr const char* boot = "11111111-2222-3333-4444-555555555555";

} // namespace

TEST_SUITE("telling time") {
    TEST_CASE("it reads as it was written, and is never longer than it says") {
        const TellingTime time{Uuid::parse(boot), std::numeric_limits<std::uint64_t>::max()};
        CHECK(TellingTime::parse(time.to_string()) == time);
        CHECK(time.to_string().size() == TellingTime::longest);
    }

    TEST_CASE("what is not a boot and a number is refused") {
        const std::string prefix = std::string(boot) + "@";
        for (const std::string& text :
             {std::string(), std::string(boot), prefix, prefix + "-1", prefix + "+1", prefix + "1x", prefix + " 1",
              prefix + "18446744073709551616", std::string("@1"), std::string("1@") + boot}) {
            CAPTURE(text);
            CHECK_THROWS_AS(TellingTime::parse(text), ParseError);
        }
    }

    TEST_CASE("two moments of one boot are of the same boot, and the later one is later") {
        const test::TemporaryFolder root;
        root.write("proc/sys/kernel/random/boot_id", std::string(boot) + "\n");
        const TellingTime first = TellingTime::now(root.path());
        TellingTime second = TellingTime::now(root.path());
        while (second.microseconds == first.microseconds) {
            second = TellingTime::now(root.path());
        }
        CHECK(first.boot == Uuid::parse(boot));
        CHECK(second.boot == first.boot);
        CHECK(second > first);
    }

    TEST_CASE("a machine that does not tell its boot has no time") {
        const test::TemporaryFolder root;
        CHECK_THROWS_AS(TellingTime::now(root.path()), Error);
        root.write("proc/sys/kernel/random/boot_id", "what\n");
        CHECK_THROWS_AS(TellingTime::now(root.path()), ParseError);
    }
}
