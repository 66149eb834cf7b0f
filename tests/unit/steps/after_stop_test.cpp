#include "common/error.hpp"
#include "recording_machine.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace galera_initiator;
using namespace galera_initiator::test;
using namespace std::chrono_literals;

namespace {

/// A node whose server has ended, with the record that it had told while it ran.
class StoppedMachine : public RecordingMachine {
public:
    StoppedMachine() { last_told(NodeStatus::running); }

    void last_told(NodeStatus status, const std::string& origin = this_start, const std::string& writer = server_unit) {
        Record record = record_of(0, status, std::nullopt, "");
        record.origin = origin;
        has_published(record, writer);
    }

    /// As systemd.exec(5) has it.
    void ended_with(const std::string& result) { process.variables["SERVICE_RESULT"] = result; }

    void needs_recovery() { has_saved_state("-1"); }
};

} // namespace

TEST_SUITE("after stop") {
    TEST_CASE("the evidence is read under the lock, published and told") {
        StoppedMachine node;
        node.has_saved_state("7");
        node.ended_with("success");
        after_stop(node.context);
        CHECK(
            node.effects.text() ==
            "stop being root, hold lock, look for a transfer into /var/lib/mysql, flush /var/lib/mysql, write memory, "
            "write record of stopped, tell evidence, release lock");
        const Record record = node.record();
        CHECK(record.origin == this_start);
        CHECK(node.published().writer == server_unit);
        CHECK(node.published().server == server_unit);
        CHECK(record.evidence->position == Position(history(), Seqno(7)));
        const Announcement& told = node.announcer.announcements[0];
        CHECK(told.message.starts_with("The server is down: position " + history().to_string() + ":7"));
        CHECK(has_field(told, "GALERA_UUID", history().to_string()));
        CHECK(has_field(told, "GALERA_SEQNO", "7"));
    }

    TEST_CASE("evidence that was told already is published, and not told again") {
        StoppedMachine node;
        after_stop(node.context);
        const Record first = node.record();
        node.effects.forget();
        SUBCASE("the same") {
            after_stop(node.context);
            CHECK_FALSE(node.effects.has("write record"));
            CHECK_FALSE(node.effects.has("tell evidence"));
        }
        SUBCASE("another one") {
            node.has_saved_state("8");
            after_stop(node.context);
            CHECK(node.effects.has("tell evidence"));
        }
        SUBCASE("the same, and then the server started") {
            Record initiating = first;
            initiating.status = NodeStatus::initiating;
            node.has_published(initiating);
            after_stop(node.context);
            CHECK(node.effects.has("tell evidence"));
        }
    }

    TEST_CASE("a start that was refused as its node is held is no failed one, and nothing runs on the data after it") {
        StoppedMachine node;
        node.needs_recovery();
        node.last_told(NodeStatus::running, another_start);
        node.is_held();
        node.ended_with("exit-code");
        after_stop(node.context);
        CHECK_FALSE(node.effects.has("recover the position"));
        CHECK_FALSE(node.record().failed_starts.has_value());
        CHECK(node.record().hold.has_value());
        CHECK(node.record().evidence->data == DataState::unseen);
    }

    TEST_CASE("a position is recovered where it must, and the peers hear of it first") {
        StoppedMachine node;
        node.needs_recovery();
        node.data.recover = [] { return RecoveredPosition{Position(history(), Seqno(9))}; };
        after_stop(node.context);
        CHECK(node.effects.has("write record of locked, tell recovery, recover the position, write memory, tell end of "
                               "recovery, write record of stopped, tell evidence, release lock"));
        CHECK(node.record().evidence->position == Position(history(), Seqno(9)));
    }

    TEST_CASE("the seqno of a stop is believed where the server of this start was seen to end by itself") {
        StoppedMachine node;
        node.has_saved_state("12");
        node.data.recover = [] { return RecoveredPosition{Position(history(), Seqno(9))}; };
        Record running = record_of(0, NodeStatus::running, std::nullopt, "");
        running.origin = this_start;
        std::string result = "success";
        int seqno = 9;
        SUBCASE("it was") {
            seqno = 12;
        }
        SUBCASE("it was killed amid its stop") {
            result = "signal";
        }
        SUBCASE("none was started: the file is of a stop before the power was cut") {
            running.status = NodeStatus::initiating;
            running.evidence = left({1, 2}, 7);
        }
        SUBCASE("it is not known whose the file is") {
            running.origin = another_start;
        }
        node.has_published(running);
        node.ended_with(result);
        after_stop(node.context);
        CHECK(node.record().evidence->position == Position(history(), Seqno(seqno)));
    }

    TEST_CASE("a recovery that fails in the server's own unit shows data that cannot be read") {
        StoppedMachine node;
        node.needs_recovery();
        node.data.recover = []() -> RecoveredPosition { throw Error("the tablespace is corrupt"); };
        after_stop(node.context);
        CHECK(node.record().evidence->data == DataState::unreadable);
        CHECK(node.announcer.announcements[1].urgency == Urgency::warning);
    }

    TEST_CASE("a recovery that says nothing of the data is no fault of a stop") {
        StoppedMachine node;
        node.needs_recovery();
        node.data.recover = []() -> RecoveredPosition { throw InconclusiveRecovery("no room for its socket"); };
        after_stop(node.context);
        CHECK(node.record().evidence->data == DataState::unseen);
    }

    TEST_CASE("a server without Galera leaves no evidence") {
        StoppedMachine node;
        node.configuration.given.server.wsrep_on = false;
        after_stop(node.context);
        CHECK(node.effects.text() == "stop being root, hold lock, release lock");
    }

    TEST_CASE("the scripts of a transfer get ten seconds to notice that their server is gone") {
        StoppedMachine node;
        std::chrono::milliseconds lasts = 1h;
        node.processes.transfer = [&] {
            return node.clock.passed < lasts ? std::optional(TransferProcess{815, "rsync"}) : std::nullopt;
        };
        SUBCASE("they do not") {
            CHECK_THROWS_WITH_AS(after_stop(node.context), doctest::Contains("gave up waiting"), WaitLimitPassed);
            CHECK(node.clock.passed == 10s);
        }
        SUBCASE("they do") {
            lasts = 9s;
            after_stop(node.context);
            CHECK(node.clock.passed == 9s);
            CHECK(node.record().status == NodeStatus::stopped);
        }
    }
}

