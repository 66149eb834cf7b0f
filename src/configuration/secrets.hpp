#pragma once

#include "configuration/configuration.hpp"

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// The worst that everybody learns who may read a file.
enum class Secret {
    none,
    community, ///< of SNMPv2c, which anybody on the network's path can read as well
    key,       ///< a passphrase or key of SNMPv3
};

/// By the words of snmp.conf(5) and snmpd.conf(5).
Secret secret_in(std::string_view content);

/// A file that everybody on this machine may read, with a secret in it.
struct ExposedFile {
    std::filesystem::path path; ///< as it is without the root
    Secret secret = Secret::none;
    bool is_agents = false; ///< snmpd's, so it does not tell how peers are asked
};

/// Looks at this project's own file and at those of Net-SNMP in /etc/snmp.
/// @param own  what is set in this project's own file; none: it cannot be read
std::vector<ExposedFile> find_exposed_files(const std::filesystem::path& root, const std::optional<Configuration>& own);

/// Keys that everybody knows prove nothing about who answers.
/// @throws ConfigurationError naming the file and the remedy, if everybody may read a key that peers are asked with
void refuse_exposed_keys(const std::filesystem::path& root, const Configuration& own);

} // namespace galera_initiator
