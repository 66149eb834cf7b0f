#include "common/error.hpp"
#include "recording_machine.hpp"
#include "root_steps.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include <linux/capability.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace fs = std::filesystem;

TEST_SUITE("prepare") {
    TEST_CASE("what is left of root's rights, and the old environment file, go before anything is made") {
        RecordingMachine node;
        node.file(RecordingMachine::environment_file) = "_WSREP_NEW_CLUSTER=--wsrep-new-cluster\n";
        node.file(RecordingMachine::call_file) = another_start;
        prepare(node.context);
        CHECK(node.effects.text() ==
              "end cleanly when stopped, keep capability " + std::to_string(CAP_CHOWN) +
                  ", remove mariadb.service.env, make folders of mysql, remove new-cluster-call");
    }

    TEST_CASE("the script is looked for while root still sees all processes, and noted once the folder is there") {
        RecordingMachine node;
        node.process.variables["_WSREP_NEW_CLUSTER"] = "--wsrep-new-cluster";
        node.processes.new_cluster_script_runs = true;
        prepare(node.context);
        CHECK(node.effects.text() == "end cleanly when stopped, look for galera_new_cluster, keep capability " +
                                         std::to_string(CAP_CHOWN) + ", make folders of mysql, write new-cluster-call");
        CHECK(node.file(RecordingMachine::call_file) == this_start);
    }

    TEST_CASE("a flag that was left over is no call, and neither is a script that asks for another server") {
        RecordingMachine node;
        node.file(RecordingMachine::call_file) = this_start;
        SUBCASE("left over") {
            node.process.variables["_WSREP_NEW_CLUSTER"] = "--wsrep-new-cluster";
        }
        SUBCASE("another server's") {
            node.processes.new_cluster_script_runs = true;
        }
        prepare(node.context);
        CHECK_FALSE(node.has(RecordingMachine::call_file));
    }

    TEST_CASE("a unit that carries no decision is refused, unless its server is no Galera node") {
        RecordingMachine node;
        node.configuration.fault_of_carrier = "mariadb.service passes nothing on";
        SUBCASE("a node") {
            CHECK_THROWS_WITH_AS(prepare(node.context), "mariadb.service passes nothing on", ConfigurationError);
        }
        SUBCASE("none") {
            node.configuration.given.server.wsrep_on = false;
            CHECK_NOTHROW(prepare(node.context));
        }
    }

    TEST_CASE("without a user the folders are nobody's, which is refused where they are made") {
        RecordingMachine node;
        node.process.variables.clear();
        prepare(node.context);
        CHECK(node.effects.text().ends_with("make folders of "));
    }
}

TEST_SUITE("prepare, on this machine") {
    TEST_CASE("the folders get their owners and modes, whatever the unit's umask is") {
        const NodeOnDisk machine;
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
        const NodeOnDisk machine;
        fs::create_directories(machine.published());
        fs::permissions(machine.context.places.run_folder(), fs::perms(0777));
        CHECK(machine.prepares() == "");
        CHECK(mode_of(machine.context.places.run_folder()) == 0755);
    }

    TEST_CASE("a run folder of another user is refused, since that one could write what PID 1 reads") {
        if (::geteuid() != 0) {
            return;
        }
        const NodeOnDisk machine;
        fs::create_directories(machine.context.places.run_folder());
        REQUIRE(::chown(machine.context.places.run_folder().c_str(), server_user().pw_uid, 0) == 0);
        CHECK(machine.prepares().find("belongs to another user than root") != std::string::npos);
    }

    TEST_CASE("a link is not followed, in the place of neither folder") {
        const NodeOnDisk machine;
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
        const NodeOnDisk machine;
        for (const std::string& user : {std::string(), std::string("root"), std::string("no-such-user")}) {
            CAPTURE(user);
            machine.root.write("run/galera-initiator/mariadb.service.env", "_WSREP_NEW_CLUSTER=--wsrep-new-cluster\n");
            CHECK(machine.prepares(user).starts_with("thrown: the server's u"));
            CHECK_FALSE(fs::exists(machine.environment_file()));
        }
    }

    TEST_CASE("what the server's user made is left alone, whatever it is") {
        const NodeOnDisk machine;
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

    TEST_CASE("a unit on whose command line no decision would arrive is refused before anything is decided, unless the "
              "server is no Galera node any more") {
        const NodeOnDisk machine;
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

    TEST_CASE("root keeps no capability but the one to give a folder away") {
        if (::geteuid() != 0) {
            return;
        }
        const NodeOnDisk machine;
        CHECK(machine.prepares(server_user().pw_name, own_capabilities) == "0000000000000001"); // CAP_CHOWN
    }
}
