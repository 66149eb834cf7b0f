// The helper of the server's unit. Parses the command line and wires; each step is the file of its name in steps.

#include "commands/new_cluster_call_command.hpp"
#include "commands/operator_commands.hpp"
#include "commands/replay_command.hpp"
#include "common/child_process.hpp"
#include "common/error.hpp"
#include "common/lists.hpp"
#include "configuration/configuration.hpp"
#include "configuration/node_unit.hpp"
#include "evidence/hold.hpp"
#include "installation.hpp"
#include "node/system_machine.hpp"
#include "steps/steps.hpp"
#include "steps/telling.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <getopt.h>
#include <sysexits.h>

namespace {

using namespace galera_initiator;

constexpr const char* help = R"(Usage: galera_init STEP [OPTION]...
       galera_init --dry-run [OPTION]...
       galera_init --dry-run --replay=FILE
       galera_init assume-lost NODE... | bootstrap-here | discard-local-data [OPTION]...
       galera_init withdraw
       galera_init hold [REASON...] | release
Decides, at the start of a Galera node, whether it bootstraps the cluster or joins it.

The operator's word for one start, valid as long as the evidence stays as it is:
  assume-lost NODE...  these nodes will never come back: do not wait for what only they hold
  bootstrap-here       bootstrap this node, whatever the others hold
  discard-local-data   let this node's data be replaced by a full state transfer
  withdraw             take back the word that was given on this node

Keep a node down while somebody works on it, also after a reboot; its peers say why:
  hold [REASON...]     let no start of this node's server come to anything, until it is released
  release              let it be started again

Steps, each called by the server's unit through the drop-in of galera-initiator-generator(8):
  prepare       make the volatile folders and forget the last start (as root)
  decide        find the own evidence, hear the peers, decide; waits as long as it takes
  hand-over     write the environment file that the server starts with (as root)
  after-start   learn this node's identity from the running server's files
  before-stop   keep a copy of the view before the server is stopped
  after-stop    find the evidence of the stopped server and publish it
  publish       the same at boot, if the server is down
  admit         let another server unit of this machine start only what is no Galera server
  new-cluster   where that unit is a vendor's way to bootstrap, ask this node's unit for it (as root)
  watch         follow the server: end it where it finds, or has lost, its primary component

Options:
      --dry-run                  show what would be decided, and why; change nothing
      --replay=FILE              the same from a report of 'galera_check report', of any machine's
      --yes                      do not ask for confirmation
      --unit=UNIT                the server's unit (default: the one that is installed)
      --cluster-address=ADDRESS  use this instead of the configured cluster address
  -h, --help                     show this help
      --version                  show the version

Exit status: 0 done; 1 refused or failed; 64 wrong usage; 78 configuration error.
See galera_init(8).
)";

struct Arguments {
    std::string step;
    std::vector<std::string> operands; ///< what follows the step
    bool dry_run = false;
    std::optional<std::string> replayed; ///< a report's file
    bool is_confirmed = false;
    std::optional<std::string> unit;
    std::optional<std::string> cluster_address;
};

std::string environment(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? "" : value;
}

using Steps = std::map<std::string_view, void (*)(const StepContext&)>;

const Steps& steps() {
    static const Steps all{{"admit", admit},           {"prepare", prepare},         {"decide", decide_start},
                           {"hand-over", hand_over},   {"after-start", after_start}, {"before-stop", before_stop},
                           {"after-stop", after_stop}, {"publish", publish},         {"watch", watch}};
    return all;
}

const std::map<std::string_view, Override::Kind>& words() {
    using Kind = Override::Kind;
    static const std::map<std::string_view, Kind> all{{word(Kind::assume_lost), Kind::assume_lost},
                                                      {word(Kind::bootstrap_here), Kind::bootstrap_here},
                                                      {word(Kind::discard_data), Kind::discard_data}};
    return all;
}

constexpr std::string_view withdraw = "withdraw";
constexpr std::string_view hold = "hold";
constexpr std::string_view release = "release";
constexpr std::string_view new_cluster = "new-cluster";

bool is_command_without_word(std::string_view step) {
    return step == withdraw || step == hold || step == release || step == new_cluster;
}

