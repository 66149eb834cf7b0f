#pragma once

#include "common/node_address.hpp"
#include "configuration/configuration.hpp"
#include "configuration/server_settings.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace galera_initiator {

/// All that is configured on this node: this project's own file and the server's settings.
struct NodeSettings {
    Configuration own;
    ServerSettings server;

    /// @param root  folder that stands for "/"
    /// @throws ConfigurationError
    static NodeSettings load(const std::filesystem::path& root);

    /// Does the server start as a Galera node: with a provider, and with a cluster address in either place?
    [[nodiscard]] bool is_galera_node() const;

    /// Where the nodes are: as given, or [cluster] nodes, or the server's wsrep_cluster_address.
    /// @param given  by the drop-in
    /// @throws ConfigurationError if there is none, it is malformed, or it is a bare "gcomm://"
    [[nodiscard]] ClusterAddress cluster_address(const std::optional<std::string>& given) const;

    /// The server's program. @throws ConfigurationError if it is nowhere
    [[nodiscard]] std::filesystem::path server_program(const std::filesystem::path& root) const;
};

} // namespace galera_initiator
