#include "common/node_address.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <iterator>
#include <set>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace galera_initiator {

namespace {

constexpr std::string_view scheme = "gcomm://";

// Not <cctype>: these must not depend on the locale.
constexpr bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

constexpr bool is_letter_or_digit(char character) {
    return is_digit(character) || (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char character : text) {
        // The text may come from anywhere and the message goes to logs: no control characters.
        result += character >= ' ' && character <= '~' ? character : '?';
    }
    return result + '"';
}

bool is_address_of_family(int family, std::string_view text) {
    std::array<unsigned char, sizeof(in6_addr)> binary{};
    // inet_pton() would take what stands before a NUL for all of it.
    const bool is_whole = text.find('\0') == std::string_view::npos;
    return is_whole && ::inet_pton(family, std::string(text).c_str(), binary.data()) == 1;
}

/// gcomm takes "0.0.0.0" as the first host like a bare "gcomm://": it bootstraps, whatever safe_to_bootstrap says.
/// Source: galera, gcomm/src/pc.cpp (PC::connect) and gcomm/src/gcomm/util.hpp (host_is_any).
void refuse_any_address(std::string_view text) {
    if (text.find_first_not_of("0.:") == std::string_view::npos) {
        throw ParseError(quoted(text) + " stands for every address and names no node");
    }
}

void require_ipv6_address(std::string_view text) {
    const auto zone_start = text.find('%');
    const auto zone = zone_start == std::string_view::npos ? std::string_view("-") : text.substr(zone_start + 1);
    const bool zone_is_plain = !zone.empty() && std::all_of(zone.begin(), zone.end(), [](char character) {
        return is_letter_or_digit(character) || character == '.' || character == '-' || character == '_';
    });
    if (!zone_is_plain || !is_address_of_family(AF_INET6, text.substr(0, zone_start))) {
        throw ParseError(quoted(text) + " is not an IPv6 address");
    }
    refuse_any_address(text.substr(0, zone_start));
}

bool is_name_label(std::string_view label) {
    // A leading dash would read as an option on a command line. Underscores: container networks use them in names.
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), [](char character) {
               return is_letter_or_digit(character) || character == '-' || character == '_';
           });
}

bool is_host_name(std::string_view text) {
    if (text.empty() || text.size() > 253) {
        return false;
    }
    if (text.ends_with('.')) {
        text.remove_suffix(1);
    }
    for (auto dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
        if (!is_name_label(text.substr(0, dot))) {
            return false;
        }
        text.remove_prefix(dot + 1);
    }
    return is_name_label(text);
}

void require_name_or_ipv4_address(std::string_view text) {
    if (text.empty()) {
        throw ParseError("a node's address is empty");
    }
    const bool numeric = std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
    if (numeric ? !is_address_of_family(AF_INET, text) : !is_host_name(text)) {
        throw ParseError(quoted(text) + " is neither a host name nor an address");
    }
    refuse_any_address(text);
}

std::uint16_t parse_port(std::string_view text, std::string_view whole) {
    unsigned int port = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (code != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535) {
        throw ParseError(quoted(whole) + ": the port must be a number from 1 to 65535");
    }
    return static_cast<std::uint16_t>(port);
}

void require_safe_options(std::string_view options) {
    static constexpr std::string_view punctuation = "._-:/=&,%+[]@~";
    const bool safe = std::all_of(options.begin(), options.end(), [](char character) {
        return is_letter_or_digit(character) || punctuation.find(character) != std::string_view::npos;
    });
    if (!safe) {
        throw ParseError(quoted(options) + ": the options of a cluster address may hold letters, digits and " +
                         std::string(punctuation) + " only");
    }
}

/// The provider's URI ends the list of hosts at the first '/'.
std::string_view without_path(std::string_view list) {
    const auto slash = list.find('/');
    if (slash != std::string_view::npos && list.find(',', slash) != std::string_view::npos) {
        throw ParseError(quoted(list) + ": the server would take no node that stands after a /");
    }
    return list.substr(0, slash);
}

