#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"
#include "node/this_node.hpp"
#include "snmp/peer_gatherer.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// The cluster as it is heard now by somebody who is not a start. Nothing is published, written or announced.
struct PresentCluster {
    Situation situation;             ///< with this node as it is; without its evidence where that is not known now
    bool own_status_is_known = true; ///< otherwise the status in the situation means nothing
    std::optional<std::chrono::milliseconds> waited; ///< since the start began that waits now; none waits
    std::vector<PeerAnswer> answers;                 ///< one for each node; empty: they could not be asked
    std::vector<std::string> notes;                  ///< sentences: what could not be seen, and why
    std::string unit;                                ///< the server's
    std::string cluster_name;
    std::string settings; ///< print_of_settings()

    /// What the start sees that waits now, or one that would begin now.
    /// @returns nothing where this node's evidence is not known: its server is not down
    [[nodiscard]] std::optional<Situation> as_seen_by_a_start() const;
};

/// As that start decides. One of a node that is held is refused before it decides anything.
Verdict verdict_of_a_start(const Situation& seen);

/// What comes of it if this user may not read how to ask the peers.
enum class Deafness {
    refused, ///< an error
    noted,   ///< this node is seen alone, and a note says why
};

/// Hears the cluster again and again.
class PresentClusterObserver {
public:
    /// Of this machine. Stops being root before anything comes from the network, be it a name's address.
    /// @throws ConfigurationError, among others if this machine is none of the nodes
    static PresentClusterObserver open(const StepContext& context, const NodeSettings& settings, Deafness deafness);

    /// Without asking anybody but the resolver. @throws ConfigurationError if this machine is none of the nodes
    static PresentClusterObserver open_deaf(const StepContext& context, const NodeSettings& settings,
                                            const std::string& why);

    /// How the nodes are asked, or why they are not.
    struct Ears {
        std::unique_ptr<PeerGatherer> gatherer; ///< none: they are not
        std::string why_deaf;
    };
    PresentClusterObserver(const StepContext& context, const NodeSettings& settings, std::vector<NodeAddress> nodes,
                           const OwnNode& own, Ears ears);

    /// @throws SystemError if no helper process can be started
    PresentCluster look();

private:
    void take_memory(PresentCluster& present) const;

    const StepContext& context_;
    const NodeSettings& settings_;
    std::vector<NodeAddress> nodes_;
    std::size_t self_;
    std::vector<NodeAddress> agents_; ///< where each is asked
    Ears ears_;
};

} // namespace galera_initiator
