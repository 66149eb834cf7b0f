#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <optional>
#include <string>
#include <variant>

// What a dry run decides by, apart from the machine that it was heard on: so that it can be written down and told
// again.

namespace galera_initiator {

/// The cluster as it was heard by somebody who is not a start.
struct SeenCluster {
    Situation situation;  ///< with this node as it is; without its evidence where that is not known now
    std::string settings; ///< print_of_settings()

    /// What the start sees that waits now, or one that would begin now.
    /// @returns nothing where this node's evidence is not known: its server is not down
    [[nodiscard]] std::optional<Situation> as_seen_by_a_start() const;
};

/// The server is not configured as a Galera node: there is nothing to decide.
struct PlainServer {};

/// It cannot be told what a start would see.
struct NothingSeen {
    std::string why;
    bool is_configuration_error = false; ///< the administrator must change a setting
};

using DecisionInputs = std::variant<SeenCluster, PlainServer, NothingSeen>;

/// The same. @throws Error where there is nothing
Situation situation_to_decide(const SeenCluster& seen);

/// As a start decides that sees this. One of a node that is held is refused before it decides anything.
Verdict verdict_of_a_start(const Situation& seen);

/// "wait: Waits for ..."
std::string verdict_sentence(const Situation& situation, const Verdict& verdict);

/// What a dry run prints, without the last line break: the verdict, its reason, what was heard and what missing answers
/// would change. @throws Error, ConfigurationError where there is no verdict
std::string tell_verdict(const DecisionInputs& inputs);

/// The same, or "none: " and why.
std::string verdict_or_why_none(const DecisionInputs& inputs);

} // namespace galera_initiator
