#pragma once

#include <cstdint>
#include <string>

namespace galera_initiator {

/// A moment in UTC. @param seconds  since 1970 @param format  as of strftime(3), for less than 32 bytes
std::string utc_time(std::int64_t seconds, const char* format);

} // namespace galera_initiator
