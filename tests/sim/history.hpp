#pragma once

#include "generator.hpp"
#include "liveness.hpp"
#include "world.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator::sim {

/// What a run of histories is made of.
struct Plan {
    std::size_t fewest_nodes = 2;
    std::size_t most_nodes = 5;
    std::size_t steps = 250;
    std::optional<Policies::WaitFor> wait_for; ///< none: drawn
    std::optional<Policies::Fresh> fresh;      ///< none: drawn
    std::optional<Climate> climate;            ///< none: drawn
    bool may_have_words = true;
    bool tries_comebacks = true;
    bool goes_on_after_violations = false; ///< for comparisons
    bool grants_exemptions = true;
};

/// One history: everything that its seed leads to, and what came of it.
struct History {
    std::shared_ptr<const Setup> setup;
    std::uint64_t seed = 0;
    std::uint64_t seed_of_identities = 0; ///< of the UUIDs in its world
    bool begins_fresh = false;
    bool grants_exemptions = true;
    std::vector<Event> events; ///< that did something

    std::optional<Violation> violation;
    std::optional<Comeback> broken_comeback; ///< the violation came in this one, after the last event
    std::uint64_t steps = 0;
    ExemptionCounts exempted{};
    int disks_given_up = 0; ///< in the comebacks, for a person has to say it there
    bool has_split = false;
    bool has_lost = false;
    bool has_erased = false;
    bool was_due = false; ///< to come back at the end, unharmed until then
    bool stayed_down = false;
    bool was_due_without_others = false; ///< only the members of the last component being there
    bool waited_for_others = false;
};

/// The world before the first event.
World begin(const History& history);

/// @param coverage  gets what happens; may be null
History run_history(std::uint64_t seed, const Plan& plan, const Rule& rule, Coverage* coverage = nullptr);

/// Lets the faults end in a world that the history has led to, and adds to the history what comes of that.
void come_back(History& history, const World& world, Comeback kind, std::vector<std::string>* story);

/// Does any invariant break as well if the very same events happen to nodes that go by this rule?
bool breaks_with(const History& history, const Rule& rule);

/// Is one violation still of the kind that the other is? The nodes may wait or refuse for fewer reasons.
bool is_alike(const Violation& one, const Violation& other);

/// The shortest list of events found that still breaks the same invariant in the same way.
/// @param bystander  a rule under which those events must break none, so that the story stays one of what is wrong in
///                   the history's own rule
History shrink(const History& history, const Rule* bystander = nullptr);

/// The history in sentences.
std::vector<std::string> tell(const History& history);

} // namespace galera_initiator::sim
