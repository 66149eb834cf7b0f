#include "common/error.hpp"
#include "deciding/sighting.hpp"
#include "decision/leaving.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/remembering.hpp"
#include "steps/running_node.hpp"
#include "steps/steps.hpp"

namespace galera_initiator {

namespace {

/// May somebody join the component that this node leaves? If nobody can be asked, somebody may.
bool may_be_joined(const StepContext& context, const NodeSettings& settings, const ViewState& view) {
    try {
        const auto nodes = settings.cluster_address(context.cluster_address).nodes();
        const auto answers = context.machine.peers(settings.own.snmp)->gather(nodes);
        return somebody_may_join(sights_of(nodes, answers, settings.server.cluster_name), view);
    } catch (const Error& error) {
        context.announcer.announce(
            {message_id::peers_not_asked,
             Urgency::warning,
             std::string("The peers cannot be asked whether one of them joins now, so the next start waits for all of "
                         "them: ") +
                 error.what() + ".",
             {}});
        return true;
    }
}

} // namespace

void before_stop(const StepContext& context) {
    context.machine.process.stop_being_root();
    const NodeSettings settings = context.machine.configuration.settings();
    const NodeMemoryFile file(context.machine.files, context.places.state_folder());
    const auto view = read_view(context, settings);
    file.save(memory_before_stop(file.load(), view, view && may_be_joined(context, settings, *view)));
}

} // namespace galera_initiator
