#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace galera_initiator {

/// "Stay down, I work on it": no server of this node starts until a person takes it away, be it after a reboot. What
/// the node holds counts for the others as it does otherwise, so that nobody goes on without it; they only tell why.
struct Hold {
    std::int64_t since = 0; ///< by the node's clock: seconds since 1970 (UTC)
    std::string by;         ///< the user's name
    std::string reason;     ///< one line for people; may be empty

    static constexpr std::size_t longest_name = 32;    ///< bytes
    static constexpr std::size_t longest_reason = 160; ///< bytes

    /// With a shorter reason, cut between characters.
    [[nodiscard]] Hold with_reason_of(std::size_t most_bytes) const;

    /// "<since>@<by>:<reason>"
    [[nodiscard]] std::string to_string() const;
    /// @throws ParseError
    static Hold parse(std::string_view text);

    bool operator==(const Hold&) const = default;
};

/// @returns what keeps a text from being the reason of a hold; empty: nothing
std::string fault_of_reason(std::string_view reason);

} // namespace galera_initiator
