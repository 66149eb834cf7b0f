#include "steps/own_evidence.hpp"

#include "common/error.hpp"
#include "common/printable.hpp"
#include "decision/evidence_words.hpp"
#include "evidence/node_memory.hpp"

namespace galera_initiator {

namespace {

/// A stop is to be quick, but the scripts of a joiner that is stopped need a moment to notice.
constexpr std::chrono::seconds longest_wait_of_a_stop{10};

std::multimap<std::string, std::string> position_fields(const Evidence& evidence) {
    if (!evidence.position) {
        return {};
    }
    return {{"GALERA_UUID", evidence.position->history().to_string()},
            {"GALERA_SEQNO", evidence.position->seqno().to_string()}};
}

void announce_recovery(const StepContext& context) {
    const std::string message = "Recovers the position from the data (--wsrep-recover), which takes as long as the "
                                "database needs for its own recovery.";
    context.announcer.show_status(message);
    context.announcer.announce({message_id::recovery_begins, Urgency::notice, message, {}});
}

void announce_recovered(const StepContext& context, const Evidence& evidence, std::chrono::milliseconds time) {
    const std::string milliseconds = std::to_string(time.count());
    auto fields = position_fields(evidence);
    fields.emplace("GALERA_MILLISECONDS_RECOVERY", milliseconds);
    const std::string message =
        "The position recovery took " + milliseconds + " ms and shows: " + in_words(evidence) + ".";
    context.announcer.show_status(message);
    context.announcer.announce({message_id::recovery_ends,
                                evidence.data == DataState::unreadable ? Urgency::warning : Urgency::notice, message,
                                std::move(fields)});
}

/// The choice that binds the next start binds this node while it is stopped as well.
std::optional<Uuid> kept_choice(const StepContext& context, const NodeSettings& settings, const Evidence& evidence) {
    if (settings.own.policies.wait_for != Policies::WaitFor::majority || evidence.membership != Membership::view) {
        return std::nullopt;
    }
    const auto choice = NodeMemoryFile(context.machine.files, context.places.state_folder()).load().choice;
    return choice ? std::optional(choice->claim) : std::nullopt;
}

} // namespace

std::unique_ptr<FileLock> lock_evidence(const StepContext& context) {
    Files& files = context.machine.files;
    const auto path = context.places.lock_file();
    if (auto lock = files.lock(path, Files::Patience::none)) {
        return lock;
    }
    const std::string message = "Waits for another process that reads this node's evidence, maybe with a position "
                                "recovery. See 'systemctl status galera-initiator-record'.";
    context.announcer.show_status(message);
    context.announcer.announce({message_id::wait,
                                Urgency::notice,
                                message,
                                {{"GALERA_DECISION", "wait"}, {"GALERA_REASON", "evidence-in-use"}}});
    return files.lock(path, Files::Patience::endless);
}

void await_end_of_transfer(const StepContext& context, const NodeSettings& settings,
                           std::optional<std::chrono::milliseconds> limit) {
    Clock& clock = context.machine.clock;
    const auto began = clock.now();
    const std::filesystem::path& folder = settings.server.data_directory;
    constexpr std::chrono::milliseconds worth_telling{500};
    for (bool is_told = false;;) {
        const auto writer = context.machine.processes.find_transfer_into(folder);
        if (!writer) {
            return;
        }
        const std::string id = std::to_string(writer->id);
        std::string message = "process ";
        message.append(id).append(" (").append(printable(writer->name));
        message.append(") is at work on ").append(folder.string());
        message.append(
            ": a state transfer that has outlived its server and ends by itself soon, or a person's backup or "
            "restore, which is to end first. 'ps -fp ");
        message.append(id).append("' tells which");
        if (limit && clock.now() - began >= *limit) {
            throw WaitLimitPassed("gave up waiting: " + message);
        }
        if (!is_told && clock.now() - began >= worth_telling) {
            is_told = true;
            context.announcer.show_status("Waits: " + message + ".");
            context.announcer.announce({message_id::wait,
                                        Urgency::notice,
                                        "Waits: " + message + ".",
                                        {{"GALERA_DECISION", "wait"}, {"GALERA_REASON", "transfer-still-writes"}}});
        }
        clock.sleep(std::chrono::milliseconds(100));
    }
}

Evidence read_evidence(const StepContext& context, const NodeSettings& settings, EvidenceFor purpose,
                       const std::function<void()>& before_recovery) {
    const Machine& machine = context.machine;
    const auto database = machine.database(settings);
    DiskEvidence disk({below(context.places.root, settings.server.data_directory),
                       below(context.places.root, settings.server.provider_directory),
                       settings.server.recovery_is_forced, purpose != EvidenceFor::record,
                       purpose == EvidenceFor::start, settings.keeps_views(), purpose == EvidenceFor::end,
                       load_hold(machine.files, context.places).has_value()},
                      machine.files, NodeMemoryFile(machine.files, context.places.state_folder()), *database,
                      [&] { return machine.process.random_uuid(); });
    std::optional<Clock::Time> begins_at;
    Evidence evidence = disk.read([&] {
        before_recovery();
        announce_recovery(context);
        begins_at = machine.clock.now();
    });
    if (begins_at) {
        announce_recovered(context, evidence,
                           std::chrono::duration_cast<std::chrono::milliseconds>(machine.clock.now() - *begins_at));
    }
    return evidence;
}

void publish_evidence(const StepContext& context, EvidenceFor purpose, const std::string& writer) {
    const NodeSettings settings = context.machine.configuration.settings();
    if (!settings.is_galera_node()) {
        return;
    }
    await_end_of_transfer(context, settings,
                          purpose == EvidenceFor::record
                              ? std::nullopt
                              : std::optional(std::chrono::milliseconds(longest_wait_of_a_stop)));
    const PublishedRecordFile file(context.machine.files, context.places.published_folder());
    const auto before = file.load();
    const auto blank = [&](NodeStatus status) {
        Record record = blank_record(context, settings, status);
        record.failed_starts = before ? before->record.failed_starts : std::nullopt;
        return record;
    };
    const auto publish_record = [&](const Record& record) { file.save({record, writer, context.unit}); };
    Record record = blank(NodeStatus::stopped);
    record.evidence = read_evidence(context, settings, purpose, [&] { publish_record(blank(NodeStatus::recovering)); });
    record.choice = kept_choice(context, settings, *record.evidence);
    record.hold = load_hold(context.machine.files, context.places); // as late as can be, for it is a person's
    publish_record(record);
    if (before && before->record.status == NodeStatus::stopped && before->record.evidence == record.evidence) {
        return; // it was told then
    }
    context.announcer.announce({message_id::evidence_found, Urgency::notice,
                                "The server is down: " + in_words(*record.evidence) + ".",
                                position_fields(*record.evidence)});
}

} // namespace galera_initiator
