#include "evidence/state_file_reader.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <string>

#include <ini.h>

namespace galera_initiator {

namespace {

struct Reading {
    const std::function<void(std::string_view, std::string_view)>& entry;
    std::exception_ptr failure; // an exception must not cross the C library's frames
};

// inih's own limit (INI_MAX_LINE) is 200 with the line break and the end mark; what is longer it reads on as a new
// line.
constexpr std::size_t longest_line = 198;

/// inih takes more for a setting than the provider does: "key=value", "key:value", a line that goes on with the value
/// before it. What the provider would not read must not be believed.
bool is_line_of_provider(std::string_view line) {
    const bool is_padding = line.find_first_not_of(' ') == std::string_view::npos; // galera, galera/src/saved_state.cpp
    if (is_padding || line.starts_with('#')) {
        return true;
    }
    const std::string_view key = line.substr(0, line.find(':'));
    const bool is_key = !key.empty() && std::all_of(key.begin(), key.end(), [](char character) {
        return (character >= 'a' && character <= 'z') || character == '_';
    });
    const std::string_view rest = line.substr(key.size());
    return is_key && (rest == ":" || rest.starts_with(": ") || rest.starts_with(":\t"));
}

void require_lines_of_provider(std::string_view whole_lines, std::string_view name) {
    for (std::size_t number = 1; !whole_lines.empty(); ++number) {
        const std::string_view line = whole_lines.substr(0, whole_lines.find('\n'));
        whole_lines.remove_prefix(line.size() + 1);
        if (line.size() > longest_line || !is_line_of_provider(line)) {
            throw ParseError(std::string(name) + ":" + std::to_string(number) + ": not a line of such a file");
        }
    }
}

int take_line(void* user, const char* /*section*/, const char* key, const char* value) {
    auto& reading = *static_cast<Reading*>(user);
    try {
        reading.entry(key, value == nullptr ? "" : value);
        return 1;
    } catch (...) {
        reading.failure = std::current_exception();
        return 0;
    }
}

} // namespace

void read_state_lines(std::string_view text, std::string_view name,
                      const std::function<void(std::string_view, std::string_view)>& entry) {
    if (text.find('\0') != std::string_view::npos) {
        throw ParseError(std::string(name) + " holds NUL bytes");
    }
    const std::string whole_lines(text.substr(0, text.rfind('\n') + 1));
    require_lines_of_provider(whole_lines, name);
    Reading reading{entry, nullptr};
    const int line = ini_parse_string(whole_lines.c_str(), take_line, &reading);
    if (reading.failure) {
        std::rethrow_exception(reading.failure);
    }
    if (line != 0) {
        throw ParseError(std::string(name) + ":" + std::to_string(line) + ": not a line of such a file");
    }
}

} // namespace galera_initiator
