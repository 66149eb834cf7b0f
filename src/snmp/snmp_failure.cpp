#include "snmp/snmp_failure.hpp"

#include "snmp/net_snmp.hpp"

#include <system_error>

namespace galera_initiator {

namespace {

std::string meaning_of(Silence silence, PortFinding finding) {
    switch (silence) {
    case Silence::community:
        // Of a machine that does not react in any way there is more to doubt than its agent's settings.
        return finding == PortFinding::not_known ? "" : " (no agent, another community, or a firewall)";
    case Silence::encryption:
        // A message that decrypts to nonsense is dropped without a report: AES has no check of its own (RFC 3826).
        return ", though its agent is there: the privacy passphrase or protocol is not the one that it has, or a "
               "command that it runs hangs";
    case Silence::disturbed:
        return ", though packets came that are no answer to the question: damaged, forged, or not from its agent";
    case Silence::discovery:
        break;
    }
    return {};
}

} // namespace

std::string describe_library_error(int library_error, int system_error, const std::string& security_name) {
    const std::string user = "the SNMPv3 user '" + security_name + "'";
    switch (library_error) {
    case SNMPERR_UNKNOWN_USER_NAME:
    case SNMPERR_USM_UNKNOWNSECURITYNAME:
        return "its agent does not know " + user +
               ": create the user there (net-snmp-create-v3-user), or correct the security name here";
    case SNMPERR_AUTHENTICATION_FAILURE:
    case SNMPERR_USM_AUTHENTICATIONFAILURE:
        return "authentication failure: the passphrase or authentication protocol of " + user +
               " is not the one that its agent has";
    case SNMPERR_DECRYPTION_ERR:
    case SNMPERR_USM_DECRYPTIONERROR:
        return "decryption error: the privacy passphrase or protocol of " + user + " is not the one that its agent has";
    case SNMPERR_UNSUPPORTED_SEC_LEVEL:
    case SNMPERR_USM_UNSUPPORTEDSECURITYLEVEL:
        return "its agent does not offer this security level to " + user +
               ": set the level that the user was created for (security_level or defSecurityLevel)";
    case SNMPERR_NOT_IN_TIME_WINDOW:
    case SNMPERR_USM_NOTINTIMEWINDOW:
        return "not in time window: its agent's SNMPv3 clock (engineBoots, engineTime) does not hold still; is a "
               "second "
               "agent using the same engine identifier?";
    case SNMPERR_BAD_SENDTO:
    case SNMPERR_NO_SOCKET:
    case SNMPERR_BAD_ADDRESS:
        if (system_error != 0) {
            return "cannot send: " + std::generic_category().message(system_error);
        }
        break;
    default:
        break;
    }
    return std::string("SNMP error: ") + snmp_api_errstring(library_error);
}

std::string describe_agent_error(long error_status) {
    if (error_status == SNMP_ERR_AUTHORIZATIONERROR || error_status == SNMP_ERR_NOACCESS) {
        return "its agent refuses to show the objects (authorizationError): give the user or community a view that "
               "includes .1.3.6.1.4.1.8072.1.3.2";
    }
    if (error_status < SNMP_ERR_NOERROR || error_status > MAX_SNMP_ERR) {
        return "its agent reports an error that SNMP does not have (error-status " + std::to_string(error_status) + ")";
    }
    return std::string("its agent reports an error: ") + snmp_errstring(static_cast<int>(error_status));
}

std::string describe_no_answer(const std::string& failure, Silence silence, std::chrono::milliseconds timeout,
                               PortFinding finding, std::uint16_t galera_port) {
    std::string text = failure;
    if (text.empty()) {
        text = "no answer over SNMP within " + std::to_string(timeout.count()) + " ms" + meaning_of(silence, finding);
    }
    const std::string port = "Galera port " + std::to_string(galera_port);
    switch (finding) {
    case PortFinding::accepts:
        return text + "; " + port + " accepts connections";
    case PortFinding::refuses:
        return text + "; " + port + " refuses connections";
    case PortFinding::not_known:
        break;
    }
    return text + "; " + port + " does not answer either";
}

} // namespace galera_initiator
