#include "common/files.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

void write_all(int descriptor, std::string_view content, const std::filesystem::path& path) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            throw SystemError("cannot write " + path.string(), errno);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// Hidden, so that nobody takes one in the data folder for a part of the data.
std::string name_of_unfinished_copies(const std::filesystem::path& path) {
    return "." + path.filename().string() + ".new-";
}

constexpr std::string_view random_part = "XXXXXX"; // mkostemp(3)

/// A writer holds the lock of its copy until it ends, however it ends.
bool lock_at_once(const FileDescriptor& descriptor) {
    return ::flock(descriptor.get(), LOCK_EX | LOCK_NB) == 0;
}

bool has_name(const FileDescriptor& descriptor) {
    struct stat status {};
    return ::fstat(descriptor.get(), &status) == 0 && status.st_nlink > 0;
}

struct UnfinishedCopy {
    std::filesystem::path path;
    FileDescriptor descriptor;
};

UnfinishedCopy create_unfinished_copy(const std::filesystem::path& path) {
    for (;;) {
        std::string name = (folder_of(path) / name_of_unfinished_copies(path)).string().append(random_part);
        FileDescriptor descriptor(::mkostemp(name.data(), O_CLOEXEC));
        if (!descriptor) {
            throw SystemError("cannot create " + name + " to write " + path.string(), errno);
        }
        // Until it is locked, another writer may take it for a left-over.
        const bool is_locked = lock_at_once(descriptor);
        const int code = errno;
        if (is_locked && has_name(descriptor)) {
            return {name, std::move(descriptor)};
        }
        ::unlink(name.c_str());
        if (!is_locked && code != EWOULDBLOCK) {
            throw SystemError("cannot lock " + name, code);
        }
    }
}

void remove_left_over(const std::filesystem::path& copy) {
    const FileDescriptor descriptor(::open(copy.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
    struct stat status {};
    if (descriptor && ::fstat(descriptor.get(), &status) == 0 && S_ISREG(status.st_mode) && lock_at_once(descriptor)) {
        ::unlink(copy.c_str());
    }
}

std::optional<struct statx> status_of(const std::filesystem::path& path, unsigned wanted) {
    struct statx status {};
    if (::statx(AT_FDCWD, path.c_str(), 0, STATX_INO | STATX_BTIME | wanted, &status) == 0) {
        return status;
    }
    if (errno == ENOENT) {
        return std::nullopt;
    }
    throw SystemError("cannot examine " + path.string(), errno);
}

std::string in_words(const statx_timestamp& time) {
    return std::to_string(time.tv_sec) + "." + std::to_string(time.tv_nsec);
}

std::string mark_in(const struct statx& status) {
    const bool has_birth = (status.stx_mask & STATX_BTIME) != 0;
    return std::to_string(status.stx_ino) + (has_birth ? "." + in_words(status.stx_btime) : "");
}

} // namespace

std::optional<std::string> read_file(const std::filesystem::path& path, std::size_t limit, Links links) {
    // O_NONBLOCK so that a FIFO in the place of the file cannot stall the caller.
    const int link_flag = links == Links::refused ? O_NOFOLLOW : 0;
    const FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | link_flag));
    if (!descriptor) {
        if (errno == ENOENT) {
            return std::nullopt;
        }
        throw SystemError("cannot open " + path.string(), errno);
    }
    struct stat status {};
    if (::fstat(descriptor.get(), &status) != 0) {
        throw SystemError("cannot examine " + path.string(), errno);
    }
    if (!S_ISREG(status.st_mode)) {
        throw Error(path.string() + " is not a regular file");
    }
    std::string content;
    while (content.size() <= limit) {
        // Not at once as much as the limit allows: most files are far smaller.
        constexpr std::size_t first_room = 4096;
        const std::size_t length = content.size();
        content.resize(std::min(std::max(2 * length, first_room), limit + 1));
        const ssize_t count = ::read(descriptor.get(), content.data() + length, content.size() - length);
        const int code = errno;
        content.resize(length + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count < 0 && code != EINTR) {
            throw SystemError("cannot read " + path.string(), code);
        }
        if (count == 0) {
            return content;
        }
    }
    throw Error(path.string() + " is larger than " + std::to_string(limit) + " bytes");
}

