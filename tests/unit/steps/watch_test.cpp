#include "common/error.hpp"
#include "recording_machine.hpp"
#include "steps/company.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <utility>
#include <vector>

using namespace galera_initiator;
using namespace galera_initiator::test;
using namespace std::chrono_literals;

namespace {

/// A node whose server starts in order to join n2, which runs. The step ends when the server is up, an hour later.
class WatchingMachine : public RecordingMachine {
public:
    WatchingMachine() {
        units.server.phase = UnitPhase::starting;
        was_to(NodeStatus::joining);
        peers.records = {{"n2", record_of(1, NodeStatus::running, std::nullopt, "start")}};
        clock.meanwhile = [this] {
            if (clock.passed >= 1h) {
                units.server.phase = UnitPhase::up;
            }
        };
        on_change = [this] { units.server.phase = UnitPhase::down; };
    }

    void was_to(NodeStatus status, const std::string& origin = this_start) {
        Record record = record_of(0, status, std::nullopt, "");
        record.origin = origin;
        has_published(record);
    }

    void bootstraps() { processes.server = PlayedProcesses::words({"mariadbd", "--wsrep-new-cluster"}); }

    void lets_go_of_n2() { peers.records.clear(); }
};

} // namespace

TEST_SUITE("watch") {
    TEST_CASE("a joiner in company is left alone until it is up") {
        WatchingMachine node;
        watch(node.context);
        CHECK(node.effects.has("stop being root, look at process 42, ask n1 n2 n3, look at process 42, ask n1 n2 n3"));
        CHECK_FALSE(node.effects.has("kill"));
        CHECK(node.clock.passed >= 1h);
    }

    TEST_CASE("a joiner that has lost its company for fifteen seconds is ended, and not sooner") {
        WatchingMachine node;
        std::chrono::milliseconds last_company{};
        node.peers.meanwhile = [&] {
            node.clock.passed += 500ms; // so that a round comes at the very end of its time
            if (last_company == 0ms) {
                last_company = node.clock.passed;
            } else {
                node.lets_go_of_n2();
            }
        };
        watch(node.context);
        CHECK(node.effects.text().ends_with("ask n1 n2 n3, tell end of join, kill 42"));
        CHECK(node.clock.passed == last_company + 15s);
        CHECK(has_field(node.announcer.announcements[0], "GALERA_REASON", "nobody-to-join"));
    }

    TEST_CASE("a joiner whose peers all say that they do not run is ended sooner") {
        WatchingMachine node;
        const auto last_company = 4s;
        node.clock.meanwhile = [&] {
            if (node.clock.passed > last_company) {
                node.peers.records = {{"n2", record_of(1, NodeStatus::stopped, intact(7), "stop")},
                                      {"n3", record_of(2, NodeStatus::initiating, intact(7), "start")}};
            }
        };
        watch(node.context);
        CHECK(node.effects.text().ends_with("tell end of join, kill 42"));
        CHECK(node.clock.passed >= last_company + 5s);
        CHECK(node.clock.passed <= last_company + 8s);
    }

    TEST_CASE("company that comes back in time begins the time anew") {
        WatchingMachine node;
        node.lets_go_of_n2();
        node.clock.meanwhile = [&] {
            const bool is_back = node.clock.passed >= 16s && node.clock.passed < 25s;
            node.peers.records = {{"n2", record_of(1, is_back ? NodeStatus::running : NodeStatus::stopped,
                                                   is_back ? std::nullopt : std::optional(intact(7)), "start")}};
        };
        watch(node.context);
        CHECK(node.effects.text().ends_with("kill 42"));
        CHECK(node.clock.passed >= 38s);
        CHECK(node.clock.passed <= 42s);
    }

    TEST_CASE(
        "a start together is ended as soon as a fellow is heard that does not come, or is not heard for some seconds") {
        WatchingMachine node;
        Record own = record_of(0, NodeStatus::bootstrapping, std::nullopt, "");
        own.origin = this_start;
        own.claim = uuid(50);
        own.member = member(1);
        own.together = {9, {member(1).in_generation_of(uuid(5)), member(2).in_generation_of(uuid(5))}};
        node.has_published(own);
        const ViewState agreed{own.together->members[0], own.together->members, 9, id_of_agreement(uuid(50))};
        node.file(RecordingMachine::view) = agreed.to_text();
        Record fellow = record_of(1, NodeStatus::joining, std::nullopt, "start");
        fellow.member = member(2);
        fellow.together = own.together;
        node.peers.records = {{"n2", fellow}, {"n3", record_of(2, NodeStatus::stopped, intact(7), "stop")}};
        auto until = 0s;
        SUBCASE("it comes, and the component does not form") {
            until = 15s;
        }
        SUBCASE("it comes, and the component does not form, and this node's own agent does not answer") {
            node.peers.silent = {"n1"};
            until = 15s;
        }
        SUBCASE("it has not heard yet that this node leads") {
            Record deciding = record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2}, 7)), "start");
            deciding.choice = own.claim;
            node.peers.records["n2"] = deciding;
            until = 15s;
        }
        SUBCASE("another one leads, and it has not heard yet of that") {
            Record leader = record_of(2, NodeStatus::bootstrapping, std::nullopt, "start");
            leader.member = member(3);
            leader.claim = own.claim;
            own.claim.reset();
            own.status = NodeStatus::joining;
            own.together->members.push_back(member(3).in_generation_of(uuid(5)));
            node.has_published(own);
            leader.together = own.together;
            Record deciding = record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2, 3}, 7)), "start");
            deciding.choice = leader.claim;
            node.peers.records = {{"n2", deciding}, {"n3", leader}};
            until = 15s;
        }
        SUBCASE("it is not heard") {
            node.peers.records.erase("n2");
            until = 5s;
        }
        SUBCASE("it has chosen another one since") {
            Record deciding = record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2}, 7)), "start");
            deciding.choice = uuid(51);
            node.peers.records["n2"] = deciding;
        }
        SUBCASE("its start has ended") {
            node.peers.records["n2"] = record_of(1, NodeStatus::stopped, of_node(2, crashed_in({1, 2}, 7)), "stop");
        }
        SUBCASE("it has decided otherwise") {
            fellow.together.reset();
            node.peers.records["n2"] = fellow;
        }
        watch(node.context);
        CHECK(node.effects.text().ends_with("tell end of join, kill 42"));
        CHECK(has_field(node.announcer.announcements[0], "GALERA_REASON", "fellow-missing"));
        CHECK(node.clock.passed >= until);
        CHECK(node.clock.passed <= until + 1s);
    }

    TEST_CASE("once its component has formed it is left alone, for as long as a transfer takes") {
        WatchingMachine node;
        Record own = record_of(0, NodeStatus::joining, std::nullopt, "");
        own.origin = this_start;
        own.member = member(1);
        own.together = {9, {member(1).in_generation_of(uuid(5)), member(2).in_generation_of(uuid(5))}};
        node.has_published(own);
        node.has_view(1, {1, 2});
        Record fellow = record_of(1, NodeStatus::bootstrapping, std::nullopt, "start");
        fellow.member = member(2);
        fellow.together = own.together;
        node.peers.records = {{"n2", fellow}};
        watch(node.context);
        CHECK_FALSE(node.effects.has("kill"));
        CHECK(node.clock.passed >= 1h);
    }

    TEST_CASE("its own record is no company, wherever it stands in the list") {
        WatchingMachine node;
        node.configuration.own = [] { return OwnNode{.index = 1}; };
        watch(node.context);
        CHECK(node.effects.text().ends_with("kill 42"));
    }

    TEST_CASE("a server that bootstraps is ended at the first look, before anybody is asked") {
        WatchingMachine node;
        node.bootstraps();
        std::vector<std::chrono::milliseconds> looks;
        node.processes.when_found = [&] { looks.push_back(node.clock.passed); };
        node.clock.meanwhile = [&] { node.units.server.phase = UnitPhase::down; };
        watch(node.context);
        CHECK(
            node.effects.text().starts_with("stop being root, look at process 42, tell undecided bootstrap, kill 42"));
        CHECK(looks == std::vector<std::chrono::milliseconds>{0ms});
    }

    TEST_CASE("it is looked at closely for three seconds, and then a few times a second") {
        WatchingMachine node;
        std::vector<int> sleeps;
        node.peers.meanwhile = [&] {
            sleeps.push_back(std::exchange(node.clock.sleeps, 0));
            if (sleeps.size() == 3) {
                node.units.server.phase = UnitPhase::up;
            }
        };
        watch(node.context);
        sleeps.resize(3); // then it is up
        CHECK(sleeps == std::vector<int>{150, 10, 10});
    }

    TEST_CASE("a program that begins to bootstrap later, as behind a wrapper, is ended as well") {
        WatchingMachine node;
        node.clock.meanwhile = [&] {
            if (node.clock.passed >= 4s) {
                node.bootstraps();
            }
            if (node.effects.has("kill")) {
                node.units.server.phase = UnitPhase::down;
            }
        };
        watch(node.context);
        CHECK(node.effects.text().ends_with("look at process 42, tell undecided bootstrap, kill 42"));
        CHECK(node.clock.passed < 5s);
    }

    TEST_CASE("it waits while the unit prepares, and not for the next start") {
        WatchingMachine node;
        node.units.server.phase = UnitPhase::preparing;
        SUBCASE("the server starts") {
            node.clock.meanwhile = [&] {
                node.units.server.phase = node.clock.passed < 200ms ? UnitPhase::preparing : UnitPhase::starting;
                node.units.server.phase = node.clock.passed < 1s ? node.units.server.phase : UnitPhase::down;
            };
            watch(node.context);
            CHECK(node.effects.text().starts_with("stop being root, look at process 42"));
            CHECK(node.clock.passed == 1s);
        }
        SUBCASE("another start comes") {
            node.clock.meanwhile = [&] { node.units.server.invocation = another_start; };
            watch(node.context);
            CHECK(node.effects.text() == "stop being root");
            CHECK(node.clock.passed == 20ms);
        }
    }

    TEST_CASE("a start that was not to join, or is over, or of which nothing is told, is not watched as a join") {
        WatchingMachine node;
        SUBCASE("to bootstrap") {
            node.was_to(NodeStatus::bootstrapping);
        }
        SUBCASE("an earlier start was to join") {
            node.was_to(NodeStatus::joining, another_start);
        }
        SUBCASE("nothing is told") {
            node.files.contents.erase(RecordingMachine::record_file);
        }
        SUBCASE("over") {
            node.units.server.phase = UnitPhase::up;
        }
        node.bootstraps();
        node.configuration.own = []() -> OwnNode { throw ConfigurationError("no concern of a start that goes on"); };
        watch(node.context);
        CHECK_FALSE(node.effects.has("look at process"));
        CHECK_FALSE(node.effects.has("kill"));
    }

    TEST_CASE("a server that is up is looked at when its files change, and else once a minute") {
        WatchingMachine node;
        node.units.server.phase = UnitPhase::up;
        int changes = 0;
        node.on_change = [&] { node.units.server.phase = ++changes < 3 ? UnitPhase::up : UnitPhase::down; };
        watch(node.context);
        CHECK(node.effects.text() ==
              "stop being root, flush /var/lib/mysql, ask n1 n2 n3, hold lock, write memory, write "
              "galera-initiator.lineage, write memory, write record of running, "
              "release lock, await a change for 60000 ms, flush /var/lib/mysql, ask n1 n2 n3, hold lock, release lock, "
              "await a change for 60000 ms, flush /var/lib/mysql, ask n1 n2 n3, hold lock, release lock, await a "
              "change for 60000 ms");
    }

    TEST_CASE("a server that has lost its component is looked at every two seconds, for a peer may come to wait") {
        WatchingMachine node;
        node.units.server.phase = UnitPhase::up;
        node.file(RecordingMachine::status_file) = R"({"status": {"state": "CONNECTED"}})";
        watch(node.context);
        CHECK(node.effects.has("write record of non-primary, release lock, ask n1 n2 n3, await a change for 2000 ms"));
    }

    TEST_CASE("a server that leaves is looked at until it is down, because its component may still change") {
        WatchingMachine node;
        node.units.server.phase = UnitPhase::stopping;
        node.has_view(1, {1, 2});
        NodeMemory memory;
        memory.add_view({member(1), {}, 5});
        memory.left_members = members({1, 2});
        node.has_memory(memory);
        int changes = 0;
        node.on_change = [&] {
            node.has_view(1, {1, 2, 3});
            node.units.server.phase = ++changes < 2 ? UnitPhase::stopping : UnitPhase::down;
        };
        watch(node.context);
        CHECK(node.memory().left_members == members({1, 2, 3}));
        CHECK(node.effects.text() ==
              "stop being root, flush /var/lib/mysql, await a change for 1000 ms, flush /var/lib/mysql, hold lock, "
              "flush /var/lib/mysql, write memory, release lock, flush /var/lib/mysql, ask n1 n2 n3, flush "
              "/var/lib/mysql, await a change for 1000 ms");
    }

    TEST_CASE("settings that change while a server is up are read by a new process") {
        WatchingMachine node;
        node.units.server.phase = UnitPhase::up;
        node.on_change = [&] { node.configuration.print_now = [] { return std::string("another one"); }; };
        CHECK_THROWS_AS(watch(node.context), BegunAgain);
        CHECK(node.effects.text().ends_with("await a change for 60000 ms, begin again"));
    }

    TEST_CASE("a server that has lost Galera since is watched for its command line only") {
        WatchingMachine node;
        node.configuration.given.server.wsrep_on = false;
        watch(node.context);
        CHECK(node.effects.text() == "stop being root, look at process 42");
        CHECK(node.clock.passed == 3s);
    }
}

