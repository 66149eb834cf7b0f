#pragma once

#include <string>
#include <string_view>

namespace galera_initiator {

/// Whether a text for people may have more than one line.
enum class LineBreaks { replaced, kept };

/// A text that holds foreign words, as the journal shows it and a terminal takes no orders from it: control characters
/// (U+0000 to U+001F, U+007F to U+009F) become blanks, and bytes that are no UTF-8 become "?".
std::string printable(std::string_view text, LineBreaks line_breaks = LineBreaks::replaced);

/// A line from which the very bytes can be read again, and which is printable() as it stands: a control character, a
/// byte that is no UTF-8 and a blank at the end are "\xNN" (two hexadecimal digits), a backslash is "\\".
std::string escaped(std::string_view line);

/// The reverse. @throws ParseError for a backslash that begins neither
std::string unescaped(std::string_view text);

/// Whether a byte belongs to a UTF-8 character and does not begin it: 0x80 to 0xBF (RFC 3629).
bool is_continuation(char byte);

} // namespace galera_initiator
