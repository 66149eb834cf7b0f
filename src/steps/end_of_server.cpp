#include "steps/end_of_server.hpp"

#include "common/error.hpp"

namespace galera_initiator {

void end_server(const StepContext& context, const std::function<bool()>& is_still_due,
                const Announcement& announcement) {
    const Machine& machine = context.machine;
    const pid_t number = machine.units.main_process(context.unit);
    if (number == 0) {
        return;
    }
    const auto process = machine.processes.find(number);
    if (!is_still_due()) {
        return;
    }
    if (!process) {
        throw Error("cannot end process " + std::to_string(number) +
                    ", which waits for nobody: run 'systemctl restart " + unit_for_people(context.unit) + "'");
    }
    context.announcer.announce(announcement);
    process->kill();
}

} // namespace galera_initiator
