#pragma once

#include <functional>
#include <string_view>

namespace galera_initiator {

/// Hands on the "key: value" lines of a file of this project's own; a line that begins with # is for people. Not with
/// inih, as the provider's files are read: its lines are too short for a host's name, and it takes the rest of a longer
/// one for the next line.
/// @throws ParseError at a line that is none, or that has no end
void read_key_lines(std::string_view text,
                    const std::function<void(std::string_view key, std::string_view value)>& entry);

} // namespace galera_initiator
