#include "step_run.hpp"

#include "common/error.hpp"
#include "fiber.hpp"
#include "steps/follow_component.hpp"
#include "steps/steps.hpp"
#include "world.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace galera_initiator::sim {

namespace {

/// A machine's time passes with what it waits for only, in steps that make all patience of the product a few of them.
constexpr std::chrono::milliseconds least_sleep{2000};

/// A step that sleeps so often without having done anything in between waits for something that cannot come.
constexpr int most_sleeps = 1000;

void (*function_of(Step step))(const StepContext&) {
    switch (step) {
    case Step::publish:
        return publish;
    case Step::prepare:
        return prepare;
    case Step::decide:
        return decide_start;
    case Step::hand_over:
        return hand_over;
    case Step::after_start:
        return after_start;
    case Step::before_stop:
        return before_stop;
    case Step::after_stop:
        return after_stop;
    case Step::watch:
        return watch;
    case Step::follow:
        return [](const StepContext& context) {
            follow_component(context, context.machine.units.read(context.unit).invocation);
        };
    }
    throw std::logic_error("no such step");
}

Stop stop_before(PlayedFile file) {
    switch (file) {
    case PlayedFile::memory:
        return Stop::write_memory;
    case PlayedFile::record:
        return Stop::write_record;
    case PlayedFile::decision:
        return Stop::write_decision;
    case PlayedFile::environment:
        return Stop::write_environment;
    case PlayedFile::call:
        return Stop::write_call;
    case PlayedFile::saved_state:
        return Stop::write_saved_state;
    case PlayedFile::lineage:
        return Stop::write_lineage;
    case PlayedFile::view:
        return Stop::change_view;
    case PlayedFile::unfinished_view:
        return Stop::none; // a server's, which no step writes
    case PlayedFile::word:
        return Stop::remove_word;
    case PlayedFile::phases:
        return Stop::write_phases;
    case PlayedFile::server_status:
        return Stop::none; // a server's, which no step writes
    case PlayedFile::write_set_cache:
        return Stop::none; // the same start removes it again
    }
    throw std::logic_error("no such file");
}

PlayedFile file_at(const std::filesystem::path& path) {
    using Name = std::pair<std::string_view, PlayedFile>;
    static constexpr std::array<Name, 13> names{{{"/memory", PlayedFile::memory},
                                                 {"/record", PlayedFile::record},
                                                 {"/grastate.dat", PlayedFile::saved_state},
                                                 {"/galera-initiator.lineage", PlayedFile::lineage},
                                                 {"/gvwstate.dat", PlayedFile::view},
                                                 {"/gvwstate.dat.tmp", PlayedFile::unfinished_view},
                                                 {"/word", PlayedFile::word},
                                                 {"/decision", PlayedFile::decision},
                                                 {"/phases", PlayedFile::phases},
                                                 {".env", PlayedFile::environment},
                                                 {"/new-cluster-call", PlayedFile::call},
                                                 {"/server-status.json", PlayedFile::server_status},
                                                 {"/galera.cache", PlayedFile::write_set_cache}}};
    const std::string_view text = path.native();
    const auto* found =
        std::find_if(names.begin(), names.end(), [&](const Name& name) { return text.ends_with(name.first); });
    if (found == names.end()) {
        throw std::logic_error("a step touches " + path.string());
    }
    return found->second;
}

} // namespace

