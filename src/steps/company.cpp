#include "steps/company.hpp"

#include "common/error.hpp"

namespace galera_initiator {

namespace {

bool can_be_joined(const NodeSight& node) {
    switch (node.hearing) {
    case Hearing::heard:
        return node.record->status == NodeStatus::running || node.record->status == NodeStatus::bootstrapping;
    case Hearing::older_tool:
    case Hearing::alive_but_silent:
    case Hearing::no_record:
        return true;
    case Hearing::unreachable:
    case Hearing::unresolved:
        return false;
    }
    throw Error("no such hearing");
}

} // namespace

bool somebody_can_be_joined(const std::vector<NodeSight>& nodes, std::size_t self) {
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        if (index != self && can_be_joined(nodes[index])) {
            return true;
        }
    }
    return false;
}

} // namespace galera_initiator
