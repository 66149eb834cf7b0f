#include "node/node_settings.hpp"

#include "common/error.hpp"
#include "common/lists.hpp"
#include "configuration/node_unit.hpp"
#include "configuration/noted_start.hpp"
#include "configuration/option_files.hpp"
#include "configuration/provider_options.hpp"
#include "configuration/secrets.hpp"
#include "configuration/server_unit.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace galera_initiator {

std::optional<std::filesystem::path> find_server_program(const std::filesystem::path& root, const Configuration& own,
                                                         const ServerStart& start) {
    if (own.program) {
        return own.program;
    }
    for (const std::string& candidate :
         {start.program, std::string("usr/sbin/mariadbd"), std::string("usr/sbin/mysqld"),
          std::string("usr/libexec/mariadbd"), std::string("usr/libexec/mysqld")}) {
        // What this process may not look at, as in a home, is there for the unit that names it.
        std::error_code error;
        if (!candidate.empty() && (std::filesystem::exists(root / candidate, error) || error)) {
            return root / candidate;
        }
    }
    return std::nullopt;
}

NodeSettings NodeSettings::load(const std::filesystem::path& root) {
    const Configuration own = Configuration::load(root);
    refuse_exposed_keys(root, own);
    const auto unit = find_node_unit(root, own.unit);
    const ServerStart start = unit ? start_of(root, *unit) : ServerStart();
    const auto program = find_server_program(root, own, start);
    return {own, ServerSettings::load(root, start, program), program};
}

bool NodeSettings::is_galera_node() const {
    return server.galera_is_configured() || (server.provider_is_configured() && own.cluster_address);
}

std::optional<std::string> NodeSettings::why_outside_its_cluster() const {
    const auto why = server.why_no_provider();
    if (why && own.cluster_address) {
        return *why + ", though [cluster] nodes in /" + Configuration::path + " names " +
               own.cluster_address->to_string();
    }
    const std::string listed = server.cluster_address.value_or("");
    const bool names_none = listed.empty() || listed == "gcomm://";
    return why && !names_none ? std::optional(*why + ", though wsrep_cluster_address is " + listed) : std::nullopt;
}

ClusterAddress NodeSettings::cluster_address(const std::optional<std::string>& given) const {
    if (!given && own.cluster_address) {
        return own.cluster_address->with_usual_port(galera_port());
    }
    const std::optional<std::string> text = given ? given : server.cluster_address;
    if (!text) {
        throw ConfigurationError(
            "no cluster address: set wsrep_cluster_address in the server's settings, or [cluster] "
            "nodes in /etc/galera-initiator.conf, to all nodes, then run 'systemctl daemon-reload'");
    }
    try {
        ClusterAddress address = ClusterAddress::parse(*text).with_usual_port(galera_port());
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

std::optional<std::string> NodeSettings::tidied_text() const {
    const bool is_tidied = !own.cluster_address && cluster_address(std::nullopt).is_tidied();
    return is_tidied ? server.cluster_address : std::nullopt;
}

namespace {

[[noreturn]] void refuse_overruling(const std::string& option, const std::string& place) {
    if (option == "wsrep-cluster-address") {
        throw ConfigurationError(
            "the server's command line (" + place +
            ") has a wsrep-cluster-address of its own after the decision, in its place: take it out "
            "there, then run 'systemctl daemon-reload'. The option files, or nodes in the [cluster] "
            "section of /etc/galera-initiator.conf, name the nodes");
    }
    throw ConfigurationError(option + " is set (" + place +
                             "), so the server would be started otherwise than is decided here: take it out. To "
                             "bootstrap here once, run galera_new_cluster");
}

ProviderOptions provider_options(const NodeSettings& settings) {
    ProviderOptions options = ProviderOptions::parse(settings.server.provider_options);
    const std::string address = settings.own.cluster_address ? settings.own.cluster_address->to_string()
                                                             : settings.server.cluster_address.value_or("");
    if (const auto mark = address.find('?'); mark != std::string::npos) {
        options.add_of_address(std::string_view(address).substr(mark + 1));
    }
    return options;
}

/// @returns nothing where the text has none, or one that the provider would not take
std::optional<std::uint16_t> port_in(const std::string& address) {
    const auto host = address.find("://") == std::string::npos ? 0 : address.find("://") + 3;
    const auto colon = address.rfind(':');
    const std::string digits = colon == std::string::npos || colon < host ? "" : address.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return error == std::errc() && end == digits.data() + digits.size() && port > 0 ? std::optional(port)
                                                                                    : std::nullopt;
}

} // namespace

std::uint16_t NodeSettings::galera_port() const {
    const ProviderOptions options = provider_options(*this);
    if (const auto port = port_in(options.value("gmcast.listen_addr").value_or(""))) {
        return *port;
    }
    if (const auto port = port_in(":" + options.value("base_port").value_or(""))) {
        return *port;
    }
    const std::string node = server.node_address.value_or("");
    const bool is_bare_ipv6 = node.find(':') != node.rfind(':') && !node.starts_with('[');
    return is_bare_ipv6 ? NodeAddress::default_port : port_in(node).value_or(NodeAddress::default_port);
}

std::vector<std::string> NodeSettings::splitting_options() const {
    const ProviderOptions options = provider_options(*this);
    std::vector<std::string> splitting;
    for (const char* name : {"pc.ignore_sb", "pc.ignore_quorum"}) {
        if (options.flag(name).value_or(false)) {
            splitting.emplace_back(name);
        }
    }
    return splitting;
}

std::filesystem::path NodeSettings::write_set_cache() const {
    const ProviderOptions options = provider_options(*this);
    const std::string folder = options.value("gcache.dir").value_or("");
    const std::string name = options.value("gcache.name").value_or("");
    return (server.data_directory / (folder.empty() ? server.provider_directory : std::filesystem::path(folder)) /
            (name.empty() ? "galera.cache" : name))
        .lexically_normal();
}

bool NodeSettings::keeps_views() const {
    return provider_options(*this).flag("pc.recovery").value_or(true);
}

void NodeSettings::refuse_unsafe_options(const std::filesystem::path& root) const {
    for (const auto& [option, place] : server.overruling) {
        std::string name = option;
        std::replace(name.begin(), name.end(), '_', '-');
        refuse_overruling(
            name, !place.empty() ? place : place_of_option(root, option).value_or("in the server's option files"));
    }
    if (own.policies.wait_for != Policies::WaitFor::majority) {
        return;
    }
    std::vector<std::string> breaking = splitting_options();
    if (const auto weight = provider_options(*this).value("pc.weight"); weight && *weight != "1") {
        breaking.push_back("pc.weight = " + *weight);
    }
    if (!breaking.empty()) {
        throw ConfigurationError("wait_for = majority counts nodes, and the provider's options have " +
                                 listed(breaking) +
                                 ", with which the provider counts otherwise: take it out of wsrep_provider_options "
                                 "and the cluster address, or set wait_for = all in /" +
                                 std::string(Configuration::path));
    }
}

std::filesystem::path NodeSettings::server_program() const {
    if (program) {
        return *program;
    }
    throw ConfigurationError("the server's program was not found: set [server] program in /etc/galera-initiator.conf");
}

} // namespace galera_initiator
