// Those commands of galera_check that hear the peers. galera_check becomes this program with all its arguments, so it
// speaks in its name. Parses the command line and wires.

#include "common/error.hpp"
#include "observation/configuration_command.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string_view>

#include <sysexits.h>

namespace {

using namespace galera_initiator;

int wrong_usage(const char* what) {
    std::fprintf(stderr, "galera_check: %s; see galera_check --help\n", what);
    return EX_USAGE;
}

/// Each gets the arguments from its own name on, as a main() does.
using Commands = std::map<std::string_view, int (*)(int count, char** values)>;

int config(int count, char** /*values*/) {
    return count == 1 ? show_configuration({}) : wrong_usage("nothing can follow config");
}

const Commands& commands() {
    static const Commands all{{"config", config}};
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
