#pragma once

#include "common/file_access.hpp"
#include "common/uuid.hpp"
#include "decision/situation.hpp"
#include "decision/verdict.hpp"
#include "evidence/database.hpp"
#include "evidence/evidence_archive.hpp"
#include "evidence/transfer_processes.hpp"
#include "node/handed_decision.hpp"
#include "node/node_settings.hpp"
#include "node/own_node.hpp"
#include "snmp/peer_gatherer.hpp"
#include "systemd/unit_state.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

// What the steps need of the machine that they run on, each thing behind a small interface: so that a step is read from
// top to bottom, reads nothing of its process behind its back, and is played by the simulator as it is.

namespace galera_initiator {

class Clock {
public:
    using Time = std::chrono::steady_clock::time_point;

    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// CLOCK_MONOTONIC: one clock for all processes of a boot.
    virtual Time now() = 0;
    virtual void sleep(std::chrono::milliseconds time) = 0;

    /// Seconds since 1970, for people.
    virtual std::int64_t time_of_day() = 0;
};

/// A process of this machine: this one, also if another one takes over its number.
class Process {
public:
    Process() = default;
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    virtual ~Process() = default;

    /// Its words, each ended by a zero byte; empty where it has ended.
    virtual std::string command_line() = 0;

    /// With SIGKILL. @throws SystemError
    virtual void kill() = 0;
};

/// The processes of this machine.
class Processes {
public:
    Processes() = default;
    Processes(const Processes&) = delete;
    Processes& operator=(const Processes&) = delete;
    virtual ~Processes() = default;

    /// @returns nothing if it has ended, or cannot be watched
    virtual std::unique_ptr<Process> find(pid_t number) = 0;

    /// As runs_new_cluster_script(). @throws SystemError
    virtual bool run_new_cluster_script(const std::string& unit) = 0;

    /// As find_writing_transfer(). @param data_folder  as the server is given it, without the root
    virtual std::optional<TransferProcess> find_transfer_into(const std::filesystem::path& data_folder) = 0;
};

/// What is configured on this node. Nothing is kept: each call reads it anew.
class NodeConfiguration {
public:
    NodeConfiguration() = default;
    NodeConfiguration(const NodeConfiguration&) = delete;
    NodeConfiguration& operator=(const NodeConfiguration&) = delete;
    virtual ~NodeConfiguration() = default;

    /// @throws ConfigurationError
    virtual NodeSettings settings() = 0;

    /// Of the files that say how to reach the peers; a change of one must take effect while a start waits.
    virtual std::string print() = 0;

    /// @throws ConfigurationError as NodeSettings::refuse_unsafe_options()
    virtual void refuse_unsafe_options(const NodeSettings& settings) = 0;

    /// Option files that this user may not read.
    virtual std::vector<std::string> denied_option_files() = 0;

    /// Looks for this machine in the cluster address, once. Without an index where a name that may be it has no
    /// address. @throws ConfigurationError if it is certainly none of the nodes
    virtual OwnNode own_node(const NodeSettings& settings, const ClusterAddress& address) = 0;

    /// As gethostname(2) gives it. @throws SystemError
    virtual std::string host_name() = 0;

    /// As node_unit.hpp. @param unit  another one than this node's
    virtual void refuse_second_server(const std::string& unit) = 0;

    /// How the server's unit takes a decision.
    /// @throws ConfigurationError if no decision reaches the server: then none is announced either
    virtual DecisionCarrier carrier() = 0;
};

/// The process that a step runs in.
class OwnProcess {
public:
    OwnProcess() = default;
    OwnProcess(const OwnProcess&) = delete;
    OwnProcess& operator=(const OwnProcess&) = delete;
    virtual ~OwnProcess() = default;

    /// @returns nothing if it is not set
    virtual std::optional<std::string> variable(const char* name) = 0;

    /// Gives up all capabilities but these; linux/capability.h.
    virtual void keep_capabilities(std::initializer_list<int> kept) = 0;

    /// As server_user.hpp.
    virtual void stop_being_root() = 0;

    /// `systemctl stop` ends a wait with SIGTERM. To die of it would count as a failure of the unit; after an exit with
    /// success it is stopped, and where nobody stops the unit, a later step fails because it finds no decision. So it
    /// is for no step after that. Children end with this process.
    virtual void end_cleanly_when_stopped() = 0;

    /// Replaces it by a new one with the same number: Net-SNMP reads its files once a process. Does not return.
    virtual void begin_again() = 0;

    virtual Uuid random_uuid() = 0;
};

/// Changes of some files.
class FileChanges {
public:
    FileChanges() = default;
    FileChanges(const FileChanges&) = delete;
    FileChanges& operator=(const FileChanges&) = delete;
    virtual ~FileChanges() = default;

    /// Returns after the next change of one of them since the last call, or since this was made; or after the limit.
    virtual void await(std::chrono::milliseconds limit) = 0;
};

struct Machine {
    Files& files;
    Clock& clock;
    Processes& processes;
    OwnProcess& process;
    NodeConfiguration& configuration;
    UnitStates& units;
    const Archive& archive;

    /// As root: makes the volatile folders, root's own and in it that of the server's user.
    /// @throws SystemError, Error; ConfigurationError if that user is root or does not exist, or if root's folder is
    /// another user's
    std::function<void(const std::string& user)> make_volatile_folders;

    /// The server's data, and how its unit starts the server on it.
    std::function<std::unique_ptr<Database>(const NodeSettings& settings)> database;

    /// To be made while the files that say how the peers are reached can be read.
    std::function<std::unique_ptr<PeerGatherer>(const SnmpSettings& settings)> peers;

    /// Of these files, which may come and go; their folders are there.
    std::function<std::unique_ptr<FileChanges>(const std::vector<std::filesystem::path>& files)> changes;

    /// decide(), but for what is compared with it.
    std::function<Verdict(const Situation& situation)> rule;
};

} // namespace galera_initiator
