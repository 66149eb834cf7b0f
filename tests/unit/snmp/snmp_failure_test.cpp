#include "snmp/snmp_failure.hpp"

#include "snmp/net_snmp.hpp"
#include "snmp/peer_address.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <chrono>

#include <arpa/inet.h>
#include <netinet/in.h>

using namespace galera_initiator;
using namespace std::chrono_literals;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE("snmp: failures in words") {
    TEST_CASE("an SNMPv3 error names the user and what to look at") {
        for (const int error : {SNMPERR_UNKNOWN_USER_NAME, SNMPERR_AUTHENTICATION_FAILURE, SNMPERR_DECRYPTION_ERR,
                                SNMPERR_UNSUPPORTED_SEC_LEVEL}) {
            CHECK(has(describe_library_error(error, 0, "galera"), "'galera'"));
        }
        CHECK(has(describe_library_error(SNMPERR_UNKNOWN_USER_NAME, 0, "u"), "does not know"));
        CHECK(has(describe_library_error(SNMPERR_AUTHENTICATION_FAILURE, 0, "u"), "passphrase"));
        CHECK(has(describe_library_error(SNMPERR_DECRYPTION_ERR, 0, "u"), "privacy"));
        CHECK(has(describe_library_error(SNMPERR_NOT_IN_TIME_WINDOW, 0, "u"), "engineBoots"));
    }

    TEST_CASE("a system call's error is told in the system's words") {
        CHECK(describe_library_error(SNMPERR_BAD_SENDTO, ENETUNREACH, "") == "cannot send: Network is unreachable");
        CHECK(has(describe_library_error(SNMPERR_BAD_SENDTO, 0, ""), "SNMP error: "));
    }

    TEST_CASE("every other error still has words") {
        for (int error = SNMPERR_MAX; error < 0; ++error) {
            CHECK_FALSE(describe_library_error(error, 0, "u").empty());
        }
        CHECK(has(describe_agent_error(SNMP_ERR_AUTHORIZATIONERROR), "view"));
        CHECK(has(describe_agent_error(SNMP_ERR_GENERR), "its agent reports an error: "));
        for (const long unknown : {-1L, 19L, (1L << 32U) + 1}) {
            CHECK(describe_agent_error(unknown) ==
                  "its agent reports an error that SNMP does not have (error-status " + std::to_string(unknown) + ")");
        }
    }

    TEST_CASE("a node without an answer is described by both ways that were tried") {
        CHECK(describe_no_answer("", Silence::discovery, 1000ms, PortFinding::refuses, 4567) ==
              "no answer over SNMP within 1000 ms; Galera port 4567 refuses connections");
        CHECK(describe_no_answer("", Silence::community, 1000ms, PortFinding::accepts, 4568) ==
              "no answer over SNMP within 1000 ms (no agent, another community, or a firewall); Galera port 4568 "
              "accepts connections");
        CHECK(describe_no_answer("", Silence::community, 1000ms, PortFinding::not_known, 4567) ==
              "no answer over SNMP within 1000 ms; Galera port 4567 does not answer either");
        CHECK(has(describe_no_answer("", Silence::encryption, 1000ms, PortFinding::not_known, 4567),
                  "the privacy passphrase or protocol"));
        CHECK(has(describe_no_answer("", Silence::disturbed, 1000ms, PortFinding::refuses, 4567),
                  "within 1000 ms, though packets came that are no answer"));
        CHECK(describe_no_answer("wrong", Silence::community, 1000ms, PortFinding::refuses, 4567) ==
              "wrong; Galera port 4567 refuses connections");
    }
}

TEST_SUITE("snmp: addresses") {
    TEST_CASE("Net-SNMP gets the transport with the address") {
        PeerAddress v4;
        auto* in = reinterpret_cast<sockaddr_in*>(&v4.address);
        in->sin_family = AF_INET;
        ::inet_pton(AF_INET, "192.0.2.1", &in->sin_addr);
        v4.length = sizeof *in;
        CHECK(v4.snmp_transport(161) == "udp:192.0.2.1:161");

        PeerAddress v6;
        auto* in6 = reinterpret_cast<sockaddr_in6*>(&v6.address);
        in6->sin6_family = AF_INET6;
        ::inet_pton(AF_INET6, "2001:db8::1", &in6->sin6_addr);
        v6.length = sizeof *in6;
        CHECK(v6.snmp_transport(1161) == "udp6:[2001:db8::1]:1161");
        const PeerAddress with_port = v6.with_port(4567);
        CHECK(ntohs(reinterpret_cast<const sockaddr_in6*>(&with_port.address)->sin6_port) == 4567);
    }

    TEST_CASE("numbers need no name server, and are there once") {
        const Resolution v4 = resolve("127.0.0.1");
        REQUIRE(v4.addresses.size() == 1);
        CHECK(v4.addresses[0].snmp_transport(161) == "udp:127.0.0.1:161");
        CHECK(resolve("::1").addresses.size() == 1);
    }
}