/// The machine as the step sees it. Everything that is heard from the world goes through hear(), everything that is
/// done to it through act().
class PlayedMachine : public Files,
                      public Clock,
                      public Processes,
                      public OwnProcess,
                      public NodeConfiguration,
                      public UnitStates,
                      public Archive,
                      public Announcer {
public:
    explicit PlayedMachine(StepRun& run) : run_(&run) {}

    void run_in(StepRun& run, World& world, std::size_t node) {
        run_ = &run;
        world_ = &world;
        node_ = node;
        has_begun_ = true;
    }

    [[nodiscard]] bool has_begun() const { return has_begun_; }
    [[nodiscard]] bool is_locking() const { return is_locking_; }

    void remember(std::vector<const Heard*> memories) { memories_ = std::move(memories); }
    [[nodiscard]] bool is_played_again() const { return at_ < memories_.size(); }

    Fiber* fiber = nullptr;

    // Files
    [[nodiscard]] std::optional<std::string> read(const std::filesystem::path& path, std::size_t) const override {
        if (path.filename() == "hold") {
            return std::nullopt; // a held node is one that nobody starts: it is down, as the world plays that anyway
        }
        const PlayedFile file = file_at(path);
        return hear<std::optional<std::string>>([&] { return world_->read_file(node_, file); });
    }
    void replace(const std::filesystem::path& path, std::string_view content, mode_t) override {
        const PlayedFile file = file_at(path);
        act(stop_before(file), [&] { world_->write_file(node_, file, content, Writing::anew); });
    }
    void overwrite(const std::filesystem::path& path, std::string_view content) override {
        const PlayedFile file = file_at(path);
        act(stop_before(file), [&] { world_->write_file(node_, file, content, Writing::in_place); });
    }
    bool remove(const std::filesystem::path& path) override {
        const PlayedFile file = file_at(path);
        const bool is_there = hear<bool>([&] { return world_->has_file(node_, file); });
        if (is_there) {
            act(stop_before(file), [&] { world_->remove_file(node_, file); });
        }
        return is_there;
    }
    void remove_unfinished_copies(const std::filesystem::path&) override {}
    bool has_newer_copy(const std::filesystem::path&) const override { return false; }
    void synchronise(const std::filesystem::path&) const override {} // what is written is on the disk here
    std::string mark_of_folder(const std::filesystem::path&) const override {
        return hear<std::string>([&] { return world_->mark_of_data_folder(node_); });
    }
    std::string print_of_file(const std::filesystem::path& path) const override {
        if (file_at(path) != PlayedFile::saved_state) {
            throw std::logic_error("a step asks which file " + path.string() + " is");
        }
        return hear<std::string>([&] { return world_->print_of_saved_state(node_); });
    }
    /// The steps of a unit come one after the other; the watch is beside them, and whoever needs the lock lets it go
    /// on.
    std::unique_ptr<FileLock> lock(const std::filesystem::path&, Patience) override {
        class PlayedLock : public FileLock {
        public:
            explicit PlayedLock(PlayedMachine& machine) : machine_(machine) { machine_.is_locking_ = true; }
            PlayedLock(const PlayedLock&) = delete;
            PlayedLock& operator=(const PlayedLock&) = delete;
            ~PlayedLock() override { machine_.is_locking_ = false; }

        private:
            PlayedMachine& machine_;
        };
        return std::make_unique<PlayedLock>(*this);
    }

    // Clock
    Time now() override { return Time(run_->clock_); }
    void sleep(std::chrono::milliseconds time) override {
        run_->clock_ += std::max(time, least_sleep);
        if (++sleeps_ > most_sleeps) {
            throw std::logic_error("a step waits for ever");
        }
    }
    std::int64_t time_of_day() override { return run_->clock_.count() / 1000; }

    // Processes
    std::unique_ptr<Process> find(pid_t) override {
        class PlayedServer : public Process {
        public:
            explicit PlayedServer(PlayedMachine& machine) : machine_(machine) {}
            std::string command_line() override {
                return machine_.hear<std::string>([&] { return machine_.world_->command_line(machine_.node_); });
            }
            void kill() override {
                machine_.act(Stop::end_server, [&] { machine_.run_->ends_server_ = true; });
            }

        private:
            PlayedMachine& machine_;
        };
        return std::make_unique<PlayedServer>(*this);
    }
    bool run_new_cluster_script(const std::string& /*unit*/) override { return run_->circumstances_.operator_asks; }
    std::optional<TransferProcess> find_transfer_into(const std::filesystem::path&) override { return std::nullopt; }

    // OwnProcess
    std::optional<std::string> variable(const char* name) override {
        const std::string_view wanted = name;
        const StepRun::Circumstances& circumstances = run_->circumstances_;
        if (wanted == "SERVICE_RESULT" && !circumstances.service_result.empty()) {
            return circumstances.service_result;
        }
        if (wanted == "_WSREP_NEW_CLUSTER" && circumstances.operator_asks) {
            return "--wsrep-new-cluster";
        }
        return wanted == "USER" ? std::optional<std::string>("mysql") : std::nullopt;
    }
    void keep_capabilities(std::initializer_list<int>) override {}
    void stop_being_root() override {}
    void end_cleanly_when_stopped() override {}
    void begin_again() override { throw std::logic_error("settings do not change"); }
    Uuid random_uuid() override {
        return hear<Uuid>([&] { return world_->draw_uuid(); });
    }

    // NodeConfiguration
    NodeSettings settings() override { return world_->setup().settings.at(node_); }
    std::string print() override { return ""; }
    void refuse_unsafe_options(const NodeSettings&) override {}
    std::vector<std::string> denied_option_files() override { return {}; }
    OwnNode own_node(const NodeSettings&, const ClusterAddress&) override { return {.index = node_}; }
    std::string host_name() override { throw std::logic_error("nodes have names"); }
    void refuse_second_server(const std::string&) override {}
    DecisionCarrier carrier() override { return {}; }

    // UnitStates
    UnitState read(const std::string&) override {
        return hear<UnitState>([&] { return world_->unit_state(node_); });
    }
    pid_t main_process(const std::string&) override {
        return hear<bool>([&] { return world_->nodes()[node_].server.is_alive; }) ? 1 : 0;
    }

    // Archive: for people, so its folders are not played
    void keep(const std::vector<std::filesystem::path>&, const std::string&) const override {
        act(Stop::archive, [] {});
    }

    // Announcer
    void announce(const Announcement&) override {}
    void note(const Announcement&) override {}
    void show_status(const std::string&) override {}

    // What is made for a step.
    class PlayedDatabase : public Database {
    public:
        explicit PlayedDatabase(PlayedMachine& machine) : machine_(machine) {}
        DatabaseLook look() override {
            return machine_.hear<DatabaseLook>([&] { return machine_.world_->look_at_database(machine_.node_); });
        }
        std::string print() override {
            return machine_.hear<std::string>([&] { return machine_.world_->print_of_data(machine_.node_); });
        }
        bool is_in_use() override { return false; }
        RecoveredPosition recover() override {
            machine_.act(Stop::recover, [] {});
            return machine_.hear<RecoveredPosition>([&] { return machine_.world_->recover_position(machine_.node_); });
        }

    private:
        PlayedMachine& machine_;
    };

    class PlayedPeers : public PeerGatherer {
    public:
        explicit PlayedPeers(PlayedMachine& machine) : machine_(machine) {}
        std::vector<PeerAnswer> gather(const std::vector<NodeAddress>& nodes) override {
            machine_.act(Stop::ask, [] {});
            auto answers = machine_.hear<std::vector<PeerAnswer>>(
                [&] { return machine_.world_->give_answers(machine_.node_, nodes, machine_.run_->step()); });
            const bool is_due =
                machine_.hear<bool>([&] { return machine_.world_->nodes()[machine_.node_].start.majority_is_due; });
            if (is_due && machine_.run_->step() == Step::decide && !std::exchange(machine_.time_has_leapt_, true)) {
                machine_.run_->clock_ += machine_.world_->setup().settings.front().own.majority_after;
            }
            return answers;
        }
        [[nodiscard]] bool is_authenticated() const override { return true; }

    private:
        PlayedMachine& machine_;
    };

    class PlayedChanges : public FileChanges {
    public:
        explicit PlayedChanges(PlayedMachine& machine) : machine_(machine) {}
        void await(std::chrono::milliseconds limit) override { machine_.sleep(limit); }

    private:
        PlayedMachine& machine_;
    };

    Verdict decide(const Situation& situation) {
        return hear<Verdict>([&] { return world_->decide_in(node_, situation); });
    }

private:
    /// What the world says, or what it said when this was played first.
    template <typename Value, typename Ask>
    Value hear(Ask ask) const {
        if (is_played_again()) {
            return std::get<Value>(*memories_[at_++]);
        }
        Value value = ask();
        memorise(value);
        return value;
    }

    /// Stops, and does it when the run goes on.
    template <typename Do>
    void act(Stop before, Do what) const {
        sleeps_ = 0;
        if (is_played_again()) {
            ++at_;
            return;
        }
        if (before != Stop::none) {
            run_->next_ = before;
            run_->stops_ = before == Stop::ask ? 0 : run_->stops_ + 1;
            fiber->pause();
        }
        what();
        memorise(std::monostate());
    }

    void memorise(Heard heard) const {
        run_->memory_ = std::make_shared<const StepRun::Memory>(StepRun::Memory{run_->memory_, std::move(heard)});
        ++run_->memories_;
    }

    StepRun* run_;
    World* world_ = nullptr;
    std::size_t node_ = 0;
    std::vector<const Heard*> memories_;
    mutable std::size_t at_ = 0;
    mutable int sleeps_ = 0;
    bool time_has_leapt_ = false;
    bool has_begun_ = false;
    bool is_locking_ = false;
};

