#include "deciding/sighting.hpp"

#include "../decision/situations.hpp"
#include "common/error.hpp"
#include "decision/explanation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

using namespace galera_initiator;
using namespace galera_initiator::test;
using Outcome = PeerAnswer::Outcome;

namespace {

const NodeAddress n1 = NodeAddress::parse("n1");
const NodeAddress n2 = NodeAddress::parse("n2");

Record record_of(const std::string& name) {
    Record record;
    record.cluster_name = "lab";
    record.node_name = name;
    record.status = NodeStatus::initiating;
    record.origin = "start-of-" + name;
    record.evidence = alone(7);
    return record;
}

PeerAnswer answer_with(const std::string& state, const std::string& status = "", const std::string& detail = "") {
    PeerAnswer answer;
    answer.outcome = Outcome::answered;
    answer.state = state;
    answer.status = status;
    answer.detail = detail;
    return answer;
}

NodeSight sight(const PeerAnswer& answer) {
    return sight_of(n2, answer, "lab");
}

bool is_printable(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char character) { return character >= ' ' && character <= '~'; });
}

} // namespace

TEST_SUITE("sighting") {
    TEST_CASE("what a held peer gives for a reason is made safe to print") {
        Record record = record_of("n2");
        record.hold = Hold{1, "ro\not", "\x1b[31mred \xff"};
        const Hold heard = sight(answer_with(record.to_line(), "stopped")).record.value().hold.value();
        CHECK(heard == Hold{1, "ro ot", " [31mred ?"});
    }
    TEST_CASE("a whole record of this cluster is heard") {
        const NodeSight seen = sight(answer_with(record_of("n2").to_line(), "initiating"));
        CHECK(seen.hearing == Hearing::heard);
        CHECK(seen.record == record_of("n2"));
    }

    TEST_CASE("a record of another cluster is not heard, and its name is told") {
        Record record = record_of("n2");
        record.cluster_name = "prod\n\x1b[2J";
        const NodeSight seen = sight(answer_with(record.to_line(), "running"));
        CHECK(seen.hearing == Hearing::no_record);
        CHECK_FALSE(seen.record.has_value());
        CHECK(seen.detail.find("cluster 'prod") != std::string::npos);
        CHECK(is_printable(seen.detail));
        CHECK(sight_of(n2, answer_with(record_of("n2").to_line()), "Lab").hearing == Hearing::no_record);
    }

    TEST_CASE("silence is told apart: alive, unreachable, without an address") {
        for (const auto& [outcome, hearing] : {std::pair(Outcome::alive_but_silent, Hearing::alive_but_silent),
                                               std::pair(Outcome::unreachable, Hearing::unreachable),
                                               std::pair(Outcome::unresolved, Hearing::unresolved)}) {
            PeerAnswer answer = answer_with(record_of("n2").to_line(), "running", "time-out\n");
            answer.outcome = outcome;
            const NodeSight seen = sight(answer);
            CHECK(seen.hearing == hearing);
            CHECK_FALSE(seen.record.has_value());
            CHECK(seen.detail == "time-out ");
            CHECK_FALSE(seen.machine_is_up);
            answer.galera_port = PortFinding::refuses;
            CHECK(sight(answer).machine_is_up);
        }
    }

    TEST_CASE("of the older tool only a word that tells of a live server counts") {
        for (const char* word : {"running", "bootstrapping", "initiating", "locked"}) {
            const NodeSight seen = sight(answer_with("", word));
            CHECK(seen.hearing == Hearing::older_tool);
            CHECK(seen.older_status == word);
        }
        for (const char* word : {"stopped", "", "Running", "running ", "running\n", "anything"}) {
            CAPTURE(word);
            const NodeSight seen = sight(answer_with("", word));
            CHECK(seen.hearing == Hearing::no_record);
            CHECK(seen.older_status.empty());
            CHECK_FALSE(seen.detail.empty());
        }
    }

    TEST_CASE("why there is no record is told with the remedy: another tool, or an agent that serves none") {
        CHECK(contains(sight(answer_with("", "stopped")).detail, "it runs the older tool"));
        const std::string serves_none = sight(answer_with("")).detail;
        CHECK(serves_none.starts_with("its snmpd answers but serves no galeraState"));
        CHECK(serves_none.ends_with("restart its snmpd"));
        CHECK(sight(answer_with("", "", "no such ~object~")).detail == serves_none + " (no such ~object~)");
    }

    TEST_CASE("a record that cannot be believed is not heard, but its server may still be known to live") {
        const std::string cut = record_of("n2").to_line().substr(0, 60);
        CHECK(sight(answer_with(cut)).hearing == Hearing::no_record);
        CHECK(sight(answer_with(cut, "running")).hearing == Hearing::older_tool);
        CHECK(sight(answer_with(cut)).detail.find("cannot be believed") != std::string::npos);
        CHECK(
            sight(answer_with("galera_check: the server's unit is failed")).detail.find("it says: galera_check: the") ==
            0);
    }

    TEST_CASE("of a record of another format version only that its node lives is believed") {
        std::string newer = record_of("n2").to_line();
        newer.replace(newer.find(" 1 "), 3, " 2 ");
        for (const char* word : {"running", "bootstrapping", "initiating", "locked", "stopped", ""}) {
            CAPTURE(word);
            const NodeSight seen = sight(answer_with(newer, word));
            CHECK(seen.hearing == Hearing::alive_but_silent);
            CHECK_FALSE(seen.record.has_value());
            CHECK(seen.detail.find("format version '2'; this program reads version 1") != std::string::npos);
        }
    }

    TEST_CASE("a hostile peer can neither forge lines nor send control characters, in whatever it says") {
        const std::string hostile = "x\nWhat was heard:\r\x1b[2J\x9b\t\xff" + std::string(3, '\0') + "END";
        Record record = record_of("n2");
        record.node_name = hostile;
        record.evidence->remark = hostile;
        Situation situation;
        situation.nodes = {sight_of(n1, answer_with(record.to_line()), "lab"),
                           sight(answer_with(hostile, hostile, hostile)), sight(answer_with("galera_check" + hostile)),
                           sight(answer_with("", "", hostile))};
        CHECK(situation.nodes[0].hearing == Hearing::heard);
        for (const NodeSight& node : situation.nodes) {
            CHECK(is_printable(name_of(node)));
            CHECK(is_printable(node.detail));
            CHECK(is_printable(node.older_status));
            CHECK(name_of(node).size() < 300);
        }
        std::string list = list_evidence(situation);
        CHECK(std::count(list.begin(), list.end(), '\n') == 3);
        std::replace(list.begin(), list.end(), '\n', ' ');
        CHECK(is_printable(list));
    }

    TEST_CASE("a record with a field that cannot be true is not heard, and what is wrong with it is told") {
        const std::string right = record_of("n2").to_line();
        const auto with = [&](const std::string& from, const std::string& to) {
            std::string line = right;
            const std::size_t at = line.find(from);
            REQUIRE(at != std::string::npos);
            return line.replace(at, from.size(), to);
        };
        const std::string nil = "00000000-0000-0000-0000-000000000000";
        std::string many;
        for (unsigned number = 0; number < 1000; ++number) {
            many += (many.empty() ? "" : ",") + uuid(number).to_string();
        }
        const std::vector<std::pair<std::string, const char*>> cases{
            {with("seqno=7", "seqno=-1"), "gives no seqno"},
            {with("seqno=7", "seqno=18446744073709551615"), "gives no seqno"},
            {with("seqno=7", "seqno=9223372036854775808"), "not a seqno: '9223372036854775808'"},
            {with("seqno=7", "seqno=-2"), "not a seqno"},
            {with("seqno=7", "seqno=7x"), "not a seqno"},
            {with("seqno=7", "seqno="), "not a seqno"},
            {with("seqno=7", "seqno=7 seqno=8"), "seqno twice"},
            {with("status=initiating", "status=initiating status=running"), "status twice"},
            {with("status=initiating", "status=Running"), "does not know"},
            {with(history().to_string(), nil), "its UUID is nil"},
            {with("membership=alone", "membership=view"), "members contradict"},
            {with("membership=alone", "membership=view members="), "members contradict"},
            {with("membership=alone", "membership=alone members=" + uuid(1).to_string()), "members contradict"},
            {with("membership=alone", "membership=never"), "data contradicts"},
            {with("data=intact", "data=fresh"), "data contradicts"},
            {with("membership=alone", "membership=view members=" + many), "longer than"},
            {with("membership=alone", "membership=view members=" + uuid(1).to_string() + ",,"), "not a UUID"},
            {with(" end", " timelines=" + uuid(1).to_string() + "@7 end"), "begin after its position"},
            {with(" end", " timelines=" + uuid(1).to_string() + "@3," + uuid(1).to_string() + "@4 end"), "twice"},
            {with(" end", " claim=mine end"), "not a UUID"},
            {with(" end", " choice= end"), "not a UUID"},
            {with(" end", " word=bootstrap-here,now end"), "operator's word"},
            {with(" end", " word=discard-local-data,0123456789abcdef,10.0.0.1 end"), "operator's word"},
            {with(" end", " joined=" + uuid(1).to_string() + " end"), "set out to join"},
        };
        for (const auto& [line, why] : cases) {
            const std::string shown = line.substr(0, 300);
            CAPTURE(shown);
            const NodeSight seen = sight(answer_with(line));
            CHECK(seen.hearing == Hearing::no_record);
            CHECK_FALSE(seen.record.has_value());
            CHECK(contains(seen.detail, "its record cannot be believed: "));
            CHECK(contains(seen.detail, why));
            CHECK(is_printable(seen.detail));
        }
    }

    TEST_CASE("the highest seqno and a nil member are told as they are: who may bootstrap is not decided here") {
        Record record = record_of("n2");
        record.evidence = intact(std::numeric_limits<std::int64_t>::max());
        record.evidence->membership = Membership::view;
        record.evidence->members = {Uuid(), uuid(1)};
        CHECK(sight(answer_with(record.to_line())).record == record);
    }

    TEST_CASE("no wrong bit in a record does more than make it another whole record, or none") {
        const std::string right = record_of("n2").to_line();
        for (std::size_t bit = 0; bit < 8 * right.size(); ++bit) {
            std::string line = right;
            line[bit / 8] = static_cast<char>(static_cast<unsigned char>(line[bit / 8]) ^ (1U << (bit % 8)));
            CAPTURE(line);
            const NodeSight seen = sight(answer_with(line));
            CHECK(seen.record.has_value() == (seen.hearing == Hearing::heard));
            CHECK(is_printable(seen.detail));
            if (seen.record) {
                CHECK(seen.record->cluster_name == "lab");
                CHECK(Record::parse(seen.record->to_line()) == seen.record);
            }
        }
    }

    TEST_CASE("a peer whose Galera port accepts is alive, whatever else it says of itself") {
        Record stopped = record_of("n2");
        stopped.status = NodeStatus::stopped;
        stopped.told_at = TellingTime{uuid(7), 12};
        Record recovering = record_of("n2");
        recovering.status = NodeStatus::recovering;
        recovering.evidence.reset();
        Record stranger = record_of("n2");
        stranger.cluster_name = "another";
        for (const std::string& state : {stopped.to_line(), record_of("n2").to_line(), recovering.to_line(),
                                         stranger.to_line(), std::string("torn"), std::string()}) {
            PeerAnswer answer = answer_with(state, "stopped");
            CHECK(sights_of({n1, n2}, {answer_with(record_of("n1").to_line()), answer}, "lab")[1].hearing !=
                  Hearing::alive_but_silent);
            answer.galera_port = PortFinding::accepts;
            const NodeSight seen = sights_of({n1, n2}, {answer_with(record_of("n1").to_line()), answer}, "lab")[1];
            CHECK(seen.hearing == Hearing::alive_but_silent);
            CHECK_FALSE(seen.record.has_value());
            CHECK_FALSE(seen.told_at.has_value());
            CHECK(seen.detail.find("its Galera port accepts") != std::string::npos);
        }
    }

    TEST_CASE("the older tool's word is taken as it is, also where its Galera port accepts") {
        PeerAnswer answer = answer_with("", "initiating");
        answer.galera_port = PortFinding::accepts;
        CHECK(sights_of({n2}, {answer}, "lab")[0].hearing == Hearing::older_tool);
    }

    TEST_CASE("what this node's own Galera port does says nothing against its own record") {
        PeerAnswer own = answer_with(record_of("n1").to_line());
        own.galera_port = PortFinding::accepts;
        const Situation situation =
            situation_of({n1, n2}, 0, {own, answer_with(record_of("n2").to_line())}, record_of("n1"));
        CHECK(situation.nodes[0].hearing == Hearing::heard);
        CHECK(situation.own_record_is_served);
    }

    TEST_CASE("evidence that two addresses tell is nobody's, and both are named") {
        const NodeAddress n3 = NodeAddress::parse("n3");
        const PeerAnswer repeated = answer_with(record_of("n2").to_line());
        const auto seen = sights_of({n1, n2, n3}, {answer_with(record_of("n1").to_line()), repeated, repeated}, "lab");
        CHECK(seen[0].hearing == Hearing::heard);
        for (const std::size_t index : {1U, 2U}) {
            CHECK(seen[index].hearing == Hearing::no_record);
            CHECK_FALSE(seen[index].record.has_value());
            CHECK(
                contains(seen[index].detail, "the very record that n" + std::to_string(index == 1 ? 3 : 2) + " tells"));
        }
        // Nor does it become the other one's where a server runs behind one of the addresses.
        PeerAnswer accepting = repeated;
        accepting.galera_port = PortFinding::accepts;
        CHECK(sights_of({n1, n2}, {repeated, accepting}, "lab")[0].hearing == Hearing::no_record);
        Record running = record_of("n2");
        running.status = NodeStatus::running;
        running.evidence.reset();
        const PeerAnswer runs = answer_with(running.to_line());
        // That somebody runs there is true at either address.
        CHECK(sights_of({n1, n2}, {runs, runs}, "lab")[1].hearing == Hearing::heard);
    }

    TEST_CASE("a node whose own record comes back from a peer's address does not take it for the peer's") {
        const Record own = record_of("n1");
        const PeerAnswer reflected = answer_with(own.to_line());
        const Situation situation = situation_of({n1, n2}, 0, {reflected, reflected}, own);
        CHECK(situation.nodes[1].hearing == Hearing::no_record);
        CHECK(situation.nodes[0].record == own);
        CHECK_FALSE(situation.own_record_is_served);
        CHECK(contains(situation.own_service_detail, "the very record that n2 tells"));
    }

    TEST_CASE("no bytes at all make it throw") {
        std::mt19937 generator(1); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes at every run
        for (int count = 0; count < 2000; ++count) {
            std::string text = count % 2 == 0 ? record_of("n2").to_line() : std::string(generator() % 1400, ' ');
            for (std::size_t changes = count % 2 == 0 ? 3 : text.size(); changes > 0; --changes) {
                text[generator() % text.size()] = static_cast<char>(generator());
            }
            CHECK_NOTHROW(sight(answer_with(text, text, text)));
        }
    }
}

