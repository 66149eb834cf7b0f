#include "common/error.hpp"
#include "recording_machine.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;
using namespace std::chrono_literals;

namespace {

const std::string record_unit = "galera-initiator-record.service";

/// A node whose record's unit has begun, which is not the server's.
class PublishingMachine : public RecordingMachine {
public:
    PublishingMachine() {
        units.server = {UnitPhase::down, another_start, "inactive (dead)", {}};
        context.invocation = this_start;
    }

    void is_up() { units.server = {UnitPhase::up, another_start, "active (running)", {}}; }

    void runs(const std::string& origin) {
        Record record = record_of(0, NodeStatus::running, std::nullopt, "");
        record.origin = origin;
        has_published(record);
    }
};

} // namespace

TEST_SUITE("publish") {
    TEST_CASE("of a server that is down the evidence is published, under the lock and as the record's unit") {
        PublishingMachine node;
        publish(node.context);
        CHECK(node.effects.text() == "stop being root, hold lock, look for a transfer into /var/lib/mysql, flush "
                                     "/var/lib/mysql, write record of stopped, tell "
                                     "evidence, release lock");
        CHECK(node.published().writer == record_unit);
        CHECK(node.published().server == server_unit);
        CHECK(node.record().origin == this_start);
        CHECK(node.record().evidence->position == Position(history(), Seqno(7)));
    }

    TEST_CASE("with wait_for = majority the choice that binds is told, for as long as the view is there") {
        PublishingMachine node;
        node.configuration.given.own.policies.wait_for = Policies::WaitFor::majority;
        node.has_view(1, {1, 2});
        NodeMemory memory = node.memory();
        memory.last_view = {member(1), 1};
        memory.choice = NodeMemory::Choice{uuid(102), NodeAddress::parse("n2"), "0123456789abcdef"};
        node.has_memory(memory);
        publish(node.context);
        CHECK(node.record().choice == uuid(102));
        node.files.contents.erase(RecordingMachine::view);
        publish(node.context);
        CHECK_FALSE(node.record().choice.has_value());
    }

    TEST_CASE("a start that begins while the lock is waited for publishes by itself") {
        PublishingMachine node;
        node.files.lock_is_free = [&] {
            node.units.server = {UnitPhase::preparing, another_start, "activating (start-pre)", {}};
            return false;
        };
        publish(node.context);
        CHECK(node.effects.text() == "stop being root, tell wait, hold lock, tell record by server, release lock");
        CHECK(node.announcer.announcements[1].message ==
              "mariadb.service is activating (start-pre), so it publishes its record itself.");
        CHECK_FALSE(node.has(RecordingMachine::record_file));
    }

    TEST_CASE("a server that starts or stops publishes by itself") {
        PublishingMachine node;
        for (const UnitPhase phase :
             {UnitPhase::preparing, UnitPhase::starting, UnitPhase::finishing, UnitPhase::stopping, UnitPhase::other}) {
            node.effects.forget();
            node.units.server.phase = phase;
            publish(node.context);
            CHECK(node.effects.text() == "stop being root, tell record by server");
        }
    }

    TEST_CASE("a transfer that writes is waited for as long as it takes") {
        PublishingMachine node;
        node.processes.transfer = [&] {
            return node.clock.passed < 2h ? std::optional(TransferProcess{815, "rsync"}) : std::nullopt;
        };
        publish(node.context);
        CHECK(node.clock.passed == 2h);
    }

    TEST_CASE("a recovery that fails outside the server's own unit proves nothing of the data") {
        PublishingMachine node;
        node.has_saved_state("-1");
        node.data.recover = []() -> RecoveredPosition { throw Error("no key to read it"); };
        publish(node.context);
        CHECK(node.record().evidence->data == DataState::unseen);
    }

    TEST_CASE("a held node tells its evidence as any other, and that it is held") {
        PublishingMachine node;
        publish(node.context);
        const Record before = node.record();
        node.is_held();
        publish(node.context);
        CHECK(node.record().hold == Hold{1'600'000'000, "root", "the disk is checked"});
        CHECK(node.record().evidence == before.evidence);
        CHECK(node.record().status == NodeStatus::stopped);
    }

    TEST_CASE("no recovery runs on a held node's data, which are not seen then, so that nobody goes on without them") {
        PublishingMachine node;
        node.has_saved_state("-1");
        node.is_held();
        publish(node.context);
        CHECK_FALSE(node.effects.has("recover the position"));
        CHECK_FALSE(node.effects.has("tell recovery"));
        CHECK(node.record().status == NodeStatus::stopped);
        CHECK(node.record().evidence->data == DataState::unseen);
        CHECK(contains(node.record().evidence->remark, "this node is held, and no recovery runs on its data"));
    }

    TEST_CASE("starts that failed are told on") {
        PublishingMachine node;
        Record record = record_of(0, NodeStatus::stopped, intact(7), "");
        record.failed_starts = FailedStarts{3, 1'600'000'000};
        node.has_published(record);
        publish(node.context);
        CHECK(node.record().failed_starts == record.failed_starts);
    }
}

TEST_SUITE("publish what runs") {
    TEST_CASE("a server that is up and has published nothing is published as it runs, by its own invocation") {
        PublishingMachine node;
        node.is_up();
        SUBCASE("nothing at all") {}
        SUBCASE("nothing in this life of it") {
            node.runs(this_start);
        }
        publish(node.context);
        CHECK(node.effects.text() == "stop being root, tell record by server, ask n1 n2 n3, hold lock, write memory, "
                                     "write galera-initiator.lineage, write memory, "
                                     "write record of running, release lock");
        CHECK(node.record().origin == another_start);
        CHECK(node.published().writer == server_unit);
    }

    TEST_CASE("one that has is left alone, and so is a server without Galera") {
        PublishingMachine node;
        node.is_up();
        SUBCASE("it has") {
            node.runs(another_start);
        }
        SUBCASE("without Galera") {
            node.configuration.given.server.wsrep_on = false;
        }
        publish(node.context);
        CHECK(node.effects.text() == "stop being root, tell record by server");
    }
}
