// Every history up to a depth, or to the last reachable state, within stated allowances: alphabet.hpp tells what an
// action is and what is bounded. After each action S1 to S5 are asserted, and from each new state L1, L2 and L4.
//
// Without arguments: what runs with the other tests. What is worth its time now and then, with the states to the last
// one:
//     exhaustive --nodes 2 --commits 1 --stops 2 --kills 2 --cuts 2 --troubles 2                               162,535
//     exhaustive --nodes 2 --commits 2 --cuts 3 --troubles 3 --any-turn --comebacks 50                        476,639
//     exhaustive --nodes 3 --commits 1 --stops 1 --kills 1 --cuts 1 --troubles 1                              869,930
// They take one minute to ten. With two troubles and three nodes, 400,000 states get to depth 14, and that is not
// the end.

#include "common/error.hpp"
#include "exploration.hpp"
#include "faults.hpp"
#include "open_faults.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace galera_initiator;
using namespace galera_initiator::sim;

constexpr const char* usage =
    R"(Usage: exhaustive [--nodes N] [--depth D] [--ALLOWANCE COUNT]... [OPTION]...

Goes through every history of a cluster within the allowances, breadth first.

  --nodes N           2 (default) to 5
  --depth D           at most so many actions; 0 (default): to the last reachable state
  --policy P          wait_for: all (default) or majority
  --fresh             begin with new machines instead of a cluster that runs
  --crashed           begin with one that has lost power everywhere, all machines booted
  --ahead N           node N has one transaction more then
  --until-join        do not go on from where a node has decided to join
  --together          nodes that have agreed start with one view
  --due               with a majority: no start waits for all first
  --fault NAME        with a planted fault; find-faults --list has them
  --grain step        each step of a node is an action of its own
  --any-turn          do not tell states apart by how the next joiners get their data (whether incrementally, and how a
                      full transfer begins: the world takes turns); a fourth of the states, each with one of the ways
  --comebacks N       try comebacks from one in N states (default 1: from each; 0: from none)
  --most-states N     end there
  --keep-going        tell each kind of violation once and go on

Allowances, of each history (default 0; 31 at most; --troubles is 31 by default):
  --commits --stops --kills --cuts --tears --partitions --losses --lates --disks --ddls --troubles

Without any argument: what the standing test runs.
Exit status: 0 nothing was violated, 1 something was, 2 the arguments make no sense.
)";

/// All to the last reachable state; some minutes together.
constexpr std::array<std::string_view, 3> standing_tests{
    "--nodes 2 --commits 1 --stops 2 --kills 2 --cuts 2 --troubles 2 --comebacks 3 --keep-going",
    "--nodes 3 --commits 1 --stops 1 --kills 1 --cuts 1 --troubles 1 --comebacks 20 --keep-going",
    "--nodes 3 --policy majority --crashed --due --until-join --any-turn --kills 1 --partitions 1 --comebacks 0 "
    "--keep-going",
};

struct Arguments {
    Scope scope;
    std::string fault; ///< empty: the product as it is
    bool wants_help = false;
};

std::size_t number_of(std::string_view text) {
    std::size_t used = 0;
    const unsigned long number = std::stoul(std::string(text), &used);
    if (used != text.size()) {
        throw std::invalid_argument("not a number: " + std::string(text));
    }
    return number;
}

/// Is it the first of the two words that make sense?
bool one_of(std::string_view word, std::string_view first, std::string_view second) {
    if (word != first && word != second) {
        throw std::invalid_argument("unknown value " + std::string(word));
    }
    return word == first;
}

std::optional<Allowance> allowance_of(std::string_view word) {
    const auto name =
        std::find(allowance_names.begin(), allowance_names.end(), word.substr(std::min<std::size_t>(word.size(), 2)));
    return name == allowance_names.end() ? std::nullopt
                                         : std::optional(static_cast<Allowance>(name - allowance_names.begin()));
}

void set_allowance(Allowances& allowances, Allowance kind, std::size_t count) {
    if (count > Allowances::most) {
        throw std::invalid_argument("an allowance is 31 at most");
    }
    allowances.set(kind, static_cast<std::uint8_t>(count));
}

