#pragma once

#include <string_view>

namespace galera_initiator {

/// Does a server with this command line bootstrap, whatever its unit looks like: with wsrep-new-cluster, or with a
/// cluster address that names nobody?
/// @param words  each ended by a NUL, as proc(5) has them
bool bootstraps(std::string_view words);

} // namespace galera_initiator
