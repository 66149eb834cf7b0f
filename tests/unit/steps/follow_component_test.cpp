#include "steps/follow_component.hpp"

#include "recording_machine.hpp"
#include "starts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;
using namespace std::chrono_literals;

namespace {

/// n1's server is up, and its component was of all three.
class RunningMachine : public RecordingMachine {
public:
    RunningMachine() {
        context.invocation = "the watch's own";
        units.server.phase = UnitPhase::up;
        has_view(1, {1, 2, 3});
        tells("SYNCED");
        peers.records = {{"n2", running(1)}, {"n3", running(2)}};
    }

    void tells(const std::string& state) { file(status_file) = R"({"status": {"state": ")" + state + R"("}})"; }
    void loses_component() {
        tells("CONNECTED");
        peers.records = {{"n2", record_of(1, NodeStatus::initiating, intact(7), "start")},
                         {"n3", record_of(2, NodeStatus::stopped, intact(7), "stop")}};
    }
    void follow() { follow_component(context, this_start); }

    static Record running(std::size_t node) {
        return record_of(node, NodeStatus::running, std::nullopt, "start of " + std::to_string(node));
    }
};

} // namespace

TEST_SUITE("a server that is up") {
    TEST_CASE(
        "what cannot be written beside the data is told once, is tried again, and keeps nothing from being published") {
        RunningMachine node;
        node.files.before_write = [](const std::filesystem::path& path) {
            if (path.filename() == DataLineage::file_name) {
                throw SystemError("cannot write " + path.string(), ENOSPC);
            }
        };
        node.follow();
        CHECK(node.effects.has("write memory, tell unwritten lineage, write record of running"));
        CHECK_FALSE(node.memory().beside_data.has_value());
        node.effects.forget();
        node.follow();
        CHECK_FALSE(node.effects.has("tell unwritten lineage"));
        node.files.before_write = [](const std::filesystem::path&) {};
        node.follow();
        CHECK(node.effects.has("write galera-initiator.lineage"));
        CHECK(node.memory().beside_data.has_value());
        CHECK_FALSE(node.memory().next_beside_data.has_value());
    }
    TEST_CASE("what it runs is published once, and again when it changes") {
        RunningMachine node;
        node.follow();
        CHECK(node.record().status == NodeStatus::running);
        CHECK(node.record().member == member(1));
        node.effects.forget();
        node.follow();
        CHECK(node.effects.text() ==
              "flush /var/lib/mysql, ask n1 n2 n3, hold lock, flush /var/lib/mysql, release lock");
        node.has_view(4, {4, 5});
        node.effects.forget();
        node.follow();
        CHECK(node.effects.text() == "flush /var/lib/mysql, ask n1 n2 n3, hold lock, flush /var/lib/mysql, write "
                                     "memory, write record of running, release lock");
        CHECK(node.record().member == member(4));
    }

    TEST_CASE("what its memory tells of the component stays until it is synced in another one") {
        RunningMachine node;
        node.follow();
        const auto known = node.memory().last_view;
        CHECK(node.memory().tells_when_synced);
        node.has_view(1, {1, 2}, known->number + 2);
        for (const std::string state : {"CONNECTED", "JOINING", "JOINED"}) {
            node.tells(state);
            node.follow();
            CHECK(node.memory().last_view == known);
        }
        CHECK(node.record().status == NodeStatus::running);
        node.tells("SYNCED");
        node.follow();
        CHECK(node.memory().last_view == NodeMemory::LastView{member(1), known->number + 2});
        SUBCASE("a server that does not tell it is believed") {
            node.has_view(1, {1, 2}, known->number + 4);
            node.files.contents.erase(RecordingMachine::status_file);
            node.follow();
            CHECK(node.memory().last_view == NodeMemory::LastView{member(1), known->number + 4});
            CHECK_FALSE(node.memory().tells_when_synced);
        }
    }

    TEST_CASE("a start is not at its end before its server is synced") {
        RunningMachine node;
        NodeMemory memory = node.memory();
        memory.unfinished_start = NodeMemory::UnfinishedStart::join;
        memory.joined_members = members({2});
        node.has_memory(memory);
        node.tells("JOINING");
        node.follow();
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::join);
        CHECK(node.memory().joined_members == members({2}));
        node.tells("SYNCED");
        node.follow();
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::none);
        CHECK(node.memory().joined_members.empty());
    }

    TEST_CASE("from when its unit is seen up, a step runs before each stop") {
        RunningMachine node;
        NodeMemory memory = node.memory();
        memory.unfinished_start = NodeMemory::UnfinishedStart::finishing;
        node.has_memory(memory);
        node.follow();
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::none);
    }

    TEST_CASE("the number of its view is kept, and that of one that it could not write is none") {
        RunningMachine node;
        node.follow();
        CHECK(node.memory().last_view == NodeMemory::LastView{member(1), 5});
        node.has_unfinished_view();
        node.file(RecordingMachine::view) = gvwstate(member(1).to_string(), {member(1).to_string()}, 6);
        node.follow();
        CHECK(node.memory().last_view == NodeMemory::LastView{member(1), 5});
        CHECK(node.record().member == member(1));
    }

    TEST_CASE("one that merged with others by itself learns their timelines") {
        RunningMachine node;
        Record other = RunningMachine::running(1);
        other.history = history();
        other.lineage = Lineage().bootstrapped(uuid(900), Seqno(7));
        other.member = member(2);
        node.peers.records["n2"] = other;
        node.follow();
        CHECK(node.memory().lineage == *other.lineage);
        CHECK(node.record().lineage == other.lineage);
    }

    TEST_CASE(
        "it knows its arbitrator once all nodes are up in its view, and that it is none once a node runs as that") {
        RunningMachine node;
        node.configuration.given.own.policies.arbitrators = 1;
        node.has_view(1, {1, 2, 3, 66});
        for (const unsigned other : {2U, 3U}) {
            Record record = RunningMachine::running(other - 1);
            record.member = member(other);
            node.peers.records["n" + std::to_string(other)] = record;
        }
        node.peers.records["n3"].member.reset();
        node.follow();
        CHECK(node.memory().arbitrators.empty());
        node.peers.records["n3"].member = member(3);
        node.peers.records["n1"] = node.record();
        node.follow();
        CHECK(node.memory().arbitrators == std::vector<Uuid>{member(66)});
        node.effects.forget();
        node.follow();
        CHECK_FALSE(node.effects.has("write memory"));
        node.peers.records["n3"].member = member(66);
        node.follow();
        CHECK_FALSE(names_member(node.memory().arbitrators, member(66)));
    }

    TEST_CASE("another one is left alone") {
        RunningMachine node;
        node.loses_component();
        node.units.server.invocation = another_start;
        node.follow();
        CHECK(node.effects.text() == "flush /var/lib/mysql, ask n1 n2 n3, hold lock, release lock");
    }
}

