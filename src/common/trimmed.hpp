#pragma once

#include <algorithm>
#include <string_view>

namespace galera_initiator {

/// Without the white space around it.
inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view white_space = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(white_space), text.size()));
    return text.substr(0, text.find_last_not_of(white_space) + 1);
}

} // namespace galera_initiator
