// Runs histories of a cluster against the product's decision: galera_initiator::sim, see world.hpp.

#include "history.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace galera_initiator;
using namespace galera_initiator::sim;

struct Arguments {
    std::uint64_t seed = 1;
    std::uint64_t histories = 1000;
    Plan plan;
    bool replays = false;
};

void print_story(const History& history) {
    const History shortest = shrink(history);
    std::printf("seed %llu breaks %s: %s\n\nThe shortest story found:\n", static_cast<unsigned long long>(history.seed),
                history.violation->invariant.c_str(), history.violation->what.c_str());
    for (const std::string& sentence : tell(shortest)) {
        std::printf("  %s\n", sentence.c_str());
    }
}

int run_random(const Arguments& arguments) {
    const Rule product;
    const auto began = std::chrono::steady_clock::now();
    std::uint64_t steps = 0;
    for (std::uint64_t index = 0; index < arguments.histories; ++index) {
        const History history = run_history(arguments.seed + index, arguments.plan, product);
        steps += history.steps;
        if (history.violation) {
            print_story(history);
            return EXIT_FAILURE;
        }
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::printf("seeds %llu to %llu: %llu histories, %llu steps, no violation; %.0f histories/s, %.0f steps/s\n",
                static_cast<unsigned long long>(arguments.seed),
                static_cast<unsigned long long>(arguments.seed + arguments.histories - 1),
                static_cast<unsigned long long>(arguments.histories), static_cast<unsigned long long>(steps),
                static_cast<double>(arguments.histories) / seconds, static_cast<double>(steps) / seconds);
    return EXIT_SUCCESS;
}

} // namespace

int main(int count, char** values) {
    Arguments arguments;
    for (int index = 1; index < count; ++index) {
        const std::string_view word = values[index];
        const auto number = [&] { return std::strtoull(index + 1 < count ? values[++index] : "0", nullptr, 10); };
        if (word == "--seed") {
            arguments.seed = number();
        } else if (word == "--histories") {
            arguments.histories = number();
        } else if (word == "--steps") {
            arguments.plan.steps = number();
        } else if (word == "--nodes") {
            arguments.plan.fewest_nodes = arguments.plan.most_nodes = number();
        } else if (word == "--no-words") {
            arguments.plan.may_have_words = false;
        } else if (word == "--policy") {
            const std::string_view policy = ++index < count ? values[index] : "";
            arguments.plan.wait_for = policy == "majority" ? Policies::WaitFor::majority : Policies::WaitFor::all;
        }
    }
    return run_random(arguments);
}
