#include "common/printable.hpp"

#include <doctest/doctest.h>

using galera_initiator::LineBreaks;
using galera_initiator::printable;

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
}
