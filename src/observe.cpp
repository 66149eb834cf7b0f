// Those commands of galera_check that hear the peers. galera_check becomes this program with all its arguments, so it
// speaks in its name. Parses the command line and wires.

#include "commands/cluster_command.hpp"
#include "commands/configuration_command.hpp"
#include "common/error.hpp"
#include "configuration/time_span.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string>
#include <string_view>

#include <getopt.h>
#include <sysexits.h>

namespace {

using namespace galera_initiator;

int wrong_usage(const char* what) {
    std::fprintf(stderr, "galera_check: %s; see galera_check --help\n", what);
    return EX_USAGE;
}

/// Each gets the arguments from its own name on, as a main() does.
using Commands = std::map<std::string_view, int (*)(int count, char** values)>;

int config(int count, char** values) {
    const bool only_problems = count == 2 && std::string_view(values[1]) == "--problems";
    return count == 1 || only_problems ? show_configuration({}, only_problems)
                                       : wrong_usage("config takes --problems only");
}

std::chrono::milliseconds parse_interval(const char* text) {
    const auto interval = parse_time_span(text);
    if (!interval || *interval < std::chrono::milliseconds(100)) {
        throw ParseError("must be a time span of 100ms or more");
    }
    return *interval;
}

int cluster(int count, char** values) {
    const option options[] = {{"json", no_argument, nullptr, 'j'},
                              {"watch", no_argument, nullptr, 'w'},
                              {"interval", required_argument, nullptr, 'i'},
                              {nullptr, 0, nullptr, 0}};
    ClusterCommand command;
    ::opterr = 0;
    int letter = 0;
    while ((letter = ::getopt_long(count, values, "", options, nullptr)) != -1) { // NOLINT(concurrency-mt-unsafe)
        switch (letter) {
        case 'j':
            command.is_json = true;
            break;
        case 'w':
            command.watches = true;
            break;
        case 'i':
            try {
                command.interval = parse_interval(optarg);
            } catch (const ParseError& error) {
                return wrong_usage((std::string("--interval=") + optarg + ": " + error.what()).c_str());
            }
            command.watches = true;
            break;
        default:
            return wrong_usage("cluster takes --json, --watch and --interval=TIME");
        }
    }
    return optind == count ? show_cluster({}, command) : wrong_usage("cluster takes options only");
}

const Commands& commands() {
    static const Commands all{{"cluster", cluster}, {"config", config}};
    return all;
}

} // namespace

int main(int count, char** values) {
    const auto command = count > 1 ? commands().find(values[1]) : commands().end();
    if (command == commands().end()) {
        return wrong_usage("ask for one of its commands");
    }
    try {
        return command->second(count - 1, values + 1);
    } catch (const ConfigurationError& error) {
        std::fprintf(stderr, "galera_check: %s\n", error.what());
        return EX_CONFIG;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "galera_check: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
