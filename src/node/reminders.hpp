#pragma once

#include <chrono>

namespace galera_initiator {

/// When to tell again that a wait goes on: after 1 min, then 2, 4, 8 ... min later, at most an hour, so that a long
/// wait is neither forgotten nor floods the journal.
class Reminders {
public:
    /// @param waited  since the wait was told first
    /// @returns whether a reminder is due now; it then counts as given, and so do those that were missed
    bool take_due(std::chrono::milliseconds waited);

private:
    std::chrono::milliseconds gap_ = std::chrono::minutes(1);
    std::chrono::milliseconds next_ = gap_;
};

} // namespace galera_initiator
