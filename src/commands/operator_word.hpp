#pragma once

#include "decision/situation.hpp"
#include "evidence/override.hpp"

#include <string>

namespace galera_initiator {

/// What an operator's word gives up, for the operator to confirm.
/// @param situation  what a start on this node would see, without the word
/// @throws Error if the word would change nothing, or if the evidence speaks against it
std::string loss_of_word(const Situation& situation, const Override& word);

} // namespace galera_initiator