TEST_SUITE("starts that failed") {
    TEST_CASE("a start that fails before the server is up is counted, with its time") {
        StoppedMachine node;
        node.last_told(NodeStatus::joining);
        node.ended_with("exit-code");
        after_stop(node.context);
        CHECK(node.record().failed_starts == FailedStarts{1, 1'700'000'000});
    }

    TEST_CASE("further ones are counted on, from the time of the first") {
        StoppedMachine node;
        Record record = record_of(0, NodeStatus::initiating, intact(7), "");
        record.failed_starts = FailedStarts{3, 1'600'000'000};
        node.has_published(record);
        node.ended_with("exit-code");
        after_stop(node.context);
        CHECK(node.record().failed_starts == FailedStarts{4, 1'600'000'000});
    }

    TEST_CASE("it is counted before the evidence is looked for, of which nothing else may come") {
        StoppedMachine node;
        node.last_told(NodeStatus::joining);
        node.ended_with("exit-code");
        node.data.is_in_use = true;
        CHECK_THROWS_AS(after_stop(node.context), Error);
        CHECK(node.record().failed_starts == FailedStarts{1, 1'700'000'000});
    }

    TEST_CASE("a server that was up, that was stopped, or of which nothing was told, has failed no start") {
        StoppedMachine node;
        SUBCASE("it was up") {
            node.ended_with("signal");
        }
        SUBCASE("it was up, and had lost its component") {
            node.last_told(NodeStatus::non_primary);
            node.ended_with("signal");
        }
        SUBCASE("it was stopped") {
            node.last_told(NodeStatus::joining);
            node.ended_with("success");
        }
        SUBCASE("systemd does not say") {
            node.last_told(NodeStatus::joining);
        }
        SUBCASE("nothing was told") {
            node.files.contents.erase(RecordingMachine::record_file);
            node.ended_with("exit-code");
        }
        after_stop(node.context);
        CHECK_FALSE(node.record().failed_starts.has_value());
    }

    TEST_CASE("what an earlier start has told of a server that was up does not count for this one") {
        StoppedMachine node;
        node.last_told(NodeStatus::running, another_start);
        node.ended_with("exit-code");
        after_stop(node.context);
        CHECK(node.record().failed_starts == FailedStarts{1, 1'700'000'000});
    }
}

TEST_SUITE("a stop amid a recovery") {
    TEST_CASE("a recovery that was stopped with the unit is not begun again") {
        StoppedMachine node;
        node.last_told(NodeStatus::recovering);
        SUBCASE("stopped") {
            node.ended_with("success");
        }
        SUBCASE("killed") {
            node.ended_with("signal");
        }
        SUBCASE("systemd does not say") {}
        after_stop(node.context);
        CHECK(node.effects.has("tell recovery cut short, release lock"));
        CHECK_FALSE(node.effects.has("look for a transfer"));
        CHECK(contains(node.announcer.announcements[0].message, "was stopped with mariadb.service"));
    }

    TEST_CASE("one that ended by itself is, for it ends at once, and so is one that another unit was at") {
        StoppedMachine node;
        SUBCASE("by itself") {
            node.last_told(NodeStatus::recovering);
            node.ended_with("exit-code");
        }
        SUBCASE("another unit's") {
            node.last_told(NodeStatus::recovering, another_start, "galera-initiator-record.service");
        }
        SUBCASE("none, and nothing was told") {
            node.files.contents.erase(RecordingMachine::record_file);
        }
        after_stop(node.context);
        CHECK(node.record().status == NodeStatus::stopped);
    }

    TEST_CASE("a stop does not wait for the recovery of another unit, which publishes what it finds") {
        StoppedMachine node;
        node.last_told(NodeStatus::recovering, another_start, "galera-initiator-record.service");
        node.files.lock_is_free = [] { return false; };
        after_stop(node.context);
        CHECK(node.effects.text() == "stop being root");
        CHECK(node.clock.sleeps == 0);
    }

    TEST_CASE("for whoever only reads the evidence it waits, a moment at a time") {
        StoppedMachine node;
        node.files.lock_is_free = [&] { return node.clock.passed >= 60ms; };
        after_stop(node.context);
        CHECK(node.clock.passed == 60ms);
        CHECK(node.clock.sleeps == 3);
        CHECK(node.record().status == NodeStatus::stopped);
    }
}
