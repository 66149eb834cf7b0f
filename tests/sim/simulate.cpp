// Plays random histories of a cluster with the product's own decision in every node, and shows the shortest story found
// of the first one in which an invariant breaks. A history is its seed: the same seed is the same history on every
// machine. What was found is told in stories, which are played with --play.
//
// A long run:
//     simulate --histories 1000000

#include "common/probe.hpp"
#include "history.hpp"
#include "open_faults.hpp"
#include "stories.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace galera_initiator;
using namespace galera_initiator::sim;

constexpr const char* usage = R"(Usage: simulate [OPTION]...
       simulate --play [FILE]...

Plays random histories and asserts S1 to S5, L1, L2 and L4 on the way.

  --seed N          the first history's seed (default: another one each time); the others' follow it
  --histories N     how many (default 32000: more than ten million steps)
  --tell N          only the history of this seed, told whole
  --write-story FILE  the history of --seed, cut down, as a story
  --seek PROBE      with --write-story: of the first history from --seed on that reaches it, and breaks nothing
  --nodes FEW[-MANY]  how many nodes a history has (default 2-5; 9 at most)
  --steps N         events in a history before the faults end (default 250)
  --policy P        wait_for: all or majority (default: drawn for each history)
  --no-words        no operator says anything
  --no-exemptions   the oracle passes nothing over but what an invariant does not speak of
  --survey          go on after a violation that is not on the list of open faults, and count the kinds
  --probes          print how often each reason, event, crash and seldom branch came, the least often first
  --all-probes      fail if the histories and the stories together reach one of these never
  --jobs N          histories at a time (default: one a processor)
  --play            only the stories of these files (default: all that there are)

Exit status: 0 nothing was violated but what tests/sim/open_faults.txt lists, 1 something was, or a story does not come
out as it says, or a probe was never reached; 2 the arguments make no sense.
)";

struct Arguments {
    std::optional<std::uint64_t> seed;
    std::uint64_t histories = 32000;
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    bool tells = false;
    bool plays = false;
    bool surveys = false;
    bool prints_probes = false;
    bool needs_all_probes = false;
    bool wants_help = false;
    std::optional<std::filesystem::path> new_story;
    std::string sought;
    std::vector<std::filesystem::path> stories;
    Plan plan;
};

struct Kind {
    std::uint64_t count = 0;
    std::uint64_t first_seed = 0;
    std::string what;
};

/// What all jobs have come to.
struct Progress {
    std::atomic<std::uint64_t> next = 0; ///< index of the history that nobody has begun
    std::mutex lock;
    std::uint64_t histories = 0;
    std::uint64_t steps = 0;
    std::uint64_t helped_comebacks = 0; ///< histories in which a person had to give up a lost disk
    ExemptionCounts exempted{};
    Coverage coverage;
    std::map<std::string, Kind> open;  ///< by the fault's name
    std::map<std::string, Kind> found; ///< what is none of these, with --survey
    std::optional<History> broken;     ///< of all that broke, the one of the lowest seed
};

unsigned long long number(std::uint64_t value) {
    return value;
}

std::uint64_t number_of(std::string_view text) {
    std::uint64_t parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw std::invalid_argument("not a number: '" + std::string(text) + "'");
    }
    return parsed;
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
        if (arguments.plays && !word.starts_with("--")) {
            arguments.stories.emplace_back(word);
        } else if (word == "--help") {
            arguments.wants_help = true;
        } else if (word == "--seed") {
            arguments.seed = number_of(value());
        } else if (word == "--histories") {
            arguments.histories = number_of(value());
        } else if (word == "--tell") {
            arguments.seed = number_of(value());
            arguments.tells = true;
        } else if (word == "--write-story") {
            arguments.new_story = value();
        } else if (word == "--seek") {
            arguments.sought = value();
        } else if (word == "--play") {
            arguments.plays = true;
        } else if (word == "--nodes") {
            set_nodes(value(), arguments.plan);
        } else if (word == "--steps") {
            arguments.plan.steps = std::max<std::uint64_t>(1, number_of(value()));
        } else if (word == "--policy") {
            arguments.plan.wait_for = policy_of(value());
        } else if (word == "--no-words") {
            arguments.plan.may_have_words = false;
        } else if (word == "--no-exemptions") {
            arguments.plan.grants_exemptions = false;
        } else if (word == "--survey") {
            arguments.surveys = true;
        } else if (word == "--probes") {
            arguments.prints_probes = true;
        } else if (word == "--all-probes") {
            arguments.needs_all_probes = true;
        } else if (word == "--jobs") {
            arguments.jobs = static_cast<unsigned>(std::max<std::uint64_t>(1, number_of(value())));
        } else {
            throw std::invalid_argument("unknown option '" + std::string(word) + "'");
        }
    }
    return arguments;
}

