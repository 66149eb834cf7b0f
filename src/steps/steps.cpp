#include "steps/steps.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/files.hpp"
#include "common/lists.hpp"
#include "common/printable.hpp"
#include "common/privileges.hpp"
#include "configuration/noted_start.hpp"
#include "configuration/option_files.hpp"
#include "configuration/server_unit.hpp"
#include "decision/assumptions.hpp"
#include "decision/evidence_words.hpp"
#include "decision/explanation.hpp"
#include "decision/leaving.hpp"
#include "evidence/disk_evidence.hpp"
#include "evidence/evidence_archive.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/position_recovery.hpp"
#include "evidence/published_record.hpp"
#include "evidence/remembering.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/state_file_changes.hpp"
#include "evidence/transfer_processes.hpp"
#include "node/handed_decision.hpp"
#include "deciding/initiator.hpp"
#include "steps/join_watch.hpp"
#include "node/new_cluster_call.hpp"
#include "steps/running_node.hpp"
#include "node/server_user.hpp"
#include "deciding/sighting.hpp"
#include "deciding/start_phases.hpp"
#include "snmp/snmp_gatherer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <thread>

#include <fcntl.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

using Clock = StartPhases::Clock;

std::string time_of_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    return text.data();
}

/// Held while a process reads the evidence and publishes: two position recoveries at once would fail.
FileDescriptor open_lock(const Places& places) {
    const auto path = places.lock_file();
    FileDescriptor descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!descriptor) {
        throw SystemError("cannot open " + path.string(), errno);
    }
    return descriptor;
}

/// @param mode  LOCK_NB to come back at once
/// @returns false if another process has it
bool take_lock(const FileDescriptor& lock, const Places& places, int mode = 0) {
    while (::flock(lock.get(), LOCK_EX | mode) != 0) {
        if (errno == EWOULDBLOCK) {
            return false;
        }
        if (errno != EINTR) {
            throw SystemError("cannot lock " + places.lock_file().string(), errno);
        }
    }
    return true;
}

/// Waits for the lock, and tells people so.
FileDescriptor lock_evidence(const StepContext& context) {
    FileDescriptor lock = open_lock(context.places);
    if (take_lock(lock, context.places, LOCK_NB)) {
        return lock;
    }
    const std::string message = "Waits for another process that reads this node's evidence, maybe with a position "
                                "recovery. See 'systemctl status galera-initiator-record'.";
    context.announcer.show_status(message);
    context.announcer.announce({message_id::wait,
                                Urgency::notice,
                                message,
                                {{"GALERA_DECISION", "wait"}, {"GALERA_REASON", "evidence-in-use"}}});
    take_lock(lock, context.places);
    return lock;
}

/// A stop is to be quick, but the scripts of a joiner that is stopped need a moment to notice.
constexpr std::chrono::seconds longest_wait_of_a_stop{10};

