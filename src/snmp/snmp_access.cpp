#include "snmp/snmp_access.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "common/lists.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <clocale>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <span>
#include <sstream>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

constexpr std::size_t shortest_passphrase = 8; // USM_LENGTH_P_MIN: Net-SNMP refuses shorter ones.
constexpr std::size_t complaints_limit = 2000;

// Net-SNMP would make this folder and look for backup copies in it; nothing can be made below a device.
constexpr const char* no_folder = "/dev/null/galera-initiator";

std::string& complaints() {
    static std::string text;
    return text;
}

int note_complaint(int /*major*/, int /*minor*/, void* message, void* /*unused*/) noexcept {
    const auto* entry = static_cast<const snmp_log_message*>(message);
    if (entry->priority <= LOG_ERR && complaints().size() < complaints_limit) {
        complaints() += entry->msg;
    }
    return SNMP_ERR_NOERROR;
}

/// Gives an environment variable another value for as long as it lives.
class TemporaryVariable {
public:
    TemporaryVariable(const char* name, const char* value) : name_(name) {
        if (const char* old = std::getenv(name)) {
            old_ = old;
        }
        ::setenv(name, value, 1);
    }
    TemporaryVariable(const TemporaryVariable&) = delete;
    TemporaryVariable& operator=(const TemporaryVariable&) = delete;
    ~TemporaryVariable() {
        if (old_) {
            ::setenv(name_, old_->c_str(), 1);
        } else {
            ::unsetenv(name_);
        }
    }

private:
    const char* name_;
    std::optional<std::string> old_;
};

/// snmp.conf can name a file to log into, so root must not read one that belongs to somebody else: HOME is the
/// database user's in a "+" command of its unit.
std::string configuration_folders() {
    std::string folders = SNMPCONFPATH ":" SNMPSHAREPATH ":" SNMPLIBPATH;
    const char* home = std::getenv("HOME");
    struct stat status {};
    if (home != nullptr && ::stat(home, &status) == 0 && status.st_uid == ::geteuid()) {
        folders += std::string(":") + home + "/.snmp";
    }
    return folders;
}

/// Up to version 5.9.4 pri_max is the most urgent priority that a handler is told of, from 5.9.5 on the least urgent
/// one (snmplib/snmp_logging.c, snmp_log_string): of two handlers one is told of all that matters, whatever the
/// version.
void register_log_handlers() {
    for (const int bound : {LOG_EMERG, LOG_DEBUG}) {
        if (auto* handler = netsnmp_register_loghandler(NETSNMP_LOGHANDLER_CALLBACK, LOG_DEBUG)) {
            handler->pri_max = bound;
        }
    }
}

std::string start() {
    register_log_handlers();
    snmp_register_callback(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, note_complaint, nullptr);
    // Not NETSNMP_DS_LIB_DONT_PERSIST_STATE: it also stops snmp.conf from being read.
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, 1);
    netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_PERSISTENT_DIR, no_folder);
    netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_MIBDIRS, no_folder);
    set_configuration_directory(configuration_folders().c_str());

    const TemporaryVariable no_mibs("MIBS", "");
    const char* locale = std::setlocale(LC_CTYPE, nullptr);
    const std::string locale_before = locale == nullptr ? "C" : locale;
    init_snmp("snmpapp"); // As snmpget(1) calls itself, so that both see the same settings.
    static_cast<void>(std::setlocale(LC_CTYPE, locale_before.c_str()));

    // logOption in snmp.conf may have added other places to log to.
    snmp_disable_log();
    snmp_enable_calllog();
    return complaints();
}

/// A word of snmp.conf(5), and where Net-SNMP keeps its value.
struct Token {
    const char* name;
    int item;
};
constexpr Token community_token{"defCommunity", NETSNMP_DS_LIB_COMMUNITY};
constexpr Token user_token{"defSecurityName", NETSNMP_DS_LIB_SECNAME};
constexpr Token passphrase_token{"defPassphrase", NETSNMP_DS_LIB_PASSPHRASE};
constexpr Token authentication_passphrase_token{"defAuthPassphrase", NETSNMP_DS_LIB_AUTHPASSPHRASE};
constexpr Token authentication_key_token{"defAuthMasterKey", NETSNMP_DS_LIB_AUTHMASTERKEY};
constexpr Token authentication_localized_token{"defAuthLocalizedKey", NETSNMP_DS_LIB_AUTHLOCALIZEDKEY};
constexpr Token privacy_passphrase_token{"defPrivPassphrase", NETSNMP_DS_LIB_PRIVPASSPHRASE};
constexpr Token privacy_key_token{"defPrivMasterKey", NETSNMP_DS_LIB_PRIVMASTERKEY};
constexpr Token privacy_localized_token{"defPrivLocalizedKey", NETSNMP_DS_LIB_PRIVLOCALIZEDKEY};

