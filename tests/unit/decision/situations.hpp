#pragma once

// Small words from which tests write situations as they would tell them.

#include "common/uuid.hpp"
#include "decision/assumptions.hpp"
#include "decision/claiming.hpp"
#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace galera_initiator::test {

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

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

/// Data that cannot be read: it may hold what nobody else has.
inline Evidence unreadable() {
    Evidence evidence = damaged();
    evidence.data = DataState::unreadable;
    evidence.remark = "the position was not recovered";
    return evidence;
}

/// The data of a view, a stop or a history of one's own, but on another history than the others'.
inline Evidence of_history(Evidence evidence, const Uuid& other) {
    evidence.position = Position(other, evidence.position->seqno());
    return evidence;
}

/// A transfer that did not finish on a node that knows the component it was in.
inline Evidence without_data(Evidence evidence) {
    evidence.data = DataState::damaged;
    evidence.position.reset();
    evidence.lineage = Lineage();
    return evidence;
}

/// At that position if it is whole, which nothing shows.
inline Evidence doubtful(Evidence evidence) {
    evidence.data = DataState::unreadable;
    evidence.remark = "grastate.dat has a zero UUID";
    return evidence;
}

/// It crashed while a state transfer from a member that it had set out to join filled it.
inline Evidence filling_from(unsigned joined, std::initializer_list<unsigned> nodes) {
    Evidence evidence = without_data(crashed_in(nodes, 0));
    evidence.joined = {member(joined)};
    return evidence;
}

/// It has set out to join somebody since.
inline Evidence filled(Evidence evidence) {
    evidence.joined = {member(77)};
    return evidence;
}

/// What the bootstrap with this number began, at this position.
inline Timeline timeline(unsigned number, std::int64_t begins_at) {
    return {uuid(500 + number), Seqno(begins_at)};
}

inline Lineage timelines(std::vector<Timeline> later) {
    return Lineage(std::move(later));
}

inline Evidence on_timelines(Evidence evidence, std::vector<Timeline> later) {
    evidence.lineage = Lineage(std::move(later));
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

    Cluster& runs(unsigned node, const Uuid& of = history(), const Lineage& lineage = {}) {
        runs_untold(node, of);
        situation_.nodes.at(node - 1).record->lineage = lineage;
        return *this;
    }

    /// A server that runs and tells no timelines, and perhaps not even its history.
    Cluster& runs_untold(unsigned node, const std::optional<Uuid>& of = std::nullopt) {
        has_status(node, NodeStatus::running);
        situation_.nodes.at(node - 1).record->history = of;
        return *this;
    }

    /// A server that runs tells as which member of its component.
    Cluster& is_member(unsigned node, unsigned as_member) {
        situation_.nodes.at(node - 1).record->member = member(as_member);
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

    /// Its choice was kept over a restart (wait_for = majority), together with whose claim it is.
    /// @param owner_evidence  what the owner told when it was chosen; none: nobody knows
    Cluster& keeps_choice(unsigned node, unsigned claim, unsigned owner,
                          const std::optional<Evidence>& owner_evidence = std::nullopt) {
        std::string print;
        if (owner_evidence) {
            Evidence told = *owner_evidence;
            told.identities.insert(told.identities.begin(), member(owner));
            print = print_of_node(told);
        }
        choices_[node] = {uuid(100 + claim), owner - 1, print};
        return chooses(node, claim);
    }

    /// What a node publishes after a verdict; its new claim is claim 1, 2, ... of the node with that number.
    Cluster& publishes(unsigned node, const Verdict& verdict) {
        Record& record = *situation_.nodes.at(node - 1).record;
        record = record_after(record, verdict, uuid(100 + node));
        if (verdict.choice) {
            choices_[node] = *verdict.choice;
        } else {
            choices_.erase(node);
        }
        return *this;
    }

    /// It tells that it can start together with others, and the number of the last view that it was in.
    Cluster& can_restore(unsigned node, std::uint32_t number) {
        situation_.nodes.at(node - 1).record->together = {number, {}};
        return *this;
    }

    /// It starts with a view that it has agreed on with others.
    Cluster& leads(unsigned node, unsigned claim, const AgreedView& together, const Lineage& lineage) {
        has_status(node, NodeStatus::bootstrapping);
        Record& record = *situation_.nodes.at(node - 1).record;
        record.claim = uuid(100 + claim);
        record.together = together;
        record.history = history();
        record.lineage = lineage;
        return *this;
    }

    Cluster& gives_up_claim(unsigned node) {
        situation_.nodes.at(node - 1).record->claim.reset();
        situation_.nodes.at(node - 1).record->choice.reset();
        return *this;
    }

    /// The operator's word on a node, given for all the evidence as it now stands.
    Cluster& says(unsigned node, Override::Kind kind, std::initializer_list<unsigned> lost = {}) {
        Override word{.kind = kind, .lost = {}, .evidence = print_for_word(situation_, node - 1, kind)};
        for (const unsigned other : lost) {
            word.lost.push_back(situation_.nodes.at(other - 1).address);
        }
        situation_.nodes.at(node - 1).record->operator_word = word;
        return *this;
    }

    Cluster& has_settings(unsigned node, const std::string& print) {
        situation_.nodes.at(node - 1).record->settings = print;
        return *this;
    }

    /// wait_for = majority. @param is_due  majority_after has passed
    Cluster& takes_majority(bool is_due = true) {
        situation_.policies.wait_for = Policies::WaitFor::majority;
        situation_.majority_is_due = is_due;
        return *this;
    }

    Cluster& lets_first_node_begin() {
        situation_.policies.fresh = Policies::Fresh::first;
        return *this;
    }

    Cluster& has_arbitrators(std::size_t count) {
        situation_.policies.arbitrators = count;
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
        if (const auto choice = choices_.find(node); choice != choices_.end()) {
            situation.choice = choice->second;
        }
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
    std::map<unsigned, Choice> choices_;
};

} // namespace galera_initiator::test