TEST_SUITE("the end of a join") {
    TEST_CASE("a later start is not ended for what an earlier one waited for, whenever it comes") {
        WatchingMachine node;
        node.lets_go_of_n2();
        SUBCASE("in the last moment") {
            node.processes.when_found = [&] {
                if (node.clock.passed >= 19s) {
                    node.units.server.invocation = another_start;
                    node.was_to(NodeStatus::joining, another_start);
                }
            };
        }
        SUBCASE("between two rounds") {
            node.clock.meanwhile = [&] {
                if (node.clock.passed >= 10s) {
                    node.units.server.invocation = another_start;
                    node.was_to(NodeStatus::joining, another_start);
                }
            };
        }
        watch(node.context);
        CHECK_FALSE(node.effects.has("kill"));
        CHECK_FALSE(node.effects.has("tell end of join"));
    }

    TEST_CASE("a server that comes up in the last moment is not ended") {
        WatchingMachine node;
        node.lets_go_of_n2();
        node.processes.when_found = [&] {
            node.units.server.phase = node.clock.passed >= 19s ? UnitPhase::up : UnitPhase::starting;
        };
        watch(node.context);
        CHECK_FALSE(node.effects.has("kill"));
    }

    TEST_CASE("a unit without a process has nothing to end") {
        WatchingMachine node;
        node.lets_go_of_n2();
        node.units.process = 0;
        watch(node.context);
        CHECK_FALSE(node.effects.has("kill"));
        CHECK_FALSE(node.effects.has("tell end of join"));
    }

    TEST_CASE("a process that cannot be watched is told of, with the remedy") {
        WatchingMachine node;
        node.lets_go_of_n2();
        node.processes.server_can_be_watched = false;
        CHECK_THROWS_WITH_AS(watch(node.context),
                             "cannot end process 42, which waits for nobody: run 'systemctl restart mariadb'", Error);
    }
}

