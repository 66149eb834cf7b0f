#pragma once

#include "decision/situation.hpp"
#include "evidence/override.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace galera_initiator {

/// A print of all evidence that is heard: the same on every node that hears the same. It tells neither who is being
/// started nor what was claimed. 16 hexadecimal digits (FNV-1a; a binding, not a protection against forgery).
std::string print_of_evidence(const Situation& situation);

/// A print of what must be configured alike on all nodes, for Record::settings.
std::string print_of_settings(const std::vector<NodeAddress>& nodes, const Policies& policies);

/// What the operators' words on the deciding nodes add to the evidence.
struct Assumptions {
    std::set<std::size_t> lost;      ///< nodes that are not to be waited for
    std::set<std::size_t> insisting; ///< nodes that are to bootstrap whatever the others hold
    bool discards_own_data = false;
};

/// Takes the words of all heard deciding nodes that still apply, and makes the data that they give up damaged data.
Assumptions apply_words(Situation& situation);

/// Does this node's own word still apply? True also if it has none.
bool own_word_applies(const Situation& situation);

} // namespace galera_initiator
