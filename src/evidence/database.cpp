#include "evidence/database.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/files.hpp"
#include "evidence/saved_state.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ios>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

bool is_system_folder(std::string_view name) {
    constexpr std::array<std::string_view, 5> system{"mysql", "performance_schema", "sys", "test", "lost+found"};
    return name.front() == '.' || name.front() == '#' || std::find(system.begin(), system.end(), name) != system.end();
}

/// Does a folder hold tables? One that holds none (for binary logs, temporary files, undo logs) is no database.
bool holds_tables(const std::filesystem::path& folder) {
    constexpr std::array<std::string_view, 9> endings{".frm", ".ibd", ".isl", ".MYD", ".MYI",
                                                      ".MAD", ".MAI", ".CSM", ".CSV"};
    // What the server may not look into, as lost+found, it uses for nothing.
    const auto files = list_readable_folder(folder);
    return std::any_of(files.begin(), files.end(), [&endings](const auto& file) {
        const std::string ending = file.path().extension().string();
        return std::find(endings.begin(), endings.end(), ending) != endings.end();
    });
}

/// What is there only where a server, or a state transfer, has written. Others put logs, keys and folders there as
/// well.
bool is_of_database(std::string_view name) {
    constexpr std::array<std::string_view, 6> beginnings{"ibdata",    "ib_logfile",          "aria_log",
                                                         "mysql.ibd", SavedState::file_name, "#innodb_redo"};
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [name](std::string_view beginning) { return name.starts_with(beginning); });
}

void examine_folder(const std::filesystem::path& folder, DatabaseLook& look) {
    const auto see = [&look](DataFolder least) { look.folder = std::max(look.folder, least); };
    for (const auto& entry : list_folder(folder)) {
        const std::string name = entry.path().filename().string();
        if (is_of_database(name)) {
            see(DataFolder::incomplete);
        }
        if (!entry.is_directory() || name.front() == '.') {
            continue;
        }
        if (name == "mysql") {
            see(DataFolder::initialised);
            continue;
        }
        if (!holds_tables(entry.path())) {
            continue;
        }
        see(DataFolder::incomplete);
        if (!is_system_folder(name)) {
            look.user_databases.push_back(name);
        }
    }
    std::sort(look.user_databases.begin(), look.user_databases.end());
}

bool another_process_locks(const std::filesystem::path& path) {
    const FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor) {
        if (errno == ENOENT) {
            return false;
        }
        throw SystemError("cannot open " + path.string(), errno);
    }
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (::fcntl(descriptor.get(), F_GETLK, &lock) != 0) {
        throw SystemError("cannot ask who locks " + path.string(), errno);
    }
    return lock.l_type != F_UNLCK;
}

std::optional<std::filesystem::file_time_type> time_of(const std::filesystem::path& path) {
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path, error);
    if (!error) {
        return time;
    }
    if (error == std::errc::no_such_file_or_directory) {
        return std::nullopt;
    }
    throw SystemError("cannot examine " + path.string(), error.value());
}

/// A state transfer ends with the provider writing the history that it brought; until then there is a zero UUID. A mark
/// that is older than that is a left-over. Source: galera, galera/src/replicator_str.cpp (request_state_transfer()).
bool has_gone_on_since(std::filesystem::file_time_type transfer_began_at, const std::filesystem::path& saved_state) {
    const auto written_at = time_of(saved_state);
    const auto text = read_file(saved_state);
    if (!written_at || !text || *written_at <= transfer_began_at) {
        return false;
    }
    try {
        return !SavedState::parse(*text).history.is_nil();
    } catch (const ParseError&) {
        return false;
    }
}

} // namespace

FolderDatabase::FolderDatabase(std::filesystem::path data_folder, std::filesystem::path provider_folder,
                               PositionRecovery& recovery)
    : data_folder_(std::move(data_folder)), provider_folder_(std::move(provider_folder)), recovery_(recovery) {}

DatabaseLook FolderDatabase::look() {
    DatabaseLook look;
    examine_folder(data_folder_, look);
    const auto transfer_began_at = time_of(data_folder_ / "sst_in_progress");
    look.transfer_in_progress =
        transfer_began_at && !has_gone_on_since(*transfer_began_at, provider_folder_ / SavedState::file_name);
    return look;
}

std::string FolderDatabase::print() {
    std::ostringstream print;
    print << std::hex;
    for (const char* name : {"ibdata1", "ib_logfile0", "aria_log_control"}) {
        struct stat status {};
        if (::stat((data_folder_ / name).c_str(), &status) == 0) {
            print << status.st_ino << '/' << status.st_size << '/' << status.st_mtim.tv_sec << '.'
                  << status.st_mtim.tv_nsec << ' ';
        } else if (std::string_view(name).starts_with("ib")) {
            // InnoDB keeps its files elsewhere, so what this print shows would not change with its data.
            return "";
        }
    }
    std::string text = print.str();
    text.pop_back();
    return text;
}

bool FolderDatabase::is_in_use() {
    return another_process_locks(data_folder_ / "ibdata1") || another_process_locks(data_folder_ / "aria_log_control");
}

RecoveredPosition FolderDatabase::recover() {
    return recovery_.recover();
}

} // namespace galera_initiator
