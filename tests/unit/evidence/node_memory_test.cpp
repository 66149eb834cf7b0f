#include "evidence/node_memory.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;
using UnfinishedStart = NodeMemory::UnfinishedStart;

namespace {

NodeMemory full_memory() {
    NodeMemory memory;
    memory.history = Uuid::parse(history_a);
    memory.identities = {Uuid::parse(member_1), Uuid::parse(member_2)};
    memory.last_view = {Uuid::parse(member_1), 4294967295};
    memory.tells_when_synced = true;
    memory.left_members = {Uuid::parse(member_1), Uuid::parse(member_2), Uuid::parse(member_3)};
    memory.arbitrators = {Uuid::parse(member_3), Uuid::parse(member_1)};
    memory.unfinished_start = UnfinishedStart::join;
    memory.joined_node = NodeAddress::parse("[2001:db8::1]:4568");
    memory.lineage_history = Uuid::parse(history_a);
    memory.lineage = Lineage(
        {{Uuid::parse(member_1), Seqno(0)}, {Uuid::parse(member_2), Seqno(7)}, {Uuid::parse(member_3), Seqno(7)}});
    memory.last_position = Position(Uuid::parse(history_a), Seqno(12));
    memory.forked_at = Position(Uuid::parse(history_a), Seqno(5));
    memory.has_run_since = true;
    memory.choice = NodeMemory::Choice{Uuid::parse(member_3), NodeAddress::parse("n2:4568"), "0123456789abcdef",
                                       Uuid::parse(member_2), NodeMemory::LastView{Uuid::parse(member_1), 7}};
    memory.recovered_position = Position(Uuid::parse(history_a), Seqno(0));
    memory.recovered_from = "ibdata1=1/2/3.4 ib_logfile0=none";
    memory.joined_from = "ibdata1=1/2/3.3 ib_logfile0=none";
    memory.data_folder = "1835010";
    memory.state_file = "1835012.1790000000.12 1790000003.4";
    memory.beside_data = Uuid::parse(member_1);
    memory.next_beside_data = Uuid::parse(member_2);
    return memory;
}

} // namespace

