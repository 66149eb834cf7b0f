#pragma once

#include "node/places.hpp"

#include <string>

namespace galera_initiator {

/// As root: makes the run folder, root's own because PID 1 reads environment files from it, and in it the published
/// one, all of which is the server's user's and none of root's business.
/// @param user  the server's
/// @throws SystemError, Error; ConfigurationError if the user is root or does not exist, or if the run folder is
/// another user's
void make_volatile_folders(const Places& places, const std::string& user);

} // namespace galera_initiator
