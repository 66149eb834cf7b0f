#pragma once

#include "common/node_address.hpp"
#include "snmp/helper_report.hpp"
#include "snmp/peer_address.hpp"
#include "snmp/peer_gatherer.hpp"
#include "snmp/port_probe.hpp"
#include "snmp/snmp_access.hpp"
#include "snmp/snmp_question.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace galera_initiator {

/// One node's part of a round: resolves its name, asks its agent over SNMP and, if that is slow to answer, sees
/// whether its Galera port accepts. Runs in a helper process; everything but the resolver is driven by one poll loop.
///
/// Addresses of a name are not tried one after the other to the end, since a silent one would use up all the time
/// (an agent that listens on IPv4 only, and a name whose IPv6 address comes first): the next one joins in as soon as
/// those before it have failed, or after an eighth of the time.
///
/// The Galera port is left alone for the first half of the time: a running node writes a line into its error log for
/// each connection that says nothing, and most nodes have answered over SNMP long before. A node whose answer does not
/// say that its server is up is not taken at its word: a server that was started by hand runs beside a unit that is
/// stopped.
class PeerQuery {
public:
    using Clock = std::chrono::steady_clock;

    /// @param start  when the round began: the time for forking counts, too
    /// @param tell   called with each step as it is reached
    PeerQuery(const SnmpAccess& access, const SnmpSettings& settings, Clock::time_point start,
              std::function<void(HelperStep)> tell);

    /// Returns by start + settings.timeout, unless the resolver takes longer.
    PeerAnswer run(const NodeAddress& node);

private:
    void advance(std::uint16_t galera_port);
    void start_next_question();
    void look_at_port(std::uint16_t galera_port);
    void doubt_answer(std::uint16_t galera_port);
    void wait();
    void read_answers();
    [[nodiscard]] bool is_next_question_due() const;
    [[nodiscard]] bool may_still_be_answered() const;
    [[nodiscard]] bool is_over() const;
    [[nodiscard]] Clock::time_point next_event() const;
    [[nodiscard]] const SnmpQuestion* answered() const;
    [[nodiscard]] std::string snmp_failure() const;
    [[nodiscard]] Silence silence() const;
    [[nodiscard]] PeerAnswer conclusion(std::uint16_t galera_port) const;

    const SnmpAccess& access_;
    const SnmpSettings& settings_;
    Clock::time_point start_;
    Clock::time_point deadline_;
    std::function<void(HelperStep)> tell_;
    std::vector<PeerAddress> addresses_;
    std::vector<std::unique_ptr<SnmpQuestion>> questions_; ///< one for each of the first addresses
    PortProbe port_;
    bool port_told_ = false;
};

} // namespace galera_initiator
