// What a process that asks a peer writes to its parent: it has read from the network.

#include "snmp/helper_report.hpp"

#include "snmp/galera_objects.hpp"
#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

bool are_alike(const PeerAnswer& one, const PeerAnswer& other) {
    return one.outcome == other.outcome && one.state == other.state && one.status == other.status &&
           one.seqno == other.seqno && one.detail == other.detail && one.galera_port == other.galera_port;
}

void run(std::string_view bytes) {
    const HelperReport report = HelperReport::parse(bytes);
    for (const auto end : {HelperEnd::finished, HelperEnd::ran_late, HelperEnd::cancelled, HelperEnd::overflowed}) {
        const PeerAnswer answer = conclude(report, end, std::chrono::milliseconds(1000));
        require(answer.state.size() <= object_text_limit && answer.status.size() <= object_text_limit &&
                    answer.seqno.size() <= object_text_limit && answer.detail.size() <= detail_limit,
                "every text has a bound");
    }
    if (!report.answer) {
        return;
    }
    const std::string bytes_again = encode(HelperStep::resolved) + encode(*report.answer);
    require(bytes_again.size() <= helper_report_limit, "a report fits its limit");
    const HelperReport again = HelperReport::parse(bytes_again);
    require(again.resolved && !again.port_accepts && again.answer && are_alike(*again.answer, *report.answer),
            "an answer that is written is read again");
    const HelperReport torn = HelperReport::parse(std::string_view(bytes_again).substr(0, bytes_again.size() - 1));
    require(torn.resolved && !torn.answer, "a torn answer is none");
}

const Registration registration("helper_report", run);

} // namespace

} // namespace galera_initiator::fuzz
