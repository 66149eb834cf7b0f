#include "node/system_machine.hpp"

#include "../evidence/texts.hpp"
#include "../temporary_folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <sstream>
#include <stdexcept>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

class NoUnits : public UnitStates {
public:
    UnitState read(const std::string&) override { throw std::logic_error("no step runs here"); }
    pid_t main_process(const std::string&) override { throw std::logic_error("no step runs here"); }
};

struct MachineBelowRoot {
    TemporaryFolder root;
    NoUnits units;
    SystemMachine machine{Places{root.path()}, "mariadb.service", units};

    /// A server that tells what it was run with, one word a line, and then a position.
    void has_server() const {
        root.write_program("usr/sbin/mariadbd", "#!/bin/sh\n"
                                                "printf '%s\\n' \"$@\" \"HOME is $HOME\" >" +
                                                    (root / "run-with").string() +
                                                    "\n"
                                                    "echo 'WSREP: Recovered position: " +
                                                    history_a + ":7' >&2\n");
    }

    [[nodiscard]] bool server_was_given(const std::string& sought) const {
        std::istringstream text(root.read("run-with"));
        for (std::string line; std::getline(text, line);) {
            if (line == sought) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] NodeSettings settings() const {
        NodeSettings settings;
        settings.program = root / "usr/sbin/mariadbd";
        settings.server.data_directory = "/srv/data";
        settings.server.provider_directory = "/srv/provider";
        return settings;
    }
};

} // namespace

TEST_SUITE("system machine") {
    TEST_CASE("what says how the peers are reached has another print after each change of one of its files") {
        for (const char* name : {"etc/galera-initiator.conf", "etc/snmp/snmp.conf", "etc/snmp/snmp.local.conf"}) {
            CAPTURE(name);
            const MachineBelowRoot node;
            NodeConfiguration& configuration = node.machine.machine().configuration;
            const std::string without = configuration.print();
            CHECK(configuration.print() == without);
            const auto path = node.root.write(name, "");
            const std::string with = configuration.print();
            CHECK(with != without);
            CHECK(configuration.print() == with);
            std::filesystem::last_write_time(path,
                                             std::filesystem::last_write_time(path) + std::chrono::nanoseconds(1));
            const std::string later = configuration.print();
            CHECK(later != with);
            const auto time = std::filesystem::last_write_time(path);
            std::filesystem::rename(path, node.root / "kept");
            node.root.write(name, "");
            std::filesystem::last_write_time(path, time);
            CHECK(configuration.print() != later); // another file with the same time
        }
    }

    TEST_CASE(
        "a recovery is run with the options and the environment of the server's unit, but what decides its start") {
        const MachineBelowRoot node;
        node.has_server();
        node.root.write("etc/systemd/system/mariadb.service",
                        "[Service]\n"
                        "Environment=HOME=/srv/home\n"
                        "ExecStart=/usr/sbin/mariadbd --defaults-file=/etc/own.cnf --datadir=/srv/data "
                        "--wsrep-new-cluster --wsrep_start_position=x:1 --wsrep-recover --wsrep_sst_method=rsync\n");
        const auto recovered = node.machine.machine().database(node.settings())->recover();
        CHECK(recovered.position == Position(Uuid::parse(history_a), Seqno(7)));
        CHECK(node.server_was_given("--defaults-file=/etc/own.cnf"));
        CHECK(node.server_was_given("--datadir=/srv/data"));
        CHECK(node.server_was_given("--wsrep_sst_method=rsync"));
        CHECK(node.server_was_given("HOME is /srv/home"));
        CHECK(node.server_was_given("--wsrep-recover"));
        CHECK_FALSE(node.server_was_given("--wsrep-new-cluster"));
        CHECK_FALSE(node.server_was_given("--wsrep_start_position=x:1"));
    }

    TEST_CASE(
        "variables for options of people keep what they have, so that a flag that a script sets later is too late") {
        const MachineBelowRoot node;
        node.root.write(
            "etc/systemd/system/mariadb.service",
            "[Service]\nEnvironment=EXTRA_ARGS=--port=3307\nEnvironmentFile=/run/galera-initiator/%N.service.env\n"
            "ExecStart=/usr/sbin/mysqld $EXTRA_ARGS $MYSQLD_OPTS $MYSQLD_RECOVER_START\n");
        const auto carrier = [&](const char* options) {
            if (options != nullptr) {
                ::setenv("MYSQLD_OPTS", options, 1); // NOLINT(concurrency-mt-unsafe): one thread
            }
            const DecisionCarrier found = node.machine.machine().configuration.carrier();
            ::unsetenv("MYSQLD_OPTS"); // NOLINT(concurrency-mt-unsafe): one thread
            CHECK(found.variable == "MYSQLD_RECOVER_START");
            return found.others;
        };
        using Others = std::map<std::string, std::string>;
        CHECK(carrier(nullptr) == Others{{"MYSQLD_OPTS", ""}});
        CHECK(carrier("--wsrep-new-cluster --port=3308") == Others{{"MYSQLD_OPTS", "--port=3308"}});
        CHECK(carrier("--port=3308") == Others{{"MYSQLD_OPTS", "--port=3308"}});
    }

    TEST_CASE("data is looked at in its folder, and whether a transfer has gone on in the provider's") {
        const MachineBelowRoot node;
        node.has_server();
        node.root.write("etc/systemd/system/mariadb.service", "[Service]\nExecStart=/usr/sbin/mariadbd\n");
        node.root.write("srv/data/mysql/user.frm", "");
        const auto mark = node.root.write("srv/data/sst_in_progress", "");
        const auto state = node.root.write("srv/provider/grastate.dat", grastate(history_a, "-1", false));
        const auto database = node.machine.machine().database(node.settings());
        const auto set_time = [&](std::chrono::seconds after_mark) {
            std::filesystem::last_write_time(state, std::filesystem::last_write_time(mark) + after_mark);
        };
        set_time(std::chrono::seconds(-1));
        CHECK(database->look().folder == DataFolder::initialised);
        CHECK(database->look().transfer_in_progress);
        set_time(std::chrono::seconds(1));
        CHECK_FALSE(database->look().transfer_in_progress);
    }
}
