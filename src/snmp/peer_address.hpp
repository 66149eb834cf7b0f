#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sys/socket.h>

namespace galera_initiator {

/// One address of a node, without a port.
struct PeerAddress {
    sockaddr_storage address{};
    socklen_t length = 0;

    /// As Net-SNMP takes it: "udp:192.0.2.1:161" or "udp6:[2001:db8::1]:161".
    /// @throws Error if the address is of another family
    [[nodiscard]] std::string snmp_transport(std::uint16_t port) const;

    /// The same address with a port, for connect(2).
    [[nodiscard]] PeerAddress with_port(std::uint16_t port) const;
};

/// The most addresses of one name that are tried.
inline constexpr std::size_t peer_address_limit = 4;

/// What a name stands for.
struct Resolution {
    std::vector<PeerAddress> addresses; ///< in the resolver's order, none twice, at most peer_address_limit
    std::string failure;                ///< why there are none; empty if there are
};

/// Asks the resolver, which may take as long as it likes.
Resolution resolve(const std::string& host);

} // namespace galera_initiator
