#include "commands/new_cluster_call_command.hpp"

#include "../configuration/temporary_root.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

class NodeUnit : public UnitStates {
public:
    UnitPhase phase = UnitPhase::down;
    UnitState read(const std::string& /*unit*/) override { return {phase, "", "", {}}; }
    pid_t main_process(const std::string& /*unit*/) override { return 0; }
};

/// Percona's two units; what is run is written down.
class Machine : public TemporaryRoot {
public:
    Machine() {
        write("lib/systemd/system/mysql.service", "[Service]\nExecStart=/usr/sbin/mysqld $_WSREP_START_POSITION\n");
        write("lib/systemd/system/mysql@.service",
              "[Service]\nEnvironmentFile=-/etc/default/mysql.%i\nExecStart=/usr/sbin/mysqld $EXTRA_ARGS "
              "$_WSREP_START_POSITION\n");
        write("etc/default/mysql.bootstrap", "EXTRA_ARGS=\" --wsrep-new-cluster\"\n");
        write_program("usr/bin/my_print_defaults", "#!/bin/sh\necho --wsrep_provider=x.so\necho --wsrep_on=ON\n");
    }

    int call(const std::string& unit) {
        return call_new_cluster(path(), unit, units, [this](const std::vector<std::string>& words) {
            run.push_back(words.at(1) + " " + words.at(2));
            return words.at(1) == failing ? 1 : 0;
        });
    }

    NodeUnit units;
    std::string failing; ///< the verb of systemctl that fails
    std::vector<std::string> run;
};

} // namespace

TEST_SUITE("call of a new cluster") {
    TEST_CASE("the node's own unit is started as galera_new_cluster does it, and the flag is taken back") {
        Machine machine;
        CHECK(machine.call("mysql@bootstrap.service") == 0);
        CHECK(machine.run == std::vector<std::string>{"set-environment _WSREP_NEW_CLUSTER=--wsrep-new-cluster",
                                                      "restart mysql.service", "unset-environment _WSREP_NEW_CLUSTER"});
    }

    TEST_CASE("where that start fails the other unit has to say so, and the flag is taken back all the same") {
        Machine machine;
        machine.failing = "restart";
        CHECK(machine.call("mysql@bootstrap.service") == 1);
        CHECK(machine.run.back() == "unset-environment _WSREP_NEW_CLUSTER");
    }

    TEST_CASE("without the flag nothing is started: that would be no bootstrap") {
        Machine machine;
        machine.failing = "set-environment";
        CHECK(machine.call("mysql@bootstrap.service") == 1);
        CHECK(machine.run.size() == 2);
    }

    TEST_CASE("a start that waits is begun anew, so that it hears the call") {
        Machine machine;
        machine.units.phase = UnitPhase::preparing;
        CHECK(machine.call("mysql@bootstrap.service") == 0);
        CHECK(machine.run.at(1) == "restart mysql.service");
    }

    TEST_CASE("a server that is up or on its way is waited for and never stopped") {
        for (const UnitPhase phase :
             {UnitPhase::starting, UnitPhase::finishing, UnitPhase::up, UnitPhase::stopping, UnitPhase::other}) {
            Machine machine;
            machine.units.phase = phase;
            CHECK(machine.call("mysql@bootstrap.service") == 0);
            CHECK(machine.run == std::vector<std::string>{"start mysql.service"});
        }
    }

    TEST_CASE("a unit that bootstraps nothing is left alone") {
        Machine machine;
        CHECK(machine.call("mysql@other.service") == 1);
        CHECK(machine.run.empty());
    }
}
