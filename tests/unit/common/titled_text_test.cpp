#include "common/error.hpp"
#include "common/titled_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace galera_initiator;

namespace {

const TitledText example{"magic 1", {{"one", {"a", "", "  b "}}, {"two: \x1b", {}}}};

std::string fault_of(const std::string& text) {
    try {
        static_cast<void>(TitledText::parse("FILE", text));
        return "none";
    } catch (const ParseError& error) {
        return error.what();
    }
}

} // namespace

TEST_SUITE("a titled text") {
    TEST_CASE("reads as it looks") {
        CHECK(example.to_string() == "magic 1\n\n== one ==\n    a\n\n      b\\x20\n\n== two: \\x1b ==\n\n== end ==\n");
    }

    TEST_CASE("is read as it was told") {
        const TitledText read = TitledText::parse("FILE", example.to_string());
        CHECK(read.first_line == "magic 1");
        REQUIRE(read.parts.size() == 2);
        CHECK(read.parts[0].title == "one");
        CHECK(read.parts[0].lines == std::vector<std::string>{"a", "", "  b "});
        CHECK(read.parts[0].number == 3);
        CHECK(read.parts[1].title == "two: \x1b");
        CHECK(read.parts[1].lines.empty());
        CHECK(read.to_string() == example.to_string());
    }

    TEST_CASE("what is told begins no part and ends no text") {
        const std::vector<std::string> lines{"== end ==", "\n== end ==\n", "== a \\", "    == b ==", "\r== end =="};
        const TitledText forged{"magic 1", {{"== end ==", lines}, {"end ==\n== x", lines}}};
        const TitledText read = TitledText::parse("FILE", forged.to_string());
        REQUIRE(read.parts.size() == 2);
        CHECK(read.parts[0].title == "== end ==");
        CHECK(read.parts[0].lines == lines);
        CHECK(read.parts[1].title == "end ==\n== x");
        CHECK(read.parts[1].lines == lines);
    }

    TEST_CASE("comes through a mailer that ends lines otherwise and adds blanks") {
        std::string mailed;
        for (const char one : example.to_string()) {
            mailed += one == '\n' ? std::string("  \r\n") : std::string(1, one);
        }
        CHECK(TitledText::parse("FILE", mailed).to_string() == example.to_string());
    }

    TEST_CASE("one that was cut is refused, wherever that is") {
        const std::string text = example.to_string();
        for (std::size_t size = 0; size < text.size() - 1; ++size) {
            CAPTURE(size);
            CHECK(fault_of(text.substr(0, size)) != "none");
        }
        CHECK(fault_of("magic 1\n\n== one ==\n    a\n") ==
              "FILE:4: is the last line, and the heading '== end ==' is missing: it was cut");
    }

    TEST_CASE("what does not belong there is told with file and line") {
        CHECK(fault_of("magic 1\nx\n== end ==\n") ==
              "FILE:2: is neither a heading nor a line of a part, which begins with four blanks");
        CHECK(fault_of("magic 1\n    x\n== end ==\n") ==
              "FILE:2: is neither a heading nor a line of a part, which begins with four blanks");
        CHECK(fault_of("magic 1\n== one ==\n   x\n== end ==\n") ==
              "FILE:3: is neither a heading nor a line of a part, which begins with four blanks");
        CHECK(fault_of("magic 1\n== end ==\n\n    x\n") == "FILE:4: stands behind the end");
        CHECK(fault_of("magic 1\n== one ==\n    \\q\n== end ==\n") ==
              "FILE:3: a backslash begins neither \\\\ nor \\xNN");
    }

    TEST_CASE("the lines of a text are those before its last line break") {
        CHECK(lines_of("a\n\nb\n\n\n") == std::vector<std::string>{"a", "", "b"});
        CHECK(lines_of("a") == std::vector<std::string>{"a"});
        CHECK(lines_of("\n").empty());
    }
}
