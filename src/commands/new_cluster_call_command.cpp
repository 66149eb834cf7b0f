#include "commands/new_cluster_call_command.hpp"

#include "configuration/node_unit.hpp"
#include "configuration/server_unit.hpp"

#include <cstdlib>

namespace galera_initiator {

int call_new_cluster(const std::filesystem::path& root, const std::string& unit, UnitStates& units,
                     const RunProgram& run) {
    const auto node = unit_to_bootstrap_instead(root, unit);
    if (!node) {
        return EXIT_FAILURE;
    }
    const std::string systemctl = "/bin/systemctl";
    const UnitPhase phase = units.read(*node).phase;
    if (phase != UnitPhase::down && phase != UnitPhase::preparing) {
        // Its server is there, or on its way: that start is waited for, and nothing is asked.
        return run({systemctl, "start", *node});
    }
    const std::string variable = "_WSREP_NEW_CLUSTER";
    const bool is_set =
        run({systemctl, "set-environment", variable + "=" + std::string(bootstrap_flag)}) == EXIT_SUCCESS;
    // A start that waits does not see the flag.
    const bool is_up = is_set && run({systemctl, "restart", *node}) == EXIT_SUCCESS;
    run({systemctl, "unset-environment", variable});
    return is_up ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace galera_initiator
