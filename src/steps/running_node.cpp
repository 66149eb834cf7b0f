#include "steps/running_node.hpp"

#include "common/error.hpp"
#include "deciding/sighting.hpp"
#include "decision/sights.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/published_record.hpp"
#include "evidence/remembering.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/view_state.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace galera_initiator {

namespace {

std::optional<Uuid> read_history(const StepContext& context, const NodeSettings& settings) {
    const auto path = below(context.places.root, settings.server.provider_directory) / SavedState::file_name;
    const auto text = context.machine.files.read(path);
    if (!text) {
        return std::nullopt;
    }
    const Uuid history = SavedState::parse(*text).history;
    return history.is_nil() ? std::nullopt : std::optional(history);
}

std::optional<RunningHistory> hear_component(PeerGatherer& gatherer, const std::vector<NodeAddress>& nodes,
                                             const std::string& cluster_name, const std::optional<ViewState>& view) {
    return component_told_by(sights_of(nodes, gatherer.gather(nodes), cluster_name), view);
}

/// Whom this node joined may have been replaced between its decision and its server's connection, and may not be up yet
/// itself: so this waits a little for somebody whom the view names. A node that joined before the others, or it, had
/// this tool knows nobody, and asks once.
std::optional<RunningHistory> await_component(const StepContext& context, const NodeSettings& settings,
                                              const std::optional<NodeAddress>& joined) {
    constexpr auto longest_wait = std::chrono::seconds(10);
    Clock& clock = context.machine.clock;
    const auto give_up_at = clock.now() + longest_wait;
    const auto gatherer = context.machine.peers(settings.own.snmp);
    const std::string& cluster_name = settings.server.cluster_name;
    if (joined) {
        const auto view = last_of(read_view(context, settings));
        auto component = hear_component(*gatherer, {*joined}, cluster_name, view);
        if (component && is_of_own_component(*component, view)) {
            return component;
        }
    }
    const auto nodes = settings.cluster_address(context.cluster_address).nodes();
    while (true) {
        const auto view = last_of(read_view(context, settings));
        auto component = hear_component(*gatherer, nodes, cluster_name, view);
        const bool is_certain = component && is_of_own_component(*component, view);
        if (is_certain || !joined || clock.now() >= give_up_at) {
            return component;
        }
        clock.sleep(std::chrono::milliseconds(500));
    }
}

/// Is that server in that phase still? Its own unit waits for the step that it runs; a step of another unit is beside
/// it.
bool is_still(UnitPhase phase, const StepContext& context, const std::string& invocation) {
    if (context.invocation == invocation) {
        return true;
    }
    const UnitState server = context.machine.units.read(context.unit);
    return server.invocation == invocation && server.phase == phase;
}

/// The steps of the unit write its memory as well. @returns none once that server is in another phase
std::unique_ptr<FileLock> lock_while(UnitPhase phase, const StepContext& context, const std::string& invocation) {
    std::unique_ptr<FileLock> lock;
    do {
        if (lock = context.machine.files.lock(context.places.lock_file(), Files::Patience::none); !lock) {
            context.machine.clock.sleep(std::chrono::milliseconds(20));
        }
        // The next start has the lock for as long as it waits for its peers.
        if (!is_still(phase, context, invocation)) {
            return nullptr;
        }
    } while (!lock);
    return lock;
}

/// The node itself needs it for nothing while its memory is there. @returns whether it is there
bool write_beside_data(const StepContext& context, const std::filesystem::path& data_folder, const NodeMemory& memory,
                       bool is_told) {
    try {
        put_beside_data(context.machine.files, data_folder, data_lineage_of(memory));
        return true;
    } catch (const SystemError& error) {
        if (!is_told) {
            context.announcer.announce({message_id::lineage_not_written,
                                        Urgency::warning,
                                        std::string("Cannot write beside the data through which bootstraps it came to "
                                                    "be, so a copy of the data folder does not tell it: ") +
                                            error.what() + ".",
                                        {}});
        }
        return false;
    }
}

/// As which members the nodes run, each as far as it is heard and tells it.
std::vector<std::optional<Uuid>> hear_members(const StepContext& context, const NodeSettings& settings) {
    const auto nodes = settings.cluster_address(context.cluster_address).nodes();
    const auto answers = context.machine.peers(settings.own.snmp)->gather(nodes);
    std::vector<std::optional<Uuid>> members;
    for (const NodeSight& sight : sights_of(nodes, answers, settings.server.cluster_name)) {
        members.push_back(has_status(sight, NodeStatus::running) ? sight.record->member : std::nullopt);
    }
    return members;
}

} // namespace