struct StepRun::Play {
    explicit Play(StepRun& run)
        : machine(run), parts{machine,
                              machine,
                              machine,
                              machine,
                              machine,
                              machine,
                              machine,
                              [](const std::string&) {},
                              [this](const NodeSettings&) -> std::unique_ptr<Database> {
                                  return std::make_unique<PlayedMachine::PlayedDatabase>(machine);
                              },
                              [this](const SnmpSettings&) -> std::unique_ptr<PeerGatherer> {
                                  return std::make_unique<PlayedMachine::PlayedPeers>(machine);
                              },
                              [this](const std::vector<std::filesystem::path>&) -> std::unique_ptr<FileChanges> {
                                  return std::make_unique<PlayedMachine::PlayedChanges>(machine);
                              },
                              [this](const Situation& situation) { return machine.decide(situation); }},
          context{.places = {},
                  .unit = server_unit,
                  .invocation = run.circumstances_.invocation,
                  .cluster_address = std::nullopt,
                  .announcer = machine,
                  .machine = parts},
          fiber([this, step = function_of(run.step())] {
              try {
                  step(context);
              } catch (const Error& error) {
                  failure = error.what();
              }
          }) {
        machine.fiber = &fiber;
    }

    PlayedMachine machine;
    Machine parts;
    StepContext context;
    std::string failure;
    Fiber fiber;
};