TEST_SUITE("the lock on the evidence") {
    TEST_CASE(
        "while another step has it the server that is up is looked at again, until it is free or the server is not") {
        RunningMachine node;
        node.files.lock_is_free = [&] { return node.clock.passed >= 1s; };
        SUBCASE("it gets free") {
            node.follow();
            CHECK(node.effects.text() ==
                  "flush /var/lib/mysql, ask n1 n2 n3, hold lock, flush /var/lib/mysql, write "
                  "memory, write galera-initiator.lineage, write memory, write record of running, release lock");
        }
        SUBCASE("the next start has it, which waits") {
            node.clock.meanwhile = [&] { node.units.server = {UnitPhase::preparing, "the next start", "", {}}; };
            node.follow();
            CHECK(node.effects.text() == "flush /var/lib/mysql, ask n1 n2 n3");
        }
    }
}

TEST_SUITE("a server without a component") {
    TEST_CASE("it says so, and is ended some seconds after a peer waits") {
        RunningMachine node;
        node.loses_component();
        node.follow();
        CHECK(node.record().status == NodeStatus::non_primary);
        CHECK(node.record().member == member(1));
        CHECK(node.effects.text().ends_with("ask n1 n2 n3, tell lost component, kill 42"));
        CHECK(node.clock.passed >= 5s);
        CHECK(node.clock.passed <= 7s);
    }

    TEST_CASE("it is left alone while somebody runs, or may, or is about to") {
        for (const NodeStatus status : {NodeStatus::running, NodeStatus::bootstrapping}) {
            RunningMachine node;
            node.loses_component();
            node.peers.records["n3"] = record_of(2, status, std::nullopt, "start");
            node.follow();
            CHECK(node.record().status == NodeStatus::non_primary);
            CHECK_FALSE(node.effects.has("kill"));
        }
    }

    TEST_CASE("a peer that may run keeps it, and its own agent's silence does not") {
        for (const bool is_own : {true, false}) {
            RunningMachine node;
            node.loses_component();
            node.peers.silent.insert(is_own ? "n1" : "n3");
            node.follow();
            CHECK(node.effects.has("kill 42") == is_own);
        }
    }

    TEST_CASE("where nobody waits it is ended if all are heard, and later") {
        RunningMachine node;
        node.loses_component();
        node.peers.records["n2"].status = NodeStatus::stopped;
        node.follow();
        CHECK(node.effects.has("kill 42"));
        CHECK(node.clock.passed >= 30s);
        CHECK(node.clock.passed <= 32s);
    }

    TEST_CASE("where nobody waits and one is not heard it is left alone") {
        RunningMachine node;
        node.loses_component();
        node.peers.records = {{"n2", record_of(1, NodeStatus::stopped, intact(7), "stop")}};
        node.follow();
        CHECK_FALSE(node.effects.has("kill"));
    }

    TEST_CASE("one that gets its component back meanwhile is left alone") {
        RunningMachine node;
        node.loses_component();
        node.clock.meanwhile = [&] {
            if (node.clock.passed >= 3s) {
                node.tells("SYNCED");
            }
        };
        node.follow();
        CHECK_FALSE(node.effects.has("kill"));
        CHECK(node.clock.passed <= 4s);
    }

    TEST_CASE("one that gets it back, or ends, just as it is to be ended is left alone") {
        RunningMachine node;
        node.loses_component();
        SUBCASE("gets it back") {
            node.processes.when_found = [&] { node.tells("SYNCED"); };
        }
        SUBCASE("ends") {
            node.processes.when_found = [&] { node.units.server.phase = UnitPhase::stopping; };
        }
        node.follow();
        CHECK_FALSE(node.effects.has("kill"));
        CHECK_FALSE(node.effects.has("tell lost component"));
    }

    TEST_CASE("one that could not write what has become of its state counts as without one") {
        RunningMachine node;
        node.tells("SYNCED");
        node.files.newer_copies.insert(RecordingMachine::status_file);
        node.follow();
        CHECK(node.record().status == NodeStatus::non_primary);
    }

    TEST_CASE("one that cannot say whether it has one counts as running") {
        RunningMachine node;
        node.loses_component();
        node.files.contents.erase(RecordingMachine::status_file);
        node.follow();
        CHECK(node.record().status == NodeStatus::running);
        CHECK_FALSE(node.effects.has("kill"));
    }

    TEST_CASE("where the server is configured to tell its state, that file is read") {
        RunningMachine node;
        node.loses_component();
        node.tells("SYNCED");
        node.configuration.given.server.status_file = "/var/lib/mysql/state";
        node.file("/var/lib/mysql/state") = R"({"status": {"state": "CONNECTED"}})";
        node.follow();
        CHECK(node.record().status == NodeStatus::non_primary);
    }
}

