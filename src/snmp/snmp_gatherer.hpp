#pragma once

#include "snmp/peer_gatherer.hpp"
#include "snmp/snmp_settings.hpp"

#include <memory>
#include <vector>

namespace galera_initiator {

class HelperConfinement;
class SnmpAccess;

/// Asks all nodes over SNMP, with one helper process for each node and round: a dead SNMPv3 agent or a resolver that
/// hangs then holds up nobody else, and no byte from the network is parsed in the calling process. The helpers are
/// confined, see helper_confinement.hpp.
///
/// A round takes settings.timeout and a twelfth of it at most (50 ms at least on top), however many nodes are dead. All
/// helpers have ended and have been reaped when gather() returns or throws, and the kernel ends them if the caller is
/// killed: the server's unit could not start beside one that was left over (SendSIGKILL=no).
///
/// To be used from the thread that lives longest: helpers end with the thread that started them.
class SnmpGatherer : public PeerGatherer {
public:
    /// Reads snmp.conf, the first time in a process, and derives keys (about 10 ms for SNMPv3).
    /// @param cancel_descriptor  gather() returns at once when this becomes readable (a signalfd, say); -1: never
    /// @throws ConfigurationError if nothing says how to ask: no community (v2c), no user or passphrase (v3), SNMPv1,
    ///         an unknown protocol or level, a time-out that is not above 0, retries outside 0 to 10; Error if the
    ///         helpers cannot be confined here
    explicit SnmpGatherer(const SnmpSettings& settings, int cancel_descriptor = -1);
    SnmpGatherer(const SnmpGatherer&) = delete;
    SnmpGatherer& operator=(const SnmpGatherer&) = delete;
    ~SnmpGatherer() override;

    /// @returns as PeerGatherer; nodes that had not answered when the round was cancelled are unreachable with the
    ///          detail "cancelled"
    /// @throws SystemError if no helper process can be started
    std::vector<PeerAnswer> gather(const std::vector<NodeAddress>& nodes) override;

    /// Can nobody who lacks a secret of the nodes' agents answer in their place?
    [[nodiscard]] bool is_authenticated() const override;

private:
    SnmpSettings settings_;
    std::unique_ptr<const SnmpAccess> access_;
    std::unique_ptr<const HelperConfinement> confinement_;
    int cancel_descriptor_;
};

} // namespace galera_initiator
