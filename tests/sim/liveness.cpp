#include "liveness.hpp"

#include "decision/sights.hpp"

#include <algorithm>

namespace galera_initiator::sim {

namespace {

/// A start, with its claim agreed upon, takes about 50 steps of each node; a join that finds nobody 12 more.
constexpr int most_rounds = 300;
constexpr int rounds_until_join_ends = 12;
constexpr int rounds_until_majority_is_due = 40;

Event on(Kind kind, std::size_t node, Nodes a = 0) {
    return {kind, static_cast<std::uint8_t>(node), static_cast<std::uint16_t>(a), 0, 0};
}

/// Has the node set out to join one that was not in the component, and cannot know that nothing came of it? A bootstrap
/// after that, which was cut, does not tell either.
bool was_led_away(const World& world, const NodeMemory& memory, Nodes members) {
    const auto joined = memory.joined_last();
    const bool was_cut = memory.unfinished_start != NodeMemory::UnfinishedStart::none;
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const bool leads_there =
            (set_out_to_join(memory) && memory.joined_node == world.setup().addresses[node]) ||
            (was_cut && joined && names_member(world.nodes()[node].disk.memory.identities, *joined));
        if (leads_there && !has(members, node)) {
            return true;
        }
    }
    return false;
}

/// Has it set out to join with another data folder than is there now, which may hold what it was given?
bool has_joined_in_another_folder(const World& world, std::size_t node) {
    const NodeMemory& memory = world.nodes()[node].disk.memory;
    return set_out_to_join(memory) && memory.data_folder != world.mark_of_data_folder(node);
}

/// Was the node told to stop in a component in which nobody else has a disk? It may have left that before it was
/// killed, and then the arbitrator may have gone on with somebody who tells of nothing else.
bool may_have_left_to_arbitrator(const World& world, std::size_t node, Nodes members) {
    const NodeMemory& memory = world.nodes()[node].disk.memory;
    const bool was_told_to_stop =
        memory.may_have_left || memory.unfinished_start != NodeMemory::UnfinishedStart::none; // a start is told nothing
    const Nodes nodes = world.setup().data_nodes();
    return was_told_to_stop && (members & nodes) == only(node) && (members & ~nodes) != 0;
}

/// Does the node's disk still know that it was in that component last, and of nothing else?
bool remembers(const World& world, std::size_t node, int component) {
    const Disk& disk = world.nodes()[node].disk;
    const Nodes members = world.components()[static_cast<std::size_t>(component)].members;
    // A sole survivor that has not applied all before that view shows the same as who was left behind without all data.
    const bool may_have_been_left_behind =
        disk.view_file == File::whole && disk.view_component >= component && !disk.saved_flag &&
        world.components()[static_cast<std::size_t>(disk.view_component)].members == only(node);
    // Paused while it was alone, so the view with whoever came then is not applied: as after a stop in order.
    const bool has_paused_before_view =
        disk.view_file == File::whole && disk.saved_flag && disk.saved_seqno >= 0 && disk.view.members.size() > 1;
    const bool has_view =
        (disk.view_file != File::missing && !disk.has_unfinished_view) || disk.copied_component == component;
    // It may have lost that component for a while, and nobody has seen since whether it has all data.
    const bool may_have_merged = disk.view_file == File::whole && disk.memory.may_have_merged_into(disk.view);
    // A later one that came to no state, with somebody who may have gone on from it.
    const bool has_later_view =
        disk.view_file == File::whole && !disk.view.agreement && disk.view_component > component &&
        (world.components()[static_cast<std::size_t>(disk.view_component)].members & ~members) != 0;
    // Its disk was full as it came up, so nobody has seen since as which member.
    const bool is_known =
        disk.view_file != File::whole || disk.memory.may_be_own(disk.view, world.signs_of_folder(node));
    return disk.last_component == component && disk.saved_file == File::whole && !disk.view_was_torn && has_view &&
           is_known && !has_later_view && !may_have_merged && !may_have_been_left_behind && !has_paused_before_view &&
           !disk.is_of_before && !has_joined_in_another_folder(world, node) &&
           !was_led_away(world, disk.memory, members) && !may_have_left_to_arbitrator(world, node, members);
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

/// wait_for = majority: a node that chose a claim keeps to it until its owner says otherwise.
bool is_bound_to_somebody_absent(const World& world, Nodes started) {
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const auto& choice = world.nodes()[node].disk.memory.choice;
        for (std::size_t owner = 0; choice && owner < world.node_count(); ++owner) {
            if (has(started, node) && choice->owner == world.setup().addresses[owner] && !has(started, owner)) {
                return true;
            }
        }
    }
    return false;
}

/// With a majority: has somebody decided to bootstrap, or may he without hearing all, before the faults ended?
bool majority_is_on_its_way(const World& world) {
    bool found = false;
    for (const Node& node : world.nodes()) {
        found = found || (is_deciding(node) && node.start.majority_is_due) ||
                ((node.start.verdict.action == Action::bootstrap || node.start.verdict.action == Action::restore) &&
                 node.phase >= Phase::preparing && node.phase <= Phase::handing_over);
    }
    return found && world.setup().policies.wait_for == Policies::WaitFor::majority;
}

int last_component_of_all(const World& world) {
    int last = -1;
    for (int branch = 0; branch < world.branches(); ++branch) {
        last = std::max(last, world.last_component(branch));
    }
    return last;
}

/// Have two nodes, or the components that they were in last, each what the other lacks, after a word?
bool is_forked_by_word(const World& world) {
    const auto are_forked = [&](Log one, Log other) {
        return one != 0 && other != 0 && !world.ledger().contains(one, other) && !world.ledger().contains(other, one);
    };
    const auto last_log = [&](std::size_t node) {
        const int component = world.nodes()[node].disk.last_component;
        return component < 0 ? Log{0} : world.components()[static_cast<std::size_t>(component)].head;
    };
    for (std::size_t node = 0; node < world.node_count() && world.branches() > 1; ++node) {
        for (std::size_t peer = 0; peer < node; ++peer) {
            if (are_forked(world.held(node), world.held(peer)) || are_forked(last_log(node), last_log(peer))) {
                return true;
            }
        }
    }
    return false;
}

/// Those of the servers of these that run without a component. They are ended once all nodes are heard, or one waits.
Nodes servers_without_component(const World& world, Nodes nodes) {
    Nodes without = 0;
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const bool is_without = has(nodes, node) && world.nodes()[node].server.is_alive && !world.is_primary(node);
        without |= is_without ? only(node) : 0;
    }
    return without;
}

