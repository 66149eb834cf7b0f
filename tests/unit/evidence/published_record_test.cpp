#include "evidence/published_record.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

const std::string server_unit = "mariadb.service";
const std::string record_unit = "galera-initiator-record.service";
const std::string this_start = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string earlier_start = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

constexpr std::array all_statuses{NodeStatus::stopped, NodeStatus::recovering,    NodeStatus::initiating,
                                  NodeStatus::joining, NodeStatus::bootstrapping, NodeStatus::running,
                                  NodeStatus::stopping};
constexpr std::array all_phases{UnitPhase::down, UnitPhase::preparing, UnitPhase::starting, UnitPhase::finishing,
                                UnitPhase::up,   UnitPhase::stopping,  UnitPhase::other};

PublishedRecord published_as(NodeStatus status, const std::string& origin, const std::string& writer = server_unit) {
    Record record;
    record.cluster_name = "lab";
    record.node_name = "n1";
    record.status = status;
    record.origin = origin;
    if (status == NodeStatus::stopped || status == NodeStatus::initiating) {
        Evidence evidence;
        evidence.membership = Membership::alone;
        evidence.data = DataState::intact;
        evidence.position = Position(Uuid::parse(history_a), Seqno(7));
        record.evidence = evidence;
    } else if (status != NodeStatus::recovering) {
        record.history = Uuid::parse(history_a);
    }
    if (status == NodeStatus::initiating || status == NodeStatus::bootstrapping || status == NodeStatus::stopped) {
        record.claim = Uuid::parse(member_1);
    }
    if (status == NodeStatus::initiating) {
        record.choice = Uuid::parse(member_1);
    }
    return {record, writer, server_unit};
}

UnitState unit_in(UnitPhase phase, const std::string& invocation = this_start) {
    return {phase, invocation, "in a test"};
}

Record live(NodeStatus published, const std::string& origin, UnitPhase phase) {
    return live_record(published_as(published, origin), unit_in(phase), std::nullopt);
}

} // namespace

TEST_SUITE("published record") {
    TEST_CASE("what was saved is loaded, with its writer and the server's unit") {
        const TemporaryFolder folder;
        SystemFiles files;
        const PublishedRecordFile file(files, folder.path());
        CHECK_FALSE(file.load().has_value());
        const PublishedRecord published = published_as(NodeStatus::initiating, this_start, record_unit);
        file.save(published);
        const auto loaded = file.load();
        REQUIRE(loaded.has_value());
        CHECK(loaded->record == published.record);
        CHECK(loaded->writer == record_unit);
        CHECK(loaded->server == server_unit);
    }

    TEST_CASE("the first line is the record as it goes over the wire") {
        const PublishedRecord published = published_as(NodeStatus::stopped, this_start);
        CHECK(published.to_text().starts_with(published.record.to_line() + "\n"));
    }

    TEST_CASE("wherever the file is torn, it is not believed") {
        const std::string whole = published_as(NodeStatus::stopped, this_start).to_text();
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(length);
            CHECK_THROWS_AS(PublishedRecord::parse(whole.substr(0, length)), ParseError);
        }
        std::string other_mark = whole;
        other_mark[other_mark.find('\n') + 1] = 'X';
        CHECK_THROWS_AS(PublishedRecord::parse(other_mark), ParseError);
    }
}

