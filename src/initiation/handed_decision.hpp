#pragma once

#include "common/node_address.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// What the deciding process, which runs as the server's user, hands to the step that runs as root: one of three
/// fixed words and the start that it was decided in. Root believes nothing else from there.
enum class HandedDecision {
    join,
    bootstrap,
    plain, ///< the server is no Galera node (any more): start it as it is configured
};

/// "bootstrap <invocation>\n"
std::string to_text(HandedDecision decision, std::string_view invocation);

/// @returns nothing unless text is exactly what to_text makes for this invocation
std::optional<HandedDecision> parse_handed_decision(std::string_view text, std::string_view invocation);

/// The environment file for the server's start. It sets the variable in which MariaDB's units pass the bootstrap flag,
/// so a flag that was left over in the unit's own, earlier, environment file has no effect.
/// @param address  of the cluster; required for join and bootstrap
/// @throws ConfigurationError if it is missing or bare
std::string environment_for(HandedDecision decision, const std::optional<ClusterAddress>& address);

} // namespace galera_initiator
