#include "snmp/port_probe.hpp"

#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace galera_initiator {

namespace {

bool is_ready(const FileDescriptor& connection) {
    pollfd entry{connection.get(), POLLOUT, 0};
    return ::poll(&entry, 1, 0) > 0;
}

int connection_error(const FileDescriptor& connection) {
    int error = 0;
    socklen_t length = sizeof error;
    return ::getsockopt(connection.get(), SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

} // namespace

void PortProbe::start(const std::vector<PeerAddress>& addresses, std::uint16_t port) {
    for (const PeerAddress& address : addresses) {
        ++asked_;
        start_one(address.with_port(port));
    }
}

void PortProbe::start_one(const PeerAddress& address) {
    FileDescriptor connection(::socket(address.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!connection) {
        note(errno);
        return;
    }
    if (::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address.address), address.length) == 0) {
        note(0);
    } else if (errno == EINPROGRESS) {
        connections_.push_back(std::move(connection));
    } else {
        note(errno);
    }
}

void PortProbe::note(int error) {
    if (error == 0) {
        accepted_ = true;
    } else if (error == ECONNREFUSED) {
        ++refused_;
    }
}

void PortProbe::append_to(std::vector<pollfd>& descriptors) const {
    for (const FileDescriptor& connection : connections_) {
        descriptors.push_back({connection.get(), POLLOUT, 0});
    }
}

void PortProbe::look() {
    std::vector<FileDescriptor> pending;
    for (FileDescriptor& connection : connections_) {
        if (is_ready(connection)) {
            note(connection_error(connection));
        } else {
            pending.push_back(std::move(connection));
        }
    }
    connections_ = std::move(pending);
    if (accepted_) {
        connections_.clear();
    }
}

PortFinding PortProbe::finding() const {
    if (accepted_) {
        return PortFinding::accepts;
    }
    return asked_ > 0 && refused_ == asked_ ? PortFinding::refuses : PortFinding::not_known;
}

} // namespace galera_initiator
