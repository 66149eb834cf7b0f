#pragma once

#include "common/uuid.hpp"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace galera_initiator {

/// When a node told its record, by a clock of its own that never goes back: so that whoever asks can put the answers of
/// one node in order, and sees when one comes again that came before.
struct TellingTime {
    Uuid boot;                      ///< changes with each boot (random(4), /proc/sys/kernel/random/boot_id)
    std::uint64_t microseconds = 0; ///< since that boot, time asleep included (clock_gettime(2), CLOCK_BOOTTIME)

    /// @param root  folder that stands for "/"
    /// @throws SystemError, Error, ParseError
    static TellingTime now(const std::filesystem::path& root);

    /// "<boot>@<microseconds>"
    [[nodiscard]] std::string to_string() const;
    /// @throws ParseError
    static TellingTime parse(std::string_view text);

    /// Longest text, in bytes.
    static constexpr std::size_t longest = 57;

    auto operator<=>(const TellingTime&) const = default;
};

} // namespace galera_initiator
