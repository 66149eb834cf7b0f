#pragma once

#include "common/node_address.hpp"
#include "common/position.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

enum class HandedDecision {
    join,
    bootstrap,
    plain, ///< the server is no Galera node (any more): start it as it is configured
};

/// What the deciding process, which runs as the server's user, hands to the step that runs as root: one of three fixed
/// words, the position that the data holds, whether the server is to tell its state, and the start that it was decided
/// in. Root believes nothing else from there.
struct HandedStart {
    HandedDecision decision = HandedDecision::plain;

    /// For units that recover none by themselves: without it a bootstrap after a crash would begin a new history.
    std::optional<Position> position = std::nullopt;

    /// Is the server to tell its state, because it is not configured to?
    bool asks_for_status = false;

    bool operator==(const HandedStart&) const = default;
};

/// "bootstrap <invocation>\n" or "bootstrap <invocation> <uuid>:<seqno>\n", or with " status-file" before its end
std::string to_text(const HandedStart& start, std::string_view invocation);

/// @returns nothing unless text is exactly what to_text makes for this invocation
std::optional<HandedStart> parse_handed_start(std::string_view text, std::string_view invocation);

/// How the server's unit takes the decision: the variable that stands on its command line, and what the unit has in it.
struct DecisionCarrier {
    std::string variable = "_WSREP_NEW_CLUSTER";
    std::string content{}; ///< stays, before what is added
    /// What other variables of the command line are to have, so that no flag reaches the server that a script has set,
    /// has left over or sets once all is decided.
    std::map<std::string, std::string> others{};
};

/// The environment file for the server's start. It sets the carrier, so a flag that was left over in the unit's own,
/// earlier, environment file has no effect.
/// @param address  of the cluster; required for join and bootstrap
/// @param status_file  where the server is to tell its state, if it is asked for that; one that cannot passes the
/// option over with a warning
/// @throws ConfigurationError if it is missing or bare, or if what the carrier has cannot be kept in such a file
std::string environment_for(const HandedStart& start, const std::optional<ClusterAddress>& address,
                            const DecisionCarrier& carrier, const std::filesystem::path& status_file = {});

} // namespace galera_initiator
