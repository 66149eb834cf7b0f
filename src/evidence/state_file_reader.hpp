#pragma once

#include <functional>
#include <string_view>

namespace galera_initiator {

/// Reads the "key: value" lines of a provider's state file with inih, which also skips its '#' lines. As the
/// provider does, it ignores a last line without a newline. @param name  of the file, for messages.
/// @throws ParseError for a line that the provider would not read as inih does, or what entry throws
void read_state_lines(std::string_view text, std::string_view name,
                      const std::function<void(std::string_view key, std::string_view value)>& entry);

} // namespace galera_initiator
