#pragma once

#include "../answers.hpp"
#include "../evidence/texts.hpp"
#include "../recording_announcer.hpp"
#include "common/error.hpp"
#include "decision/decide.hpp"
#include "decision/evidence_words.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/published_record.hpp"
#include "node/this_node.hpp"
#include "starts.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A machine in memory on which a test plays one step: it answers as the test says, and keeps in one list, in the order
// of time, what the step does.

namespace galera_initiator::test {

/// What a step has done, in words. What is done again at once counts once.
class Effects {
public:
    void add(const std::string& effect) {
        if (effect != last_) {
            text_ += (text_.empty() ? "" : ", ") + effect;
            last_ = effect;
        }
    }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool has(const std::string& effect) const { return text_.find(effect) != std::string::npos; }
    [[nodiscard]] bool are_none() const { return text_.empty(); }
    void forget() { *this = Effects(); }

private:
    std::string text_;
    std::string last_;
};

class RecordedFiles : public Files {
public:
    explicit RecordedFiles(Effects& effects) : effects_(effects) {}

    std::map<std::filesystem::path, std::string> contents;
    std::set<std::filesystem::path> newer_copies; ///< that another program has begun of these
    mutable std::set<std::filesystem::path> flushed;
    std::function<bool()> lock_is_free = [] { return true; };
    std::function<void()> when_locked = [] {};
    std::function<void(const std::filesystem::path&)> before_write = [](const std::filesystem::path&) {};

    [[nodiscard]] std::optional<std::string> read(const std::filesystem::path& path, std::size_t limit) const override {
        const auto found = contents.find(path);
        if (found == contents.end()) {
            return std::nullopt;
        }
        if (found->second.size() > limit) {
            throw Error(path.string() + " is too large");
        }
        return found->second;
    }
    void replace(const std::filesystem::path& path, std::string_view content, mode_t /*mode*/) override {
        before_write(path);
        contents[path] = content;
        effects_.add("write " + name_of(path));
    }
    void overwrite(const std::filesystem::path& path, std::string_view content) override {
        before_write(path);
        contents.at(path) = content;
        effects_.add("edit " + name_of(path));
    }
    bool remove(const std::filesystem::path& path) override {
        const bool was_there = contents.erase(path) > 0;
        if (was_there) {
            effects_.add("remove " + name_of(path));
        }
        return was_there;
    }
    void remove_unfinished_copies(const std::filesystem::path& path) override {
        effects_.add("remove copies of " + name_of(path));
    }
    [[nodiscard]] bool has_newer_copy(const std::filesystem::path& path) const override {
        return newer_copies.contains(path);
    }
    [[nodiscard]] std::string mark_of_folder(const std::filesystem::path&) const override { return "7"; }
    [[nodiscard]] std::string print_of_file(const std::filesystem::path& path) const override {
        return contents.contains(path) ? "8 " + std::to_string(std::hash<std::string>()(contents.at(path))) : "";
    }
    void synchronise(const std::filesystem::path& path) const override {
        flushed.insert(path);
        if (!contents.contains(path)) {
            effects_.add("flush " + path.string());
        }
    }
    std::unique_ptr<FileLock> lock(const std::filesystem::path& path, Patience patience) override {
        if (patience == Patience::none && !lock_is_free()) {
            return nullptr;
        }
        auto lock = std::make_unique<RecordedLock>(effects_, name_of(path));
        when_locked();
        return lock;
    }

private:
    class RecordedLock : public FileLock {
    public:
        RecordedLock(Effects& effects, std::string name) : effects_(effects), name_(std::move(name)) {
            effects_.add("hold " + name_);
        }
        RecordedLock(const RecordedLock&) = delete;
        RecordedLock& operator=(const RecordedLock&) = delete;
        ~RecordedLock() override { effects_.add("release " + name_); }

    private:
        Effects& effects_;
        std::string name_;
    };

    /// A record with the status that it tells.
    [[nodiscard]] std::string name_of(const std::filesystem::path& path) const {
        const std::string name = path.filename().string();
        return name == "record" && contents.contains(path)
                   ? "record of " +
                         std::string(status_in_words(PublishedRecord::parse(contents.at(path)).record.status))
                   : name;
    }