void write_file_atomically(const std::filesystem::path& path, std::string_view content, mode_t mode) {
    remove_unfinished_copies(path);
    const UnfinishedCopy copy = create_unfinished_copy(path);
    try {
        write_all(copy.descriptor.get(), content, copy.path);
        if (::fchmod(copy.descriptor.get(), mode) != 0 || ::fsync(copy.descriptor.get()) != 0) {
            throw SystemError("cannot flush " + copy.path.string(), errno);
        }
        if (::rename(copy.path.c_str(), path.c_str()) != 0) {
            throw SystemError("cannot rename " + copy.path.string() + " to " + path.string(), errno);
        }
    } catch (...) {
        ::unlink(copy.path.c_str());
        throw;
    }
    synchronise(folder_of(path));
}

void remove_unfinished_copies(const std::filesystem::path& path) {
    const std::string beginning = name_of_unfinished_copies(path);
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder_of(path), error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename();
        if (name.size() == beginning.size() + random_part.size() && name.starts_with(beginning)) {
            remove_left_over(entry->path());
        }
    }
}

bool has_newer_copy(const std::filesystem::path& path) {
    const std::string beginning = path.filename().string() + ".";
    std::error_code error;
    const auto written = std::filesystem::last_write_time(path, error);
    if (error) {
        return false;
    }
    const auto entries = list_folder(folder_of(path));
    return std::any_of(entries.begin(), entries.end(), [&](const std::filesystem::directory_entry& entry) {
        const std::string name = entry.path().filename();
        const auto begun = name.size() == beginning.size() + random_part.size() && name.starts_with(beginning)
                               ? entry.last_write_time(error)
                               : std::filesystem::file_time_type::min();
        return !error && begun > written; // gone by now: it has been finished
    });
}

std::string mark_of_folder(const std::filesystem::path& path) {
    const auto status = status_of(path, 0);
    return status ? mark_in(*status) : "";
}

std::string print_of_file(const std::filesystem::path& path) {
    const auto status = status_of(path, STATX_MTIME);
    return status ? mark_in(*status) + " " + in_words(status->stx_mtime) : "";
}

bool are_marks_of_one(const std::string& mark, const std::string& other) {
    const auto end = mark.find('.');
    const auto other_end = other.find('.');
    const bool tell_both_when_made = end != std::string::npos && other_end != std::string::npos;
    return tell_both_when_made ? mark == other : mark.substr(0, end) == other.substr(0, other_end);
}

std::vector<std::filesystem::directory_entry> list_folder(const std::filesystem::path& folder) {
    // Not a loop over a range: there an error that comes after the first entries is told without the folder.
    std::vector<std::filesystem::directory_entry> entries;
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    for (const std::filesystem::directory_iterator end; !error && entry != end; entry.increment(error)) {
        entries.push_back(*entry);
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        throw SystemError("cannot read folder " + folder.string(), error.value());
    }
    return entries;
}

std::vector<std::filesystem::directory_entry> list_readable_folder(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::is_directory(folder, ignored) && !is_denied(folder)
               ? list_folder(folder)
               : std::vector<std::filesystem::directory_entry>();
}

bool is_denied(const std::filesystem::path& path) {
    return ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES;
}

bool remove_file(const std::filesystem::path& path) {
    remove_unfinished_copies(path);
    if (::unlink(path.c_str()) != 0) {
        if (errno == ENOENT) {
            return false;
        }
        throw SystemError("cannot remove " + path.string(), errno);
    }
    synchronise(folder_of(path));
    return true;
}

void synchronise(const std::filesystem::path& path) {
    const FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor && errno == ENOENT) {
        return;
    }
    if (!descriptor || ::fsync(descriptor.get()) != 0) {
        throw SystemError("cannot flush " + path.string(), errno);
    }
}

} // namespace galera_initiator
