#include "commands/configuration_facts.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "configuration/node_unit.hpp"
#include "configuration/noted_start.hpp"
#include "configuration/option_files.hpp"
#include "configuration/server_unit.hpp"
#include "evidence/view_state.hpp"
#include "node/node_settings.hpp"
#include "node/this_node.hpp"
#include "snmp/snmp_gatherer.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> find_unreadable_files(const fs::path& root) {
    std::vector<fs::path> unreadable;
    for (const char* file : {Configuration::path, "etc/snmp/snmp.conf", "etc/snmp/snmp.local.conf"}) {
        if (is_denied(root / file)) {
            unreadable.push_back(fs::path("/") / file);
        }
    }
    return unreadable;
}

Known<UnitSettings> settings_of(const std::optional<std::string>& unit) {
    if (!unit) {
        return {std::nullopt, "no unit of a server is installed"};
    }
    try {
        return {BusUnitStates().settings(*unit), ""};
    } catch (const Error& error) {
        return {std::nullopt, error.what()};
    }
}

std::string name_of(uid_t user) {
    const passwd* entry = ::getpwuid(user); // NOLINT(concurrency-mt-unsafe): one thread
    return entry == nullptr ? std::to_string(user) : entry->pw_name;
}

/// From here on this process sees files as a start would: HOME can hold more of them.
void look_with_eyes_of(const std::string& user, ConfigurationFacts& facts) {
    const passwd* entry = user.empty() ? nullptr : ::getpwnam(user.c_str()); // NOLINT(concurrency-mt-unsafe)
    if (entry != nullptr) {
        ::setenv("HOME", entry->pw_dir, 1); // NOLINT(concurrency-mt-unsafe)
        if (::geteuid() == 0 && (::initgroups(entry->pw_name, entry->pw_gid) != 0 || ::setgid(entry->pw_gid) != 0 ||
                                 ::setuid(entry->pw_uid) != 0)) {
            throw SystemError("cannot become the server's user " + user, errno);
        }
        facts.reader_is_servers = ::geteuid() == entry->pw_uid;
    }
    facts.reader = name_of(::geteuid());
}

template <typename Function>
auto try_to(Function function) -> Known<decltype(function())> {
    try {
        return {function(), ""};
    } catch (const ConfigurationError& error) {
        return {std::nullopt, error.what()};
    }
}

void find_nodes(ConfigurationFacts& facts, const std::vector<NodeAddress>& nodes) {
    const auto known = addresses_of_all(nodes);
    const auto resolver = [&known](const std::string& host) { return known.at(host); };
    OwnNode found =
        find_own_node(nodes, own_names(facts.root, facts.server.node_name, facts.server.node_address), resolver);
    found.fault = fault_with_place(found, facts.root);
    facts.this_node.value = std::move(found);
    for (const NodeAddress& node : nodes) {
        if (resolver(node.host()).empty()) {
            facts.names_without_address.push_back(node.host());
        }
    }
}

/// As far as this user may read it.
std::size_t count_members(const fs::path& root, const ServerSettings& server) {
    try {
        const auto text = read_file(root / server.provider_directory.relative_path() / ViewState::file_name);
        return text ? ViewState::parse(*text).members.size() : 0;
    } catch (const Error&) {
        return 0;
    }
}

/// As far as this user may read it.
std::optional<Hold> find_hold(const Places& places) {
    try {
        return load_hold(SystemFiles(), places);
    } catch (const SystemError&) {
        return std::nullopt;
    }
}

std::vector<UnitComplaint> complaints_about(const fs::path& root, const std::string& unit) {
    const ServerUnit server = ServerUnit::load(root, unit);
    std::vector<UnitComplaint> complaints = server.complaints();
    if (auto complaint = server.why_no_decision_arrives(root)) {
        complaints.push_back(*std::move(complaint));
    }
    return complaints;
}

} // namespace

ConfigurationFacts look_at_configuration(const Places& places) {
    const fs::path& root = places.root;
    ConfigurationFacts facts;
    facts.root = root;
    if (!is_denied(root / Configuration::path)) {
        facts.own = Configuration::load(root);
    }
    facts.exposed = find_exposed_files(root, facts.own);
    facts.unit = find_node_unit(root, facts.own ? facts.own->unit : std::nullopt);
    facts.unit_settings = settings_of(facts.unit);
    // Before: a drop-in may be root's alone.
    const auto complaints = facts.unit ? complaints_about(root, *facts.unit) : std::vector<UnitComplaint>();
    look_with_eyes_of(facts.unit_settings.value ? facts.unit_settings.value->user : "", facts);

    facts.has_own_file = fs::exists(root / Configuration::path);
    facts.unreadable = find_unreadable_files(root);
    const ServerStart start = facts.unit ? start_of(root, *facts.unit) : ServerStart();
    const auto program = find_server_program(root, facts.own.value_or(Configuration()), start);
    facts.server = ServerSettings::load(root, start, program);
    facts.denied_option_files = denied_option_files(root);
    facts.members = count_members(root, facts.server);
    facts.hold = find_hold(places);
    facts.host_name = host_name();
    if (!facts.own) {
        return facts;
    }
    const NodeSettings settings{*facts.own, facts.server, program};
    if (facts.unit && settings.is_galera_node()) {
        facts.unit_complaints = complaints;
    }
    facts.program = try_to([&] { return settings.server_program(); });
    facts.address = try_to([&] { return settings.cluster_address(std::nullopt); });
    facts.snmp_complaints = start_net_snmp();
    facts.snmp = try_to([&] { return SnmpAccess(facts.own->snmp).choices(); });
    if (!settings.is_galera_node() || !facts.address.value) {
        facts.this_node.why_not = facts.answers.why_not = "it is not known where the nodes are";
        return facts;
    }
    if (::geteuid() == 0) {
        facts.this_node.why_not = facts.answers.why_not =
            "nothing from the network is read as root, and the server's user is not known";
        return facts;
    }
    const auto& nodes = facts.address.value->nodes();
    find_nodes(facts, nodes);
    facts.answers.why_not = facts.snmp.why_not;
    if (facts.snmp.value) {
        facts.answers.value = SnmpGatherer(facts.own->snmp).gather(agents_of(nodes, facts.this_node.value.value()));
    }
    return facts;
}

} // namespace galera_initiator
