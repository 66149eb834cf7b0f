#include "deciding/sighting.hpp"

#include "common/error.hpp"
#include "common/printable.hpp"
#include "decision/evidence_words.hpp"
#include "installation.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace galera_initiator {

namespace {

/// A peer's own words, made safe to print.
std::string foreign(std::string_view text) {
    constexpr std::size_t longest = 200;
    return printable(text.substr(0, longest));
}

bool is_word_of_live_server(std::string_view word) {
    constexpr std::array<std::string_view, 4> words{"running", "bootstrapping", "initiating", "locked"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// The texts of a record that are only shown to people.
Record with_printable_texts(Record record) {
    record.node_name = foreign(record.node_name);
    if (record.evidence) {
        record.evidence->remark = foreign(record.evidence->remark);
    }
    if (record.hold) {
        record.hold->by = foreign(record.hold->by);
        record.hold->reason = foreign(record.hold->reason);
    }
    return record;
}

Hearing hearing_of(PeerAnswer::Outcome outcome) {
    switch (outcome) {
    case PeerAnswer::Outcome::answered:
        return Hearing::no_record;
    case PeerAnswer::Outcome::alive_but_silent:
        return Hearing::alive_but_silent;
    case PeerAnswer::Outcome::unreachable:
        return Hearing::unreachable;
    case PeerAnswer::Outcome::unresolved:
        return Hearing::unresolved;
    }
    throw Error("no such outcome");
}

std::string why_no_record(const PeerAnswer& answer, const std::string& parse_failure) {
    if (!answer.state.empty()) {
        const bool says_why = answer.state.starts_with("galera_check");
        return says_why ? "it says: " + foreign(answer.state) : "its record cannot be believed: " + parse_failure;
    }
    if (answer.status == "stopped") {
        return "it runs the older tool, which cannot tell what its node holds: install Galera Initiator there";
    }
    return "its snmpd answers but serves no galeraState: see that Galera Initiator is installed there, that its "
           "snmpd reads " GALERA_INITIATOR_SNMPD_FILE " and grants .1.3.6.1.4.1.8072.1.3.2, and restart its snmpd" +
           (answer.detail.empty() ? "" : " (" + foreign(answer.detail) + ")");
}

/// Evidence belongs to one start of one node. Where two addresses tell the same, both lead to one machine, or somebody
/// repeats what it has heard; of what the other node holds nothing is known, and which one that is neither.
void doubt_repeated_evidence(std::vector<NodeSight>& sights) {
    const auto tells_evidence = [](const NodeSight& sight) { return sight.record && sight.record->evidence; };
    const std::vector<NodeSight> told = sights;
    for (std::size_t index = 0; index < told.size(); ++index) {
        for (std::size_t other = 0; other < told.size(); ++other) {
            if (other != index && tells_evidence(told[index]) && tells_evidence(told[other]) &&
                told[index].record->origin == told[other].record->origin) {
                sights[index].hearing = Hearing::no_record;
                sights[index].record.reset();
                sights[index].detail = "it tells the very record that " + told[other].address.to_string() +
                                       " tells: see that both addresses do not lead to the same machine, and that "
                                       "nobody answers in another's place";
            }
        }
    }
}

/// A server that was started by hand, or by another unit, opens this port, and its own unit stays stopped. What a node
/// says of its data is of no use then: the server changes it.
void believe_port(NodeSight& sight) {
    if (sight.hearing == Hearing::older_tool) {
        return; // its word is waited for as it is
    }
    const std::string server = ", but its Galera port accepts: a server runs there that its unit does not know of "
                               "(started by hand, or by another unit)";
    sight.detail = sight.record ? "it says that it is " + std::string(status_in_words(sight.record->status)) + server
                                : sight.detail + "; and its Galera port accepts, so a server runs there";
    sight.hearing = Hearing::alive_but_silent;
    sight.record.reset();
    sight.told_at.reset();
}

void believe_ports(std::vector<NodeSight>& sights, const std::vector<PeerAnswer>& answers) {
    for (std::size_t index = 0; index < sights.size(); ++index) {
        if (answers[index].outcome == PeerAnswer::Outcome::answered &&
            answers[index].galera_port == PortFinding::accepts) {
            believe_port(sights[index]);
        }
    }
}

std::string own_agent(const std::string& asked_at) {
    return "the snmpd of this node, asked at " + asked_at;
}

std::string why_not_served(const NodeSight& sight, const Record& own, const std::string& asked_at) {
    if (sight.hearing != Hearing::heard) {
        return why_own_agent_is_not_heard(sight, asked_at);
    }
    return own_agent(asked_at) + (sight.record->origin == own.origin ? ", still shows an older record of it"
                                                                     : ", shows a record of another start or node");
}

} // namespace

NodeSight sight_of(const NodeAddress& address, const PeerAnswer& answer, const std::string& cluster_name) {
    NodeSight sight{.address = address, .record = {}, .older_status = {}, .detail = foreign(answer.detail)};
    sight.hearing = hearing_of(answer.outcome);
    if (answer.outcome != PeerAnswer::Outcome::answered) {
        sight.machine_is_up = answer.galera_port == PortFinding::refuses;
        return sight;
    }
    std::string failure;
    try {
        Record record = Record::parse(answer.state);
        if (record.cluster_name == cluster_name) {
            sight.hearing = Hearing::heard;
            sight.told_at = std::exchange(record.told_at, std::nullopt);
            sight.record = with_printable_texts(std::move(record));
            return sight;
        }
        sight.detail = "it belongs to cluster '" + foreign(record.cluster_name) + "', not to '" + cluster_name +
                       "': see wsrep_cluster_name and the cluster address";
        return sight;
    } catch (const OtherVersionError& error) {
        // Its server may run, or begin to by another rule. Where a record comes, no status word is asked for.
        sight.hearing = Hearing::alive_but_silent;
        sight.detail = "its record cannot be understood: " + foreign(error.what());
        return sight;
    } catch (const ParseError& error) {
        failure = foreign(error.what());
    }
    sight.detail = why_no_record(answer, failure);
    if (is_word_of_live_server(answer.status)) {
        sight.hearing = Hearing::older_tool;
        sight.older_status = answer.status;
    }
    return sight;
}

std::vector<NodeSight> sights_of(const std::vector<NodeAddress>& nodes, const std::vector<PeerAnswer>& answers,
                                 const std::string& cluster_name) {
    if (answers.size() != nodes.size()) {
        throw Error("every node needs an answer");
    }
    std::vector<NodeSight> sights;
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        sights.push_back(sight_of(nodes[index], answers[index], cluster_name));
    }
    doubt_repeated_evidence(sights);
    believe_ports(sights, answers);
    return sights;
}

std::string why_own_agent_is_not_heard(const NodeSight& own, const std::string& asked_at) {
    switch (own.hearing) {
    case Hearing::no_record:
    case Hearing::older_tool:
        return own_agent(asked_at) + ", answers, but " + own.detail;
    case Hearing::alive_but_silent:
    case Hearing::unreachable:
    case Hearing::unresolved:
        return own_agent(asked_at) + ", gives no answer (" + own.detail +
               "): see that it runs, that agentAddress in its snmpd.conf names that address, and that the community or "
               "user is the one that snmp.conf or galera-initiator.conf has here";
    case Hearing::heard:
        break;
    }
    throw Error("it is heard");
}

Situation situation_of(const std::vector<NodeAddress>& nodes, std::size_t self, const std::vector<PeerAnswer>& answers,
                       const Record& own, const std::string& asked_at) {
    if (self >= nodes.size()) {
        throw Error("this node is none of those that were asked");
    }
    Situation situation;
    situation.self = self;
    // This node knows itself what its own server does.
    std::vector<PeerAnswer> heard = answers;
    if (self < heard.size()) {
        heard[self].galera_port = PortFinding::not_known;
    }
    situation.nodes = sights_of(nodes, heard, own.cluster_name);
    NodeSight& sight = situation.nodes[self];
    // As the others hear it, so that all decide by the same.
    Record as_heard = with_printable_texts(Record::parse(own.to_line()));
    situation.own_record_is_served = sight.hearing == Hearing::heard && *sight.record == as_heard;
    if (!situation.own_record_is_served) {
        situation.own_service_detail = why_not_served(sight, own, asked_at.empty() ? nodes[self].host() : asked_at);
    }
    situation.own_agent_is_silent = sight.hearing == Hearing::unreachable || sight.hearing == Hearing::alive_but_silent;
    sight.hearing = Hearing::heard;
    sight.record = std::move(as_heard);
    return situation;
}

} // namespace galera_initiator
