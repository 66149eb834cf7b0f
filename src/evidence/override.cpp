#include "evidence/override.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace galera_initiator {

namespace {

using Kind = Override::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 3> kind_words{{{Kind::assume_lost, "assume-lost"},
                                                                       {Kind::bootstrap_here, "bootstrap-here"},
                                                                       {Kind::discard_data, "discard-local-data"}}};

constexpr char separator = ',';

std::string_view next_part(std::string_view& text) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

NodeAddress parse_node(std::string_view text) {
    NodeAddress node = NodeAddress::parse(text);
    if (node.to_string() != text) {
        // Programs write it, in one form only. Another one could make a record that holds it too long to be told again.
        throw ParseError("an operator's word names a node in another form than " + node.to_string());
    }
    return node;
}

} // namespace

bool is_print(std::string_view text) {
    return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string_view word(Kind kind) {
    return std::find_if(kind_words.begin(), kind_words.end(), [&](const auto& entry) { return entry.first == kind; })
        ->second;
}

std::string Override::to_string() const {
    std::string text = std::string(word(kind)) + separator + evidence;
    for (const NodeAddress& node : lost) {
        text += separator + node.to_string();
    }
    return text;
}

Override Override::parse(std::string_view text) {
    if (text.ends_with(separator)) {
        throw ParseError("an operator's word ends with a comma");
    }
    Override parsed;
    const std::string_view kind = next_part(text);
    const auto* known =
        std::find_if(kind_words.begin(), kind_words.end(), [&](const auto& entry) { return entry.second == kind; });
    const std::string_view print = next_part(text);
    if (known == kind_words.end() || !is_print(print)) {
        throw ParseError("not an operator's word that this version knows");
    }
    parsed.kind = known->first;
    parsed.evidence = print;
    while (!text.empty()) {
        parsed.lost.push_back(parse_node(next_part(text)));
    }
    if ((parsed.kind == Kind::assume_lost) == parsed.lost.empty()) {
        throw ParseError("an operator's word names nodes that are assumed lost, or none, where it should not");
    }
    return parsed;
}

} // namespace galera_initiator
