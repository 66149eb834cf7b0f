#include "common/error.hpp"
#include "node/handed_decision.hpp"
#include "recording_machine.hpp"
#include "root_steps.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <string>

#include <linux/capability.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace fs = std::filesystem;

namespace {

const DecisionCarrier carrier_of_unit{"MYSQLD_OPTS", "--port=3307"};

} // namespace

TEST_SUITE("hand over") {
    TEST_CASE("a decision is written for the server, with the rights to read its settings and no others") {
        RecordingMachine node;
        const HandedStart start{HandedDecision::bootstrap, Position(history(), Seqno(7)), true};
        node.has_decision(start);
        hand_over(node.context);
        CHECK(node.effects.text() ==
              "keep capability " + std::to_string(CAP_DAC_READ_SEARCH) + ", write mariadb.service.env");
        CHECK(node.file(RecordingMachine::environment_file) ==
              environment_for(start, ClusterAddress::parse(all_nodes), carrier_of_unit,
                              "/run/galera-initiator/published/server-status.json"));
    }

    TEST_CASE("nothing is handed over where the node has been held since the decision") {
        RecordingMachine node;
        node.has_decision({HandedDecision::bootstrap});
        node.file(RecordingMachine::hold_file) = "what it says is not read";
        CHECK_THROWS_WITH(hand_over(node.context),
                          "Refuses to start: this node has been held since it was decided. When the work is done, run "
                          "'galera_init release' here, then 'systemctl start mariadb'");
        CHECK_FALSE(node.has(RecordingMachine::environment_file));
    }

    TEST_CASE("the cluster address is the unit's, and the server's own only where the unit has none") {
        RecordingMachine node;
        node.has_decision({HandedDecision::join});
        node.configuration.given.server.cluster_address = "gcomm://n1,n2,n3,n4";
        std::string address = all_nodes;
        SUBCASE("the unit's") {}
        SUBCASE("the server's") {
            node.context.cluster_address.reset();
            address = "gcomm://n1,n2,n3,n4";
        }
        hand_over(node.context);
        CHECK(node.file(RecordingMachine::environment_file) ==
              environment_for({HandedDecision::join}, ClusterAddress::parse(address), carrier_of_unit));
    }

    TEST_CASE("a server that is no Galera node needs neither an address nor a unit that carries one") {
        RecordingMachine node;
        node.has_decision({HandedDecision::plain});
        node.context.cluster_address.reset();
        node.configuration.given.server.cluster_address.reset();
        node.configuration.fault_of_carrier = "mariadb.service passes nothing on";
        hand_over(node.context);
        CHECK(node.file(RecordingMachine::environment_file) ==
              environment_for({HandedDecision::plain}, std::nullopt, {}));
    }

    TEST_CASE("without a decision of this start the server must not start, but a unit that stops needs none") {
        RecordingMachine node;
        node.has_decision({HandedDecision::bootstrap}, another_start);
        SUBCASE("it starts") {
            CHECK_THROWS_WITH_AS(hand_over(node.context), "no decision was made in this start", Error);
        }
        SUBCASE("it stops") {
            node.units.server.phase = UnitPhase::stopping;
            hand_over(node.context);
            node.files.contents.erase(RecordingMachine::decision_file);
            hand_over(node.context);
        }
        CHECK_FALSE(node.has(RecordingMachine::environment_file));
    }

    TEST_CASE("a decision that was made is handed over also to a unit that stops") {
        RecordingMachine node;
        node.has_decision({HandedDecision::join});
        node.units.server.phase = UnitPhase::stopping;
        hand_over(node.context);
        CHECK(node.has(RecordingMachine::environment_file));
    }
}

TEST_SUITE("hand over, on this machine") {
    TEST_CASE("the environment file is root's and holds the unit's address and no word of the server's user") {
        const NodeOnDisk machine;
        machine.root.write("run/galera-initiator/published/decision", to_text({HandedDecision::bootstrap}, this_start));
        CHECK(machine.hands_over() == "");
        const DecisionCarrier carrier{.others = {{"MYSQLD_OPTS", ""}}}; // of the unit's command line
        CHECK(machine.root.read("run/galera-initiator/mariadb.service.env") ==
              environment_for({HandedDecision::bootstrap}, ClusterAddress::parse("gcomm://n1,n2,n3"), carrier));
        CHECK(mode_of(machine.environment_file()) == 0644);
        CHECK(status_of(machine.environment_file()).st_uid == ::geteuid());
    }

    TEST_CASE("a link in the place of the environment file is replaced and not followed") {
        const NodeOnDisk machine;
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
            const NodeOnDisk machine;
            machine.root.write("etc/systemd/system/mariadb.service.d/own.conf",
                               "[Service]\nExecStart=\n" + line + "\n");
            machine.root.write("run/galera-initiator/published/decision",
                               to_text({HandedDecision::bootstrap}, this_start));
            CHECK(machine.hands_over().find("/etc/systemd/system/mariadb.service.d/own.conf:3") != std::string::npos);
            CHECK_FALSE(fs::exists(machine.environment_file()));
        }
    }

    TEST_CASE("the decision takes the variable that the unit passes to the server") {
        const NodeOnDisk machine;
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
        const NodeOnDisk machine;
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

    TEST_CASE("root keeps no capability but the one to read") {
        if (::geteuid() != 0) {
            return;
        }
        const NodeOnDisk machine;
        machine.root.write("run/galera-initiator/published/decision", to_text({HandedDecision::join}, this_start));
        CHECK(machine.hands_over(own_capabilities) == "0000000000000004"); // CAP_DAC_READ_SEARCH
    }
}
