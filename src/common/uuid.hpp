#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// A Galera UUID: 16 bytes, written as 8-4-4-4-12 hexadecimal digits. Used both for a history
/// (grastate.dat) and for a member of a view (gvwstate.dat). Source: galera, galerautils/src/gu_uuid.c.
class Uuid {
public:
    /// The nil UUID: no history.
    constexpr Uuid() = default;

    /// @throws ParseError unless text is exactly 36 characters of the form above (either case)
    static Uuid parse(std::string_view text);

    /// A random UUID from the kernel's generator.
    static Uuid random();

    [[nodiscard]] bool is_nil() const;

    /// Lower case, 36 characters.
    [[nodiscard]] std::string to_string() const;

    /// The same server process identity at another incarnation or generation? A restart that restores its view
    /// raises bytes 8 and 9 and keeps the rest. Source: galera, gcomm/src/gcomm/uuid.hpp (fixed_part_matches).
    [[nodiscard]] bool same_member(const Uuid& other) const;

    /// The same member to this product, and another one to the provider than in any component or agreement before: its
    /// generation, bytes 6 and 7, the high part of a time, is that of a random UUID, and not its own.
    [[nodiscard]] Uuid in_generation_of(const Uuid& random) const;

    auto operator<=>(const Uuid&) const = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
};

/// Is this one of the members, at whatever incarnation and generation?
bool names_member(const std::vector<Uuid>& members, const Uuid& member);

/// Is this one of the members, at this very incarnation and generation?
bool names_exactly(const std::vector<Uuid>& members, const Uuid& member);

/// Are these the same members, at whatever incarnations and generations and in whatever order?
bool are_same_members(const std::vector<Uuid>& left, const std::vector<Uuid>& right);

} // namespace galera_initiator
