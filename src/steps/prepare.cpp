#include "common/error.hpp"
#include "node/new_cluster_call.hpp"
#include "steps/steps.hpp"

#include <linux/capability.h>

namespace galera_initiator {

namespace {

/// Before anything is decided, and as root, who may read all of the unit.
void refuse_without_carrier(NodeConfiguration& configuration) {
    try {
        static_cast<void>(configuration.carrier());
    } catch (const ConfigurationError&) {
        // A server that is no Galera node any more needs none.
        if (configuration.settings().is_galera_node()) {
            throw;
        }
    }
}

} // namespace

void prepare(const StepContext& context) {
    const Machine& machine = context.machine;
    machine.process.end_cleanly_when_stopped();
    const bool is_called = is_called_by_new_cluster_script(machine, context.unit);
    machine.process.keep_capabilities({CAP_CHOWN});
    machine.files.remove(context.places.environment_file(context.unit));
    machine.make_volatile_folders(machine.process.variable("USER").value_or(""));
    note_new_cluster_call(context, is_called);
    refuse_without_carrier(machine.configuration);
}

} // namespace galera_initiator
