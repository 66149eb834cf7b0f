#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// Reads a time span as systemd.time(7) writes them: whole numbers, each with a unit or none (seconds), added up:
/// "90", "90s", "1min 30s", "1h30min", "500ms". Units from milliseconds to weeks.
/// @returns nothing for "infinity"
/// @throws ParseError for anything else, and for more than 52 weeks
std::optional<std::chrono::milliseconds> parse_time_span(std::string_view text);

/// The shortest text that parse_time_span() reads as this span. @param span  0 or more; none: "infinity"
std::string format_time_span(std::optional<std::chrono::milliseconds> span);

/// "45s", "3min 20s", "2h 5min", "3d 4h": the two greatest units, rounded down, for people. Less than a second is "0s".
std::string time_span_text(std::chrono::milliseconds span);

} // namespace galera_initiator
