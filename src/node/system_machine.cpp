#include "node/system_machine.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/file_watch.hpp"
#include "common/files.hpp"
#include "common/privileges.hpp"
#include "configuration/node_unit.hpp"
#include "configuration/noted_start.hpp"
#include "configuration/option_files.hpp"
#include "configuration/server_unit.hpp"
#include "decision/decide.hpp"
#include "evidence/position_recovery.hpp"
#include "node/new_cluster_call.hpp"
#include "node/server_user.hpp"
#include "node/this_node.hpp"
#include "node/volatile_folders.hpp"
#include "snmp/snmp_gatherer.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <thread>

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

class SystemClock : public Clock {
public:
    Time now() override { return std::chrono::steady_clock::now(); }
    void sleep(std::chrono::milliseconds time) override { std::this_thread::sleep_for(time); }
    std::int64_t time_of_day() override { return std::time(nullptr); }
};

class SystemProcess : public Process {
public:
    SystemProcess(pid_t number, FileDescriptor descriptor) : number_(number), descriptor_(std::move(descriptor)) {}

    std::string command_line() override {
        // Not below the root: it is the service manager's process.
        std::ifstream stream("/proc/" + std::to_string(number_) + "/cmdline", std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }

    void kill() override {
        if (::syscall(SYS_pidfd_send_signal, descriptor_.get(), SIGKILL, nullptr, 0U) != 0) {
            throw SystemError("cannot end process " + std::to_string(number_), errno);
        }
    }

private:
    pid_t number_;
    FileDescriptor descriptor_;
};

class SystemProcesses : public Processes {
public:
    explicit SystemProcesses(std::filesystem::path root) : root_(std::move(root)) {}

    std::unique_ptr<Process> find(pid_t number) override {
        FileDescriptor descriptor(static_cast<int>(::syscall(SYS_pidfd_open, number, 0U)));
        return descriptor ? std::make_unique<SystemProcess>(number, std::move(descriptor)) : nullptr;
    }
    bool run_new_cluster_script(const std::string& unit) override { return runs_new_cluster_script(root_, unit); }
    std::optional<TransferProcess> find_transfer_into(const std::filesystem::path& data_folder) override {
        return find_writing_transfer(root_, data_folder);
    }

private:
    std::filesystem::path root_;
};

class SystemFileChanges : public FileChanges {
public:
    explicit SystemFileChanges(const std::vector<std::filesystem::path>& files) : watch_(files) {}
    void await(std::chrono::milliseconds limit) override { watch_.await(limit); }

private:
    FileWatch watch_;
};

class SystemOwnProcess : public OwnProcess {
public:
    explicit SystemOwnProcess(const Places& places) : places_(places) {}

    std::optional<std::string> variable(const char* name) override {
        const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    }

    void keep_capabilities(std::initializer_list<int> kept) override { give_up_capabilities(kept); }
    void stop_being_root() override { galera_initiator::stop_being_root(places_); }

    void end_cleanly_when_stopped() override {
        struct sigaction action {};
        action.sa_handler = [](int) { ::_exit(EXIT_SUCCESS); };
        if (::sigaction(SIGTERM, &action, nullptr) != 0) {
            throw SystemError("cannot handle SIGTERM", errno);
        }
    }

    void begin_again() override {
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

    Uuid random_uuid() override { return Uuid::random(); }

private:
    const Places& places_;
};

/// @throws ConfigurationError if the flag stands there in quotes, or between other blanks
std::string without_scripts_flag(const std::string& name, const UnitVariable& variable) {
    std::string kept = without_bootstrap_flag(variable.value);
    const auto words = split_unit_words(kept);
    if (std::find(words.begin(), words.end(), bootstrap_flag) != words.end()) {
        throw ConfigurationError(variable.place + " has " + std::string(bootstrap_flag) +
                                 " in a form that cannot be taken out: run 'systemctl unset-environment " + name + "'");
    }
    return kept;
}

class SystemConfiguration : public NodeConfiguration {
public:
    SystemConfiguration(const Places& places, const std::string& unit) : places_(places), unit_(unit) {}

    NodeSettings settings() override { return NodeSettings::load(places_.root); }

