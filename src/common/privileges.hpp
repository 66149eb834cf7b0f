#pragma once

#include <initializer_list>

namespace galera_initiator {

/// Gives up all capabilities (see capabilities(7)) for good, in this process and for the programs that it starts: the
/// effective, permitted, inheritable and ambient ones, and as root those that a program of root's would get anew (the
/// bounding set).
/// @param except  numbers of those that stay, if this process has them (CAP_CHOWN and so on)
/// @throws SystemError
void give_up_capabilities(std::initializer_list<int> except = {});

} // namespace galera_initiator
