#pragma once

#include "decision/situation.hpp"
#include "evidence/remembering.hpp"
#include "evidence/server_status.hpp"
#include "evidence/view_state.hpp"
#include "node/this_node.hpp"
#include "systemd/unit_state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

std::filesystem::path place_of_view(const StepContext& context, const NodeSettings& settings);
std::filesystem::path place_of_server_status(const StepContext& context, const NodeSettings& settings);

/// The view of the server, durable from now on, after a moment where the next one is just being written.
/// @throws ParseError, SystemError
std::optional<WrittenView> read_view(const StepContext& context, const NodeSettings& settings);

/// Which file its grastate.dat is: Files::print_of_file().
std::string state_file_of(const StepContext& context, const NodeSettings& settings);

/// Is the server in a primary component now? @throws SystemError
InComponent server_in_component(const StepContext& context, const NodeSettings& settings);

/// What the running ones of these nodes tell of the component that the view names. @returns none where nobody does
std::optional<RunningHistory> component_told_by(const std::vector<NodeSight>& nodes,
                                                const std::optional<ViewState>& view);

/// Saves the memory of a server that runs where it has changed, and what goes with the data where that does not say the
/// same. @param memory  is told what is written there
void save_with_data(const StepContext& context, const NodeSettings& settings, const NodeMemoryFile& file,
                    const NodeMemory& before, NodeMemory& memory, InComponent in_component);

/// While the server is up: learns its identity and its component's history, and publishes them, with whether it is in a
/// primary component. Does nothing once that server is on its way down.
/// @param invocation  of the server's unit
void publish_running(const StepContext& context, const NodeSettings& settings, const std::string& invocation);

/// The same for a server that was already running when this project was installed.
void publish_running_if_nobody_has(const StepContext& context, const UnitState& server);

/// While the server is on its way down: keeps a view that came after the step before the stop, and then the history of
/// that component, where it is heard. Does nothing once that server is down.
void keep_later_view(const StepContext& context, const NodeSettings& settings, const std::string& invocation);

/// While the server is up, and where there are arbitrators: asks all nodes which members they are, to know the
/// arbitrators by that, and to forget who was taken for one and is a node.
void remember_arbitrators(const StepContext& context, const NodeSettings& settings, const std::string& invocation);

} // namespace galera_initiator
