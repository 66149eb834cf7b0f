#include "alphabet.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

namespace galera_initiator::sim {

namespace {

/// More than any node goes on in one action, wherever it begins.
constexpr std::uint8_t most_steps = 40;

/// Something that is done to the cluster, and what it costs.
struct Deed {
    Event event;
    std::vector<Allowance> costs{};
    bool leaps = false;
};

Event on(Kind kind, std::size_t node, Nodes a = 0, Nodes b = 0, Nodes c = 0) {
    return {kind, static_cast<std::uint8_t>(node), static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b),
            static_cast<std::uint16_t>(c)};
}

bool is_round_at_its_beginning(const Node& node) {
    return std::none_of(node.start.answers.begin(), node.start.answers.end(),
                        [](const Answer& answer) { return answer.is_sampled; });
}

bool is_filled_by_transfer(const Server& server) {
    return server.is_alive && server.transfer != Transfer::outside && server.transfer != Transfer::synced;
}

/// Is the node where what others do can matter to what it does next?
bool rests(const World& world, std::size_t node) {
    const Node& subject = world.nodes()[node];
    switch (subject.phase) {
    case Phase::off:
    case Phase::down:
    case Phase::handing_over:
    case Phase::ready:
    case Phase::stop_leaving:
    case Phase::stop_writing:
        return true;
    case Phase::deciding:
        return is_round_at_its_beginning(subject);
    case Phase::running:
        return !subject.watch;
    case Phase::starting:
        return !is_filled_by_transfer(subject.server);
    default:
        return false;
    }
}

bool apply(World& world, const Event& event, std::vector<Event>* events) {
    if (!world.apply(event)) {
        return false;
    }
    if (events != nullptr) {
        events->push_back(event);
    }
    return true;
}

bool go_on(World& world, std::size_t node, std::vector<Event>* events) {
    return apply(world, next_of(world, node), events);
}

bool begin(World& world, const Action& action, std::vector<Event>* events) {
    return action.begin.kind == Kind::step ? go_on(world, action.begin.node, events)
                                           : apply(world, action.begin, events);
}

bool pay(Allowances& allowances, const std::vector<Allowance>& costs) {
    for (const Allowance cost : costs) {
        if (!allowances.allow(cost)) {
            return false;
        }
    }
    for (const Allowance cost : costs) {
        allowances.spend(cost);
    }
    return true;
}

/// Goes through what is possible at one state.
class Alphabet {
public:
    Alphabet(const World& world, const Allowances& allowances, Grain grain, const NextWorld& next)
        : world_(world), allowances_(allowances), grain_(grain), next_(next), all_(world.setup().data_nodes()) {}

    void go_through() {
        for (std::size_t node = 0; node < world_.node_count(); ++node) {
            for (const Deed& deed : doings(node)) {
                do_one(deed);
            }
        }
        for (const Deed& deed : troubles()) {
            do_one(deed);
        }
    }

private:
    [[nodiscard]] std::vector<Deed> doings(std::size_t node) const {
        const Node& subject = world_.nodes()[node];
        switch (subject.phase) {
        case Phase::off:
            return {{on(Kind::boot, node), {}, true}};
        case Phase::down:
            return {{on(Kind::start, node), {}, true}};
        case Phase::deciding:
            return rounds(node);
        case Phase::starting:
            return {{on(Kind::step, node), {}, true},
                    {on(Kind::give_up, node), {}, true},
                    {on(Kind::stop, node), {Allowance::stop}, true}};
        case Phase::ready:
            return {{on(Kind::step, node), {}, true}, {on(Kind::stop, node), {Allowance::stop}, true}};
        case Phase::running:
            return {{on(Kind::stop, node), {Allowance::stop}, true}, {on(Kind::follow, node), {}, true}};
        default:
            return {{on(Kind::step, node), {}, true}};
        }
    }

