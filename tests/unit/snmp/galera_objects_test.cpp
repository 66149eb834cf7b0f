#include "snmp/galera_objects.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace galera_initiator;

TEST_SUITE("snmp: objects") {
    TEST_CASE("an object is named by its column, the name's length and the name's letters") {
        const ObjectIdentifier expected{1,  3,   6,  1,   4,   1,   8072, 1,  3,   2,  3,   1,  1,
                                        11, 103, 97, 108, 101, 114, 97,   83, 116, 97, 116, 101};
        CHECK(first_line_identifier(GaleraObject::state) == expected);
        CHECK(first_line_identifier(GaleraObject::status).at(13) == 12);
        CHECK(first_line_identifier(GaleraObject::seqno).size() == 14 + 11);
    }

    TEST_CASE("each object is found by its own name, and nothing by another") {
        for (const GaleraObject object : galera_objects) {
            CHECK(object_named(first_line_identifier(object)) == object);
        }
        ObjectIdentifier other = first_line_identifier(GaleraObject::state);
        other.back() += 1;
        CHECK_FALSE(object_named(other));
        other.pop_back();
        CHECK_FALSE(object_named(other));
        CHECK_FALSE(object_named({}));
    }

    TEST_CASE("only an octet string of at most 1400 bytes is a text") {
        CHECK(object_text(GaleraObject::state, 0x04, "abc").text == "abc");
        const std::string longest(1400, 'x');
        CHECK(object_text(GaleraObject::state, 0x04, longest).text == longest);
        const ObjectText too_long = object_text(GaleraObject::state, 0x04, longest + "x");
        CHECK(too_long.text.empty());
        CHECK(too_long.complaint == "galeraState has 1401 bytes, more than the 1400 that are allowed");
        const ObjectText number = object_text(GaleraObject::seqno, 0x02, "abc");
        CHECK(number.text.empty());
        CHECK(number.complaint == "galeraSeqno is not a text (ASN.1 type 2)");
    }

    TEST_CASE("an object that is not served is nothing to complain of") {
        for (const unsigned type : {0x80U, 0x81U}) {
            const ObjectText none = object_text(GaleraObject::status, type, "");
            CHECK(none.text.empty());
            CHECK(none.complaint.empty());
        }
    }

    TEST_CASE("an answer tells of a live server by its record's status, or by the older tool's word") {
        const auto tells = [](const std::string& state, const std::string& status) {
            std::array<std::string, galera_objects.size()> texts;
            texts[index_of(GaleraObject::state)] = state;
            texts[index_of(GaleraObject::status)] = status;
            return tells_of_live_server(texts);
        };
        for (const char* status : {"running", "joining", "bootstrapping", "stopping"}) {
            CHECK(tells(std::string("galera-initiator 1 cluster=lab node=n1 status=") + status + " origin=x end", ""));
        }
        for (const char* status : {"stopped", "initiating", "recovering"}) {
            CHECK_FALSE(
                tells(std::string("galera-initiator 1 cluster=lab node=n1 status=") + status + " origin=x end", ""));
        }
        CHECK(tells("", "running"));
        CHECK_FALSE(tells("", "stopped"));
        CHECK_FALSE(tells("", ""));
        CHECK_FALSE(tells("no record at all", "initiating"));
    }

    TEST_CASE("bytes are kept as they are") {
        const std::string bytes("\x00\x01\xff\n", 4);
        CHECK(object_text(GaleraObject::state, 0x04, bytes).text == bytes);
    }
}
