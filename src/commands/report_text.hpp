#pragma once

#include "commands/decision_inputs.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// What `galera_check report` tells: what this node decides by, so that it can be decided again anywhere, what comes of
/// it, and what else a person needs to understand it.
struct Report {
    /// Raised where a key is added, goes or means something else. Parts for people come and go without that.
    static constexpr int format_version = 1;

    /// For people only.
    struct Part {
        std::string title;
        std::vector<std::string> lines;
        bool operator==(const Part&) const = default;
    };

    std::vector<std::string> origin; ///< for people: when, where and by which version
    DecisionInputs inputs;
    std::string verdict; ///< verdict_or_why_none() of the inputs, when they were seen
    std::vector<Part> parts;

    /// @throws Error if a record has no room
    [[nodiscard]] std::string to_text() const;

    /// @param name  of the file, for messages
    /// @throws OtherVersionError if it is of another format version, ParseError naming file and line unless it is whole
    /// and all that is decided by is there
    static Report parse(const std::string& name, std::string_view text);
};

} // namespace galera_initiator
