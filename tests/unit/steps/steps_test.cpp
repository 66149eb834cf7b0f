#include "steps/steps.hpp"

#include "../in_child.hpp"
#include "../silent_announcer.hpp"
#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "node/handed_decision.hpp"
#include "node/system_machine.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

// Root's steps, and what the server's user may have put where they go.

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

namespace fs = std::filesystem;

const std::string this_start = "0123456789abcdef0123456789abcdef";
const std::string unit = "mariadb.service";

/// Not root; where the tests are not run by root, who runs them.
const passwd& server_user() {
    static const passwd entry = *(::geteuid() == 0 ? ::getpwnam("nobody") : ::getpwuid(::geteuid()));
    return entry;
}

/// Of a server's unit that is in a phase.
class OneUnitState : public UnitStates {
public:
    UnitPhase phase = UnitPhase::preparing;
    UnitState read(const std::string& /*unit*/) override { return {phase, this_start, "", {}}; }
    pid_t main_process(const std::string& /*unit*/) override { return 0; }
};

struct Node {
    TemporaryFolder root;
    SilentAnnouncer announcer;
    OneUnitState units;
    SystemMachine system{Places{root.path()}, unit, units};
    StepContext context{.places = {.root = root.path()},
                        .unit = unit,
                        .invocation = this_start,
                        .cluster_address = "gcomm://n1,n2,n3",
                        .announcer = announcer,
                        .machine = system.machine()};

    Node() {
        fs::permissions(root.path(), fs::perms(0755));
        fs::create_directories(root / "run");
        root.write("lib/systemd/system/mariadb.service",
                   "[Service]\nExecStart=/usr/sbin/mariadbd $MYSQLD_OPTS $_WSREP_NEW_CLUSTER\n");
    }

    /// @returns what went wrong, or nothing
    [[nodiscard]] std::string prepares(const std::string& user = server_user().pw_name) const {
        return in_child([&] {
            ::setenv("USER", user.c_str(), 1); // NOLINT(concurrency-mt-unsafe): one thread
            prepare(context);
            return std::string();
        });
    }

    [[nodiscard]] std::string hands_over() const {
        return in_child([&] {
            hand_over(context);
            return std::string();
        });
    }

    [[nodiscard]] fs::path published() const { return context.places.published_folder(); }
    [[nodiscard]] fs::path environment_file() const { return context.places.environment_file(unit); }
};

struct stat status_of(const fs::path& path) {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status;
}

mode_t mode_of(const fs::path& path) {
    return status_of(path).st_mode & 07777U;
}

/// Of proc(5); what is left of root's.
std::string own_capabilities() {
    std::ifstream stream("/proc/thread-self/status");
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("CapPrm:\t")) {
            return line.substr(8);
        }
    }
    return "";
}

} // namespace

