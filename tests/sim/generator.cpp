#include "generator.hpp"

namespace galera_initiator::sim {

namespace {

Nodes subset(Random& random, std::size_t members) {
    return random.below(1U << members);
}

std::uint16_t narrow(Nodes nodes) {
    return static_cast<std::uint16_t>(nodes);
}

Event on(Kind kind, std::size_t node, Nodes a = 0, Nodes b = 0, Nodes c = 0) {
    return {kind, static_cast<std::uint8_t>(node), narrow(a), narrow(b), narrow(c)};
}

Event draw_work(const World& world, std::size_t node, Random& random) {
    const Nodes all = world.setup().data_nodes();
    if (random.chance(50)) {
        return on(Kind::commit, node, random.below(8), random.chance(50) ? all : subset(random, world.node_count()),
                  random.chance(30) ? all : subset(random, world.node_count()));
    }
    return on(Kind::apply, node, 1 + random.below(4), random.below(2));
}

Event draw_deciding(const World& world, const Climate& climate, std::size_t node, Random& random) {
    const Nodes all = world.setup().data_nodes();
    Nodes unasked = 0;
    for (std::size_t peer = 0; peer < world.node_count(); ++peer) {
        unasked |= world.nodes()[node].start.answers[peer].is_sampled ? 0 : only(peer);
    }
    if (unasked == 0 || (climate.loses_answers && random.chance(5))) {
        return on(Kind::decide, node);
    }
    if (random.chance(climate.kindness)) {
        return on(Kind::ask, node, all);
    }
    const Nodes lost = climate.loses_answers && random.chance(30) ? subset(random, world.node_count()) : 0;
    return on(Kind::ask, node,
              random.chance(40) ? all : subset(random, world.node_count()) | (unasked & (~unasked + 1)), lost,
              lost & subset(random, world.node_count()));
}

/// What the messages of a wait or a refusal advise a person to say.
Event draw_word(const World& world, std::size_t node, Random& random) {
    const Verdict& verdict = world.nodes()[node].start.verdict;
    const Nodes lost = random.chance(70) ? world.setup().data_nodes() : subset(random, world.node_count());
    if (verdict.action == Action::wait) {
        const auto kind = random.chance(50) ? Override::Kind::assume_lost : Override::Kind::bootstrap_here;
        return on(Kind::word, node, static_cast<Nodes>(kind), lost);
    }
    const auto kind = random.chance(30) ? Override::Kind::bootstrap_here : Override::Kind::discard_data;
    return on(Kind::word, node, static_cast<Nodes>(kind), lost);
}

Event draw_progress(const World& world, const Climate& climate, std::size_t node, Random& random) {
    if (node >= world.node_count()) {
        return on(Kind::arbitrator, node);
    }
    const Node& subject = world.nodes()[node];
    // The step of a node that is off or down does nothing: it is left alone for a while.
    const bool is_left_alone =
        climate.leaves_a_node_down && node == climate.left_down % world.node_count() && random.chance(96);
    switch (subject.phase) {
    case Phase::off:
        return on(is_left_alone ? Kind::step : Kind::boot, node);
    case Phase::down:
        if (climate.has_words && subject.start.verdict.action == Action::refuse && random.chance(30)) {
            return draw_word(world, node, random);
        }
        if (is_left_alone && !subject.server.is_alive) {
            return on(Kind::step, node);
        }
        if (subject.server.is_alive) {
            return random.chance(70) ? draw_work(world, node, random) : on(Kind::end_by_hand, node, random.below(2));
        }
        return on(Kind::start, node);
    case Phase::deciding:
        if (world.setup().policies.wait_for == Policies::WaitFor::majority && !subject.start.majority_is_due) {
            const bool matters = subject.start.verdict.reason == Reason::last_members_missing;
            if (random.chance(matters ? 50 : 5)) {
                return on(Kind::due, node);
            }
        }
        if (climate.has_words && subject.start.verdict.reason == Reason::last_members_missing && random.chance(10)) {
            return draw_word(world, node, random);
        }
        return draw_deciding(world, climate, node, random);
    case Phase::starting:
        // The watch looks again and again before it ends a start.
        return random.chance(subject.server.has_restored_view ? 40 : 85) ? on(Kind::transfer, node)
                                                                         : on(Kind::give_up, node);
    case Phase::stop_leaving:
        return climate.has_process_crashes && world.is_primary(node) && random.chance(15)
                   ? on(Kind::kill, node, only(node), only(node))
                   : on(Kind::step, node);
    case Phase::running:
        if (subject.server.transfer == Transfer::ist_begun && random.chance(60)) {
            return on(Kind::transfer, node);
        }
        return is_to_follow(world, node) && random.chance(40) ? on(Kind::follow, node) : draw_work(world, node, random);
    default:
        return on(Kind::step, node);
    }
}

Event draw_trouble(const World& world, const Climate& climate, Random& random) {
    const std::size_t nodes = world.node_count();
    const std::size_t node = random.below(static_cast<std::uint32_t>(nodes));
    const Nodes all = world.setup().data_nodes();
    const Nodes torn_views = climate.tears_files && random.chance(50) ? subset(random, nodes) : 0;
    const Nodes torn_states = climate.tears_files && random.chance(50) ? subset(random, nodes) : 0;
    switch (random.below(14)) {
    case 0:
        return on(Kind::cut, node, all, torn_views, torn_states);
    case 1:
        return on(Kind::cut, node, subset(random, nodes), torn_views, torn_states);
    case 2:
        return on(Kind::cut, node, only(node), torn_views, torn_states);
    case 3:
        return on(Kind::kill, node, climate.has_process_crashes ? only(node) : subset(random, nodes));
    case 4:
        return on(Kind::stop, node);
    case 5:
        return random.chance(50) ? on(Kind::stop, node)
                                 : on(Kind::amid_view, node, subset(random, nodes), subset(random, nodes));
    case 6:
        return climate.has_partitions
                   ? on(Kind::link, 0, random.chance(40) ? 0 : subset(random, world.setup().member_count()))
                   : on(Kind::kill, node, only(node));
    case 7:
        if (climate.has_partitions && random.chance(30)) {
            return on(Kind::part_amid, 0, subset(random, nodes));
        }
        return climate.has_partitions ? on(Kind::link, 0, random.chance(40) ? 0 : only(node)) : on(Kind::stop, node);
    case 8:
        if (climate.stops_agents) {
            return random.chance(50) || world.nodes()[node].snmpd_is_down
                       ? on(Kind::snmpd, node)
                       : on(Kind::snmp, node, random.chance(50) ? 0 : subset(random, nodes));
        }
        return on(Kind::kill, node, only(node));
    case 9:
        if (climate.loses_disks) {
            // With fresh = first it is the first one whose loss makes two histories.
            const bool is_first = world.setup().policies.fresh == Policies::Fresh::first && random.chance(50);
            return on(random.chance(50) ? Kind::lose_data : Kind::lose_disk, is_first ? 0 : node);
        }
        return on(Kind::stop, node);
    case 10:
        return climate.has_hand_starts ? on(Kind::by_hand, node, random.below(2)) : on(Kind::cut, node, only(node));
    case 11:
        if (climate.has_words) {
            return random.chance(15)
                       ? on(Kind::new_cluster, node)
                       : on(Kind::word, node, random.below(3), random.chance(50) ? all : subset(random, nodes));
        }
        return on(Kind::stop, node);
    case 12:
        if (climate.has_ddl) {
            return random.chance(60) ? on(Kind::ddl, node)
                                     : on(random.chance(50) ? Kind::inconsistent : Kind::pause, node);
        }
        return on(Kind::kill, node, only(node));
    default:
        return world.setup().policies.arbitrators > 0 ? on(Kind::arbitrator, nodes) : on(Kind::cut, node, only(node));
    }
}

} // namespace

Climate Climate::draw(Random& random, bool may_have_words) {
    Climate climate;
    climate.begins_fresh = random.chance(20);
    climate.has_partitions = random.chance(50);
    climate.loses_answers = random.chance(50);
    climate.tears_files = random.chance(30);
    climate.loses_disks = random.chance(25);
    climate.puts_disks_back = random.chance(15);
    climate.copies_folders = random.chance(8);
    climate.folder_trouble = random.chance(30) ? 20 : 3;
    climate.unmounts_disks = random.chance(15);
    climate.fills_disks = random.chance(15);
    const bool has_operators = may_have_words && random.chance(35);
    climate.has_hand_starts = has_operators && random.chance(60);
    climate.has_words = has_operators && random.chance(70);
    climate.has_ddl = random.chance(25);
    climate.stops_agents = random.chance(30);
    climate.has_process_crashes = random.chance(50);
    climate.crashes_amid_writes = random.chance(25);
    climate.leaves_a_node_down = random.chance(20);
    climate.left_down = random.below(12);
    climate.trouble = 2 + random.below(12);
    climate.kindness = 20 + random.below(75);
    return climate;
}

Event draw_event(const World& world, const Climate& climate, Random& random) {
    if (climate.crashes_amid_writes && random.chance(20)) {
        const std::size_t node = random.below(static_cast<std::uint32_t>(world.node_count()));
        if (place_of(world.nodes()[node]) >= Place::writing_memory) {
            return on(random.chance(50) ? Kind::kill : Kind::cut, node, only(node));
        }
    }
    if (climate.puts_disks_back && random.chance(climate.folder_trouble)) {
        const std::size_t node = random.below(static_cast<std::uint32_t>(world.node_count()));
        const bool is_off = world.nodes()[node].phase == Phase::off;
        return on(is_off ? Kind::put_back : Kind::snapshot, node, is_off ? random.below(2) : 0);
    }
    if (climate.copies_folders && random.chance(climate.folder_trouble)) {
        const auto any = [&] { return random.below(static_cast<std::uint32_t>(world.node_count())); };
        return on(Kind::copy_folder, any(), only(any()), random.below(2));
    }
    if (climate.unmounts_disks && random.chance(5)) {
        return on(Kind::mount, random.below(static_cast<std::uint32_t>(world.node_count())));
    }
    if (climate.fills_disks && random.chance(5)) {
        return on(Kind::fill, random.below(static_cast<std::uint32_t>(world.node_count())));
    }
    if (random.chance(climate.trouble)) {
        return draw_trouble(world, climate, random);
    }
    // The arbitrator starts by itself, but seldom ends.
    const std::size_t members = world.setup().member_count();
    const std::size_t node = random.below(static_cast<std::uint32_t>(members));
    if (node >= world.node_count() && world.nodes()[node].server.is_alive) {
        return draw_progress(world, climate, random.below(static_cast<std::uint32_t>(world.node_count())), random);
    }
    return draw_progress(world, climate, node, random);
}

} // namespace galera_initiator::sim
