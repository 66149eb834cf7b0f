#include "initiation/node_settings.hpp"

#include "common/error.hpp"
#include "configuration/secrets.hpp"

namespace galera_initiator {

NodeSettings NodeSettings::load(const std::filesystem::path& root) {
    const Configuration own = Configuration::load(root);
    refuse_exposed_keys(root, own);
    return {own, ServerSettings::load(root)};
}

bool NodeSettings::is_galera_node() const {
    return server.galera_is_configured() || (server.provider_is_configured() && own.cluster_address);
}

ClusterAddress NodeSettings::cluster_address(const std::optional<std::string>& given) const {
    if (!given && own.cluster_address) {
        return *own.cluster_address;
    }
    const std::optional<std::string> text = given ? given : server.cluster_address;
    if (!text) {
        throw ConfigurationError(
            "no cluster address: set wsrep_cluster_address in the server's settings, or [cluster] "
            "nodes in /etc/galera-initiator.conf, to all nodes, then run 'systemctl daemon-reload'");
    }
    try {
        ClusterAddress address = ClusterAddress::parse(*text);
        if (!address.is_bare()) {
            return address;
        }
    } catch (const ParseError& error) {
        throw ConfigurationError("wsrep_cluster_address '" + *text + "' cannot be used: " + error.what());
    }
    throw ConfigurationError(
        "wsrep_cluster_address is a bare 'gcomm://', which would bootstrap a new cluster at every "
        "start: name all nodes there, or in [cluster] nodes of /etc/galera-initiator.conf, then run "
        "'systemctl daemon-reload'");
}

std::filesystem::path NodeSettings::server_program(const std::filesystem::path& root) const {
    if (own.program) {
        return *own.program;
    }
    for (const char* candidate :
         {"usr/sbin/mariadbd", "usr/sbin/mysqld", "usr/libexec/mariadbd", "usr/libexec/mysqld"}) {
        if (std::filesystem::exists(root / candidate)) {
            return root / candidate;
        }
    }
    throw ConfigurationError("the server's program was not found: set [server] program in /etc/galera-initiator.conf");
}

} // namespace galera_initiator
