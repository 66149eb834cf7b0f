#pragma once

#include "common/uuid.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// A transaction's number in a history: a signed 64-bit number from 0 up. "No seqno", which Galera writes
/// as -1, is an empty optional and never a value of this type. Source: galera, gcs/src/gcs_seqno.hpp.
class Seqno {
public:
    /// @throws ParseError for a negative number
    explicit Seqno(std::int64_t value);

    /// Reads a decimal number. "-1", and 18446744073709551615 (the same printed as unsigned), mean none.
    /// @throws ParseError for anything else that is not a number from 0 to 2^63 - 1
    static std::optional<Seqno> parse(std::string_view text);

    [[nodiscard]] std::int64_t value() const { return value_; }
    [[nodiscard]] std::string to_string() const { return std::to_string(value_); }

    auto operator<=>(const Seqno&) const = default;

private:
    std::int64_t value_;
};

/// A place in a history. The history's UUID is never nil. Positions of two histories cannot be compared,
/// so there is no order here: compare the seqnos after the histories were found equal.
class Position {
public:
    /// @throws ParseError if history is nil
    Position(Uuid history, Seqno seqno);

    /// Reads what to_string() writes. @throws ParseError
    static Position parse(std::string_view text);

    [[nodiscard]] const Uuid& history() const { return history_; }
    [[nodiscard]] Seqno seqno() const { return seqno_; }

    /// "<uuid>:<seqno>", as Galera prints it.
    [[nodiscard]] std::string to_string() const;

    bool operator==(const Position&) const = default;

private:
    Uuid history_;
    Seqno seqno_;
};

} // namespace galera_initiator
