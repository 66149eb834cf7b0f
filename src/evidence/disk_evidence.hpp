#pragma once

#include "common/file_access.hpp"
#include "evidence/data_lineage.hpp"
#include "evidence/database.hpp"
#include "evidence/evidence.hpp"
#include "evidence/node_memory.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// Everything on disk that a node's evidence is drawn from, as it was read.
struct DiskFacts {
    DataFolder folder = DataFolder::empty;
    std::vector<std::string> user_databases; ///< folders with tables that are no system tables
    std::optional<std::string> saved_state;  ///< text of grastate.dat; none: no such file
    std::optional<std::string> view_state;   ///< text of gvwstate.dat; none: no such file
    bool has_unfinished_view = false;        ///< has_unfinished_view(): that file is not of the last view
    bool transfer_in_progress = false;       ///< DatabaseLook
    bool recovery_is_forced = false;         ///< the server is configured to start with parts of its data unread
    std::string folder_mark;                 ///< Files::mark_of_folder()
    FolderSigns signs;                       ///< of whose data folder it is
    bool data_is_as_it_joined = false;       ///< the data's files are as they were when the last join set out
    bool is_read_in_servers_unit =
        true;                ///< else a recovery that fails proves nothing: that unit may have keys, mounts and groups
    bool keeps_views = true; ///< the provider does (pc.recovery); else a seqno is of a pause as well as of a stop
    bool server_was_seen_to_end = true;    ///< by itself, just now; else its seqno may be more than its data
    bool provider_folder_is_apart = false; ///< its files are not in the data folder, so they may be there without it
    NodeMemory memory;
};

/// How a position recovery ended.
struct RecoveryOutcome {
    std::optional<RecoveredPosition> recovered; ///< none: it failed
    std::string failure;                        ///< why
    bool is_conclusive = true;                  ///< the failure may be one of the data
};

/// Must the position be recovered from the data before `assess` can judge? Not on an empty folder, and not
/// where a clean stop has left the position and its server was seen to end, or nothing is known of this data yet.
bool needs_recovery(const DiskFacts& facts);

/// Draws the evidence from the facts: pure, so that every combination can be tested.
/// @param outcome  of the recovery; required where needs_recovery(seen)
Evidence assess(const DiskFacts& seen, const std::optional<RecoveryOutcome>& outcome);

/// The memory, with a start that its server was up after. Where the unit is stopped amid its start, no step sees that;
/// but a server that was stopped cleanly and is beyond where it began was in a primary component, since each uses up a
/// seqno, and what its files say is not what was written for a bootstrap. Of a join that tells the last component only
/// where it was this node alone. Source: systemd.service(5), ExecStop=.
[[nodiscard]] NodeMemory memory_of_clean_stop(const DiskFacts& facts);

/// Has a server closed in order on this data that the unit neither stopped nor saw end, where its own has crashed? It
/// was run by hand, and what the files tell is not of the unit's last run.
[[nodiscard]] bool was_closed_outside_unit(const DiskFacts& facts);

/// Reads a stopped server's evidence from its disk.
class DiskEvidence {
public:
    struct Circumstances {
        std::filesystem::path data_folder;
        std::filesystem::path provider_folder; ///< where grastate.dat and gvwstate.dat are
        bool recovery_is_forced = false;       ///< DiskFacts
        bool is_read_in_servers_unit = true;   ///< DiskFacts
        bool is_read_for_a_start = false;      ///< which fails then where a recovery says nothing
        bool keeps_views = true;               ///< DiskFacts
        bool server_was_seen_to_end = false;   ///< DiskFacts
        bool is_held = false;                  ///< a person works on it: nothing runs on the data meanwhile
    };

    /// @param new_timeline  makes a random UUID
    DiskEvidence(Circumstances circumstances, const Files& files, NodeMemoryFile memory, Database& database,
                 std::function<Uuid()> new_timeline);

    /// Runs a position recovery if it must (it may take minutes), not again while the data's files are unchanged.
    /// What has to be remembered is written to the node's memory.
    /// @param before_recovery  called right before a recovery starts
    /// @throws Error if a server is running on the data, SystemError if the files cannot be read
    Evidence read(const std::function<void()>& before_recovery);

private:
    [[nodiscard]] DiskFacts gather() const;
    [[nodiscard]] RecoveryOutcome recover(NodeMemory& memory, const std::function<void()>& before_recovery);

    Circumstances circumstances_;
    const Files& files_;
    NodeMemoryFile memory_;
    Database& database_;
    std::function<Uuid()> new_timeline_;
};

} // namespace galera_initiator