TEST_SUITE("prepare") {
    TEST_CASE("the folders get their owners and modes, whatever the unit's umask is") {
        const Node machine;
        const mode_t before = ::umask(0077);
        CHECK(machine.prepares() == "");
        ::umask(before);
        CHECK(status_of(machine.context.places.run_folder()).st_uid == ::geteuid());
        CHECK(mode_of(machine.context.places.run_folder()) == 0755);
        CHECK(status_of(machine.published()).st_uid == server_user().pw_uid);
        CHECK(status_of(machine.published()).st_gid == server_user().pw_gid);
        CHECK(mode_of(machine.published()) == 0755);
    }

    TEST_CASE("a run folder that others can write to is made root's alone") {
        const Node machine;
        fs::create_directories(machine.published());
        fs::permissions(machine.context.places.run_folder(), fs::perms(0777));
        CHECK(machine.prepares() == "");
        CHECK(mode_of(machine.context.places.run_folder()) == 0755);
    }

    TEST_CASE("a run folder of another user is refused, since that one could write what PID 1 reads") {
        if (::geteuid() != 0) {
            return;
        }
        const Node machine;
        fs::create_directories(machine.context.places.run_folder());
        REQUIRE(::chown(machine.context.places.run_folder().c_str(), server_user().pw_uid, 0) == 0);
        CHECK(machine.prepares().find("belongs to another user than root") != std::string::npos);
    }

    TEST_CASE("a link is not followed, in the place of neither folder") {
        const Node machine;
        fs::create_directories(machine.root / "elsewhere");
        fs::permissions(machine.root / "elsewhere", fs::perms(0700));
        fs::create_directory_symlink(machine.root / "elsewhere", machine.context.places.run_folder());
        CHECK(machine.prepares().starts_with("thrown: cannot open folder"));
        CHECK(fs::is_empty(machine.root / "elsewhere"));

        fs::remove(machine.context.places.run_folder());
        fs::create_directories(machine.context.places.run_folder());
        fs::create_directory_symlink(machine.root / "elsewhere", machine.published());
        CHECK(machine.prepares() == "thrown: " + machine.published().string() + " is not a folder: remove it");
        CHECK(status_of(machine.root / "elsewhere").st_uid == ::geteuid());
        CHECK(mode_of(machine.root / "elsewhere") == 0700);
    }

    TEST_CASE("the environment file of an earlier start goes first, also where the start cannot go on") {
        const Node machine;
        for (const std::string& user : {std::string(), std::string("root"), std::string("no-such-user")}) {
            CAPTURE(user);
            machine.root.write("run/galera-initiator/mariadb.service.env", "_WSREP_NEW_CLUSTER=--wsrep-new-cluster\n");
            CHECK(machine.prepares(user).starts_with("thrown: the server's u"));
            CHECK_FALSE(fs::exists(machine.environment_file()));
        }
    }

    TEST_CASE("what the server's user made is left alone, whatever it is") {
        const Node machine;
        const auto victim = machine.root.write("victim", "as it was");
        fs::create_directories(machine.published() / "phases");
        machine.root.write("run/galera-initiator/published/phases/file", "");
        fs::create_symlink(victim, machine.published() / "decision");
        fs::create_hard_link(victim, machine.published() / "record");
        REQUIRE(::mkfifo((machine.published() / "lock").c_str(), 0600) == 0);
        CHECK(machine.prepares() == "");
        CHECK(machine.root.read("victim") == "as it was");
        CHECK(status_of(victim).st_uid == ::geteuid());
        CHECK(fs::is_symlink(machine.published() / "decision"));
        CHECK(fs::exists(machine.published() / "phases/file"));
    }

    TEST_CASE("root keeps no capability but the one to give a folder away") {
        if (::geteuid() != 0) {
            return;
        }
        const Node machine;
        CHECK(in_child([&] {
                  ::setenv("USER", server_user().pw_name, 1); // NOLINT(concurrency-mt-unsafe): one thread
                  prepare(machine.context);
                  return own_capabilities();
              }) == "0000000000000001"); // CAP_CHOWN
    }
}