std::string_view without_blanks_around(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::vector<std::string_view> elements_of(std::string_view list) {
    std::vector<std::string_view> elements;
    while (!list.empty()) {
        const auto comma = list.find(',');
        const auto element = without_blanks_around(list.substr(0, comma));
        if (!element.empty()) {
            elements.push_back(element);
        }
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
    return elements;
}

template <typename Texts>
std::string uri_of(const Texts& nodes, const std::string& options) {
    std::string text;
    for (const auto& node : nodes) {
        text.append(text.empty() ? "" : ",").append(node);
    }
    return std::string(scheme) + text + (options.empty() ? "" : '?' + options);
}

std::string in_lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char character) {
        const bool is_capital = character >= 'A' && character <= 'Z';
        return static_cast<char>(is_capital ? character - 'A' + 'a' : character);
    });
    return text;
}

template <typename Address>
std::string text_of(int family, const Address& binary) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, &binary, text.data(), text.size());
}

} // namespace

std::optional<std::string> address_in_numbers(const std::string& host) {
    in_addr ipv4{};
    if (::inet_pton(AF_INET, host.c_str(), &ipv4) == 1) {
        return text_of(AF_INET, ipv4);
    }
    const auto zone = std::min(host.find('%'), host.size());
    in6_addr ipv6{};
    if (::inet_pton(AF_INET6, host.substr(0, zone).c_str(), &ipv6) != 1) {
        return std::nullopt;
    }
    if (IN6_IS_ADDR_V4MAPPED(&ipv6)) {
        std::memcpy(&ipv4, &ipv6.s6_addr[12], sizeof ipv4);
        return text_of(AF_INET, ipv4);
    }
    return text_of(AF_INET6, ipv6) + host.substr(zone);
}

NodeAddress NodeAddress::parse(std::string_view text, std::uint16_t port_if_none) {
    const auto whole = text;
    std::string_view host = text;
    std::string_view rest;
    const bool bracketed = text.starts_with('[');
    if (bracketed) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) {
            throw ParseError(quoted(whole) + ": a closing ] is missing");
        }
        host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
        if (!rest.empty() && !rest.starts_with(':')) {
            throw ParseError(quoted(whole) + ": only a port may follow the ]");
        }
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        host = text.substr(0, text.find(':'));
        rest = text.substr(host.size());
    }
    if (bracketed || host.find(':') != std::string_view::npos) {
        require_ipv6_address(host);
    } else {
        require_name_or_ipv4_address(host);
    }
    return {std::string(host), rest.empty() ? port_if_none : parse_port(rest.substr(1), whole)};
}

std::string NodeAddress::to_string() const {
    std::string text = host_.find(':') == std::string::npos ? host_ : '[' + host_ + ']';
    if (port_ != default_port) {
        text += ':' + std::to_string(port_);
    }
    return text;
}

std::string NodeAddress::comparable_host() const {
    return address_in_numbers(host_).value_or(in_lower_case(host_));
}

ClusterAddress ClusterAddress::parse(std::string_view text) {
    if (!text.starts_with(scheme)) {
        throw ParseError(quoted(text) + " is not a cluster address: it must begin with gcomm://");
    }
    const auto rest = text.substr(scheme.size());
    const auto mark = rest.find('?');
    const std::string options(mark == std::string_view::npos ? std::string_view() : rest.substr(mark + 1));
    const auto elements = elements_of(without_path(rest.substr(0, mark)));
    std::vector<NodeAddress> nodes;
    nodes.reserve(elements.size());
    for (const auto element : elements) {
        nodes.push_back(NodeAddress::parse(element));
    }
    ClusterAddress address(nodes, options);
    address.is_tidied_ = address.nodes_.size() != elements.size() || text != uri_of(elements, options);
    return address;
}

ClusterAddress::ClusterAddress(const std::vector<NodeAddress>& nodes, std::string options)
    : options_(std::move(options)) {
    require_safe_options(options_);
    std::set<std::pair<std::string, std::uint16_t>> known;
    std::ranges::copy_if(nodes, std::back_inserter(nodes_), [&known](const NodeAddress& node) {
        return known.emplace(node.comparable_host(), node.port()).second;
    });
}

ClusterAddress ClusterAddress::with_usual_port(std::uint16_t port) const {
    ClusterAddress moved = *this;
    for (NodeAddress& node : moved.nodes_) {
        node = node.port() == NodeAddress::default_port ? node.at_port(port) : node;
    }
    return moved;
}

std::string ClusterAddress::to_string() const {
    std::vector<std::string> texts;
    std::ranges::transform(nodes_, std::back_inserter(texts), &NodeAddress::to_string);
    return uri_of(texts, options_);
}

} // namespace galera_initiator
