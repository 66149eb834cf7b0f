#include "steps/company.hpp"

#include "common/error.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <functional>

namespace galera_initiator {

namespace {

bool may_run(const NodeSight& node) {
    return may_run_untold(node) || has_status(node, NodeStatus::running) || has_status(node, NodeStatus::bootstrapping);
}

bool another_node(const std::vector<NodeSight>& nodes, std::size_t self,
                  const std::function<bool(const NodeSight&)>& wanted) {
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        if (index != self && wanted(nodes[index])) {
            return true;
        }
    }
    return false;
}

} // namespace

bool somebody_may_run(const std::vector<NodeSight>& nodes, std::size_t self) {
    return another_node(nodes, self, may_run);
}

bool somebody_waits(const std::vector<NodeSight>& nodes, std::size_t self) {
    return another_node(nodes, self, [](const NodeSight& node) {
        return node.hearing == Hearing::heard && node.record->status == NodeStatus::initiating;
    });
}

bool all_fellows_come(const std::vector<NodeSight>& nodes, const Record& own) {
    // A node that sets out by another one's claim tells its choice no more, so whose claim it is that node tells.
    const auto leads_to_this_view = [&](const Uuid& claim) {
        return own.claim == claim || std::any_of(nodes.begin(), nodes.end(), [&](const NodeSight& node) {
                   return node.hearing == Hearing::heard && node.record->together == own.together &&
                          node.record->claim == claim;
               });
    };
    const auto comes = [&](const NodeSight& node, const Uuid& member) {
        if (node.hearing != Hearing::heard) {
            return false;
        }
        const Record& record = *node.record;
        const auto& evidence = record.evidence;
        const auto its_member =
            evidence && !evidence->identities.empty() ? evidence->identities.front() : record.member.value_or(Uuid());
        if (!its_member.same_member(member)) {
            return false;
        }
        switch (record.status) {
        case NodeStatus::initiating:
            return record.choice && leads_to_this_view(*record.choice);
        case NodeStatus::joining:
        case NodeStatus::bootstrapping:
            return record.together == own.together;
        case NodeStatus::running:
        case NodeStatus::non_primary:
            return true;
        case NodeStatus::stopped:
        case NodeStatus::recovering:
        case NodeStatus::stopping:
            return false;
        }
        throw Error("no such status");
    };
    const std::vector<Uuid>& members = own.together.value().members;
    return std::all_of(members.begin(), members.end(), [&](const Uuid& member) {
        return (own.member && member.same_member(*own.member)) ||
               std::any_of(nodes.begin(), nodes.end(), [&](const NodeSight& node) { return comes(node, member); });
    });
}

bool all_are_heard(const std::vector<NodeSight>& nodes) {
    return std::all_of(nodes.begin(), nodes.end(),
                       [](const NodeSight& node) { return node.hearing == Hearing::heard; });
}

} // namespace galera_initiator
