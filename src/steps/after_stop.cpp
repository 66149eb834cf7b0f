#include "steps/own_evidence.hpp"
#include "steps/steps.hpp"

namespace galera_initiator {

namespace {

/// Counts a start that failed before the server was up, also where nothing else can be told of it.
void count_failed_start(const StepContext& context, const PublishedRecordFile& file) {
    auto published = file.load();
    const bool was_up = published && published->server_was_up() && published->record.origin == context.invocation;
    if (!published || was_up) {
        return;
    }
    std::optional<FailedStarts>& failed = published->record.failed_starts;
    failed = failed ? failed->counted_on() : FailedStarts{1, context.machine.clock.time_of_day()};
    file.save(*published);
}

/// @returns the unit that runs, or ran, a position recovery of this server; empty: none
std::string recovering_unit(const PublishedRecordFile& file) {
    const auto published = file.load();
    return published && published->record.status == NodeStatus::recovering ? published->writer : "";
}

/// Did a server of this start run, and end by itself? The step runs as well where none was started.
bool has_server_ended(const StepContext& context, const PublishedRecordFile& file, const std::string& result) {
    const auto published = file.load();
    return result == "success" && published && published->record.origin == context.invocation &&
           published->server_was_started();
}

void announce_cut_short(const StepContext& context) {
    context.announcer.announce({message_id::recovery_cut_short,
                                Urgency::notice,
                                "The position recovery was stopped with " + context.unit +
                                    ", so the peers cannot hear this node's position. The next start finds it, or "
                                    "without a start 'systemctl start galera-initiator-record.service'.",
                                {}});
}

} // namespace

void after_stop(const StepContext& context) {
    const Machine& machine = context.machine;
    machine.process.stop_being_root();
    const PublishedRecordFile file(machine.files, context.places.published_folder());
    const std::string result = machine.process.variable("SERVICE_RESULT").value_or(""); // systemd.exec(5)
    std::unique_ptr<FileLock> lock;
    while (!(lock = machine.files.lock(context.places.lock_file(), Files::Patience::none))) {
        if (!recovering_unit(file).empty()) {
            return; // that publishes what it finds, and a stop must not wait for it
        }
        machine.clock.sleep(std::chrono::milliseconds(20));
    }
    if (!result.empty() && result != "success" && !load_hold(machine.files, context.places)) {
        count_failed_start(context, file);
    }
    // Where it was killed, by whomever, another one would take as long; where it ended by itself, it does so at once.
    if (recovering_unit(file) == context.unit && result != "exit-code") {
        announce_cut_short(context);
        return;
    }
    const bool has_ended = has_server_ended(context, file, result);
    publish_evidence(context, has_ended ? EvidenceFor::end : EvidenceFor::stop, context.unit);
}

} // namespace galera_initiator
