#include "initiation/own_node.hpp"

#include "common/error.hpp"

#include <array>
#include <cerrno>
#include <memory>

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

std::string in_numbers(const sockaddr* address) {
    const socklen_t length = address->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(address, length, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
        return "";
    }
    return text.data();
}

bool is_internet(const sockaddr* address) {
    return address != nullptr && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
}

std::set<std::string> interface_addresses() {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) {
        throw SystemError("cannot list the network interfaces", errno);
    }
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, &::freeifaddrs);
    std::set<std::string> addresses;
    for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
        if (is_internet(entry->ifa_addr) && (entry->ifa_flags & IFF_LOOPBACK) == 0) {
            addresses.insert(in_numbers(entry->ifa_addr));
        }
    }
    return addresses;
}

} // namespace

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) {
        throw SystemError("cannot read the host name", errno);
    }
    return name.data();
}

OwnNames own_names(const std::optional<std::string>& node_name, const std::optional<std::string>& node_address) {
    OwnNames own;
    own.addresses = interface_addresses();
    own.names.insert(host_name());
    if (node_name && !node_name->empty()) {
        own.names.insert(*node_name);
    }
    if (node_address && !node_address->empty()) {
        own.names.insert(NodeAddress::parse(*node_address).host());
    }
    return own;
}

std::set<std::string> addresses_of(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* list = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) {
        return {};
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
    std::set<std::string> addresses;
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        if (is_internet(entry->ai_addr)) {
            addresses.insert(in_numbers(entry->ai_addr));
        }
    }
    return addresses;
}

OwnNode find_own_node(const std::vector<NodeAddress>& nodes, const OwnNames& own,
                      const std::function<std::set<std::string>(const std::string&)>& resolver) {
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        if (own.names.contains(nodes[index].host()) || own.addresses.contains(nodes[index].host())) {
            return {index, {}};
        }
    }
    OwnNode found;
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        const auto addresses = resolver(nodes[index].host());
        for (const std::string& address : addresses) {
            if (own.addresses.contains(address)) {
                return {index, {}};
            }
        }
        if (addresses.empty()) {
            found.unresolved.push_back(nodes[index].host());
        }
    }
    return found;
}

} // namespace galera_initiator
