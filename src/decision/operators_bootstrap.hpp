#pragma once

#include "decision/premises.hpp"
#include "decision/verdict.hpp"

#include <optional>

// The operator's word by which a node bootstraps.

namespace galera_initiator {

/// bootstrap-here, said on a deciding node.
std::optional<Verdict> bootstrap_where_told(const Premises& premises);

/// galera_new_cluster, run on this node now.
/// @param by_rules  what the rules say without it
Verdict start_new_cluster(const Premises& premises, const Verdict& by_rules);

} // namespace galera_initiator
