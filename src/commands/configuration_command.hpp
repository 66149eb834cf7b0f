#pragma once

#include "node/places.hpp"

namespace galera_initiator {

/// Prints the settings that hold on this machine, where each comes from, and what is wrong with them.
/// @param only_problems  print what is wrong, and nothing where nothing is
/// @returns the process's exit status: 0, or 1 if something is wrong
/// @throws ConfigurationError if a configuration file is faulty, naming file and line
int show_configuration(const Places& places, bool only_problems);

} // namespace galera_initiator