TEST_SUITE("a server that leaves") {
    /// It was told to stop when it was in a component of n1 and n2.
    class LeavingMachine : public RunningMachine {
    public:
        LeavingMachine() {
            units.server.phase = UnitPhase::stopping;
            has_view(1, {1, 2});
            NodeMemory memory;
            memory.add_view({member(1), {}, 5});
            memory.left_members = members({1, 2});
            has_memory(memory);
        }
    };

    TEST_CASE("a view that comes after the step before the stop is kept") {
        LeavingMachine node;
        node.follow();
        CHECK(node.effects.text() == "flush /var/lib/mysql");
        node.has_view(1, {1, 2, 3});
        node.effects.forget();
        node.follow();
        CHECK(node.effects.text() ==
              "flush /var/lib/mysql, hold lock, flush /var/lib/mysql, write memory, release lock, flush "
              "/var/lib/mysql, ask n1 n2 n3, flush /var/lib/mysql");
        CHECK(node.memory().left_members == members({1, 2, 3}));
    }

    TEST_CASE("what the component of that view went through is kept after it, where it is heard") {
        LeavingMachine node;
        const Lineage before = timelines({timeline(1, 3)});
        node.has_gone_through(before);
        Record other = record_of(1, NodeStatus::running, std::nullopt, "start");
        other.history = history();
        other.lineage = timelines({timeline(1, 3), timeline(2, 5)});
        other.member = member(2);
        node.has_view(1, {1, 2, 3});
        SUBCASE("of one that it names") {
            node.peers.records["n2"] = other;
            node.follow();
            CHECK(node.memory().lineage == other.lineage);
        }
        SUBCASE("not of one that it does not name") {
            other.member = member(4);
            node.peers.records["n2"] = other;
            node.follow();
            CHECK(node.memory().lineage == before);
        }
        SUBCASE("not once the server is down") {
            node.peers.records["n2"] = other;
            node.peers.meanwhile = [&] { node.units.server.phase = UnitPhase::down; };
            node.follow();
            CHECK(node.memory().lineage == before);
        }
        CHECK(node.memory().left_members == members({1, 2, 3}));
    }

    TEST_CASE("where a later view could not be written, whose it is is not known") {
        LeavingMachine node;
        node.has_unfinished_view();
        SUBCASE("for good") {
            node.follow();
            CHECK(node.memory().left_members.empty());
        }
        SUBCASE("not where it is just being written") {
            node.clock.meanwhile = [&] {
                node.files.contents.erase(std::filesystem::path(RecordingMachine::view) += ".tmp");
                node.has_view(1, {1, 2, 3});
            };
            node.follow();
            CHECK(node.memory().left_members == members({1, 2, 3}));
        }
    }

    TEST_CASE("it publishes nothing, for the steps of its unit do") {
        LeavingMachine node;
        node.loses_component();
        node.follow();
        CHECK_FALSE(node.files.contents.contains(RecordingMachine::record_file));
        CHECK_FALSE(node.effects.has("kill"));
    }

    TEST_CASE("where somebody may join unseen, no view that comes later makes the last members known") {
        LeavingMachine node;
        node.has_memory(NodeMemory());
        node.has_view(1, {1, 2, 3});
        node.follow();
        CHECK(node.memory().left_members.empty());
    }

    TEST_CASE("a start that is stopped before its server was up keeps the members that it set out from") {
        LeavingMachine node;
        NodeMemory memory = node.memory();
        memory.unfinished_start = NodeMemory::UnfinishedStart::join;
        node.has_memory(memory);
        node.has_view(1, {1, 2, 3});
        node.follow();
        CHECK(node.memory().left_members == members({1, 2}));
    }

    TEST_CASE("what the steps of the unit have done meanwhile stands") {
        LeavingMachine node;
        node.has_view(1, {1, 2, 3});
        SUBCASE("the server has left") {
            node.files.when_locked = [&] { node.files.contents.erase(RecordingMachine::view); };
        }
        SUBCASE("it is down") {
            node.files.when_locked = [&] { node.units.server.phase = UnitPhase::down; };
        }
        SUBCASE("the next start has begun") {
            node.files.when_locked = [&] { node.units.server.invocation = another_start; };
        }
        node.follow();
        CHECK(node.memory().left_members == members({1, 2}));
    }
}