/// Does somebody of these know each arbitrator of that component as one? Told by a view of it on one of their disks.
bool arbitrators_are_known(const World& world, int component, Nodes started) {
    std::vector<Uuid> known;
    const std::vector<Uuid>* view = nullptr;
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const Disk& disk = world.nodes()[node].disk;
        if (has(started, node)) {
            known.insert(known.end(), disk.memory.arbitrators.begin(), disk.memory.arbitrators.end());
            const bool has_view = disk.view_file == File::whole && disk.view_component == component;
            view = has_view ? &disk.view.members : view;
        }
    }
    if (view == nullptr) {
        return false;
    }
    // Written in the order of the nodes, of which the arbitrators are the last.
    const Nodes members = world.components()[static_cast<std::size_t>(component)].members;
    const std::size_t arbitrators = count(members & ~world.setup().data_nodes());
    return std::all_of(view->end() - static_cast<std::ptrdiff_t>(arbitrators), view->end(),
                       [&](const Uuid& arbitrator) { return names_member(known, arbitrator); });
}

class Fairness {
public:
    Fairness(World& world, Nodes started) : world_(world), started_(started), waited_(world.node_count()) {}

    void end_others() {
        for (std::size_t node = 0; node < world_.node_count(); ++node) {
            const Server& server = world_.nodes()[node].server;
            if (!has(started_, node)) {
                world_.apply(on(Kind::cut, node, only(node)));
            } else if (world_.is_exempt(Exemption::ended_by_hand,
                                        server.is_alive && server.is_by_hand && !world_.is_primary(node))) {
                world_.apply(on(Kind::kill, node, only(node)));
            }
        }
    }

    /// A person ends each server that runs without a component, and starts anew.
    /// @returns false if there is none
    bool restart_servers_without_component() {
        const Nodes ended = servers_without_component(world_, world_.setup().data_nodes());
        refused_ = 0;
        return ended != 0 && world_.apply(on(Kind::kill, 0, ended));
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
            // A person has looked, and this node's disk is lost indeed: as the remedy says. The word is given again
            // where it has become void.
            if (subject.start.own.evidence->data == DataState::unseen &&
                subject.start.verdict.reason == Reason::data_unseen) {
                Event word = on(Kind::word, node, static_cast<Nodes>(advised_word(node)));
                word.b = 1;
                disks_given_up_ += world_.apply(word) ? 1 : 0;
            }
            steps += world_.apply(on(Kind::decide, node)) ? 1U : 0U;
            if (world_.nodes()[node].start.verdict.action == Action::refuse) {
                // It may have heard some of it before the faults ended: a person starts it once more.
                (has(refused_once_, node) ? refused_ : refused_once_) |= only(node);
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
            return world_.apply(on(Kind::transfer, node)) || world_.apply(on(Kind::follow, node)) ? 1 : 0;
        default:
            return world_.apply(on(Kind::step, node)) ? 1 : 0;
        }
    }

