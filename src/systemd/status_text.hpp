#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace galera_initiator {

/// Bytes of a status text. The service manager drops a whole notification of more than 4096 bytes (seen with systemd
/// 252 and 257: a status of 4089 bytes is shown, one of 4090 is not).
inline constexpr std::size_t longest_status = 4000;

/// A text as the service manager takes it for a status: on one line, UTF-8 (it would drop the whole text otherwise, so
/// it is made printable()), at most `longest` bytes. A longer one loses its middle: it begins with the verdict and ends
/// with the remedy, which needs most of the room.
std::string fit_status(std::string_view foreign, std::size_t longest = longest_status);

} // namespace galera_initiator
