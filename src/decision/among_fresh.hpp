#pragma once

#include "decision/premises.hpp"
#include "decision/verdict.hpp"

#include <optional>

// Rule 4, the last part: nobody heard has, or ever had, data.

namespace galera_initiator {

std::optional<Verdict> wait_for_fresh_nodes(const Premises& premises);
std::optional<Verdict> refuse_standalone_data(const Premises& premises);
std::optional<Verdict> wait_for_standalone_peers(const Premises& premises);
std::optional<Verdict> elect_first_of_new_cluster(const Premises& premises);

} // namespace galera_initiator
