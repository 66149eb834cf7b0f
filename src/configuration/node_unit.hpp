#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// The unit of this machine's Galera server: the one that is named; else the enabled one of the usual units
/// (find_server_unit), of the instances of their templates (mariadb@NAME.service) and of those of any name that run the
/// server's program, where exactly one is enabled, loads a provider and is no vendor's way to bootstrap; else the usual
/// unit, enabled or not.
/// @param root  folder that stands for "/"
/// @param name  look only for this unit, if given ([server] unit)
/// @throws ConfigurationError if several would be, and as ServerSettings::load where instances are enabled
/// @throws std::filesystem::filesystem_error if a link cannot be read
/// @returns nothing if there is none
std::optional<std::string> find_node_unit(const std::filesystem::path& root, const std::optional<std::string>& name);

/// The same. @throws ConfigurationError also if there is none
std::string node_unit(const std::filesystem::path& root, const std::optional<std::string>& name);

/// The other units by which a server may be started on this machine, templates among them, with their canonical names.
/// @param unit  this node's; none: it is not known
std::vector<std::string> other_server_units(const std::filesystem::path& root, const std::optional<std::string>& unit);

/// This machine's node's unit, where another one is a vendor's way to bootstrap that node: it starts a Galera server
/// with --wsrep-new-cluster, as mysql@bootstrap.service of Percona XtraDB Cluster does. Not where that one is enabled:
/// nobody has asked for what happens at each boot.
/// @throws ConfigurationError as ServerSettings::load
std::optional<std::string> unit_to_bootstrap_instead(const std::filesystem::path& root, const std::string& unit);

/// Before a server is started by a unit that is not this node's.
/// @throws ConfigurationError if it would be a Galera server: nothing would guard it
void refuse_second_server(const std::filesystem::path& root, const std::string& unit);

} // namespace galera_initiator
