#include "common/error.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

using namespace galera_initiator;

TEST_SUITE("error") {
    TEST_CASE("a message takes no orders to the terminal along, and the journal can show it") {
        CHECK(Error("said: one\ntwo\x1b[2J\xff").what() == std::string("said: one\ntwo [2J?"));
        CHECK(SystemError("cannot read a\x07", ENOENT).what() ==
              std::string("cannot read a : No such file or directory"));
    }

    TEST_CASE("a message about a file's form or a setting is one line, whatever stands there") {
        CHECK(ParseError("'a\n<0>forged' is none").what() == std::string("'a <0>forged' is none"));
        CHECK(ConfigurationError("unknown key \"a\rb\"").what() == std::string("unknown key \"a b\""));
    }
}