    /// Data is given up where another node holds all that is there in its place.
    [[nodiscard]] Override::Kind advised_word(std::size_t node) const {
        const Evidence shown = world_.nodes()[node].start.own.evidence->as_shown();
        const auto holds_all = [&](const Node& other) {
            const auto& evidence = other.published ? other.published->record.evidence : std::nullopt;
            return evidence && evidence->data == DataState::intact && is_part_of(shown, *evidence);
        };
        return shown.position && std::ranges::none_of(world_.nodes(), holds_all) ? Override::Kind::bootstrap_here
                                                                                 : Override::Kind::discard_data;
    }

    World& world_;
    Nodes started_;
    Nodes refused_once_ = 0;
    Nodes refused_ = 0;
    std::vector<int> waited_;
    int disks_given_up_ = 0;
};

/// Is there data of which nobody can tell whether it is whole, though it is, and do nodes refuse for that?
bool refuses_what_is_not_shown_whole(const World& world) {
    bool is_shown = true;
    bool is_refused = false;
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const Disk& disk = world.nodes()[node].disk;
        const bool holds_data = disk.durable != 0 && disk.is_whole && !disk.is_given_up;
        is_shown = is_shown && (!holds_data || world.shows_whole_data(node));
        is_refused = is_refused || world.nodes()[node].start.verdict.reason == Reason::no_intact_data;
    }
    return !is_shown && is_refused;
}

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
    world.apply(on(Kind::part_amid, 0));
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        world.apply(on(Kind::snmp, node));
        if (world.nodes()[node].snmpd_is_down) {
            world.apply(on(Kind::snmpd, node));
        }
        const Node& subject = world.nodes()[node];
        if (subject.unmounted && !subject.server.is_alive) { // else the folder below is what it runs on
            world.apply(on(Kind::cut, 0, only(node)));
            world.apply(on(Kind::mount, node));
        }
        if (subject.disk_is_full) {
            world.apply(on(Kind::fill, node));
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

/// The started nodes that are not in the component that runs, though it has all that they hold.
Nodes left_out(const World& world, Nodes started) {
    Log head = 0;
    for (const Group& group : world.groups()) {
        const Log own = group.is_primary ? world.components()[static_cast<std::size_t>(group.component)].head : Log{0};
        head = own != 0 ? own : head;
    }
    Nodes out = 0;
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const bool lacks_nothing = world.held(node) == 0 || world.ledger().contains(head, world.held(node));
        out |= has(started, node) && !world.is_primary(node) && lacks_nothing ? only(node) : 0;
    }
    return out;
}

/// Need the members of the last component somebody else? Asked when the faults end, and again where they have not come
/// back, because of what was on its way.
bool may_need_others(const World& world, int last) {
    const Nodes members = world.components()[static_cast<std::size_t>(last)].members;
    const Nodes nodes = world.setup().data_nodes();
    const bool has_arbitrator = (members & ~nodes) != 0;
    return world.is_exempt(Exemption::not_remembered, !remember(world, last)) ||
           world.is_exempt(Exemption::arbitrator_unnamed, has_arbitrator && (members & nodes) != nodes &&
                                                              (!arbitrators_are_known(world, last, members) ||
                                                               servers_without_component(world, members) != 0)) ||
           world.is_exempt(Exemption::owner_absent, is_bound_to_somebody_absent(world, members));
}

/// Must the cluster come back at all?
void is_due(const World& world, Comeback kind, int last, ComebackResult& result) {
    if (world.violation || world.is_exempt(Exemption::forked_by_word, is_forked_by_word(world)) ||
        (last < 0 && kind == Comeback::last_only)) {
        result.violation = world.violation;
        return;
    }
    result.is_due = true;
    if (last < 0) {
        return;
    }
    const Nodes members = world.components()[static_cast<std::size_t>(last)].members;
    const bool has_arbitrator = (members & ~world.setup().data_nodes()) != 0;
    const Nodes survivors = world.surviving(last);
    const Nodes forked = forks(world, survivors);
    const bool may_refuse_forks = has_arbitrator || !remember(world, last) || are_about_to_join(world, forked);
    result.is_due = !(kind == Comeback::last_only && may_need_others(world, last)) &&
                    !world.is_exempt(Exemption::nothing_survived, survivors == 0) &&
                    !world.is_exempt(Exemption::fork_from_before, forked != 0 && may_refuse_forks);
}

std::string state_of_all(const World& world) {
    std::string what;
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        what += (node == 0 ? " " : "; ") + world.state_of(node);
    }
    return what;
}

