#pragma once

#include "history.hpp"
#include "rule.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

// Faults that are planted in the product's rule one at a time, to prove that the simulator sees them.

namespace galera_initiator::sim {

struct PlantedFault {
    std::string name;
    std::string what;                 ///< what is done wrong
    std::set<std::string> invariants; ///< that it can break
    std::unique_ptr<const Rule> rule; ///< the product with this fault
    Plan plan;                        ///< histories in which it shows
    std::string story{};              ///< in stories/ that shows it, where such histories are rare; empty: they are not
};

std::vector<PlantedFault> plant_faults();

} // namespace galera_initiator::sim
