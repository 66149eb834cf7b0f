#include "common/error.hpp"
#include "deciding/sighting.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/published_record.hpp"
#include "evidence/view_state.hpp"
#include "steps/company.hpp"
#include "steps/end_of_server.hpp"
#include "steps/follow_component.hpp"
#include "steps/running_node.hpp"
#include "steps/steps.hpp"
#include "steps/undecided_bootstrap.hpp"

#include <chrono>
#include <optional>

namespace galera_initiator {

namespace {

/// Crashed nodes that start together re-form their component in about 3 s; a server that finds nobody and has no view
/// to restore gives up after 30 s, and then its unit would not be started again.
constexpr std::chrono::seconds patience{15};
/// Where each peer has said that it does not run, or a fellow in a start together is not heard: long enough for what
/// one of them tells to be of before the next look.
constexpr std::chrono::seconds short_patience{5};
constexpr std::chrono::seconds between_rounds{2};
constexpr std::chrono::milliseconds between_looks_at_fellows{250};
constexpr std::chrono::milliseconds at_first{20};

/// Also without a change: the kernel may not tell of one, and of a server without component the peers may come to wait.
constexpr std::chrono::seconds between_looks_at_member{60};
constexpr std::chrono::seconds between_looks_at_others{2};
constexpr std::chrono::seconds between_looks_at_leaver{1};
constexpr std::chrono::milliseconds until_up{200};

bool has_server(const UnitState& server, const std::string& invocation) {
    return server.invocation == invocation && server.phase != UnitPhase::down;
}

bool is_up_or_leaves(const UnitState& server) {
    return server.phase == UnitPhase::up || server.phase == UnitPhase::stopping;
}

/// Is the start that is to be watched still under way?
bool is_joining(const StepContext& context, const UnitState& server) {
    return server.phase == UnitPhase::starting && was_to_join(context, server.invocation);
}

void end_join(const StepContext& context, const std::string& invocation, const Announcement& announcement) {
    const auto is_still_due = [&] {
        const UnitState server = context.machine.units.read(context.unit);
        return server.invocation == invocation && is_joining(context, server);
    };
    end_server(context, is_still_due, announcement);
}

Announcement nobody_to_join() {
    return {message_id::join_ended,
            Urgency::warning,
            "Ends this start and decides again: the server was to join, but no node runs any more.",
            {{"GALERA_REASON", "nobody-to-join"}}};
}

Announcement fellow_missing() {
    return {message_id::join_ended,
            Urgency::warning,
            "Ends this start and decides again: the server was to start together with others, and one of them does not "
            "come.",
            {{"GALERA_REASON", "fellow-missing"}}};
}

/// Is the view with which this node started together with others still in its place? Their component has not formed
/// then.
bool is_forming(const StepContext& context, const NodeSettings& settings) {
    const auto written = read_view(context, settings);
    return written && !written->view.has_formed();
}

/// What this node tells of a start together with others; none of any other start.
std::optional<Record> record_of_start_together(const StepContext& context) {
    const auto published = PublishedRecordFile(context.machine.files, context.places.published_folder()).load();
    return published && published->record.together ? std::optional(published->record) : std::nullopt;
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

/// Until the start is over. @returns whether it has ended it
bool watch_join(const StepContext& context, UnitState server) {
    // A server that bootstraps lets clients in within half a second: nothing else comes before this look, not even the
    // settings.
    constexpr std::chrono::seconds closely{3};
    const Machine& machine = context.machine;
    const std::string invocation = server.invocation;
    // Of a start together it is the fellows that are to be looked at soon.
    look_closely(context, invocation, at_first, record_of_start_together(context) ? between_looks_at_fellows : closely);
    const NodeSettings settings = machine.configuration.settings();
    if (!settings.is_galera_node()) {
        return false;
    }
    const auto nodes = settings.cluster_address(context.cluster_address).nodes();
    const std::size_t self = await_own_node(context, settings, ClusterAddress(nodes)).index.value();
    const auto gatherer = machine.peers(settings.own.snmp);
    const auto began = machine.clock.now();
    auto in_company_at = began;
    for (; server.invocation == invocation && is_joining(context, server); server = machine.units.read(context.unit)) {
        const auto sights = sights_of(nodes, gatherer->gather(nodes), settings.server.cluster_name);
        const bool all_told = all_are_heard(sights);
        const auto time_without = [&] { return machine.clock.now() - in_company_at; };
        const auto together = record_of_start_together(context);
        const bool fellows_come = together && all_fellows_come(sights, *together);
        if (fellows_come) {
            in_company_at = machine.clock.now();
        }
        if (together && is_forming(context, settings)) {
            const bool one_is_missing = !fellows_come && (all_told || time_without() >= short_patience);
            if (one_is_missing || machine.clock.now() - began >= patience) {
                end_join(context, invocation, fellow_missing());
                return true;
            }
            look_closely(context, invocation, at_first, between_looks_at_fellows);
            continue;
        }
        if (somebody_may_run(sights, self)) {
            in_company_at = machine.clock.now();
        } else if (time_without() >= (all_told ? short_patience : patience)) {
            end_join(context, invocation, nobody_to_join());
            return true;
        }
        look_closely(context, invocation, std::chrono::milliseconds(200), between_rounds);
    }
    return false;
}

std::chrono::milliseconds time_until_next_look(const StepContext& context, const NodeSettings& settings,
                                               const UnitState& server) {
    if (server.phase == UnitPhase::stopping) {
        return between_looks_at_leaver;
    }
    const bool has_component = server_in_component(context, settings) != InComponent::no;
    return has_component ? between_looks_at_member : between_looks_at_others;
}

/// Until the server is down.
void watch_component(const StepContext& context, const std::string& invocation) {
    const Machine& machine = context.machine;
    const std::string settings_print = machine.configuration.print();
    const NodeSettings settings = machine.configuration.settings();
    if (!settings.is_galera_node()) {
        return;
    }
    const auto changes = machine.changes({place_of_view(context, settings), place_of_server_status(context, settings)});
    for (UnitState server = machine.units.read(context.unit); has_server(server, invocation);
         server = machine.units.read(context.unit)) {
        if (!is_up_or_leaves(server)) {
            machine.clock.sleep(until_up);
            continue;
        }
        if (machine.configuration.print() != settings_print) {
            machine.process.begin_again(); // for what says how the peers are reached
        }
        follow_component(context, invocation);
        changes->await(time_until_next_look(context, settings, server));
    }
}

} // namespace

void watch(const StepContext& context) {
    const Machine& machine = context.machine;
    machine.process.stop_being_root();
    UnitState server = machine.units.read(context.unit);
    const std::string invocation = server.invocation;
    while (server.phase == UnitPhase::preparing && server.invocation == invocation) {
        machine.clock.sleep(at_first);
        server = machine.units.read(context.unit);
    }
    const bool has_ended_it = is_joining(context, server) && watch_join(context, server);
    if (!has_ended_it && has_server(server, invocation)) {
        watch_component(context, invocation);
    }
}

} // namespace galera_initiator
