#include "common/error.hpp"
#include "deciding/sighting.hpp"
#include "decision/leaving.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/remembering.hpp"
#include "steps/running_node.hpp"
#include "steps/steps.hpp"

namespace galera_initiator {

namespace {

/// @returns nothing if they cannot be asked
std::optional<std::vector<NodeSight>> hear_peers(const StepContext& context, const NodeSettings& settings) {
    try {
        const auto nodes = settings.cluster_address(context.cluster_address).nodes();
        const auto answers = context.machine.peers(settings.own.snmp)->gather(nodes);
        return sights_of(nodes, answers, settings.server.cluster_name);
    } catch (const Error& error) {
        context.announcer.announce(
            {message_id::peers_not_asked,
             Urgency::warning,
             std::string("The peers cannot be asked whether one of them joins now, so the next start waits for all of "
                         "them: ") +
                 error.what() + ".",
             {}});
        return std::nullopt;
    }
}

} // namespace

void before_stop(const StepContext& context) {
    context.machine.process.stop_being_root();
    const NodeSettings settings = context.machine.configuration.settings();
    const NodeMemoryFile file(context.machine.files, context.places.state_folder());
    // A peer that has just gone costs a time-out, in which the others' next view comes.
    const bool is_in_component = last_of(read_view(context, settings)).has_value();
    const auto peers = is_in_component ? hear_peers(context, settings) : std::nullopt;
    // The watch writes what it sees of the server into the memory as well.
    const auto lock = context.machine.files.lock(context.places.lock_file(), Files::Patience::endless);
    auto written = read_view(context, settings);
    // A server that lost its component may merge with this one until it has left.
    for (bool is_of_now = false; !is_of_now;) {
        const auto view = last_of(written);
        const bool somebody_may_join = view && (!peers || galera_initiator::somebody_may_join(*peers, *view));
        const auto component = peers ? component_told_by(*peers, view) : std::nullopt;
        const InComponent in_component = server_in_component(context, settings);
        const NodeMemory before = file.load();
        NodeMemory memory = memory_before_stop(before, view, in_component, somebody_may_join, component);
        memory.see_state_file(state_file_of(context, settings)); // an older version may have started it
        save_with_data(context, settings, file, before, memory, in_component);
        const auto now = read_view(context, settings);
        is_of_now = !now || now == written;
        written = now;
    }
}

} // namespace galera_initiator
