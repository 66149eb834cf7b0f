#include "evidence/view_state.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("view state") {
    TEST_CASE("the members are read in order, with this node among them") {
        const ViewState state = ViewState::parse(gvwstate(member_2, {member_1, member_2, member_3}));
        CHECK(state.own == Uuid::parse(member_2));
        CHECK(state.members == std::vector{Uuid::parse(member_1), Uuid::parse(member_2), Uuid::parse(member_3)});
        CHECK(state.number == 5);
        CHECK_FALSE(state.has_one_member());
        CHECK(ViewState::parse(gvwstate(member_1, {member_1})).has_one_member());
    }

    TEST_CASE("a view is written as the provider writes it, and one that was agreed on says so by its id") {
        ViewState view{Uuid::parse(member_2), {Uuid::parse(member_1), Uuid::parse(member_2)}, 7};
        std::string as_by_provider = gvwstate(member_2, {member_1, member_2}, 7);
        as_by_provider.replace(as_by_provider.find("view_id: 3 ") + 11, 36, member_1);
        CHECK(view.to_text() == as_by_provider);
        CHECK(ViewState::parse(view.to_text()) == view);
        CHECK(view.has_formed());
        view.agreement = id_of_agreement(Uuid::parse(history_a));
        CHECK(ViewState::parse(view.to_text()) == view);
        CHECK_FALSE(view.has_formed());
        CHECK(view.agreement != Uuid::parse(history_a));
        CHECK(view.agreement->to_string().ends_with("-616772656564"));
    }

    TEST_CASE("this node may be at a later incarnation than its view names") {
        const ViewState state =
            ViewState::parse(gvwstate("11111111-0b1d-11ef-8f5c-02420a000001", {member_1, member_2}));
        CHECK(state.own.to_string() == "11111111-0b1d-11ef-8f5c-02420a000001");
        CHECK(state.members.size() == 2);
    }

    TEST_CASE("wherever the file is torn, it is refused") {
        const std::string whole = gvwstate(member_2, {member_1, member_2, member_3});
        for (std::size_t length = 0; length + std::string("\n").size() < whole.size(); ++length) {
            CAPTURE(length);
            CHECK_THROWS_AS(ViewState::parse(whole.substr(0, length)), ParseError);
        }
    }

    TEST_CASE("a view without this node, without members or with a member that is none is refused") {
        for (const std::string& text :
             {gvwstate(member_1, {member_2, member_3}), gvwstate(member_1, {}), gvwstate(nil_history, {nil_history}),
              gvwstate("x", {member_1}), gvwstate(member_1, {member_1, "x"}), std::string(80, '\0'),
              gvwstate(member_1, {member_1}).substr(gvwstate(member_1, {}).find('\n') + 1)}) {
            CAPTURE(text);
            CHECK_THROWS_AS(ViewState::parse(text), ParseError);
        }
    }

    TEST_CASE("a view without its number is refused") {
        const std::string whole = gvwstate(member_1, {member_1}, 12);
        CHECK(ViewState::parse(whole).number == 12);
        const std::string name = "view_id: 3 " + std::string(member_1) + " 12\n";
        for (const std::string& other :
             {std::string(), name.substr(0, name.size() - 4) + "\n", name.substr(0, name.size() - 1) + "x\n",
              std::string("view_id: -1\n"), std::string("view_id: 4294967296\n"), std::string("view_id: \n")}) {
            std::string text = whole;
            text.replace(text.find(name), name.size(), other);
            CAPTURE(text);
            CHECK_THROWS_AS(ViewState::parse(text), ParseError);
        }
    }

    TEST_CASE("a view that the provider has begun to write and not finished is beside the file") {
        const TemporaryFolder folder;
        const SystemFiles files;
        folder.write("gvwstate.dat", gvwstate(member_1, {member_1}));
        CHECK_FALSE(has_unfinished_view(files, folder.path()));
        folder.write("gvwstate.dat.tmp", "");
        CHECK(has_unfinished_view(files, folder.path()));
    }

    TEST_CASE("what does not stand between the marks is no part of the view") {
        const std::string whole = gvwstate(member_1, {member_1});
        const std::string member = "member: " + std::string(member_2) + " 0\n";
        CHECK(ViewState::parse(member + whole).has_one_member());
        for (const std::string& text : {whole + member, whole + whole, "#vwbeg x\n" + whole, " #vwbeg\n" + whole,
                                        "#vwbeg\n" + whole, whole.substr(0, whole.size() - 1) + "x\n"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(ViewState::parse(text), ParseError);
        }
        for (const std::string mark : {"#vwbeg", "#vwend"}) {
            for (const std::string& line : {" " + mark, mark + " "}) {
                std::string text = whole;
                text.replace(text.find(mark), mark.size(), line);
                CAPTURE(text);
                CHECK_THROWS_AS(ViewState::parse(text), ParseError);
            }
        }
        // The provider looks for its own name before the view only.
        const std::string own = "my_uuid: " + std::string(member_1) + "\n";
        CHECK_THROWS_AS(ViewState::parse("#vwbeg\n" + own + "member: " + member_1 + " 0\n#vwend\n"), ParseError);
    }
}
