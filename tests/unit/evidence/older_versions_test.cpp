#include "common/error.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/record.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using namespace galera_initiator;

// What earlier versions wrote: by running the code of the commits that are named.

namespace {

struct OlderVersion {
    std::string_view commit;
    std::array<std::string_view, 3> records; ///< a start that decides, a server that runs, one that was stopped
    std::string_view memory;
};

constexpr std::array older_versions{
    OlderVersion{"e817289",
                 {"galera-initiator 1 cluster=lab node=n1 status=initiating origin=0123456789abcdef0123456789abcdef "
                  "membership=view "
                  "members=11111111-0b1d-11ef-8f5a-02420a000001,22222222-0b1d-11ef-8f5a-02420a000002,33333333-0b1d-"
                  "11ef-8f5a-02420a000003 data=intact history=6e3fa5c2-0b1d-11ef-8f5a-02420a000002 seqno=1234 "
                  "identities=11111111-0b1d-11ef-8f5a-02420a000001 remark=crashed%20while%20DDL%20ran "
                  "claim=11111111-0b1d-11ef-8f5a-02420a000001 choice=11111111-0b1d-11ef-8f5a-02420a000001 end",
                  "galera-initiator 1 cluster=lab node=n1 status=running origin=0123456789abcdef0123456789abcdef "
                  "history=6e3fa5c2-0b1d-11ef-8f5a-02420a000002 end",
                  "galera-initiator 1 cluster=lab node=n1 status=stopped origin=0123456789abcdef0123456789abcdef "
                  "membership=left members=22222222-0b1d-11ef-8f5a-02420a000002 data=damaged "
                  "identities=11111111-0b1d-11ef-8f5a-02420a000001 end"},
                 "# What this node must not forget. Written by galera_init; do not edit.\n"
                 "version: 1\n"
                 "history: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002\n"
                 "identity: 11111111-0b1d-11ef-8f5a-02420a000001\n"
                 "left_member: 11111111-0b1d-11ef-8f5a-02420a000001\n"
                 "left_member: 22222222-0b1d-11ef-8f5a-02420a000002\n"
                 "unfinished_start: join\n"
                 "recovered_position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:1234\n"
                 "recovered_from: ibdata1=1/2/3.4\n"
                 "end: 1\n"},
    OlderVersion{
        "4a8e0b5",
        {"galera-initiator 1 cluster=lab node=n1 status=initiating origin=0123456789abcdef0123456789abcdef "
         "settings=0123456789abcdef membership=view "
         "members=11111111-0b1d-11ef-8f5a-02420a000001,22222222-0b1d-11ef-8f5a-02420a000002,33333333-0b1d-11ef-8f5a-"
         "02420a000003 data=intact history=6e3fa5c2-0b1d-11ef-8f5a-02420a000002 seqno=1234 "
         "timelines=22222222-0b1d-11ef-8f5a-02420a000002@1000 identities=11111111-0b1d-11ef-8f5a-02420a000001 "
         "claim=11111111-0b1d-11ef-8f5a-02420a000001 choice=11111111-0b1d-11ef-8f5a-02420a000001 "
         "word=bootstrap-here,0123456789abcdef remark=crashed%20while%20DDL%20ran end",
         "galera-initiator 1 cluster=lab node=n1 status=running origin=0123456789abcdef0123456789abcdef "
         "history=6e3fa5c2-0b1d-11ef-8f5a-02420a000002 timelines=22222222-0b1d-11ef-8f5a-02420a000002@1000 end",
         "galera-initiator 1 cluster=lab node=n1 status=stopped origin=0123456789abcdef0123456789abcdef "
         "membership=left members=22222222-0b1d-11ef-8f5a-02420a000002 data=damaged "
         "identities=11111111-0b1d-11ef-8f5a-02420a000001 end"},
        "# What this node must not forget. Written by galera_init; do not edit.\n"
        "version: 1\n"
        "history: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002\n"
        "identity: 11111111-0b1d-11ef-8f5a-02420a000001\n"
        "left_member: 11111111-0b1d-11ef-8f5a-02420a000001\n"
        "left_member: 22222222-0b1d-11ef-8f5a-02420a000002\n"
        "unfinished_start: join\n"
        "joined_node: n2:4568\n"
        "lineage_history: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002\n"
        "timeline: 22222222-0b1d-11ef-8f5a-02420a000002@1000\n"
        "timelines: older ones are not known\n"
        "last_position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:1234\n"
        "has_run_since: 1\n"
        "choice: 33333333-0b1d-11ef-8f5a-02420a000003 n2:4568\n"
        "recovered_position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:1234\n"
        "recovered_from: ibdata1=1/2/3.4\n"
        "end: 1\n"},
    OlderVersion{
        "ce42576",
        {"galera-initiator 1 cluster=lab node=n1 status=initiating origin=0123456789abcdef0123456789abcdef "
         "settings=0123456789abcdef membership=view "
         "members=11111111-0b1d-11ef-8f5a-02420a000001,22222222-0b1d-11ef-8f5a-02420a000002,33333333-0b1d-11ef-8f5a-"
         "02420a000003 data=intact history=6e3fa5c2-0b1d-11ef-8f5a-02420a000002 seqno=1234 "
         "identities=11111111-0b1d-11ef-8f5a-02420a000001 claim=11111111-0b1d-11ef-8f5a-02420a000001 "
         "choice=11111111-0b1d-11ef-8f5a-02420a000001 word=bootstrap-here,0123456789abcdef "
         "timelines=22222222-0b1d-11ef-8f5a-02420a000002@1000 remark=crashed%20while%20DDL%20ran "
         "told=44444444-0b1d-11ef-8f5a-02420a000004@5 end",
         "galera-initiator 1 cluster=lab node=n1 status=running origin=0123456789abcdef0123456789abcdef "
         "history=6e3fa5c2-0b1d-11ef-8f5a-02420a000002 member=11111111-0b1d-11ef-8f5a-02420a000001 "
         "timelines=22222222-0b1d-11ef-8f5a-02420a000002@1000 told=44444444-0b1d-11ef-8f5a-02420a000004@5 end",
         "galera-initiator 1 cluster=lab node=n1 status=stopped origin=0123456789abcdef0123456789abcdef "
         "membership=left members=22222222-0b1d-11ef-8f5a-02420a000002 joined=33333333-0b1d-11ef-8f5a-02420a000003 "
         "data=damaged identities=11111111-0b1d-11ef-8f5a-02420a000001 end"},
        "# What this node must not forget. Written by galera_init; do not edit.\n"
        "version: 1\n"
        "history: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002\n"
        "identity: 11111111-0b1d-11ef-8f5a-02420a000001\n"
        "left_member: 11111111-0b1d-11ef-8f5a-02420a000001\n"
        "left_member: 22222222-0b1d-11ef-8f5a-02420a000002\n"
        "unfinished_start: join\n"
        "joined_node: n2:4568\n"
        "joined_member: 22222222-0b1d-11ef-8f5a-02420a000002\n"
        "lineage_history: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002\n"
        "timeline: 22222222-0b1d-11ef-8f5a-02420a000002@1000\n"
        "timelines: older ones are not known\n"
        "last_position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:1234\n"
        "has_run_since: 1\n"
        "choice: 33333333-0b1d-11ef-8f5a-02420a000003 n2:4568 0123456789abcdef\n"
        "recovered_position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:1234\n"
        "recovered_from: ibdata1=1/2/3.4\n"
        "joined_from: ibdata1=1/2/3.3\n"
        "outlived_transfer: 1/2/3.4\n"
        "end: 1\n"},
};

/// Without what stands between, where it is there.
std::string without(std::string text, std::string_view begin, std::string_view end) {
    const std::size_t at = text.find(begin);
    return at == std::string::npos ? text : text.erase(at, text.find(end, at) + end.size() - at);
}

} // namespace

