#pragma once

#include "decision/premises.hpp"
#include "decision/verdict.hpp"

#include <optional>

// The operator's word by which a node bootstraps.

namespace galera_initiator {

/// bootstrap-here, said on a deciding node.
std::optional<Verdict> bootstrap_where_told(const Premises& premises);

// galera_new_cluster, run on this node now. It asks for nobody's agreement.

/// Somebody runs or may come to run, or holds more than this node, or is about to bootstrap; or the data here is not
/// whole.
std::optional<Verdict> refuse_contradicted_new_cluster(const Premises& premises);

/// The data here was given up.
std::optional<Verdict> wait_with_void_word(const Premises& premises);

/// Applies always.
std::optional<Verdict> start_new_cluster(const Premises& premises);

/// For a rule that has seen what the rules of any other start say.
Verdict refuse_unsafe_new_cluster(const Premises& premises, const Verdict& by_rules);

} // namespace galera_initiator
