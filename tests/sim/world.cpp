#include "world.hpp"

#include "decision/assumptions.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

namespace galera_initiator::sim {

std::size_t count(Nodes nodes) {
    return static_cast<std::size_t>(std::popcount(nodes));
}

Setup::Setup(std::size_t nodes, Policies wanted, const Rule& used_rule, Abilities given_abilities)
    : node_count(nodes), policies(wanted), rule(used_rule), abilities(given_abilities) {
    for (std::size_t node = 0; node < node_count; ++node) {
        addresses.push_back(NodeAddress::parse("n" + std::to_string(node + 1)));
    }
    settings_print = print_of_settings(addresses, policies);
    for (std::size_t node = 0; node < node_count; ++node) {
        NodeSettings& one = settings.emplace_back();
        one.own.cluster_address = ClusterAddress(addresses);
        one.own.policies = policies;
        one.own.starts_together = abilities.nodes_start_together;
        one.server.wsrep_on = true;
        one.server.wsrep_provider = "/usr/lib/galera/libgalera_smm.so";
        one.server.cluster_name = "lab";
        one.server.node_name = addresses[node].host();
        one.server.provider_directory = one.server.data_directory;
    }
}

World::World(std::shared_ptr<const Setup> setup, std::uint64_t seed)
    : setup_(std::move(setup)), uuid_seed_(seed), nodes_(setup_->member_count()) {}

Place place_of(const Node& node) {
    switch (node.run ? node.run->next() : Stop::none) {
    case Stop::none:
    case Stop::begin:
    case Stop::end_server:
        return static_cast<Place>(node.phase);
    case Stop::write_memory:
        return Place::writing_memory;
    case Stop::write_record:
        if (node.run->step() != Step::decide || !node.start.has_decided) {
            return Place::writing_record;
        }
        return node.start.verdict.action == Action::wait ? Place::telling : Place::announcing;
    case Stop::write_decision:
        return Place::writing_decision;
    case Stop::write_environment:
        return Place::writing_environment;
    case Stop::write_phases:
        return Place::writing_phases;
    case Stop::write_call:
        return Place::writing_call;
    case Stop::write_saved_state:
        return Place::writing_saved_state;
    case Stop::write_lineage:
        return Place::writing_lineage;
    case Stop::change_view:
        return Place::removing_view;
    case Stop::remove_word:
        return Place::removing_word;
    case Stop::archive:
        return Place::archiving;
    case Stop::recover:
        return Place::recovering;
    case Stop::ask:
        return node.phase == Phase::deciding ? Place::deciding : Place::asking;
    }
    return static_cast<Place>(node.phase);
}

bool is_deciding(const Node& node) {
    return node.phase == Phase::deciding ||
           (node.phase == Phase::preparing && node.run && node.run->step() == Step::decide && node.start.own.evidence &&
            node.start.verdict.action == Action::wait);
}

bool set_out_to_join(const NodeMemory& memory) {
    return is_join(memory.unfinished_start);
}

// What is said and drawn.

Uuid World::new_uuid() {
    // SplitMix64, twice: the same seed gives the same UUIDs in the same order.
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(36, '-');
    std::size_t at = 0;
    for (int half = 0; half < 2; ++half) {
        std::uint64_t bits = uuid_seed_ + ++uuids_ * 0x9e3779b97f4a7c15U;
        bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
        bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
        bits ^= bits >> 31U;
        for (int digit = 0; digit < 16; ++digit, bits >>= 4U) {
            at += at == 8 || at == 13 || at == 18 || at == 23 ? 1U : 0U;
            text[at++] = digits[bits & 15U];
        }
    }
    return Uuid::parse(text);
}

Uuid World::raised(const Uuid& identity) const {
    // Bytes 8 and 9, the incarnation, are the fourth group of digits.
    std::string text = identity.to_string();
    const unsigned incarnation = static_cast<unsigned>(std::stoul(text.substr(19, 4), nullptr, 16)) + 1U;
    constexpr std::string_view digits = "0123456789abcdef";
    for (unsigned digit = 0; digit < 4; ++digit) {
        text[22 - digit] = digits[incarnation >> (4U * digit) & 15U];
    }
    return Uuid::parse(text);
}

void World::say(std::string sentence) {
    if (story != nullptr) {
        story->push_back(std::move(sentence));
    }
}

std::string World::name(std::size_t node) const {
    return node < node_count() ? "n" + std::to_string(node + 1) : "the arbitrator";
}

std::string World::names(Nodes nodes) const {
    std::string text;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        if (has(nodes, node)) {
            text += (text.empty() ? "" : ", ") + name(node);
        }
    }
    return text.empty() ? "nobody" : text;
}

