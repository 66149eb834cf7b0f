// Those commands of galera_check that hear the peers. galera_check becomes this program with all its arguments, so it
// speaks in its name. Parses the command line and wires.

#include "commands/cluster_command.hpp"
#include "commands/cluster_monitor.hpp"
#include "commands/configuration_command.hpp"
#include "commands/report_command.hpp"
#include "common/error.hpp"
#include "configuration/time_span.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <getopt.h>
#include <sysexits.h>

namespace {

using namespace galera_initiator;

class WrongUsage : public Error {
public:
    explicit WrongUsage(const std::string& what) : Error(what + "; see galera_check --help") {}
};

/// Each gets the arguments from its own name on, as a main() does.
using Commands = std::map<std::string_view, int (*)(int count, char** values)>;

int config(int count, char** values) {
    const bool only_problems = count == 2 && std::string_view(values[1]) == "--problems";
    if (count > 1 && !only_problems) {
        throw WrongUsage("config takes --problems only");
    }
    return show_configuration({}, only_problems);
}

std::chrono::milliseconds parse_interval(const char* text) {
    const auto interval = parse_time_span(text);
    if (!interval || *interval < std::chrono::milliseconds(100)) {
        throw ParseError("must be a time span of 100ms or more");
    }
    return *interval;
}

/// @param command  set as far as it can be read also where something is wrong: who fails has to know for whom
/// @throws WrongUsage
void read_options(int count, char** values, ClusterCommand& command) {
    const option options[] = {{"json", no_argument, nullptr, 'j'},           {"monitor", no_argument, nullptr, 'm'},
                              {"prometheus", no_argument, nullptr, 'p'},     {"watch", no_argument, nullptr, 'w'},
                              {"interval", required_argument, nullptr, 'i'}, {nullptr, 0, nullptr, 0}};
    const std::map<int, ClusterForm> forms{
        {'j', ClusterForm::json}, {'m', ClusterForm::monitor}, {'p', ClusterForm::metrics}};
    std::string complaint;
    bool is_one_form = true;
    ::opterr = 0;
    int letter = 0;
    while ((letter = ::getopt_long(count, values, "", options, nullptr)) != -1) { // NOLINT(concurrency-mt-unsafe)
        if (const auto form = forms.find(letter); form != forms.end()) {
            is_one_form = is_one_form && (command.form == ClusterForm::table || command.form == form->second);
            command.form = command.form == ClusterForm::monitor ? command.form : form->second;
        } else if (letter == 'w') {
            command.watches = true;
        } else if (letter == 'i') {
            command.watches = true;
            try {
                command.interval = parse_interval(optarg);
            } catch (const ParseError& error) {
                complaint = std::string("--interval=") + optarg + ": " + error.what();
            }
        } else {
            complaint = "cluster takes --json, --monitor, --prometheus, --watch and --interval=TIME";
        }
    }
    if (optind != count) {
        complaint = "cluster takes options only";
    } else if (!is_one_form || (command.is_for_monitoring() && command.watches)) {
        complaint = "--monitor and --prometheus go with no other option";
    }
    if (!complaint.empty()) {
        throw WrongUsage(complaint);
    }
}

int cluster(int count, char** values) {
    ClusterCommand command;
    try {
        read_options(count, values, command);
        return show_cluster({}, command);
    } catch (const std::exception& error) {
        // A monitoring system knows no other exit statuses, and shows only what is on standard output.
        if (command.form != ClusterForm::monitor) {
            throw;
        }
        std::puts(to_monitor_line(error.what()).c_str());
        return static_cast<int>(Grade::unknown);
    }
}

int report(int count, char** values) {
    const option options[] = {{"output", required_argument, nullptr, 'o'}, {nullptr, 0, nullptr, 0}};
    std::optional<std::filesystem::path> output;
    ::opterr = 0;
    int letter = 0;
    while ((letter = ::getopt_long(count, values, "", options, nullptr)) == 'o') { // NOLINT(concurrency-mt-unsafe)
        output = std::string_view(optarg) == "-" ? std::nullopt : std::optional<std::filesystem::path>(optarg);
    }
    if (letter != -1 || optind != count) {
        throw WrongUsage("report takes --output=FILE only");
    }
    return write_report({}, output);
}

const Commands& commands() {
    static const Commands all{{"cluster", cluster}, {"config", config}, {"report", report}};
    return all;
}

} // namespace

int main(int count, char** values) {
    try {
        const auto command = count > 1 ? commands().find(values[1]) : commands().end();
        if (command == commands().end()) {
            throw WrongUsage("ask for one of its commands");
        }
        return command->second(count - 1, values + 1);
    } catch (const WrongUsage& error) {
        std::fprintf(stderr, "galera_check: %s\n", error.what());
        return EX_USAGE;
    } catch (const ConfigurationError& error) {
        std::fprintf(stderr, "galera_check: %s\n", error.what());
        return EX_CONFIG;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "galera_check: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