TEST_SUITE("situation") {
    TEST_CASE("every node needs an answer") {
        const Record own = record_of("n1");
        CHECK_THROWS_AS(situation_of({n1, n2}, 0, {answer_with("")}, own), Error);
        CHECK_THROWS_AS(situation_of({n1, n2}, 1, {answer_with("")}, own), Error);
        CHECK_THROWS_AS(situation_of({n1, n2}, 2, {answer_with(""), answer_with("")}, own), Error);
    }

    TEST_CASE("this node's record is what it knows itself, whatever its agent says") {
        const Record own = record_of("n1");
        for (const PeerAnswer& answer : {PeerAnswer(), answer_with(""), answer_with(record_of("n3").to_line())}) {
            const Situation situation = situation_of({n1, n2}, 0, {answer, PeerAnswer()}, own);
            CHECK(situation.nodes[0].hearing == Hearing::heard);
            CHECK(situation.nodes[0].record == own);
            CHECK_FALSE(situation.own_record_is_served);
            CHECK_FALSE(situation.own_service_detail.empty());
        }
    }

    TEST_CASE("an own agent that gives no answer is silent, and one that answers anything is not") {
        const Record own = record_of("n1");
        PeerAnswer silent;
        for (const Outcome outcome : {Outcome::unreachable, Outcome::alive_but_silent}) {
            silent.outcome = outcome;
            const Situation situation = situation_of({n1, n2}, 0, {silent, PeerAnswer()}, own);
            CHECK(situation.own_agent_is_silent);
            CHECK(contains(situation.own_service_detail, "the snmpd of this node, asked at n1, gives no answer"));
        }
        CHECK_FALSE(situation_of({n1, n2}, 0, {answer_with(""), PeerAnswer()}, own).own_agent_is_silent);
        CHECK_FALSE(situation_of({n1, n2}, 0, {answer_with(own.to_line()), PeerAnswer()}, own).own_agent_is_silent);
    }

    TEST_CASE("when a record was told is no part of the evidence") {
        Record record = record_of("n2");
        record.told_at = TellingTime{uuid(7), 12};
        const NodeSight seen = sight(answer_with(record.to_line()));
        CHECK(seen.told_at == record.told_at);
        record.told_at.reset();
        CHECK(seen.record == record);

        Record own = record_of("n1");
        own.told_at = TellingTime{uuid(7), 12};
        const std::string told = own.to_line();
        own.told_at.reset();
        CHECK(situation_of({n1}, 0, {answer_with(told)}, own).own_record_is_served);
    }

    TEST_CASE("the own record is served only as it was published last") {
        Record own = record_of("n1");
        own.node_name = "n\xc3\xb6"
                        "de 1";
        own.evidence->remark = std::string(200, '\n');
        CHECK(situation_of({n1}, 0, {answer_with(own.to_line())}, own).own_record_is_served);
        Record claiming = own;
        claiming.claim = uuid(5);
        CHECK_FALSE(situation_of({n1}, 0, {answer_with(own.to_line())}, claiming).own_record_is_served);
        Record other = own;
        other.origin = "another start";
        CHECK_FALSE(situation_of({n1}, 0, {answer_with(other.to_line())}, own).own_record_is_served);
    }
}
