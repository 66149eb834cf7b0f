#pragma once

#include "evidence/view_state.hpp"
#include "node/this_node.hpp"
#include "systemd/unit_state.hpp"

#include <optional>
#include <string>

namespace galera_initiator {

/// The view that the server is in, as its provider wrote it down. @throws ParseError, SystemError
std::optional<ViewState> read_view(const StepContext& context, const NodeSettings& settings);

/// Once the server is up: learns its identity and its component's history, and publishes them.
/// @param invocation  of the server's unit
void publish_running(const StepContext& context, const NodeSettings& settings, const std::string& invocation);

/// The same for a server that was already running when this project was installed.
void publish_running_if_nobody_has(const StepContext& context, const UnitState& server);

} // namespace galera_initiator
