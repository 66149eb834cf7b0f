#include "common/error.hpp"
#include "node/this_node.hpp"
#include "steps/handed_files.hpp"
#include "steps/steps.hpp"

#include <linux/capability.h>

namespace galera_initiator {

void hand_over(const StepContext& context) {
    const Machine& machine = context.machine;
    // The server's settings may be in files that root alone, or the server's user alone, may read.
    machine.process.keep_capabilities({CAP_DAC_READ_SEARCH});
    const auto decision = load_decision(context);
    if (!decision && machine.units.read(context.unit).phase == UnitPhase::stopping) {
        return;
    }
    if (!decision) {
        throw Error("no decision was made in this start");
    }
    // Only whether there is one: what it says is not root's to read.
    if (machine.files.read(context.places.hold_file())) {
        throw Refusal("Refuses to start: this node has been held since it was decided. When the work is done, run "
                      "'galera_init release' here, then 'systemctl start " +
                      unit_for_people(context.unit) + "'");
    }
    std::optional<ClusterAddress> address;
    if (decision->decision != HandedDecision::plain) {
        address = context.cluster_address ? ClusterAddress::parse(*context.cluster_address)
                                          : machine.configuration.settings().cluster_address(std::nullopt);
    }
    machine.files.replace(
        context.places.environment_file(context.unit),
        environment_for(*decision, address, address ? machine.configuration.carrier() : DecisionCarrier(),
                        "/" / context.places.server_status_file().lexically_relative(context.places.root)),
        0644);
}

} // namespace galera_initiator
