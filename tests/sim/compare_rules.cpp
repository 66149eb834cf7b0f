// How often other rules split a cluster, lose data or leave it down, in the same random histories as the product.

#include "history.hpp"
#include "other_tools.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using namespace galera_initiator;
using namespace galera_initiator::sim;

struct Arguments {
    std::uint64_t seed = 1;
    std::uint64_t histories = 500;
    std::string readme_to_write;
    std::string readme_to_check;
    bool helps = false;
    bool is_wrong = false;
};

struct Tally {
    std::uint64_t histories = 0;
    std::uint64_t splits = 0;
    std::uint64_t behind = 0;
    std::uint64_t erased = 0;
    std::uint64_t due = 0;
    std::uint64_t stayed_down = 0;
    std::uint64_t due_without_others = 0;
    std::uint64_t waited_for_others = 0;
};

Plan plan_for(Policies::WaitFor wait_for) {
    Plan plan;
    plan.fewest_nodes = 3;
    plan.wait_for = wait_for;
    plan.fresh = Policies::Fresh::all;
    plan.may_have_words = false;
    plan.tries_comebacks = false;
    plan.goes_on_after_violations = true;
    return plan;
}

Tally run(const Arguments& arguments, const Rule& rule, Policies::WaitFor wait_for) {
    const Plan plan = plan_for(wait_for);
    Tally tally;
    for (; tally.histories < arguments.histories; ++tally.histories) {
        const History history = run_history(arguments.seed + tally.histories, plan, rule);
        tally.splits += history.has_split ? 1U : 0U;
        tally.behind += history.has_lost ? 1U : 0U;
        tally.erased += history.has_erased ? 1U : 0U;
        tally.due += history.was_due ? 1U : 0U;
        tally.stayed_down += history.stayed_down ? 1U : 0U;
        tally.due_without_others += history.was_due_without_others ? 1U : 0U;
        tally.waited_for_others += history.waited_for_others ? 1U : 0U;
    }
    return tally;
}

std::string share(std::uint64_t part, std::uint64_t whole) {
    const double percent = whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    std::ostringstream text;
    text.precision(1);
    text << part << " (" << std::fixed << percent << " %)";
    return text.str();
}

std::string row(const std::string& name, const Tally& tally) {
    return "| " + name + " | " + share(tally.splits, tally.histories) + " | " + share(tally.behind, tally.histories) +
           " | " + share(tally.erased, tally.histories) + " | " + share(tally.stayed_down, tally.due) + " of " +
           std::to_string(tally.due) + " | " + share(tally.waited_for_others, tally.due_without_others) + " of " +
           std::to_string(tally.due_without_others) + " |\n";
}

std::string make_table(const Arguments& arguments) {
    std::string table = "| rule | splits the cluster | starts behind what a disk holds | erases what only a disk holds "
                        "| stays down, all "
                        "nodes there | stays down, only the last component there |\n|---|---|---|---|---|---|\n";
    const Rule product;
    table += row("Galera Initiator, `wait_for = all`", run(arguments, product, Policies::WaitFor::all));
    table += row("Galera Initiator, `wait_for = majority`", run(arguments, product, Policies::WaitFor::majority));
    for (const OtherTool& tool : other_tools()) {
        table += row(tool.name, run(arguments, *tool.rule, Policies::WaitFor::all));
    }
    const std::string histories = std::to_string(arguments.histories);
    const std::string first = std::to_string(arguments.seed);
    const std::string last = std::to_string(arguments.seed + arguments.histories - 1);
    return table + "\n" + histories + " random histories for each rule, of 3 to 5 nodes, seeds " + first + " to " +
           last + ":\n`tests/sim/compare-rules --histories " + histories + " --seed " + first +
           "`. A history counts once in a column, and in each column that it belongs to.\n"
           "The last two are of the histories that ended unharmed, and in which nothing that is needed was missing.\n";
}

/// The text before, between and after the markers.
struct Readme {
    std::string before;
    std::string table;
    std::string after;

    static Readme read(const std::string& path) {
        constexpr std::string_view begin = "<!-- comparison -->\n";
        constexpr std::string_view end = "<!-- /comparison -->";
        std::ifstream file(path);
        const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        const auto from = text.find(begin);
        const auto to = text.find(end);
        if (from == std::string::npos || to == std::string::npos || to < from) {
            throw std::runtime_error(path + " has no marks of the comparison");
        }
        const auto inside = from + begin.size();
        return {text.substr(0, inside), text.substr(inside, to - inside), text.substr(to)};
    }
};

int write(const Arguments& arguments) {
    const Readme readme = Readme::read(arguments.readme_to_write);
    const std::string table = make_table(arguments);
    std::ofstream file(arguments.readme_to_write);
    file << readme.before << "\n" << table << "\n" << readme.after;
    file.close();
    if (!file) {
        throw std::runtime_error("cannot write " + arguments.readme_to_write);
    }
    return EXIT_SUCCESS;
}

int check(const Arguments& arguments) {
    const Readme readme = Readme::read(arguments.readme_to_check);
    const std::string table = make_table(arguments);
    if (readme.table == "\n" + table + "\n") {
        return EXIT_SUCCESS;
    }
    std::cerr << arguments.readme_to_check << " has not the figures of this build:\n\n"
              << table << "\nTo write them: compare-rules --readme " << arguments.readme_to_check << "\n";
    return EXIT_FAILURE;
}

int help(bool is_wanted) {
    (is_wanted ? std::cout : std::cerr)
        << "usage: compare-rules [--histories N] [--seed S] [--readme FILE | --check FILE] | --help\n"
           "\n"
           "Runs the product and other tools' rules through the same random histories, and prints how often each\n"
           "does harm or stays down, as a table in Markdown.\n"
           "\n"
           "  --histories N   for each rule (500)\n"
           "  --seed S        of the first history (1)\n"
           "  --readme FILE   puts the table between the marks of the comparison in FILE instead\n"
           "  --check FILE    fails unless that is what is there\n";
    return is_wanted ? EXIT_SUCCESS : EXIT_FAILURE;
}

Arguments parse(int count, char** values) {
    Arguments arguments;
    for (int index = 1; index < count; ++index) {
        const std::string_view word = values[index];
        if (word == "--help") {
            arguments.helps = true;
        } else if (index + 1 == count) {
            arguments.is_wrong = true;
        } else if (word == "--histories") {
            arguments.histories = std::strtoull(values[++index], nullptr, 10);
        } else if (word == "--seed") {
            arguments.seed = std::strtoull(values[++index], nullptr, 10);
        } else if (word == "--readme") {
            arguments.readme_to_write = values[++index];
        } else if (word == "--check") {
            arguments.readme_to_check = values[++index];
        } else {
            arguments.is_wrong = true;
        }
    }
    return arguments;
}

int run(const Arguments& arguments) {
    if (arguments.helps || arguments.is_wrong) {
        return help(arguments.helps);
    }
    if (!arguments.readme_to_write.empty()) {
        return write(arguments);
    }
    if (!arguments.readme_to_check.empty()) {
        return check(arguments);
    }
    std::cout << make_table(arguments);
    return EXIT_SUCCESS;
}

} // namespace

int main(int count, char** values) {
    try {
        return run(parse(count, values));
    } catch (const std::exception& error) {
        std::cerr << "compare-rules: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
