#include "configuration/provider_options.hpp"

#include "common/trimmed.hpp"

#include <algorithm>
#include <array>

namespace galera_initiator {

ProviderOptions ProviderOptions::parse(std::string_view options) {
    ProviderOptions parsed;
    parsed.add(options, ';');
    return parsed;
}

void ProviderOptions::add_of_address(std::string_view options) {
    add(options, '&');
}

void ProviderOptions::add(std::string_view options, char separator) {
    while (!options.empty()) {
        const std::string_view one = options.substr(0, options.find(separator));
        options.remove_prefix(std::min(one.size() + 1, options.size()));
        const auto equals = one.find('=');
        if (equals != std::string_view::npos) {
            values_[std::string(trimmed(one.substr(0, equals)))] = trimmed(one.substr(equals + 1));
        }
    }
}

std::optional<std::string> ProviderOptions::value(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<bool> ProviderOptions::flag(const std::string& name) const {
    auto text = value(name);
    if (!text) {
        return std::nullopt;
    }
    std::ranges::transform(*text, text->begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::array<std::string_view, 8> words{"1", "y", "on", "yes", "yep", "true", "sure", "yeah"};
    return std::ranges::find(words, *text) != words.end();
}

} // namespace galera_initiator
