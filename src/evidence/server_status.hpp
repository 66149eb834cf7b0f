#pragma once

#include <optional>
#include <string>

namespace galera_initiator {

/// Is a running server in a primary component?
enum class InComponent {
    yes,
    no,      ///< it has lost it, or is in none yet
    unknown, ///< the server cannot say: it has no wsrep_status_file
};

/// What the server's wsrep_status_file says, which it replaces at each change of its state: MariaDB 10.9 and later; the
/// names of the states are in wsrep-lib, src/reporter.cpp. A text that is not whole tells nothing.
InComponent in_component(const std::optional<std::string>& status_file);

} // namespace galera_initiator
