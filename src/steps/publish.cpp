#include "steps/own_evidence.hpp"
#include "steps/running_node.hpp"
#include "steps/steps.hpp"

namespace galera_initiator {

namespace {

bool is_down(const StepContext& context, const UnitState& server) {
    if (server.phase != UnitPhase::down) {
        context.announcer.announce({message_id::record_by_server,
                                    Urgency::information,
                                    context.unit + " is " + server.text + ", so it publishes its record itself.",
                                    {}});
    }
    return server.phase == UnitPhase::down;
}

} // namespace

void publish(const StepContext& context) {
    const Machine& machine = context.machine;
    machine.process.stop_being_root();
    // Asked twice: a start that waits for its peers holds the lock for as long as it waits, and one may begin
    // meanwhile.
    if (const UnitState server = machine.units.read(context.unit); !is_down(context, server)) {
        if (server.phase == UnitPhase::up) {
            publish_running_if_nobody_has(context, server);
        }
        return;
    }
    const auto lock = lock_evidence(context);
    if (is_down(context, machine.units.read(context.unit))) {
        publish_evidence(context, EvidenceFor::record, "galera-initiator-record.service");
    }
}

} // namespace galera_initiator
