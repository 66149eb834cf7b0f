#include "node/server_user.hpp"

#include "common/error.hpp"
#include "common/privileges.hpp"

#include <cerrno>

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

void stop_being_root(const Places& places) {
    if (!become_owner_of(places.published_folder()) && ::geteuid() == 0) {
        throw SystemError("cannot examine " + places.published_folder().string(), ENOENT);
    }
}

bool become_owner_of(const std::filesystem::path& folder) {
    // In folders of root's, so that this is no link that the server's user made.
    struct stat status {};
    const bool is_there = ::stat(folder.c_str(), &status) == 0;
    if (!is_there && errno != ENOENT) {
        throw SystemError("cannot examine " + folder.string(), errno);
    }
    if (is_there && ::geteuid() == 0) {
        if (status.st_uid == 0) {
            throw ConfigurationError(unit_without_user);
        }
        if (::setgroups(0, nullptr) != 0 || ::setresgid(status.st_gid, status.st_gid, status.st_gid) != 0 ||
            ::setresuid(status.st_uid, status.st_uid, status.st_uid) != 0) {
            throw SystemError("cannot become the server's user", errno);
        }
    }
    give_up_capabilities();
    return is_there;
}

} // namespace galera_initiator
