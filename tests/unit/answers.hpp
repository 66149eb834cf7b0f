#pragma once

#include "decision/situations.hpp"
#include "evidence/record.hpp"
#include "snmp/peer_gatherer.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

// What the nodes n1, n2, ... of the cluster "lab" answer.

namespace galera_initiator::test {

inline Record record_of(std::size_t index, NodeStatus status, std::optional<Evidence> evidence,
                        const std::string& origin) {
    Record record;
    record.cluster_name = "lab";
    record.node_name = "n" + std::to_string(index + 1);
    record.status = status;
    record.origin = origin + std::to_string(index + 1);
    record.evidence = std::move(evidence);
    return record;
}

inline Evidence of_node(unsigned node, Evidence evidence) {
    evidence.identities = {member(node)};
    return evidence;
}

/// @param told  when, on its own clock; each answer must be later than those before
inline PeerAnswer answer_of(Record record, std::uint64_t told) {
    record.told_at = TellingTime{uuid(500), told};
    PeerAnswer answer;
    answer.outcome = PeerAnswer::Outcome::answered;
    answer.state = record.to_line();
    answer.status = std::string(status_word(record.status));
    return answer;
}

/// Told just now.
inline PeerAnswer answer_of(const Record& record) {
    static std::uint64_t now = 1'000;
    return answer_of(record, ++now);
}

} // namespace galera_initiator::test
