#include "common/words.hpp"

#include <algorithm>

namespace galera_initiator {

std::string_view next_word(std::string_view& text) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    return word;
}

} // namespace galera_initiator
