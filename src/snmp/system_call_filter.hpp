#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <linux/filter.h>

namespace galera_initiator {

/// The system calls that a process may make from now on; every other one fails with EPERM, and calls of another
/// architecture end the process. See seccomp(2).
class SystemCallFilter {
public:
    /// What resolving a name takes (nsswitch.conf(5) names modules of any kind): files are opened for reading only, and
    /// sockets are local ones, to the network and to the kernel's tables of it.
    /// @param architecture  a token of seccomp_arch_add(3); 0 is this machine's
    /// @throws Error if libseccomp cannot make it
    static SystemCallFilter for_resolving(std::uint32_t architecture = 0);

    /// What asking over SNMP takes: as above, and no file is opened, no code is loaded, and sockets are to the network.
    static SystemCallFilter for_asking(std::uint32_t architecture = 0);

    /// From now on, for good. The process must not be able to gain privileges (PR_SET_NO_NEW_PRIVS).
    /// @throws SystemError
    void load() const;

    [[nodiscard]] const std::vector<sock_filter>& program() const { return program_; }

private:
    explicit SystemCallFilter(std::vector<sock_filter> program) : program_(std::move(program)) {}

    std::vector<sock_filter> program_;
};

/// @throws Error if the kernel cannot filter system calls
void check_that_filters_can_be_loaded();

} // namespace galera_initiator
