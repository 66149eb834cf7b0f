#include "evidence/record.hpp"

#include "common/error.hpp"
#include "evidence/node_memory.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <utility>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

Record stopped_record() {
    Record record;
    record.cluster_name = "lab";
    record.node_name = "n1";
    record.status = NodeStatus::stopped;
    record.origin = "0123456789abcdef0123456789abcdef";
    Evidence evidence;
    evidence.membership = Membership::view;
    evidence.members = {Uuid::parse(member_1), Uuid::parse(member_2), Uuid::parse(member_3)};
    evidence.data = DataState::intact;
    evidence.position = Position(Uuid::parse(history_a), Seqno(1234));
    evidence.identities = {Uuid::parse(member_1)};
    evidence.arbitrators = {Uuid::parse(member_3)};
    record.evidence = evidence;
    return record;
}

Record record_with(Membership membership, DataState data) {
    Record record = stopped_record();
    Evidence evidence;
    evidence.membership = membership;
    evidence.data = data;
    if (membership == Membership::view) {
        evidence.members = {Uuid::parse(member_1)};
    }
    if (data == DataState::intact) {
        evidence.position = Position(Uuid::parse(history_a), Seqno(0));
    }
    record.evidence = evidence;
    return record;
}

constexpr std::array all_statuses{NodeStatus::stopped, NodeStatus::recovering,    NodeStatus::initiating,
                                  NodeStatus::joining, NodeStatus::bootstrapping, NodeStatus::running,
                                  NodeStatus::stopping};

bool carries_evidence(NodeStatus status) {
    return status == NodeStatus::stopped || status == NodeStatus::initiating;
}

