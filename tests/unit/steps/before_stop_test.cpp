#include "recording_machine.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

/// A node whose server runs in a component with n2, of which both tell.
class StoppingMachine : public RecordingMachine {
public:
    StoppingMachine() {
        has_view(1, {1, 2});
        for (unsigned index : {0U, 1U}) {
            Record record = record_of(index, NodeStatus::running, std::nullopt, "start");
            record.history = history();
            record.lineage = Lineage();
            record.member = member(index + 1);
            peers.records["n" + std::to_string(index + 1)] = record;
        }
    }
};

} // namespace

TEST_SUITE("before stop") {
    TEST_CASE("the view is kept in the memory, once the peers were asked who joins") {
        StoppingMachine node;
        before_stop(node.context);
        CHECK(node.effects.text() ==
              "stop being root, flush /var/lib/mysql, ask n1 n2 n3, hold lock, flush /var/lib/mysql, write memory, "
              "write galera-initiator.lineage, write memory, flush /var/lib/mysql, release lock");
        CHECK(node.memory().left_members == members({1, 2}));
        CHECK(node.memory().has_run_since);
    }

    TEST_CASE("what the component went through is kept as well: the server may just have merged with it") {
        StoppingMachine node;
        node.has_gone_through(timelines({timeline(1, 3)}));
        Record& other = node.peers.records["n2"];
        other.lineage = timelines({timeline(1, 3), timeline(2, 5)});
        before_stop(node.context);
        CHECK(node.memory().lineage == other.lineage);
    }

    TEST_CASE("the file that the server has is known from then on, also where an older version has started it") {
        StoppingMachine node;
        node.file(RecordingMachine::saved_state) = grastate(history().to_string(), "-1", true);
        CHECK(node.memory().state_file.empty());
        before_stop(node.context);
        CHECK(node.memory().state_file == "8");
    }

    TEST_CASE("it shows that the unit was up") {
        StoppingMachine node;
        NodeMemory memory = node.memory();
        memory.unfinished_start = NodeMemory::UnfinishedStart::finishing;
        node.has_memory(memory);
        before_stop(node.context);
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::none);
        CHECK(node.memory().left_members == members({1, 2}));
    }

    TEST_CASE("a view that could not be written is another one than the file's, so whose it is is not known") {
        StoppingMachine node;
        node.has_unfinished_view();
        before_stop(node.context);
        CHECK(node.memory().left_members.empty());
    }

    TEST_CASE("so it is where that happens while the memory is written") {
        StoppingMachine node;
        node.files.before_write = [&](const std::filesystem::path&) { node.has_unfinished_view(); };
        before_stop(node.context);
        CHECK(node.memory().left_members.empty());
    }

    TEST_CASE("the view that comes while the peers are asked is the one that is kept") {
        StoppingMachine node;
        SUBCASE("another one") {
            node.peers.meanwhile = [&] { node.has_view(1, {1, 2, 3}); };
            before_stop(node.context);
            CHECK(node.memory().left_members == members({1, 2, 3}));
        }
        SUBCASE("none any more") {
            node.peers.meanwhile = [&] { node.files.contents.erase(RecordingMachine::view); };
            before_stop(node.context);
            CHECK(node.memory().left_members.empty());
        }
    }

    TEST_CASE("so is the view that comes while the memory is written") {
        StoppingMachine node;
        int writes = 0;
        node.files.before_write = [&](const std::filesystem::path&) {
            if (++writes == 1) {
                node.has_view(1, {1, 2, 3});
            }
        };
        before_stop(node.context);
        CHECK(writes == 4);
        CHECK(node.memory().left_members == members({1, 2, 3}));
    }

    TEST_CASE("a view whose file is gone when the memory was written stays in it") {
        StoppingMachine node;
        node.files.before_write = [&](const std::filesystem::path&) {
            node.files.contents.erase(RecordingMachine::view);
        };
        before_stop(node.context);
        CHECK(node.memory().left_members == members({1, 2}));
    }

    TEST_CASE("what the watch writes while the lock is waited for stays in the memory") {
        StoppingMachine node;
        node.files.when_locked = [&] {
            NodeMemory memory = node.memory();
            memory.add_identity(member(9));
            memory.lineage_history = history();
            memory.lineage = timelines({timeline(1, 9)});
            node.has_memory(memory);
        };
        before_stop(node.context);
        CHECK(names_member(node.memory().identities, member(9)));
        CHECK(node.memory().lineage == timelines({timeline(1, 9)}));
        CHECK(node.memory().left_members == members({1, 2}));
    }

    TEST_CASE("while somebody joins it may have been any node that stayed") {
        StoppingMachine node;
        node.peers.records["n3"] = record_of(2, NodeStatus::joining, std::nullopt, "start");
        before_stop(node.context);
        CHECK(node.memory().left_members.empty());
    }

    TEST_CASE("a server in no component asks nobody, and forgets the component before") {
        StoppingMachine node;
        node.files.contents.erase(RecordingMachine::view);
        NodeMemory memory = node.memory();
        memory.left_members = members({1, 3});
        node.has_memory(memory);
        before_stop(node.context);
        CHECK(node.effects.text() ==
              "stop being root, hold lock, write memory, write galera-initiator.lineage, write memory, release lock");
        CHECK(node.memory().left_members.empty());
    }

    TEST_CASE("peers that cannot be asked are told of, and the server stops all the same") {
        StoppingMachine node;
        node.context.cluster_address = "gcomm://";
        before_stop(node.context);
        CHECK(node.effects.text() ==
              "stop being root, flush /var/lib/mysql, tell unasked peers, hold lock, flush /var/lib/mysql, "
              "write memory, write galera-initiator.lineage, write memory, flush /var/lib/mysql, release lock");
        CHECK(contains(node.announcer.announcements[0].message, "the next start waits for all of them: "));
        CHECK(node.announcer.announcements[0].urgency == Urgency::warning);
        CHECK(node.memory().left_members.empty());
    }
}
