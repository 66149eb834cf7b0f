#include "target.hpp"

#include <algorithm>

namespace galera_initiator::fuzz {

namespace {

std::vector<Target>& registered() {
    static std::vector<Target> targets;
    return targets;
}

} // namespace

Registration::Registration(std::string_view name, void (*run)(std::string_view input)) {
    registered().push_back({name, run});
}

const std::vector<Target>& targets() {
    return registered();
}

void require(bool holds, std::string_view promise) {
    if (!holds) {
        throw Finding(std::string(promise));
    }
}

bool can_be_told(std::string_view text) {
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        const std::size_t length = first < 0x80U   ? 1
                                   : first < 0xc0U ? 0
                                   : first < 0xe0U ? 2
                                   : first < 0xf0U ? 3
                                   : first < 0xf8U ? 4
                                                   : 0;
        if (length == 0 || length > text.size()) {
            return false;
        }
        unsigned long character = length == 1 ? first : first & (0xffU >> (length + 1));
        for (const char rest : text.substr(1, length - 1)) {
            if ((static_cast<unsigned char>(rest) & 0xc0U) != 0x80U) {
                return false;
            }
            character = (character << 6U) | (static_cast<unsigned char>(rest) & 0x3fU);
        }
        const unsigned long least = length == 1 ? 0x20 : length == 2 ? 0xa0 : length == 3 ? 0x800 : 0x10000;
        const bool is_surrogate = character >= 0xd800 && character <= 0xdfff;
        if (character < least || character == 0x7f || is_surrogate || character > 0x10ffff) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

void require_message(const Error& error, std::size_t size_of_input) {
    const std::string_view message = error.what();
    require(!message.empty() && message.size() <= 3 * size_of_input + 600, "a message is there and has a bound");
    require(can_be_told(message), "a message can be told to people");
}

std::string_view take_part(std::string_view& input) {
    const std::string_view part = input.substr(0, input.find('\0'));
    input.remove_prefix(std::min(part.size() + 1, input.size()));
    return part;
}

} // namespace galera_initiator::fuzz
