#include "evidence/state_file_reader.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using galera_initiator::ParseError;
using galera_initiator::read_state_lines;

namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

Lines lines_of(std::string_view text) {
    Lines lines;
    read_state_lines(text, "file",
                     [&](std::string_view key, std::string_view value) { lines.emplace_back(key, value); });
    return lines;
}

} // namespace

TEST_SUITE("state file reader") {
    TEST_CASE("keys and values are handed on without the blanks around them, and comments are not") {
        CHECK(lines_of("# head: 1\nkey:   value\nother: two words\n\n") ==
              Lines{{"key", "value"}, {"other", "two words"}});
    }

    TEST_CASE("an unfinished last line is ignored") {
        CHECK(lines_of("key: 1\nother: 2") == Lines{{"key", "1"}});
        CHECK(lines_of("key: 1").empty());
        CHECK(lines_of("").empty());
    }

    TEST_CASE("a line that is none, a section, NUL bytes and a line too long for inih are refused") {
        for (const std::string& text : {std::string("key: 1\nrubbish\n"), std::string("[section]\nkey: 1\n"),
                                        std::string("key: 1\0\n", 8), "key: " + std::string(300, 'x') + "\n"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(lines_of(text), ParseError);
        }
        CHECK_THROWS_WITH(lines_of("key: 1\nrubbish\n"), "file:2: not a line of such a file");
    }

    TEST_CASE("what inih would take and the provider would not is refused") {
        for (const std::string& text :
             {std::string("key:1\n"), std::string("key=1\n"), std::string("key : 1\n"), std::string("key: 1\n  2\n"),
              std::string(" key: 1\n"), std::string("; key: 1\n"), std::string("\xef\xbb\xbfkey: 1\n"),
              "#" + std::string(198, 'x') + "key: 1\n"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(lines_of(text), ParseError);
        }
        CHECK(lines_of("key:\t1\n     \nempty:\n#" + std::string(197, 'x') + "\n") ==
              Lines{{"key", "1"}, {"empty", ""}});
        CHECK(lines_of("a_z: 1\n") == Lines{{"a_z", "1"}});
    }

    TEST_CASE("what the receiver of a line throws reaches the caller") {
        CHECK_THROWS_WITH_AS(
            read_state_lines("key: 1\n", "file", [](std::string_view, std::string_view) { throw ParseError("bad"); }),
            "bad", ParseError);
    }
}
