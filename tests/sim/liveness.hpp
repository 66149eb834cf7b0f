#pragma once

#include "world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator::sim {

/// Who is started when the faults end.
enum class Comeback {
    last_only, ///< L1 and L2: exactly the members of the last primary component
    everyone,  ///< L1
};

struct ComebackResult {
    bool is_due = false; ///< the oracle says that the cluster must come back
    bool came = false;
    std::optional<Violation> violation; ///< L1, L2 or L4, or an invariant that broke on the way
    std::uint64_t steps = 0;
    int disks_given_up = 0; ///< nodes on which a person had to say that the data which they remember is lost
    ExemptionCounts exempted{};
    bool has_split = false; ///< as of the world, on the way
    bool has_lost = false;
    bool has_erased = false;
};

/// Lets all faults end, starts the nodes, lets all hear each other, and goes round fairly until a primary component
/// runs that has all that the disks of the last one held, and all nodes that hold nothing else are in it.
ComebackResult try_comeback(const World& world, Comeback kind, std::vector<std::string>* story);

} // namespace galera_initiator::sim
