#pragma once

#include "common/node_address.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace galera_initiator {

/// What this machine is, and what its settings call it.
struct OwnNames {
    std::set<std::string> addresses;         ///< of its network interfaces, in numbers, without the loopback's
    std::string host;                        ///< as gethostname(2) gives it
    std::optional<std::string> node_name;    ///< wsrep_node_name, where set
    std::optional<NodeAddress> node_address; ///< wsrep_node_address, where set
};

/// As gethostname(2) gives it. @throws SystemError
std::string host_name();

/// @param node_name, node_address  the server's settings, where set
/// @param root  to say where a setting stands that cannot be used
/// @throws ConfigurationError for a wsrep_node_address that names no node
OwnNames own_names(const std::filesystem::path& root, const std::optional<std::string>& node_name,
                   const std::optional<std::string>& node_address);

/// The addresses of a host name in numbers; none if it has none (yet). May take as long as the resolver does.
std::set<std::string> addresses_of(const std::string& host);

/// Those of each node's host, looked up at the same time: a name server that is down costs its time-out once.
std::map<std::string, std::set<std::string>> addresses_of_all(const std::vector<NodeAddress>& nodes);

/// Which node of the cluster address is this machine?
///
/// The one that leads to an address of this machine: labels only choose where several do, as in tests and where several
/// servers share a machine. Where none does, wsrep_node_address is believed (an address that another machine
/// translates, or one that is not there yet); the host name and wsrep_node_name never are.
struct OwnNode {
    std::optional<std::size_t> index;
    std::vector<std::string> unresolved{}; ///< where index is empty: names that could not be resolved and may be it

    /// Why no node can be told from the list as it is, with the remedy; empty: nothing is wrong. A name with several
    /// addresses is none of a node, two that lead to one machine are not two, and no label may contradict the address.
    std::string fault{};
    /// Where this node's own agent is to be asked, in place of its name in the list: at the address where its peers
    /// reach it. Debian's installer gives the host name a loopback address, at which no agent need listen.
    std::optional<NodeAddress> agent{};

    std::string faulty_option{}; ///< of the server, with underscores, where a label is the fault
};

/// The nodes as their agents are to be asked. @param own  with an index
std::vector<NodeAddress> agents_of(const std::vector<NodeAddress>& nodes, const OwnNode& own);

/// The fault, with the file and line of the option that has it, as far as that is in the usual option files.
std::string fault_with_place(const OwnNode& node, const std::filesystem::path& root);

/// @param resolver  the addresses of a name, in numbers; asked once for each name, and for no address
OwnNode find_own_node(const std::vector<NodeAddress>& nodes, const OwnNames& own,
                      const std::function<std::set<std::string>(const std::string&)>& resolver);

} // namespace galera_initiator
