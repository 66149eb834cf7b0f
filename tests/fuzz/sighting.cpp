// What a node believes of a peer's raw answer: the texts of galeraState and galeraStatus and the detail, parted by
// NULs.

#include "deciding/sighting.hpp"

#include "addresses.hpp"
#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

constexpr const char* own_line = "galera-initiator 1 cluster=lab node=n1 status=stopped origin=0123 membership=alone "
                                 "data=intact history=6e3fa5c2-0b1d-11ef-8f5a-02420a000002 seqno=7 end";

void require_tellable(const Record& record) {
    require(can_be_told(record.node_name), "a node's name can be told to people");
    require(!record.evidence || can_be_told(record.evidence->remark), "a remark can be told to people");
    if (record.operator_word) {
        for (const NodeAddress& node : record.operator_word->lost) {
            require_safe(node);
        }
    }
}

void require_sight(const NodeSight& sight) {
    require(sight.record.has_value() == (sight.hearing == Hearing::heard), "a record is there exactly if it was heard");
    require(sight.older_status.empty() == (sight.hearing != Hearing::older_tool), "the older tool's word is told");
    require(can_be_told(sight.older_status), "the older tool's word can be told to people");
    require(can_be_told(sight.detail) && sight.detail.size() <= 1000, "a detail can be told to people and has a bound");
    if (sight.record) {
        require(sight.record->cluster_name == "lab", "only this cluster is heard");
        require_tellable(*sight.record);
    }
}

void run(std::string_view input) {
    PeerAnswer answer;
    answer.outcome = PeerAnswer::Outcome::answered;
    answer.state = take_part(input);
    answer.status = take_part(input);
    answer.detail = input;
    const NodeAddress address = NodeAddress::parse("n1");
    require_sight(sight_of(address, answer, "lab"));

    // The same as the answer of this node's own agent: it must not end the start, whatever it is.
    const Situation situation = situation_of({address}, 0, {answer}, Record::parse(own_line));
    require(situation.nodes[0].record && situation.nodes[0].record->to_line() == own_line,
            "what a node knows of itself does not depend on what its agent says");
    require(can_be_told(situation.own_service_detail), "why a record is not served can be told to people");

    answer.galera_port = PortFinding::accepts;
    const NodeSight doubted = sights_of({address}, {answer}, "lab").at(0);
    require_sight(doubted);
    require(!doubted.record, "a node whose port contradicts its answer is not heard");

    answer.outcome = PeerAnswer::Outcome::unreachable;
    require_sight(sight_of(address, answer, "lab"));
}

const Registration registration("sighting", run);

} // namespace

} // namespace galera_initiator::fuzz
