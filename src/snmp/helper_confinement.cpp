#include "snmp/helper_confinement.hpp"

#include "common/error.hpp"
#include "common/privileges.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/prctl.h>
#include <sys/resource.h>

namespace galera_initiator {

namespace {

void limit(decltype(RLIMIT_CORE) resource, rlim_t most) {
    rlimit now{};
    if (::getrlimit(resource, &now) != 0) {
        throw SystemError("cannot read a limit of this process", errno);
    }
    const rlim_t value = std::min(now.rlim_max, most);
    const rlimit lower{value, value};
    if (::setrlimit(resource, &lower) != 0) {
        throw SystemError("cannot limit this process", errno);
    }
}

void limit_resources(std::chrono::milliseconds time) {
    constexpr rlim_t most_descriptors = 64; // The pipe, and two sockets for each address of a name.
    constexpr rlim_t most_memory = rlim_t{512} << 20U;
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, most_descriptors);
    // Processor time is counted in whole seconds, and the parent ends this process long before.
    limit(RLIMIT_CPU, static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(time).count()) + 1);
    if (!is_sanitized) {
        limit(RLIMIT_AS, most_memory);
    }
}

} // namespace

HelperConfinement::HelperConfinement()
    : for_resolving_(SystemCallFilter::for_resolving()), for_asking_(SystemCallFilter::for_asking()) {
    check_that_filters_can_be_loaded();
}

void HelperConfinement::begin(std::chrono::milliseconds time) const {
    give_up_capabilities();
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        throw SystemError("cannot confine the process that asks a node", errno);
    }
    limit_resources(time);
    for_resolving_.load();
}

void HelperConfinement::narrow() const {
    for_asking_.load();
}

} // namespace galera_initiator
