#pragma once

// Small words from which tests write situations as they would tell them.

#include "common/uuid.hpp"
#include "decision/situation.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace galera_initiator::test {

inline Uuid uuid(unsigned number) {
    std::string text = std::to_string(number);
    text.insert(0, 12 - text.size(), '0');
    return Uuid::parse("10000000-0000-0000-0000-" + text);
}

/// The history that all nodes share unless a test says otherwise.
inline Uuid history() {
    return uuid(999);
}

/// The member UUID of node 1, 2, ...
inline Uuid member(unsigned node) {
    return uuid(node);
}

inline std::vector<Uuid> members(std::initializer_list<unsigned> nodes) {
    std::vector<Uuid> uuids;
    for (const unsigned node : nodes) {
        uuids.push_back(member(node));
    }
    return uuids;
}

inline Evidence intact(std::int64_t seqno, const Uuid& of = history()) {
    Evidence evidence;
    evidence.data = DataState::intact;
    evidence.position = Position(of, Seqno(seqno));
    return evidence;
}

inline Evidence crashed_in(std::initializer_list<unsigned> nodes, std::int64_t seqno) {
    Evidence evidence = intact(seqno);
    evidence.membership = Membership::view;
    evidence.members = members(nodes);
    return evidence;
}

inline Evidence left(std::initializer_list<unsigned> nodes, std::int64_t seqno) {
    Evidence evidence = intact(seqno);
    evidence.membership = Membership::left;
    evidence.members = members(nodes);
    return evidence;
}

inline Evidence alone(std::int64_t seqno) {
    Evidence evidence = intact(seqno);
    evidence.membership = Membership::alone;
    return evidence;
}

inline Evidence unknown(std::int64_t seqno) {
    Evidence evidence = intact(seqno);
    evidence.membership = Membership::unknown;
    return evidence;
}

inline Evidence fresh() {
    Evidence evidence;
    evidence.membership = Membership::never;
    evidence.data = DataState::fresh;
    return evidence;
}

inline Evidence damaged() {
    Evidence evidence;
    evidence.membership = Membership::unknown;
    evidence.data = DataState::damaged;
    return evidence;
}

inline Evidence standalone() {
    Evidence evidence = fresh();
    evidence.data = DataState::standalone;
    evidence.remark = "holds database shop of a time before Galera";
    return evidence;
}

/// Three (or more) nodes n1, n2, ...: all unreachable until told otherwise. Nodes are numbered from 1, as people do.
class Cluster {
public:
    explicit Cluster(unsigned nodes = 3) {
        for (unsigned node = 1; node <= nodes; ++node) {
            situation_.nodes.push_back({.address = NodeAddress::parse("10.0.0." + std::to_string(node)),
                                        .record = {},
                                        .older_status = {},
                                        .detail = "no answer"});
        }
        situation_.own_record_is_served = true;
    }

    Cluster& has_status(unsigned node, NodeStatus status) {
        NodeSight& sight = situation_.nodes.at(node - 1);
        sight.hearing = Hearing::heard;
        sight.record.emplace();
        sight.record->node_name = "n" + std::to_string(node);
        sight.record->status = status;
        return *this;
    }

    Cluster& is_down(unsigned node, Evidence evidence) { return shows(node, NodeStatus::stopped, std::move(evidence)); }
    Cluster& is_deciding(unsigned node, Evidence evidence) {
        return shows(node, NodeStatus::initiating, std::move(evidence));
    }

    Cluster& runs(unsigned node, std::optional<Uuid> of = history()) {
        has_status(node, NodeStatus::running);
        situation_.nodes.at(node - 1).record->history = of;
        return *this;
    }

    Cluster& claims(unsigned node, unsigned claim) {
        situation_.nodes.at(node - 1).record->claim = uuid(100 + claim);
        return chooses(node, claim);
    }

    Cluster& chooses(unsigned node, unsigned claim) {
        situation_.nodes.at(node - 1).record->choice = uuid(100 + claim);
        return *this;
    }

    Cluster& sounds(unsigned node, Hearing hearing) {
        situation_.nodes.at(node - 1).hearing = hearing;
        situation_.nodes.at(node - 1).record.reset();
        return *this;
    }

    Cluster& older_tool_says(unsigned node, const std::string& word) {
        sounds(node, Hearing::older_tool);
        situation_.nodes.at(node - 1).older_status = word;
        return *this;
    }

    Cluster& operator_asks(bool provider_allows) {
        situation_.operator_asks_for_bootstrap = true;
        situation_.provider_allows_bootstrap = provider_allows;
        return *this;
    }

    Cluster& is_not_served() {
        situation_.own_record_is_served = false;
        situation_.own_service_detail = "the snmpd of this node gives no answer";
        return *this;
    }

    Cluster& lets_others_join_first() {
        situation_.may_let_others_join_first = true;
        return *this;
    }

    [[nodiscard]] Situation seen_by(unsigned node) const {
        Situation situation = situation_;
        situation.self = node - 1;
        return situation;
    }

private:
    Cluster& shows(unsigned node, NodeStatus status, Evidence evidence) {
        has_status(node, status);
        evidence.identities.insert(evidence.identities.begin(), member(node));
        situation_.nodes.at(node - 1).record->evidence = std::move(evidence);
        return *this;
    }

    Situation situation_;
};

} // namespace galera_initiator::test