std::optional<RunningHistory> component_told_by(const std::vector<NodeSight>& nodes,
                                                const std::optional<ViewState>& view) {
    std::vector<RunningHistory> running;
    for (const NodeSight& node : nodes) {
        auto history = has_status(node, NodeStatus::running) ? told_history(node.address, *node.record) : std::nullopt;
        if (history) {
            running.push_back(*std::move(history));
        }
    }
    return component_told_by(running, view);
}

std::filesystem::path place_of_view(const StepContext& context, const NodeSettings& settings) {
    return below(context.places.root, settings.server.provider_directory) / ViewState::file_name;
}

std::filesystem::path place_of_server_status(const StepContext& context, const NodeSettings& settings) {
    const auto& configured = settings.server.status_file;
    return configured ? below(context.places.root, *configured) : context.places.server_status_file();
}

std::optional<WrittenView> read_view(const StepContext& context, const NodeSettings& settings) {
    constexpr int most_looks = 10;
    constexpr auto between_looks = std::chrono::milliseconds(100);
    const auto folder = place_of_view(context, settings).parent_path();
    auto written = read_view(context.machine.files, folder);
    // A provider that is just about to write the next one flushes that first, which takes as long as the disk takes.
    for (int looks = 1; looks < most_looks && written && !written->is_last; ++looks) {
        context.machine.clock.sleep(between_looks);
        written = read_view(context.machine.files, folder);
    }
    if (written) {
        // The provider flushes the file, but not that it has taken the place of the one before: what is remembered of a
        // view must not outlive it.
        context.machine.files.synchronise(folder);
    }
    return written;
}

std::string state_file_of(const StepContext& context, const NodeSettings& settings) {
    return context.machine.files.print_of_file(place_of_view(context, settings).parent_path() / SavedState::file_name);
}

void save_with_data(const StepContext& context, const NodeSettings& settings, const NodeMemoryFile& file,
                    const NodeMemory& before, NodeMemory& memory, InComponent in_component) {
    const Machine& machine = context.machine;
    const auto data_folder = below(context.places.root, settings.server.data_directory);
    const FolderSigns signs = signs_of(machine.files, data_folder, place_of_view(context, settings).parent_path());
    const bool is_said = signs.lineage && signs.lineage->says_the_same({{}, memory.lineage_history, memory.lineage});
    const bool has_failed = memory.next_beside_data.has_value();
    // What it may lack is not that component's.
    const bool is_to_be_said = memory.lineage_history && !is_said && !may_lack_data(in_component);
    if (is_to_be_said) {
        memory.let_write_beside_data(machine.process.random_uuid(), signs);
    }
    if (memory != before) {
        file.save(memory);
    }
    if (is_to_be_said && write_beside_data(context, data_folder, memory, has_failed)) {
        memory.know_beside_data();
        file.save(memory);
    }
}

InComponent server_in_component(const StepContext& context, const NodeSettings& settings) {
    const auto place = place_of_server_status(context, settings);
    const InComponent told = in_component(context.machine.files.read(place));
    // Its disk was full just when its state changed, and it does not try again. It may be without a component.
    const bool may_be_of_before = told != InComponent::unknown && context.machine.files.has_newer_copy(place);
    return may_be_of_before ? InComponent::no : told;
}

