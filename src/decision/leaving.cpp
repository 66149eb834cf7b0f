#include "decision/leaving.hpp"

#include <cstddef>

namespace galera_initiator {

namespace {

enum class Part { member, joiner, outside, unknown };

Part part_of(const NodeSight& node, const ViewState& view) {
    switch (node.hearing) {
    case Hearing::heard:
        break;
    case Hearing::older_tool:
        return node.older_status == "running" ? Part::member
                                              : (node.older_status == "stopped" ? Part::outside : Part::joiner);
    case Hearing::no_record:
    case Hearing::alive_but_silent:
        return Part::unknown;
    case Hearing::unreachable:
        // Its agent may be down while its server sets out to join.
        return node.machine_is_up ? Part::unknown : Part::outside;
    case Hearing::unresolved:
        return Part::outside;
    }
    switch (node.record->status) {
    case NodeStatus::running:
    case NodeStatus::non_primary:
    case NodeStatus::stopping:
        return !node.record->member || names_member(view.members, *node.record->member) ? Part::member : Part::joiner;
    case NodeStatus::stopped:
        return Part::outside;
    case NodeStatus::recovering:
    case NodeStatus::initiating:
    case NodeStatus::joining:
    case NodeStatus::bootstrapping:
        return Part::joiner;
    }
    return Part::joiner;
}

} // namespace

bool somebody_may_join(const std::vector<NodeSight>& nodes, const ViewState& view) {
    std::size_t members = 0;
    std::size_t unknown = 0;
    for (const NodeSight& node : nodes) {
        const Part part = part_of(node, view);
        if (part == Part::joiner) {
            return true;
        }
        members += part == Part::member ? 1U : 0U;
        unknown += part == Part::unknown ? 1U : 0U;
    }
    return unknown > 0 && members + unknown > view.members.size();
}

} // namespace galera_initiator
