#pragma once

#include "decision/situation.hpp"
#include "snmp/peer_gatherer.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace galera_initiator {

/// What one answer lets a node be believed of. Nothing that came over the network is believed before this. What its
/// Galera port says against it is left to sights_of(). What tells a record of another version is alive_but_silent.
/// @param cluster_name  this node's; a record of another cluster is not heard
NodeSight sight_of(const NodeAddress& address, const PeerAnswer& answer, const std::string& cluster_name);

/// The same for all nodes. One whose Galera port accepts, although it does not say that its server is up, is
/// alive_but_silent: a server runs there that its unit does not know of. @param answers  one for each node, in order
/// @throws Error if there are more or fewer
std::vector<NodeSight> sights_of(const std::vector<NodeAddress>& nodes, const std::vector<PeerAnswer>& answers,
                                 const std::string& cluster_name);

/// Why this node's own agent, asked as the peers ask it, tells no record of it, with the remedy.
/// @param own  what came of that; not heard @param asked_at  a host
std::string why_own_agent_is_not_heard(const NodeSight& own, const std::string& asked_at);

/// The situation after one round.
/// @param answers  one for each node, in order
/// @param own  this node's record, as it was published before the round began
/// @param asked_at  where its own agent was asked, if not at its host in the list
Situation situation_of(const std::vector<NodeAddress>& nodes, std::size_t self, const std::vector<PeerAnswer>& answers,
                       const Record& own, const std::string& asked_at = "");

} // namespace galera_initiator
