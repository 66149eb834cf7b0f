#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace galera_initiator::sim {

/// What histories have come to: how often each kind of event did something, how often each reason was decided on, and
/// how often a node was cut short at each place.
struct Coverage {
    static constexpr std::size_t most = 48; ///< of kinds, reasons and places each

    using Counts = std::array<std::uint64_t, most>;
    Counts events{};
    Counts reasons{};
    Counts kills{};
    Counts power_cuts{};

    void add(const Coverage& other);
};

} // namespace galera_initiator::sim
