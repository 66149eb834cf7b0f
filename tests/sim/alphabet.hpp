#pragma once

#include "world.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

// What the exhaustive mode takes for one action, and how much of what it lets happen.
//
// An action is an event, after which its node goes on to where the others' doings can matter to it next:
//   boot                      until the machine has published its evidence
//   start                     until it begins to decide
//   a round                   it asks all, decides, keeps and tells its choice; if it has decided to act: until it has
//                             told how its server starts; if it refuses: until it is down
//   a start of the server     until it is ready, or waits for a component; a state transfer that begins runs to its end
//   coming up                 ExecStartPost=
//   a stop                    until the view is saved; then until it is down
// With Grain::step there is none of this: each step is an action of its own.
//
// Within an action, before each of its steps, there can be a crash: kill -9 of that node's processes, or a power cut of
// that node with any of the others; while a state transfer fills it, of any others alone as well.
//
// What only takes time is free. What is done to the cluster is paid for out of allowances:
//   commit     one transaction on a primary component; all of its members apply and flush it, or one, or none
//   stop       systemctl stop of a server that is up
//   kill       kill -9 on one node, or on all
//   cut        power cut of any set of machines; also amid a view: some first, and of the others only some have written
//              the next view down when they follow
//   tear       gvwstate.dat or grastate.dat is torn on some of those in a cut
//   partition  the network parts any nodes from the others (that it is whole again is free); also amid an agreed view,
//              which then reaches the others only
//   loss       a round in which the answer of one peer is lost, or that of its Galera port as well
//   late       a round in which others act between its answers and its decision; of some peers, or of all
//   disk       data folder or whole disk of a machine that is off is lost
//   ddl        a DDL begins (that it ends is free)
//   trouble    all of these together, commits left out
// So there are finitely many states, and the exploration can come to an end.

namespace galera_initiator::sim {

enum class Allowance : std::uint8_t { commit, stop, kill, cut, tear, partition, loss, late, disk, ddl, trouble };
constexpr std::size_t allowance_count = 11;
constexpr std::array<std::string_view, allowance_count> allowance_names{
    "commits", "stops", "kills", "cuts", "tears", "partitions", "losses", "lates", "disks", "ddls", "troubles"};

class Allowances {
public:
    static constexpr std::uint8_t most = 31;

    [[nodiscard]] std::uint8_t left(Allowance kind) const { return left_[static_cast<std::size_t>(kind)]; }
    void set(Allowance kind, std::uint8_t count) { left_[static_cast<std::size_t>(kind)] = count; }

    [[nodiscard]] bool allow(Allowance kind) const {
        return left(kind) > 0 && (kind == Allowance::commit || left(Allowance::trouble) > 0);
    }
    void spend(Allowance kind);

    /// One number for all of them.
    [[nodiscard]] std::uint64_t packed() const;

private:
    std::array<std::uint8_t, allowance_count> left_{};
};

/// How much a node does in one action.
enum class Grain : std::uint8_t { leap, step };

/// One action, as little as is needed to take it again.
struct Action {
    Event begin; ///< Kind::step stands for whatever the node does next by itself
    Event crash; ///< where it is interrupted
    std::uint8_t steps_before_crash = 0;
    bool is_interrupted = false;
    bool leaps = false; ///< the node goes on after the event
};

/// Takes the action. @param events  gets what was done
void take(World& world, const Action& action, Grain grain, std::vector<Event>* events);

/// Everything that can come next.
using NextWorld = std::function<void(World&& world, const Action& action, const Allowances& left)>;
void for_each_next(const World& world, const Allowances& allowances, Grain grain, const NextWorld& next);

} // namespace galera_initiator::sim