    Effects& effects_;
};

/// Time passes with what is waited for only.
class PlayedClock : public Clock {
public:
    std::chrono::milliseconds passed{0};
    int sleeps = 0;
    std::function<void()> meanwhile = [] {};

    Time now() override { return Time(std::chrono::hours(1) + passed); }
    void sleep(std::chrono::milliseconds time) override {
        constexpr int longest = 100'000;
        if (++sleeps > longest) {
            throw std::logic_error("a step waits for ever");
        }
        passed += time;
        meanwhile();
    }
    std::int64_t time_of_day() override {
        constexpr std::int64_t begin = 1'700'000'000; // 2023-11-14, 22:13:20 UTC
        return begin + std::chrono::duration_cast<std::chrono::seconds>(passed).count();
    }
};

class PlayedProcesses : public Processes {
public:
    explicit PlayedProcesses(Effects& effects) : effects_(effects) {}

    std::string server = words({"mariadbd", "--wsrep-cluster-address=" + all_nodes}); ///< its command line
    bool server_can_be_watched = true;
    bool new_cluster_script_runs = false;
    std::function<std::optional<TransferProcess>()> transfer = [] { return std::nullopt; };
    std::function<void()> when_found = [] {}; ///< what happens right after the server was looked up

    /// As proc(5) has them.
    static std::string words(std::initializer_list<std::string> words) {
        std::string text;
        for (const std::string& word : words) {
            text.append(word).push_back('\0');
        }
        return text;
    }

    std::unique_ptr<Process> find(pid_t number) override {
        auto found = server_can_be_watched ? std::make_unique<PlayedServer>(*this, number) : nullptr;
        when_found();
        return found;
    }
    bool run_new_cluster_script(const std::string& /*unit*/) override {
        effects_.add("look for galera_new_cluster");
        return new_cluster_script_runs;
    }
    std::optional<TransferProcess> find_transfer_into(const std::filesystem::path& data_folder) override {
        effects_.add("look for a transfer into " + data_folder.string());
        return transfer();
    }

private:
    class PlayedServer : public Process {
    public:
        PlayedServer(PlayedProcesses& processes, pid_t number) : processes_(processes), number_(number) {}
        std::string command_line() override {
            processes_.effects_.add("look at process " + std::to_string(number_));
            return processes_.server;
        }
        void kill() override { processes_.effects_.add("kill " + std::to_string(number_)); }

    private:
        PlayedProcesses& processes_;
        pid_t number_;
    };

    Effects& effects_;
};

/// Thrown where a step's process is replaced by a new one.
class BegunAgain : public std::exception {};

class PlayedOwnProcess : public OwnProcess {
public:
    explicit PlayedOwnProcess(Effects& effects) : effects_(effects) {}

    std::map<std::string, std::string> variables{{"USER", "mysql"}};
    unsigned uuids_drawn = 0; ///< the first is uuid(701)

    std::optional<std::string> variable(const char* name) override {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    }
    void keep_capabilities(std::initializer_list<int> kept) override {
        for (const int capability : kept) {
            effects_.add("keep capability " + std::to_string(capability));
        }
    }
    void stop_being_root() override { effects_.add("stop being root"); }
    void end_cleanly_when_stopped() override { effects_.add("end cleanly when stopped"); }
    void begin_again() override {
        effects_.add("begin again");
        throw BegunAgain();
    }
    Uuid random_uuid() override { return uuid(700 + ++uuids_drawn); }

private:
    Effects& effects_;
};

class PlayedConfiguration : public NodeConfiguration {
public:
    NodeSettings given;
    std::function<std::string()> print_now = [] { return std::string("as it was"); };
    std::string unsafe_option; ///< why a start is refused; empty: none
    std::vector<std::string> denied_files;
    std::function<OwnNode()> own = [] { return OwnNode{.index = 0}; };
    std::string fault_of_carrier; ///< empty: none
    std::string second_server;    ///< that was refused

