#include "common/error.hpp"
#include "deciding/start_phases.hpp"
#include "recording_machine.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace galera_initiator;
using namespace galera_initiator::test;
using namespace std::chrono_literals;

namespace {

/// A node whose server is up, as the step after its start finds it: it was decided that it joins n2.
class StartedMachine : public RecordingMachine {
public:
    StartedMachine() {
        units.server.phase = UnitPhase::finishing;
        has_decision({HandedDecision::join});
        has_published(record_of_joiner());
        has_saved_state("-1");
        has_view(1, {1, 2});
        NodeMemory setting_out = memory();
        setting_out.unfinished_start = NodeMemory::UnfinishedStart::join;
        setting_out.joined_node = NodeAddress::parse("n2");
        has_memory(setting_out);
        peers.records = {{"n2", running(1)}};
    }

    static Record record_of_joiner() {
        Record record = record_of(0, NodeStatus::joining, std::nullopt, "");
        record.origin = this_start;
        return record;
    }

    /// A node of the cluster that runs, with as many timelines as it has seen bootstraps.
    static Record running(unsigned index, int bootstraps = 1) {
        Record record = record_of(index, NodeStatus::running, std::nullopt, "start");
        std::vector<Timeline> later;
        for (int count = 1; count <= bootstraps; ++count) {
            later.push_back(timeline(static_cast<unsigned>(count), count));
        }
        record.history = history();
        record.lineage = timelines(later);
        record.member = member(index + 1);
        return record;
    }

    void bootstraps() { processes.server = PlayedProcesses::words({"mariadbd", "--wsrep-new-cluster"}); }

    void was_to_bootstrap() {
        has_decision({HandedDecision::bootstrap});
        Record record = record_of_joiner();
        record.status = NodeStatus::bootstrapping;
        has_published(record);
        NodeMemory setting_out = memory();
        setting_out.unfinished_start = NodeMemory::UnfinishedStart::bootstrap;
        setting_out.joined_node.reset();
        has_memory(setting_out);
    }
};

} // namespace

TEST_SUITE("after start") {
    TEST_CASE("a joiner's command line is looked at, whom it joined is asked, the memory comes before the record") {
        StartedMachine node;
        after_start(node.context);
        CHECK(node.effects.text() ==
              "stop being root, look at process 42, flush /var/lib/mysql, ask n2, hold lock, flush "
              "/var/lib/mysql, write memory, write galera-initiator.lineage, write memory, write record of running, "
              "release lock, "
              "tell up");
        CHECK(node.record().origin == this_start);
        CHECK(node.published().writer == server_unit);
        CHECK(node.published().server == server_unit);
        CHECK(node.record().member == member(1));
        CHECK(node.record().history == history());
        CHECK(node.record().lineage == timelines({timeline(1, 1)}));
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::finishing);
        CHECK(node.memory().identities == std::vector<Uuid>{member(1)});
        CHECK(node.memory().data_folder == "7");
        CHECK(node.memory().state_file == "8");
    }

    TEST_CASE("a server that bootstraps though it was to join is killed, and nothing of it is published") {
        StartedMachine node;
        node.bootstraps();
        CHECK_THROWS_WITH_AS(after_start(node.context), doctest::Contains("it bootstraps though it was to join"),
                             Error);
        CHECK(node.effects.text() == "stop being root, look at process 42, tell undecided bootstrap, kill 42");
        CHECK(contains(node.announcer.announcements[0].message, "'systemctl cat mariadb'"));
    }

    TEST_CASE("a server that has ended since has no command line to look at") {
        StartedMachine node;
        node.bootstraps();
        SUBCASE("the unit has no process") {
            node.units.process = 0;
        }
        SUBCASE("its process is gone") {
            node.processes.server_can_be_watched = false;
        }
        CHECK_NOTHROW(after_start(node.context));
        CHECK_FALSE(node.effects.has("42"));
        CHECK_FALSE(node.effects.has("kill"));
    }

    TEST_CASE("a server that bootstraps as it was decided has nobody to ask") {
        StartedMachine node;
        node.was_to_bootstrap();
        node.bootstraps();
        after_start(node.context);
        CHECK(node.effects.text() == "stop being root, hold lock, flush /var/lib/mysql, write memory, write "
                                     "galera-initiator.lineage, write memory, write record of "
                                     "running, release lock, tell up");
    }

    TEST_CASE("so has one that bootstrapped after it had been alone") {
        StartedMachine node;
        node.was_to_bootstrap();
        NodeMemory memory = node.memory();
        memory.unfinished_start = NodeMemory::UnfinishedStart::bootstrap_alone;
        node.has_memory(memory);
        after_start(node.context);
        CHECK_FALSE(node.effects.has("ask"));
    }

    TEST_CASE("a server without Galera is let alone") {
        StartedMachine node;
        node.configuration.given.server.wsrep_on = false;
        after_start(node.context);
        CHECK(node.effects.text() == "stop being root");
    }

    TEST_CASE("how it came up is told, and for how long it did what") {
        StartedMachine node;
        StartPhases phases(node.clock.now());
        phases.enter(StartPhase::server, node.clock.now());
        node.file(RecordingMachine::phases_file) = phases.to_text(this_start);
        node.clock.passed += 3993ms;
        phases.enter(std::nullopt, node.clock.now());
        std::string action = "join";
        std::string way = "joining";
        SUBCASE("a join") {}
        SUBCASE("a bootstrap") {
            node.was_to_bootstrap();
            action = "bootstrap";
            way = "bootstrapping";
        }
        after_start(node.context);
        const Announcement& told = node.announcer.announcements.back();
        CHECK(told.message == "This node is up, by " + way + ", after 3993 ms: " + describe(phases) + ".");
        CHECK(has_field(told, "GALERA_START", action));
        CHECK(has_field(told, "GALERA_MILLISECONDS_SERVER", "3993"));
    }

    TEST_CASE("a start of which neither decision nor times can be read is up all the same") {
        StartedMachine node;
        node.file(RecordingMachine::phases_file) = "torn";
        SUBCASE("no decision") {
            node.files.contents.erase(RecordingMachine::decision_file);
        }
        SUBCASE("one that is far too long") {
            node.file(RecordingMachine::decision_file) = std::string(300, 'x');
        }
        after_start(node.context);
        CHECK(node.record().status == NodeStatus::running);
        CHECK(node.announcer.announcements.back().message == "This node is up.");
        CHECK(node.announcer.announcements.back().fields.count("GALERA_START") == 0);
    }
}

