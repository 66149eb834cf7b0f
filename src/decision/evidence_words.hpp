#pragma once

#include "decision/situation.hpp"
#include "evidence/record.hpp"

#include <string>
#include <string_view>

// What a node tells, in words for people.

namespace galera_initiator {

/// "initiating", "joining": as status_word(), which lacks some.
std::string_view status_in_words(NodeStatus status);

/// "position <uuid>:7, bootstrapped last at 5", "fresh", "data not whole"
std::string data_in_words(const Evidence& evidence);

/// "left a component of 2"; empty if there is nothing to tell
std::string membership_in_words(const Evidence& evidence);

/// Both, and what the files showed that is not plain.
std::string in_words(const Evidence& evidence);

/// "its last 3 starts failed, the first at 2026-11-27 14:03:05 UTC"
std::string in_words(const FailedStarts& failed);

/// "alive-but-silent": how a node was heard, for programs.
std::string_view word(Hearing hearing);
/// "held since 2026-11-27 14:03:05 UTC by root: the disk is checked"
std::string in_words(const Hold& hold);

} // namespace galera_initiator