StepRun::StepRun(Circumstances circumstances)
    : circumstances_(std::move(circumstances)), clock_(circumstances_.clock) {}

StepRun::StepRun(const StepRun& other)
    : circumstances_(other.circumstances_), next_(other.next_), failure_(other.failure_), stops_(other.stops_),
      clock_(other.clock_), is_locking_(other.is_locking_), memory_(other.memory_), memories_(other.memories_) {}

StepRun& StepRun::operator=(const StepRun& other) {
    return *this = StepRun(other);
}

StepRun::StepRun(StepRun&&) noexcept = default;
StepRun& StepRun::operator=(StepRun&&) noexcept = default;
StepRun::~StepRun() = default;

void StepRun::go_on(World& world, std::size_t node) {
    if (!play_) {
        play_ = std::make_unique<Play>(*this);
    }
    if (next_ != Stop::begin && !play_->machine.has_begun()) {
        std::vector<const Heard*> memories(memories_);
        const Memory* memory = memory_.get();
        for (std::size_t left = memories_; left > 0; --left, memory = memory->before.get()) {
            memories[left - 1] = &memory->heard;
        }
        play_->machine.remember(std::move(memories));
        clock_ = circumstances_.clock;
        const std::size_t stops = stops_;
        play(world, node);
        stops_ = stops;
    }
    play(world, node);
}

void StepRun::play(World& world, std::size_t node) {
    play_->machine.run_in(*this, world, node);
    const bool goes_on = play_->fiber.go_on();
    is_locking_ = play_->machine.is_locking();
    if (!goes_on) {
        next_ = Stop::none;
        failure_ = play_->failure;
        play_.reset();
    }
}

} // namespace galera_initiator::sim