/// While a state transfer of a server that is gone still writes, the data must neither be read nor be started on.
/// @param limit  none: waits as long as it takes
void await_end_of_transfer(const StepContext& context, const NodeSettings& settings,
                           std::optional<std::chrono::milliseconds> limit) {
    const auto began = Clock::now();
    const std::filesystem::path& folder = settings.server.data_directory;
    constexpr std::chrono::milliseconds worth_telling{500};
    for (bool is_told = false;;) {
        const auto writer = find_writing_transfer(context.places.root, folder);
        if (!writer) {
            return;
        }
        const std::string id = std::to_string(writer->id);
        std::string message = "process ";
        message.append(id).append(" (").append(printable(writer->name));
        message.append(") of a state transfer still writes to ").append(folder.string());
        message.append(". It ends by itself soon; if it does not, end it with 'kill ").append(id).append("'");
        if (limit && Clock::now() - began >= *limit) {
            throw WaitLimitPassed("gave up waiting: " + message);
        }
        if (!is_told && Clock::now() - began >= worth_telling) {
            is_told = true;
            context.announcer.show_status("Waits: " + message + ".");
            context.announcer.announce({message_id::wait,
                                        Urgency::notice,
                                        "Waits: " + message + ".",
                                        {{"GALERA_DECISION", "wait"}, {"GALERA_REASON", "transfer-still-writes"}}});
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

/// So that it recovers the data which the server's unit starts the server on. Some settings need the cluster address as
/// well (wsrep_sst_method = rsync), which a recovery makes no use of.
std::vector<std::string> options_of_recovery(const ServerStart& start) {
    std::vector<std::string> options = start.defaults_options;
    for (const ServerStart::Option& option : start.options) {
        const bool is_recoverys_own = option.text.find("recover") != std::string::npos ||
                                      option.text.find("new") != std::string::npos ||
                                      option.text.find("position") != std::string::npos;
        if (!option.text.starts_with("--wsrep") || !is_recoverys_own) {
            options.push_back(option.text);
        }
    }
    return options;
}

/// What reading the own evidence takes, wired to this machine.
class OwnEvidence {
public:
    /// @param unit  that this process runs in
    OwnEvidence(const StepContext& context, const NodeSettings& settings, const std::string& unit, bool is_for_a_start)
        : OwnEvidence(context, settings, unit, is_for_a_start, start_of(context.places.root, context.unit)) {}

    Evidence read(const std::function<void()>& before_recovery) { return evidence_.read(before_recovery); }
    [[nodiscard]] const NodeMemoryFile& memory() const { return memory_; }

private:
    OwnEvidence(const StepContext& context, const NodeSettings& settings, const std::string& unit, bool is_for_a_start,
                const ServerStart& start)
        : memory_(context.places.state_folder()),
          recovery_(settings.server_program(context.places.root), context.places.published_folder(),
                    options_of_recovery(start), start.environment),
          evidence_({below(context.places.root, settings.server.data_directory),
                     below(context.places.root, settings.server.provider_directory), settings.server.recovery_is_forced,
                     unit == context.unit, is_for_a_start, settings.keeps_views()},
                    memory_, recovery_) {}

    NodeMemoryFile memory_;
    ServerPositionRecovery recovery_;
    DiskEvidence evidence_;
};

std::multimap<std::string, std::string> position_fields(const Evidence& evidence) {
    if (!evidence.position) {
        return {};
    }
    return {{"GALERA_UUID", evidence.position->history().to_string()},
            {"GALERA_SEQNO", evidence.position->seqno().to_string()}};
}

/// Reads the evidence, and tells people and peers about a position recovery.
/// @param publish_recovering  called before one
Evidence read_evidence(const StepContext& context, OwnEvidence& own, const std::function<void()>& publish_recovering) {
    std::optional<Clock::time_point> begins_at;
    Evidence evidence = own.read([&] {
        publish_recovering();
        const std::string message = "Recovers the position from the data (--wsrep-recover), which takes as long as the "
                                    "database needs for its own recovery.";
        context.announcer.show_status(message);
        context.announcer.announce({message_id::recovery_begins, Urgency::notice, message, {}});
        begins_at = Clock::now();
    });
    if (begins_at) {
        const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - *begins_at).count();
        auto fields = position_fields(evidence);
        fields.emplace("GALERA_MILLISECONDS_RECOVERY", std::to_string(time));
        const std::string message =
            "The position recovery took " + std::to_string(time) + " ms and shows: " + in_words(evidence) + ".";
        context.announcer.show_status(message);
        context.announcer.announce({message_id::recovery_ends,
                                    evidence.data == DataState::unreadable ? Urgency::warning : Urgency::notice,
                                    message, std::move(fields)});
    }
    return evidence;
}

/// grastate.dat's own flag, as the provider would take it.
bool provider_allows_bootstrap(const std::filesystem::path& provider_folder) {
    const auto text = read_file(provider_folder / SavedState::file_name);
    if (!text) {
        return true;
    }
    try {
        return SavedState::parse(*text).safe_to_bootstrap;
    } catch (const ParseError&) {
        return false;
    }
}

/// The files that say how to reach the peers; a change of one must take effect while a start waits.
std::string print_of_files(const std::filesystem::path& root) {
    std::string print;
    for (const char* name : {Configuration::path, "etc/snmp/snmp.conf", "etc/snmp/snmp.local.conf"}) {
        struct stat status {};
        if (::stat((root / name).c_str(), &status) == 0) {
            print += std::to_string(status.st_ino) + "." + std::to_string(status.st_mtim.tv_sec) + "." +
                     std::to_string(status.st_mtim.tv_nsec);
        }
        print += "/";
    }
    return print;
}

void write_phases(const StepContext& context, const StartPhases& phases) {
    write_file_atomically(context.places.phases_file(), phases.to_text(context.invocation), 0640);
}

/// What was measured of this start so far; none where that cannot be believed, for a start never fails for it.
std::optional<StartPhases> load_phases(const StepContext& context) {
    try {
        const auto text = read_file(context.places.phases_file(), 512);
        return text ? std::optional(StartPhases::parse(*text, context.invocation, Clock::now())) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// Begins anew with the changed settings. Net-SNMP reads its files once a process, so the process is replaced; its id,
/// and with it the unit's start, stays.
void start_again_if_settings_change(const StepContext& context, const StartPhases& phases, std::string& known) {
    const std::string now = print_of_files(context.places.root);
    if (now == known) {
        return;
    }
    known = now;
    context.announcer.announce(
        {message_id::settings_changed, Urgency::notice, "The settings have changed: reads them and decides anew.", {}});
    write_phases(context, phases);
    std::vector<std::string> arguments;
    std::vector<char*> pointers;
    const auto command_line = read_file("/proc/self/cmdline", 64UL * 1024);
    for (std::size_t begin = 0; command_line && begin < command_line->size();) {
        arguments.emplace_back(command_line->c_str() + begin);
        begin += arguments.back().size() + 1;
    }
    pointers.reserve(arguments.size() + 1);
    for (std::string& argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    ::execv("/proc/self/exe", pointers.data());
    throw SystemError("cannot start again after a change of the settings", errno);
}

std::optional<RunningHistory> joined_history(const Initiator::Outcome& outcome) {
    if (!outcome.verdict.history_of) {
        return std::nullopt;
    }
    const NodeSight& node = outcome.situation.nodes[*outcome.verdict.history_of];
    return RunningHistory{*node.record->history, *node.record->lineage, node.address, node.record->member};
}

/// What must be true on disk before the server starts. @returns the memory, as it was written
NodeMemory prepare_files(const StepContext& context, const std::filesystem::path& provider_folder,
                         const OwnEvidence& own, const Evidence& evidence, const Initiator::Outcome& outcome) {
    const EvidenceArchive archive(context.places.archive_folder());
    const Verdict& verdict = outcome.verdict;
    if (verdict.discards_data) {
        // Before the memory takes over the others' timelines, which are not this data's.
        give_up_history(provider_folder, archive, time_of_now());
    }
    // Before the flag is edited: it must never be taken for evidence.
    NodeMemory memory = own.memory().load();
    memory = verdict.action == Action::bootstrap
                 ? memory_before_bootstrap(std::move(memory), evidence, Uuid::random())
                 : memory_before_join(std::move(memory), evidence, joined_history(outcome), verdict.discards_data);
    own.memory().save(memory);
    if (verdict.action == Action::bootstrap) {
        make_safe_to_bootstrap(provider_folder, evidence.position, archive, time_of_now());
    } else {
        make_fit_to_join(provider_folder, verdict.discards_data ? std::nullopt : evidence.position, archive,
                         time_of_now());
    }
    return memory;
}

void write_decision(const StepContext& context, const HandedStart& start) {
    write_file_atomically(context.places.decision_file(), to_text(start, context.invocation), 0640);
}

/// @throws ConfigurationError if no decision reaches the server: then none is announced either
DecisionCarrier carrier_of(const StepContext& context) {
    const ServerUnit unit = ServerUnit::load(context.places.root, context.unit);
    if (const auto complaint = unit.why_no_decision_arrives(context.places.root)) {
        throw ConfigurationError(complaint->to_string());
    }
    DecisionCarrier carrier{unit.carrier().value()};
    const UnitVariables variables = unit.variables(context.places.root);
    if (const auto known = variables.find(carrier.variable);
        known != variables.end() && carrier.variable == "MYSQLD_OPTS") {
        carrier.content = known->second.value;
    }
    return carrier;
}

std::string_view environment_variable(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? "" : value;
}

const char* flag_in_environment() {
    return std::getenv("_WSREP_NEW_CLUSTER"); // NOLINT(concurrency-mt-unsafe): one thread
}

NewClusterCall hear_new_cluster_call(const StepContext& context, const Policies& policies) {
    const NewClusterCall call = new_cluster_call(context.places, context.invocation, flag_in_environment());
    if (call == NewClusterCall::left_over) {
        context.announcer.announce(
            {message_id::bootstrap_flag_ignored,
             Urgency::warning,
             "Ignores a bootstrap flag that was left over, or that a playbook or a person has set: "
             "galera_new_cluster is not running." +
                 std::string(policies.fresh == Policies::Fresh::first
                                 ? ""
                                 : " To bootstrap here, run galera_new_cluster. For machines that are installed one at "
                                   "a time, set fresh = first in the [cluster] section of /etc/galera-initiator.conf."),
             {}});
    }
    return call;
}

/// Root has seen a Galera node when the unit was loaded: as another server it would go its own way beside the cluster.
void refuse_to_start_without_galera(const StepContext& context) {
    if (!context.cluster_address) {
        return;
    }
    const auto denied = denied_option_files(context.places.root);
    throw ConfigurationError(
        "the server would start without Galera, though it is a node of " + *context.cluster_address + ": " +
        (denied.empty() ? "its settings were changed since the unit was loaded. If that is meant, run 'systemctl "
                          "daemon-reload' and start again"
                        : "its user may not read " + listed(denied) +
                              ". Let it, for example with 'chgrp mysql' and 'chmod g+r', and start again"));
}

void announce_drift(const StepContext& context, const NodeSettings& settings, const ClusterAddress& used) {
    if (!context.cluster_address) {
        return;
    }
    const ClusterAddress configured = settings.cluster_address(std::nullopt);
    if (configured.to_string() != used.to_string()) {
        context.announcer.announce({message_id::cluster_address_differs,
                                    Urgency::warning,
                                    "The cluster address is now " + configured.to_string() +
                                        ", but the unit still has " + used.to_string() +
                                        ": run 'systemctl daemon-reload'.",
                                    {}});
    }
}

void announce_tidying(const StepContext& context, const NodeSettings& settings) {
    if (const auto text = settings.tidied_text()) {
        context.announcer.announce({message_id::cluster_address_tidied,
                                    Urgency::notice,
                                    "wsrep_cluster_address '" + printable(*text) + "' is read as " +
                                        settings.cluster_address(std::nullopt).to_string() + ".",
                                    {}});
    }
}

void announce_unless_authenticated(const StepContext& context, const SnmpGatherer& gatherer) {
    if (!gatherer.is_authenticated()) {
        context.announcer.announce({message_id::answers_not_authenticated,
                                    Urgency::notice,
                                    "The answers of the peers are not authenticated: whoever can send packets in their "
                                    "place can forge them. See SNMPv3 in galera-initiator.conf(5).",
                                    {}});
    }
}

bool is_down(const StepContext& context, UnitStates& units) {
    const UnitState server = units.read(context.unit);
    if (server.phase != UnitPhase::down) {
        context.announcer.announce({message_id::record_by_server,
                                    Urgency::information,
                                    context.unit + " is " + server.text + ", so it publishes its record itself.",
                                    {}});
    }
    return server.phase == UnitPhase::down;
}

/// `systemctl stop` ends a wait with SIGTERM. To die of it would count as a failure of the unit; after an exit with
/// success it is stopped, and where nobody stops the unit, hand_over() fails because it finds no decision. Children end
/// with this process.
void end_cleanly_when_stopped() {
    struct sigaction action {};
    action.sa_handler = [](int) { ::_exit(EXIT_SUCCESS); };
    if (::sigaction(SIGTERM, &action, nullptr) != 0) {
        throw SystemError("cannot handle SIGTERM", errno);
    }
}

/// @returns nothing if none was made in this start
std::optional<HandedStart> load_decision(const StepContext& context) {
    const auto text = read_file(context.places.decision_file(), 256);
    return parse_handed_start(text.value_or(""), context.invocation);
}

/// @returns what this start's decision was, where that can be told
std::string_view decided_action(const StepContext& context) {
    try {
        const auto decision = load_decision(context);
        return !decision ? "" : decision->decision == HandedDecision::bootstrap ? "bootstrap" : "join";
    } catch (const Error&) {
        return "";
    }
}

/// The summary of a start. @param phases  up to the moment when the server was ready
void announce_up(const StepContext& context, const std::optional<StartPhases>& phases) {
    const std::string_view action = decided_action(context);
    std::string message = "This node is up";
    std::multimap<std::string, std::string> fields;
    if (!action.empty()) {
        message += action == "bootstrap" ? ", by bootstrapping" : ", by joining";
        fields.emplace("GALERA_START", action);
    }
    if (phases) {
        message += ", after " + std::to_string(phases->total().count()) + " ms: " + describe(*phases);
        fields.merge(journal_fields(*phases));
    }
    context.announcer.announce({message_id::up, Urgency::notice, message + ".", std::move(fields)});
}

/// An earlier start's, for the next one to go on telling. It is for people only, so none where it cannot be read.
std::optional<FailedStarts> load_failed_starts(const PublishedRecordFile& file) {
    try {
        const auto published = file.load();
        return published ? published->record.failed_starts : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// Counts a start that failed before the server was up, also where nothing else can be told of it.
void count_failed_start(const StepContext& context) {
    const PublishedRecordFile file(context.places.published_folder());
    auto published = file.load();
    const bool was_up =
        published && published->record.status == NodeStatus::running && published->record.origin == context.invocation;
    if (!published || was_up) {
        return;
    }
    std::optional<FailedStarts>& failed = published->record.failed_starts;
    failed = failed ? failed->counted_on() : FailedStarts{1, std::time(nullptr)};
    file.save(*published);
}

/// For peers to hear while the server is down. @param writer  the unit that this process runs in
void publish_evidence(const StepContext& context, const std::string& writer) {
    const NodeSettings settings = NodeSettings::load(context.places.root);
    if (!settings.is_galera_node()) {
        return;
    }
    await_end_of_transfer(context, settings,
                          writer == context.unit ? std::optional(std::chrono::milliseconds(longest_wait_of_a_stop))
                                                 : std::nullopt);
    const PublishedRecordFile file(context.places.published_folder());
    const auto publish_record = [&](const Record& record) { file.save({record, writer, context.unit}); };
    const auto before = file.load();
    OwnEvidence own_evidence(context, settings, writer, false);
    const auto blank = [&](NodeStatus status) {
        Record record = blank_record(context, settings, status);
        record.failed_starts = before ? before->record.failed_starts : std::nullopt;
        return record;
    };
    Record record = blank(NodeStatus::stopped);
    record.evidence = read_evidence(context, own_evidence, [&] { publish_record(blank(NodeStatus::recovering)); });
    publish_record(record);
    if (before && before->record.status == NodeStatus::stopped && before->record.evidence == record.evidence) {
        return; // it was told then
    }
    context.announcer.announce({message_id::evidence_found, Urgency::notice,
                                "The server is down: " + in_words(*record.evidence) + ".",
                                position_fields(*record.evidence)});
}

/// A choice of an earlier start binds this one.
void take_up_choice(Initiator::Start& start, const NodeMemory& memory) {
    if (!memory.choice || start.policies.wait_for != Policies::WaitFor::majority) {
        return;
    }
    const auto owner = std::find(start.nodes.begin(), start.nodes.end(), memory.choice->owner);
    if (owner != start.nodes.end()) {
        start.own.choice = memory.choice->claim;
        start.choice_owner = static_cast<std::size_t>(owner - start.nodes.begin());
        start.choice_owner_evidence = memory.choice->owner_evidence;
    }
}

/// May somebody join the component that this node leaves? If nobody can be asked, somebody may.
bool may_be_joined(const StepContext& context, const NodeSettings& settings, const ViewState& view) {
    try {
        const auto nodes = settings.cluster_address(context.cluster_address).nodes();
        const auto answers = SnmpGatherer(settings.own.snmp).gather(nodes);
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

/// Before anything is decided, and as root, who may read all of the unit.
void refuse_without_carrier(const StepContext& context) {
    try {
        static_cast<void>(carrier_of(context));
    } catch (const ConfigurationError&) {
        // A server that is no Galera node any more needs none.
        if (NodeSettings::load(context.places.root).is_galera_node()) {
            throw;
        }
    }
}

/// PID 1 reads environment files from it, so it must be root's.
void make_run_folder(const Places& places) {
    const auto path = places.run_folder();
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) {
        throw SystemError("cannot create " + path.string(), errno);
    }
    const FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!folder || ::fstat(folder.get(), &status) != 0) {
        throw SystemError("cannot open folder " + path.string(), errno);
    }
    if (status.st_uid != ::geteuid()) {
        throw ConfigurationError(path.string() + " belongs to another user than root, who could write what the server "
                                                 "is started with: remove it");
    }
    if (::fchmod(folder.get(), 0755) != 0) { // Others could write to it, or the unit's UMask= has kept them out.
        throw SystemError("cannot change the mode of " + path.string(), errno);
    }
}

/// Everything below it is the server's user's, and none of it root's business.
void make_published_folder(const Places& places, const passwd& owner) {
    const auto path = places.published_folder();
    if (::mkdir(path.c_str(), 0755) == 0) {
        if (::chmod(path.c_str(), 0755) != 0) { // The unit's UMask= must not keep snmpd out.
            throw SystemError("cannot change the mode of " + path.string(), errno);
        }
    } else if (errno != EEXIST) {
        throw SystemError("cannot create " + path.string(), errno);
    }
    // Its name stands in a folder that only root can write to, so nobody can put something else there in between.
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        throw Error(path.string() + " is not a folder: remove it");
    }
    if (::lchown(path.c_str(), owner.pw_uid, owner.pw_gid) != 0) {
        throw SystemError("cannot give " + path.string() + " to " + owner.pw_name, errno);
    }
}

} // namespace

void prepare(const StepContext& context, const std::string& user) {
    const bool is_called = is_called_by_new_cluster_script(context.places.root, flag_in_environment());
    give_up_capabilities({CAP_CHOWN});
    remove_file(context.places.environment_file(context.unit));
    // getpwnam is not thread-safe; this program has one thread.
    const passwd* entry = user.empty() ? nullptr : ::getpwnam(user.c_str()); // NOLINT(concurrency-mt-unsafe)
    if (user.empty() || (entry != nullptr && entry->pw_uid == 0)) {
        throw ConfigurationError(unit_without_user);
    }
    if (entry == nullptr) {
        throw ConfigurationError("the server's user '" + user + "' does not exist");
    }
    make_run_folder(context.places);
    note_new_cluster_call(context.places, context.invocation, is_called);
    make_published_folder(context.places, *entry);
    refuse_without_carrier(context);
}

void decide_start(const StepContext& context) {
    end_cleanly_when_stopped();
    stop_being_root(context.places);
    remove_file(context.places.decision_file()); // of an earlier start, to which it is bound
    // There are some if this process has replaced an earlier one of the same start.
    const auto phases_so_far = load_phases(context);
    StartPhases phases = phases_so_far.value_or(StartPhases(Clock::now()));
    std::string settings_print = print_of_files(context.places.root);
    const NodeSettings settings = NodeSettings::load(context.places.root);
    if (!settings.is_galera_node()) {
        refuse_to_start_without_galera(context);
        write_decision(context, {HandedDecision::plain});
        return;
    }
    settings.refuse_unsafe_options(context.places.root);
    const ClusterAddress address = settings.cluster_address(context.cluster_address);
    SnmpGatherer gatherer(settings.own.snmp);
    announce_drift(context, settings, address);
    if (!phases_so_far) {
        announce_tidying(context, settings);
        announce_unless_authenticated(context, gatherer);
    }

    phases.enter(StartPhase::wait, Clock::now());
    const FileDescriptor lock = lock_evidence(context);
    phases.enter(std::nullopt, Clock::now());
    const PublishedRecordFile file(context.places.published_folder());
    const auto publish_record = [&](const Record& record) { file.save({record, context.unit, context.unit}); };
    const auto failed_starts = load_failed_starts(file);
    await_end_of_transfer(context, settings, settings.own.wait_limit);
    OwnEvidence own_evidence(context, settings, context.unit, true);
    const Evidence evidence = read_evidence(context, own_evidence, [&] {
        Record recovering = blank_record(context, settings, NodeStatus::recovering);
        recovering.failed_starts = failed_starts;
        publish_record(recovering);
        phases.enter(StartPhase::recovery, Clock::now());
    });
    phases.enter(StartPhase::wait, Clock::now());

    const auto provider_folder = below(context.places.root, settings.server.provider_directory);
    remove_unfinished_copies(provider_folder / SavedState::file_name);
    Initiator::Start start;
    start.nodes = address.nodes();
    start.own = blank_record(context, settings, NodeStatus::initiating);
    start.own.evidence = evidence;
    start.own.failed_starts = failed_starts;
    const OwnNode own_node = await_own_node(context, settings, address);
    start.self = own_node.index.value();
    start.own_agent = own_node.agent;
    const NewClusterCall call = hear_new_cluster_call(context, settings.own.policies);
    start.operator_asks_for_bootstrap = call == NewClusterCall::live;
    start.bootstrap_flag_is_ignored = call == NewClusterCall::left_over;
    start.provider_allows_bootstrap = provider_allows_bootstrap(provider_folder);
    start.wait_limit = settings.own.wait_limit;
    start.unit = unit_for_people(context.unit);
    start.policies = settings.own.policies;
    start.majority_after = settings.own.majority_after;
    start.own.settings = print_of_settings(start.nodes, start.policies);
    take_up_choice(start, own_evidence.memory().load());
    const auto keep_choice = [&](const std::optional<NodeMemory::Choice>& choice) {
        NodeMemory memory = own_evidence.memory().load();
        memory.choice = choice;
        own_evidence.memory().save(memory);
    };
    Initiator initiator({.gatherer = gatherer,
                         .announcer = context.announcer,
                         .phases = phases,
                         .publish = publish_record,
                         .now = [] { return std::chrono::steady_clock::now(); },
                         .sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); },
                         .operator_word = [&] { return load_operator_word(context.places); },
                         .keep_choice = keep_choice,
                         .before_round = [&] { start_again_if_settings_change(context, phases, settings_print); }},
                        start);
    const Initiator::Outcome outcome = initiator.run();

    const NodeMemory memory = prepare_files(context, provider_folder, own_evidence, evidence, outcome);
    const bool is_bootstrap = outcome.verdict.action == Action::bootstrap;
    Record last = initiator.own();
    last.status = is_bootstrap ? NodeStatus::bootstrapping : NodeStatus::joining;
    last.evidence.reset();
    last.choice.reset();
    last.operator_word.reset();
    last.history = memory.lineage_history;
    if (last.history) {
        last.lineage = memory.lineage;
    }
    publish_record(last);
    remove_file(context.places.operator_word_file());
    phases.enter(StartPhase::server, Clock::now());
    write_phases(context, phases);
    write_decision(context, {is_bootstrap ? HandedDecision::bootstrap : HandedDecision::join,
                             outcome.verdict.discards_data ? std::nullopt : evidence.position});
}

void hand_over(const StepContext& context, const std::function<UnitState()>& unit_state) {
    // The server's settings may be in files that root alone, or the server's user alone, may read.
    give_up_capabilities({CAP_DAC_READ_SEARCH});
    const auto decision = load_decision(context);
    if (!decision && unit_state().phase == UnitPhase::stopping) {
        return;
    }
    if (!decision) {
        throw Error("no decision was made in this start");
    }
    std::optional<ClusterAddress> address;
    if (decision->decision != HandedDecision::plain) {
        address = context.cluster_address ? ClusterAddress::parse(*context.cluster_address)
                                          : NodeSettings::load(context.places.root).cluster_address(std::nullopt);
    }
    write_file_atomically(context.places.environment_file(context.unit),
                          environment_for(*decision, address, address ? carrier_of(context) : DecisionCarrier()), 0644);
}

void after_start(const StepContext& context, UnitStates& units) {
    stop_being_root(context.places);
    std::optional<StartPhases> phases = load_phases(context);
    if (phases) {
        phases->enter(std::nullopt, Clock::now());
    }
    const NodeSettings settings = NodeSettings::load(context.places.root);
    if (settings.is_galera_node()) {
        if (decided_action(context) == "join" && end_undecided_bootstrap(context, units, context.invocation)) {
            throw Error("the server was stopped, because it bootstraps though it was to join");
        }
        publish_running(context, settings, context.invocation);
        announce_up(context, phases);
    }
}

void before_stop(const StepContext& context) {
    stop_being_root(context.places);
    const NodeSettings settings = NodeSettings::load(context.places.root);
    const NodeMemoryFile file(context.places.state_folder());
    const auto view = read_view(context, settings);
    file.save(memory_before_stop(file.load(), view, view && may_be_joined(context, settings, *view)));
}

void after_stop(const StepContext& context) {
    stop_being_root(context.places);
    const PublishedRecordFile file(context.places.published_folder());
    const auto recovering_unit = [&]() -> std::string {
        const auto published = file.load();
        return published && published->record.status == NodeStatus::recovering ? published->writer : "";
    };
    const std::string_view result = environment_variable("SERVICE_RESULT"); // systemd.exec(5)
    const bool has_failed = !result.empty() && result != "success";
    const FileDescriptor lock = open_lock(context.places);
    while (!take_lock(lock, context.places, LOCK_NB)) {
        if (!recovering_unit().empty()) {
            return; // that publishes what it finds, and a stop must not wait for it
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (has_failed) {
        count_failed_start(context);
    }
    // Where it was killed, by whomever, another one would take as long; where it ended by itself, it does so at once.
    if (recovering_unit() == context.unit && result != "exit-code") {
        context.announcer.announce({message_id::recovery_cut_short,
                                    Urgency::notice,
                                    "The position recovery was stopped with " + context.unit +
                                        ", so the peers cannot hear this node's position. The next start finds it, or "
                                        "without a start 'systemctl start galera-initiator-record.service'.",
                                    {}});
        return;
    }
    publish_evidence(context, context.unit);
}

void publish(const StepContext& context, UnitStates& units) {
    stop_being_root(context.places);
    // Asked twice: a start that waits for its peers holds the lock for as long as it waits, and one may begin
    // meanwhile.
    if (!is_down(context, units)) {
        if (const UnitState server = units.read(context.unit); server.phase == UnitPhase::up) {
            publish_running_if_nobody_has(context, server);
        }
        return;
    }
    const FileDescriptor lock = lock_evidence(context);
    if (!is_down(context, units)) {
        return;
    }
    publish_evidence(context, "galera-initiator-record.service");
}

} // namespace galera_initiator
