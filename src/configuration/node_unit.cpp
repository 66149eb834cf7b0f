#include "configuration/node_unit.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "common/lists.hpp"
#include "configuration/configuration.hpp"
#include "configuration/noted_start.hpp"
#include "configuration/server_settings.hpp"
#include "configuration/server_unit.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <system_error>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> usual_servers{"mariadb", "mysql", "mysqld"};

// Where "systemctl enable" and its --runtime make links.
constexpr std::array<std::string_view, 2> enabling_folders{"etc/systemd/system", "run/systemd/system"};

bool is_usual(const std::string& unit) {
    return std::any_of(usual_servers.begin(), usual_servers.end(),
                       [&unit](std::string_view server) { return unit == std::string(server).append(".service"); });
}

/// To look more closely at all units that are enabled would take a boot too long.
bool names_server(const fs::path& root, const std::string& unit) {
    for (const char* folder : {"etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system",
                               "usr/lib/systemd/system", "lib/systemd/system"}) {
        std::ifstream stream(root / folder / unit);
        for (std::string line; std::getline(stream, line);) {
            if (line.find("mysqld") != std::string::npos || line.find("mariadbd") != std::string::npos) {
                return true;
            }
        }
    }
    return false;
}

/// Is it an instance of a usual template, or does it, whatever its name, run the server's program?
bool runs_server(const fs::path& root, const std::string& unit) {
    const std::string name = unit.substr(0, unit.find_first_of("@."));
    return std::find(usual_servers.begin(), usual_servers.end(), name) != usual_servers.end() ||
           (names_server(root, unit) && ServerUnit::load(root, unit).runs_server());
}

void add_once(std::vector<std::string>& names, const std::optional<std::string>& name) {
    if (name && std::find(names.begin(), names.end(), *name) == names.end()) {
        names.push_back(*name);
    }
}

/// The units of servers that a target wants or requires.
std::vector<std::string> enabled_units(const fs::path& root) {
    std::vector<std::string> enabled;
    for (const auto units : enabling_folders) {
        // What cannot be looked into enables nothing for systemd either.
        for (const auto& folder : list_readable_folder(root / units)) {
            const auto kind = folder.path().extension();
            if (kind != ".wants" && kind != ".requires") {
                continue;
            }
            for (const auto& link : list_readable_folder(folder)) {
                const std::string name = link.path().filename();
                const auto unit = name.ends_with(".service") ? find_server_unit(root, name) : std::nullopt;
                if (unit && runs_server(root, *unit)) {
                    add_once(enabled, unit);
                }
            }
        }
    }
    std::sort(enabled.begin(), enabled.end());
    return enabled;
}

ServerSettings settings_of(const fs::path& root, const std::string& unit) {
    return ServerSettings::load(root, start_of(root, unit));
}

/// @returns where the flag stands with which each start of that Galera server bootstraps, empty for the option files;
/// nothing if there is none
std::optional<std::string> place_of_flag(const ServerSettings& settings) {
    const auto flag = settings.overruling.find("wsrep_new_cluster");
    return settings.provider_is_configured() && flag != settings.overruling.end() ? std::optional(flag->second)
                                                                                  : std::nullopt;
}

bool is_enabled(const fs::path& root, const std::string& unit) {
    const auto enabled = enabled_units(root);
    return std::ranges::find(enabled, unit) != enabled.end();
}

} // namespace

std::optional<std::string> find_node_unit(const fs::path& root, const std::optional<std::string>& name) {
    if (name) {
        return find_server_unit(root, name);
    }
    std::vector<std::string> enabled = enabled_units(root);
    if (std::all_of(enabled.begin(), enabled.end(), is_usual)) {
        return find_server_unit(root, std::nullopt);
    }
    // A flag that the option files have for all of them is a mistake, which the start of the node's unit tells.
    const auto usual = find_server_unit(root, std::nullopt);
    const bool have_all_the_flag = usual && place_of_flag(settings_of(root, *usual));
    std::erase_if(enabled, [&](const std::string& unit) {
        const ServerSettings settings = settings_of(root, unit);
        return !settings.provider_is_configured() || (!have_all_the_flag && place_of_flag(settings));
    });
    if (enabled.size() > 1) {
        throw ConfigurationError(listed(enabled) +
                                 " are enabled, each of them starts a Galera server, and one server of a machine can "
                                 "be brought up: name its unit in /" +
                                 std::string(Configuration::path) +
                                 " ('unit =' in the section [server]), then run 'systemctl daemon-reload'");
    }
    return enabled.empty() ? find_server_unit(root, std::nullopt) : enabled.front();
}

std::string node_unit(const fs::path& root, const std::optional<std::string>& name) {
    auto found = find_node_unit(root, name);
    if (!found) {
        throw ConfigurationError("no unit of a server is installed: set [server] unit in /etc/galera-initiator.conf");
    }
    return *std::move(found);
}

std::vector<std::string> other_server_units(const fs::path& root, const std::optional<std::string>& unit) {
    std::vector<std::string> others;
    for (const auto server : usual_servers) {
        for (const std::string_view kind : {".service", "@.service"}) {
            add_once(others, find_server_unit(root, std::string(server).append(kind)));
        }
    }
    std::erase(others, unit.value_or(""));
    return others;
}

std::optional<std::string> unit_to_bootstrap_instead(const fs::path& root, const std::string& unit) {
    if (!place_of_flag(settings_of(root, unit)) || is_enabled(root, unit)) {
        return std::nullopt;
    }
    const auto node = find_node_unit(root, Configuration::load(root).unit);
    return node == unit ? std::nullopt : node;
}

void refuse_second_server(const fs::path& root, const std::string& unit) {
    const ServerSettings settings = settings_of(root, unit);
    if (!settings.provider_is_configured()) {
        return;
    }
    const auto node = find_node_unit(root, Configuration::load(root).unit);
    if (node == unit) {
        throw ConfigurationError(unit +
                                 " is this node's unit since the units were read: run 'systemctl daemon-reload', "
                                 "then start it again");
    }
    if (const auto asked = unit_to_bootstrap_instead(root, unit)) {
        throw ConfigurationError(unit + " would bootstrap a Galera server that nothing guards. " + *asked +
                                 " is asked for it instead (by ExecCondition=, systemd 243 and later): 'systemctl "
                                 "status " +
                                 *asked +
                                 "' says why it is not up. Started on all nodes, it decides by itself which of them "
                                 "bootstraps");
    }
    if (const auto place = place_of_flag(settings); place && is_enabled(root, unit)) {
        const std::string own = node.value_or("the node's own unit");
        throw ConfigurationError(unit + " is enabled, and would bootstrap a new cluster at each boot (" +
                                 (place->empty() ? "wsrep_new_cluster in the option files" : *place) +
                                 "): run 'systemctl disable " + unit + "' and 'systemctl enable " + own +
                                 "'. Started on all nodes, " + own + " decides by itself which of them bootstraps");
    }
    throw ConfigurationError(unit +
                             " would start a Galera server that nothing guards. This node's server is started by " +
                             node.value_or("no unit") + ", also where it has to bootstrap; if it is to be " + unit +
                             ", set 'unit = " + unit + "' in the section [server] of /" +
                             std::string(Configuration::path) + " and run 'systemctl daemon-reload'");
}

} // namespace galera_initiator
