#include "initiation/steps.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/files.hpp"
#include "decision/decide.hpp"
#include "decision/explanation.hpp"
#include "evidence/disk_evidence.hpp"
#include "evidence/evidence_archive.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/position_recovery.hpp"
#include "evidence/published_record.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/state_file_changes.hpp"
#include "evidence/view_state.hpp"
#include "initiation/handed_decision.hpp"
#include "initiation/initiator.hpp"
#include "initiation/node_settings.hpp"
#include "initiation/operator_word.hpp"
#include "initiation/own_node.hpp"
#include "snmp/snmp_gatherer.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

constexpr const char* unit_without_user = "the server's unit has no User=, and nothing from the network may be read as "
                                          "root: set User= with 'systemctl edit'";

using UnfinishedStart = NodeMemory::UnfinishedStart;

std::string time_of_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    return text.data();
}

std::filesystem::path below(const std::filesystem::path& root, const std::filesystem::path& absolute) {
    return root / absolute.relative_path();
}

/// Held while a process reads the evidence and publishes: two position recoveries at once would fail.
FileDescriptor lock_evidence(const Places& places) {
    const auto path = places.lock_file();
    FileDescriptor descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!descriptor) {
        throw SystemError("cannot open " + path.string(), errno);
    }
    while (::flock(descriptor.get(), LOCK_EX) != 0) {
        if (errno != EINTR) {
            throw SystemError("cannot lock " + path.string(), errno);
        }
    }
    return descriptor;
}

Record blank_record(const StepContext& context, const NodeSettings& settings, NodeStatus status) {
    Record record;
    record.cluster_name = settings.server.cluster_name;
    record.node_name = settings.server.node_name.value_or("");
    if (record.node_name.empty()) {
        std::array<char, 256> name{};
        record.node_name = ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
    }
    record.status = status;
    record.origin = context.invocation;
    return record;
}

/// What reading the own evidence takes, wired to this machine.
class OwnEvidence {
public:
    OwnEvidence(const StepContext& context, const NodeSettings& settings)
        : memory_(context.places.state_folder()),
          recovery_(settings.server_program(context.places.root), context.places.published_folder()),
          evidence_({below(context.places.root, settings.server.data_directory),
                     below(context.places.root, settings.server.provider_directory),
                     settings.server.recovery_is_forced},
                    memory_, recovery_) {}

    Evidence read(const std::function<void()>& before_recovery) { return evidence_.read(before_recovery); }
    [[nodiscard]] const NodeMemoryFile& memory() const { return memory_; }

private:
    NodeMemoryFile memory_;
    ServerPositionRecovery recovery_;
    DiskEvidence evidence_;
};

/// @throws ConfigurationError if this machine is none of the nodes; waits while a name that may be it has no address
std::size_t own_index(const StepContext& context, const NodeSettings& settings, const ClusterAddress& address) {
    const OwnNames own = own_names(settings.server.node_name, settings.server.node_address);
    const auto began = std::chrono::steady_clock::now();
    for (bool announced = false;; announced = true) {
        const OwnNode found = find_own_node(address.nodes(), own, addresses_of);
        if (found.index) {
            return *found.index;
        }
        std::string unresolved;
        for (const std::string& name : found.unresolved) {
            unresolved += (unresolved.empty() ? "" : ", ") + name;
        }
        if (unresolved.empty()) {
            throw ConfigurationError("this machine is none of the nodes in the cluster address " + address.to_string() +
                                     ": add its address there (on every node, in the same order), or set "
                                     "wsrep_node_address to the one that stands there");
        }
        if (!announced) {
            const std::string message =
                "Waits for an address of " + unresolved +
                ": none of the other names in the cluster address is this machine. See that DNS "
                "or /etc/hosts knows it";
            context.announcer.show_status(message);
            context.announcer.announce({message_id::wait,
                                        Urgency::warning,
                                        message + ".",
                                        {{"GALERA_DECISION", "wait"}, {"GALERA_REASON", "name-without-address"}}});
        }
        if (settings.own.wait_limit && std::chrono::steady_clock::now() - began >= *settings.own.wait_limit) {
            throw WaitLimitPassed("gave up after [start] wait_limit: no address of " + unresolved + " could be found");
        }
        std::this_thread::sleep_for(std::chrono::seconds(1));
    }
}

