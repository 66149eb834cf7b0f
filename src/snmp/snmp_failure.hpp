#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace galera_initiator {

/// Words for people, with the remedy, for what Net-SNMP reports as SNMPERR_*.
/// @param library_error  as session.s_snmp_errno or snmpv3_get_report_type() gave it, below 0
/// @param system_error   errno of the same moment; used only where the library's error is a system call's
/// @param security_name  the SNMPv3 user that asked; empty for v2c
std::string describe_library_error(int library_error, int system_error, const std::string& security_name);

/// The same for an error that the agent put into its answer.
/// @param error_status  the answer's error-status: not 0, and in an answer that is right from 1 to 18 (RFC 3416)
std::string describe_agent_error(long error_status);

/// What became of the connections to a node's Galera port.
enum class PortFinding {
    not_known, ///< no result within the time
    accepts,
    refuses, ///< every address refused
};

/// What silence over SNMP can mean, by how far the exchange got.
enum class Silence {
    community,  ///< v2c: nothing came, and nothing ever comes to a community that the agent does not know
    discovery,  ///< v3: nothing came at all
    encryption, ///< v3: the agent told its engine, and then did not answer the question itself
    disturbed,  ///< packets came, and none of them answers the question
};

/// The whole sentence for a node that gave no usable answer.
/// @param failure  what went wrong over SNMP; empty if it was silence
std::string describe_no_answer(const std::string& failure, Silence silence, std::chrono::milliseconds timeout,
                               PortFinding finding, std::uint16_t galera_port);

} // namespace galera_initiator
