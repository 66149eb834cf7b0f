#pragma once

#include "common/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the targets share. A target is one file with one function, which hands any input to a parser and holds it to
// what it promises. libFuzzer drives it (libfuzzer.cpp), and so does a program that runs the corpus (corpus.cpp).

namespace galera_initiator::fuzz {

/// One of the targets that this program was linked with.
struct Target {
    std::string_view name; ///< of its file and of its corpus's folder
    void (*run)(std::string_view input);
};

/// Registers the one target of a file.
struct Registration {
    Registration(std::string_view name, void (*run)(std::string_view input));
};

const std::vector<Target>& targets();

/// A promise that a parser has broken.
class Finding : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// @throws Finding unless it holds
void require(bool holds, std::string_view promise);

/// May it be told to people as it is: UTF-8 without control characters, so that the journal shows it whole and no
/// terminal takes orders from it?
bool can_be_told(std::string_view text);

/// Holds the message of what a parser throws to that, and to a bound.
void require_message(const Error& error, std::size_t size_of_input);

/// What a parser makes of an input; nothing if it refuses it as it may. Anything else that it throws is a finding.
template <typename Parse>
auto accepted(std::string_view input, Parse parse) -> std::optional<decltype(parse())> {
    try {
        return parse();
    } catch (const ParseError& error) {
        require_message(error, input.size());
    } catch (const ConfigurationError& error) {
        require_message(error, input.size());
    }
    return std::nullopt;
}

/// Takes the part up to a NUL off an input that stands for several texts.
std::string_view take_part(std::string_view& input);

} // namespace galera_initiator::fuzz
