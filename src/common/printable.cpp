#include "common/printable.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace galera_initiator {

namespace {

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

bool is_control(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    const bool is_of_second_set = first == 0xC2U && static_cast<unsigned char>(character[1]) < 0xA0U;
    return first < ' ' || first == 127 || is_of_second_set;
}

void add_escaped(std::string_view bytes, std::string& text) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char one : bytes) {
        const auto byte = static_cast<unsigned char>(one);
        text += {'\\', 'x', digits[byte >> 4U], digits[byte & 0x0fU]};
    }
}

} // namespace

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

std::string printable(std::string_view text, LineBreaks line_breaks) {
    std::string safe;
    safe.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = length_of_character(text);
        const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
        text.remove_prefix(character.size());
        if (length == 0) {
            safe += '?';
        } else if (is_control(character) && !(character == "\n" && line_breaks == LineBreaks::kept)) {
            safe += ' ';
        } else {
            safe += character;
        }
    }
    return safe;
}

std::string escaped(std::string_view line) {
    std::string text;
    text.reserve(line.size());
    while (!line.empty()) {
        const std::size_t length = length_of_character(line);
        const std::string_view character = line.substr(0, std::max<std::size_t>(length, 1));
        line.remove_prefix(character.size());
        if (character == "\\") {
            text += "\\\\";
        } else if (length == 0 || is_control(character) || (character == " " && line.empty())) {
            add_escaped(character, text);
        } else {
            text += character;
        }
    }
    return text;
}

std::string unescaped(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    while (!text.empty()) {
        const std::size_t plain = std::min(text.find('\\'), text.size());
        line += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.starts_with("\\\\")) {
            line += '\\';
            text.remove_prefix(2);
        } else if (!text.empty()) {
            const std::string_view digits = text.starts_with("\\x") ? text.substr(2, 2) : "";
            unsigned byte = 0;
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
            if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) {
                throw ParseError("a backslash begins neither \\\\ nor \\xNN");
            }
            line += static_cast<char>(byte);
            text.remove_prefix(4);
        }
    }
    return line;
}

} // namespace galera_initiator
