#include "common/position.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

#include <limits>

using galera_initiator::ParseError;
using galera_initiator::Position;
using galera_initiator::Seqno;
using galera_initiator::Uuid;

TEST_SUITE("position") {
    TEST_CASE("a seqno is a signed 64-bit number from 0 up") {
        CHECK(Seqno::parse("0") == Seqno(0));
        CHECK(Seqno::parse("42")->value() == 42);
        CHECK(Seqno::parse("9223372036854775807")->value() == std::numeric_limits<std::int64_t>::max());
        CHECK(Seqno(7).to_string() == "7");
        CHECK_THROWS_AS(Seqno(-1), ParseError);
    }

    TEST_CASE("-1, signed or unsigned, means that there is no seqno, and 0 does not") {
        CHECK_FALSE(Seqno::parse("-1").has_value());
        CHECK_FALSE(Seqno::parse("18446744073709551615").has_value());
        CHECK(Seqno::parse("0").has_value());
    }

    TEST_CASE("anything else is no seqno") {
        for (const char* text :
             {"", " ", "-2", "+1", " 1", "1 ", "1x", "0x1", "9223372036854775808", "18446744073709551614",
              "18446744073709551616", "-9223372036854775808", "1.0", "-0x1"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(Seqno::parse(text), ParseError);
        }
    }

    TEST_CASE("seqnos are ordered as numbers, not as texts") {
        CHECK(Seqno(9) < Seqno(10));
        CHECK(Seqno(0) < Seqno(std::numeric_limits<std::int64_t>::max()));
    }

    TEST_CASE("a position is written as Galera prints it and needs a history") {
        const Uuid history = Uuid::parse("6e3fa5c2-0b1d-11ef-8f5a-02420a000002");
        CHECK(Position(history, Seqno(0)).to_string() == "6e3fa5c2-0b1d-11ef-8f5a-02420a000002:0");
        CHECK(Position(history, Seqno(1)) != Position(history, Seqno(2)));
        CHECK_THROWS_AS(Position(Uuid(), Seqno(1)), ParseError);
    }
    TEST_CASE("what is written so is read as the same position, and nothing else is one") {
        const Position position(Uuid::parse("6e3fa5c2-0b1d-11ef-8f5a-02420a000002"), Seqno(7));
        CHECK(Position::parse(position.to_string()) == position);
        for (const char* text : {"", "7", ":7", "6e3fa5c2-0b1d-11ef-8f5a-02420a000002",
                                 "6e3fa5c2-0b1d-11ef-8f5a-02420a000002:", "6e3fa5c2-0b1d-11ef-8f5a-02420a000002:-1",
                                 "6e3fa5c2-0b1d-11ef-8f5a-02420a000002:7 ", "00000000-0000-0000-0000-000000000000:7",
                                 "6e3fa5c2-0b1d-11ef-8f5a-02420a000002:7:7"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(Position::parse(text), ParseError);
        }
    }
}
