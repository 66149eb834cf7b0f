#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace galera_initiator {

/// The [snmp] section of galera-initiator.conf. What is not set there comes from snmp.conf (defVersion,
/// defCommunity, defSecurityName and so on, snmp.conf(5)).
struct SnmpSettings {
    enum class Version { v2c, v3 };

    std::optional<Version> version;

    /// require = v3: ask with SNMPv3 in such a way that nobody can forge an answer, or not at all.
    bool requires_v3 = false;

    std::optional<std::string> community;
    std::optional<std::string> security_name;
    std::optional<std::string> security_level;            ///< noAuthNoPriv, authNoPriv or authPriv
    std::optional<std::string> authentication_protocol;   ///< as snmpcmd(1) -a names them
    std::optional<std::string> authentication_passphrase; ///< 8 characters or more
    std::optional<std::string> privacy_protocol;          ///< as snmpcmd(1) -x names them
    std::optional<std::string> privacy_passphrase;        ///< 8 characters or more
    std::uint16_t port = 161;
    std::chrono::milliseconds timeout{1000}; ///< for one peer and one round, all retries included
    int retries = 1;                         ///< requests sent again within the timeout, 0 to 10
};

} // namespace galera_initiator
