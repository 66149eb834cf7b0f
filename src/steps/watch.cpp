#include "common/error.hpp"
#include "deciding/sighting.hpp"
#include "steps/company.hpp"
#include "steps/steps.hpp"
#include "steps/undecided_bootstrap.hpp"

#include <chrono>

namespace galera_initiator {

namespace {

/// Crashed nodes that start together re-form their component in about 3 s; a server that finds nobody and has no view
/// to restore gives up after 30 s, and then its unit would not be started again.
constexpr std::chrono::seconds patience{15};
constexpr std::chrono::seconds between_rounds{2};

/// Is the start that is to be watched still under way?
bool is_joining(const StepContext& context, const UnitState& server) {
    return server.phase == UnitPhase::starting && was_to_join(context, server.invocation);
}

void end_join(const StepContext& context, const std::string& invocation) {
    const Machine& machine = context.machine;
    const pid_t number = machine.units.main_process(context.unit);
    if (number == 0) {
        return;
    }
    const auto process = machine.processes.find(number);
    const UnitState server = machine.units.read(context.unit);
    if (server.invocation != invocation || !is_joining(context, server)) {
        return;
    }
    if (!process) {
        throw Error("cannot end process " + std::to_string(number) +
                    ", which waits for nobody: run 'systemctl restart " + unit_for_people(context.unit) + "'");
    }
    context.announcer.announce({message_id::join_ended,
                                Urgency::warning,
                                "Ends this start and decides again: the server was to join, but no node runs any more.",
                                {{"GALERA_REASON", "nobody-to-join"}}});
    process->kill();
}

/// Looks at the server's command line again and again, for some time or until the start is over.
void look_closely(const StepContext& context, const std::string& invocation, std::chrono::milliseconds between_looks,
                  std::chrono::milliseconds time) {
    const Machine& machine = context.machine;
    const auto end = machine.clock.now() + time;
    for (UnitState server = machine.units.read(context.unit);
         machine.clock.now() < end && server.invocation == invocation && is_joining(context, server);
         server = machine.units.read(context.unit)) {
        end_undecided_bootstrap(context, invocation);
        machine.clock.sleep(between_looks);
    }
}

} // namespace

void watch(const StepContext& context) {
    // A server that bootstraps lets clients in within half a second: nothing else comes before this look, not even the
    // settings.
    constexpr std::chrono::milliseconds at_first{20};
    constexpr std::chrono::seconds closely{3};
    const Machine& machine = context.machine;
    machine.process.stop_being_root();
    UnitState server = machine.units.read(context.unit);
    const std::string invocation = server.invocation;
    while (server.phase == UnitPhase::preparing && server.invocation == invocation) {
        machine.clock.sleep(at_first);
        server = machine.units.read(context.unit);
    }
    if (!is_joining(context, server)) {
        return;
    }
    look_closely(context, invocation, at_first, closely);
    const NodeSettings settings = machine.configuration.settings();
    if (!settings.is_galera_node()) {
        return;
    }
    const auto nodes = settings.cluster_address(context.cluster_address).nodes();
    const std::size_t self = await_own_node(context, settings, ClusterAddress(nodes)).index.value();
    const auto gatherer = machine.peers(settings.own.snmp);
    auto in_company_at = machine.clock.now();
    for (; server.invocation == invocation && is_joining(context, server); server = machine.units.read(context.unit)) {
        if (somebody_can_be_joined(sights_of(nodes, gatherer->gather(nodes), settings.server.cluster_name), self)) {
            in_company_at = machine.clock.now();
        } else if (machine.clock.now() - in_company_at >= patience) {
            end_join(context, invocation);
            return;
        }
        look_closely(context, invocation, std::chrono::milliseconds(200), between_rounds);
    }
}

} // namespace galera_initiator
