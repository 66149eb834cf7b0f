#pragma once

#include <string_view>

namespace galera_initiator {

/// Takes the first word off a text whose words are parted by one blank. @returns it; empty if there is none left
std::string_view next_word(std::string_view& text);

} // namespace galera_initiator
