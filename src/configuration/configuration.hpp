#pragma once

#include "common/node_address.hpp"
#include "configuration/policies.hpp"
#include "snmp/snmp_settings.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// This project's own file, /etc/galera-initiator.conf. All of it is optional; galera-initiator.conf(5).
struct Configuration {
    /// [cluster] nodes = n1, n2, n3: takes the place of the server's own wsrep_cluster_address.
    std::optional<ClusterAddress> cluster_address;

    /// [cluster] wait_for = all | majority, fresh = all | first, arbitrators = 0.
    Policies policies;

    /// [cluster] majority_after: how long a start with wait_for = majority waits for all first.
    std::chrono::milliseconds majority_after = std::chrono::minutes(5);

    /// [start] wait_limit: how long a start may wait for peers; none ("infinity", the default): as long as it takes.
    std::optional<std::chrono::milliseconds> wait_limit;

    /// [start] together = yes | no: nodes that have agreed may form the component in one go.
    bool starts_together = true;

    /// [server] unit = mariadb.service: the server's unit, where finding it by itself does not do.
    std::optional<std::string> unit;

    /// [server] program = /usr/sbin/mariadbd
    std::optional<std::filesystem::path> program;

    SnmpSettings snmp;

    /// What was set, as "[section] key", and on which line of the file.
    std::map<std::string, std::size_t> lines;

    /// @param root  folder that stands for "/"
    /// @returns the defaults if there is no file
    /// @throws ConfigurationError naming file and line: unreadable, a line that inih does not take, an unknown
    ///         section or key, a key given twice, a bad value
    static Configuration load(const std::filesystem::path& root);

    /// The same from the file's content. @param name  of the file, for messages
    static Configuration parse(const std::string& name, std::string_view content);

    static constexpr const char* path = "etc/galera-initiator.conf";
};

} // namespace galera_initiator
