#pragma once

#include "decision/situation.hpp"

#include <cstdint>
#include <string>

// What an operator's word gives up, told in transactions where that is known: to be read before it is confirmed.

namespace galera_initiator {

/// What is lost if this node's data is replaced by a full state transfer: what no other heard node holds.
/// @param situation  this node's evidence is heard
std::string loss_if_discarded(const Situation& situation);

/// What the others hold and the cluster lacks if this node bootstraps; they keep it and refuse to join.
/// @param situation  this node's evidence is heard
std::string loss_if_bootstrapped_here(const Situation& situation);

/// "1 transaction", "12 transactions"
std::string count_of_transactions(std::int64_t count);

} // namespace galera_initiator
