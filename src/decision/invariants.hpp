#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <optional>
#include <string>

namespace galera_initiator {

/// Does a verdict break one of the invariants that decide.hpp states? They are asked of the evidence itself, not of the
/// rules' closures and candidates, so that a fault there shows here.
/// @param situation  as decide() takes it
/// @returns what speaks against the verdict, a clause for people; nothing if all of them hold
std::optional<std::string> broken_invariant(const Situation& situation, const Verdict& verdict);

/// The verdict; or, where it breaks an invariant, a wait (Reason::invariant_broken) that tells so and starts nothing.
Verdict asserted(const Situation& situation, Verdict verdict);

} // namespace galera_initiator