constexpr const char* secret = "set, not shown";

std::optional<std::string> from_snmp_conf(const Token& token) {
    const char* text = netsnmp_ds_get_string(NETSNMP_DS_LIBRARY_ID, token.item);
    if (text == nullptr || *text == '\0') {
        return std::nullopt;
    }
    return text;
}

/// A setting, and the word of snmp.conf that it comes from, if it does.
struct Found {
    std::optional<std::string> text;
    std::string token;
};

Found first_of(const std::optional<std::string>& setting, std::initializer_list<Token> tokens) {
    if (setting && !setting->empty()) {
        return {setting, ""};
    }
    for (const Token& token : tokens) {
        if (auto text = from_snmp_conf(token)) {
            return {std::move(text), token.name};
        }
    }
    return {};
}

[[noreturn]] void refuse(const std::string& what) {
    const std::string& said = start_net_snmp();
    throw ConfigurationError(what + (said.empty() ? "" : " While snmp.conf was read: " + said));
}

/// Net-SNMP passes over what it may not read without a word. Where it looks: snmplib/read_config.c,
/// read_config_files_of_type().
std::vector<std::string> denied_files() {
    std::vector<std::string> denied;
    const char* told = std::getenv("SNMPCONFPATH");
    std::istringstream folders(told != nullptr ? told : get_configuration_directory());
    for (std::string folder; std::getline(folders, folder, ':');) {
        for (const char* name : {"/snmp.conf", "/snmp.local.conf"}) {
            if (is_denied(folder + name)) {
                denied.push_back(folder + name);
            }
        }
    }
    return denied;
}

[[noreturn]] void refuse_missing(const std::string& what, const std::string& setting, const std::string& token) {
    if (const auto denied = denied_files(); !denied.empty()) {
        refuse("No " + what + " is known, and this process may not read " + listed(denied) +
               ". Let the server's user, for example with 'chgrp mysql' and 'chmod g+r'; anybody else asks as root.");
    }
    refuse("No " + what + " is set: put '" + setting +
           " = ...' into section [snmp] of /etc/galera-initiator.conf, or '" + token +
           " ...' into /etc/snmp/snmp.conf.");
}

std::string plain_name(std::string_view name) {
    std::string plain;
    for (const char character : name) {
        if (character != '-') {
            plain += static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
        }
    }
    if (plain == "SHA1") {
        return "SHA";
    }
    return plain == "AES128" ? "AES" : plain;
}

/// The library takes any beginning of a name for the name ("SHA-2" for SHA-224): the label must be the same.
void check_protocol(const std::string& name, const char* label, const std::string& what) {
    if (label == nullptr || plain_name(name) != plain_name(label)) {
        refuse("'" + name + "' is no " + what + " protocol that this Net-SNMP has (snmpcmd(1) lists them).");
    }
}

std::string authentication_name(const std::vector<oid>& protocol) {
    const char* name = usm_lookup_auth_str(sc_get_authtype(protocol.data(), static_cast<u_int>(protocol.size())));
    return name == nullptr ? "unknown" : name;
}

std::string privacy_name(const std::vector<oid>& protocol) {
    const char* name = usm_lookup_priv_str(sc_get_privtype(protocol.data(), static_cast<u_int>(protocol.size())));
    return name == nullptr ? "unknown" : name;
}

std::vector<oid> authentication_protocol(const std::optional<std::string>& name) {
    std::size_t length = 0;
    const oid* numbers = nullptr;
    if (name) {
        const int type = usm_lookup_auth_type(name->c_str());
        check_protocol(*name, usm_lookup_auth_str(type), "authentication");
        numbers = sc_get_auth_oid(type, &length);
    } else {
        numbers = get_default_authtype(&length);
    }
    if (numbers == nullptr) {
        refuse("The SNMPv3 authentication protocol (authentication_protocol or defAuthType) cannot be used.");
    }
    return {numbers, numbers + length};
}

