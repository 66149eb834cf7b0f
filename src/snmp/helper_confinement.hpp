#pragma once

#include "snmp/system_call_filter.hpp"

#include <chrono>

namespace galera_initiator {

/// Sanitizers need more address space than there is, and report on standard error.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool is_sanitized = true;
#elif defined(__has_feature)
inline constexpr bool is_sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool is_sanitized = false;
#endif

/// What keeps a process that parses what came from the network from doing anything else. It is made beforehand, so that
/// the many short-lived processes need not.
class HelperConfinement {
public:
    /// @throws Error if system calls cannot be filtered here
    HelperConfinement();

    /// From here on this process has no capabilities, cannot gain any, is not to be looked into by others of its user,
    /// leaves no core, makes no file larger, and has room for what it does; and it makes only the calls that resolving
    /// a name takes.
    /// @param time  how long it is to run
    /// @throws SystemError
    void begin(std::chrono::milliseconds time) const;

    /// And now only those that asking over SNMP takes. @throws SystemError
    void narrow() const;

private:
    SystemCallFilter for_resolving_;
    SystemCallFilter for_asking_;
};

} // namespace galera_initiator
