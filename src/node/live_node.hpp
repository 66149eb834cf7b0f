#pragma once

#include "evidence/published_record.hpp"
#include "node/places.hpp"
#include "systemd/unit_state.hpp"

#include <optional>
#include <string>

namespace galera_initiator {

/// What this node has published, and the states of the units that it is held against: what live_record() takes.
struct LiveNode {
    std::optional<PublishedRecord> published;
    std::string unit; ///< the server's
    UnitState server;
    std::optional<UnitState> writer;

    /// @throws Error as live_record()
    [[nodiscard]] Record record() const { return live_record(published, server, writer); }
    [[nodiscard]] NodeStatus status() const { return live_status(published, server, writer); }
};

/// Needs no configuration, and no privilege.
/// @param unit  the server's, where nothing has been published; none: the one that is installed
/// @throws Error if no unit of a server is installed and none has published, or as PublishedRecordFile and UnitStates
LiveNode examine_node(Files& files, const Places& places, UnitStates& units,
                      const std::optional<std::string>& unit = std::nullopt);

} // namespace galera_initiator