    PlayedConfiguration() {
        given.server.wsrep_on = true;
        given.server.wsrep_provider = "/usr/lib/galera/libgalera_smm.so";
        given.server.cluster_address = all_nodes;
        given.server.cluster_name = "lab";
        given.server.node_name = "n1";
        given.server.provider_directory = given.server.data_directory;
    }

    NodeSettings settings() override { return given; }
    std::string print() override { return print_now(); }
    void refuse_unsafe_options(const NodeSettings& /*settings*/) override {
        if (!unsafe_option.empty()) {
            throw ConfigurationError(unsafe_option);
        }
    }
    std::vector<std::string> denied_option_files() override { return denied_files; }
    OwnNode own_node(const NodeSettings& /*settings*/, const ClusterAddress& /*address*/) override { return own(); }
    std::string host_name() override { return "host-of-n1"; }
    void refuse_second_server(const std::string& unit) override { second_server = unit; }
    DecisionCarrier carrier() override {
        if (!fault_of_carrier.empty()) {
            throw ConfigurationError(fault_of_carrier);
        }
        return {"MYSQLD_OPTS", "--port=3307"};
    }
};

class PlayedUnits : public UnitStates {
public:
    UnitState server{UnitPhase::preparing, this_start, "activating (start-pre)", {}};
    pid_t process = 42;

    UnitState read(const std::string& unit) override {
        if (unit != server_unit) {
            throw std::logic_error("who is " + unit + "?");
        }
        return server;
    }
    pid_t main_process(const std::string& unit) override { return unit == server_unit ? process : 0; }
};

class RecordedArchive : public Archive {
public:
    explicit RecordedArchive(Effects& effects) : effects_(effects) {}
    void keep(const std::vector<std::filesystem::path>& /*files*/, const std::string& time) const override {
        effects_.add("archive of " + time);
    }

private:
    Effects& effects_;
};

inline constexpr const char* print_of_data = "print of the data";

/// What the data folder holds.
struct PlayedData {
    std::function<DatabaseLook()> look = [] { return DatabaseLook{DataFolder::initialised, {}, false}; };
    bool is_in_use = false;
    std::function<RecoveredPosition()> recover = [] { return RecoveredPosition(); };
};

class PlayedDatabase : public Database {
public:
    PlayedDatabase(Effects& effects, PlayedData& data, PlayedClock& clock)
        : effects_(effects), data_(data), clock_(clock) {}
    DatabaseLook look() override { return data_.look(); }
    std::string print() override { return print_of_data; }
    bool is_in_use() override { return data_.is_in_use; }
    RecoveredPosition recover() override {
        effects_.add("recover the position");
        clock_.passed += std::chrono::milliseconds(1843);
        return data_.recover();
    }

private:
    Effects& effects_;
    PlayedData& data_;
    PlayedClock& clock_;
};

/// What the peers answer; whom it does not have is unreachable. The own agent serves what was published.
struct PlayedPeers {
    std::map<std::string, Record> records; ///< by name: n2 or n3
    std::set<std::string> silent;          ///< by name: do not answer, and accept at their Galera port
    bool are_authenticated = true;
    std::function<void()> meanwhile = [] {}; ///< what happens while they are asked
};

/// What people are told is an effect among the others: an announcement by what its id stands for.
class EffectAnnouncer : public RecordingAnnouncer {
public:
    explicit EffectAnnouncer(Effects& effects) : effects_(effects) {}
    void announce(const Announcement& announcement) override {
        RecordingAnnouncer::announce(announcement);
        effects_.add("tell " + name_of(announcement.id));
    }

private:
    static std::string name_of(std::string_view id) {
        static const std::map<std::string_view, std::string> names{
            {message_id::bootstrap, "bootstrap"},
            {message_id::restore, "start together"},
            {message_id::join, "join"},
            {message_id::wait, "wait"},
            {message_id::wait_reminder, "reminder"},
            {message_id::refuse, "refuse"},
            {message_id::held, "held"},
            {message_id::word_void, "void word"},
            {message_id::up, "up"},
            {message_id::recovery_begins, "recovery"},
            {message_id::recovery_ends, "end of recovery"},
            {message_id::recovery_cut_short, "recovery cut short"},
            {message_id::evidence_found, "evidence"},
            {message_id::bootstrap_flag_ignored, "ignored flag"},
            {message_id::cluster_address_differs, "other address"},
            {message_id::cluster_address_tidied, "tidied address"},
            {message_id::settings_changed, "changed settings"},
            {message_id::answers_not_authenticated, "forgeable answers"},
            {message_id::join_ended, "end of join"},
            {message_id::component_lost, "lost component"},
            {message_id::undecided_bootstrap_ended, "undecided bootstrap"},
            {message_id::peers_not_asked, "unasked peers"},
            {message_id::lineage_not_written, "unwritten lineage"},
            {message_id::record_by_server, "record by server"},
        };
        return names.at(id);
    }