std::vector<oid> privacy_protocol(const std::optional<std::string>& name) {
    std::size_t length = 0;
    const oid* numbers = nullptr;
    if (name) {
        const int type = usm_lookup_priv_type(name->c_str());
        check_protocol(*name, usm_lookup_priv_str(type), "privacy");
        numbers = sc_get_priv_oid(type, &length);
    } else {
        numbers = get_default_privtype(&length);
    }
    if (numbers == nullptr) {
        refuse("The SNMPv3 privacy protocol (privacy_protocol or defPrivType) cannot be used.");
    }
    return {numbers, numbers + length};
}

std::vector<unsigned char> key_from_hexadecimal(const std::string& digits, const char* token) {
    std::vector<unsigned char> key(USM_AUTH_KU_LEN);
    unsigned char* bytes = key.data();
    std::size_t room = key.size();
    std::size_t length = 0;
    if (snmp_hex_to_binary(&bytes, &room, &length, 0, digits.c_str()) == 0) {
        refuse(std::string(token) + " in snmp.conf is no key of at most " + std::to_string(USM_AUTH_KU_LEN) +
               " bytes in hexadecimal digits.");
    }
    key.resize(length);
    return key;
}

int level_named(const std::string& name) {
    const std::string plain = plain_name(name);
    if (plain == "NOAUTHNOPRIV") {
        return SNMP_SEC_LEVEL_NOAUTH;
    }
    if (plain == "AUTHNOPRIV") {
        return SNMP_SEC_LEVEL_AUTHNOPRIV;
    }
    if (plain == "AUTHPRIV") {
        return SNMP_SEC_LEVEL_AUTHPRIV;
    }
    refuse("'" + name + "' is no SNMPv3 security level: use noAuthNoPriv, authNoPriv or authPriv.");
}

const char* level_name(int level) {
    return level == SNMP_SEC_LEVEL_NOAUTH       ? "noAuthNoPriv"
           : level == SNMP_SEC_LEVEL_AUTHNOPRIV ? "authNoPriv"
                                                : "authPriv";
}

} // namespace

const std::string& start_net_snmp() {
    static const std::string said = start();
    return said;
}

/// A secret: what makes it, where it may come from, and what to call it.
struct SnmpAccess::Passphrase {
    const std::optional<std::string>& setting;
    Token master_key;
    Token token;
    Token localized_key;
    const char* key;
    const char* what;
};

SnmpAccess::SnmpAccess(const SnmpSettings& settings) {
    start_net_snmp();
    take_version(settings);
    if (is_v3()) {
        take_user(settings);
    } else {
        take_community(settings);
    }
    if (settings.requires_v3) {
        refuse_what_can_be_forged();
    }
}

void SnmpAccess::note(const char* key, const std::string& value, const std::string& token) {
    choices_.push_back({key, value, token});
}

void SnmpAccess::take_version(const SnmpSettings& settings) {
    const int from_file = netsnmp_ds_get_int(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_SNMPVERSION);
    std::string token;
    if (settings.version) {
        version_ = *settings.version;
    } else if (from_file == NETSNMP_DS_SNMP_VERSION_1) {
        refuse("SNMP version 1 (defVersion in snmp.conf) is not supported: set 'version = 3' or 'version = 2c' in "
               "section [snmp] of /etc/galera-initiator.conf.");
    } else if (from_file == NETSNMP_DS_SNMP_VERSION_3 || from_file == NETSNMP_DS_SNMP_VERSION_2c) {
        version_ = from_file == NETSNMP_DS_SNMP_VERSION_3 ? SnmpSettings::Version::v3 : SnmpSettings::Version::v2c;
        token = "defVersion";
    } else {
        const bool has_community = first_of(settings.community, {community_token}).text.has_value();
        const bool has_user = first_of(settings.security_name, {user_token}).text.has_value();
        version_ = has_user && !has_community ? SnmpSettings::Version::v3 : SnmpSettings::Version::v2c;
    }
    note("version", is_v3() ? "3" : "2c", token);
}

