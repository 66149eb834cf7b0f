#pragma once

#include "node/places.hpp"

namespace galera_initiator {

inline constexpr const char* unit_without_user = "the server's unit has no User=, and nothing from the network may be "
                                                 "read as root: set User= with 'systemctl edit'";

/// Before the first byte is read that the server's user wrote or that came over the network: becomes that user, for
/// good and with none of root's groups, and gives up all capabilities, also those that a unit hands to that user.
/// @throws ConfigurationError if there is no such user, SystemError if this process is still root's
void stop_being_root(const Places& places);

/// As above, for what a person asks: the owner of a folder, and if there is none, nothing is in it to be read.
/// @returns whether there is the folder
bool become_owner_of(const std::filesystem::path& folder);

/// Before a text is parsed that came from another machine, and is of no business of this one's users: where this is
/// root, becomes the user of nobody's, for good. @throws SystemError if this process is still root's
void become_nobody();

} // namespace galera_initiator
