#include "common/error.hpp"
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
