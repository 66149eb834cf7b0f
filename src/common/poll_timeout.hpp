#pragma once

#include <chrono>

namespace galera_initiator {

/// The time-out for poll(2), in milliseconds, until an instant: 0 if it has passed, at most a minute. Rounded up, so
/// that poll does not come back just before it; who polls looks at the clock again anyway.
int poll_timeout(std::chrono::steady_clock::time_point until);

} // namespace galera_initiator