void World::violate(const char* invariant, std::string what, const std::vector<std::string>& marks) {
    say(std::string("** ") + invariant + ": " + what);
    has_split = has_split || std::string_view(invariant) == "S1";
    has_lost = has_lost || std::string_view(invariant) == "S2" || std::string_view(invariant) == "S4";
    has_erased = has_erased || std::string_view(invariant) == "S3";
    if (!violation) {
        violation = Violation{invariant, std::move(what), circumstances()};
        violation->marks.insert(violation->marks.end(), marks.begin(), marks.end());
    }
}

bool World::is_linked(std::size_t left, std::size_t right) const {
    return left == right || has(one_side_, left) == has(one_side_, right);
}

int World::component_of(std::size_t node) const {
    return is_primary(node) ? groups_[static_cast<std::size_t>(nodes_[node].server.group)].component : -1;
}

bool World::is_primary(std::size_t node) const {
    const Server& server = nodes_[node].server;
    return server.is_alive && server.group >= 0 && groups_[static_cast<std::size_t>(server.group)].is_primary;
}

Log World::held(std::size_t node) const {
    const Node& subject = nodes_[node];
    return subject.server.is_alive && subject.server.transfer == Transfer::synced ? subject.server.received
                                                                                  : subject.disk.durable;
}

bool World::has_pending_word() const {
    return std::any_of(nodes_.begin(), nodes_.end(),
                       [](const Node& node) { return node.word || node.start.own.operator_word; });
}

std::string World::state_of(std::size_t node) const {
    const Node& subject = nodes_[node];
    if (subject.phase == Phase::off) {
        return name(node) + " is off";
    }
    if (is_deciding(subject)) {
        std::string text = name(node) + " decides: " + std::string(word(subject.start.verdict.action)) + ", " +
                           std::string(word(subject.start.verdict.reason));
        for (const Concern& concern : subject.start.verdict.concerns) {
            text += "; " + name(concern.node) + " " + concern.why;
        }
        return text;
    }
    if (subject.server.is_alive) {
        return name(node) + (is_primary(node) ? " runs in a primary component" : " runs, not primary") +
               (subject.phase == Phase::starting ? " (not ready)" : "");
    }
    return name(node) + " is down, phase " + std::to_string(static_cast<int>(subject.phase)) + ", last verdict " +
           std::string(word(subject.start.verdict.reason));
}

void World::begin_fresh() {
    for (std::size_t node = 0; node < node_count(); ++node) {
        nodes_[node].disk.folder = DataFolder::initialised;
    }
}

void World::begin_running() {
    const Log root = [&] {
        histories_.push_back(new_uuid());
        return ledger_.append(0, 0);
    }();
    Group group;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        group.members |= only(node);
        Node& subject = nodes_[node];
        subject.invocation = ++invocations_;
        subject.server.is_alive = true;
        subject.server.identity = new_uuid();
        subject.server.transfer = Transfer::synced;
        subject.server.group = 0;
        subject.server.applied = subject.server.received = root;
        subject.disk.folder = DataFolder::initialised;
        subject.phase = Phase::running;
    }
    groups_.push_back(group);
    install(groups_.back(), group.members, root, 0);
    for (std::size_t node = 0; node < node_count(); ++node) {
        Node& subject = nodes_[node];
        subject.server.applied = subject.server.received;
        flush(node);
        subject.boot = new_uuid();
        note_followed(node);
        begin(node, Phase::ready, Step::after_start);
        while (subject.phase != Phase::running) {
            step(node);
        }
        while (!subject.is_seen_up) {
            follow(node);
        }
    }
}

bool is_to_follow(const World& world, std::size_t node) {
    const Node& subject = world.nodes()[node];
    const bool looks_already = subject.watch && subject.watch->step() == Step::follow;
    const int component = world.component_of(node);
    const bool is_synced = subject.server.transfer == Transfer::synced;
    return node < world.node_count() && subject.phase == Phase::running &&
           (looks_already || !subject.is_seen_up || component != subject.followed_component ||
            (world.setup().abilities.servers_tell_state && (component < 0 || is_synced != subject.followed_synced)));
}

Event next_of(const World& world, std::size_t node) {
    const auto on = [&](Kind kind, Nodes a = 0) {
        return Event{kind, static_cast<std::uint8_t>(node), static_cast<std::uint16_t>(a), 0, 0};
    };
    const Node& subject = world.nodes()[node];
    if (subject.phase == Phase::starting ||
        (subject.phase == Phase::running && subject.server.transfer == Transfer::ist_begun)) {
        return on(Kind::transfer);
    }
    if (subject.phase == Phase::running) {
        return on(Kind::follow);
    }
    if (subject.phase != Phase::deciding) {
        return on(Kind::step);
    }
    const auto& answers = subject.start.answers;
    const bool has_asked_all =
        std::all_of(answers.begin(), answers.end(), [](const Answer& answer) { return answer.is_sampled; });
    return has_asked_all ? on(Kind::decide) : on(Kind::ask, world.setup().data_nodes());
}

} // namespace galera_initiator::sim