Arguments parse(const std::vector<std::string_view>& words) {
    Arguments arguments;
    Scope& scope = arguments.scope;
    scope.allowances.set(Allowance::trouble, Allowances::most);
    for (auto word = words.begin(); word != words.end(); ++word) {
        const auto value = [&] {
            if (std::next(word) == words.end()) {
                throw std::invalid_argument(std::string(*word) + " needs a value");
            }
            return *++word;
        };
        if (*word == "--help") {
            arguments.wants_help = true;
        } else if (*word == "--nodes") {
            scope.nodes = number_of(value());
        } else if (*word == "--depth") {
            scope.depth = number_of(value());
        } else if (*word == "--policy") {
            const bool majority = one_of(value(), "majority", "all");
            scope.policies.wait_for = majority ? Policies::WaitFor::majority : Policies::WaitFor::all;
        } else if (*word == "--fresh") {
            scope.begins_fresh = true;
        } else if (*word == "--fault") {
            arguments.fault = value();
        } else if (*word == "--crashed") {
            scope.begins_crashed = true;
        } else if (*word == "--ahead") {
            scope.ahead = number_of(value());
        } else if (*word == "--together") {
            scope.nodes_start_together = true;
        } else if (*word == "--due") {
            scope.majority_is_due_at_once = true;
        } else if (*word == "--until-join") {
            scope.ends_with_join = true;
        } else if (*word == "--grain") {
            scope.grain = one_of(value(), "step", "leap") ? Grain::step : Grain::leap;
        } else if (*word == "--any-turn") {
            scope.tells_turns_apart = false;
        } else if (*word == "--comebacks") {
            scope.states_per_comeback = number_of(value());
        } else if (*word == "--most-states") {
            scope.most_states = number_of(value());
        } else if (*word == "--keep-going") {
            scope.keeps_going = true;
        } else if (const auto allowance = allowance_of(*word)) {
            set_allowance(scope.allowances, *allowance, number_of(value()));
        } else {
            throw std::invalid_argument("unknown argument " + std::string(*word));
        }
    }
    if (scope.nodes < 2 || scope.nodes > 5) {
        throw std::invalid_argument("--nodes is 2 to 5");
    }
    if (scope.ahead > (scope.begins_crashed ? scope.nodes : 0)) {
        throw std::invalid_argument("--ahead is one of the nodes that have --crashed");
    }
    return arguments;
}

std::vector<std::string> shortest_story(const History& history) {
    try {
        return tell(shrink(history));
    } catch (const Error&) {
        // With events left out, or in the comeback, the product throws: what led there is told as it was found.
        History without_comeback = history;
        without_comeback.broken_comeback.reset();
        return tell(without_comeback);
    }
}

void print_violation(const Findings::Kind& kind) {
    const Violation& violation = *kind.shortest.violation;
    std::printf("%s, %llu times: %s\n\nThe shortest story:\n", violation.invariant.c_str(),
                static_cast<unsigned long long>(kind.count), violation.what.c_str());
    for (const std::string& sentence : shortest_story(kind.shortest)) {
        std::printf("  %s\n", sentence.c_str());
    }
    std::printf("\n");
}

std::string allowances_in_words(const Allowances& allowances) {
    std::string text;
    for (std::size_t kind = 0; kind < allowance_count; ++kind) {
        const auto count = allowances.left(static_cast<Allowance>(kind));
        if (count != 0 && count != Allowances::most) {
            text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(allowance_names[kind]);
        }
    }
    return text.empty() ? "no allowances" : "at most " + text;
}

bool run(const Scope& scope, const Rule& rule) {
    const std::vector<OpenFault> open = read_open_faults(simulator_folder() / "open_faults.txt");
    const Findings findings = Exploration(scope, rule).explore();
    bool is_all_well = true;
    for (const auto& [words, kind] : findings.violations) {
        if (const OpenFault* fault = open_fault_of(open, *kind.shortest.violation)) {
            std::printf("open fault %s: %llu\n", fault->name.c_str(), static_cast<unsigned long long>(kind.count));
            continue;
        }
        print_violation(kind);
        is_all_well = false;
    }
    std::printf("%zu nodes%s%s%s%s, %s, %s (depth %zu): %zu states, %llu transitions, %llu comebacks, %zu kinds of "
                "violations; %.1f s, %.0f states/s\n",
                scope.nodes, scope.begins_fresh ? ", new" : "", scope.begins_crashed ? ", crashed" : "",
                scope.ends_with_join ? ", until somebody joins" : "",
                scope.policies.wait_for == Policies::WaitFor::majority ? ", majority" : "",
                allowances_in_words(scope.allowances).c_str(),
                findings.end == Findings::End::last_state ? "to the last reachable state"
                : findings.end == Findings::End::depth    ? "to this depth"
                                                          : "cut short",
                findings.depth, findings.states, static_cast<unsigned long long>(findings.transitions),
                static_cast<unsigned long long>(findings.comebacks), findings.violations.size(), findings.seconds,
                static_cast<double>(findings.states) / findings.seconds);
    std::fflush(stdout);
    return is_all_well;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
}

/// @returns whether all is well with the product, or with this fault planted
bool run_wanted(const Arguments& arguments) {
    if (arguments.fault.empty()) {
        return run(arguments.scope, Rule());
    }
    for (const PlantedFault& fault : plant_faults()) {
        if (fault.name == arguments.fault) {
            return run(arguments.scope, *fault.rule);
        }
    }
    throw std::invalid_argument("there is no fault " + arguments.fault);
}

bool run_standing_tests(const Rule& rule) {
    bool is_all_well = true;
    for (const std::string_view line : standing_tests) {
        is_all_well = run(parse(words_of(line)).scope, rule) && is_all_well;
    }
    return is_all_well;
}

} // namespace

int main(int count, char** values) {
    try {
        const std::vector<std::string_view> words(values + 1, values + count);
        const Arguments arguments = parse(words);
        if (arguments.wants_help) {
            std::printf("%s", usage);
            return EXIT_SUCCESS;
        }
        const bool is_all_well = words.empty() ? run_standing_tests(Rule()) : run_wanted(arguments);
        return is_all_well ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "exhaustive: %s\n", error.what());
        return 2;
    }
}
