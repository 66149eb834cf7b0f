#pragma once

#include "common/node_address.hpp"
#include "snmp/snmp_failure.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace galera_initiator {

/// What came back from one node in one round. The texts are as the wire gave them, at most 1,400 bytes
/// each: nothing is believed of them before EvidenceRecord::parse has accepted them.
struct PeerAnswer {
    enum class Outcome {
        answered,         ///< an SNMP answer came; an object that the node does not serve is an empty text
        alive_but_silent, ///< no usable SNMP answer, but the Galera port accepts a connection
        unreachable,      ///< neither; which is not the same as down
        unresolved,       ///< the name has no address (yet)
    };

    Outcome outcome = Outcome::unreachable;
    std::string state;  ///< galeraState: this project's record
    std::string status; ///< galeraStatus: one of the five words
    std::string seqno;  ///< galeraSeqno: a number

    /// Not known where the answer says that the server is up: then it is not looked at.
    PortFinding galera_port = PortFinding::not_known;

    std::string
        detail; ///< for people: why there was no answer ("time-out after 1000 ms", "authentication failure: ...")
    std::chrono::microseconds elapsed{0};
};

/// Asks all nodes at once, so that dead ones do not add up.
class PeerGatherer {
public:
    PeerGatherer() = default;
    PeerGatherer(const PeerGatherer&) = delete;
    PeerGatherer& operator=(const PeerGatherer&) = delete;
    virtual ~PeerGatherer() = default;

    /// @returns one answer for each node, in the same order; never throws because of what a peer does or sends
    virtual std::vector<PeerAnswer> gather(const std::vector<NodeAddress>& nodes) = 0;

    /// Could nobody who only sends packets have forged the answers?
    [[nodiscard]] virtual bool is_authenticated() const = 0;
};

} // namespace galera_initiator
