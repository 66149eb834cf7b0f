#pragma once

#include "evidence/position_recovery.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace galera_initiator {

/// What a data folder looks like from outside.
enum class DataFolder {
    empty,       ///< absent, or nothing of a database in it, whatever else there is
    incomplete,  ///< files, but no system tables: a transfer that did not get far
    initialised, ///< system tables are there
};

/// A server's data as it can be seen without the server.
struct DatabaseLook {
    DataFolder folder = DataFolder::empty;
    std::vector<std::string> user_databases; ///< folders with tables that are no system tables
    bool transfer_in_progress = false; ///< an SST script has begun (sst_in_progress), and the provider has not named a
                                       ///< history since
};

/// The data of a server that is down.
class Database {
public:
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    virtual ~Database() = default;

    /// @throws SystemError
    virtual DatabaseLook look() = 0;

    /// Of the files that a server changes whenever it runs; the same as long as none has. Empty: that cannot be told.
    virtual std::string print() = 0;

    /// Does a server run on it? @throws SystemError
    virtual bool is_in_use() = 0;

    /// As PositionRecovery.
    virtual RecoveredPosition recover() = 0;
};

/// In a folder of this machine.
class FolderDatabase : public Database {
public:
    /// @param provider_folder  where grastate.dat is
    FolderDatabase(std::filesystem::path data_folder, std::filesystem::path provider_folder,
                   PositionRecovery& recovery);

    DatabaseLook look() override;
    std::string print() override;
    /// A server locks its system tablespace and its Aria control file. Only asks for the lock's owner; takes no lock.
    bool is_in_use() override;
    RecoveredPosition recover() override;

private:
    std::filesystem::path data_folder_;
    std::filesystem::path provider_folder_;
    PositionRecovery& recovery_;
};

} // namespace galera_initiator