    [[nodiscard]] std::vector<Deed> rounds(std::size_t node) const {
        std::vector<Deed> deeds{{on(Kind::step, node), {}, true}, {on(Kind::due, node)}};
        if (!is_round_at_its_beginning(world_.nodes()[node])) {
            return deeds;
        }
        for (std::size_t peer = 0; peer < world_.node_count(); ++peer) {
            if (peer != node) {
                deeds.push_back({on(Kind::ask, node, all_, only(peer)), {Allowance::loss}, true});
                deeds.push_back({on(Kind::ask, node, all_, only(peer), only(peer)), {Allowance::loss}, true});
            }
        }
        const Nodes peers = all_ & ~only(node);
        for (Nodes asked = peers; asked != 0; asked = (asked - 1) & peers) {
            deeds.push_back({on(Kind::ask, node, asked | only(node)), {Allowance::late}});
        }
        return deeds;
    }

    [[nodiscard]] std::vector<Deed> troubles() const {
        std::vector<Deed> deeds;
        add_commits(deeds);
        add_crashes(deeds, world_, all_);
        add_cuts_amid_view(deeds);
        add_partitions(deeds);
        for (std::size_t node = 0; node < world_.node_count(); ++node) {
            if (allowances_.allow(Allowance::disk) && world_.nodes()[node].phase == Phase::off) {
                deeds.push_back({on(Kind::lose_data, node), {Allowance::disk}});
                deeds.push_back({on(Kind::lose_disk, node), {Allowance::disk}});
            }
            if (world_.nodes()[node].server.runs_ddl) {
                deeds.push_back({on(Kind::ddl, node)});
            } else if (allowances_.allow(Allowance::ddl)) {
                deeds.push_back({on(Kind::ddl, node), {Allowance::ddl}});
            }
        }
        return deeds;
    }

    void add_commits(std::vector<Deed>& deeds) const {
        if (!allowances_.allow(Allowance::commit)) {
            return;
        }
        for (const Group& group : world_.groups()) {
            std::optional<std::size_t> first;
            for (std::size_t node = 0; node < world_.node_count() && group.is_primary; ++node) {
                const bool can_commit =
                    has(group.members, node) && world_.nodes()[node].server.transfer == Transfer::synced;
                if (!can_commit) {
                    continue;
                }
                if (!first) {
                    first = node;
                    deeds.push_back({on(Kind::commit, node, 0, all_, all_), {Allowance::commit}});
                    deeds.push_back({on(Kind::commit, node, 0, 0, 0), {Allowance::commit}});
                }
                deeds.push_back({on(Kind::commit, *first, 0, only(node), only(node)), {Allowance::commit}});
            }
        }
    }

    /// @param touched  at least one of these
    void add_crashes(std::vector<Deed>& deeds, const World& world, Nodes touched) const {
        const std::size_t nodes = world.node_count();
        if (allowances_.allow(Allowance::kill)) {
            for (std::size_t node = 0; node < nodes; ++node) {
                if (has(touched, node)) {
                    deeds.push_back({on(Kind::kill, node, only(node)), {Allowance::kill}});
                }
            }
            deeds.push_back({on(Kind::kill, 0, all_), {Allowance::kill}});
        }
        if (!allowances_.allow(Allowance::cut)) {
            return;
        }
        Nodes powered = 0;
        for (std::size_t node = 0; node < nodes; ++node) {
            powered |= world.nodes()[node].phase == Phase::off ? 0 : only(node);
        }
        for (Nodes victims = powered; victims != 0; victims = (victims - 1) & powered) {
            if ((victims & touched) != 0) {
                deeds.push_back({on(Kind::cut, 0, victims), {Allowance::cut}});
                add_torn(deeds, victims);
            }
        }
    }

    void add_torn(std::vector<Deed>& deeds, Nodes victims) const {
        if (!allowances_.allow(Allowance::tear)) {
            return;
        }
        for (Nodes torn = victims; torn != 0; torn = (torn - 1) & victims) {
            deeds.push_back({on(Kind::cut, 0, victims, torn, 0), {Allowance::cut, Allowance::tear}});
            deeds.push_back({on(Kind::cut, 0, victims, 0, torn), {Allowance::cut, Allowance::tear}});
        }
    }

