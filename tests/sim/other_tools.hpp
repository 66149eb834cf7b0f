#pragma once

#include "rule.hpp"

#include <memory>
#include <string>
#include <vector>

// How others bring a cluster up, in the simulator's world beside the product: written from what their documentation
// says and their users report, in this project's own words and with none of their code.
//
// In favour of all of them: what a node holds is read by the product, so each has a recovered position, knows half-done
// state transfers for what they are and sets safe_to_bootstrap where it bootstraps; the view files are looked after
// as well. What is left is the question of this comparison: who bootstraps, when, and who joins whom.

namespace galera_initiator::sim {

struct OtherTool {
    std::string name;
    std::unique_ptr<const Rule> rule;
};

std::vector<OtherTool> other_tools();

} // namespace galera_initiator::sim