TEST_SUITE("whom a server that is up learns its history from") {
    TEST_CASE("its view names whom it joined: nobody else is asked") {
        StartedMachine node;
        node.peers.records["n3"] = StartedMachine::running(2, 2);
        after_start(node.context);
        CHECK(node.effects.has("ask n2, hold lock, flush /var/lib/mysql, write memory"));
        CHECK(node.record().lineage == timelines({timeline(1, 1)}));
    }

    TEST_CASE("whom it joined is not in its view: somebody who is is waited for") {
        StartedMachine node;
        node.has_view(1, {1, 3});
        node.clock.meanwhile = [&] {
            if (node.clock.passed >= 4s) {
                node.peers.records["n3"] = StartedMachine::running(2, 2);
            }
        };
        after_start(node.context);
        CHECK(node.effects.has(
            "ask n2, flush /var/lib/mysql, ask n1 n2 n3, flush /var/lib/mysql, ask n1 n2 n3, flush /var/lib/mysql"));
        CHECK(node.clock.passed == 4s);
        CHECK(node.record().lineage == timelines({timeline(1, 1), timeline(2, 2)}));
    }

    TEST_CASE("it is waited for ten seconds, and then the server is up without it") {
        StartedMachine node;
        node.peers.records.clear();
        after_start(node.context);
        CHECK(node.clock.passed == 10s);
        CHECK(node.record().status == NodeStatus::running);
        CHECK(node.record().lineage == Lineage());
    }

    TEST_CASE("a view that changes while it waits is read anew") {
        StartedMachine node;
        node.has_view(1, {1, 3});
        node.clock.meanwhile = [&] { node.has_view(1, {1, 2, 3}); };
        after_start(node.context);
        CHECK(node.clock.passed == 500ms);
        CHECK(node.record().lineage == timelines({timeline(1, 1)}));
    }

    TEST_CASE("a node that did not set out with this tool knows nobody, and asks all once") {
        StartedMachine node;
        NodeMemory memory = node.memory();
        memory.joined_node.reset();
        node.has_memory(memory);
        node.peers.records = {{"n2", StartedMachine::running(1, 2)}};
        SUBCASE("somebody of its view answers") {
            after_start(node.context);
            CHECK(node.record().lineage == timelines({timeline(1, 1), timeline(2, 2)}));
        }
        SUBCASE("nobody does") {
            node.peers.records.clear();
            after_start(node.context);
            CHECK(node.record().lineage == Lineage());
        }
        CHECK(node.effects.has("flush /var/lib/mysql, ask n1 n2 n3, hold lock, flush /var/lib/mysql, write memory"));
        CHECK(node.clock.sleeps == 0);
    }

    TEST_CASE("who does not run, or does not tell both history and timelines, teaches nothing") {
        StartedMachine node;
        Record& n2 = node.peers.records["n2"];
        SUBCASE("it stops") {
            n2.status = NodeStatus::stopping;
        }
        SUBCASE("no history") {
            n2.history.reset();
            n2.lineage.reset();
        }
        SUBCASE("another cluster's") {
            n2.cluster_name = "other";
        }
        after_start(node.context);
        CHECK(node.record().lineage == Lineage());
        CHECK(node.clock.passed == 10s);
    }

    TEST_CASE("the history is the one that the provider has now, and none where it has none") {
        StartedMachine node;
        node.peers.records.clear();
        NodeMemory memory = node.memory();
        memory.history = uuid(888);
        memory.lineage_history = uuid(888);
        node.has_memory(memory);
        Uuid known = uuid(888);
        SUBCASE("it has one") {
            known = history();
        }
        SUBCASE("it has a zero one") {
            node.file(RecordingMachine::saved_state) = grastate(nil_history, "-1", false);
        }
        SUBCASE("it has no file") {
            node.files.contents.erase(RecordingMachine::saved_state);
        }
        after_start(node.context);
        CHECK(node.memory().history == known);
        CHECK(node.record().history == known);
    }

    TEST_CASE("a server without a view has no identity to tell") {
        StartedMachine node;
        node.files.contents.erase(RecordingMachine::view);
        after_start(node.context);
        CHECK_FALSE(node.record().member.has_value());
    }

    TEST_CASE("a server without a name is called as its host") {
        StartedMachine node;
        node.configuration.given.server.node_name.reset();
        after_start(node.context);
        CHECK(node.record().node_name == "host-of-n1");
    }
}
