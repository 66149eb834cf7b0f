#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// A text for people and for programs, of parts with titles, that says where it ends:
///
///     galera-initiator report 1
///
///     == title ==
///         a line
///         another one
///
///     == end ==
///
/// Lines and titles are escaped(), and only headings stand at the margin: so nothing that is told can begin a part or
/// end the text.
struct TitledText {
    struct Part {
        std::string title;
        std::vector<std::string> lines; ///< none is empty at the end
        std::size_t number = 0;         ///< of the heading's line, where it was read
    };

    std::string first_line;
    std::vector<Part> parts; ///< without the one that ends it

    [[nodiscard]] std::string to_string() const;

    /// @param name  of the file, for messages
    /// @throws ParseError naming file and line, unless the text is whole
    static TitledText parse(const std::string& name, std::string_view text);
};

/// @throws ParseError "FILE:LINE: what"
[[noreturn]] void refuse_line(const std::string& name, std::size_t number, const std::string& what);

/// The lines of a text, without empty ones at its end.
std::vector<std::string> lines_of(std::string_view text);

} // namespace galera_initiator
