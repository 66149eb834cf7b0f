#pragma once

#include "alphabet.hpp"
#include "canonical.hpp"
#include "history.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace galera_initiator::sim {

/// What is explored.
struct Scope {
    std::size_t nodes = 2;
    std::size_t depth = 0; ///< actions; 0: to the last reachable state
    Policies policies;
    bool begins_fresh = false;
    bool begins_crashed = false; ///< all in one view, and booted
    std::size_t ahead = 0;       ///< who has written one more transaction down then, from 1 on; 0: nobody
    bool nodes_start_together = false;
    bool majority_is_due_at_once = false; ///< a start does not wait for all first
    bool ends_with_join = false;          ///< does not go on from where somebody has decided to join
    Allowances allowances;
    Grain grain = Grain::leap;
    bool tells_turns_apart = true;       ///< see Canonical
    std::size_t states_per_comeback = 1; ///< a comeback is tried from one in so many states; 0: from none
    std::size_t most_states = 0;         ///< 0: no limit
    bool keeps_going = false;            ///< after a violation
};

/// What came of it.
struct Findings {
    std::size_t states = 0;
    std::uint64_t transitions = 0;
    std::uint64_t comebacks = 0;                                          ///< that were due
    std::size_t depth = 0;                                                ///< that was reached
    enum class End { last_state, depth, cut_short } end = End::cut_short; ///< where it ended
    double seconds = 0;

    struct Kind {
        History shortest;
        std::uint64_t count = 0;
    };
    std::map<std::string, Kind> violations; ///< by what is alike in their words
};

/// Breadth first, so that the first violation of a kind is one of the shortest.
class Exploration {
public:
    Exploration(const Scope& scope, const Rule& rule);

    Findings explore();

private:
    using StateIndex = std::uint32_t;

    struct State {
        StateIndex before;
        Action action;
    };

    /// A state to go on from. Its world is played anew from the beginning where there was no room to keep it.
    struct Pending {
        StateIndex state;
        Allowances left;
        std::unique_ptr<World> world;
    };

    [[nodiscard]] World beginning() const;
    void go_on_from(const Pending& pending);
    void arrive(World&& world, StateIndex before, const Action& action, const Allowances& left);
    void try_comebacks(const World& world, const Fingerprint& fingerprint, StateIndex state);
    void note(const Violation& violation, std::optional<Comeback> comeback, StateIndex state);
    [[nodiscard]] bool is_over() const;
    [[nodiscard]] World play(StateIndex state, std::vector<Event>* events) const;

    const Scope scope_;
    History beginning_;
    Findings findings_;
    std::vector<State> states_;
    std::unordered_set<Fingerprint, FingerprintHash> seen_;
    std::vector<Pending> next_;
    std::size_t kept_worlds_ = 0;
};

} // namespace galera_initiator::sim
