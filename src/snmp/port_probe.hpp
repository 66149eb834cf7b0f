#pragma once

#include "common/file_descriptor.hpp"
#include "snmp/peer_address.hpp"
#include "snmp/snmp_failure.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <poll.h>

namespace galera_initiator {

/// Connects to one TCP port on all addresses of a node without waiting, to see whether somebody accepts.
/// Nothing is sent; the connection is closed at once.
class PortProbe {
public:
    void start(const std::vector<PeerAddress>& addresses, std::uint16_t port);

    [[nodiscard]] bool has_started() const { return asked_ > 0; }

    /// Appends what to poll for; nothing when there is nothing left to wait for.
    void append_to(std::vector<pollfd>& descriptors) const;

    /// To be called after each poll.
    void look();

    [[nodiscard]] PortFinding finding() const;

    /// Is there anything left that could still bring a result?
    [[nodiscard]] bool is_pending() const { return !connections_.empty(); }

private:
    void start_one(const PeerAddress& address);
    void note(int error);

    std::vector<FileDescriptor> connections_;
    std::size_t asked_ = 0;
    std::size_t refused_ = 0;
    bool accepted_ = false;
};

} // namespace galera_initiator
