#include "evidence/override.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace galera_initiator;
using Kind = Override::Kind;

namespace {

constexpr const char* print = "0123456789abcdef";

Override assume_lost(std::initializer_list<const char*> nodes) {
    Override word{.kind = Kind::assume_lost, .lost = {}, .evidence = print};
    for (const char* node : nodes) {
        word.lost.push_back(NodeAddress::parse(node));
    }
    return word;
}

} // namespace

TEST_SUITE("operator's word") {
    TEST_CASE("it reads as the command that gave it, the print and the nodes") {
        CHECK(assume_lost({"n3", "10.0.0.4:4568", "[2001:db8::1]"}).to_string() ==
              "assume-lost,0123456789abcdef,n3,10.0.0.4:4568,[2001:db8::1]");
        CHECK(Override{.kind = Kind::bootstrap_here, .lost = {}, .evidence = print}.to_string() ==
              "bootstrap-here,0123456789abcdef");
        CHECK(Override{.kind = Kind::discard_data, .lost = {}, .evidence = print}.to_string() ==
              "discard-local-data,0123456789abcdef");
    }
    TEST_CASE("each kind has the name of its command") {
        CHECK(word(Kind::assume_lost) == "assume-lost");
        CHECK(word(Kind::bootstrap_here) == "bootstrap-here");
        CHECK(word(Kind::discard_data) == "discard-local-data");
    }
    TEST_CASE("what is written is read back") {
        for (const Override& one : {assume_lost({"n3"}), assume_lost({"n3", "[2001:db8::1]:4569", "10.0.0.4"}),
                                    Override{.kind = Kind::bootstrap_here, .lost = {}, .evidence = print},
                                    Override{.kind = Kind::discard_data, .lost = {}, .evidence = print}}) {
            CHECK(Override::parse(one.to_string()) == one);
        }
    }
    TEST_CASE("what is no word is refused") {
        for (const char* text : {"",
                                 ",",
                                 "assume-lost",
                                 "assume-lost,",
                                 "assume-lost,0123456789abcdef",
                                 "assume-lost,0123456789abcdef,",
                                 "assume-lost,0123456789abcdef,n3,",
                                 "assume-lost,0123456789abcdef,,n3",
                                 "assume-lost,0123456789abcdef,n 3",
                                 "assume-lost,0123456789abcdef,n3:0",
                                 "assume-lost,0123456789abcdef,n3:4567",
                                 "assume-lost,0123456789abcdef,2001:db8::1",
                                 "assume-lost,0123456789abcde,n3",
                                 "assume-lost,0123456789abcdeff,n3",
                                 "assume-lost,0123456789ABCDEF,n3",
                                 "assume-lost,0123456789abcdeg,n3",
                                 "assume-lost,n3,0123456789abcdef",
                                 "bootstrap-here",
                                 "bootstrap-here,",
                                 "bootstrap-here,0123456789abcdef,",
                                 "bootstrap-here,0123456789abcdef,n1",
                                 "discard-local-data,0123456789abcdef,n1",
                                 "discard-data,0123456789abcdef",
                                 "Bootstrap-here,0123456789abcdef",
                                 " bootstrap-here,0123456789abcdef",
                                 "bootstrap-here,0123456789abcdef ",
                                 "bootstrap-here 0123456789abcdef"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(Override::parse(text), ParseError);
        }
    }
}
