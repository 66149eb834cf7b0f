#include "node/reminders.hpp"

#include <algorithm>

namespace galera_initiator {

bool Reminders::take_due(std::chrono::milliseconds waited) {
    constexpr std::chrono::milliseconds longest_gap = std::chrono::hours(1);
    const bool is_due = waited >= next_;
    while (waited >= next_) {
        gap_ = std::min(gap_ * 2, longest_gap);
        next_ += gap_;
    }
    return is_due;
}

} // namespace galera_initiator
