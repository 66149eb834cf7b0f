#include "common/poll_timeout.hpp"

#include <algorithm>

namespace galera_initiator {

int poll_timeout(std::chrono::steady_clock::time_point until) {
    constexpr std::chrono::milliseconds none{0};
    constexpr std::chrono::milliseconds longest{60'000};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp(left, none, longest).count());
}

} // namespace galera_initiator