void SnmpAccess::take_community(const SnmpSettings& settings) {
    const auto community = first_of(settings.community, {community_token});
    if (!community.text) {
        refuse_missing("SNMP community", "community", community_token.name);
    }
    community_ = *community.text;
    note("community", secret, community.token);
}

void SnmpAccess::take_user(const SnmpSettings& settings) {
    const auto name = first_of(settings.security_name, {user_token});
    if (!name.text) {
        refuse_missing("SNMPv3 user", "security_name", user_token.name);
    }
    security_name_ = *name.text;
    note("security_name", security_name_, name.token);
    take_authentication(settings);
    take_privacy(settings);
    take_level(settings);
}

void SnmpAccess::take_authentication(const SnmpSettings& settings) {
    authentication_protocol_ = authentication_protocol(settings.authentication_protocol);
    const std::vector<oid> own(SNMP_DEFAULT_AUTH_PROTO, SNMP_DEFAULT_AUTH_PROTO + SNMP_DEFAULT_AUTH_PROTOLEN);
    const bool is_from_file = !settings.authentication_protocol && authentication_protocol_ != own;
    note("authentication_protocol", authentication_name(authentication_protocol_), is_from_file ? "defAuthType" : "");
    authentication_key_ =
        take_key({settings.authentication_passphrase, authentication_key_token, authentication_passphrase_token,
                  authentication_localized_token, "authentication_passphrase", "SNMPv3 authentication passphrase"});
}

void SnmpAccess::take_privacy(const SnmpSettings& settings) {
    privacy_protocol_ = privacy_protocol(settings.privacy_protocol);
    const std::vector<oid> own(SNMP_DEFAULT_PRIV_PROTO, SNMP_DEFAULT_PRIV_PROTO + SNMP_DEFAULT_PRIV_PROTOLEN);
    const bool is_from_file = !settings.privacy_protocol && privacy_protocol_ != own;
    note("privacy_protocol", privacy_name(privacy_protocol_), is_from_file ? "defPrivType" : "");
    privacy_key_ = take_key({settings.privacy_passphrase, privacy_key_token, privacy_passphrase_token,
                             privacy_localized_token, "privacy_passphrase", "SNMPv3 privacy passphrase"});
}

std::vector<unsigned char> SnmpAccess::take_key(const Passphrase& passphrase) {
    const auto found = first_of(passphrase.setting, {passphrase.master_key, passphrase.token, passphrase_token});
    if (!found.text) {
        // Net-SNMP itself uses a localized key.
        const bool is_localized = from_snmp_conf(passphrase.localized_key).has_value();
        note(passphrase.key, is_localized ? secret : "not set", is_localized ? passphrase.localized_key.name : "");
        return {};
    }
    note(passphrase.key, secret, found.token);
    return found.token == passphrase.master_key.name ? key_from_hexadecimal(*found.text, passphrase.master_key.name)
                                                     : derive_key(*found.text, passphrase.what);
}

void SnmpAccess::take_level(const SnmpSettings& settings) {
    const int from_file = netsnmp_ds_get_int(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_SECLEVEL);
    const bool can_authenticate = !authentication_key_.empty() || from_snmp_conf(authentication_localized_token);
    const bool can_encrypt = !privacy_key_.empty() || from_snmp_conf(privacy_localized_token);
    std::string token;
    if (settings.security_level) {
        security_level_ = level_named(*settings.security_level);
    } else if (from_file > 0) {
        security_level_ = from_file;
        token = "defSecurityLevel";
    } else if (can_authenticate) {
        security_level_ = can_encrypt ? SNMP_SEC_LEVEL_AUTHPRIV : SNMP_SEC_LEVEL_AUTHNOPRIV;
    } else {
        // Falling back to noAuthNoPriv would make a forgotten passphrase look like a working set-up.
        refuse_missing("SNMPv3 authentication passphrase", "authentication_passphrase",
                       authentication_passphrase_token.name);
    }
    if (security_level_ >= SNMP_SEC_LEVEL_AUTHNOPRIV && !can_authenticate) {
        refuse_missing("SNMPv3 authentication passphrase", "authentication_passphrase",
                       authentication_passphrase_token.name);
    }
    if (security_level_ >= SNMP_SEC_LEVEL_AUTHPRIV && !can_encrypt) {
        refuse_missing("SNMPv3 privacy passphrase", "privacy_passphrase", privacy_passphrase_token.name);
    }
    note("security_level", level_name(security_level_), token);
}

