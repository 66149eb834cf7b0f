#include "common/uuid.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

#include <set>

using galera_initiator::ParseError;
using galera_initiator::Uuid;

TEST_SUITE("uuid") {
    TEST_CASE("a UUID is read and written as 8-4-4-4-12 digits in lower case") {
        const std::string text = "6e3fa5c2-0b1d-11ef-8f5a-02420a000002";
        CHECK(Uuid::parse(text).to_string() == text);
        CHECK(Uuid::parse("6E3FA5C2-0B1D-11EF-8F5A-02420A000002") == Uuid::parse(text));
    }

    TEST_CASE("the nil UUID is no history") {
        CHECK(Uuid().is_nil());
        CHECK(Uuid() == Uuid::parse("00000000-0000-0000-0000-000000000000"));
        CHECK_FALSE(Uuid::parse("00000000-0000-0000-0000-000000000001").is_nil());
    }

    TEST_CASE("anything else is no UUID") {
        for (const char* text :
             {"", "6e3fa5c2", "6e3fa5c2-0b1d-11ef-8f5a-02420a00000", "6e3fa5c2-0b1d-11ef-8f5a-02420a0000021",
              "6e3fa5c20b1d-11ef-8f5a-02420a000002-", "6e3fa5c2-0b1d-11ef-8f5a-02420a00000g",
              " 6e3fa5c2-0b1d-11ef-8f5a-02420a00000", "6e3fa5c2-0b1d-11ef-8f5a-02420a00000\n",
              "6e3fa5c2+0b1d-11ef-8f5a-02420a000002", "------------------------------------"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(Uuid::parse(text), ParseError);
        }
    }

    TEST_CASE("random UUIDs differ and are not nil") {
        std::set<Uuid> seen;
        for (int count = 0; count < 100; ++count) {
            seen.insert(Uuid::random());
        }
        CHECK(seen.size() == 100);
        CHECK_FALSE(seen.contains(Uuid()));
    }

    TEST_CASE("a member is the same at another incarnation or generation, which only bytes 6 to 9 count") {
        const Uuid first = Uuid::parse("6e3fa5c2-0b1d-11ef-8f5a-02420a000002");
        CHECK(first.same_member(first));
        CHECK(first.same_member(Uuid::parse("6e3fa5c2-0b1d-11ef-8f5b-02420a000002")));
        CHECK(first.same_member(Uuid::parse("6e3fa5c2-0b1d-11ef-0000-02420a000002")));
        CHECK(first.same_member(Uuid::parse("6e3fa5c2-0b1d-0000-8f5a-02420a000002")));
        CHECK_FALSE(first.same_member(Uuid::parse("6e3fa5c2-0b1e-11ef-8f5a-02420a000002")));
        CHECK_FALSE(first.same_member(Uuid::parse("6e3fa5c2-0b1d-11ef-8f5a-03420a000002")));
        CHECK_FALSE(first.same_member(Uuid::parse("6e3fa5c2-0b1d-11ef-8f5a-02420a000003")));
    }

    TEST_CASE("a member in another generation is the same member, and differs for the provider, whatever is drawn") {
        const Uuid member = Uuid::parse("6e3fa5c2-0b1d-11ef-8f5a-02420a000002");
        const auto in = [&](const char* random) { return member.in_generation_of(Uuid::parse(random)); };
        CHECK(in("00000000-0000-4a5b-0000-000000000000").to_string() == "6e3fa5c2-0b1d-4a5b-8f5a-02420a000002");
        CHECK(in("00000000-0000-11ef-0000-000000000000").to_string() == "6e3fa5c2-0b1d-12ef-8f5a-02420a000002");
        CHECK(member.same_member(in("00000000-0000-4a5b-0000-000000000000")));
    }
}
