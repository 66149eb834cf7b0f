#pragma once

#include "decision/situation.hpp"
#include "initiation/this_node.hpp"
#include "snmp/peer_gatherer.hpp"
#include "snmp/snmp_gatherer.hpp"
#include "systemd/unit_state.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// The cluster as it is heard now by somebody who is not a start. Nothing is published, written or announced.
struct PresentCluster {
    Situation situation;             ///< with this node as it is; without its evidence where that is not known now
    std::vector<PeerAnswer> answers; ///< one for each node; empty: they could not be asked
    std::vector<std::string> notes;  ///< sentences: what could not be seen, and why
    std::string unit;                ///< the server's
    std::string cluster_name;
    std::string settings; ///< print_of_settings()
    std::optional<Uuid> kept_choice;

    /// What the start sees that waits now, or one that would begin now.
    /// @returns nothing where this node's evidence is not known: its server is not down
    [[nodiscard]] std::optional<Situation> as_seen_by_a_start() const;
};

/// Hears the cluster again and again. Stops being root before it hears anything.
class PresentClusterObserver {
public:
    /// @param may_be_deaf  true: who may not read how to ask the peers sees this node alone
    /// @throws ConfigurationError, among others if this machine is none of the nodes
    PresentClusterObserver(const StepContext& context, const NodeSettings& settings, UnitStates& units,
                           bool may_be_deaf);

    /// @throws SystemError if no helper process can be started
    PresentCluster look();

private:
    void take_memory(PresentCluster& present) const;

    const StepContext& context_;
    const NodeSettings& settings_;
    UnitStates& units_;
    std::vector<NodeAddress> nodes_;
    std::size_t self_;
    std::unique_ptr<SnmpGatherer> gatherer_;
    std::string not_asked_;
};

} // namespace galera_initiator
