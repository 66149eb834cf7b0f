#include "decision/sights.hpp"

#include "decision/closure.hpp"

namespace galera_initiator {

const Evidence& evidence_of(const Situation& situation, std::size_t index) {
    return *situation.nodes[index].record->evidence;
}

const Evidence& own_evidence(const Situation& situation) {
    return evidence_of(situation, situation.self);
}

bool has_status(const NodeSight& node, NodeStatus status) {
    return node.hearing == Hearing::heard && node.record->status == status;
}

bool runs(const NodeSight& node) {
    return has_status(node, NodeStatus::running) ||
           (node.hearing == Hearing::older_tool && node.older_status == "running");
}

bool bootstraps(const NodeSight& node) {
    return has_status(node, NodeStatus::bootstrapping) ||
           (node.hearing == Hearing::older_tool && node.older_status == "bootstrapping");
}

bool is_deciding(const NodeSight& node) {
    return has_status(node, NodeStatus::initiating) || has_status(node, NodeStatus::recovering);
}

bool was_member(const NodeSight& node, const Uuid& member) {
    return has_evidence(node) && names_member(node.record->evidence->identities, member);
}

bool tells_its_status(const NodeSight& node) {
    return node.hearing == Hearing::heard || node.hearing == Hearing::older_tool;
}

bool is_held(const NodeSight& node) {
    return node.hearing == Hearing::heard && node.record->hold;
}

bool is_away(const NodeSight& node) {
    return node.hearing == Hearing::unreachable || node.hearing == Hearing::unresolved;
}

bool may_run_untold(const NodeSight& node) {
    return node.hearing != Hearing::heard && !is_away(node);
}

bool has_unseen_data(const NodeSight& node) {
    return node.hearing == Hearing::heard && node.record->evidence && node.record->evidence->data == DataState::unseen;
}

bool may_be_lost(const NodeSight& node) {
    return is_away(node) || has_unseen_data(node);
}

bool has_no_whole_data(const Evidence& evidence) {
    return evidence.data == DataState::damaged || evidence.data == DataState::unseen ||
           (evidence.data == DataState::unreadable && !evidence.may_be_whole());
}

std::string history_clause(const Evidence& evidence) {
    return "holds position " + evidence.position->to_string();
}

bool is_same_view(const Evidence& left, const Evidence& right) {
    return left.membership == Membership::view && right.membership == Membership::view &&
           are_same_members(left.members, right.members);
}

bool is_part_of(const Evidence& part, const Evidence& whole) {
    const Seqno held = part.position->seqno();
    return part.position->history() == whole.position->history() &&
           shared_up_to(part.lineage, held, whole.lineage, whole.position->seqno()) == held;
}

bool holds_more(const Evidence& more, const Evidence& less) {
    return more.data == DataState::intact && more.position->seqno() > less.position->seqno() && is_part_of(less, more);
}

bool keeps_what_it_holds(const NodeSight& node) {
    if (!node.record) {
        return false;
    }
    const auto& word = node.record->operator_word;
    return !(word && word->kind == Override::Kind::discard_data) &&
           (!node.record->evidence || node.record->evidence->data == DataState::intact);
}

std::optional<Holding> holding_of(const NodeSight& node) {
    if (!node.record) {
        return std::nullopt;
    }
    const Record& record = *node.record;
    if (const auto& evidence = record.evidence) {
        const auto& position = evidence->position;
        return position ? std::optional(Holding{position->history(), evidence->lineage, position->seqno()})
                        : std::nullopt;
    }
    return record.history ? std::optional(Holding{*record.history, record.lineage, std::nullopt}) : std::nullopt;
}

Indices select(const Situation& situation, const std::function<bool(const NodeSight&)>& wanted) {
    Indices selected;
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        if (wanted(situation.nodes[index])) {
            selected.insert(index);
        }
    }
    return selected;
}

bool crashed_in_a_view(const NodeSight& node) {
    return has_evidence(node) && node.record->evidence->membership == Membership::view;
}

bool crashed_with_data(const NodeSight& node) {
    return crashed_in_a_view(node) && node.record->evidence->joined.empty();
}

Indices peers(const Situation& situation, const std::function<bool(const NodeSight&)>& wanted) {
    Indices selected = select(situation, wanted);
    selected.erase(situation.self);
    return selected;
}

std::vector<Concern> concerns_for(const Indices& nodes, const std::string& why) {
    std::vector<Concern> concerns;
    for (const std::size_t node : nodes) {
        concerns.push_back({node, why});
    }
    return concerns;
}

Verdict wait_for(Reason reason, std::vector<Concern> concerns) {
    return {.action = Action::wait, .reason = reason, .concerns = std::move(concerns)};
}

Verdict refuse(Reason reason, std::vector<Concern> concerns) {
    return {.action = Action::refuse, .reason = reason, .concerns = std::move(concerns)};
}

} // namespace galera_initiator
