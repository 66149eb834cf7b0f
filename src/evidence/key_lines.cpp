#include "evidence/key_lines.hpp"

#include "common/error.hpp"

#include <string>

namespace galera_initiator {

void read_key_lines(std::string_view text,
                    const std::function<void(std::string_view key, std::string_view value)>& entry) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        if (line.size() == text.size()) {
            throw ParseError("it is not whole");
        }
        text.remove_prefix(line.size() + 1);
        const std::size_t colon = line.find(": ");
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        if (colon == std::string_view::npos) {
            throw ParseError("'" + std::string(line) + "' is no line of it");
        }
        entry(line.substr(0, colon), line.substr(colon + 2));
    }
}

} // namespace galera_initiator
