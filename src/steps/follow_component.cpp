#include "steps/follow_component.hpp"

#include "common/error.hpp"
#include "deciding/sighting.hpp"
#include "steps/company.hpp"
#include "steps/end_of_server.hpp"
#include "steps/running_node.hpp"

#include <chrono>

namespace galera_initiator {

namespace {

/// Servers that lost each other for a moment find together again about 2 s after the network is back.
constexpr std::chrono::seconds patience_while_somebody_waits{5};
constexpr std::chrono::seconds patience_with_all_heard{30};
constexpr std::chrono::seconds between_rounds_without{1};

bool is_without_component(const StepContext& context, const NodeSettings& settings, const std::string& invocation) {
    const UnitState server = context.machine.units.read(context.unit);
    return server.invocation == invocation && server.phase == UnitPhase::up &&
           server_in_component(context, settings) == InComponent::no;
}

bool is_leaving(const StepContext& context, const std::string& invocation) {
    const UnitState server = context.machine.units.read(context.unit);
    return server.invocation == invocation && server.phase == UnitPhase::stopping;
}

void end_server_without_component(const StepContext& context, const NodeSettings& settings,
                                  const std::string& invocation) {
    end_server(context, [&] { return is_without_component(context, settings, invocation); },
               {message_id::component_lost,
                Urgency::warning,
                "Ends this server and decides again: it has lost its primary component, and no node that is heard runs "
                "in one.",
                {{"GALERA_REASON", "component-lost"}}});
}

} // namespace

void follow_component(const StepContext& context, const std::string& invocation) {
    const Machine& machine = context.machine;
    const NodeSettings settings = machine.configuration.settings();
    if (!settings.is_galera_node()) {
        return;
    }
    // At once: to ask the peers takes as long as one that has just gone does not answer.
    machine.files.synchronise(place_of_view(context, settings).parent_path());
    if (is_leaving(context, invocation)) {
        keep_later_view(context, settings, invocation);
        return;
    }
    publish_running(context, settings, invocation);
    if (!is_without_component(context, settings, invocation)) {
        remember_arbitrators(context, settings, invocation);
        return;
    }
    const auto nodes = settings.cluster_address(context.cluster_address).nodes();
    const std::size_t self = await_own_node(context, settings, ClusterAddress(nodes)).index.value();
    const auto gatherer = machine.peers(settings.own.snmp);
    const auto began = machine.clock.now();
    while (is_without_component(context, settings, invocation)) {
        const auto sights = sights_of(nodes, gatherer->gather(nodes), settings.server.cluster_name);
        const bool waits = somebody_waits(sights, self);
        if (somebody_may_run(sights, self) || !(waits || all_are_heard(sights))) {
            return;
        }
        if (machine.clock.now() - began >= (waits ? patience_while_somebody_waits : patience_with_all_heard)) {
            end_server_without_component(context, settings, invocation);
            return;
        }
        machine.clock.sleep(between_rounds_without);
    }
}

} // namespace galera_initiator