void print_sentences(const std::vector<std::string>& sentences) {
    for (const std::string& sentence : sentences) {
        std::printf("  %s\n", sentence.c_str());
    }
}

// Random histories.

void note(const History& history, Kind& kind) {
    if (kind.count++ == 0 || history.seed < kind.first_seed) {
        kind.first_seed = history.seed;
        kind.what = history.violation->what;
    }
}

void work(const Arguments& arguments, const Rule& rule, const std::vector<OpenFault>& open, Progress& progress) {
    Coverage coverage;
    for (std::uint64_t index = progress.next++; index < arguments.histories; index = progress.next++) {
        History history = run_history(*arguments.seed + index, arguments.plan, rule, &coverage);
        const std::scoped_lock guard(progress.lock);
        ++progress.histories;
        progress.steps += history.steps;
        progress.helped_comebacks += history.disks_given_up > 0 ? 1 : 0;
        for (std::size_t exemption = 0; exemption < exemption_count; ++exemption) {
            progress.exempted.at(exemption) += history.exempted.at(exemption);
        }
        if (!history.violation) {
            continue;
        }
        if (const OpenFault* fault = open_fault_of(open, *history.violation)) {
            note(history, progress.open[fault->name]);
        } else if (arguments.surveys) {
            note(history, progress.found[kind_in_words(*history.violation)]);
        } else {
            progress.next = arguments.histories;
            if (!progress.broken || history.seed < progress.broken->seed) {
                progress.broken = std::move(history);
            }
        }
    }
    const std::scoped_lock guard(progress.lock);
    progress.coverage.add(coverage);
}

void print_kinds(const char* heading, const std::map<std::string, Kind>& kinds) {
    for (const auto& [name, kind] : kinds) {
        std::printf("%s %s: %llu, first in seed %llu: %s\n", heading, name.c_str(), number(kind.count),
                    number(kind.first_seed), kind.what.c_str());
    }
}

void print_exemptions(const ExemptionCounts& exempted) {
    std::printf("exempted:");
    for (std::size_t exemption = 0; exemption < exemption_count; ++exemption) {
        std::printf("%s %s %llu", exemption == 0 ? "" : ",", std::string(exemption_names.at(exemption)).c_str(),
                    number(exempted.at(exemption)));
    }
    std::printf("\n");
}

// Probes.

/// What no history or story reaches, and why. Where one is reached all the same, it has to be taken off.
constexpr std::array unreachable{
    std::pair<std::string_view, std::string_view>{"reason settings-differ", "all nodes of a world have one setup"},
    std::pair<std::string_view, std::string_view>{"reason standalone-peer", "no node has databases of before Galera"},
    std::pair<std::string_view, std::string_view>{"reason standalone-data", "no node has databases of before Galera"},
    std::pair<std::string_view, std::string_view>{"reason unreadable-data", "every recovery finds what the data holds"},
    std::pair<std::string_view, std::string_view>{"reason peer-runs-unproven", "a node that is up tells its history"},
    std::pair<std::string_view, std::string_view>{"reason invariant-broken", "no verdict of the rule breaks one"},
};

struct Count {
    std::string name;
    std::uint64_t count = 0;
};

std::vector<Count> counts_of(const Coverage& coverage) {
    std::vector<Count> counts;
    const auto add = [&](std::string name, std::uint64_t count) { counts.push_back({std::move(name), count}); };
    for (auto reason = Reason::peer_runs; reason <= Reason::operator_word_contradicted;
         reason = static_cast<Reason>(static_cast<int>(reason) + 1)) {
        add("reason " + std::string(word(reason)), coverage.reasons.at(static_cast<std::size_t>(reason)));
    }
    for (auto kind = sim::Kind::boot; kind <= sim::Kind::follow;
         kind = static_cast<sim::Kind>(static_cast<int>(kind) + 1)) {
        add("event " + std::string(word(kind)), coverage.events.at(static_cast<std::size_t>(kind)));
    }
    for (auto place = Place::publishing; place <= Place::asking;
         place = static_cast<Place>(static_cast<int>(place) + 1)) {
        add("power cut while " + std::string(word(place)), coverage.power_cuts.at(static_cast<std::size_t>(place)));
        // systemd kills nothing where no start is under way, and a stop is played to its end.
        if (place != Place::publishing && place != Place::stop_publishing) {
            add("kill while " + std::string(word(place)), coverage.kills.at(static_cast<std::size_t>(place)));
        }
    }
#ifdef GALERA_INITIATOR_PROBES
    for (std::size_t probe = 0; probe < probe_count; ++probe) {
        add("branch " + std::string(probe_names.at(probe)), probe_counts.at(probe).load());
    }
#endif
    std::stable_sort(counts.begin(), counts.end(),
                     [](const Count& left, const Count& right) { return left.count < right.count; });
    return counts;
}