TEST_SUITE("older versions") {
    TEST_CASE("a record of an older version is believed, word for word") {
        for (const OlderVersion& older : older_versions) {
            for (const std::string_view line : older.records) {
                CAPTURE(older.commit);
                CAPTURE(line);
                const std::string again = Record::parse(line).to_line();
                // The keys are in another order now.
                CHECK(again.size() == line.size());
                CHECK(Record::parse(again) == Record::parse(line));
            }
        }
    }

    TEST_CASE("what older versions did not tell yet is not believed") {
        const Record first = Record::parse(older_versions.front().records[1]);
        CHECK(first.history.has_value());
        CHECK_FALSE(first.lineage.has_value());
        CHECK_FALSE(first.member.has_value());
        for (const OlderVersion& older : older_versions) {
            CHECK(Record::parse(older.records[0]).told_at.has_value() == (older.commit == "ce42576"));
            CHECK_FALSE(Record::parse(older.records[0]).failed_starts.has_value());
        }
    }

    TEST_CASE("a memory of an older version is read, but for what is of no use any more") {
        for (const OlderVersion& older : older_versions) {
            CAPTURE(older.commit);
            const std::string kept = without(std::string(older.memory), "outlived_transfer", "\n");
            CHECK(NodeMemory::parse(older.memory).to_text() == kept);
        }
    }

    TEST_CASE("a record of a newer version is believed without its new key, and refused with its format version") {
        const std::string line(older_versions.back().records[0]);
        std::string longer = line;
        CHECK(Record::parse(longer.insert(line.find(" claim="), " forecast=fair")) == Record::parse(line));
        std::string next = line;
        CHECK_THROWS_WITH_AS(
            Record::parse(next.replace(line.find(" 1 "), 3, " 2 ")),
            doctest::Contains("has format version '2'; this program reads version 1: run the same version"),
            OtherVersionError);
    }
}
