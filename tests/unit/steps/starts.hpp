#pragma once

#include <string>

// Whose start a step is of.

namespace galera_initiator::test {

inline const std::string this_start = "0123456789abcdef0123456789abcdef";
inline const std::string another_start = "fedcba9876543210fedcba9876543210";
inline const std::string server_unit = "mariadb.service";
inline const std::string all_nodes = "gcomm://n1,n2,n3";

} // namespace galera_initiator::test
