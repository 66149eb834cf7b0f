#include "systemd/status_text.hpp"

#include <algorithm>
#include <string_view>

namespace galera_initiator {

namespace {

bool is_continuation(char character) {
    return (static_cast<unsigned char>(character) & 0xC0U) == 0x80U;
}

/// Bytes of the UTF-8 character that a text begins with; 0: it begins with none. Overlong forms and surrogates are none
/// (RFC 3629).
std::size_t length_of_character(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const auto second = static_cast<unsigned char>(text.size() > 1 ? text[1] : '\0');
    std::size_t length = 0;
    if (first < 0x80U) {
        return 1;
    }
    if (first >= 0xC2U && first <= 0xDFU) {
        length = 2;
    } else if (first >= 0xE0U && first <= 0xEFU) {
        const bool is_overlong = first == 0xE0U && second < 0xA0U;
        const bool is_surrogate = first == 0xEDU && second > 0x9FU;
        length = is_overlong || is_surrogate ? 0 : 3;
    } else if (first >= 0xF0U && first <= 0xF4U) {
        const bool is_overlong = first == 0xF0U && second < 0x90U;
        const bool is_too_great = first == 0xF4U && second > 0x8FU;
        length = is_overlong || is_too_great ? 0 : 4;
    }
    const auto rest = text.substr(0, length).substr(std::min<std::size_t>(length, 1));
    return length <= text.size() && std::all_of(rest.begin(), rest.end(), is_continuation) ? length : 0;
}

} // namespace

std::string fit_status(std::string text, std::size_t longest) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = length_of_character(std::string_view(text).substr(at));
        if (length == 0) {
            text[at] = '?';
        } else if (static_cast<unsigned char>(text[at]) < ' ' || text[at] == 127) {
            text[at] = ' ';
        }
        at += std::max<std::size_t>(length, 1);
    }
    constexpr std::string_view gap = " [...] ";
    if (text.size() <= longest || longest < gap.size()) {
        return text.substr(0, longest);
    }
    std::size_t begin = (longest - gap.size()) / 4;
    std::size_t end = text.size() - (longest - gap.size() - begin);
    while (begin > 0 && is_continuation(text[begin])) {
        --begin;
    }
    while (end < text.size() && is_continuation(text[end])) {
        ++end;
    }
    return text.replace(begin, end - begin, gap);
}

} // namespace galera_initiator
