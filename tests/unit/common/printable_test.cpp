#include "common/error.hpp"
#include "common/printable.hpp"

#include <doctest/doctest.h>

using galera_initiator::escaped;
using galera_initiator::LineBreaks;
using galera_initiator::printable;
using galera_initiator::unescaped;

TEST_SUITE("printable") {
    TEST_CASE("a text that can be told stays as it is") {
        for (const char* text : {"", "Waits for n2: start it.", "\u00e4\u20ac\U0001f5a7", "\u00a0"}) {
            CHECK(printable(text) == text);
        }
    }

    TEST_CASE("control characters become blanks, those of the second set too") {
        CHECK(printable("a\nb\tc\x1b[2Jd\x7f") == "a b c [2Jd ");
        CHECK(printable("\xc2\x9b"
                        "31m") == " 31m"); // a terminal's CSI in one character
        CHECK(printable({"a\0b", 3}) == "a b");
    }

    TEST_CASE("line breaks stay where a text may have more than one line") {
        CHECK(printable("a\nb\rc", LineBreaks::kept) == "a\nb c");
    }

    TEST_CASE("what is no UTF-8 becomes question marks") {
        CHECK(printable("a\xff\xc3") == "a??");
        CHECK(printable("\xed\xa0\x80") == "???");
    }

    TEST_CASE("an escaped line is printable, and its very bytes can be read again") {
        for (const std::string& line :
             {std::string("plain, \u00e4\u20ac"), std::string("\x1b[2J\tand\nmore\r"), std::string("C:\\new\\x41"),
              std::string("\xff\xed\xa0\x80"), std::string("nul\0byte", 8), std::string("a blank "),
              std::string("\xc2\x9b")}) {
            CAPTURE(escaped(line));
            CHECK(printable(escaped(line)) == escaped(line));
            CHECK_FALSE(escaped(line).ends_with(' '));
            CHECK(unescaped(escaped(line)) == line);
        }
        CHECK(escaped("plain, \u00e4 as it is") == "plain, \u00e4 as it is");
        CHECK(escaped("a\tb\\") == "a\\x09b\\\\");
    }

    TEST_CASE("a backslash that escapes nothing is refused") {
        for (const char* text : {"\\", "\\n", "\\x4", "\\x4g", "\\x+1", "a\\"}) {
            CHECK_THROWS_AS(unescaped(text), galera_initiator::ParseError);
        }
    }
}
