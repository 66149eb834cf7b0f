#include "snmp/peer_address.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include <netdb.h>
#include <netinet/in.h>

namespace galera_initiator {

namespace {

std::string numeric_host(const PeerAddress& address) {
    std::array<char, NI_MAXHOST> host{};
    const int result = ::getnameinfo(reinterpret_cast<const sockaddr*>(&address.address), address.length, host.data(),
                                     host.size(), nullptr, 0, NI_NUMERICHOST);
    if (result != 0) {
        throw Error(std::string("An address cannot be written as text: ") + ::gai_strerror(result));
    }
    return host.data();
}

PeerAddress copy_of(const addrinfo& entry) {
    PeerAddress address;
    std::memcpy(&address.address, entry.ai_addr, entry.ai_addrlen);
    address.length = entry.ai_addrlen;
    return address;
}

bool is_known(const std::vector<PeerAddress>& addresses, const PeerAddress& address) {
    return std::ranges::any_of(addresses, [&](const PeerAddress& other) {
        return other.length == address.length && std::memcmp(&other.address, &address.address, address.length) == 0;
    });
}

} // namespace

std::string PeerAddress::snmp_transport(std::uint16_t port) const {
    switch (address.ss_family) {
    case AF_INET:
        return "udp:" + numeric_host(*this) + ":" + std::to_string(port);
    case AF_INET6:
        return "udp6:[" + numeric_host(*this) + "]:" + std::to_string(port);
    default:
        throw Error("An address is neither IPv4 nor IPv6.");
    }
}

PeerAddress PeerAddress::with_port(std::uint16_t port) const {
    PeerAddress result = *this;
    if (address.ss_family == AF_INET6) {
        reinterpret_cast<sockaddr_in6*>(&result.address)->sin6_port = htons(port);
    } else {
        reinterpret_cast<sockaddr_in*>(&result.address)->sin_port = htons(port);
    }
    return result;
}

Resolution resolve(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* list = nullptr;
    const int result = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    const int system_error = errno;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
    Resolution resolution;
    if (result != 0) {
        const std::string reason =
            result == EAI_SYSTEM ? std::generic_category().message(system_error) : ::gai_strerror(result);
        resolution.failure = "the name '" + host + "' cannot be resolved: " + reason;
        return resolution;
    }
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        const bool usable = entry->ai_family == AF_INET || entry->ai_family == AF_INET6;
        if (usable && resolution.addresses.size() < peer_address_limit &&
            !is_known(resolution.addresses, copy_of(*entry))) {
            resolution.addresses.push_back(copy_of(*entry));
        }
    }
    if (resolution.addresses.empty()) {
        resolution.failure = "the name '" + host + "' has no IPv4 or IPv6 address";
    }
    return resolution;
}

} // namespace galera_initiator