// Stories.

std::vector<std::filesystem::path> all_stories() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(simulator_folder() / "stories")) {
        if (entry.path().extension() == ".story") {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

const OpenFault* fault_shown_by(const std::vector<OpenFault>& open, const std::filesystem::path& path) {
    const auto found = std::find_if(open.begin(), open.end(), [&](const OpenFault& fault) {
        return fault.stories.contains(path.filename().string());
    });
    return found == open.end() ? nullptr : &*found;
}

/// Of what --probes calls so. Branches are counted for all histories together, not in the coverage.
std::uint64_t times_reached(const Coverage& coverage, const std::string& name) {
    const std::vector<Count> counts = counts_of(coverage);
    const auto found =
        std::find_if(counts.begin(), counts.end(), [&](const Count& count) { return count.name == name; });
    if (found == counts.end()) {
        throw std::invalid_argument("no probe is called '" + name + "'");
    }
    return found->count;
}

/// @returns why it does not come out as it says; empty if it does
std::string complaint_about(const std::filesystem::path& path, const std::vector<OpenFault>& open,
                            std::vector<std::string>* told, Coverage& coverage) {
    const Story story = read_story(path);
    const std::uint64_t reached_before = story.reaches.empty() ? 0 : times_reached(coverage, story.reaches);
    const auto violation = play(story, Rule(), told, &coverage);
    if (!story.reaches.empty() && times_reached(coverage, story.reaches) == reached_before) {
        return "does not reach " + story.reaches;
    }
    const OpenFault* fault = fault_shown_by(open, path);
    if (!violation) {
        return story.breaks.empty()
                   ? ""
                   : "breaks nothing any more: mended: let it expect holds, and take it off the list of open faults";
    }
    const std::string found = kind_in_words(*violation) + ": " + violation->what;
    if (violation->invariant != story.breaks) {
        return "breaks " + found;
    }
    if (fault == nullptr) {
        return "shows no fault of the list of open faults";
    }
    return fault->is(*violation) ? "" : "is not of the kind " + fault->name + " of the list: " + found;
}

bool play_stories(const std::vector<std::filesystem::path>& paths, const std::vector<OpenFault>& open, bool prints_each,
                  Coverage& coverage) {
    std::size_t failed = 0;
    for (const std::filesystem::path& path : paths) {
        std::vector<std::string> told;
        std::string complaint;
        try {
            complaint = complaint_about(path, open, &told, coverage);
        } catch (const std::exception& error) {
            complaint = error.what();
        }
        if (!complaint.empty()) {
            ++failed;
            std::printf("%s %s\n", path.string().c_str(), complaint.c_str());
        }
        if (prints_each) {
            print_sentences(told);
        }
    }
    for (const OpenFault& fault : open) {
        for (const std::string& story : fault.stories) {
            if (!std::filesystem::exists(simulator_folder() / "stories" / story)) {
                ++failed;
                std::printf("the open fault %s has no story %s\n", fault.name.c_str(), story.c_str());
            }
        }
    }
    std::printf("%zu stories, %zu open faults, %zu complaints\n", paths.size(), open.size(), failed);
    return failed == 0;
}

/// Finds a history that reaches what --probes calls so, and writes its story.
int seek(const Arguments& arguments) {
    const Rule product;
    const auto count_in = [&](const Coverage& coverage) { return times_reached(coverage, arguments.sought); };
    for (std::uint64_t index = 0; index < arguments.histories; ++index) {
        // Those of the branches are counted for all histories together.
        std::uint64_t before = count_in({});
        Coverage coverage;
        const History history = run_history(*arguments.seed + index, arguments.plan, product, &coverage);
        if (count_in(coverage) == before || history.violation) {
            continue;
        }
        const Wish wish{[&] { before = count_in({}); },
                        [&](const Coverage& reached_now) { return count_in(reached_now) > before; }};
        try {
            Story story = story_fulfilling(history, wish);
            story.comments = {" Found with seed " + std::to_string(history.seed) + "."};
            story.reaches = arguments.sought;
            std::ofstream(*arguments.new_story) << story_text(story);
            return EXIT_SUCCESS;
        } catch (const std::runtime_error&) {
            continue; // reached in a comeback only
        }
    }
    std::printf("%s is not reached\n", arguments.sought.c_str());
    return EXIT_FAILURE;
}

int write_story(const Arguments& arguments) {
    const Rule product;
    History history = run_history(*arguments.seed, arguments.plan, product);
    if (!history.violation) {
        std::printf("seed %llu breaks nothing\n", number(history.seed));
        return EXIT_FAILURE;
    }
    Story story = story_of(history);
    story.comments = {" Found with seed " + std::to_string(history.seed) + ": " + history.violation->what};
    std::ofstream file(*arguments.new_story);
    file << story_text(story);
    file.close();
    if (!file) {
        throw std::runtime_error("cannot write " + arguments.new_story->string());
    }
    return EXIT_SUCCESS;
}

/// @returns false if one was never reached that can be
bool print_probes(const Coverage& coverage, bool prints_all) {
    std::size_t wrong = 0;
    for (const Count& count : counts_of(coverage)) {
        const auto listed = std::find_if(unreachable.begin(), unreachable.end(),
                                         [&](const auto& entry) { return entry.first == count.name; });
        const bool is_listed = listed != unreachable.end();
        const bool is_wrong = (count.count == 0) != is_listed;
        wrong += is_wrong ? 1U : 0U;
        if (prints_all || is_wrong || count.count == 0) {
            std::printf("%12llu %s%s%s\n", number(count.count), count.name.c_str(), is_listed ? ": " : "",
                        is_listed ? std::string(listed->second).c_str() : "");
        }
    }
    if (wrong > 0) {
        std::printf("%zu probes were never reached, or were and are listed as unreachable\n", wrong);
    }
    return wrong == 0;
}

int run_random(const Arguments& arguments, const std::vector<OpenFault>& open) {
    const Rule product;
    Progress progress;
    std::printf("first seed %llu\n", number(*arguments.seed));
    std::fflush(stdout);
    const auto began = std::chrono::steady_clock::now();
    std::vector<std::jthread> jobs;
    for (unsigned job = 0; job < arguments.jobs; ++job) {
        jobs.emplace_back([&] { work(arguments, product, open, progress); });
    }
    jobs.clear();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::printf("seeds %llu to %llu: %llu histories, %llu steps; %.0f s, %.0f histories/s, %.0f steps/s\n"
                "in %llu of them somebody had to give up a disk that was lost, so that the cluster came back\n",
                number(*arguments.seed), number(*arguments.seed + arguments.histories - 1), number(progress.histories),
                number(progress.steps), seconds, static_cast<double>(progress.histories) / seconds,
                static_cast<double>(progress.steps) / seconds, number(progress.helped_comebacks));
    print_exemptions(progress.exempted);
    print_kinds("open fault", progress.open);
    print_kinds("FOUND", progress.found);
    if (progress.broken) {
        const History& broken = *progress.broken;
        std::printf("seed %llu breaks %s: %s\n\nThe shortest story found:\n", number(broken.seed),
                    kind_in_words(*broken.violation).c_str(), broken.violation->what.c_str());
        print_sentences(tell(shrink(broken)));
        return EXIT_FAILURE;
    }
    bool is_well = progress.found.empty();
    if (arguments.needs_all_probes) {
        is_well = play_stories(all_stories(), open, false, progress.coverage) && is_well;
    }
    const bool reaches_all = print_probes(progress.coverage, arguments.prints_probes);
    return is_well && (reaches_all || !arguments.needs_all_probes) ? EXIT_SUCCESS : EXIT_FAILURE;
}

int tell_one(const Arguments& arguments) {
    const Rule product;
    const History history = run_history(*arguments.seed, arguments.plan, product);
    print_sentences(tell(history));
    return history.violation ? EXIT_FAILURE : EXIT_SUCCESS;
}

/// Small enough that it, and those that follow it, can be read and typed.
std::uint64_t new_seed() {
    constexpr std::uint64_t room = 1'000'000'000'000;
    std::random_device device;
    return ((std::uint64_t{device()} << 32U) | device()) % room;
}

} // namespace

int main(int count, char** values) {
    try {
        Arguments arguments = parse({values + 1, values + count});
        if (arguments.wants_help) {
            std::printf("%s", usage);
            return EXIT_SUCCESS;
        }
        const std::vector<OpenFault> open = read_open_faults(simulator_folder() / "open_faults.txt");
        if (arguments.plays) {
            Coverage coverage;
            const bool are_named = !arguments.stories.empty();
            const bool is_well = play_stories(are_named ? arguments.stories : all_stories(), open, are_named, coverage);
            return is_well ? EXIT_SUCCESS : EXIT_FAILURE;
        }
        if (!arguments.seed) {
            if (arguments.new_story) {
                throw std::invalid_argument("--write-story needs --seed");
            }
            arguments.seed = new_seed();
        }
        if (arguments.new_story) {
            return arguments.sought.empty() ? write_story(arguments) : seek(arguments);
        }
        return arguments.tells ? tell_one(arguments) : run_random(arguments, open);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "simulate: %s\n", error.what());
        return 2;
    }
}