TEST_SUITE("node memory") {
    TEST_CASE("what is remembered is read back") {
        CHECK(NodeMemory::parse(NodeMemory().to_text()) == NodeMemory());
        CHECK(NodeMemory::parse(full_memory().to_text()) == full_memory());
        for (const auto start : {UnfinishedStart::none, UnfinishedStart::bootstrap, UnfinishedStart::bootstrap_alone,
                                 UnfinishedStart::join, UnfinishedStart::join_to_fill}) {
            NodeMemory memory;
            memory.unfinished_start = start;
            CHECK(NodeMemory::parse(memory.to_text()) == memory);
        }
    }

    TEST_CASE("each thing is remembered without the others") {
        NodeMemory memory;
        SUBCASE("whom it was to join") {
            memory.joined_node = NodeAddress::parse("n2");
        }
        SUBCASE("as which member that one was known") {
            memory.joined_members = {Uuid::parse(member_2)};
        }
        SUBCASE("timelines") {
            memory.lineage = Lineage({{Uuid::parse(member_1), Seqno(5)}});
        }
        SUBCASE("timelines of which older ones are not known") {
            memory.lineage = Lineage({{Uuid::parse(member_1), Seqno(5)}}, false);
        }
        SUBCASE("that older timelines are not known, and no more") {
            memory.lineage = Lineage({}, false);
        }
        SUBCASE("the last position") {
            memory.last_position = Position(Uuid::parse(history_a), Seqno(0));
        }
        SUBCASE("that the unit has run the server") {
            memory.has_run_since = true;
        }
        SUBCASE("a choice") {
            memory.choice = NodeMemory::Choice{Uuid::parse(member_1), NodeAddress::parse("[2001:db8::1]"), ""};
        }
        SUBCASE("a choice of an owner that had been no member") {
            memory.choice = NodeMemory::Choice{Uuid::parse(member_1), NodeAddress::parse("n2"), "0123456789abcdef",
                                               std::nullopt, NodeMemory::LastView{Uuid::parse(member_2), 9}};
        }
        CHECK(NodeMemory::parse(memory.to_text()) == memory);
        CHECK_FALSE(NodeMemory::parse(memory.to_text()) == NodeMemory());
    }

    TEST_CASE("a memory of the version before the timelines is still read") {
        const NodeMemory memory =
            NodeMemory::parse("version: 1\nhistory: " + std::string(history_a) + "\nunfinished_start: none\nend: 1\n");
        CHECK(memory.lineage == Lineage());
        CHECK_FALSE(memory.last_position.has_value());
        CHECK_FALSE(memory.has_run_since);
        CHECK_FALSE(memory.choice.has_value());
    }

    TEST_CASE("timelines beyond what a record has room for are remembered") {
        NodeMemory memory;
        std::vector<Timeline> timelines;
        for (std::int64_t number = 0; number < 200; ++number) {
            timelines.push_back({Uuid::random(), Seqno(number)});
        }
        memory.lineage = Lineage(timelines);
        CHECK(NodeMemory::parse(memory.to_text()).lineage.later() == timelines);
    }

    TEST_CASE("the longest print of data that there can be is remembered") {
        const std::string longest_number(16, 'f');
        const std::string print = longest_number + "/" + longest_number + "/" + longest_number + "." + "3b9ac9ff";
        NodeMemory memory;
        memory.recovered_from = print + " " + print + " " + print;
        CHECK(NodeMemory::parse(memory.to_text()) == memory);
    }

    TEST_CASE("a node with a name as long as names can be is remembered") {
        const std::string label(62, 'x');
        const NodeAddress node = NodeAddress::parse(label + "." + label + "." + label + "." + label + ":65535");
        NodeMemory memory;
        memory.joined_node = node;
        memory.choice = NodeMemory::Choice{Uuid::parse(member_1), node, "0123456789abcdef"};
        CHECK(NodeMemory::parse(memory.to_text()) == memory);
    }

    TEST_CASE("a line that holds no timeline, or more than one, is not believed") {
        const std::string timeline = std::string(member_1) + "@5";
        for (const std::string& value : {std::string(".."), "..," + timeline, timeline + "," + member_2 + "@6"}) {
            CAPTURE(value);
            CHECK_THROWS_AS(NodeMemory::parse("version: 1\ntimeline: " + value + "\nend: 1\n"), ParseError);
        }
        CHECK_THROWS_WITH_AS(NodeMemory::parse("version: 1\nrubbish\nend: 1\n"),
                             doctest::Contains("'rubbish' is no line of it"), ParseError);
        for (const std::string& value : {std::string(member_1), std::string(member_1) + " ", std::string("5"),
                                         std::string(member_1) + " x", std::string(member_1) + " 4294967296"}) {
            CHECK_THROWS_AS(NodeMemory::parse("version: 1\nlast_view: " + value + "\nend: 1\n"), ParseError);
        }
        for (const std::string& value : {std::string(history_a), std::string(history_a) + ":", std::string("5")}) {
            CHECK_THROWS_AS(NodeMemory::parse("version: 1\nlast_position: " + value + "\nend: 1\n"), ParseError);
        }
    }

    TEST_CASE("of arbitrators the latest are remembered, each once") {
        NodeMemory memory;
        for (int count = 0; count < 10; ++count) {
            memory.add_arbitrator(Uuid::random());
        }
        CHECK(memory.arbitrators.size() == NodeMemory::most_arbitrators);
        const Uuid known = memory.arbitrators.back();
        memory.add_arbitrator(known);
        CHECK(memory.arbitrators.size() == NodeMemory::most_arbitrators);
        CHECK(memory.arbitrators.front() == known);
    }

    TEST_CASE("a view that the server is seen in is the last one, whatever was before") {
        NodeMemory memory;
        for (const auto& view : {ViewState{Uuid::parse(member_1), {}, 7}, ViewState{Uuid::parse(member_2), {}, 3}}) {
            memory.add_view(view);
            CHECK(memory.identities.front() == view.own);
            CHECK(memory.last_view == NodeMemory::LastView{view.own, view.number});
        }
    }

    TEST_CASE("a view of the member of the last one is judged by its number, whatever was read since") {
        NodeMemory memory;
        memory.add_identity(Uuid::parse(member_2));
        memory.add_view({Uuid::parse(member_1), {}, 7});
        CHECK(memory.is_before_last_view({Uuid::parse(member_2), {}, 9}));
        memory.add_identity(Uuid::parse(member_3)); // of a folder that was there for a while
        CHECK_FALSE(memory.is_before_last_view({Uuid::parse(member_1), {}, 7}));
        CHECK(memory.is_before_last_view({Uuid::parse(member_1), {}, 6}));
        CHECK(memory.is_before_last_view({Uuid::parse(member_2), {}, 9}));
        CHECK_FALSE(memory.is_before_last_view({Uuid::parse(member_3), {}, 1}));
    }

    TEST_CASE("a server that tells when it is synced may have merged into a view that another one was before, only") {
        NodeMemory memory;
        memory.add_view({Uuid::parse(member_1), {}, 7});
        memory.tells_when_synced = true;
        for (const std::uint32_t number : {6U, 7U, 8U}) {
            CHECK_FALSE(memory.may_have_merged_into({Uuid::parse(member_1), {}, number}));
        }
        const ViewState later{Uuid::parse(member_1), {}, 9};
        CHECK(memory.may_have_merged_into(later));
        CHECK_FALSE(memory.may_have_merged_into({Uuid::parse(member_2), {}, 9}));
        SUBCASE("one that does not tell it is believed") {
            memory.tells_when_synced = false;
            CHECK_FALSE(memory.may_have_merged_into(later));
        }
        SUBCASE("of a start that has not come to its end another rule tells") {
            memory.unfinished_start = NodeMemory::UnfinishedStart::join;
            CHECK_FALSE(memory.may_have_merged_into(later));
        }
        SUBCASE("nor where no view is known") {
            memory.last_view.reset();
            CHECK_FALSE(memory.may_have_merged_into(later));
        }
    }

    TEST_CASE("the latest identity comes first, each member once, and old ones are forgotten") {
        NodeMemory memory;
        memory.add_identity(Uuid::parse(member_1));
        memory.add_identity(Uuid::parse(member_2));
        const Uuid restarted = Uuid::parse("11111111-0b1d-11ef-8f5b-02420a000001");
        memory.add_identity(restarted);
        CHECK(memory.identities == std::vector{restarted, Uuid::parse(member_2)});
        for (int count = 0; count < 10; ++count) {
            memory.add_identity(Uuid::random());
        }
        const Uuid last = Uuid::random();
        memory.add_identity(last);
        CHECK(memory.identities.size() == NodeMemory::most_identities);
        CHECK(memory.identities.front() == last);
        CHECK(memory.arbitrators.empty());
    }

    TEST_CASE("wherever the memory is torn, it is not believed") {
        const std::string whole = full_memory().to_text();
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(length);
            CHECK_THROWS_AS(NodeMemory::parse(whole.substr(0, length)), ParseError);
        }
    }

    TEST_CASE("another version, unknown keys and bad values are not believed") {
        for (const char* text :
             {"version: 2\nend: 1\n",
              "end: 1\n",
              "version: 1\n",
              "version: 1\nmore: 1\nend: 1\n",
              "version: 1\nhistory: x\nend: 1\n",
              "version: 1\nunfinished_start: perhaps\nend: 1\n",
              "version: 1\nrecovered_position: x\nend: 1\n",
              "version: 1\nrecovered_position: x:-1\nend: 1\n",
              "version: 1\nlineage_history: x\nend: 1\n",
              "version: 1\ntimeline: x\nend: 1\n",
              "version: 1\ntimeline: 11111111-0b1d-11ef-8f5a-02420a000001@-1\nend: 1\n",
              "version: 1\ntimeline: 11111111-0b1d-11ef-8f5a-02420a000001@2\n"
              "timeline: 22222222-0b1d-11ef-8f5a-02420a000001@1\nend: 1\n",
              "version: 1\ntimeline: 11111111-0b1d-11ef-8f5a-02420a000001@1\n"
              "timeline: 11111111-0b1d-11ef-8f5a-02420a000001@2\nend: 1\n",
              "version: 1\nlast_position: x\nend: 1\n",
              "version: 1\nhas_run_since: 0\nend: 1\n",
              "version: 1\nchoice: 11111111-0b1d-11ef-8f5a-02420a000001\nend: 1\n",
              "version: 1\nchoice: x n1\nend: 1\n",
              "version: 1\nchoice: 11111111-0b1d-11ef-8f5a-02420a000001 n 0123456789abcdef - x 1\nend: 1\n",
              "version: 1\nchoice: 11111111-0b1d-11ef-8f5a-02420a000001 n 1\nend: 1\n",
              "version: 1\njoined_node: n 1\nend: 1\n"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(NodeMemory::parse(text), ParseError);
        }
        CHECK_NOTHROW(NodeMemory::parse("version: 1\nend: 1\n"));
    }
}

