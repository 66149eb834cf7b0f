#pragma once

#include "common/error.hpp"
#include "common/position.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// What the server's own position recovery (--wsrep-recover) found in its data.
struct RecoveredPosition {
    std::optional<Position> position; ///< none: the data has never been part of a history
};

/// The recovery says nothing of the data: it ended before it came to it, or told no position though all went well.
class InconclusiveRecovery : public Error {
public:
    using Error::Error;
};

/// Reads the recovery's standard error. Takes "WSREP: Recovered position: <uuid>:<seqno>[,<gtid>]" of MariaDB
/// and "[WSREP] Recovered position: ..." of Percona; "Recovered position from storage" is another line.
/// Source: MariaDB, sql/wsrep_mysqld.cc and scripts/galera_recovery.sh.
/// @throws InconclusiveRecovery if there is no such line, ParseError if they differ or one is malformed
RecoveredPosition parse_recovery_output(std::string_view text);

/// Finds the position in the data of a server that is not running.
class PositionRecovery {
public:
    PositionRecovery() = default;
    PositionRecovery(const PositionRecovery&) = delete;
    PositionRecovery& operator=(const PositionRecovery&) = delete;
    virtual ~PositionRecovery() = default;

    /// Runs as long as it takes. @throws Error if no position could be had, with the server's last words;
    /// InconclusiveRecovery if that is no fault of the data
    virtual RecoveredPosition recover() = 0;
};

/// Runs the server program with --wsrep-recover. It must not run on an empty data folder (it would fill it) nor beside
/// a running server; the caller sees to both. Its socket and process file go to a private folder and it opens no port.
class ServerPositionRecovery : public PositionRecovery {
public:
    /// @param program  the server, mariadbd or mysqld
    /// @param scratch_folder  writable by this user; a socket is made there for a moment
    /// @param options  of the server's unit: other option files, first of all, and what it adds to them
    /// @param environment  that decides which option files the server reads
    ServerPositionRecovery(std::filesystem::path program, std::filesystem::path scratch_folder,
                           std::vector<std::string> options = {}, std::map<std::string, std::string> environment = {});

    RecoveredPosition recover() override;

private:
    std::filesystem::path program_;
    std::filesystem::path scratch_folder_;
    std::vector<std::string> options_;
    std::map<std::string, std::string> environment_;
};

} // namespace galera_initiator
