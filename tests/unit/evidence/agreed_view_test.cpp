#include "evidence/agreed_view.hpp"

#include "common/error.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("agreed view") {
    TEST_CASE("it is read as it was told") {
        for (const AgreedView& view :
             {AgreedView{7, {}}, AgreedView{4294967295, {Uuid::parse(member_2), Uuid::parse(member_1)}}}) {
            CHECK(AgreedView::parse(view.to_string()) == view);
        }
        CHECK(AgreedView{7, {}}.to_string() == "7");
        CHECK(AgreedView{7, {Uuid::parse(member_1)}}.to_string() == std::string("7,") + member_1);
    }

    TEST_CASE("what is none is refused") {
        for (const std::string& text : {std::string(), std::string("x"), std::string("-1"), std::string("4294967296"),
                                        std::string(member_1), std::string("7,x"), std::string("7,,") + member_1}) {
            CAPTURE(text);
            CHECK_THROWS_AS(AgreedView::parse(text), ParseError);
        }
    }
}