/// What RFC 7860 calls for; SHA-224 is left out because it is no stronger than what it was to replace, and so are the
/// hashes of RFC 3414 and the cipher DES.
void SnmpAccess::refuse_what_can_be_forged() const {
    const auto insist = [](bool holds, const std::string& what, const std::string& remedy) {
        if (!holds) {
            refuse("'require = v3' is set, but " + what + ": " + remedy +
                   " in section [snmp] of "
                   "/etc/galera-initiator.conf.");
        }
    };
    insist(is_v3(), "the peers are to be asked with SNMPv2c", "set 'version = 3' and a user");
    insist(security_level_ == SNMP_SEC_LEVEL_AUTHPRIV,
           std::string("the security level is ") + level_name(security_level_), "set 'security_level = authPriv'");
    const std::string authentication = authentication_name(authentication_protocol_);
    insist(authentication == "SHA-256" || authentication == "SHA-384" || authentication == "SHA-512",
           "the authentication protocol is " + authentication,
           "set 'authentication_protocol = SHA-256', SHA-384 or SHA-512");
    const std::string privacy = privacy_name(privacy_protocol_);
    insist(privacy.starts_with("AES"), "the privacy protocol is " + privacy, "set 'privacy_protocol = AES'");
}

bool SnmpAccess::is_authenticated() const {
    return is_v3() && security_level_ >= SNMP_SEC_LEVEL_AUTHNOPRIV;
}

bool SnmpAccess::is_as_safe_as_asked(const netsnmp_pdu& response) const {
    if (is_v3()) {
        return response.version == SNMP_VERSION_3 && response.securityLevel >= security_level_;
    }
    const std::span<const unsigned char> community(response.community, response.community_len);
    return response.version == SNMP_VERSION_2c && std::ranges::equal(community, community_, {}, {}, [](char character) {
               return static_cast<unsigned char>(character);
           });
}

std::vector<unsigned char> SnmpAccess::derive_key(const std::string& passphrase, const std::string& what) const {
    if (passphrase.size() < shortest_passphrase) {
        refuse("The " + what + " has fewer than " + std::to_string(shortest_passphrase) + " characters.");
    }
    // A privacy key, too, is made with the hash of the authentication protocol (RFC 3826, 1.2).
    const std::vector<unsigned char> bytes(passphrase.begin(), passphrase.end());
    std::vector<unsigned char> key(USM_AUTH_KU_LEN);
    std::size_t length = key.size();
    if (generate_Ku(authentication_protocol_.data(), static_cast<u_int>(authentication_protocol_.size()), bytes.data(),
                    bytes.size(), key.data(), &length) != SNMPERR_SUCCESS) {
        refuse("Net-SNMP cannot derive a key from the " + what + ".");
    }
    key.resize(length);
    return key;
}

void SnmpAccess::apply_to(netsnmp_session& session) const {
    // Net-SNMP takes pointers to what it only copies.
    if (!is_v3()) {
        session.version = SNMP_VERSION_2c;
        session.community = reinterpret_cast<u_char*>(const_cast<char*>(community_.data()));
        session.community_len = community_.size();
        return;
    }
    session.version = SNMP_VERSION_3;
    session.securityModel = SNMP_SEC_MODEL_USM;
    session.securityName = const_cast<char*>(security_name_.c_str());
    session.securityNameLen = security_name_.size();
    session.securityLevel = security_level_;
    session.securityAuthProto = const_cast<oid*>(authentication_protocol_.data());
    session.securityAuthProtoLen = authentication_protocol_.size();
    session.securityPrivProto = const_cast<oid*>(privacy_protocol_.data());
    session.securityPrivProtoLen = privacy_protocol_.size();
    std::ranges::copy(authentication_key_, session.securityAuthKey);
    session.securityAuthKeyLen = authentication_key_.size();
    std::ranges::copy(privacy_key_, session.securityPrivKey);
    session.securityPrivKeyLen = privacy_key_.size();
}

} // namespace galera_initiator