    Effects& effects_;
};

/// Node n1 of the cluster "lab", whose nodes are n1, n2 and n3. Its server has stopped, not alone, and left data of
/// history() at position 7, which the step after the stop has read.
class RecordingMachine {
public:
    Effects effects;
    RecordedFiles files{effects};
    PlayedClock clock;
    PlayedProcesses processes{effects};
    PlayedOwnProcess process{effects};
    PlayedConfiguration configuration;
    PlayedUnits units;
    PlayedData data;
    PlayedPeers peers;
    EffectAnnouncer announcer{effects};
    std::vector<Situation> situations;       ///< that were decided about
    std::function<void()> on_change = [] {}; ///< what happens while a change of a file is awaited
    std::function<Verdict(const Situation&)> rule = decide;

    RecordingMachine() {
        file(saved_state) = grastate(history().to_string(), "7", false);
        NodeMemory memory;
        memory.history = history();
        memory.lineage_history = history();
        memory.identities = {member(1)};
        memory.last_position = Position(history(), Seqno(7));
        memory.recovered_position = memory.last_position;
        memory.recovered_from = print_of_data;
        has_memory(memory);
    }
    RecordingMachine(const RecordingMachine&) = delete;
    RecordingMachine& operator=(const RecordingMachine&) = delete;
    ~RecordingMachine() = default;

    // What a step finds.

    /// Of now: its data was not read since.
    void has_saved_state(std::string_view seqno, bool is_safe = false) {
        file(saved_state) = grastate(history().to_string(), seqno, is_safe);
        NodeMemory unread = memory();
        unread.recovered_position.reset();
        unread.recovered_from.clear();
        unread.data_folder = files.mark_of_folder("/var/lib/mysql");
        unread.state_file = "8";
        has_memory(unread);
    }
    void has_view(unsigned own, std::initializer_list<unsigned> nodes, unsigned number = 5) {
        std::vector<std::string> names;
        for (const Uuid& node : members(nodes)) {
            names.push_back(node.to_string());
        }
        file(view) = gvwstate(member(own).to_string(), names, number);
    }
    void has_no_view() { files.contents.erase(view); }
    void has_unfinished_view() { file(std::filesystem::path(view) += ".tmp") = ""; }
    void has_memory(const NodeMemory& memory) { file(memory_file) = memory.to_text(); }
    void has_gone_through(const Lineage& lineage) {
        NodeMemory known = memory();
        known.lineage_history = history();
        known.lineage = lineage;
        has_memory(known);
    }
    void has_published(const Record& record, const std::string& writer = server_unit) {
        file(record_file) = PublishedRecord{record, writer, server_unit}.to_text();
    }
    void is_held() { file(hold_file) = "1600000000@root:the disk is checked\n"; }
    void has_decision(const HandedStart& start, const std::string& invocation = this_start) {
        file(decision_file) = to_text(start, invocation);
    }
    std::string& file(const std::filesystem::path& path) { return files.contents[path]; }

    // What it leaves.