/// @returns what is wrong, or nothing
std::string wrong_usage(const Arguments& arguments) {
    if (arguments.step.empty() != arguments.dry_run) {
        return "either one step or --dry-run is needed";
    }
    if (arguments.replayed && (!arguments.dry_run || arguments.unit || arguments.cluster_address)) {
        return "--replay goes with --dry-run, and with nothing of this machine";
    }
    const auto word = words().find(arguments.step);
    if (!arguments.dry_run && word == words().end() && !is_command_without_word(arguments.step) &&
        !steps().contains(arguments.step)) {
        return "there is no step '" + arguments.step + "'";
    }
    const bool takes_nodes = word != words().end() && word->second == Override::Kind::assume_lost;
    if (arguments.step == hold) {
        if (std::string fault = fault_of_reason(listed(arguments.operands, " ")); !fault.empty()) {
            return fault;
        }
    } else if (takes_nodes == arguments.operands.empty()) {
        return takes_nodes ? "assume-lost needs the nodes that are lost" : "nothing can follow " + arguments.step;
    }
    if (arguments.is_confirmed && word == words().end()) {
        return "--yes confirms an operator's word only";
    }
    return "";
}

enum Option : int {
    option_dry_run = 256,
    option_replay,
    option_yes,
    option_unit,
    option_cluster_address,
    option_version
};

/// @returns nothing where the process is to end with `status`
std::optional<Arguments> parse_arguments(int count, char** values, int& status) {
    const option options[] = {{"dry-run", no_argument, nullptr, option_dry_run},
                              {"replay", required_argument, nullptr, option_replay},
                              {"yes", no_argument, nullptr, option_yes},
                              {"unit", required_argument, nullptr, option_unit},
                              {"cluster-address", required_argument, nullptr, option_cluster_address},
                              {"help", no_argument, nullptr, 'h'},
                              {"version", no_argument, nullptr, option_version},
                              {nullptr, 0, nullptr, 0}};
    Arguments arguments;
    int letter = 0;
    while ((letter = ::getopt_long(count, values, "h", options, nullptr)) != -1) { // NOLINT(concurrency-mt-unsafe)
        switch (letter) {
        case option_dry_run:
            arguments.dry_run = true;
            break;
        case option_replay:
            arguments.replayed = optarg;
            break;
        case option_yes:
            arguments.is_confirmed = true;
            break;
        case option_unit:
            arguments.unit = optarg;
            break;
        case option_cluster_address:
            arguments.cluster_address = optarg;
            break;
        case 'h':
            std::fputs(help, stdout);
            status = EXIT_SUCCESS;
            return std::nullopt;
        case option_version:
            std::puts("galera_init " GALERA_INITIATOR_VERSION);
            status = EXIT_SUCCESS;
            return std::nullopt;
        default:
            status = EX_USAGE;
            return std::nullopt;
        }
    }
    if (optind < count) {
        arguments.step = values[optind++];
        arguments.operands.assign(values + optind, values + count);
    }
    const auto wrong = wrong_usage(arguments);
    if (!wrong.empty()) {
        std::fprintf(stderr, "galera_init: %s; see galera_init --help\n", wrong.c_str());
        status = EX_USAGE;
        return std::nullopt;
    }
    return arguments;
}

std::string server_unit(const Arguments& arguments, const Places& places) {
    return arguments.unit ? *arguments.unit : node_unit(places.root, Configuration::load(places.root).unit);
}

int run_program(const std::vector<std::string>& words) {
    const ChildResult result = run_child(words);
    std::fputs(result.standard_error.c_str(), stderr);
    return result.exit_status;
}

int run(const Arguments& arguments, Announcer& announcer) {
    if (arguments.replayed) {
        std::puts(replayed_verdict(*arguments.replayed).c_str());
        return EXIT_SUCCESS;
    }
    const Places places;
    const std::string unit = server_unit(arguments, places);
    BusUnitStates units;
    const SystemMachine system(places, unit, units);
    const StepContext context{.places = places,
                              .unit = unit,
                              .invocation = environment("INVOCATION_ID"),
                              .cluster_address = arguments.cluster_address,
                              .announcer = announcer,
                              .machine = system.machine()};
    if (arguments.dry_run) {
        return dry_run(context);
    }
    if (const auto word = words().find(arguments.step); word != words().end()) {
        return give_word(context, word->second, arguments.operands, arguments.is_confirmed);
    }
    if (arguments.step == withdraw) {
        return withdraw_word(context);
    }
    if (arguments.step == hold) {
        return hold_node(context, listed(arguments.operands, " "));
    }
    if (arguments.step == release) {
        return release_node(context);
    }
    if (context.invocation.empty()) {
        throw Error("this step is part of a unit's start or stop: use systemctl, or galera_init --dry-run");
    }
    if (arguments.step == new_cluster) {
        return call_new_cluster(places.root, unit, units, run_program);
    }
    steps().find(arguments.step)->second(context);
    return EXIT_SUCCESS;
}

} // namespace

int main(int count, char** values) {
    SystemAnnouncer announcer;
    return run_and_tell(announcer, [&] {
        int status = EXIT_SUCCESS;
        const auto arguments = parse_arguments(count, values, status);
        return arguments ? run(*arguments, announcer) : status;
    });
}
