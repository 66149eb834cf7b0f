#include "common/error.hpp"

#include <system_error>

namespace galera_initiator {

SystemError::SystemError(const std::string& what, int code)
    : Error(what + ": " + std::generic_category().message(code)), code_(code) {}

} // namespace galera_initiator
