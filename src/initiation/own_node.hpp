#pragma once

#include "common/node_address.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace galera_initiator {

/// What this machine can be called.
struct OwnNames {
    std::set<std::string> names;     ///< host name, wsrep_node_name, host part of wsrep_node_address
    std::set<std::string> addresses; ///< of its network interfaces, in numbers, without the loopback's
};

/// As gethostname(2) gives it. @throws SystemError
std::string host_name();

/// @param node_name, node_address  the server's settings, where set
OwnNames own_names(const std::optional<std::string>& node_name, const std::optional<std::string>& node_address);

/// The addresses of a host name in numbers; none if it has none (yet). May take as long as the resolver does.
std::set<std::string> addresses_of(const std::string& host);

/// Which node of the cluster address is this machine?
struct OwnNode {
    std::optional<std::size_t> index;
    std::vector<std::string> unresolved; ///< where index is empty: names that could not be resolved and may be it
};
OwnNode find_own_node(const std::vector<NodeAddress>& nodes, const OwnNames& own,
                      const std::function<std::set<std::string>(const std::string&)>& resolver);

} // namespace galera_initiator
