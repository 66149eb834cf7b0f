#include "node/server_user.hpp"

#include "common/error.hpp"
#include "common/privileges.hpp"

#include <cerrno>
#include <string>

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

void become(uid_t user, gid_t group, const char* whose) {
    if (::setgroups(0, nullptr) != 0 || ::setresgid(group, group, group) != 0 || ::setresuid(user, user, user) != 0) {
        throw SystemError(std::string("cannot become ") + whose, errno);
    }
}

} // namespace

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
        become(status.st_uid, status.st_gid, "the server's user");
    }
    give_up_capabilities();
    return is_there;
}

void become_nobody() {
    if (::geteuid() == 0) {
        constexpr uid_t nobody =
            65534; // On every distribution, and of the kernel's own (/proc/sys/kernel/overflowuid).
        become(nobody, nobody, "nobody: run this as an ordinary user");
    }
    give_up_capabilities();
}

} // namespace galera_initiator
