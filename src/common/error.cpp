#include "common/error.hpp"

#include "common/printable.hpp"

#include <system_error>

namespace galera_initiator {

Error::Error(const std::string& message) : std::runtime_error(printable(message, LineBreaks::kept)) {}

ConfigurationError::ConfigurationError(const std::string& message) : Error(printable(message)) {}

ParseError::ParseError(const std::string& message) : Error(printable(message)) {}

SystemError::SystemError(const std::string& what, int code)
    : Error(what + ": " + std::generic_category().message(code)), code_(code) {}

} // namespace galera_initiator
