#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// An address in numbers in the one form that it has everywhere (an IPv4 address that is mapped into IPv6 as IPv4);
/// nothing for a name.
std::optional<std::string> address_in_numbers(const std::string& host);

/// Where a node's Galera port is, as the cluster address names it: a host name, an IPv4 address or an
/// IPv6 address (without brackets), and a port.
class NodeAddress {
public:
    static constexpr std::uint16_t default_port = 4567;

    /// Reads "host", "host:port", "[v6]" or "[v6]:port"; a bare IPv6 address (two or more colons) is taken whole.
    /// @throws ParseError for an empty host, a character that no host name or address has, or a port outside 1 to 65535
    static NodeAddress parse(std::string_view text, std::uint16_t port_if_none = default_port);

    [[nodiscard]] const std::string& host() const { return host_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// The form that parse() reads; the default port is left out.
    [[nodiscard]] std::string to_string() const;

    [[nodiscard]] NodeAddress at_port(std::uint16_t port) const { return {host_, port}; }

    /// Two nodes of one port for which this is the same are one: a name's case and the form of an address do not
    /// matter.
    [[nodiscard]] std::string comparable_host() const;

    auto operator<=>(const NodeAddress&) const = default;

private:
    NodeAddress(std::string host, std::uint16_t port) : host_(std::move(host)), port_(port) {}

    std::string host_;
    std::uint16_t port_;
};

/// A wsrep_cluster_address: "gcomm://host[:port],host[:port]...[?options]". Options are kept as they stand. What means
/// nothing is left out: blanks around a node, empty places of the list, a path after it, a node's second mention.
/// Source: galera, galerautils/src/gu_uri.cpp, and MariaDB's documentation of wsrep_cluster_address.
class ClusterAddress {
public:
    /// @throws ParseError for another scheme, a bad node, or a character that is not safe on a command line
    static ClusterAddress parse(std::string_view text);

    /// @param nodes  of those that are one and the same the first counts
    /// @throws ParseError for options that are not safe on a command line
    explicit ClusterAddress(const std::vector<NodeAddress>& nodes, std::string options = {});

    /// In the order in which they stand: this order breaks ties, so it must be the same on every node.
    [[nodiscard]] const std::vector<NodeAddress>& nodes() const { return nodes_; }

    /// A bare "gcomm://" would make the provider bootstrap at every start.
    [[nodiscard]] bool is_bare() const { return nodes_.empty(); }

    /// The same with another port for the nodes that have the usual one.
    [[nodiscard]] ClusterAddress with_usual_port(std::uint16_t port) const;

    /// Was anything left out of the text that was parsed?
    [[nodiscard]] bool is_tidied() const { return is_tidied_; }

    [[nodiscard]] std::string to_string() const;

private:
    std::vector<NodeAddress> nodes_;
    std::string options_;
    bool is_tidied_ = false;
};

} // namespace galera_initiator
