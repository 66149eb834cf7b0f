#include "exploration.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace galera_initiator::sim {

namespace {

/// A world takes some kilobytes.
constexpr std::size_t most_kept_worlds = 100000;

/// Without the numbers and names that differ between violations of one kind.
std::string kind_of(const Violation& violation) {
    std::string kind = violation.invariant + " ";
    for (const char letter : violation.what) {
        if (std::isdigit(static_cast<unsigned char>(letter)) == 0) {
            kind += letter;
        }
    }
    return kind;
}

bool somebody_joins(const World& world) {
    return std::any_of(world.nodes().begin(), world.nodes().end(), [](const Node& node) {
        return node.phase >= Phase::handing_over && node.start.verdict.action == galera_initiator::Action::join;
    });
}

/// The power goes everywhere, and every machine is booted.
std::vector<Event> events_of_crash(World world, std::size_t ahead) {
    std::vector<Event> events;
    const auto nodes = static_cast<std::uint16_t>(world.setup().data_nodes());
    if (ahead != 0) {
        const auto writer = static_cast<std::uint16_t>(only(ahead - 1));
        events.push_back({Kind::commit, static_cast<std::uint8_t>(ahead - 1), 0, writer, writer});
        world.apply(events.back());
    }
    events.push_back({Kind::cut, 0, nodes});
    world.apply(events.back());
    for (std::size_t node = 0; node < world.node_count(); ++node) {
        take(world, {{Kind::boot, static_cast<std::uint8_t>(node)}, {}, 0, false, true}, Grain::leap, &events);
    }
    return events;
}

} // namespace

Exploration::Exploration(const Scope& scope, const Rule& rule) : scope_(scope) {
    auto setup = std::make_shared<Setup>(scope.nodes, scope.policies, rule,
                                         Abilities{.nodes_start_together = scope.nodes_start_together});
    setup->majority_is_due_at_once = scope.majority_is_due_at_once;
    beginning_.setup = std::move(setup);
    beginning_.begins_fresh = scope.begins_fresh;
    if (scope.begins_crashed) {
        beginning_.events = events_of_crash(begin(beginning_), scope.ahead);
    }
}

/// The world that everything begins with.
World Exploration::beginning() const {
    World world = begin(beginning_);
    for (const Event& event : beginning_.events) {
        world.apply(event);
    }
    return world;
}

Findings Exploration::explore() {
    const auto began = std::chrono::steady_clock::now();
    arrive(beginning(), 0, Action{}, scope_.allowances);
    while (!next_.empty() && !is_over() && (scope_.depth == 0 || findings_.depth < scope_.depth)) {
        std::vector<Pending> frontier = std::exchange(next_, {});
        kept_worlds_ = 0;
        ++findings_.depth;
        for (Pending& pending : frontier) {
            if (is_over()) {
                break;
            }
            go_on_from(pending);
            pending.world.reset();
        }
    }
    if (!is_over()) {
        findings_.end = next_.empty() ? Findings::End::last_state : Findings::End::depth;
    }
    findings_.states = states_.size();
    findings_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return std::move(findings_);
}

bool Exploration::is_over() const {
    return (!findings_.violations.empty() && !scope_.keeps_going) ||
           (scope_.most_states != 0 && states_.size() >= scope_.most_states);
}

void Exploration::go_on_from(const Pending& pending) {
    const NextWorld next = [&](World&& world, const Action& action, const Allowances& left) {
        ++findings_.transitions;
        arrive(std::move(world), pending.state, action, left);
    };
    const World played = pending.world ? World(beginning_.setup, 0) : play(pending.state, nullptr);
    const World& world = pending.world ? *pending.world : played;
    try {
        for_each_next(world, pending.left, scope_.grain, next);
    } catch (const Error& error) {
        // What the product throws here, it throws on a machine. What else could come next is not gone through.
        note({"thrown", error.what()}, std::nullopt, pending.state);
    }
}

void Exploration::arrive(World&& world, StateIndex before, const Action& action, const Allowances& left) {
    if (is_over()) {
        return;
    }
    const Fingerprint fingerprint = Canonical::fingerprint(world, scope_.tells_turns_apart, left.packed());
    if (!seen_.insert(fingerprint).second) {
        return;
    }
    const auto state = static_cast<StateIndex>(states_.size());
    states_.push_back({before, action});
    if (world.violation) {
        note(*world.violation, std::nullopt, state);
        return;
    }
    try_comebacks(world, fingerprint, state);
    if (scope_.ends_with_join && somebody_joins(world)) {
        return;
    }
    std::unique_ptr<World> kept;
    if (kept_worlds_ < most_kept_worlds) {
        ++kept_worlds_;
        kept = std::make_unique<World>(std::move(world));
    }
    next_.push_back({state, left, std::move(kept)});
}

void Exploration::try_comebacks(const World& world, const Fingerprint& fingerprint, StateIndex state) {
    if (scope_.states_per_comeback == 0 || fingerprint.high % scope_.states_per_comeback != 0) {
        return;
    }
    for (const Comeback kind : {Comeback::last_only, Comeback::everyone}) {
        try {
            const ComebackResult result = try_comeback(world, kind, nullptr);
            findings_.comebacks += result.is_due ? 1U : 0U;
            if (result.violation) {
                note(*result.violation, kind, state);
            }
        } catch (const Error& error) {
            note({"thrown", error.what()}, std::nullopt, state);
        }
    }
}

void Exploration::note(const Violation& violation, std::optional<Comeback> comeback, StateIndex state) {
    Findings::Kind& kind = findings_.violations[kind_of(violation)];
    if (++kind.count > 1) {
        return;
    }
    kind.shortest = beginning_;
    static_cast<void>(play(state, &kind.shortest.events));
    kind.shortest.violation = violation;
    kind.shortest.broken_comeback = comeback;
}

World Exploration::play(StateIndex state, std::vector<Event>* events) const {
    std::vector<StateIndex> path;
    for (; state != 0; state = states_[state].before) {
        path.push_back(state);
    }
    World world = beginning();
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
        take(world, states_[*step].action, scope_.grain, events);
    }
    return world;
}

} // namespace galera_initiator::sim
