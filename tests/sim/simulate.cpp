// Plays random histories of a cluster with the product's own decision in every node, and shows the shortest story found
// of the first one in which an invariant breaks. A history is its seed: the same seed is the same history on every
// machine.
//
// Without arguments: what runs with the other tests. A long run:
//     simulate --seed 1000000 --histories 1000000

#include "history.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace galera_initiator;
using namespace galera_initiator::sim;

constexpr const char* usage = R"(Usage: simulate [OPTION]...

Plays random histories and asserts S1 to S5, L1 and L2 on the way.

  --seed N          the first history's seed (default 1); the others' follow it
  --histories N     how many (default 32000: more than ten million steps)
  --tell N          only the history of this seed, told whole
  --nodes FEW[-MANY]  how many nodes a history has (default 2-5; 9 at most)
  --steps N         events in a history before the faults end (default 250)
  --policy P        wait_for: all or majority (default: drawn for each history)
  --no-words        no operator says anything
  --jobs N          histories at a time (default: one a processor)

Exit status: 0 nothing was violated, 1 something was, 2 the arguments make no sense.
)";

struct Arguments {
    std::uint64_t seed = 1;
    std::uint64_t histories = 32000;
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    bool tells = false;
    bool wants_help = false;
    Plan plan;
};

/// What all jobs have come to.
struct Progress {
    std::atomic<std::uint64_t> next = 0; ///< index of the history that nobody has begun
    std::atomic<std::uint64_t> steps = 0;
    std::atomic<std::uint64_t> helped_comebacks = 0; ///< histories in which a person had to give up a lost disk
    std::mutex lock;
    std::optional<History> broken; ///< of all that broke, the one of the lowest seed
};

std::uint64_t number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw std::invalid_argument("not a number: '" + std::string(text) + "'");
    }
    return number;
}

void set_nodes(std::string_view text, Plan& plan) {
    const auto dash = text.find('-');
    plan.fewest_nodes = number_of(text.substr(0, dash));
    plan.most_nodes = dash == std::string_view::npos ? plan.fewest_nodes : number_of(text.substr(dash + 1));
    if (plan.fewest_nodes < 1 || plan.most_nodes < plan.fewest_nodes || plan.most_nodes >= most_members) {
        throw std::invalid_argument("1 to " + std::to_string(most_members - 1) + " nodes");
    }
}

Policies::WaitFor policy_of(std::string_view word) {
    if (word != "all" && word != "majority") {
        throw std::invalid_argument("no policy is called '" + std::string(word) + "'");
    }
    return word == "all" ? Policies::WaitFor::all : Policies::WaitFor::majority;
}

Arguments parse(const std::vector<std::string_view>& words) {
    Arguments arguments;
    for (std::size_t index = 0; index < words.size(); ++index) {
        const std::string_view word = words[index];
        const auto value = [&] {
            if (++index == words.size()) {
                throw std::invalid_argument(std::string(word) + " needs a value");
            }
            return words[index];
        };
        if (word == "--help") {
            arguments.wants_help = true;
        } else if (word == "--seed") {
            arguments.seed = number_of(value());
        } else if (word == "--histories") {
            arguments.histories = number_of(value());
        } else if (word == "--tell") {
            arguments.seed = number_of(value());
            arguments.tells = true;
        } else if (word == "--nodes") {
            set_nodes(value(), arguments.plan);
        } else if (word == "--steps") {
            arguments.plan.steps = std::max<std::uint64_t>(1, number_of(value()));
        } else if (word == "--policy") {
            arguments.plan.wait_for = policy_of(value());
        } else if (word == "--no-words") {
            arguments.plan.may_have_words = false;
        } else if (word == "--jobs") {
            arguments.jobs = static_cast<unsigned>(std::max<std::uint64_t>(1, number_of(value())));
        } else {
            throw std::invalid_argument("unknown option '" + std::string(word) + "'");
        }
    }
    return arguments;
}

void print_story(const History& history) {
    for (const std::string& sentence : tell(history)) {
        std::printf("  %s\n", sentence.c_str());
    }
}

void work(const Arguments& arguments, const Rule& rule, Progress& progress) {
    for (std::uint64_t index = progress.next++; index < arguments.histories; index = progress.next++) {
        History history = run_history(arguments.seed + index, arguments.plan, rule);
        progress.steps += history.steps;
        progress.helped_comebacks += history.disks_given_up > 0 ? 1 : 0;
        if (!history.violation) {
            continue;
        }
        const std::scoped_lock guard(progress.lock);
        progress.next = arguments.histories;
        if (!progress.broken || history.seed < progress.broken->seed) {
            progress.broken = std::move(history);
        }
    }
}

int run_random(const Arguments& arguments) {
    const Rule product;
    Progress progress;
    const auto began = std::chrono::steady_clock::now();
    std::vector<std::jthread> jobs;
    for (unsigned job = 0; job < arguments.jobs; ++job) {
        jobs.emplace_back([&] { work(arguments, product, progress); });
    }
    jobs.clear();
    if (progress.broken) {
        const History& broken = *progress.broken;
        std::printf("seed %llu breaks %s: %s\n\nThe shortest story found:\n",
                    static_cast<unsigned long long>(broken.seed), broken.violation->invariant.c_str(),
                    broken.violation->what.c_str());
        print_story(shrink(broken));
        return EXIT_FAILURE;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::printf("seeds %llu to %llu: %llu histories, %llu steps, no violation; %.0f s, %.0f histories/s, %.0f steps/s\n"
                "in %llu of them somebody had to give up a disk that was lost, so that the cluster came back\n",
                static_cast<unsigned long long>(arguments.seed),
                static_cast<unsigned long long>(arguments.seed + arguments.histories - 1),
                static_cast<unsigned long long>(arguments.histories),
                static_cast<unsigned long long>(progress.steps.load()), seconds,
                static_cast<double>(arguments.histories) / seconds, static_cast<double>(progress.steps) / seconds,
                static_cast<unsigned long long>(progress.helped_comebacks.load()));
    return EXIT_SUCCESS;
}

int tell_one(const Arguments& arguments) {
    const Rule product;
    const History history = run_history(arguments.seed, arguments.plan, product);
    print_story(history);
    return history.violation ? EXIT_FAILURE : EXIT_SUCCESS;
}

} // namespace

int main(int count, char** values) {
    try {
        const Arguments arguments = parse({values + 1, values + count});
        if (arguments.wants_help) {
            std::printf("%s", usage);
            return EXIT_SUCCESS;
        }
        return arguments.tells ? tell_one(arguments) : run_random(arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "simulate: %s\n", error.what());
        return 2;
    }
}
