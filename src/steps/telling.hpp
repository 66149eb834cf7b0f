#pragma once

#include "systemd/announcer.hpp"

#include <functional>

namespace galera_initiator {

/// Runs a step or a command, and tells people what went wrong: in the unit's status and in the journal.
/// @returns the exit status, as galera_init(8) has it: that of the action; 1 if it was refused or failed; 78 after a
/// configuration error
int run_and_tell(Announcer& announcer, const std::function<int()>& action);

} // namespace galera_initiator
