#include "commands/configuration_command.hpp"

#include "commands/configuration_report.hpp"

#include <cstdio>
#include <cstdlib>

namespace galera_initiator {

int show_configuration(const Places& places, bool only_problems) {
    const ConfigurationReport report = report_on(look_at_configuration(places));
    std::fputs((only_problems ? report.problems() : report.to_string()).c_str(), stdout);
    return report.has_problem() ? EXIT_FAILURE : EXIT_SUCCESS;
}

} // namespace galera_initiator