TEST_SUITE("live status") {
    TEST_CASE("the unit's phase alone tells whether the server is up, whatever was published") {
        for (const NodeStatus published : all_statuses) {
            for (const std::string& origin : {this_start, earlier_start}) {
                const PublishedRecord record = published_as(published, origin);
                CHECK(live_status(record, unit_in(UnitPhase::up), std::nullopt) == NodeStatus::running);
                CHECK(live_status(record, unit_in(UnitPhase::stopping), std::nullopt) == NodeStatus::stopping);
                CHECK(live_status(record, unit_in(UnitPhase::other), std::nullopt) == NodeStatus::stopping);
                CHECK(live_status(record, unit_in(UnitPhase::down), std::nullopt) == NodeStatus::stopped);
            }
        }
    }

    TEST_CASE("it is known without any record as well") {
        CHECK(live_status({}, unit_in(UnitPhase::down, ""), {}) == NodeStatus::stopped);
        CHECK(live_status({}, unit_in(UnitPhase::preparing), {}) == NodeStatus::initiating);
        CHECK(live_status({}, unit_in(UnitPhase::starting), {}) == NodeStatus::joining);
        CHECK(live_status({}, unit_in(UnitPhase::up), {}) == NodeStatus::running);
        CHECK(live_status({}, unit_in(UnitPhase::stopping), {}) == NodeStatus::stopping);
        CHECK(live_status({}, unit_in(UnitPhase::other), {}) == NodeStatus::stopping);
    }

    TEST_CASE("a start is a bootstrap only if this very start was decided so") {
        for (const UnitPhase phase : {UnitPhase::preparing, UnitPhase::starting}) {
            CHECK(live_status(published_as(NodeStatus::bootstrapping, this_start), unit_in(phase), {}) ==
                  NodeStatus::bootstrapping);
            CHECK(live_status(published_as(NodeStatus::joining, this_start), unit_in(phase), {}) ==
                  NodeStatus::joining);
            CHECK(live_status(published_as(NodeStatus::bootstrapping, earlier_start), unit_in(phase), {}) ==
                  (phase == UnitPhase::preparing ? NodeStatus::initiating : NodeStatus::joining));
        }
    }

    TEST_CASE("a recovery counts only while its writer is at it") {
        const auto own = published_as(NodeStatus::recovering, this_start);
        CHECK(live_status(own, unit_in(UnitPhase::preparing), {}) == NodeStatus::recovering);
        CHECK(live_status(own, unit_in(UnitPhase::down), {}) == NodeStatus::stopped);
        CHECK(live_status(published_as(NodeStatus::recovering, earlier_start), unit_in(UnitPhase::preparing), {}) ==
              NodeStatus::initiating);

        const auto by_other = published_as(NodeStatus::recovering, this_start, record_unit);
        const UnitState down = unit_in(UnitPhase::down, earlier_start);
        CHECK(live_status(by_other, down, unit_in(UnitPhase::starting)) == NodeStatus::recovering);
        CHECK(live_status(by_other, down, unit_in(UnitPhase::down)) == NodeStatus::stopped);
        CHECK(live_status(by_other, down, unit_in(UnitPhase::starting, earlier_start)) == NodeStatus::stopped);
        CHECK(live_status(by_other, unit_in(UnitPhase::up, earlier_start), unit_in(UnitPhase::starting)) ==
              NodeStatus::running);
    }
}

