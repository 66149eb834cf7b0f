#include "common/words.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;

TEST_CASE("words come one after the other, and none when there is none left") {
    std::string_view text = "one two  four";
    CHECK(next_word(text) == "one");
    CHECK(next_word(text) == "two");
    CHECK(next_word(text).empty());
    CHECK(next_word(text) == "four");
    CHECK(text.empty());
    CHECK(next_word(text).empty());
}