    [[nodiscard]] bool has(const std::filesystem::path& path) const { return files.contents.contains(path); }
    [[nodiscard]] NodeMemory memory() const { return NodeMemory::parse(files.contents.at(memory_file)); }
    [[nodiscard]] PublishedRecord published() const { return PublishedRecord::parse(files.contents.at(record_file)); }
    [[nodiscard]] Record record() const { return published().record; }
    [[nodiscard]] std::optional<HandedStart> decision() const {
        return parse_handed_start(files.contents.at(decision_file), this_start);
    }

    inline static const std::filesystem::path saved_state = "/var/lib/mysql/grastate.dat";
    inline static const std::filesystem::path view = "/var/lib/mysql/gvwstate.dat";
    inline static const std::filesystem::path memory_file = "/var/lib/galera-initiator/memory";
    inline static const std::filesystem::path hold_file = "/var/lib/galera-initiator/hold";
    inline static const std::filesystem::path record_file = "/run/galera-initiator/published/record";
    inline static const std::filesystem::path decision_file = "/run/galera-initiator/published/decision";
    inline static const std::filesystem::path phases_file = "/run/galera-initiator/published/phases";
    inline static const std::filesystem::path status_file = "/run/galera-initiator/published/server-status.json";
    inline static const std::filesystem::path word_file = "/run/galera-initiator/published/word";
    inline static const std::filesystem::path call_file = "/run/galera-initiator/new-cluster-call";
    inline static const std::filesystem::path environment_file = "/run/galera-initiator/mariadb.service.env";

private:
    class Gatherer : public PeerGatherer {
    public:
        explicit Gatherer(RecordingMachine& machine) : machine_(machine) {}
        std::vector<PeerAnswer> gather(const std::vector<NodeAddress>& nodes) override {
            std::string effect = "ask";
            for (const NodeAddress& node : nodes) {
                effect += " " + node.host();
            }
            machine_.effects.add(effect);
            machine_.peers.meanwhile();
            std::vector<PeerAnswer> answers;
            for (const NodeAddress& node : nodes) {
                answers.push_back(answer_from(node.host()));
            }
            return answers;
        }
        [[nodiscard]] bool is_authenticated() const override { return machine_.peers.are_authenticated; }

    private:
        [[nodiscard]] PeerAnswer answer_from(const std::string& host) const {
            if (machine_.peers.silent.contains(host)) {
                PeerAnswer answer;
                answer.outcome = PeerAnswer::Outcome::alive_but_silent;
                answer.galera_port = PortFinding::accepts;
                return answer;
            }
            const auto found = machine_.peers.records.find(host);
            if (found != machine_.peers.records.end()) {
                return answer_of(found->second);
            }
            return host == "n1" && machine_.has(record_file) ? answer_of(machine_.record()) : PeerAnswer();
        }

        RecordingMachine& machine_;
    };

    class Changes : public FileChanges {
    public:
        explicit Changes(RecordingMachine& machine) : machine_(machine) {}
        void await(std::chrono::milliseconds limit) override {
            machine_.effects.add("await a change for " + std::to_string(limit.count()) + " ms");
            machine_.clock.passed += limit;
            machine_.on_change();
        }

    private:
        RecordingMachine& machine_;
    };

    RecordedArchive archive_{effects};

public:
    Machine machine{
        files,
        clock,
        processes,
        process,
        configuration,
        units,
        archive_,
        [this](const std::string& user) { effects.add("make folders of " + user); },
        [this](const NodeSettings&) -> std::unique_ptr<Database> {
            return std::make_unique<PlayedDatabase>(effects, data, clock);
        },
        [this](const SnmpSettings&) -> std::unique_ptr<PeerGatherer> { return std::make_unique<Gatherer>(*this); },
        [this](const std::vector<std::filesystem::path>&) -> std::unique_ptr<FileChanges> {
            return std::make_unique<Changes>(*this);
        },
        [this](const Situation& situation) {
            effects.add("decide");
            situations.push_back(situation);
            return rule(situation);
        }};
    StepContext context{.places = {},
                        .unit = server_unit,
                        .invocation = this_start,
                        .cluster_address = all_nodes,
                        .announcer = announcer,
                        .machine = machine};
};

} // namespace galera_initiator::test
