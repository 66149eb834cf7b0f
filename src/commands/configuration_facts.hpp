#pragma once

#include "common/node_address.hpp"
#include "configuration/configuration.hpp"
#include "configuration/secrets.hpp"
#include "configuration/server_settings.hpp"
#include "evidence/hold.hpp"
#include "node/own_node.hpp"
#include "node/places.hpp"
#include "snmp/peer_gatherer.hpp"
#include "snmp/snmp_access.hpp"
#include "systemd/unit_state.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// A value, or why there is none.
template <typename Value>
struct Known {
    std::optional<Value> value;
    std::string why_not;
};

/// All that a report on the configuration rests on.
struct ConfigurationFacts {
    std::string reader;               ///< the user that looked at all of it but the files' permissions
    bool reader_is_servers = false;   ///< as which a start looks as well
    bool has_own_file = false;        ///< is there a /etc/galera-initiator.conf?
    std::optional<Configuration> own; ///< none: the reader may not read it, and is not the server's user
    std::vector<std::filesystem::path>
        unreadable; ///< files of this project and of Net-SNMP that the reader may not read
    std::vector<ExposedFile> exposed;
    ServerSettings server;
    std::vector<std::string> denied_option_files; ///< of the server, that the reader may not read
    std::optional<Hold> hold;                     ///< as far as the reader may read it
    std::string host_name;
    std::optional<std::string> unit; ///< the server's
    Known<UnitSettings> unit_settings;
    std::vector<UnitComplaint> unit_complaints; ///< of the unit's files
    Known<std::filesystem::path> program;
    Known<ClusterAddress> address;
    Known<std::vector<SnmpChoice>> snmp;
    std::string snmp_complaints; ///< of Net-SNMP, while it read snmp.conf
    Known<OwnNode> this_node;
    std::filesystem::path root = "/"; ///< where option files are looked for, to name a place
    std::size_t members = 0; ///< of the component that the provider's view file names; 0: there is none, or it is torn
    std::vector<std::string> names_without_address;
    Known<std::vector<PeerAnswer>> answers; ///< one for each node
};

/// Looks at this machine and asks its nodes once. Started by root, it becomes the server's user as soon as the files'
/// permissions are known: so it sees what a start would see, and parses nothing from the network as root.
/// @throws ConfigurationError if a configuration file is faulty, naming file and line
ConfigurationFacts look_at_configuration(const Places& places);

} // namespace galera_initiator