/// grastate.dat's own flag, as the provider would take it.
bool provider_allows_bootstrap(const std::filesystem::path& provider_folder) {
    const auto text = read_file(provider_folder / "grastate.dat");
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
std::string print_of_settings(const std::filesystem::path& root) {
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

/// Begins anew with the changed settings. Net-SNMP reads its files once a process, so the process is replaced; its id,
/// and with it the unit's start, stays.
void start_again_if_settings_change(const std::filesystem::path& root, std::string& known) {
    const std::string now = print_of_settings(root);
    if (now == known) {
        return;
    }
    known = now;
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

UnfinishedStart unfinished_start(Action action, const Evidence& evidence) {
    if (action == Action::bootstrap) {
        return UnfinishedStart::bootstrap;
    }
    return evidence.data == DataState::intact ? UnfinishedStart::join : UnfinishedStart::join_to_fill;
}

/// What must be true on disk before the server starts.
void prepare_files(const StepContext& context, const std::filesystem::path& provider_folder, const OwnEvidence& own,
                   const Evidence& evidence, Action action) {
    // The memory first: an edited flag must never be taken for evidence.
    NodeMemory memory = own.memory().load();
    memory.unfinished_start = unfinished_start(action, evidence);
    own.memory().save(memory);
    const EvidenceArchive archive(context.places.archive_folder());
    if (action == Action::bootstrap) {
        make_safe_to_bootstrap(provider_folder, evidence.position, archive, time_of_now());
    } else {
        remove_lone_view(provider_folder, archive, time_of_now());
    }
}

void write_decision(const StepContext& context, HandedDecision decision) {
    write_file_atomically(context.places.decision_file(), to_text(decision, context.invocation), 0640);
}

OperatorWord operator_word(const StepContext& context) {
    const char* flag = std::getenv("_WSREP_NEW_CLUSTER"); // NOLINT(concurrency-mt-unsafe): one thread
    const OperatorWord word = find_operator_word(context.places.root, flag);
    if (word == OperatorWord::left_over) {
        context.announcer.announce({message_id::notice,
                                    Urgency::warning,
                                    "Ignores a bootstrap flag that was left over: galera_new_cluster is not running. "
                                    "To bootstrap here, run galera_new_cluster.",
                                    {}});
    }
    return word;
}

void announce_drift(const StepContext& context, const NodeSettings& settings, const ClusterAddress& used) {
    if (!context.cluster_address) {
        return;
    }
    const ClusterAddress configured = settings.cluster_address(std::nullopt);
    if (configured.to_string() != used.to_string()) {
        context.announcer.announce({message_id::notice,
                                    Urgency::warning,
                                    "The cluster address is now " + configured.to_string() +
                                        ", but the unit still has " + used.to_string() +
                                        ": run 'systemctl daemon-reload'.",
                                    {}});
    }
}

bool is_down(const StepContext& context, UnitStates& units) {
    const UnitState server = units.read(context.unit);
    if (server.phase != UnitPhase::down) {
        context.announcer.announce({message_id::notice,
                                    Urgency::information,
                                    context.unit + " is " + server.text + ", so it publishes its record itself.",
                                    {}});
    }
    return server.phase == UnitPhase::down;
}

/// Nothing that came over the network is parsed as root.
void stop_being_root(const Places& places) {
    struct stat status {};
    if (::geteuid() != 0) {
        return;
    }
    if (::stat(places.published_folder().c_str(), &status) != 0) {
        throw SystemError("cannot examine " + places.published_folder().string(), errno);
    }
    if (status.st_uid == 0) {
        throw ConfigurationError(unit_without_user);
    }
    if (::setgroups(0, nullptr) != 0 || ::setgid(status.st_gid) != 0 || ::setuid(status.st_uid) != 0) {
        throw SystemError("cannot become the server's user", errno);
    }
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

/// For peers to hear while the server is down. @param writer  the unit that this process runs in
void publish_evidence(const StepContext& context, const std::string& writer) {
    const NodeSettings settings = NodeSettings::load(context.places.root);
    if (!settings.is_galera_node()) {
        return;
    }
    const PublishedRecordFile file(context.places.published_folder());
    const auto publish_record = [&](const Record& record) { file.save({record, writer, context.unit}); };
    OwnEvidence own_evidence(context, settings);
    Record record = blank_record(context, settings, NodeStatus::stopped);
    record.evidence =
        own_evidence.read([&] { publish_record(blank_record(context, settings, NodeStatus::recovering)); });
    publish_record(record);
}

} // namespace

void prepare(const StepContext& context, const std::string& user) {
    remove_file(context.places.environment_file(context.unit));
    // getpwnam is not thread-safe; this program has one thread.
    if (user.empty() || user == "root") {
        throw ConfigurationError(unit_without_user);
    }
    const passwd* entry = ::getpwnam(user.c_str()); // NOLINT(concurrency-mt-unsafe)
    if (entry == nullptr) {
        throw ConfigurationError("the server's user '" + user + "' does not exist");
    }
    const auto run_folder = context.places.run_folder();
    const auto published = context.places.published_folder();
    if ((::mkdir(run_folder.c_str(), 0755) != 0 && errno != EEXIST) ||
        (::mkdir(published.c_str(), 0755) != 0 && errno != EEXIST)) {
        throw SystemError("cannot create " + published.string(), errno);
    }
    // Both names stand in folders that only root can write, so neither can be a link that somebody else made.
    if (::chmod(run_folder.c_str(), 0755) != 0 || ::chown(published.c_str(), entry->pw_uid, entry->pw_gid) != 0) {
        throw SystemError("cannot give " + published.string() + " to " + user, errno);
    }
    remove_file(context.places.decision_file());
}

void decide_start(const StepContext& context) {
    end_cleanly_when_stopped();
    std::string settings_print = print_of_settings(context.places.root);
    const NodeSettings settings = NodeSettings::load(context.places.root);
    if (!settings.is_galera_node()) {
        write_decision(context, HandedDecision::plain);
        return;
    }
    const ClusterAddress address = settings.cluster_address(context.cluster_address);
    SnmpGatherer gatherer(settings.own.snmp);
    stop_being_root(context.places);
    announce_drift(context, settings, address);

    const FileDescriptor lock = lock_evidence(context.places);
    const PublishedRecordFile file(context.places.published_folder());
    const auto publish_record = [&](const Record& record) { file.save({record, context.unit, context.unit}); };
    OwnEvidence own_evidence(context, settings);
    const Evidence evidence = own_evidence.read([&] {
        publish_record(blank_record(context, settings, NodeStatus::recovering));
        context.announcer.show_status("Recovers the position from the data (--wsrep-recover)");
    });

    const auto provider_folder = below(context.places.root, settings.server.provider_directory);
    Initiator::Start start;
    start.nodes = address.nodes();
    start.own = blank_record(context, settings, NodeStatus::initiating);
    start.own.evidence = evidence;
    start.self = own_index(context, settings, address);
    start.operator_asks_for_bootstrap = operator_word(context) == OperatorWord::bootstrap;
    start.provider_allows_bootstrap = provider_allows_bootstrap(provider_folder);
    start.wait_limit = settings.own.wait_limit;
    Initiator initiator({.gatherer = gatherer,
                         .announcer = context.announcer,
                         .publish = publish_record,
                         .now = [] { return std::chrono::steady_clock::now(); },
                         .sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); },
                         .before_round = [&] { start_again_if_settings_change(context.places.root, settings_print); }},
                        start);
    const Action action = initiator.run();

    prepare_files(context, provider_folder, own_evidence, evidence, action);
    Record last = initiator.own();
    last.status = action == Action::bootstrap ? NodeStatus::bootstrapping : NodeStatus::joining;
    last.evidence.reset();
    last.choice.reset();
    if (evidence.position) {
        last.history = evidence.position->history();
    }
    publish_record(last);
    write_decision(context, action == Action::bootstrap ? HandedDecision::bootstrap : HandedDecision::join);
}

void hand_over(const StepContext& context, const std::function<UnitState()>& unit_state) {
    const auto text = read_file(context.places.decision_file(), 256);
    if (!text && unit_state().phase == UnitPhase::stopping) {
        return;
    }
    const HandedDecision decision = parse_handed_decision(text.value_or(""), context.invocation);
    std::optional<ClusterAddress> address;
    if (decision != HandedDecision::plain) {
        address = context.cluster_address ? ClusterAddress::parse(*context.cluster_address)
                                          : NodeSettings::load(context.places.root).cluster_address(std::nullopt);
    }
    write_file_atomically(context.places.environment_file(context.unit), environment_for(decision, address), 0644);
}

void after_start(const StepContext& context) {
    const NodeSettings settings = NodeSettings::load(context.places.root);
    const auto provider_folder = below(context.places.root, settings.server.provider_directory);
    const NodeMemoryFile file(context.places.state_folder());
    NodeMemory memory = file.load();
    memory.unfinished_start = UnfinishedStart::none;
    memory.left_members.clear();
    memory.recovered_position.reset();
    memory.recovered_from.clear();
    Record record = blank_record(context, settings, NodeStatus::running);
    if (const auto text = read_file(provider_folder / "grastate.dat")) {
        if (const SavedState state = SavedState::parse(*text); !state.history.is_nil()) {
            memory.history = state.history;
            record.history = state.history;
        }
    }
    if (const auto text = read_file(provider_folder / "gvwstate.dat")) {
        memory.add_identity(ViewState::parse(*text).own);
    }
    file.save(memory);
    PublishedRecordFile(context.places.published_folder()).save({record, context.unit, context.unit});
}

void before_stop(const StepContext& context) {
    const NodeSettings settings = NodeSettings::load(context.places.root);
    const auto provider_folder = below(context.places.root, settings.server.provider_directory);
    const NodeMemoryFile file(context.places.state_folder());
    NodeMemory memory = file.load();
    memory.left_members.clear();
    if (const auto text = read_file(provider_folder / "gvwstate.dat")) {
        const ViewState view = ViewState::parse(*text);
        memory.add_identity(view.own);
        memory.left_members = view.members;
    }
    file.save(memory);
}

void after_stop(const StepContext& context) {
    const FileDescriptor lock = lock_evidence(context.places);
    publish_evidence(context, context.unit);
}

void publish(const StepContext& context, UnitStates& units) {
    // Asked twice: a start that waits for its peers holds the lock for as long as it waits, and one may begin
    // meanwhile.
    if (!is_down(context, units)) {
        return;
    }
    const FileDescriptor lock = lock_evidence(context.places);
    if (!is_down(context, units)) {
        return;
    }
    publish_evidence(context, "galera-initiator-record.service");
}

int dry_run(const StepContext& context) {
    const NodeSettings settings = NodeSettings::load(context.places.root);
    if (!settings.is_galera_node()) {
        std::printf("plain: the server is not configured as a Galera node\n");
        return 0;
    }
    const ClusterAddress address = settings.cluster_address(context.cluster_address);
    const auto published = PublishedRecordFile(context.places.published_folder()).load();
    if (!published || !published->record.evidence) {
        throw Error("this node's evidence is not known while its server is not down; where it is down, run 'systemctl "
                    "start galera-initiator-record.service' first");
    }
    SnmpGatherer gatherer(settings.own.snmp);
    stop_being_root(context.places);
    Initiator::Start start;
    start.nodes = address.nodes();
    start.self = own_index(context, settings, address);
    start.own = published->record;
    Initiator initiator({.gatherer = gatherer,
                         .announcer = context.announcer,
                         .publish = [](const Record&) {},
                         .now = [] { return std::chrono::steady_clock::now(); },
                         .sleep = [](std::chrono::milliseconds) {},
                         .before_round = [] {}},
                        start);
    Situation situation = initiator.look();
    situation.nodes[situation.self].record->status = NodeStatus::initiating;
    const Verdict verdict = decide(situation);
    const std::string remedy = remedy_for(situation, verdict);
    std::printf("%s: %s.%s\nreason: %s\n%s\n", std::string(word(verdict.action)).c_str(),
                summarise(situation, verdict).c_str(), remedy.empty() ? "" : (" " + remedy).c_str(),
                std::string(word(verdict.reason)).c_str(), list_evidence(situation).c_str());
    return 0;
}

} // namespace galera_initiator