    std::string print() override {
        std::string print;
        for (const char* name : {Configuration::path, "etc/snmp/snmp.conf", "etc/snmp/snmp.local.conf"}) {
            struct stat status {};
            if (::stat((places_.root / name).c_str(), &status) == 0) {
                print += std::to_string(status.st_ino) + "." + std::to_string(status.st_mtim.tv_sec) + "." +
                         std::to_string(status.st_mtim.tv_nsec);
            }
            print += "/";
        }
        return print;
    }

    void refuse_unsafe_options(const NodeSettings& settings) override { settings.refuse_unsafe_options(places_.root); }

    std::vector<std::string> denied_option_files() override {
        return galera_initiator::denied_option_files(places_.root);
    }

    OwnNode own_node(const NodeSettings& settings, const ClusterAddress& address) override {
        return look_for_own_node(places_, settings, address);
    }

    std::string host_name() override { return galera_initiator::host_name(); }

    void refuse_second_server(const std::string& unit) override {
        galera_initiator::refuse_second_server(places_.root, unit);
    }

    DecisionCarrier carrier() override {
        const ServerUnit unit = ServerUnit::load(places_.root, unit_);
        if (const auto complaint = unit.why_no_decision_arrives(places_.root)) {
            throw ConfigurationError(complaint->to_string());
        }
        DecisionCarrier carrier{unit.carrier().value()};
        const UnitVariables variables = unit.variables(places_.root);
        for (const std::string& name : unit.variables_of_people()) {
            if (!variables.contains(name)) {
                carrier.others[name] = ""; // a script that sets a flag from now on is too late
            }
        }
        for (const auto& [name, variable] : variables) {
            const std::string kept = variable.is_of_manager ? without_scripts_flag(name, variable) : variable.value;
            if (name == carrier.variable) {
                carrier.content = has_options_of_people(name) ? kept : "";
            } else if (variable.is_of_manager && (kept != variable.value || has_options_of_people(name))) {
                carrier.others[name] = kept;
            }
        }
        carrier.others.erase(carrier.variable);
        return carrier;
    }

private:
    const Places& places_;
    const std::string& unit_;
};

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

/// Made before the database that it serves.
struct ServersRecovery {
    ServerPositionRecovery recovery;
};

/// The server's data in its folder, recovered by the server's program.
class ServersDatabase : private ServersRecovery, public FolderDatabase {
public:
    ServersDatabase(const Places& places, const NodeSettings& settings, const ServerStart& start)
        : ServersRecovery{{settings.server_program(), places.published_folder(), options_of_recovery(start),
                           start.environment}},
          FolderDatabase(below(places.root, settings.server.data_directory),
                         below(places.root, settings.server.provider_directory), ServersRecovery::recovery) {}
};

} // namespace

struct SystemMachine::Parts {
    Parts(const Places& used_places, const std::string& used_unit, UnitStates& units)
        : places(used_places), unit(used_unit), processes(places.root), process(places), configuration(places, unit),
          archive(places.archive_folder()),
          machine{files,
                  clock,
                  processes,
                  process,
                  configuration,
                  units,
                  archive,
                  [this](const std::string& user) { make_volatile_folders(places, user); },
                  [this](const NodeSettings& settings) -> std::unique_ptr<Database> {
                      return std::make_unique<ServersDatabase>(places, settings, start_of(places.root, unit));
                  },
                  [](const SnmpSettings& settings) -> std::unique_ptr<PeerGatherer> {
                      return std::make_unique<SnmpGatherer>(settings);
                  },
                  [](const std::vector<std::filesystem::path>& watched) -> std::unique_ptr<FileChanges> {
                      return std::make_unique<SystemFileChanges>(watched);
                  },
                  decide} {}

    Places places;
    std::string unit;
    SystemFiles files;
    SystemClock clock;
    SystemProcesses processes;
    SystemOwnProcess process;
    SystemConfiguration configuration;
    EvidenceArchive archive;
    Machine machine;
};

SystemMachine::SystemMachine(const Places& places, const std::string& unit, UnitStates& units)
    : parts_(std::make_unique<Parts>(places, unit, units)) {}

SystemMachine::~SystemMachine() = default;

const Machine& SystemMachine::machine() const {
    return parts_->machine;
}

} // namespace galera_initiator
