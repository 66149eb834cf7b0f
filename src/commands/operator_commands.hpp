#pragma once

#include "evidence/override.hpp"
#include "node/this_node.hpp"

#include <string>
#include <vector>

// What the operator runs by hand. Each prints to standard output and returns the process's exit status.

namespace galera_initiator {

/// Decides as a start would, prints what and why, and changes nothing.
int dry_run(const StepContext& context);

/// Takes the operator's word for the start that waits now, or for the next one, after it has shown the evidence and
/// what the word gives up. Refuses where it would change nothing, or where the evidence speaks against it.
/// @param nodes  for assume_lost: as in the cluster address, with or without the port
/// @param is_confirmed  otherwise asks on the terminal
int give_word(const StepContext& context, Override::Kind kind, const std::vector<std::string>& nodes,
              bool is_confirmed);

/// Keeps this node's server from being started until it is released, be it after a reboot. One that runs is left alone.
/// A hold that is there already is replaced.
/// @param reason  for people; fault_of_reason() is empty
int hold_node(const StepContext& context, const std::string& reason);

/// Takes that back, if it is there.
int release_node(const StepContext& context);

/// Takes back the word that was given on this node, if the start that it was given for has not acted on it yet.
int withdraw_word(const StepContext& context);

} // namespace galera_initiator
