#pragma once

#include "node/this_node.hpp"
#include "systemd/announcer.hpp"

#include <functional>

namespace galera_initiator {

/// Kills the server, so that Restart= of its unit begins again with a decision.
/// @param is_still_due  asked once its process is held: so that another one is never killed
/// @param announcement  told right before
/// @throws Error, SystemError if it cannot be killed
void end_server(const StepContext& context, const std::function<bool()>& is_still_due,
                const Announcement& announcement);

} // namespace galera_initiator
