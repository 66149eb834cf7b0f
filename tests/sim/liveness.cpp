#include "liveness.hpp"

namespace galera_initiator::sim {

namespace {

/// A start, with its claim agreed upon, takes about 50 steps of each node; a join that finds nobody 12 more.
constexpr int most_rounds = 300;
constexpr int rounds_until_join_ends = 12;
constexpr int rounds_until_majority_is_due = 40;

Event on(Kind kind, std::size_t node, Nodes a = 0) {
    return {kind, static_cast<std::uint8_t>(node), static_cast<std::uint16_t>(a), 0, 0};
}

/// Has the node set out to join one that was not in the component, and cannot know that nothing came of it?
bool was_led_away(const World& world, const NodeMemory& memory, Nodes members) {
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        if (set_out_to_join(memory) && memory.joined_node == world.setup().addresses[node] && !has(members, node)) {
            return true;
        }
    }
    return false;
}

/// Does the node's disk still know that it was in that component last, and of nothing else?
bool remembers(const World& world, std::size_t node, int component) {
    const Disk& disk = world.nodes()[node].disk;
    const bool has_view = disk.view_file != File::missing || disk.copied_component == component;
    return disk.last_component == component && disk.saved_file == File::whole && !disk.view_was_torn && has_view &&
           !was_led_away(world, disk.memory, world.components()[static_cast<std::size_t>(component)].members);
}

/// The nodes whose disks hold what the furthest of the last component lacks.
Nodes forks(const World& world, Nodes survivors) {
    Log furthest = 0;
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const Log held = world.held(node);
        furthest =
            has(survivors, node) && world.ledger().seqno(held) > world.ledger().seqno(furthest) ? held : furthest;
    }
    Nodes found = 0;
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        if (world.held(node) != 0 && !world.ledger().contains(furthest, world.held(node))) {
            found |= only(node);
        }
    }
    return found;
}

/// Is one of them about to join? It decided when it was none yet, and nobody asks the product again.
bool are_about_to_join(const World& world, Nodes nodes) {
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const Node& subject = world.nodes()[node];
        const bool joins = subject.start.verdict.action == Action::join && subject.phase >= Phase::preparing &&
                           subject.phase <= Phase::starting;
        if (has(nodes, node) && joins) {
            return true;
        }
    }
    return false;
}

bool remember(const World& world, int component) {
    const Nodes members = world.components()[static_cast<std::size_t>(component)].members;
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        if (has(members, node) && !remembers(world, node, component)) {
            return false;
        }
    }
    return true;
}

/// What a server got from another component than it had decided to join, the node takes for that one's until it is seen
/// up. It refuses rather than guess.
bool has_forgotten_identities(const World& world) {
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        if (world.nodes()[node].disk.has_forgotten) {
            return true;
        }
    }
    return false;
}

bool mistake_a_component(const World& world, Nodes nodes) {
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        if (has(nodes, node) && world.nodes()[node].disk.was_led_elsewhere) {
            return true;
        }
    }
    return false;
}

/// wait_for = majority: a node that chose a claim keeps to it until its owner, where it was, says otherwise.
bool is_bound_to_somebody_gone(const World& world, Nodes started, int component) {
    if (world.setup().policies.wait_for != Policies::WaitFor::majority) {
        return false;
    }
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const auto& choice = world.nodes()[node].disk.memory.choice;
        for (std::size_t owner = 0; choice && owner < world.node_count(); ++owner) {
            const Disk& disk = world.nodes()[owner].disk;
            if (choice->owner == world.setup().addresses[owner] &&
                (!has(started, owner) || disk.view_component != component || disk.view_file != File::whole)) {
                return true;
            }
        }
    }
    return false;
}

class Fairness {
public:
    Fairness(World& world, Nodes started) : world_(world), started_(started), waited_(world.node_count()) {}

    void end_others() {
        for (std::size_t node = 0; node < world_.node_count(); ++node) {
            if (!has(started_, node)) {
                world_.apply(on(Kind::cut, node, only(node)));
            }
        }
        // The product never touches a server that runs; one that lost its component is for a person to restart.
        for (std::size_t node = 0; node < world_.node_count(); ++node) {
            const Phase phase = world_.nodes()[node].phase;
            if ((phase == Phase::running || phase == Phase::ready) && !world_.is_primary(node)) {
                world_.apply(on(Kind::kill, node, only(node)));
            }
        }
    }

    /// How often the comeback took a person: data that a node remembers is not lost because its folder is empty.
    [[nodiscard]] int disks_given_up() const { return disks_given_up_; }

