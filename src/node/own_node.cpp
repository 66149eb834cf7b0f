#include "node/own_node.hpp"

#include "common/error.hpp"
#include "configuration/option_files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <future>
#include <iterator>
#include <memory>
#include <string_view>

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

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1";
}

std::string listed_with(const std::set<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) {
        list += (list.empty() ? "" : ", ") + text;
    }
    return list;
}

std::string first_label(const std::string& host) {
    return host.substr(0, host.find('.'));
}

/// The nodes of a cluster address, each with the addresses that it leads to.
class NodePlaces {
public:
    NodePlaces(const std::vector<NodeAddress>& nodes, const OwnNames& own,
               const std::function<std::set<std::string>(const std::string&)>& resolver)
        : nodes_(nodes), own_(own) {
        for (const NodeAddress& node : nodes) {
            const auto number = address_in_numbers(node.host());
            addresses_.push_back(number ? std::set<std::string>{*number} : resolver(node.host()));
        }
    }

    [[nodiscard]] std::string fault_of_list() const {
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            if (has_several_addresses(index)) {
                return nodes_[index].host() + " has several addresses (" + listed_with(addresses_[index]) +
                       "), so it does not stand for one node: name each node in the cluster address, by an address or "
                       "a name of its own";
            }
            for (std::size_t other = 0; other < index; ++other) {
                if (nodes_[index].port() == nodes_[other].port() && lead_to_one_address(index, other)) {
                    return nodes_[other].to_string() + " and " + nodes_[index].to_string() +
                           " of the cluster address lead to one and the same address: name each node once, and see "
                           "DNS and /etc/hosts";
                }
            }
        }
        return fault_of_loopback();
    }

    [[nodiscard]] std::set<std::size_t> of_this_machine() const {
        std::set<std::size_t> found;
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            if (std::ranges::any_of(addresses_[index], [&](const std::string& one) { return is_own(one); })) {
                found.insert(index);
            }
        }
        return found;
    }

    /// @param candidates  those to choose from; none: all
    [[nodiscard]] std::optional<std::size_t> named_by_node_address(const std::set<std::size_t>& candidates) const {
        std::optional<std::size_t> found;
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            if ((candidates.empty() || candidates.contains(index)) && own_.node_address &&
                leads_to(index, *own_.node_address)) {
                // Several servers on one machine have one address and several ports.
                const bool is_closer = !found || nodes_[index].port() == own_.node_address->port();
                found = is_closer ? index : found;
            }
        }
        return found;
    }

    [[nodiscard]] std::string fault_of_several(const std::set<std::size_t>& candidates) const {
        std::set<std::string> names;
        for (const std::size_t index : candidates) {
            names.insert(nodes_[index].to_string());
        }
        return listed_with(names) +
               " of the cluster address are all this machine: see DNS and /etc/hosts, or set wsrep_node_address to the "
               "one that is this server";
    }

    /// Sets what calls this machine, which is `found.index`, another node.
    void find_contradiction(OwnNode& found) const {
        const std::size_t index = found.index.value();
        if (own_.node_address && !leads_to(index, *own_.node_address)) {
            for (std::size_t other = 0; other < nodes_.size(); ++other) {
                if (leads_to(other, *own_.node_address)) {
                    found.faulty_option = "wsrep_node_address";
                    found.fault = said_of(index) + "wsrep_node_address calls it " + own_.node_address->to_string() +
                                  ": set it to this machine's own address in the server's option files";
                    return;
                }
            }
        }
        if (own_.node_name && calls_another(*own_.node_name, index)) {
            found.faulty_option = "wsrep_node_name";
            found.fault = said_of(index) + "wsrep_node_name calls it " + *own_.node_name +
                          ": give this node a name of its own in the server's option files";
        } else if (calls_another(own_.host, index)) {
            found.fault = said_of(index) + "the host name calls it " + own_.host +
                          ": set the host name right, or mend DNS and /etc/hosts";
        }
    }

    /// @returns nothing where the name leads to an address that is not the loopback's, and where it is not clear which
    /// one the peers use
    [[nodiscard]] std::optional<NodeAddress> own_agent(std::size_t index) const {
        const bool is_loopback_only = std::ranges::all_of(addresses_[index], is_loopback);
        const bool has_peers = std::ranges::any_of(addresses_, [](const std::set<std::string>& addresses) {
            return std::ranges::any_of(addresses, [](const std::string& one) { return !is_loopback(one); });
        });
        if (!is_loopback_only || !has_peers) {
            return std::nullopt;
        }
        if (own_.node_address && own_.addresses.contains(own_.node_address->comparable_host())) {
            return own_.node_address->at_port(nodes_[index].port());
        }
        std::vector<std::string> of_ipv4;
        std::ranges::copy_if(own_.addresses, std::back_inserter(of_ipv4),
                             [](const std::string& one) { return one.find(':') == std::string::npos; });
        return of_ipv4.size() == 1 ? std::optional(NodeAddress::parse(of_ipv4.front(), nodes_[index].port()))
                                   : std::nullopt;
    }

    [[nodiscard]] std::vector<std::string> unresolved() const {
        std::vector<std::string> names;
        for (std::size_t index = 0; index < nodes_.size(); ++index) {
            if (addresses_[index].empty()) {
                names.push_back(nodes_[index].host());
            }
        }
        return names;
    }

