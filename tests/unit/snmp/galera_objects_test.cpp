#include "snmp/galera_objects.hpp"

#include <doctest/doctest.h>

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

    TEST_CASE("bytes are kept as they are") {
        const std::string bytes("\x00\x01\xff\n", 4);
        CHECK(object_text(GaleraObject::state, 0x04, bytes).text == bytes);
    }
}
