#include "configuration/secrets.hpp"

#include "common/error.hpp"
#include "common/files.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <system_error>

#include <strings.h>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = std::size_t{1} << 24U;

bool everybody_may(fs::perms wanted, const fs::path& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    return !error && (status.permissions() & wanted) == wanted;
}

bool everybody_may_read(const fs::path& root, const fs::path& file) {
    if (!everybody_may(fs::perms::others_read, root / file)) {
        return false;
    }
    for (fs::path folder = file.parent_path(); !folder.empty(); folder = folder.parent_path()) {
        if (!everybody_may(fs::perms::others_exec, root / folder)) {
            return false;
        }
    }
    return true;
}

/// Files that say how Net-SNMP asks, below the root. Not its persistent ones: their folder is snmpd's, who could plant
/// a link there.
constexpr std::array clients_files{"etc/snmp/snmp.conf", "etc/snmp/snmp.local.conf"};

/// Files of the agent.
std::vector<fs::path> agents_files(const fs::path& root) {
    std::vector<fs::path> files{"etc/snmp/snmpd.conf", "etc/snmp/snmpd.local.conf"};
    const fs::path included = "etc/snmp/snmpd.conf.d";
    std::error_code error;
    for (const auto& entry : list_readable_folder(root / included)) {
        if (entry.path().extension() == ".conf" && entry.is_regular_file(error)) {
            files.push_back(included / entry.path().filename());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

Secret secret_of(const Configuration& own) {
    if (own.snmp.authentication_passphrase || own.snmp.privacy_passphrase) {
        return Secret::key;
    }
    return own.snmp.community ? Secret::community : Secret::none;
}

/// What cannot be read here tells nothing here: who else reads it will complain.
Secret secret_in_file(const fs::path& path) {
    try {
        return secret_in(read_file(path, largest_file, Links::followed).value_or(""));
    } catch (const SystemError&) {
        return Secret::none;
    }
}

} // namespace

Secret secret_in(std::string_view content) {
    constexpr std::array<const char*, 7> community_words{"defCommunity", "roCommunity", "roCommunity6", "rwCommunity",
                                                         "rwCommunity6", "com2sec",     "com2sec6"};
    constexpr std::array<const char*, 9> key_words{"defPassphrase",       "defAuthPassphrase", "defPrivPassphrase",
                                                   "defAuthMasterKey",    "defPrivMasterKey",  "defAuthLocalizedKey",
                                                   "defPrivLocalizedKey", "createUser",        "usmUser"};
    // What isspace(3) takes for one, as Net-SNMP does (snmplib/read_config.c, skip_white).
    constexpr std::string_view white = " \t\r\f\v";
    Secret worst = Secret::none;
    while (!content.empty()) {
        const auto end = std::min(content.find('\n'), content.size());
        auto line = content.substr(0, end);
        content.remove_prefix(std::min(end + 1, content.size()));
        line.remove_prefix(std::min(line.find_first_not_of(white), line.size()));
        const std::string word(line.substr(0, line.find_first_of(white)));
        const auto is_word = [&word](const char* known) { return ::strcasecmp(known, word.c_str()) == 0; };
        if (std::any_of(key_words.begin(), key_words.end(), is_word)) {
            return Secret::key;
        }
        if (std::any_of(community_words.begin(), community_words.end(), is_word)) {
            worst = Secret::community;
        }
    }
    return worst;
}

std::vector<ExposedFile> find_exposed_files(const fs::path& root, const std::optional<Configuration>& own) {
    std::vector<ExposedFile> exposed;
    const auto add = [&](const fs::path& file, Secret secret, bool is_agents) {
        if (secret != Secret::none && everybody_may_read(root, file)) {
            exposed.push_back({fs::path("/") / file, secret, is_agents});
        }
    };
    add(Configuration::path, own ? secret_of(*own) : Secret::none, false);
    for (const char* file : clients_files) {
        add(file, secret_in_file(root / file), false);
    }
    for (const fs::path& file : agents_files(root)) {
        add(file, secret_in_file(root / file), true);
    }
    return exposed;
}

void refuse_exposed_keys(const fs::path& root, const Configuration& own) {
    for (const ExposedFile& file : find_exposed_files(root, own)) {
        if (file.secret == Secret::key && !file.is_agents) {
            throw ConfigurationError(file.path.string() +
                                     " holds an SNMPv3 passphrase or key, and everybody on this machine may read it: "
                                     "give it to root and the server's group, for example 'chown root:mysql " +
                                     file.path.string() + " && chmod 0640 " + file.path.string() +
                                     "', and use another passphrase");
        }
    }
}

} // namespace galera_initiator
