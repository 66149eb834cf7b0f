#pragma once

#include "common/node_address.hpp"
#include "evidence/hold.hpp"
#include "evidence/override.hpp"
#include "evidence/record.hpp"
#include "node/machine.hpp"
#include "node/node_settings.hpp"
#include "node/own_node.hpp"
#include "node/places.hpp"
#include "systemd/announcer.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

// What the steps of a unit's life and the operator's commands need to know of the machine that they run on.

namespace galera_initiator {

/// Where and for which unit a step or a command runs.
struct StepContext {
    Places places;
    std::string unit;                           ///< the server's unit
    std::string invocation;                     ///< $INVOCATION_ID of the unit that the step runs in
    std::optional<std::string> cluster_address; ///< as the drop-in has it
    Announcer& announcer;
    const Machine& machine;
};

/// A path of the server's settings, below the root.
std::filesystem::path below(const std::filesystem::path& root, const std::filesystem::path& absolute);

/// A record of this node that tells nothing but its names and its status.
Record blank_record(const StepContext& context, const NodeSettings& settings, NodeStatus status);

/// A unit's name as people type it: "mariadb".
std::string unit_for_people(const std::string& unit);

/// Looks for this machine in the cluster address, once. @throws ConfigurationError if it is certainly none of the nodes
OwnNode look_for_own_node(const Places& places, const NodeSettings& settings, const ClusterAddress& address);

/// This machine's place in the cluster address: with an index.
/// @throws ConfigurationError if it is none of the nodes; waits while a name that may be it has no address
OwnNode await_own_node(const StepContext& context, const NodeSettings& settings, const ClusterAddress& address);

/// Whether a person keeps this node down. @throws ParseError with the file and the remedy
std::optional<Hold> load_hold(const Files& files, const Places& places);

/// The operator's word for the next start, or the one that waits now. @throws ParseError
std::optional<Override> load_operator_word(const Files& files, const Places& places);

} // namespace galera_initiator
