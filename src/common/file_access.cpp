#include "common/file_access.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/files.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

class LockedFile : public FileLock {
public:
    explicit LockedFile(FileDescriptor descriptor) : descriptor_(std::move(descriptor)) {}

private:
    FileDescriptor descriptor_; ///< its end is the lock's
};

} // namespace

std::optional<std::string> SystemFiles::read(const std::filesystem::path& path, std::size_t limit) const {
    return read_file(path, limit);
}

void SystemFiles::replace(const std::filesystem::path& path, std::string_view content, mode_t mode) {
    write_file_atomically(path, content, mode);
}

void SystemFiles::overwrite(const std::filesystem::path& path, std::string_view content) {
    const FileDescriptor descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!descriptor) {
        throw SystemError("cannot open " + path.string() + " for writing", errno);
    }
    const ssize_t written = ::pwrite(descriptor.get(), content.data(), content.size(), 0);
    if (written != static_cast<ssize_t>(content.size())) {
        throw SystemError("cannot write " + path.string(), written < 0 ? errno : EIO);
    }
    if (::fsync(descriptor.get()) != 0) {
        throw SystemError("cannot flush " + path.string(), errno);
    }
}

bool SystemFiles::remove(const std::filesystem::path& path) {
    return remove_file(path);
}

void SystemFiles::remove_unfinished_copies(const std::filesystem::path& path) {
    galera_initiator::remove_unfinished_copies(path);
}

bool SystemFiles::has_newer_copy(const std::filesystem::path& path) const {
    return galera_initiator::has_newer_copy(path);
}

std::string SystemFiles::mark_of_folder(const std::filesystem::path& path) const {
    return galera_initiator::mark_of_folder(path);
}

std::string SystemFiles::print_of_file(const std::filesystem::path& path) const {
    return galera_initiator::print_of_file(path);
}

void SystemFiles::synchronise(const std::filesystem::path& path) const {
    galera_initiator::synchronise(path);
}

std::unique_ptr<FileLock> SystemFiles::lock(const std::filesystem::path& path, Patience patience) {
    FileDescriptor descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!descriptor) {
        throw SystemError("cannot open " + path.string(), errno);
    }
    while (::flock(descriptor.get(), LOCK_EX | (patience == Patience::none ? LOCK_NB : 0)) != 0) {
        if (errno == EWOULDBLOCK) {
            return nullptr;
        }
        if (errno != EINTR) {
            throw SystemError("cannot lock " + path.string(), errno);
        }
    }
    return std::make_unique<LockedFile>(std::move(descriptor));
}

} // namespace galera_initiator
