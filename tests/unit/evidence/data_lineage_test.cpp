#include "evidence/data_lineage.hpp"

#include "../temporary_folder.hpp"
#include "evidence/node_memory.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

DataLineage of_member_1() {
    return {Uuid::parse(member_1), Uuid::parse(history_a), Lineage({{Uuid::parse(member_2), Seqno(7)}})};
}

} // namespace

TEST_SUITE("data lineage") {
    TEST_CASE("what is beside the data is read back") {
        CHECK(DataLineage::parse(of_member_1().to_text()) == of_member_1());
        const DataLineage first{std::nullopt, Uuid::parse(history_a), Lineage()};
        CHECK(DataLineage::parse(first.to_text()) == first);
        const DataLineage cut{std::nullopt, Uuid::parse(history_a),
                              Lineage({{Uuid::parse(member_2), Seqno(7)}}, false)};
        CHECK(DataLineage::parse(cut.to_text()) == cut);
    }

    TEST_CASE("of what cannot be believed nothing is known, not even that it is nobody's") {
        const std::string whole = of_member_1().to_text();
        const DataLineage not_known{std::nullopt, std::nullopt, Lineage({}, false)};
        for (const std::string& text :
             {std::string(), whole.substr(0, whole.size() - 1), whole.substr(0, whole.find("end: ")),
              whole.substr(whole.find("member: ")), whole + "later: 1\n", whole + "no line\n",
              std::string("version: 1\nhistory: 7\nend: 1\n"), std::string("version: 2\nend: 1\n"),
              "version: 1\ntimelines: " + std::string(member_1) + "\nend: 1\n"}) {
            CAPTURE(text);
            CHECK(DataLineage::parse(text) == not_known);
        }
    }

    TEST_CASE("it is written where it says something else, and taken away") {
        const TemporaryFolder folder;
        SystemFiles files;
        const auto path = folder.path() / DataLineage::file_name;
        put_beside_data(files, folder.path(), std::nullopt);
        CHECK_FALSE(files.read(path).has_value());
        put_beside_data(files, folder.path(), of_member_1());
        const std::string first = files.print_of_file(path);
        put_beside_data(files, folder.path(), of_member_1());
        CHECK(files.print_of_file(path) == first);
        CHECK(signs_of(files, folder.path(), folder.path()) == FolderSigns{"", of_member_1()});
        DataLineage other = of_member_1();
        other.member = Uuid::parse(member_3);
        put_beside_data(files, folder.path(), other);
        CHECK(signs_of(files, folder.path(), folder.path()).lineage == other);
        put_beside_data(files, folder.path(), std::nullopt);
        CHECK(signs_of(files, folder.path(), folder.path()) == FolderSigns());
    }

    TEST_CASE("a folder that names another node's member is not this node's, whichever file grastate.dat is") {
        NodeMemory memory;
        memory.state_file = "3.4.5";
        FolderSigns signs{"3.4.5 6.7", std::nullopt};
        CHECK(memory.knows_state_file(signs));
        signs.lineage = of_member_1();
        CHECK_FALSE(memory.knows_state_file(signs));
        memory.identities = {Uuid::parse(member_2), Uuid::parse(member_1)};
        CHECK(memory.knows_state_file(signs));
        signs.lineage->member.reset();
        memory.identities.clear();
        CHECK(memory.knows_state_file(signs));
    }
}
