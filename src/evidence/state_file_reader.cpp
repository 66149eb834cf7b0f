#include "evidence/state_file_reader.hpp"

#include "common/error.hpp"

#include <exception>
#include <string>

#include <ini.h>

namespace galera_initiator {

namespace {

struct Reading {
    const std::function<void(std::string_view, std::string_view)>& entry;
    std::exception_ptr failure; // an exception must not cross the C library's frames
};

int take_line(void* user, const char* section, const char* key, const char* value) {
    auto& reading = *static_cast<Reading*>(user);
    try {
        if (*section != '\0') {
            throw ParseError("a section has no place in a state file");
        }
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
