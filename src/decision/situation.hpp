#pragma once

#include "common/node_address.hpp"
#include "configuration/policies.hpp"
#include "decision/choice.hpp"
#include "evidence/record.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace galera_initiator {

/// Of nodes in a Situation.
using Indices = std::set<std::size_t>;

/// How much one node of the cluster has told.
enum class Hearing {
    heard,            ///< a whole record came
    older_tool,       ///< only the older tool's status word came: it proves nothing but that its server runs or starts
    no_record,        ///< it answers, but what it says cannot be believed or is not of now
    alive_but_silent, ///< its Galera port accepts, or its record is of another version: it may be a running cluster
    unreachable,      ///< nothing; which is not the same as down
    unresolved,       ///< its name has no address
};

/// One configured node as it was heard in one round.
struct NodeSight {
    NodeAddress address;
    Hearing hearing = Hearing::unreachable;
    std::optional<Record> record;                      ///< set exactly if heard
    std::string older_status;                          ///< for older_tool: its word
    std::string detail;                                ///< for people: why it was not heard
    std::optional<TellingTime> told_at = std::nullopt; ///< of the record, which is without it: evidence has no time
    bool machine_is_up = false;                        ///< though it was not heard: its Galera port refuses
};

/// Everything that a decision rests on: one snapshot. Two nodes with the same snapshot decide the same.
struct Situation {
    std::vector<NodeSight> nodes; ///< all configured nodes in the order of the cluster address, this one included
    std::size_t self = 0;         ///< index of this node; its record is what it knows itself, and always heard

    std::string unit = "mariadb"; ///< this node's server, for people to name to systemctl

    /// Could the record that this node published be read back through its own SNMP agent, at the address where its
    /// peers ask for it? Without that they cannot hear its claim.
    bool own_record_is_served = false;
    std::string own_service_detail; ///< for people: why not

    /// Nodes that join one after the other are up sooner than nodes that compete for a donor, so a joiner lets another
    /// one go first; but not for ever, so the caller takes this back after some time. It never decides whether to join.
    bool may_let_others_join_first = false;

    /// Who starts together is up sooner than who joins one after the other, so the winner waits a moment for those that
    /// need not agree; but not for ever, so the caller takes this back.
    bool may_wait_for_fellows = false;

    Policies policies;

    /// With wait_for = majority: this start has waited long enough for all.
    bool majority_is_due = false;

    /// With wait_for = majority: the choice that this node has made, kept over restarts, where its owner is still in
    /// the cluster address.
    std::optional<Choice> choice;

    /// The operator runs galera_new_cluster on this node, now.
    bool operator_asks_for_bootstrap = false;

    /// Not even this node's own agent gives an answer: what is silent may be this node's way of asking.
    bool own_agent_is_silent = false;

    /// The bootstrap flag is set and nobody runs galera_new_cluster. Decides nothing; people may wait for its effect.
    bool bootstrap_flag_is_ignored = false;

    /// grastate.dat says safe_to_bootstrap: 1, or the provider would take it so. Counts only with the operator's word.
    bool provider_allows_bootstrap = false;
};

} // namespace galera_initiator