TEST_SUITE("live record") {
    TEST_CASE("nothing is told before anything was published") {
        for (const UnitPhase phase : all_phases) {
            CHECK_THROWS_WITH_AS(live_record(std::nullopt, unit_in(phase), std::nullopt),
                                 doctest::Contains("galera-initiator-record.service"), Error);
        }
    }

    TEST_CASE("evidence is told only while the server is down or its start is being decided") {
        for (const NodeStatus published : all_statuses) {
            for (const UnitPhase phase : all_phases) {
                for (const std::string& origin : {this_start, earlier_start}) {
                    const bool is_of_now = origin == this_start;
                    CAPTURE(static_cast<int>(published));
                    CAPTURE(static_cast<int>(phase));
                    CAPTURE(is_of_now);
                    const bool may_tell =
                        (published == NodeStatus::stopped &&
                         (phase == UnitPhase::down || phase == UnitPhase::preparing)) ||
                        (published == NodeStatus::initiating && phase == UnitPhase::preparing && is_of_now);
                    bool tells = false;
                    try {
                        const Record record = live(published, origin, phase);
                        tells = record.evidence.has_value();
                        CHECK(record.status == live_status(published_as(published, origin), unit_in(phase), {}));
                        CHECK(Record::parse(record.to_line()) == record);
                    } catch (const Error&) {
                        tells = false;
                    }
                    CHECK(tells == may_tell);
                }
            }
        }
    }

    TEST_CASE("a claim and a choice are told only in the start that they were made in") {
        for (const NodeStatus published : all_statuses) {
            for (const UnitPhase phase : all_phases) {
                for (const std::string& origin : {this_start, earlier_start}) {
                    CAPTURE(static_cast<int>(published));
                    CAPTURE(static_cast<int>(phase));
                    const bool is_of_now = origin == this_start;
                    const bool may_claim =
                        is_of_now && ((published == NodeStatus::initiating && phase == UnitPhase::preparing) ||
                                      (published == NodeStatus::bootstrapping &&
                                       (phase == UnitPhase::preparing || phase == UnitPhase::starting ||
                                        phase == UnitPhase::finishing)));
                    try {
                        const Record record = live(published, origin, phase);
                        CHECK(record.claim.has_value() == may_claim);
                        CHECK(record.choice.has_value() == (may_claim && published == NodeStatus::initiating));
                    } catch (const Error&) {
                        CHECK_FALSE(may_claim);
                    }
                }
            }
        }
    }

    TEST_CASE("a stopped node tells the choice that it keeps and no word, and a running one neither") {
        PublishedRecord published = published_as(NodeStatus::stopped, this_start);
        published.record.choice = Uuid::parse(member_1);
        published.record.operator_word = Override{Override::Kind::bootstrap_here, {}, "0123456789abcdef"};
        const Record stopped = live_record(published, unit_in(UnitPhase::down), std::nullopt);
        CHECK(stopped.choice == published.record.choice);
        CHECK_FALSE(stopped.operator_word.has_value());
        const Record running = live_record(published, unit_in(UnitPhase::up), std::nullopt);
        CHECK_FALSE(running.choice.has_value());
        CHECK_FALSE(running.operator_word.has_value());
    }

    TEST_CASE(
        "a held node is down also in the moment of a start, which is about to be refused, and a hold ends with it") {
        PublishedRecord published = published_as(NodeStatus::stopped, earlier_start);
        CHECK(live_record(published, unit_in(UnitPhase::preparing), std::nullopt).status == NodeStatus::initiating);
        published.record.hold = Hold{1, "root", "work"};
        for (const UnitPhase phase : {UnitPhase::down, UnitPhase::preparing}) {
            const Record held = live_record(published, unit_in(phase), std::nullopt);
            CHECK(held.status == NodeStatus::stopped);
            CHECK(held.hold == published.record.hold);
            CHECK(held.evidence == published.record.evidence);
        }
        CHECK_FALSE(live_record(published, unit_in(UnitPhase::up), std::nullopt).hold.has_value());
    }

    TEST_CASE("a running server's timelines and member are told only as this start has published them") {
        PublishedRecord published = published_as(NodeStatus::running, this_start);
        published.record.lineage = Lineage();
        published.record.member = Uuid::parse(member_1);
        CHECK(live_record(published, unit_in(UnitPhase::up), std::nullopt).member == Uuid::parse(member_1));
        CHECK(live_record(published, unit_in(UnitPhase::up), std::nullopt).lineage == Lineage());
        published.record.origin = earlier_start;
        CHECK_FALSE(live_record(published, unit_in(UnitPhase::up), std::nullopt).member.has_value());
        CHECK_FALSE(live_record(published, unit_in(UnitPhase::up), std::nullopt).lineage.has_value());
    }

    TEST_CASE("a join is told while it starts, as this start has decided it") {
        CHECK(live(NodeStatus::joining, this_start, UnitPhase::starting).status == NodeStatus::joining);
        CHECK(live(NodeStatus::joining, this_start, UnitPhase::finishing).status == NodeStatus::joining);
    }

    TEST_CASE("a running server's history is told only as this start has published it") {
        for (const NodeStatus published : {NodeStatus::joining, NodeStatus::bootstrapping, NodeStatus::running}) {
            CHECK(live(published, this_start, UnitPhase::up).history == Uuid::parse(history_a));
            CHECK_FALSE(live(published, earlier_start, UnitPhase::up).history.has_value());
        }
        CHECK_FALSE(live(NodeStatus::stopped, earlier_start, UnitPhase::up).history.has_value());
    }

    TEST_CASE("a server that came down without telling its evidence is not believed to be what it was") {
        for (const NodeStatus published : {NodeStatus::initiating, NodeStatus::joining, NodeStatus::bootstrapping,
                                           NodeStatus::running, NodeStatus::stopping, NodeStatus::recovering}) {
            CAPTURE(static_cast<int>(published));
            CHECK_THROWS_AS(live(published, this_start, UnitPhase::down), Error);
        }
    }

    TEST_CASE("a server that starts without a decision of this start is not told about") {
        for (const NodeStatus published : all_statuses) {
            CHECK_THROWS_AS(live(published, earlier_start, UnitPhase::starting), Error);
        }
    }

    TEST_CASE("a recovery under way is told without evidence") {
        const Record record = live(NodeStatus::recovering, this_start, UnitPhase::preparing);
        CHECK(record.status == NodeStatus::recovering);
        CHECK_FALSE(record.evidence.has_value());
    }

    TEST_CASE("a unit that never ran does not match a record without an origin") {
        CHECK_THROWS_AS(
            live_record(published_as(NodeStatus::joining, ""), unit_in(UnitPhase::starting, ""), std::nullopt), Error);
    }
}
