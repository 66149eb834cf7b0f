#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace galera_initiator {

/// A process that writes what a state transfer brings.
struct TransferProcess {
    int id = 0;
    std::string name; ///< of the script or program
};

/// The scripts and programs of a state transfer may outlive their server (SendSIGKILL=no): as long as they write to the
/// data folder, nobody may look at it or start a server on it. Looks for a wsrep_sst_ script of a joiner, and for the
/// programs that such scripts run, with a path in this folder on their command line. Processes that are hidden from
/// this user (other users', hidepid=) are not seen; those of a server run as its user.
/// Source: MariaDB, scripts/wsrep_sst_rsync.sh, wsrep_sst_mariabackup.sh and wsrep_sst_common.sh.
/// @param root         folder that stands for "/"; its proc is read
/// @param data_folder  as the server is given it, without the root
/// @throws SystemError if the processes cannot be listed
std::optional<TransferProcess> find_writing_transfer(const std::filesystem::path& root,
                                                     const std::filesystem::path& data_folder);

} // namespace galera_initiator