private:
    [[nodiscard]] bool is_own(const std::string& address) const {
        return own_.addresses.contains(address) || is_loopback(address);
    }

    /// In one family: a name has one address in each where a machine has both.
    [[nodiscard]] bool has_several_addresses(std::size_t index) const {
        std::size_t of_ipv4 = 0;
        std::size_t of_ipv6 = 0;
        bool are_own = true;
        for (const std::string& address : addresses_[index]) {
            const bool is_ipv6 = address.find(':') != std::string::npos;
            of_ipv4 += is_ipv6 ? 0U : 1U;
            of_ipv6 += is_ipv6 && !address.starts_with("fe80:") ? 1U : 0U;
            are_own = are_own && is_own(address);
        }
        return (of_ipv4 > 1 || of_ipv6 > 1) && !are_own;
    }

    [[nodiscard]] bool lead_to_one_address(std::size_t left, std::size_t right) const {
        return std::ranges::any_of(addresses_[left],
                                   [&](const std::string& one) { return addresses_[right].contains(one); });
    }

    /// It means another machine on each, so no two nodes would have the same list in mind.
    [[nodiscard]] std::string fault_of_loopback() const {
        std::string loopback;
        bool has_others = false;
        for (const NodeAddress& node : nodes_) {
            const bool is_one = node.comparable_host() == "localhost" || is_loopback(node.comparable_host());
            loopback = is_one ? node.to_string() : loopback;
            has_others = has_others || !is_one;
        }
        return loopback.empty() || !has_others
                   ? ""
                   : loopback + " in the cluster address is another machine on each node: name the node by an address "
                                "at which the others reach it";
    }

    [[nodiscard]] bool leads_to(std::size_t index, const NodeAddress& named) const {
        const std::string host = named.comparable_host();
        return nodes_[index].comparable_host() == host || addresses_[index].contains(host);
    }

    [[nodiscard]] static bool calls(const std::string& name, const NodeAddress& node) {
        const std::string host = node.comparable_host();
        const bool has_labels = !address_in_numbers(node.host());
        return !name.empty() && (name == host || (has_labels && name == first_label(host)));
    }

    /// A name that fits this node as well contradicts nothing.
    [[nodiscard]] bool calls_another(const std::string& name, std::size_t index) const {
        return !calls(name, nodes_[index]) &&
               std::ranges::any_of(nodes_, [&](const NodeAddress& node) { return calls(name, node); });
    }

    [[nodiscard]] std::string said_of(std::size_t index) const {
        return "by its addresses this machine is " + nodes_[index].to_string() + " of the cluster address, but ";
    }

    const std::vector<NodeAddress>& nodes_;
    const OwnNames& own_;
    std::vector<std::set<std::string>> addresses_; ///< of each node
};

} // namespace

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) {
        throw SystemError("cannot read the host name", errno);
    }
    return name.data();
}

OwnNames own_names(const std::filesystem::path& root, const std::optional<std::string>& node_name,
                   const std::optional<std::string>& node_address) {
    OwnNames own{interface_addresses(), host_name(), node_name, std::nullopt};
    if (!node_address || node_address->empty()) {
        return own;
    }
    try {
        own.node_address = NodeAddress::parse(*node_address);
        return own;
    } catch (const ParseError& error) {
        const auto place = place_of_option(root, "wsrep_node_address");
        throw ConfigurationError("wsrep_node_address" + (place ? " (" + *place + ")" : "") +
                                 " cannot be used: " + error.what() +
                                 "; set it to this machine's own address, such as 10.0.0.1, or leave it out");
    }
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

std::map<std::string, std::set<std::string>> addresses_of_all(const std::vector<NodeAddress>& nodes) {
    std::map<std::string, std::future<std::set<std::string>>> lookups;
    for (const NodeAddress& node : nodes) {
        if (!lookups.contains(node.host())) {
            lookups.emplace(node.host(), std::async(std::launch::async, addresses_of, node.host()));
        }
    }
    std::map<std::string, std::set<std::string>> found;
    for (auto& [host, lookup] : lookups) {
        found.emplace(host, lookup.get());
    }
    return found;
}

OwnNode find_own_node(const std::vector<NodeAddress>& nodes, const OwnNames& own,
                      const std::function<std::set<std::string>(const std::string&)>& resolver) {
    const NodePlaces places(nodes, own, resolver);
    OwnNode found;
    found.fault = places.fault_of_list();
    if (!found.fault.empty()) {
        return found;
    }
    const std::set<std::size_t> candidates = places.of_this_machine();
    if (candidates.size() == 1) {
        found.index = *candidates.begin();
        places.find_contradiction(found);
        found.agent = places.own_agent(*found.index);
    } else {
        // A copied option file must not make this machine another node while its own name has no address yet.
        found.unresolved = candidates.empty() ? places.unresolved() : std::vector<std::string>();
        found.index = found.unresolved.empty() ? places.named_by_node_address(candidates) : std::nullopt;
        if (!found.index && candidates.size() > 1) {
            found.fault = places.fault_of_several(candidates);
        }
    }
    return found;
}

std::vector<NodeAddress> agents_of(const std::vector<NodeAddress>& nodes, const OwnNode& own) {
    std::vector<NodeAddress> agents = nodes;
    if (own.index && own.agent) {
        agents.at(*own.index) = *own.agent;
    }
    return agents;
}

std::string fault_with_place(const OwnNode& node, const std::filesystem::path& root) {
    const auto place = node.faulty_option.empty() ? std::nullopt : place_of_option(root, node.faulty_option);
    return place ? node.fault + " (" + *place + ")" : node.fault;
}

} // namespace galera_initiator
