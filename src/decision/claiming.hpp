#pragma once

#include "common/uuid.hpp"
#include "decision/verdict.hpp"
#include "evidence/record.hpp"

namespace galera_initiator {

/// What a deciding node publishes after a verdict: its claim, if it is to bootstrap, and its choice.
/// @param own  its record as it was published before
/// @param new_claim  random; taken if the verdict asks for a claim and there is none yet
Record record_after(const Record& own, const Verdict& verdict, const Uuid& new_claim);

} // namespace galera_initiator
