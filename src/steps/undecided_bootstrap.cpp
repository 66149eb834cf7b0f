#include "steps/undecided_bootstrap.hpp"

#include "evidence/published_record.hpp"
#include "node/command_line.hpp"

namespace galera_initiator {

bool was_to_join(const StepContext& context, const std::string& invocation) {
    const auto published = PublishedRecordFile(context.machine.files, context.places.published_folder()).load();
    return published && published->record.origin == invocation &&
           (published->record.status == NodeStatus::joining || published->record.together);
}

bool end_undecided_bootstrap(const StepContext& context, const std::string& invocation) {
    const Machine& machine = context.machine;
    const pid_t number = machine.units.main_process(context.unit);
    if (number == 0) {
        return false;
    }
    const auto server = machine.processes.find(number);
    // The start last: the process is of the start that the unit is in now, or has ended.
    if (!server || !bootstraps(server->command_line()) || !was_to_join(context, invocation) ||
        machine.units.read(context.unit).invocation != invocation) {
        return false;
    }
    context.announcer.announce(
        {message_id::undecided_bootstrap_ended,
         Urgency::error,
         "Stops the server at once: it was to join, and was started to bootstrap. Something on its way adds "
         "wsrep-new-cluster or takes the cluster address away: see 'galera_check config', 'systemctl cat " +
             unit_for_people(context.unit) + "' and the program that it starts.",
         {{"GALERA_REASON", "bootstraps-undecided"}}});
    server->kill();
    return true;
}

} // namespace galera_initiator
