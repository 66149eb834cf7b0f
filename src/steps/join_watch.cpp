#include "steps/join_watch.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "evidence/published_record.hpp"
#include "node/command_line.hpp"
#include "node/server_user.hpp"
#include "deciding/sighting.hpp"
#include "snmp/snmp_gatherer.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include <sys/syscall.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

using Clock = std::chrono::steady_clock;

/// Crashed nodes that start together re-form their component in about 3 s; a server that finds nobody and has no view
/// to restore gives up after 30 s, and then its unit would not be started again.
constexpr std::chrono::seconds patience{15};
constexpr std::chrono::seconds between_rounds{2};

bool can_be_joined(const NodeSight& node) {
    switch (node.hearing) {
    case Hearing::heard:
        return node.record->status == NodeStatus::running || node.record->status == NodeStatus::bootstrapping;
    case Hearing::older_tool:
    case Hearing::alive_but_silent:
    case Hearing::no_record:
        return true;
    case Hearing::unreachable:
    case Hearing::unresolved:
        return false;
    }
    throw Error("no such hearing");
}

/// Is the start that is to be watched still under way?
bool is_joining(const StepContext& context, const UnitState& server) {
    if (server.phase != UnitPhase::starting) {
        return false;
    }
    const auto published = PublishedRecordFile(context.places.published_folder()).load();
    return published && published->record.origin == server.invocation &&
           published->record.status == NodeStatus::joining;
}

void end_start(const StepContext& context, UnitStates& units, const std::string& invocation) {
    // A descriptor of the process, so that no other one that takes over its number can be hit.
    const pid_t process = units.main_process(context.unit);
    if (process == 0) {
        return;
    }
    const FileDescriptor descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0U)));
    if (!descriptor) {
        throw SystemError("cannot open process " + std::to_string(process), errno);
    }
    const UnitState server = units.read(context.unit);
    if (server.invocation != invocation || !is_joining(context, server)) {
        return;
    }
    context.announcer.announce({message_id::join_ended,
                                Urgency::warning,
                                "Ends this start and decides again: the server was to join, but no node runs any more.",
                                {{"GALERA_REASON", "nobody-to-join"}}});
    if (::syscall(SYS_pidfd_send_signal, descriptor.get(), SIGKILL, nullptr, 0U) != 0) {
        throw SystemError("cannot end process " + std::to_string(process), errno);
    }
}

/// Was it decided in this start that the server joins?
bool was_to_join(const StepContext& context, const std::string& invocation) {
    const auto published = PublishedRecordFile(context.places.published_folder()).load();
    return published && published->record.origin == invocation && published->record.status == NodeStatus::joining;
}

/// Looks at the server's command line again and again, for some time or until the start is over.
void look_closely(const StepContext& context, UnitStates& units, const std::string& invocation,
                  std::chrono::milliseconds between_looks, std::chrono::milliseconds time) {
    const auto end = Clock::now() + time;
    for (UnitState server = units.read(context.unit);
         Clock::now() < end && server.invocation == invocation && is_joining(context, server);
         server = units.read(context.unit)) {
        end_undecided_bootstrap(context, units, invocation);
        std::this_thread::sleep_for(between_looks);
    }
}

} // namespace

bool end_undecided_bootstrap(const StepContext& context, UnitStates& units, const std::string& invocation) {
    const pid_t process = units.main_process(context.unit);
    if (process == 0) {
        return false;
    }
    const FileDescriptor descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0U)));
    // Not below the root: it is the service manager's process.
    std::ifstream stream("/proc/" + std::to_string(process) + "/cmdline", std::ios::binary);
    const std::string words{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    // The start last: the process that the descriptor stands for is of the start that the unit is in now, or has ended.
    if (!descriptor || !bootstraps(words) || !was_to_join(context, invocation) ||
        units.read(context.unit).invocation != invocation) {
        return false;
    }
    context.announcer.announce(
        {message_id::undecided_bootstrap_ended,
         Urgency::error,
         "Stops the server at once: it was to join, and was started to bootstrap. Something on its way adds "
         "wsrep-new-cluster or takes the cluster address away: see 'galera_check config', 'systemctl cat " +
             unit_for_people(context.unit) + "' and the program that it starts.",
         {{"GALERA_REASON", "bootstraps-undecided"}}});
    if (::syscall(SYS_pidfd_send_signal, descriptor.get(), SIGKILL, nullptr, 0U) != 0) {
        throw SystemError("cannot end process " + std::to_string(process), errno);
    }
    return true;
}

bool somebody_can_be_joined(const std::vector<NodeSight>& nodes, std::size_t self) {
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        if (index != self && can_be_joined(nodes[index])) {
            return true;
        }
    }
    return false;
}

void watch_join(const StepContext& context, UnitStates& units) {
    // A server that bootstraps lets clients in within half a second: nothing else comes before this look, not even the
    // settings.
    constexpr std::chrono::milliseconds at_first{20};
    constexpr std::chrono::seconds closely{3};
    stop_being_root(context.places);
    UnitState server = units.read(context.unit);
    const std::string invocation = server.invocation;
    while (server.phase == UnitPhase::preparing && server.invocation == invocation) {
        std::this_thread::sleep_for(at_first);
        server = units.read(context.unit);
    }
    if (!is_joining(context, server)) {
        return;
    }
    look_closely(context, units, invocation, at_first, closely);
    const NodeSettings settings = NodeSettings::load(context.places.root);
    if (!settings.is_galera_node()) {
        return;
    }
    const auto nodes = settings.cluster_address(context.cluster_address).nodes();
    const std::size_t self = await_own_node(context, settings, ClusterAddress(nodes)).index.value();
    SnmpGatherer gatherer(settings.own.snmp);
    auto in_company_at = Clock::now();
    for (; server.invocation == invocation && is_joining(context, server); server = units.read(context.unit)) {
        if (somebody_can_be_joined(sights_of(nodes, gatherer.gather(nodes), settings.server.cluster_name), self)) {
            in_company_at = Clock::now();
        } else if (Clock::now() - in_company_at >= patience) {
            end_start(context, units, invocation);
            return;
        }
        look_closely(context, units, invocation, std::chrono::milliseconds(200), between_rounds);
    }
}

} // namespace galera_initiator
