#pragma once

#include "../in_child.hpp"
#include "../silent_announcer.hpp"
#include "../temporary_folder.hpp"
#include "node/system_machine.hpp"
#include "node/this_node.hpp"
#include "starts.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

// Root's steps on this machine, where owners, modes and links are the kernel's.

namespace galera_initiator::test {

/// Not root; where the tests are not run by root, who runs them.
inline const passwd& server_user() {
    static const passwd entry = *(::geteuid() == 0 ? ::getpwnam("nobody") : ::getpwuid(::geteuid()));
    return entry;
}

/// Of a server's unit that prepares.
class OneUnitState : public UnitStates {
public:
    UnitState read(const std::string& /*unit*/) override { return {UnitPhase::preparing, this_start, "", {}}; }
    pid_t main_process(const std::string& /*unit*/) override { return 0; }
};

/// Its files are below a folder of the test, its processes are this machine's.
struct NodeOnDisk {
    TemporaryFolder root;
    SilentAnnouncer announcer;
    OneUnitState units;
    SystemMachine system{Places{root.path()}, server_unit, units};
    StepContext context{.places = {.root = root.path()},
                        .unit = server_unit,
                        .invocation = this_start,
                        .cluster_address = all_nodes,
                        .announcer = announcer,
                        .machine = system.machine()};

    NodeOnDisk() {
        std::filesystem::permissions(root.path(), std::filesystem::perms(0755));
        std::filesystem::create_directories(root / "run");
        root.write("lib/systemd/system/mariadb.service",
                   "[Service]\nExecStart=/usr/sbin/mariadbd $MYSQLD_OPTS $_WSREP_NEW_CLUSTER\n");
    }

    /// @returns what went wrong, or what is found afterwards
    [[nodiscard]] std::string prepares(const std::string& user = server_user().pw_name,
                                       const std::function<std::string()>& find = nothing) const {
        return in_child([&] {
            ::setenv("USER", user.c_str(), 1); // NOLINT(concurrency-mt-unsafe): one thread
            prepare(context);
            return find();
        });
    }

    [[nodiscard]] std::string hands_over(const std::function<std::string()>& find = nothing) const {
        return in_child([&] {
            hand_over(context);
            return find();
        });
    }

    static std::string nothing() { return ""; }

    [[nodiscard]] std::filesystem::path published() const { return context.places.published_folder(); }
    [[nodiscard]] std::filesystem::path environment_file() const {
        return context.places.environment_file(server_unit);
    }
};

inline struct stat status_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status;
}

inline mode_t mode_of(const std::filesystem::path& path) {
    return status_of(path).st_mode & 07777U;
}

/// Of proc(5); what is left of root's.
inline std::string own_capabilities() {
    std::ifstream stream("/proc/thread-self/status");
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("CapPrm:\t")) {
            return line.substr(8);
        }
    }
    return "";
}

} // namespace galera_initiator::test
