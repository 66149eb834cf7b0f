#include "decision/live_peers.hpp"

namespace galera_initiator {

Indices silent_peers(const Situation& situation) {
    return peers(situation, [](const NodeSight& node) { return node.hearing == Hearing::alive_but_silent; });
}

Indices peers_on_their_way(const Situation& situation) {
    return peers(situation, [](const NodeSight& node) {
        const bool is_older =
            node.hearing == Hearing::older_tool && (node.older_status == "initiating" || node.older_status == "locked");
        return is_older || bootstraps(node) || has_status(node, NodeStatus::joining) ||
               has_status(node, NodeStatus::stopping);
    });
}

Indices non_primary_peers(const Situation& situation) {
    return peers(situation, [](const NodeSight& node) { return has_status(node, NodeStatus::non_primary); });
}

Indices peers_with_other_settings(const Situation& situation) {
    const std::string& own = situation.nodes[situation.self].record->settings;
    return peers(situation, [&](const NodeSight& node) {
        // One that has not begun to decide does not tell yet.
        return has_status(node, NodeStatus::initiating) && !node.record->settings.empty() &&
               node.record->settings != own;
    });
}

std::vector<Concern> concerns_for_settings(const Indices& peers) {
    return concerns_for(peers, "is configured with another cluster address (or order of it) or other policies");
}

std::optional<Verdict> wait_for_silent_peers(const Premises& premises) {
    const Indices silent = silent_peers(premises.situation);
    if (silent.empty()) {
        return std::nullopt;
    }
    return premises.wait_for(Reason::peer_silent,
                             concerns_for(silent, "lives, but gives no answer over SNMP that tells what "
                                                  "it does, so it may be running"));
}

std::optional<Verdict> wait_for_peers_on_their_way(const Premises& premises) {
    const Indices on_their_way = peers_on_their_way(premises.situation);
    if (on_their_way.empty()) {
        return std::nullopt;
    }
    return premises.wait_for(Reason::peer_starting, concerns_for(on_their_way, "is starting or stopping its server"));
}

std::optional<Verdict> wait_for_non_primary_peers(const Premises& premises) {
    const Indices without = non_primary_peers(premises.situation);
    if (without.empty()) {
        return std::nullopt;
    }
    return premises.wait_for(Reason::peer_non_primary,
                             concerns_for(without, "runs, but has lost its primary component"));
}

std::optional<Verdict> wait_for_equal_settings(const Premises& premises) {
    const Indices others = peers_with_other_settings(premises.situation);
    if (others.empty()) {
        return std::nullopt;
    }
    return premises.wait_for(Reason::settings_differ, concerns_for_settings(others));
}

} // namespace galera_initiator
