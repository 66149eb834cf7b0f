#include "node/volatile_folders.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "node/server_user.hpp"

#include <cerrno>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

void make_run_folder(const Places& places) {
    const auto path = places.run_folder();
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) {
        throw SystemError("cannot create " + path.string(), errno);
    }
    const FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!folder || ::fstat(folder.get(), &status) != 0) {
        throw SystemError("cannot open folder " + path.string(), errno);
    }
    if (status.st_uid != ::geteuid()) {
        throw ConfigurationError(path.string() + " belongs to another user than root, who could write what the server "
                                                 "is started with: remove it");
    }
    if (::fchmod(folder.get(), 0755) != 0) { // Others could write to it, or the unit's UMask= has kept them out.
        throw SystemError("cannot change the mode of " + path.string(), errno);
    }
}

void make_published_folder(const Places& places, const passwd& owner) {
    const auto path = places.published_folder();
    if (::mkdir(path.c_str(), 0755) == 0) {
        if (::chmod(path.c_str(), 0755) != 0) { // The unit's UMask= must not keep snmpd out.
            throw SystemError("cannot change the mode of " + path.string(), errno);
        }
    } else if (errno != EEXIST) {
        throw SystemError("cannot create " + path.string(), errno);
    }
    // Its name stands in a folder that only root can write to, so nobody can put something else there in between.
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        throw Error(path.string() + " is not a folder: remove it");
    }
    if (::lchown(path.c_str(), owner.pw_uid, owner.pw_gid) != 0) {
        throw SystemError("cannot give " + path.string() + " to " + owner.pw_name, errno);
    }
}

} // namespace

void make_volatile_folders(const Places& places, const std::string& user) {
    // getpwnam is not thread-safe; this program has one thread.
    const passwd* entry = user.empty() ? nullptr : ::getpwnam(user.c_str()); // NOLINT(concurrency-mt-unsafe)
    if (user.empty() || (entry != nullptr && entry->pw_uid == 0)) {
        throw ConfigurationError(unit_without_user);
    }
    if (entry == nullptr) {
        throw ConfigurationError("the server's user '" + user + "' does not exist");
    }
    make_run_folder(places);
    make_published_folder(places, *entry);
}

} // namespace galera_initiator