TEST_SUITE("hand over") {
    TEST_CASE("the environment file is root's and holds the unit's address and no word of the server's user") {
        const Node machine;
        machine.root.write("run/galera-initiator/published/decision", to_text({HandedDecision::bootstrap}, this_start));
        CHECK(machine.hands_over() == "");
        CHECK(machine.root.read("run/galera-initiator/mariadb.service.env") ==
              environment_for({HandedDecision::bootstrap}, ClusterAddress::parse("gcomm://n1,n2,n3"), {}));
        CHECK(mode_of(machine.environment_file()) == 0644);
        CHECK(status_of(machine.environment_file()).st_uid == ::geteuid());
    }

    TEST_CASE("a link in the place of the environment file is replaced and not followed") {
        const Node machine;
        machine.root.write("run/galera-initiator/published/decision", to_text({HandedDecision::join}, this_start));
        fs::create_symlink(machine.root.write("victim", "as it was"), machine.environment_file());
        CHECK(machine.hands_over() == "");
        CHECK(machine.root.read("victim") == "as it was");
        CHECK(fs::is_regular_file(fs::symlink_status(machine.environment_file())));
    }

    TEST_CASE("a unit on whose command line no decision would arrive is refused with its line") {
        for (const std::string line :
             {"ExecStart=/usr/sbin/mariadbd", "ExecStart=/usr/sbin/mariadbd ${_WSREP_NEW_CLUSTER}",
              "ExecStart=/bin/sh -c \"exec /usr/sbin/mariadbd '$_WSREP_NEW_CLUSTER'\""}) {
            const Node machine;
            machine.root.write("etc/systemd/system/mariadb.service.d/own.conf",
                               "[Service]\nExecStart=\n" + line + "\n");
            machine.root.write("run/galera-initiator/published/decision",
                               to_text({HandedDecision::bootstrap}, this_start));
            CHECK(machine.hands_over().find("/etc/systemd/system/mariadb.service.d/own.conf:3") != std::string::npos);
            CHECK_FALSE(fs::exists(machine.environment_file()));
        }
    }

    TEST_CASE("it is refused before anything is decided, unless the server is no Galera node any more") {
        const Node machine;
        machine.root.write("etc/systemd/system/mariadb.service.d/own.conf",
                           "[Service]\nExecStart=\nExecStart=/usr/sbin/mariadbd\n");
        const auto options = machine.root.write("usr/bin/my_print_defaults", "#!/bin/sh\necho --wsrep_on=OFF\n");
        fs::permissions(options, fs::perms(0755));
        CHECK(machine.prepares() == "");
        machine.root.write(
            "usr/bin/my_print_defaults",
            "#!/bin/sh\nprintf '%s\\n' --wsrep_on=ON --wsrep_provider=/p.so --wsrep_cluster_address=gcomm://n1,n2\n");
        CHECK(machine.prepares().find("own.conf:3") != std::string::npos);
    }

    TEST_CASE("the decision takes the variable that the unit passes to the server") {
        const Node machine;
        machine.root.write(
            "lib/systemd/system/mariadb.service",
            "[Service]\nEnvironment=MYSQLD_OPTS=--port=3307\nExecStart=/usr/sbin/mariadbd $MYSQLD_OPTS\n");
        machine.root.write("run/galera-initiator/published/decision", to_text({HandedDecision::join}, this_start));
        CHECK(machine.hands_over() == "");
        CHECK(machine.root.read("run/galera-initiator/mariadb.service.env") ==
              environment_for({HandedDecision::join}, ClusterAddress::parse("gcomm://n1,n2,n3"),
                              {"MYSQLD_OPTS", "--port=3307"}));
    }

    TEST_CASE("nothing but the one word of this start is taken for a decision") {
        const Node machine;
        const auto decision = machine.published() / "decision";
        const std::string word = to_text({HandedDecision::bootstrap}, this_start);
        const std::function<void()> hostile[] = {
            [] {},
            [&] { fs::create_symlink(machine.root.write("elsewhere", word), decision); },
            [&] { fs::create_symlink("decision", decision); },
            [&] { fs::create_directories(decision); },
            [&] { REQUIRE(::mkfifo(decision.c_str(), 0666) == 0); },
            [&] {
                machine.root.write("run/galera-initiator/published/decision", word);
                fs::resize_file(decision, std::uintmax_t{1} << 40U);
            },
            [&] { machine.root.write("run/galera-initiator/published/decision", word + "LD_PRELOAD=/tmp/x.so\n"); },
            [&] { machine.root.write("run/galera-initiator/published/decision", "LD_PRELOAD=/tmp/x.so\n" + word); },
            [&] {
                machine.root.write("run/galera-initiator/published/decision",
                                   "bootstrap ffffffffffffffffffffffffffffffff\n");
            },
            [&] { machine.root.write("run/galera-initiator/published/decision", std::string("\0bootstrap", 10)); },
        };
        for (const auto& put : hostile) {
            CAPTURE(&put - hostile);
            fs::remove_all(machine.published());
            fs::create_directories(machine.published());
            put();
            CHECK(machine.hands_over().starts_with("thrown: "));
            CHECK_FALSE(fs::exists(machine.environment_file()));
        }
    }

    TEST_CASE(
        "where the unit is being stopped, no decision of this start is needed, and an earlier one does not count") {
        Node machine;
        machine.units.phase = UnitPhase::stopping;
        fs::create_directories(machine.published());
        CHECK(machine.hands_over() == "");
        machine.root.write("run/galera-initiator/published/decision",
                           to_text({HandedDecision::bootstrap}, "ffffffffffffffffffffffffffffffff"));
        CHECK(machine.hands_over() == "");
        CHECK_FALSE(fs::exists(machine.environment_file()));
    }

    TEST_CASE("root keeps no capability but the one to read") {
        if (::geteuid() != 0) {
            return;
        }
        const Node machine;
        machine.root.write("run/galera-initiator/published/decision", to_text({HandedDecision::join}, this_start));
        CHECK(in_child([&] {
                  hand_over(machine.context);
                  return own_capabilities();
              }) == "0000000000000004"); // CAP_DAC_READ_SEARCH
    }
}