    std::uint64_t go_round(int round) {
        std::uint64_t steps = 0;
        for (std::size_t node = 0; node < world_.node_count(); ++node) {
            if (has(started_, node)) {
                steps += advance(node, round);
            }
        }
        return steps;
    }

private:
    std::uint64_t advance(std::size_t node, int round) {
        const Node& subject = world_.nodes()[node];
        switch (subject.phase) {
        case Phase::off:
            return world_.apply(on(Kind::boot, node)) ? 1 : 0;
        case Phase::down:
            if (has(refused_, node) || subject.server.is_alive) {
                return 0;
            }
            return world_.apply(on(Kind::start, node)) ? 1 : 0;
        case Phase::deciding: {
            std::uint64_t steps = 0;
            if (round > rounds_until_majority_is_due) {
                steps += world_.apply(on(Kind::due, node)) ? 1U : 0U;
            }
            steps += world_.apply(on(Kind::ask, node, world_.setup().data_nodes())) ? 1U : 0U;
            // A person has looked, and this node's disk is lost indeed; the word is given again where it has become
            // void.
            if (subject.start.own.evidence->data == DataState::unseen &&
                subject.start.verdict.reason == Reason::data_unseen) {
                Event word = on(Kind::word, node, static_cast<Nodes>(Override::Kind::discard_data));
                word.b = 1;
                disks_given_up_ += world_.apply(word) ? 1 : 0;
            }
            steps += world_.apply(on(Kind::decide, node)) ? 1U : 0U;
            if (world_.nodes()[node].start.verdict.action == Action::refuse) {
                refused_ |= only(node);
            }
            return steps;
        }
        case Phase::starting:
            if (world_.apply(on(Kind::transfer, node))) {
                return 1;
            }
            if (subject.server.has_restored_view || ++waited_[node] > rounds_until_join_ends) {
                waited_[node] = 0;
                return world_.apply(on(Kind::give_up, node)) ? 1 : 0;
            }
            return 0;
        case Phase::running:
            return 0;
        default:
            return world_.apply(on(Kind::step, node)) ? 1 : 0;
        }
    }

    World& world_;
    Nodes started_;
    Nodes refused_ = 0;
    std::vector<int> waited_;
    int disks_given_up_ = 0;
};

bool refuses_contradictions(const World& world) {
    for (const Node& node : world.nodes()) {
        if (node.start.verdict.reason == Reason::contradictory_evidence) {
            return true;
        }
    }
    return false;
}

void mend_network(World& world) {
    world.apply(on(Kind::link, 0));
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        world.apply(on(Kind::snmp, node));
        if (world.nodes()[node].snmpd_is_down) {
            world.apply(on(Kind::snmpd, node));
        }
    }
}

bool has_come_back(const World& world, const std::vector<Log>& must_hold) {
    for (const Group& group : world.groups()) {
        if (!group.is_primary) {
            continue;
        }
        const Log head = world.components()[static_cast<std::size_t>(group.component)].head;
        bool holds_all = true;
        for (const Log log : must_hold) {
            holds_all = holds_all && world.ledger().contains(head, log);
        }
        if (holds_all) {
            return true;
        }
    }
    return false;
}

} // namespace

ComebackResult try_comeback(const World& before, Comeback kind, std::vector<std::string>* story) {
    ComebackResult result;
    World world = before;
    world.story = story;
    if (story != nullptr) {
        story->push_back("-- All faults end.");
    }
    mend_network(world);
    const int last = world.last_component(0);
    // Where an operator has forked the history, or has said what may be lost, only a person can go on.
    if (world.violation || world.has_pending_word() || world.branches() > 1 ||
        (last < 0 && kind == Comeback::last_only)) {
        result.violation = world.violation;
        return result;
    }
    Nodes started = world.setup().data_nodes();
    std::vector<Log> must_hold;
    if (last >= 0) {
        // A view names an arbitrator by nothing but a UUID, which may as well be that of a node that is not heard.
        const bool has_arbitrator =
            (world.components()[static_cast<std::size_t>(last)].members & ~world.setup().data_nodes()) != 0;
        if (kind == Comeback::last_only) {
            started &= world.components()[static_cast<std::size_t>(last)].members;
            if (!remember(world, last) || (has_arbitrator && started != world.setup().data_nodes())) {
                return result;
            }
        }
        const Nodes survivors = world.surviving(last);
        const Nodes forked = forks(world, survivors);
        const bool may_refuse_forks = has_arbitrator || !remember(world, last) || are_about_to_join(world, forked);
        // Old evidence of others may name a node by a UUID that it has forgotten.
        const bool is_plain = remember(world, last) || !has_forgotten_identities(world);
        if (!is_plain || survivors == 0 || mistake_a_component(world, survivors) || (forked != 0 && may_refuse_forks) ||
            is_bound_to_somebody_gone(world, started, last)) {
            return result;
        }
        for (std::size_t node = 0; node < world.node_count(); ++node) {
            if (has(survivors, node) && world.setup().policies.wait_for == Policies::WaitFor::all) {
                must_hold.push_back(world.nodes()[node].disk.durable);
            }
        }
    }
    result.is_due = true;
    if (story != nullptr) {
        story->push_back(std::string(kind == Comeback::everyone
                                         ? "-- All nodes are"
                                         : "-- Exactly the last primary component's members are") +
                         " up, started, and hear each other; now the cluster must come back.");
    }
    Fairness fairness(world, started);
    fairness.end_others();
    for (int round = 0; round < most_rounds && !result.came && !world.violation; ++round) {
        result.steps += fairness.go_round(round);
        result.came = has_come_back(world, must_hold);
    }
    result.disks_given_up = fairness.disks_given_up();
    result.has_split = world.has_split;
    result.has_lost = world.has_lost;
    result.has_erased = world.has_erased;
    if (world.violation) {
        result.violation = world.violation;
    } else if (!result.came && kind == Comeback::last_only && !remember(world, last)) {
        result.is_due = false;
    } else if (!result.came && world.setup().policies.arbitrators > 0 && refuses_contradictions(world)) {
        // Who was taken for the member that may have been the arbitrator, and acted, is in none of the others'
        // evidence.
        result.is_due = false;
    } else if (!result.came) {
        std::string what = "the cluster does not come back:";
        for (std::size_t node = 0; node < world.node_count(); ++node) {
            what += (node == 0 ? " " : "; ") + world.state_of(node);
        }
        result.violation = Violation{kind == Comeback::everyone ? "L1" : "L2", what};
    }
    return result;
}

} // namespace galera_initiator::sim
