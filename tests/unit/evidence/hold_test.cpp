#include "evidence/hold.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace galera_initiator;

TEST_SUITE("hold") {
    TEST_CASE("it reads as it was written, with or without a reason") {
        for (const Hold& hold : {Hold{1'764'253'385, "root", "the disk is checked: 20 % done @ 3"},
                                 Hold{0, "anna@example.org", ""}, Hold{9'999'999'999, "", "Plattenprüfung"}}) {
            CAPTURE(hold.to_string());
            CHECK(Hold::parse(hold.to_string()) == hold);
        }
    }

    TEST_CASE("what does not tell since when, or by whom, is refused") {
        for (const std::string_view text : {"", "why", "1@root", "root:why", "@root:why", "-1@root:why", "1x@root:why",
                                            "10000000000@root:why", "1:a@b"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(Hold::parse(text), ParseError);
        }
    }

    TEST_CASE("a shorter reason ends with a whole character") {
        const Hold hold{1, "root", "prüfen"};
        CHECK(hold.with_reason_of(7) == hold);
        CHECK(hold.with_reason_of(4).reason == "prü");
        CHECK(hold.with_reason_of(3).reason == "pr");
        CHECK(hold.with_reason_of(0) == Hold{1, "root", ""});
    }

    TEST_CASE("a reason is one line of printable text, and not too long to be told") {
        CHECK(fault_of_reason("").empty());
        CHECK(fault_of_reason("Plattenprüfung, bis morgen").empty());
        CHECK(fault_of_reason(std::string(Hold::longest_reason, 'r')).empty());
        CHECK(fault_of_reason(std::string(Hold::longest_reason + 1, 'r')) ==
              "the reason of a hold is at most 160 bytes long, and this one 161");
        for (const std::string_view text : {"two\nlines", "\x1b[31mred", "no \xff UTF-8", "bell \a"}) {
            CHECK(fault_of_reason(text) == "the reason of a hold is one line of printable UTF-8");
        }
    }
}