void publish_running(const StepContext& context, const NodeSettings& settings, const std::string& invocation) {
    const NodeMemoryFile file(context.machine.files, context.places.state_folder());
    std::optional<RunningHistory> component;
    if (const NodeMemory memory = file.load(); !knows_its_lineage(memory.unfinished_start)) {
        component = await_component(context, settings, memory.joined_node);
    }
    const auto lock = lock_while(UnitPhase::up, context, invocation);
    if (!lock) {
        return;
    }
    const auto written = read_view(context, settings);
    const auto view = last_of(written);
    const InComponent in_component = server_in_component(context, settings);
    const NodeMemory before = file.load();
    NodeMemory memory = before;
    if (!may_lack_data(in_component)) {
        memory = memory_once_up(std::move(memory), in_component == InComponent::synced, read_history(context, settings),
                                view, component);
        if (context.invocation == invocation) {
            memory.unfinished_start = NodeMemory::UnfinishedStart::finishing; // until the watch sees the unit up
        }
    }
    memory.data_folder =
        context.machine.files.mark_of_folder(below(context.places.root, settings.server.data_directory));
    memory.see_state_file(state_file_of(context, settings));
    save_with_data(context, settings, file, before, memory, in_component);
    const bool is_non_primary = in_component == InComponent::no;
    Record record = blank_record(context, settings, is_non_primary ? NodeStatus::non_primary : NodeStatus::running);
    record.origin = invocation;
    tell_lineage(record, memory);
    if (written) {
        record.member = written->view.own; // of whatever view: a server stays the same member
    }
    PublishedRecordFile(context.machine.files, context.places.published_folder())
        .save({record, context.unit, context.unit});
}

void keep_later_view(const StepContext& context, const NodeSettings& settings, const std::string& invocation) {
    const NodeMemoryFile file(context.machine.files, context.places.state_folder());
    const auto as_of_now = [&](const NodeMemory& memory, const std::optional<RunningHistory>& component) {
        const auto written = read_view(context, settings);
        const bool has_formed = written && written->view.has_formed();
        return has_formed ? memory_amid_stop(memory, last_of(written), component) : memory;
    };
    /// @returns whether there is something to keep, and the server has not left yet
    const auto keep = [&](const std::optional<RunningHistory>& component) {
        if (const NodeMemory memory = file.load(); as_of_now(memory, component) == memory) {
            return false; // the step after the stop has the lock for as long as a position recovery takes
        }
        const auto lock = lock_while(UnitPhase::stopping, context, invocation);
        if (lock) {
            const NodeMemory before = file.load();
            NodeMemory memory = as_of_now(before, component);
            save_with_data(context, settings, file, before, memory, server_in_component(context, settings));
        }
        return lock != nullptr;
    };
    // With whom it was goes first: to ask them takes as long as one does not answer.
    if (keep(std::nullopt)) {
        const auto nodes = settings.cluster_address(context.cluster_address).nodes();
        keep(hear_component(*context.machine.peers(settings.own.snmp), nodes, settings.server.cluster_name,
                            last_of(read_view(context, settings))));
    }
}

void remember_arbitrators(const StepContext& context, const NodeSettings& settings, const std::string& invocation) {
    const std::size_t most = settings.own.policies.arbitrators;
    if (most == 0) {
        return;
    }
    const auto members = hear_members(context, settings);
    const auto lock = lock_while(UnitPhase::up, context, invocation);
    const auto view = last_of(read_view(context, settings));
    if (!lock || !view) {
        return;
    }
    const NodeMemoryFile file(context.machine.files, context.places.state_folder());
    const NodeMemory before = file.load();
    const NodeMemory memory = memory_of_arbitrators(before, *view, members, most);
    if (memory != before) {
        file.save(memory);
    }
}

void publish_running_if_nobody_has(const StepContext& context, const UnitState& server) {
    const auto published = PublishedRecordFile(context.machine.files, context.places.published_folder()).load();
    const NodeSettings settings = context.machine.configuration.settings();
    if (settings.is_galera_node() && (!published || published->record.origin != server.invocation)) {
        publish_running(context, settings, server.invocation);
    }
}

} // namespace galera_initiator