    void add_cuts_amid_view(std::vector<Deed>& deeds) const {
        for (const Group& group : world_.groups()) {
            const auto member = static_cast<std::size_t>(std::countr_zero(group.members));
            const Nodes all = group.members;
            const bool is_possible = group.is_primary && allowances_.allow(Allowance::cut);
            for (Nodes first = all; first != 0 && is_possible; first = (first - 1) & all) {
                const Nodes others = all & ~first;
                for (Nodes writers = others; writers != 0; writers = (writers - 1) & others) {
                    deeds.push_back({on(Kind::amid_view, member, first, writers), {Allowance::cut}});
                }
            }
        }
    }

    void add_partitions(std::vector<Deed>& deeds) const {
        if (world_.one_side() != 0) {
            deeds.push_back({on(Kind::link, 0)});
        }
        // Those that node 0 is not among: the others are the same, told from the other side.
        for (Nodes side = 2; side <= all_ && allowances_.allow(Allowance::partition); side += 2) {
            deeds.push_back({on(Kind::link, 0, side), {Allowance::partition}});
        }
        const bool can_re_form = std::ranges::any_of(
            world_.nodes(), [](const Node& node) { return node.server.is_alive && node.server.has_restored_view; });
        for (Nodes parted = 1; can_re_form && parted < all_ && allowances_.allow(Allowance::partition); ++parted) {
            deeds.push_back({on(Kind::part_amid, 0, parted), {Allowance::partition}});
        }
    }

    void do_one(const Deed& deed) {
        Allowances left = allowances_;
        if (!pay(left, deed.costs)) {
            return;
        }
        World world = world_;
        Action action{deed.event, {}, 0, false, deed.leaps};
        if (!begin(world, action, nullptr)) {
            return;
        }
        const std::size_t node = action.begin.node;
        for (std::uint8_t steps = 0; grain_ == Grain::leap && deed.leaps && !world.violation && !rests(world, node);
             ++steps) {
            crash(world, action, steps, left);
            if (steps >= most_steps || !go_on(world, node, nullptr)) {
                break;
            }
        }
        next_(std::move(world), action, left);
    }

    void crash(const World& interrupted, Action action, std::uint8_t steps, const Allowances& paid) {
        const std::size_t node = action.begin.node;
        std::vector<Deed> crashes;
        add_crashes(crashes, interrupted, is_filled_by_transfer(interrupted.nodes()[node].server) ? all_ : only(node));
        for (const Deed& deed : crashes) {
            Allowances left = paid;
            if (!pay(left, deed.costs)) {
                continue;
            }
            World world = interrupted;
            if (world.apply(deed.event)) {
                action.is_interrupted = true;
                action.steps_before_crash = steps;
                action.crash = deed.event;
                next_(std::move(world), action, left);
            }
        }
    }

    const World& world_;
    const Allowances& allowances_;
    Grain grain_;
    const NextWorld& next_;
    Nodes all_;
};

} // namespace

void Allowances::spend(Allowance kind) {
    --left_[static_cast<std::size_t>(kind)];
    // A torn file comes with a power cut, which is paid for.
    if (kind != Allowance::commit && kind != Allowance::tear) {
        --left_[static_cast<std::size_t>(Allowance::trouble)];
    }
}

std::uint64_t Allowances::packed() const {
    std::uint64_t number = left(Allowance::commit);
    for (std::size_t kind = 1; kind < allowance_count; ++kind) {
        // What there is no trouble left for is as good as spent.
        number = number << 5U | std::min(left_[kind], left(Allowance::trouble));
    }
    return number;
}

void take(World& world, const Action& action, Grain grain, std::vector<Event>* events) {
    begin(world, action, events);
    const std::size_t node = action.begin.node;
    for (std::uint8_t steps = 0; grain == Grain::leap && action.leaps && !world.violation && !rests(world, node);
         ++steps) {
        if (action.is_interrupted && steps == action.steps_before_crash) {
            apply(world, action.crash, events);
            return;
        }
        if (steps >= most_steps || !go_on(world, node, events)) {
            return;
        }
    }
}

void for_each_next(const World& world, const Allowances& allowances, Grain grain, const NextWorld& next) {
    Alphabet(world, allowances, grain, next).go_through();
}

} // namespace galera_initiator::sim
