#pragma once

#include "snmp/peer_gatherer.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// What a helper process tells its parent through a pipe, as frames: type (1 byte), length of the payload
/// (4 bytes, most significant first), payload, end mark (1 byte). A frame counts only when it is whole, so a helper
/// that dies in the middle of one has said nothing with it. Steps come before the answer, because the parent may
/// have to end the helper before it has one.
enum class HelperStep : unsigned char {
    resolved = 'R',     ///< the name has an address
    port_accepts = 'P', ///< the Galera port accepts connections
};

/// The most that a helper may write, in bytes: one frame of each kind.
inline constexpr std::size_t helper_report_limit = 8192;

/// Longest detail, in bytes; encode() cuts longer ones.
inline constexpr std::size_t detail_limit = 600;

std::string encode(HelperStep step);

/// The time is left out: the parent measures it.
std::string encode(const PeerAnswer& answer);

/// All that could be read of what a helper wrote.
struct HelperReport {
    bool resolved = false;
    bool port_accepts = false;
    std::optional<PeerAnswer> answer;

    /// Reads up to the first frame that is torn, unknown or not of its form; nothing after it counts.
    /// Control characters in the detail become question marks. Never throws because of what it reads.
    static HelperReport parse(std::string_view bytes);
};

/// Why the parent stopped reading.
enum class HelperEnd {
    finished,   ///< the helper closed its end
    ran_late,   ///< the round's time was over
    cancelled,  ///< the caller wanted to stop
    overflowed, ///< the helper wrote more than helper_report_limit
};

/// The answer for a node, also where its helper could not give one.
PeerAnswer conclude(const HelperReport& report, HelperEnd end, std::chrono::milliseconds timeout);

} // namespace galera_initiator
