#pragma once

#include <optional>
#include <string>

namespace galera_initiator {

/// Is a running server in a primary component?
enum class InComponent {
    synced,     ///< and has been given all that this goes on from
    not_synced, ///< and may have to be given some of that, or has been
    no,         ///< it has lost it, or is in none yet
    unknown,    ///< the server cannot say: it has no wsrep_status_file
};

/// What the server's wsrep_status_file says, which it replaces at each change of its state: MariaDB 10.9 and later; the
/// names of the states are in wsrep-lib, src/reporter.cpp. Whoever has lost its component and comes to one again is
/// synced last, and JOINED before it has all: src/server_state.cpp (on_primary_view()). A text that is not whole tells
/// nothing.
InComponent in_component(const std::optional<std::string>& status_file);

/// Does it say that it may not have all that its component goes on from, or that it is in none?
bool may_lack_data(InComponent in_component);

} // namespace galera_initiator
