#include "history.hpp"

#include "shrinking.hpp"

#include <algorithm>
#include <string_view>

namespace galera_initiator::sim {

World begin(const History& history) {
    World world(history.setup, history.seed_of_identities);
    world.grants_exemptions = history.grants_exemptions;
    if (history.begins_fresh) {
        world.begin_fresh();
    } else {
        world.begin_running();
    }
    return world;
}

namespace {

void add(const ExemptionCounts& exempted, History& history) {
    for (std::size_t index = 0; index < exempted.size(); ++index) {
        history.exempted.at(index) += exempted.at(index);
    }
}

} // namespace

void come_back(History& history, const World& world, Comeback kind, std::vector<std::string>* story) {
    const ComebackResult result = try_comeback(world, kind, story);
    history.steps += result.steps;
    history.disks_given_up += result.disks_given_up;
    add(result.exempted, history);
    if (result.violation && !history.violation) {
        history.violation = result.violation;
        history.broken_comeback = kind;
    }
    // One that does harm while it comes back is not one that stays down, nor is one that leaves somebody out.
    const bool stayed_down = result.is_due && result.violation &&
                             (result.violation->invariant == "L1" || result.violation->invariant == "L2");
    if (kind == Comeback::everyone) {
        history.was_due = result.is_due;
        history.stayed_down = stayed_down;
    } else {
        history.was_due_without_others = result.is_due;
        history.waited_for_others = stayed_down;
    }
    history.has_split = history.has_split || result.has_split;
    history.has_lost = history.has_lost || result.has_lost;
    history.has_erased = history.has_erased || result.has_erased;
}

bool is_alike(const Violation& one, const Violation& other) {
    const auto is_in = [](const Violation& violation, std::string_view mark) {
        return std::find(violation.marks.begin(), violation.marks.end(), mark) != violation.marks.end();
    };
    if (one.invariant != other.invariant || is_in(one, "needs-restart") != is_in(other, "needs-restart")) {
        return false;
    }
    // Of an L the reasons are what tells one from another; a safety violation is told by what broke.
    return !one.invariant.starts_with("L") ||
           std::all_of(one.marks.begin(), one.marks.end(), [&](const std::string& mark) { return is_in(other, mark); });
}

namespace {

/// Plays the events anew; true if they break what they do in the example.
bool breaks_alike(History& candidate, const History& example) {
    World world = begin(candidate);
    std::vector<Event> effective;
    for (const Event& event : candidate.events) {
        if (!world.apply(event)) {
            continue;
        }
        effective.push_back(event);
        if (world.violation) {
            break;
        }
    }
    candidate.violation = world.violation;
    candidate.broken_comeback.reset();
    if (!candidate.violation && example.broken_comeback) {
        come_back(candidate, world, *example.broken_comeback, nullptr);
    }
    candidate.events = std::move(effective);
    return candidate.violation && is_alike(*candidate.violation, *example.violation);
}

} // namespace

History run_history(std::uint64_t seed, const Plan& plan, const Rule& rule, Coverage* coverage) {
    Random random(seed);
    History history;
    history.seed = seed;
    history.seed_of_identities = seed * 2 + 1;
    history.grants_exemptions = plan.grants_exemptions;
    const std::size_t nodes =
        plan.fewest_nodes + random.below(static_cast<std::uint32_t>(plan.most_nodes - plan.fewest_nodes + 1));
    Policies policies;
    const bool majority = random.chance(25);
    policies.wait_for = plan.wait_for.value_or(majority ? Policies::WaitFor::majority : Policies::WaitFor::all);
    const bool first_makes_it = random.chance(15);
    policies.fresh = plan.fresh.value_or(first_makes_it ? Policies::Fresh::first : Policies::Fresh::all);
    policies.arbitrators = random.chance(15) ? 1 : 0;
    const Climate drawn = Climate::draw(random, plan.may_have_words);
    const Climate climate = plan.climate.value_or(drawn);
    history.setup =
        std::make_shared<const Setup>(nodes, policies, rule, Abilities{!random.chance(15), random.chance(50)});
    history.begins_fresh = climate.begins_fresh;
    World world = begin(history);
    world.coverage = coverage;
    world.counts_what_a_majority_gives_up = plan.goes_on_after_violations;
    const std::size_t comeback_at = random.below(static_cast<std::uint32_t>(plan.steps));
    for (std::size_t step = 0; step < plan.steps; ++step) {
        const Event event = draw_event(world, climate, random);
        if (world.apply(event)) {
            ++history.steps;
            history.events.push_back(event);
        }
        if (world.violation && !plan.goes_on_after_violations) {
            history.violation = world.violation;
            add(world.exempted, history);
            return history;
        }
        if (step == comeback_at && plan.tries_comebacks) {
            come_back(history, world, random.chance(50) ? Comeback::everyone : Comeback::last_only, nullptr);
            if (history.violation) {
                add(world.exempted, history);
                return history;
            }
        }
    }
    add(world.exempted, history);
    history.has_split = world.has_split;
    history.has_lost = world.has_lost;
    history.has_erased = world.has_erased;
    if (plan.tries_comebacks || (plan.goes_on_after_violations && !world.violation)) {
        come_back(history, world, Comeback::last_only, nullptr);
        if (history.violation && !plan.goes_on_after_violations) {
            return history;
        }
        come_back(history, world, Comeback::everyone, nullptr);
    }
    if (world.violation) {
        history.violation = world.violation;
    }
    return history;
}

bool breaks_with(const History& history, const Rule& rule) {
    History replayed = history;
    replayed.setup = std::make_shared<const Setup>(history.setup->node_count, history.setup->policies, rule,
                                                   history.setup->abilities);
    breaks_alike(replayed, history);
    return replayed.violation.has_value();
}

History shrink(const History& history, const Rule* bystander) {
    History best = history;
    breaks_alike(best, history);
    const auto passes = [&](History& candidate) {
        return breaks_alike(candidate, history) && (bystander == nullptr || !breaks_with(candidate, *bystander));
    };
    while (leave_out(best, &History::events, passes)) {
    }
    return best;
}

namespace {

/// Without what a node says again while nothing changes.
std::vector<std::string> without_repetitions(const std::vector<std::string>& story) {
    constexpr std::size_t memory = 24;
    std::vector<std::string> told;
    for (const std::string& sentence : story) {
        const auto recent = told.end() - static_cast<std::ptrdiff_t>(std::min(memory, told.size()));
        if (!sentence.starts_with("  ") || std::find(recent, told.end(), sentence) == told.end()) {
            told.push_back(sentence);
        }
    }
    return told;
}

} // namespace

std::vector<std::string> tell(const History& history) {
    std::vector<std::string> story;
    const Policies& policies = history.setup->policies;
    story.push_back(std::to_string(history.setup->node_count) + " nodes" +
                    (policies.arbitrators > 0 ? " and an arbitrator" : "") +
                    ", wait_for = " + (policies.wait_for == Policies::WaitFor::all ? "all" : "majority") +
                    ", fresh = " + (policies.fresh == Policies::Fresh::all ? "all" : "first") + ". " +
                    (history.setup->abilities.servers_tell_state ? "" : "The servers cannot tell their state. ") +
                    (history.setup->abilities.nodes_start_together ? "Nodes start together. " : "") +
                    (history.begins_fresh ? "The machines are new and off." : "All run in one component."));
    World world = begin(history);
    world.story = &story;
    for (const Event& event : history.events) {
        world.apply(event);
    }
    if (history.broken_comeback && !world.violation) {
        History copy = history;
        copy.violation.reset();
        come_back(copy, world, *history.broken_comeback, &story);
        if (copy.violation) {
            story.push_back("** " + copy.violation->invariant + ": " + copy.violation->what);
        }
    }
    return without_repetitions(story);
}

} // namespace galera_initiator::sim
