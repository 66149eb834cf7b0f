// A word that the generator puts on a command line of a unit.

#include "drop_in.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

/// The one word that systemd makes of it (systemd.service(5), "COMMAND LINES"): quotes and backslashes first, then
/// specifiers and variables.
std::string as_systemd_reads(std::string_view text) {
    const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    const std::string_view inside = is_quoted ? text.substr(1, text.size() - 2) : text;
    std::string read;
    for (std::size_t index = 0; index < inside.size(); ++index) {
        char character = inside[index];
        if (character == '\\') {
            ++index;
            require(index < inside.size() && (inside[index] == '\\' || inside[index] == '"'), "a backslash escapes");
            character = inside[index];
        } else if (character == '%' || character == '$') {
            ++index;
            require(index < inside.size() && inside[index] == character, "nothing is expanded");
        } else {
            require(character != '"', "a quotation ends at the end only");
            require(is_quoted || std::string_view(" \t';").find(character) == std::string_view::npos, "it is one word");
        }
        read += character;
    }
    return read;
}

void run(std::string_view input) {
    // A line break or a NUL cannot be escaped: there is none in an address, and complaints do not go there.
    const std::string_view word = input.substr(0, input.find_first_of(std::string_view("\n\0", 2)));
    require(as_systemd_reads(escape_exec_word(word)) == word, "systemd reads the word as it was");
}

const Registration registration("exec_word", run);

} // namespace

} // namespace galera_initiator::fuzz
