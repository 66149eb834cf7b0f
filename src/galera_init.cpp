// The helper of the server's unit. Parses the command line and wires; each step is in initiation/steps.hpp.

#include "common/error.hpp"
#include "configuration/configuration.hpp"
#include "configuration/server_unit.hpp"
#include "initiation/initiator.hpp"
#include "initiation/steps.hpp"
#include "version.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <getopt.h>
#include <sysexits.h>

namespace {

using namespace galera_initiator;

constexpr const char* help = R"(Usage: galera_init STEP [OPTION]...
       galera_init --dry-run [OPTION]...
Decides, at the start of a Galera node, whether it bootstraps the cluster or joins it.

Steps, each called by the server's unit through the drop-in of galera-initiator-generator(8):
  prepare       make the volatile folders and forget the last start (as root)
  decide        find the own evidence, hear the peers, decide; waits as long as it takes
  hand-over     write the environment file that the server starts with (as root)
  after-start   learn this node's identity from the running server's files
  before-stop   keep a copy of the view before the server is stopped
  after-stop    find the evidence of the stopped server and publish it
  publish       the same at boot, if the server is down

Options:
      --dry-run                  show what would be decided, and why; change nothing
      --unit=UNIT                the server's unit (default: the one that is installed)
      --cluster-address=ADDRESS  use this instead of the configured cluster address
  -h, --help                     show this help
      --version                  show the version

Exit status: 0 done; 1 refused or failed; 64 wrong usage; 78 configuration error.
See galera_init(8).
)";

struct Arguments {
    std::string step;
    bool dry_run = false;
    std::optional<std::string> unit;
    std::optional<std::string> cluster_address;
};

std::string environment(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? "" : value;
}

using Steps = std::map<std::string_view, void (*)(const StepContext&)>;

const Steps& steps() {
    static const Steps all{
        {"prepare", [](const StepContext& context) { prepare(context, environment("USER")); }},
        {"decide", decide_start},
        {"hand-over",
         [](const StepContext& context) { hand_over(context, [&] { return BusUnitStates().read(context.unit); }); }},
        {"after-start", after_start},
        {"before-stop", before_stop},
        {"after-stop", after_stop},
        {"publish",
         [](const StepContext& context) {
             BusUnitStates units;
             publish(context, units);
         }},
    };
    return all;
}

enum Option : int { option_dry_run = 256, option_unit, option_cluster_address, option_version };

/// @returns nothing where the process is to end with `status`
std::optional<Arguments> parse_arguments(int count, char** values, int& status) {
    const option options[] = {{"dry-run", no_argument, nullptr, option_dry_run},
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
    }
    if (optind < count || arguments.step.empty() != arguments.dry_run) {
        std::fputs("galera_init: either one step or --dry-run is needed; see galera_init --help\n", stderr);
        status = EX_USAGE;
        return std::nullopt;
    }
    if (!arguments.dry_run && !steps().contains(arguments.step)) {
        std::fprintf(stderr, "galera_init: there is no step '%s'; see galera_init --help\n", arguments.step.c_str());
        status = EX_USAGE;
        return std::nullopt;
    }
    return arguments;
}

std::string server_unit(const Arguments& arguments, const Places& places) {
    if (arguments.unit) {
        return *arguments.unit;
    }
    const auto found = find_server_unit(places.root, Configuration::load(places.root).unit);
    if (!found) {
        throw ConfigurationError("no unit of a server is installed: set [server] unit in /etc/galera-initiator.conf");
    }
    return *found;
}

int run(const Arguments& arguments, Announcer& announcer) {
    StepContext context{.places = {},
                        .unit = {},
                        .invocation = environment("INVOCATION_ID"),
                        .cluster_address = arguments.cluster_address,
                        .announcer = announcer};
    context.unit = server_unit(arguments, context.places);
    if (arguments.dry_run) {
        return dry_run(context);
    }
    if (context.invocation.empty()) {
        throw Error("this step is part of a unit's start or stop: use systemctl, or galera_init --dry-run");
    }
    steps().find(arguments.step)->second(context);
    return EXIT_SUCCESS;
}

void announce_failure(Announcer& announcer, const std::string& message, const char* reason) {
    announcer.show_status(message);
    announcer.announce({message_id::failure, Urgency::error, message + ".", {{"GALERA_REASON", reason}}});
}

} // namespace

int main(int count, char** values) {
    int status = EXIT_SUCCESS;
    const auto arguments = parse_arguments(count, values, status);
    if (!arguments) {
        return status;
    }
    SystemAnnouncer announcer;
    try {
        return run(*arguments, announcer);
    } catch (const Refusal&) {
        return EXIT_FAILURE; // announced with its evidence
    } catch (const WaitLimitPassed& error) {
        announce_failure(announcer, error.what(), "wait-limit-passed");
        return EXIT_FAILURE;
    } catch (const ConfigurationError& error) {
        announce_failure(announcer, error.what(), "configuration-error");
        return EX_CONFIG;
    } catch (const std::exception& error) {
        announce_failure(announcer, error.what(), "failure");
        return EXIT_FAILURE;
    }
}