/// The circumstances, and why the nodes wait or refuse in the end.
std::vector<std::string> marks_in_the_end(const World& world) {
    std::vector<std::string> marks = world.circumstances();
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const Node& subject = world.nodes()[node];
        std::string mark;
        if (subject.server.is_alive) {
            mark = world.is_primary(node) ? "runs" : "runs-without-component";
        } else if (subject.phase != Phase::off) {
            mark = word(subject.start.verdict.reason);
        }
        if (!mark.empty() && std::find(marks.begin(), marks.end(), mark) == marks.end()) {
            marks.push_back(mark);
        }
    }
    return marks;
}

/// Goes on until all nodes that hold nothing else are in the component that has come back.
/// @returns whom it leaves out, and need not
Nodes wait_for_all_to_join(World& world, Fairness& fairness, Nodes started, ComebackResult& result) {
    Nodes out = result.came ? left_out(world, started) : 0;
    for (int round = 0; round < most_rounds && out != 0 && !world.violation; ++round) {
        result.steps += fairness.go_round(round);
        out = left_out(world, started);
    }
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        const bool is_unproven = world.nodes()[node].start.verdict.reason == Reason::fork_unproven;
        if (has(out, node) && world.is_exempt(Exemption::fork_unproven, is_unproven)) {
            out &= ~only(node);
        }
    }
    return world.is_exempt(Exemption::not_by_itself, out != 0 && world.words_were_spoken) ? 0 : out;
}

Violation left_out_violation(const World& world) {
    return {"L4", "left out, though the component holds all that they do:" + state_of_all(world),
            marks_in_the_end(world)};
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
    world.exempted = {};
    const bool had_pending_word = world.has_pending_word();
    const int had_branches = world.branches();
    const int last = last_component_of_all(world);
    is_due(world, kind, last, result);
    result.exempted = world.exempted;
    if (!result.is_due) {
        return result;
    }
    Nodes started = world.setup().data_nodes();
    std::vector<Log> must_hold;
    if (last >= 0) {
        started &= kind == Comeback::last_only ? world.components()[static_cast<std::size_t>(last)].members : ~Nodes{0};
        const Nodes survivors = world.surviving(last);
        const bool may_lack = world.is_exempt(Exemption::majority_on_its_way, majority_is_on_its_way(world));
        for (std::size_t node = 0; node < world.node_count() && !may_lack; ++node) {
            if (has(survivors, node)) {
                must_hold.push_back(world.nodes()[node].disk.durable);
            }
        }
    }
    if (story != nullptr) {
        story->push_back(std::string(kind == Comeback::everyone
                                         ? "-- All nodes are"
                                         : "-- Exactly the last primary component's members are") +
                         " up, started, and hear each other; now the cluster must come back.");
    }
    Fairness fairness(world, started);
    fairness.end_others();
    const auto go_on = [&] {
        for (int round = 0; round < most_rounds && !result.came && !world.violation; ++round) {
            result.steps += fairness.go_round(round);
            result.came = has_come_back(world, must_hold);
        }
    };
    go_on();
    std::string what = result.came ? "" : "the cluster does not come back:" + state_of_all(world);
    std::vector<std::string> marks = marks_in_the_end(world);
    const bool needs_restart = !result.came && !world.violation && fairness.restart_servers_without_component();
    if (needs_restart) {
        go_on();
        marks.emplace_back(result.came ? "needs-restart" : "no-restart-helps");
    }
    const Nodes out = needs_restart ? 0 : wait_for_all_to_join(world, fairness, started, result);
    result.disks_given_up = fairness.disks_given_up();
    result.has_split = world.has_split;
    result.has_lost = world.has_lost;
    result.has_erased = world.has_erased;
    if (world.violation) {
        result.violation = world.violation;
    } else if (result.came && !needs_restart && out == 0) {
        // It has come back by itself.
    } else if (!needs_restart && last >= 0 && kind == Comeback::last_only && may_need_others(world, last)) {
        result.is_due = false;
    } else if (world.is_exempt(Exemption::servers_cannot_tell,
                               needs_restart && !world.setup().abilities.servers_tell_state)) {
        result.is_due = false;
    } else if (world.is_exempt(Exemption::not_shown_whole, refuses_what_is_not_shown_whole(world))) {
        result.is_due = false;
    } else if (world.is_exempt(Exemption::pending_word, had_pending_word && world.has_pending_word())) {
        result.is_due = false;
    } else if (world.is_exempt(Exemption::forked_by_word,
                               world.branches() > had_branches && is_forked_by_word(world))) {
        result.is_due = false;
    } else if (world.is_exempt(Exemption::arbitrator_mistaken,
                               world.setup().policies.arbitrators > 0 && refuses_contradictions(world))) {
        result.is_due = false;
    } else {
        result.violation =
            out == 0 ? Violation{kind == Comeback::everyone ? "L1" : "L2", what, marks} : left_out_violation(world);
    }
    result.exempted = world.exempted;
    return result;
}

} // namespace galera_initiator::sim
