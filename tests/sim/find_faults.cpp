// Proves that the simulator sees: each planted fault has to break an invariant in random histories from fixed seeds, in
// which the product, given the very same seed and the very same events, breaks none; and where such histories are rare,
// in the story that it names, in which the product breaks none either.

#include "faults.hpp"
#include "open_faults.hpp"
#include "stories.hpp"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace galera_initiator;
using namespace galera_initiator::sim;

struct Arguments {
    std::optional<std::uint64_t> seed; ///< of the first history; none: 1, and of faults that are rare their stories
    std::uint64_t histories = 8000;
    std::string fault;
    bool lists = false;
    bool helps = false;
    bool is_wrong = false;
};

struct Find {
    History history;
    History shortest;
    std::uint64_t histories = 0;
    std::uint64_t steps = 0;
    std::uint64_t skipped = 0; ///< the product breaks as well
};

/// Where the product breaks as well, it is not the fault that was seen.
bool product_breaks(const History& history, const Plan& plan) {
    const Rule product;
    return breaks_with(history, product) || run_history(history.seed, plan, product).violation.has_value();
}

std::optional<Find> find(const PlantedFault& fault, const Arguments& arguments) {
    Find find;
    while (find.histories < arguments.histories) {
        find.history = run_history(arguments.seed.value_or(1) + find.histories, fault.plan, *fault.rule);
        ++find.histories;
        find.steps += find.history.steps;
        if (!find.history.violation) {
            continue;
        }
        if (product_breaks(find.history, fault.plan)) {
            ++find.skipped;
            continue;
        }
        const Rule product;
        find.shortest = shrink(find.history, &product);
        return find;
    }
    return std::nullopt;
}

const char* remark_on(const PlantedFault& fault, const std::string& invariant) {
    return fault.invariants.contains(invariant) ? "" : " - AN INVARIANT THAT IT SHOULD NOT BREAK";
}

bool print_told(const PlantedFault& fault) {
    const Story story = read_story(simulator_folder() / "stories" / fault.story);
    std::vector<std::string> told;
    const auto violation = play(story, *fault.rule, &told, nullptr);
    if (!violation || !story.breaks.empty()) {
        std::printf("%-24s NOT SHOWN by %s: %s\n", fault.name.c_str(), fault.story.c_str(), fault.what.c_str());
        return false;
    }
    std::printf("%-24s %-9s %31zu  %s (%s)%s\n", fault.name.c_str(), violation->invariant.c_str(), story.deeds.size(),
                fault.what.c_str(), fault.story.c_str(), remark_on(fault, violation->invariant));
    std::fflush(stdout);
    return fault.invariants.contains(violation->invariant);
}

bool print_find(const PlantedFault& fault, const Arguments& arguments) {
    if (!fault.story.empty() && !arguments.seed) {
        return print_told(fault);
    }
    const std::optional<Find> found = find(fault, arguments);
    if (!found) {
        std::printf("%-24s NOT FOUND in %llu histories: %s\n", fault.name.c_str(),
                    static_cast<unsigned long long>(arguments.histories), fault.what.c_str());
        return false;
    }
    const std::string& invariant = found->history.violation->invariant;
    std::printf("%-24s %-9s %6llu %9llu %8llu %6zu  %s%s\n", fault.name.c_str(), invariant.c_str(),
                static_cast<unsigned long long>(found->history.seed), static_cast<unsigned long long>(found->histories),
                static_cast<unsigned long long>(found->steps), found->shortest.events.size(), fault.what.c_str(),
                remark_on(fault, invariant));
    std::fflush(stdout);
    if (!arguments.fault.empty()) {
        std::printf("\n%s: %s\n\nThe shortest story found:\n", invariant.c_str(),
                    found->history.violation->what.c_str());
        for (const std::string& sentence : tell(found->shortest)) {
            std::printf("  %s\n", sentence.c_str());
        }
    }
    return fault.invariants.contains(invariant);
}

int find_all(const Arguments& arguments) {
    std::printf("%-24s %-9s %6s %9s %8s %6s  %s\n", "fault", "invariant", "seed", "histories", "steps", "events",
                "what is done wrong");
    bool all_found = true;
    bool is_known = false;
    for (const PlantedFault& fault : plant_faults()) {
        if (arguments.fault.empty() || arguments.fault == fault.name) {
            is_known = true;
            all_found = print_find(fault, arguments) && all_found;
        }
    }
    if (!is_known) {
        std::fprintf(stderr, "find-faults: there is no fault '%s'; see --list\n", arguments.fault.c_str());
    }
    return all_found && is_known ? EXIT_SUCCESS : EXIT_FAILURE;
}

int list() {
    for (const PlantedFault& fault : plant_faults()) {
        std::string invariants;
        for (const std::string& invariant : fault.invariants) {
            invariants += " " + invariant;
        }
        std::printf("%-24s %s; can break%s\n", fault.name.c_str(), fault.what.c_str(), invariants.c_str());
    }
    return EXIT_SUCCESS;
}

int help(bool is_wanted) {
    std::fprintf(is_wanted ? stdout : stderr,
                 "usage: find-faults [--fault NAME] [--histories N] [--seed S] | --list | --help\n"
                 "\n"
                 "Plants faults in the product's rule, one at a time, and runs random histories until each\n"
                 "breaks an invariant that the product does not break in the same history. Where such\n"
                 "histories are rare it is looked for in a story that shows it.\n"
                 "\n"
                 "  --fault NAME    only this one, with the shortest story found\n"
                 "  --histories N   at most so many for each (8000)\n"
                 "  --seed S        of the first history (1), also of a fault that is rare\n"
                 "  --list          the faults, and the invariants that they can break\n");
    return is_wanted ? EXIT_SUCCESS : EXIT_FAILURE;
}

Arguments parse(int count, char** values) {
    Arguments arguments;
    for (int index = 1; index < count; ++index) {
        const std::string_view word = values[index];
        if (word == "--list") {
            arguments.lists = true;
        } else if (word == "--help") {
            arguments.helps = true;
        } else if (index + 1 == count) {
            arguments.is_wrong = true;
        } else if (word == "--fault") {
            arguments.fault = values[++index];
        } else if (word == "--histories") {
            arguments.histories = std::strtoull(values[++index], nullptr, 10);
        } else if (word == "--seed") {
            arguments.seed = std::strtoull(values[++index], nullptr, 10);
        } else {
            arguments.is_wrong = true;
        }
    }
    return arguments;
}

} // namespace

int main(int count, char** values) {
    const Arguments arguments = parse(count, values);
    if (arguments.helps || arguments.is_wrong) {
        return help(arguments.helps);
    }
    return arguments.lists ? list() : find_all(arguments);
}