TEST_SUITE("node memory file") {
    TEST_CASE("before the first save there is nothing to remember") {
        SystemFiles files;
        const TemporaryFolder folder;
        CHECK(NodeMemoryFile(files, folder.path()).load() == NodeMemory());
    }

    TEST_CASE("what was saved is loaded") {
        SystemFiles files;
        const TemporaryFolder folder;
        const NodeMemoryFile file(files, folder.path());
        file.save(full_memory());
        CHECK(file.load() == full_memory());
    }

    TEST_CASE("what a newer version remembered ends the start, with how to go on, and stays") {
        SystemFiles files;
        const TemporaryFolder folder;
        for (const std::string line : {"forecast: fair\n", "version: 2\n", "unfinished_start: forecast\n"}) {
            CAPTURE(line);
            const std::string text = "version: 1\n" + line + "end: 1\n";
            folder.write("memory", text);
            CHECK_THROWS_WITH_AS(static_cast<void>(NodeMemoryFile(files, folder.path()).load()),
                                 doctest::Contains("Install the newest version again"), ParseError);
            CHECK_THROWS_AS(NodeMemory::parse(text), OtherVersionError);
        }
    }

    TEST_CASE("a file that cannot be believed is named, with what to do") {
        SystemFiles files;
        const TemporaryFolder folder;
        for (const char* text : {"", "version: 1\n", "rubbish\n"}) {
            folder.write("memory", text);
            try {
                static_cast<void>(NodeMemoryFile(files, folder.path()).load());
                FAIL("it was believed");
            } catch (const ParseError& error) {
                const std::string message = error.what();
                CHECK(message.find((folder / "memory").string()) != std::string::npos);
                CHECK(message.find("move this file away") != std::string::npos);
            }
        }
    }
}