/// With everything that a record of this status can tell.
Record full_record(NodeStatus status) {
    Record record = stopped_record();
    record.status = status;
    record.settings = "0123456789abcdef";
    const Lineage lineage({{Uuid::parse(member_1), Seqno(0)}, {Uuid::parse(member_2), Seqno(1233)}}, false);
    if (carries_evidence(status)) {
        record.evidence->membership = Membership::left;
        record.evidence->joined = {Uuid::parse(member_2)};
        record.evidence->lineage = lineage;
        record.evidence->remark = "crashed while DDL ran";
    } else {
        record.evidence.reset();
        record.history = Uuid::parse(history_a);
        record.lineage = lineage;
        record.member = Uuid::parse(member_1);
    }
    if (status != NodeStatus::stopped) {
        record.together = {4294967295, {Uuid::parse(member_2), Uuid::parse(member_1)}};
    }
    record.claim = Uuid::parse(member_1);
    record.choice = Uuid::parse(member_2);
    record.operator_word = Override::parse("assume-lost,0123456789abcdef,n3,[2001:db8::1]:4568");
    if (carries_evidence(status)) {
        record.hold = Hold{1'764'253'385, "root", "the disk is checked"};
    }
    record.failed_starts = FailedStarts{3, 1'764'253'385};
    record.told_at = TellingTime{Uuid::parse(member_3), 5};
    return record;
}

/// Draws what a record can hold, as far as there is room for it.
class Draw {
public:
    explicit Draw(std::mt19937::result_type seed) : generator_(seed) {}

    Record record() {
        Record record;
        record.cluster_name = text();
        record.node_name = text();
        record.status = all_statuses.at(below(all_statuses.size()));
        record.origin = text();
        record.settings = text();
        if (carries_evidence(record.status)) {
            record.evidence = evidence();
            record.hold = perhaps(Hold{static_cast<std::int64_t>(below(9999)), "root", text()});
        } else {
            record.history = perhaps(Uuid::random());
            if (record.history && below(2) == 0) {
                record.lineage = lineage(1000);
            }
            record.member = perhaps(Uuid::random());
        }
        if (record.status != NodeStatus::stopped) {
            record.together = perhaps(AgreedView{static_cast<std::uint32_t>(generator_()), uuids(0)});
        }
        record.claim = perhaps(Uuid::random());
        record.choice = perhaps(Uuid::random());
        record.operator_word = perhaps(Override::parse("assume-lost,0123456789abcdef,n3,[2001:db8::1]:4568"));
        record.failed_starts = perhaps(FailedStarts{static_cast<std::uint32_t>(1 + below(9999)), 1'764'253'385});
        record.told_at = perhaps(TellingTime{Uuid::random(), generator_()});
        return record;
    }

private:
    std::size_t below(std::size_t count) { return generator_() % count; }

    template <typename Value>
    std::optional<Value> perhaps(const Value& value) {
        return below(2) == 0 ? std::optional(value) : std::nullopt;
    }

    std::string text() {
        std::string drawn;
        for (std::size_t length = below(9); length > 0; --length) {
            drawn += static_cast<char>(generator_());
        }
        return drawn;
    }

    std::vector<Uuid> uuids(std::size_t least) {
        std::vector<Uuid> drawn;
        for (std::size_t count = least + below(3); count > 0; --count) {
            drawn.push_back(Uuid::random());
        }
        return drawn;
    }

    Lineage lineage(std::int64_t end) {
        std::vector<Timeline> later;
        for (std::int64_t seqno = static_cast<std::int64_t>(below(500)); later.size() < 4 && seqno < end;
             seqno += static_cast<std::int64_t>(below(500))) {
            later.push_back({Uuid::random(), Seqno(seqno)});
        }
        return Lineage(std::move(later), below(2) == 0);
    }

    Evidence evidence() {
        Evidence drawn;
        drawn.data = std::array{DataState::fresh,   DataState::standalone, DataState::intact,
                                DataState::damaged, DataState::unreadable, DataState::unseen}
                         .at(below(6));
        drawn.membership = Membership::never;
        if (drawn.has_history()) {
            drawn.membership =
                std::array{Membership::view, Membership::alone, Membership::left, Membership::unknown}.at(below(4));
        }
        if (drawn.membership == Membership::view || drawn.membership == Membership::left) {
            drawn.members = uuids(1);
        }
        if (drawn.membership == Membership::left) {
            drawn.joined = uuids(0);
        }
        if (drawn.data == DataState::intact) {
            const auto seqno = static_cast<std::int64_t>(below(1000));
            drawn.position = Position(Uuid::random(), Seqno(seqno));
            drawn.lineage = lineage(seqno);
        }
        if (drawn.data == DataState::unseen && below(3) > 0) {
            drawn.shown.emplace();
            if (below(2) == 0) {
                const auto seqno = static_cast<std::int64_t>(below(1000));
                drawn.shown->position = Position(Uuid::random(), Seqno(seqno));
                drawn.lineage = lineage(seqno);
            }
        }
        drawn.identities = uuids(0);
        drawn.arbitrators = uuids(0);
        drawn.remark = text();
        return drawn;
    }

    std::mt19937 generator_;
};

std::string replaced(std::string text, std::string_view old, std::string_view by) {
    const std::size_t at = text.find(old);
    REQUIRE(at != std::string::npos);
    return text.replace(at, old.size(), by);
}

} // namespace

TEST_SUITE("record") {
    TEST_CASE("a record is one line of words, from the magic word to the end mark") {
        CHECK(
            stopped_record().to_line() ==
            "galera-initiator 1 cluster=lab node=n1 status=stopped origin=0123456789abcdef0123456789abcdef "
            "membership=view members=11111111-0b1d-11ef-8f5a-02420a000001,22222222-0b1d-11ef-8f5a-02420a000002,"
            "33333333-0b1d-11ef-8f5a-02420a000003 data=intact history=6e3fa5c2-0b1d-11ef-8f5a-02420a000002 seqno=1234 "
            "identities=11111111-0b1d-11ef-8f5a-02420a000001 arbitrators=33333333-0b1d-11ef-8f5a-02420a000003 end");
    }

    TEST_CASE("what is written is read back") {
        Record record = stopped_record();
        CHECK(Record::parse(record.to_line()) == record);
        CHECK(Record::parse(record.to_line() + "\n") == record);
        record.status = NodeStatus::initiating;
        record.claim = Uuid::parse(member_1);
        record.choice = Uuid::parse(member_2);
        record.evidence->remark = "crashed while DDL ran";
        record.failed_starts = FailedStarts{3, 1'764'253'385};
        CHECK(Record::parse(record.to_line()) == record);
        for (const auto status : {NodeStatus::recovering, NodeStatus::joining, NodeStatus::bootstrapping,
                                  NodeStatus::running, NodeStatus::stopping}) {
            Record other = stopped_record();
            other.status = status;
            other.evidence.reset();
            CHECK(Record::parse(other.to_line()) == other);
            other.history = Uuid::parse(history_a);
            CHECK(Record::parse(other.to_line()) == other);
        }
    }

    TEST_CASE("everything that a record of each status can tell is read back") {
        for (const NodeStatus status : all_statuses) {
            const Record record = full_record(status);
            const std::string line = record.to_line();
            CAPTURE(line);
            CHECK(Record::parse(line) == record);
            for (const std::string key : {"cluster", "node", "status", "origin", "settings", "history", "claim",
                                          "choice", "word", "timelines", "failed", "told"}) {
                CHECK(line.find(" " + key + "=") != std::string::npos);
            }
            for (const std::string key :
                 {"membership", "members", "joined", "data", "seqno", "identities", "arbitrators", "remark"}) {
                CHECK((line.find(" " + key + "=") != std::string::npos) == carries_evidence(status));
            }
            CHECK((line.find(" member=") != std::string::npos) == !carries_evidence(status));
        }
    }

    TEST_CASE("what is not to be there in a record of a status is skipped") {
        const std::string running = full_record(NodeStatus::running).to_line();
        CHECK(Record::parse(replaced(running, " end", " membership=x members=x data=x seqno=x end")) ==
              full_record(NodeStatus::running));
        const std::string stopped = full_record(NodeStatus::stopped).to_line();
        CHECK(Record::parse(replaced(stopped, " end", " member=x end")) == full_record(NodeStatus::stopped));
    }

    TEST_CASE("whatever a record holds is read back") {
        const auto seed = std::random_device{}();
        CAPTURE(seed);
        Draw draw(seed);
        for (int count = 0; count < 3000; ++count) {
            const Record record = draw.record();
            const std::string line = record.to_line();
            CAPTURE(line);
            CHECK(Record::parse(line) == record);
            CHECK(Record::parse(line).to_line() == line);
        }
    }

    TEST_CASE("timelines, settings and the operator's word are read back") {
        Record record = stopped_record();
        record.status = NodeStatus::initiating;
        record.settings = "0123456789abcdef";
        record.evidence->lineage = Lineage({{Uuid::parse(member_1), Seqno(0)}, {Uuid::parse(member_2), Seqno(1233)}});
        for (const char* word : {"assume-lost,0123456789abcdef,n3,[2001:db8::1]:4568",
                                 "bootstrap-here,0123456789abcdef", "discard-local-data,0123456789abcdef"}) {
            record.operator_word = Override::parse(word);
            CHECK(Record::parse(record.to_line()) == record);
        }
        Record running = stopped_record();
        running.status = NodeStatus::running;
        running.evidence.reset();
        running.history = Uuid::parse(history_a);
        for (const Lineage& lineage : {Lineage(), Lineage({{Uuid::parse(member_1), Seqno(5)}}),
                                       Lineage({{Uuid::parse(member_1), Seqno(5)}}, false), Lineage({}, false)}) {
            running.lineage = lineage;
            CHECK(Record::parse(running.to_line()) == running);
        }
    }

    TEST_CASE("a running server that tells no timelines does not tell that it has none") {
        Record running = stopped_record();
        running.status = NodeStatus::running;
        running.evidence.reset();
        running.history = Uuid::parse(history_a);
        CHECK_FALSE(Record::parse(running.to_line()).lineage.has_value());
        running.lineage = Lineage();
        CHECK(Record::parse(running.to_line()).lineage.has_value());
    }

    TEST_CASE("of many timelines the newest are told, fewer where a big cluster leaves no room") {
        Record record = stopped_record();
        record.status = NodeStatus::initiating;
        record.settings = "0123456789abcdef";
        record.claim = record.choice = Uuid::parse(member_1);
        record.operator_word = Override::parse("assume-lost,0123456789abcdef,n3");
        std::vector<Timeline> timelines;
        for (std::int64_t number = 0; number < 12; ++number) {
            timelines.push_back({Uuid::random(), Seqno(1000 + number)});
        }
        record.evidence->lineage = Lineage(timelines);
        CHECK(Record::parse(record.to_line()).evidence->lineage == record.evidence->lineage.newest(8));
        record.evidence->identities.assign(NodeMemory::most_identities, Uuid::parse(member_1));
        record.evidence->arbitrators.assign(NodeMemory::most_arbitrators, Uuid::parse(member_3));
        for (std::size_t nodes = 1; nodes <= 16; ++nodes) {
            record.evidence->members.assign(nodes, Uuid::parse(member_1));
            CAPTURE(nodes);
            const Lineage told = Record::parse(record.to_line()).evidence->lineage;
            CHECK(told == record.evidence->lineage.newest(told.later().size()));
            CHECK_FALSE(told.is_whole());
        }
    }

    TEST_CASE("timelines that data at that position cannot hold, and a bad operator's word, are refused") {
        const std::string good = stopped_record().to_line();
        const std::string id(member_1);
        for (const std::string& more :
             {" timelines=" + id + "@1234", " timelines=" + id + "@1235", " timelines=" + id,
              std::string(" timelines=x"), " timelines=" + id + "@1," + id + "@2",
              " timelines=" + std::string(member_2) + "@5," + id + "@4", std::string(" word=x"),
              std::string(" word=bootstrap-here"), std::string(" word=assume-lost,0123456789abcdef")}) {
            CAPTURE(more);
            CHECK_THROWS_AS(Record::parse(replaced(good, " end", more + " end")), ParseError);
        }
        CHECK_NOTHROW(Record::parse(replaced(good, " end", " timelines=" + id + "@1233 end")));
    }

    TEST_CASE("any text survives as a value, and none can add a word or a line") {
        Record record = stopped_record();
        record.cluster_name = "a b\nend=1 %41 =\t\x7f\x1b\xc3\xa9";
        record.cluster_name += '\0';
        record.node_name = "";
        record.evidence->remark = "x end\ngalera-initiator 2";
        const std::string line = record.to_line();
        CHECK(line.find('\n') == std::string::npos);
        CHECK(line.find(" node= ") != std::string::npos);
        CHECK(Record::parse(line) == record);
        for (const char character : line) {
            CHECK((character >= ' ' && character <= '~'));
        }
    }

    TEST_CASE("a server that runs tells which member it is, and what has evidence does not") {
        Record record = stopped_record();
        record.evidence.reset();
        record.status = NodeStatus::running;
        record.history = Uuid::parse(history_a);
        record.member = Uuid::parse(member_2);
        CHECK(Record::parse(record.to_line()) == record);
        Record stopped = stopped_record();
        stopped.member = Uuid::parse(member_2);
        CHECK(stopped.to_line() == stopped_record().to_line());
    }

    TEST_CASE("letters and digits stand for themselves") {
        Record record = stopped_record();
        record.node_name = "azAZ09";
        CHECK(record.to_line().find(" node=azAZ09 ") != std::string::npos);
    }

    TEST_CASE("all of the room is used, but for the time") {
        const std::size_t room = Record::longest - std::string(" told=").size() - TellingTime::longest;
        std::size_t longest_with_remark = 0;
        std::size_t longest_with_timeline = 0;
        for (std::size_t padding = 0; padding < 900; ++padding) {
            Record record = stopped_record();
            record.node_name = std::string(Record::longest - 900 + padding, 'n');
            record.evidence->remark = "x";
            try {
                const std::string line = record.to_line();
                longest_with_remark = line.find(" remark=") != std::string::npos
                                          ? std::max(longest_with_remark, line.size())
                                          : longest_with_remark;
            } catch (const Error&) {
                break;
            }
        }
        for (std::size_t padding = 0; padding < 900; ++padding) {
            Record record = stopped_record();
            record.node_name = std::string(Record::longest - 900 + padding, 'n');
            record.evidence->lineage = Lineage({{Uuid::parse(member_1), Seqno(5)}});
            try {
                const std::string line = record.to_line();
                longest_with_timeline = line.find("@5 ") != std::string::npos
                                            ? std::max(longest_with_timeline, line.size())
                                            : longest_with_timeline;
            } catch (const Error&) {
                break;
            }
        }
        CHECK(longest_with_remark == room);
        CHECK(longest_with_timeline == room);
    }

    TEST_CASE("a line longer than an answer is not read, whatever makes it long") {
        const std::string line = stopped_record().to_line();
        const std::string word = " more=" + std::string(Record::longest, 'x');
        CHECK_THROWS_AS(Record::parse(replaced(line, " end", word + " end")), ParseError);
    }

    TEST_CASE("wherever the line is cut, it is refused") {
        const std::string whole = stopped_record().to_line();
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(length);
            CHECK_THROWS_AS(Record::parse(whole.substr(0, length)), ParseError);
        }
    }

    TEST_CASE("another format version is refused, with what to do") {
        for (const char* version : {"0", "2", "01", "1.0", "", "11", "x"}) {
            CAPTURE(version);
            const std::string line = replaced(stopped_record().to_line(), "galera-initiator 1 ",
                                              "galera-initiator " + std::string(version) + " ");
            CHECK_THROWS_WITH_AS(Record::parse(line), doctest::Contains("run the same version"), OtherVersionError);
        }
    }

    TEST_CASE("so it is however long that version's records are") {
        const std::string line = "galera-initiator 2 forecast=" + std::string(Record::longest, 'x') + " end";
        CHECK_THROWS_AS(Record::parse(line), OtherVersionError);
    }

    TEST_CASE("keys that this version does not know are skipped") {
        const std::string line = replaced(stopped_record().to_line(), " end", " weather=1:2,3 end");
        CHECK(Record::parse(line) == stopped_record());
    }

    TEST_CASE("what is not in the form is refused") {
        const std::string good = stopped_record().to_line();
        for (const std::string& line : {std::string(""),
                                        std::string("end"),
                                        std::string("galera-initiator"),
                                        "x" + good,
                                        " " + good,
                                        good + " more=1",
                                        good + " end",
                                        replaced(good, " node=n1", " node=n1 node=n2"),
                                        replaced(good, " node=n1", " word"),
                                        replaced(good, " node=n1", " =n1"),
                                        replaced(good, " node=n1", " "),
                                        replaced(good, "node=n1", "node=n%1"),
                                        replaced(good, "node=n1", "node=n%"),
                                        replaced(good, "node=n1", "node=%+1"),
                                        replaced(good, "node=n1", "node=%-1"),
                                        replaced(good, "node=n1", "node=%0x"),
                                        replaced(good, "node=n1", "node=n\t1"),
                                        replaced(good, "node=n1", "node=n\x1b"),
                                        replaced(good, "node=n1", "node=n/1"),
                                        replaced(good, "stopped", "Stopped"),
                                        replaced(good, "=view", "=seen"),
                                        replaced(good, "=intact", "=fine"),
                                        replaced(good, "data=intact ", ""),
                                        replaced(good, "membership=view ", ""),
                                        replaced(good, "cluster=lab ", ""),
                                        replaced(good, "node=n1 ", ""),
                                        replaced(good, "status=stopped ", ""),
                                        replaced(good, "origin=0123456789abcdef0123456789abcdef ", ""),
                                        replaced(good, "11111111-", "1111111-"),
                                        replaced(good, " end", " claim=x end"),
                                        replaced(good, " end", " choice= end")}) {
            CAPTURE(line);
            CHECK_THROWS_AS(Record::parse(line), ParseError);
        }
    }

    TEST_CASE("a line longer than an answer is neither read nor written") {
        Record record = stopped_record();
        CHECK_THROWS_AS(Record::parse(replaced(record.to_line(), "node=n1", "node=" + std::string(1400, 'n'))),
                        ParseError);
        record.node_name = std::string(1400, 'n');
        CHECK_THROWS_AS(static_cast<void>(record.to_line()), Error);
    }

    TEST_CASE("a remark is cut at 160 bytes, and gives way where a big cluster leaves no room") {
        Record record = stopped_record();
        record.evidence->remark = std::string(1000, 'x');
        CHECK(Record::parse(record.to_line()).evidence->remark == std::string(160, 'x'));
        record.evidence->remark = std::string(160, '\n');
        record.evidence->members.assign(24, Uuid::parse(member_1));
        CHECK(Record::parse(record.to_line()).evidence->remark.empty());
        CHECK(Record::parse(record.to_line()).evidence->members.size() == 24);
    }

    TEST_CASE("seqno 0 is a position and -1 is none") {
        const std::string good = stopped_record().to_line();
        CHECK(Record::parse(replaced(good, "seqno=1234", "seqno=0")).evidence->position->seqno() == Seqno(0));
        for (const char* seqno : {"seqno=-1", "seqno=", "seqno=x", "seqno=-2", "more=1"}) {
            CAPTURE(seqno);
            CHECK_THROWS_AS(Record::parse(replaced(good, "seqno=1234", seqno)), ParseError);
        }
        CHECK_THROWS_AS(Record::parse(replaced(good, history_a, nil_history)), ParseError);
    }

    TEST_CASE("evidence that contradicts itself is refused") {
        for (const auto membership :
             {Membership::never, Membership::view, Membership::alone, Membership::left, Membership::unknown}) {
            for (const auto data : {DataState::fresh, DataState::standalone, DataState::intact, DataState::damaged,
                                    DataState::unreadable}) {
                const Record record = record_with(membership, data);
                CAPTURE(record.to_line());
                const bool has_history = data != DataState::fresh && data != DataState::standalone;
                if (has_history == (membership != Membership::never) || data == DataState::damaged) {
                    CHECK(Record::parse(record.to_line()) == record);
                } else {
                    CHECK_THROWS_AS(Record::parse(record.to_line()), ParseError);
                }
            }
        }
        const std::string good = stopped_record().to_line();
        CHECK_THROWS_AS(Record::parse(replaced(good, "membership=view", "membership=alone")), ParseError);
        CHECK_THROWS_AS(Record::parse(replaced(good, "membership=view", "membership=unknown")), ParseError);
        CHECK_THROWS_AS(Record::parse(replaced(good, "members=", "other=")), ParseError);
        CHECK_NOTHROW(Record::parse(replaced(good, "membership=view", "membership=left")));
    }

    TEST_CASE("what is shown in the place of unseen data is told of unseen data only, and a reader can do without it") {
        Record record = record_with(Membership::unknown, DataState::unseen);
        const std::string position = "6e3fa5c2-0b1d-11ef-8f5a-02420a000002:15";
        record.evidence->shown = ShownInstead{Position(Uuid::parse(position.substr(0, 36)), Seqno(15))};
        const std::string line = record.to_line();
        CHECK(line.find(" shown=" + position + " ") != std::string::npos);
        CHECK(Record::parse(line) == record);
        CHECK_FALSE(Record::parse(replaced(line, "shown", "other")).evidence->shown.has_value());
        CHECK_FALSE(Record::parse(replaced(line, "data=unseen", "data=damaged")).evidence->shown.has_value());
        for (const char* wrong :
             {"", ":15", "6e3fa5c2-0b1d-11ef-8f5a-02420a000002", "nothing", "x:15",
              "6e3fa5c2-0b1d-11ef-8f5a-02420a000002:-1", "00000000-0000-0000-0000-000000000000:15"}) {
            CAPTURE(wrong);
            CHECK_THROWS_AS(Record::parse(replaced(line, position, wrong)), ParseError);
        }
        record.evidence->shown = ShownInstead{};
        CHECK(record.to_line().find(" shown=databases ") != std::string::npos);
        CHECK(Record::parse(record.to_line()) == record);
        CHECK_THROWS_AS(Record::parse(replaced(line, " end", " timelines=6e3fa5c2-0b1d-11ef-8f5a-02420a000003@15 end")),
                        ParseError);
    }
    TEST_CASE("whom a node set out to join is told of a view, or of what it left") {
        Record record = record_with(Membership::view, DataState::damaged);
        record.evidence->joined = {Uuid::parse(member_2)};
        CHECK(Record::parse(record.to_line()) == record);
        const std::string line = record.to_line();
        CHECK_THROWS_AS(Record::parse(replaced(line, "joined=", "joined=x")), ParseError);
        record = record_with(Membership::unknown, DataState::damaged);
        record.evidence->joined = {Uuid::parse(member_2)};
        CHECK_THROWS_AS(Record::parse(record.to_line()), ParseError);
    }

    TEST_CASE("when it was told is part of what is told, and changes nothing else of it") {
        Record record = stopped_record();
        std::vector<Timeline> timelines;
        for (std::int64_t number = 0; number < 8; ++number) {
            timelines.push_back({Uuid::random(), Seqno(number)});
        }
        record.evidence->lineage = Lineage(timelines);
        record.evidence->remark = std::string(160, 'r');
        record.failed_starts = FailedStarts{FailedStarts::most, 9'999'999'999};
        // Up to the biggest record that there can be.
        for (record.evidence->identities = {Uuid::random()}; record.evidence->identities.size() < 26;
             record.evidence->identities.push_back(Uuid::random())) {
            const Record without = Record::parse(record.to_line());
            record.told_at = TellingTime{Uuid::random(), std::numeric_limits<std::uint64_t>::max()};
            CHECK(record.to_line().size() <= Record::longest);
            Record with = Record::parse(record.to_line());
            CHECK(with.told_at == record.told_at);
            record.told_at.reset();
            with.told_at.reset();
            CHECK(with == without);
        }
        record.evidence->identities.resize(60);
        CHECK_THROWS_AS(static_cast<void>(record.to_line()), Error);
        CHECK_THROWS_AS(Record::parse(replaced(stopped_record().to_line(), " end", " told=yesterday end")), ParseError);
    }

    TEST_CASE("a hold tells as much of its reason as there is room for, and never takes room from what decides") {
        Record record = stopped_record();
        record.evidence->lineage = Lineage({{Uuid::parse(member_1), Seqno(0)}, {Uuid::parse(member_2), Seqno(3)}});
        record.evidence->remark = "crashed while DDL ran";
        const Hold hold{1'764'253'385, "root", std::string(Hold::longest_reason, '%')};
        std::size_t least = hold.reason.size();
        bool is_told_always = true;
        for (record.evidence->identities = {Uuid::random()}; record.evidence->identities.size() < 25;
             record.evidence->identities.push_back(Uuid::random())) {
            record.hold.reset();
            const Record without = Record::parse(record.to_line());
            record.hold = hold;
            const std::string line = record.to_line();
            CHECK(line.size() <= Record::longest);
            const Record with = Record::parse(line);
            CHECK(with.evidence->lineage == without.evidence->lineage);
            CHECK(with.evidence->identities == without.evidence->identities);
            if (with.hold) {
                CHECK(with.hold->since == hold.since);
                CHECK(with.hold->by == "root");
                least = std::min(least, with.hold->reason.size());
            }
            is_told_always = is_told_always && with.hold;
        }
        CHECK(least == 0);
        CHECK_FALSE(is_told_always);
    }

    TEST_CASE("who skips a hold reads the same evidence, and who is not held tells none") {
        Record record = stopped_record();
        CHECK(record.to_line().find("hold") == std::string::npos);
        record.hold = Hold{1'764'253'385, "root", "the disk is checked"};
        CHECK(record.to_line().find(" hold=1764253385@root:the%20disk%20is%20checked ") != std::string::npos);
        // As a version reads it that knows no such key.
        Record skipped = Record::parse(replaced(record.to_line(), " hold=", " hello="));
        CHECK_FALSE(skipped.hold.has_value());
        skipped.hold = record.hold;
        CHECK(skipped == record);
    }

    TEST_CASE(
        "a record that could not be told again with a time is refused, though it is no longer than an answer may be") {
        Record record = stopped_record();
        record.node_name.clear();
        record.node_name.assign(Record::longest - 63 - record.to_line().size(), 'n');
        const std::string longest = record.to_line();
        CHECK(Record::parse(longest) == record);
        const std::string longer = replaced(longest, "node=", "node=n");
        CHECK(longer.size() < Record::longest);
        CHECK_THROWS_AS(Record::parse(longer), ParseError);
    }

    TEST_CASE("no damage to a line does more than make it unreadable or another whole record") {
        std::mt19937 generator(1); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same lines at every run
        const std::string good = stopped_record().to_line();
        for (int count = 0; count < 20'000; ++count) {
            std::string line = good;
            for (auto changes = 1 + generator() % 4; changes > 0; --changes) {
                const std::size_t at = generator() % line.size();
                switch (generator() % 3) {
                case 0:
                    line[at] = static_cast<char>(generator());
                    break;
                case 1:
                    line.erase(at, 1 + generator() % 40);
                    break;
                default:
                    line.insert(at, good.substr(generator() % good.size(), generator() % 40));
                }
                if (line.empty()) {
                    break;
                }
            }
            try {
                const Record record = Record::parse(line);
                CHECK(Record::parse(record.to_line()) == record);
            } catch (const ParseError&) {
                continue;
            }
        }
    }

    TEST_CASE("the older tool's users see their five words") {
        CHECK(status_word(NodeStatus::stopped) == "stopped");
        CHECK(status_word(NodeStatus::recovering) == "locked");
        CHECK(status_word(NodeStatus::initiating) == "initiating");
        CHECK(status_word(NodeStatus::joining) == "initiating");
        CHECK(status_word(NodeStatus::bootstrapping) == "bootstrapping");
        CHECK(status_word(NodeStatus::running) == "running");
        CHECK(status_word(NodeStatus::stopping) == "running");
    }

    TEST_CASE("a record that was read can be told again, however little room it leaves") {
        // Each address would get brackets when it is told, percent-encoded.
        std::string line = "galera-initiator 1 cluster=lab node=n1 status=running origin=x "
                           "word=assume-lost,0123456789abcdef";
        for (int number = 0; line.size() < Record::longest - 20; ++number) {
            line += ",fd00::" + std::to_string(number);
        }
        CHECK_THROWS_AS(Record::parse(line + " end"), ParseError);
    }
}
