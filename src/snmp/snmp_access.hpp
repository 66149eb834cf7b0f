#pragma once

#include "snmp/net_snmp.hpp"
#include "snmp/snmp_settings.hpp"

#include <string>
#include <vector>

namespace galera_initiator {

/// Starts Net-SNMP once in this process: reads snmp.conf (SNMPCONFPATH, else the system's folders; the user's own
/// folder only if it belongs to the effective user), loads no MIB files, keeps no state on disk, and never writes to
/// standard error.
/// @returns what it complained of while it read snmp.conf, one complaint a line; empty if nothing
const std::string& start_net_snmp();

/// One setting of SNMP as it holds, for people.
struct SnmpChoice {
    std::string key;   ///< in section [snmp] of galera-initiator.conf
    std::string value; ///< a secret is not in it
    std::string token; ///< of snmp.conf(5), where it comes from there; else empty
};

/// Who asks, and how: SnmpSettings, filled up from snmp.conf. Keys are derived from the passphrases here, once,
/// because that takes a hash over a megabyte for each.
class SnmpAccess {
public:
    /// @throws ConfigurationError if version, community, user, protocol or passphrase are missing or not usable, or
    ///         weaker than the settings require
    explicit SnmpAccess(const SnmpSettings& settings);

    /// Sets version and credentials in a session that snmp_sess_init has prepared. The session points into this object.
    void apply_to(netsnmp_session& session) const;

    [[nodiscard]] bool is_v3() const { return version_ == SnmpSettings::Version::v3; }

    /// Can nobody who lacks a secret of the agents' answer in their place?
    [[nodiscard]] bool is_authenticated() const;

    /// Is a response as safe as the request was? It counts only then. The library looks at everything that ties an
    /// answer to a request of v3, and of v2c only at version and number, not at the community.
    [[nodiscard]] bool is_as_safe_as_asked(const netsnmp_pdu& response) const;

    /// The SNMPv3 user; empty for v2c.
    [[nodiscard]] const std::string& security_name() const { return security_name_; }

    /// What was settled, in the order in which it was settled.
    [[nodiscard]] const std::vector<SnmpChoice>& choices() const { return choices_; }

private:
    struct Passphrase;

    void take_version(const SnmpSettings& settings);
    void take_community(const SnmpSettings& settings);
    void take_user(const SnmpSettings& settings);
    void take_authentication(const SnmpSettings& settings);
    void take_privacy(const SnmpSettings& settings);
    void take_level(const SnmpSettings& settings);
    void refuse_what_can_be_forged() const;
    [[nodiscard]] std::vector<unsigned char> take_key(const Passphrase& passphrase);
    [[nodiscard]] std::vector<unsigned char> derive_key(const std::string& passphrase, const std::string& what) const;
    void note(const char* key, const std::string& value, const std::string& token);

    SnmpSettings::Version version_ = SnmpSettings::Version::v2c;
    std::string community_;
    std::string security_name_;
    int security_level_ = 0;
    std::vector<oid> authentication_protocol_;
    std::vector<oid> privacy_protocol_;
    std::vector<unsigned char> authentication_key_;
    std::vector<unsigned char> privacy_key_;
    std::vector<SnmpChoice> choices_;
};

} // namespace galera_initiator
