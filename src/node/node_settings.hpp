#pragma once

#include "common/node_address.hpp"
#include "configuration/configuration.hpp"
#include "configuration/server_settings.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// The server's program: the one that [server] program names, else the one that the unit runs, else the first of the
/// usual ones. @returns nothing if it is nowhere
std::optional<std::filesystem::path> find_server_program(const std::filesystem::path& root, const Configuration& own,
                                                         const ServerStart& start);

/// All that is configured on this node: this project's own file and the server's settings.
struct NodeSettings {
    Configuration own;
    ServerSettings server;
    std::optional<std::filesystem::path> program{}; ///< the server's; none: it is nowhere

    /// @param root  folder that stands for "/"
    /// @throws ConfigurationError
    static NodeSettings load(const std::filesystem::path& root);

    /// Does the server start as a Galera node: with a provider, and with a cluster address in either place?
    [[nodiscard]] bool is_galera_node() const;

    /// Of a server that nodes are named for and that starts without Galera all the same, so that what is written to it
    /// reaches none of them: why, for people. Nothing if it starts as a Galera node, or no node is named.
    [[nodiscard]] std::optional<std::string> why_outside_its_cluster() const;

    /// Where the nodes are: as given, or [cluster] nodes, or the server's wsrep_cluster_address.
    /// @param given  by the drop-in
    /// @throws ConfigurationError if there is none, it is malformed, or it is a bare "gcomm://"
    [[nodiscard]] ClusterAddress cluster_address(const std::optional<std::string>& given) const;

    /// Where a node of the cluster address listens that has no port there: where this one does.
    /// Source: galera, gcomm/src/gmcast.cpp (the constructor, BASE_PORT_KEY), galera/src/replicator_smm_params.cpp.
    [[nodiscard]] std::uint16_t galera_port() const;

    /// The server's cluster address as it stands, where it holds and something that means nothing is left out of it.
    /// @throws ConfigurationError as cluster_address()
    [[nodiscard]] std::optional<std::string> tidied_text() const;

    /// To be called before anything is decided.
    /// @param root  for the place of an option
    /// @throws ConfigurationError if the server would be started otherwise than was decided (wsrep-new-cluster,
    /// wsrep-recover or a position of its own), or if a provider's option breaks the policy (wait_for = majority counts
    /// nodes, and neither weights nor parts that stay primary without a majority)
    void refuse_unsafe_options(const std::filesystem::path& root) const;

    /// Options of the provider with which it goes on in several parts by itself, as pc.ignore_sb; named for people.
    [[nodiscard]] std::vector<std::string> splitting_options() const;

    /// Does the provider keep the view that it crashed in (pc.recovery, on unless it is switched off)?
    [[nodiscard]] bool keeps_views() const;

    /// Where the provider keeps write sets for incremental state transfers. Source: galera,
    /// gcache/src/gcache_params.cpp.
    [[nodiscard]] std::filesystem::path write_set_cache() const;

    /// The server's program. @throws ConfigurationError if it is nowhere
    [[nodiscard]] std::filesystem::path server_program() const;
};

} // namespace galera_initiator
