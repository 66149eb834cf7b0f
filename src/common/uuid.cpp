#include "common/uuid.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <optional>

#include <sys/random.h>

namespace galera_initiator {

namespace {

constexpr std::size_t text_length = 36;
constexpr std::size_t generation_begin = 6;
constexpr std::size_t incarnation_begin = 8;
constexpr std::size_t incarnation_end = 10;

bool is_dash_position(std::size_t index) {
    return index == 8 || index == 13 || index == 18 || index == 23;
}

std::optional<unsigned> hexadecimal_digit(char character) {
    if (character >= '0' && character <= '9') {
        return static_cast<unsigned>(character - '0');
    }
    if (character >= 'a' && character <= 'f') {
        return static_cast<unsigned>(character - 'a') + 10U;
    }
    if (character >= 'A' && character <= 'F') {
        return static_cast<unsigned>(character - 'A') + 10U;
    }
    return std::nullopt;
}

} // namespace

Uuid Uuid::parse(std::string_view text) {
    if (text.size() != text_length) {
        throw ParseError("not a UUID: " + std::to_string(text.size()) + " characters where 36 belong");
    }
    Uuid uuid;
    std::size_t nibble = 0;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (is_dash_position(index)) {
            if (text[index] != '-') {
                throw ParseError("not a UUID: '-' is missing at character " + std::to_string(index + 1));
            }
            continue;
        }
        const auto digit = hexadecimal_digit(text[index]);
        if (!digit) {
            throw ParseError("not a UUID: character " + std::to_string(index + 1) + " is no hexadecimal digit");
        }
        auto& byte = uuid.bytes_.at(nibble / 2);
        byte = static_cast<std::uint8_t>((static_cast<unsigned>(byte) << 4U) | *digit);
        ++nibble;
    }
    return uuid;
}

Uuid Uuid::random() {
    Uuid uuid;
    // Requests of up to 256 bytes are never cut short (getrandom(2)).
    if (::getrandom(uuid.bytes_.data(), uuid.bytes_.size(), 0) != static_cast<ssize_t>(uuid.bytes_.size())) {
        throw SystemError("cannot read random bytes", errno);
    }
    return uuid;
}

bool Uuid::is_nil() const {
    return std::all_of(bytes_.begin(), bytes_.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::string Uuid::to_string() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(text_length);
    for (const std::uint8_t byte : bytes_) {
        if (is_dash_position(text.size())) {
            text += '-';
        }
        text += digits[byte >> 4U];
        text += digits[byte & 0x0fU];
    }
    return text;
}

bool Uuid::same_member(const Uuid& other) const {
    return std::equal(bytes_.begin(), bytes_.begin() + generation_begin, other.bytes_.begin()) &&
           std::equal(bytes_.begin() + incarnation_end, bytes_.end(), other.bytes_.begin() + incarnation_end);
}

Uuid Uuid::in_generation_of(const Uuid& random) const {
    Uuid other = *this;
    std::copy(random.bytes_.begin() + generation_begin, random.bytes_.begin() + incarnation_begin,
              other.bytes_.begin() + generation_begin);
    if (other == *this) {
        ++other.bytes_.at(generation_begin);
    }
    return other;
}

bool names_member(const std::vector<Uuid>& members, const Uuid& member) {
    return std::any_of(members.begin(), members.end(), [&](const Uuid& other) { return other.same_member(member); });
}

bool names_exactly(const std::vector<Uuid>& members, const Uuid& member) {
    return std::find(members.begin(), members.end(), member) != members.end();
}

bool are_same_members(const std::vector<Uuid>& left, const std::vector<Uuid>& right) {
    return left.size() == right.size() &&
           std::all_of(left.begin(), left.end(), [&](const Uuid& member) { return names_member(right, member); });
}

} // namespace galera_initiator
