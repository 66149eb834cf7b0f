#include "common/files.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

void synchronise_folder(const std::filesystem::path& folder) {
    const FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor || ::fsync(descriptor.get()) != 0) {
        throw SystemError("cannot flush folder " + folder.string(), errno);
    }
}

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
    std::string content(limit + 1, '\0');
    std::size_t length = 0;
    while (length < content.size()) {
        const ssize_t count = ::read(descriptor.get(), content.data() + length, content.size() - length);
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            throw SystemError("cannot read " + path.string(), errno);
        }
        if (count == 0) {
            content.resize(length);
            return content;
        }
        length += static_cast<std::size_t>(count);
    }
    throw Error(path.string() + " is larger than " + std::to_string(limit) + " bytes");
}

void write_file_atomically(const std::filesystem::path& path, std::string_view content, mode_t mode) {
    std::string temporary = path.string() + ".XXXXXX";
    const FileDescriptor descriptor(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!descriptor) {
        throw SystemError("cannot create a temporary file for " + path.string(), errno);
    }
    try {
        write_all(descriptor.get(), content, temporary);
        if (::fchmod(descriptor.get(), mode) != 0 || ::fsync(descriptor.get()) != 0) {
            throw SystemError("cannot flush " + temporary, errno);
        }
        if (::rename(temporary.c_str(), path.c_str()) != 0) {
            throw SystemError("cannot rename " + temporary + " to " + path.string(), errno);
        }
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    synchronise_folder(folder_of(path));
}

bool is_denied(const std::filesystem::path& path) {
    return ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES;
}

bool remove_file(const std::filesystem::path& path) {
    if (::unlink(path.c_str()) != 0) {
        if (errno == ENOENT) {
            return false;
        }
        throw SystemError("cannot remove " + path.string(), errno);
    }
    synchronise_folder(folder_of(path));
    return true;
}

} // namespace galera_initiator
