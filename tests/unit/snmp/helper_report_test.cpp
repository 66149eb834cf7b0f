#include "snmp/helper_report.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace galera_initiator;
using namespace std::chrono_literals;

namespace {

PeerAnswer sample() {
    PeerAnswer answer;
    answer.outcome = PeerAnswer::Outcome::alive_but_silent;
    answer.state = std::string("bytes \x00\x17\xff", 9);
    answer.status = "running";
    answer.seqno = "-1";
    answer.detail = "a reason";
    answer.galera_port = PortFinding::accepts;
    return answer;
}

} // namespace

TEST_SUITE("snmp: helper report") {
    TEST_CASE("an answer comes back as it was sent") {
        const HelperReport report =
            HelperReport::parse(encode(HelperStep::resolved) + encode(HelperStep::port_accepts) + encode(sample()));
        CHECK(report.resolved);
        CHECK(report.port_accepts);
        REQUIRE(report.answer);
        CHECK(report.answer->outcome == sample().outcome);
        CHECK(report.answer->state == sample().state);
        CHECK(report.answer->status == "running");
        CHECK(report.answer->seqno == "-1");
        CHECK(report.answer->detail == "a reason");
        CHECK(report.answer->galera_port == PortFinding::accepts);
        PeerAnswer refused = sample();
        refused.galera_port = PortFinding::refuses;
        CHECK(HelperReport::parse(encode(refused)).answer->galera_port == PortFinding::refuses);
    }

    TEST_CASE("a report that was cut anywhere gives no answer") {
        const std::string whole = encode(HelperStep::resolved) + encode(sample());
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CHECK_FALSE(HelperReport::parse(whole.substr(0, size)).answer);
        }
        CHECK(HelperReport::parse(whole).answer);
    }

    TEST_CASE("no single wrong byte gets past the form unseen or breaks the reader") {
        const std::string whole = encode(sample());
        for (std::size_t position = 0; position < whole.size(); ++position) {
            for (int value = 0; value < 256; ++value) {
                std::string changed = whole;
                changed[position] = static_cast<char>(value);
                const HelperReport report = HelperReport::parse(changed);
                if (report.answer) {
                    CHECK(report.answer->state.size() + report.answer->status.size() + report.answer->seqno.size() +
                              report.answer->detail.size() <=
                          whole.size());
                }
            }
        }
        std::string wrong_end = whole;
        wrong_end.back() = 'x';
        CHECK_FALSE(HelperReport::parse(wrong_end).answer);
        std::string wrong_outcome = whole;
        wrong_outcome[5] = 4;
        CHECK_FALSE(HelperReport::parse(wrong_outcome).answer);
        std::string wrong_port = whole;
        wrong_port[whole.size() - 2] = 3;
        CHECK_FALSE(HelperReport::parse(wrong_port).answer);
    }

    TEST_CASE("what is too long for its place is cut by the writer and refused by the reader") {
        PeerAnswer answer = sample();
        answer.detail = std::string(5000, 'd');
        const HelperReport report = HelperReport::parse(encode(answer));
        REQUIRE(report.answer);
        CHECK(report.answer->detail == std::string(detail_limit, 'd'));

        PeerAnswer longest = sample();
        longest.state = longest.status = longest.seqno = std::string(2000, 's');
        longest.detail = answer.detail;
        const std::string bytes = encode(HelperStep::resolved) + encode(HelperStep::port_accepts) + encode(longest);
        CHECK(bytes.size() <= helper_report_limit);
        CHECK(HelperReport::parse(bytes).answer->state.size() == 1400);

        std::string forged = encode(sample());
        forged[6] = '\x7f'; // The first text then says that it is longer than any may be.
        CHECK_FALSE(HelperReport::parse(forged).answer);
    }

    TEST_CASE("nothing after a frame that is not known counts") {
        const std::string unknown = std::string("Z\0\0\0\0\x17", 6);
        CHECK_FALSE(HelperReport::parse(unknown + encode(sample())).answer);
        CHECK_FALSE(HelperReport::parse(unknown + encode(HelperStep::port_accepts)).port_accepts);
    }

    TEST_CASE("control characters, and what is no UTF-8, do not get into a detail") {
        PeerAnswer answer = sample();
        answer.detail = "a\nb\x1b[31mc\x7f";
        CHECK(HelperReport::parse(encode(answer)).answer->detail == "a b [31mc ");
        answer.detail = "a\xff\xc2\x9b.";
        CHECK(HelperReport::parse(encode(answer)).answer->detail == "a? .");
    }

    TEST_CASE("a helper without an answer is judged by how far it got") {
        HelperReport report;
        CHECK(conclude(report, HelperEnd::ran_late, 700ms).outcome == PeerAnswer::Outcome::unresolved);
        CHECK(conclude(report, HelperEnd::ran_late, 700ms).detail == "the name was not resolved within 700 ms");
        CHECK(conclude(report, HelperEnd::finished, 700ms).outcome == PeerAnswer::Outcome::unreachable);
        report.resolved = true;
        CHECK(conclude(report, HelperEnd::ran_late, 700ms).outcome == PeerAnswer::Outcome::unreachable);
        CHECK(conclude(report, HelperEnd::ran_late, 700ms).detail == "no answer over SNMP within 700 ms");
        report.port_accepts = true;
        CHECK(conclude(report, HelperEnd::ran_late, 700ms).outcome == PeerAnswer::Outcome::alive_but_silent);
        CHECK(conclude(report, HelperEnd::finished, 700ms).outcome == PeerAnswer::Outcome::alive_but_silent);
        CHECK(conclude(report, HelperEnd::cancelled, 700ms).outcome == PeerAnswer::Outcome::unreachable);
        CHECK(conclude(report, HelperEnd::cancelled, 700ms).detail == "cancelled");
    }

    TEST_CASE("an answer that is whole counts however its helper ended, unless it wrote without end") {
        HelperReport report;
        report.answer = sample();
        CHECK(conclude(report, HelperEnd::cancelled, 700ms).status == "running");
        CHECK(conclude(report, HelperEnd::ran_late, 700ms).status == "running");
        CHECK(conclude(report, HelperEnd::overflowed, 700ms).outcome == PeerAnswer::Outcome::unreachable);
    }
}
