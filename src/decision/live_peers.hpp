#pragma once

#include "decision/premises.hpp"
#include "decision/sights.hpp"
#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <optional>

// Rules 2 and 3: a server may run, or is on its way up or down.

namespace galera_initiator {

/// Who accepts on its Galera port and does not tell why.
Indices silent_peers(const Situation& situation);

/// Who bootstraps, joins or stops.
///
/// A peer that is joining decided so by what ran then. Its server continues whatever it finds, so nothing else may
/// begin until its start has ended: what it holds may lack in what is begun now. galera_init watch ends it.
Indices peers_on_their_way(const Situation& situation);

/// Whose server is up and has lost its primary component: no cluster to join, and what it holds is not known. Its own
/// watch ends it where it cannot get its component back (follow_component()); then it tells its evidence.
Indices non_primary_peers(const Situation& situation);

/// Who decides by another cluster address or other policies.
Indices peers_with_other_settings(const Situation& situation);

/// For people: how those are configured.
std::vector<Concern> concerns_for_settings(const Indices& peers);

std::optional<Verdict> wait_for_silent_peers(const Premises& premises);
std::optional<Verdict> wait_for_peers_on_their_way(const Premises& premises);
std::optional<Verdict> wait_for_non_primary_peers(const Premises& premises);
std::optional<Verdict> wait_for_equal_settings(const Premises& premises);

} // namespace galera_initiator
