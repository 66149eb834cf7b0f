#pragma once

#include "decision/situation.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// What an operator's word gives up, told in transactions where that is known: to be read before it is confirmed.

namespace galera_initiator {

/// What is lost if this node's data is replaced by a full state transfer: what no other heard node holds.
/// @param situation  this node's evidence is heard
std::string loss_if_discarded(const Situation& situation);

/// What the others hold and the cluster lacks if this node bootstraps; they keep it and refuse to join.
/// @param situation  this node's evidence is heard
std::string loss_if_bootstrapped_here(const Situation& situation);

/// Of every word that goes past a node which is not heard.
inline constexpr std::string_view unheard_is_not_down =
    "Who is not heard need not be down: a server that still runs there serves its clients beside the cluster that "
    "comes "
    "up here, and there are two. See that it is down, and stays down until it is heard.";

/// "1 transaction", "12 transactions"
std::string count_of_transactions(std::int64_t count);

} // namespace galera_initiator
