#include "evidence/data_lineage.hpp"

#include "../temporary_folder.hpp"
#include "evidence/node_memory.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

DataLineage written_first() {
    return {Uuid::parse(member_1), Uuid::parse(history_a), Lineage({{Uuid::parse(member_2), Seqno(7)}})};
}

} // namespace

TEST_SUITE("data lineage") {
    TEST_CASE("what is beside the data is read back") {
        CHECK(DataLineage::parse(written_first().to_text()) == written_first());
        const DataLineage first{Uuid::parse(member_1), Uuid::parse(history_a), Lineage()};
        CHECK(DataLineage::parse(first.to_text()) == first);
        const DataLineage cut{Uuid::parse(member_1), Uuid::parse(history_a),
                              Lineage({{Uuid::parse(member_2), Seqno(7)}}, false)};
        CHECK(DataLineage::parse(cut.to_text()) == cut);
        CHECK(first.says_the_same({Uuid::parse(member_2), Uuid::parse(history_a), Lineage()}));
        CHECK_FALSE(first.says_the_same(cut));
        CHECK_FALSE(first.says_the_same({Uuid::parse(member_1), Uuid::parse(member_3), Lineage()}));
    }

    TEST_CASE("of what cannot be believed nothing is known") {
        const std::string whole = written_first().to_text();
        const DataLineage not_known{std::nullopt, std::nullopt, Lineage({}, false)};
        for (const std::string& text :
             {std::string(), whole.substr(0, whole.size() - 1), whole.substr(0, whole.find("end: ")),
              whole.substr(whole.find("id: ")), whole + "later: 1\n", whole + "no line\n",
              std::string("version: 1\nhistory: 7\nend: 1\n"),
              "version: 1\nid: " + std::string(member_1) + "\nend: 1\n",
              "version: 1\nhistory: " + std::string(history_a) + "\nend: 1\n", std::string("version: 2\nend: 1\n"),
              "version: 1\ntimelines: " + std::string(member_1) + "\nend: 1\n"}) {
            CAPTURE(text);
            CHECK(DataLineage::parse(text) == not_known);
        }
    }

    TEST_CASE("it is written, and taken away") {
        const TemporaryFolder folder;
        SystemFiles files;
        put_beside_data(files, folder.path(), std::nullopt);
        CHECK(signs_of(files, folder.path(), folder.path()) == FolderSigns());
        put_beside_data(files, folder.path(), written_first());
        CHECK(signs_of(files, folder.path(), folder.path()) == FolderSigns{"", written_first()});
        put_beside_data(files, folder.path(), std::nullopt);
        CHECK(signs_of(files, folder.path(), folder.path()) == FolderSigns());
    }

    TEST_CASE("a folder is this node's where grastate.dat is the file, and what is beside the data was written last") {
        NodeMemory memory;
        memory.state_file = "3.4.5";
        const FolderSigns without{"3.4.5 6.7", std::nullopt};
        const FolderSigns signs{"3.4.5 6.7", written_first()};
        CHECK(memory.knows_state_file(without)); // an older version's
        CHECK_FALSE(memory.knows_state_file(signs));
        CHECK(memory.is_put_there(signs));
        memory.let_write_beside_data(*written_first().id, without);
        CHECK(memory.knows_state_file(signs));
        CHECK(memory.knows_state_file(without)); // not written yet
        memory.know_beside_data();
        CHECK(memory.knows_state_file(signs));
        CHECK_FALSE(memory.is_put_there(without));
        CHECK_FALSE(memory.knows_state_file(without));
        memory.unfinished_start = NodeMemory::UnfinishedStart::join; // a transfer has taken it away
        CHECK(memory.knows_state_file(without));
    }

    TEST_CASE(
        "what takes the place of grastate.dat while a server runs on it is another's, whatever comes after that") {
        NodeMemory memory;
        memory.see_state_file("3.4.5 6.7"); // an older version may have started it
        CHECK(memory.knows_state_file({"3.4.5 8.9", std::nullopt}));
        memory.see_state_file("3.4.5 8.9");
        CHECK(memory.knows_state_file({"3.4.5 8.9", std::nullopt}));
        memory.see_state_file("3.4.6 9.9"); // sed -i
        for (const char* print : {"3.4.6 9.9", "3.4.5 8.9", ""}) {
            CHECK_FALSE(memory.knows_state_file({print, std::nullopt}));
            CHECK_FALSE(memory.may_be_that_state_file({print, std::nullopt}));
            memory.see_state_file(print);
        }
        memory.let_write_state_file("3.4.6 9.9"); // a start makes it its own
        CHECK(memory.knows_state_file({"3.4.6 9.9", std::nullopt}));
        memory.see_state_file(""); // it was removed
        CHECK_FALSE(memory.knows_state_file({"3.4.6 9.9", std::nullopt}));
    }

    TEST_CASE("while it is being written both are known, also by a second start, and then the new one") {
        NodeMemory memory;
        memory.beside_data = written_first().id;
        const FolderSigns signs{"", written_first()};
        DataLineage last = written_first();
        for (const char* id : {member_2, member_3}) {
            last.id = Uuid::parse(id);
            memory.let_write_beside_data(*last.id, signs);
            CHECK_FALSE(memory.is_put_there(signs));
            CHECK_FALSE(memory.is_put_there({"", last}));
        }
        memory.know_beside_data();
        CHECK(memory.is_put_there(signs));
        CHECK_FALSE(memory.is_put_there({"", last}));
        memory.let_write_beside_data(Uuid::parse(history_a), signs); // which has been put there
        CHECK_FALSE(memory.beside_data.has_value());
        memory.let_write_beside_data(Uuid::parse(member_1), {"", DataLineage::parse("torn")});
        CHECK_FALSE(memory.beside_data.has_value());
        CHECK(memory.is_put_there({"", DataLineage::parse("torn")}));
    }
}
