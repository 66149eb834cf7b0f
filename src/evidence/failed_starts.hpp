#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace galera_initiator {

/// That the last starts of a node's unit have failed, with none between them that brought the server up. For people:
/// nothing is decided by it.
struct FailedStarts {
    std::uint32_t count = 1;
    std::int64_t since = 0; ///< when the first of them failed, by the node's clock: seconds since 1970 (UTC)

    static constexpr std::uint32_t most = 9999; ///< further ones are not counted
    static constexpr std::size_t longest = 15;  ///< text, in bytes

    /// One more.
    [[nodiscard]] FailedStarts counted_on() const { return {count < most ? count + 1 : most, since}; }

    /// "<count>@<since>"
    [[nodiscard]] std::string to_string() const;
    /// @throws ParseError
    static FailedStarts parse(std::string_view text);

    bool operator==(const FailedStarts&) const = default;
};

} // namespace galera_initiator
