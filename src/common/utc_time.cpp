#include "common/utc_time.hpp"

#include <array>
#include <ctime>

namespace galera_initiator {

std::string utc_time(std::int64_t seconds, const char* format) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), format, &parts);
    return text.data();
}

} // namespace galera_initiator