TEST_SUITE("company of a joiner") {
    TEST_CASE("a joiner goes on while a peer runs, is about to run, or may run") {
        for (const NodeStatus status : {NodeStatus::running, NodeStatus::bootstrapping}) {
            CHECK(somebody_may_run(Cluster().has_status(2, status).seen_by(1).nodes, 0));
        }
        for (const Hearing hearing : {Hearing::alive_but_silent, Hearing::no_record, Hearing::older_tool}) {
            CHECK(somebody_may_run(Cluster().sounds(3, hearing).seen_by(1).nodes, 0));
        }
    }

    TEST_CASE("a joiner has nobody to join when its peers are away, down, deciding or joiners themselves") {
        CHECK_FALSE(somebody_may_run(Cluster().seen_by(1).nodes, 0));
        for (const NodeStatus status : {NodeStatus::stopped, NodeStatus::recovering, NodeStatus::initiating,
                                        NodeStatus::joining, NodeStatus::stopping}) {
            CHECK_FALSE(
                somebody_may_run(Cluster().has_status(2, status).sounds(3, Hearing::unresolved).seen_by(1).nodes, 0));
        }
    }

    TEST_CASE("a joiner is not its own company") {
        CHECK_FALSE(somebody_may_run(Cluster().has_status(1, NodeStatus::running).seen_by(1).nodes, 0));
    }
}
