#include "evidence/position_recovery.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

const Position at_1234(Uuid::parse(history_a), Seqno(1234));

std::string server_script(const std::string& body) {
    return "#!/bin/sh\n" + body;
}

} // namespace

TEST_SUITE("position recovery") {
    TEST_CASE("MariaDB's line is read") {
        CHECK(parse_recovery_output(
                  "2026-01-02 10:11:12 0 [Note] Starting MariaDB 10.11.19 source revision as process 7\n"
                  "2026-01-02 10:11:13 0 [Note] InnoDB: log sequence number 46590; transaction id 14\n"
                  "2026-01-02 10:11:13 0 [Note] WSREP: Recovered position: "
                  "6e3fa5c2-0b1d-11ef-8f5a-02420a000002:1234\n"
                  "Warning: Memory not freed: 280\n")
                  .position == at_1234);
    }

    TEST_CASE("the GTID that wsrep_gtid_mode adds is not part of the seqno") {
        const auto recovered = parse_recovery_output(
            "2026-01-02 10:11:13 0 [Note] WSREP: Recovered position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:10,0-1-9\n");
        CHECK(recovered.position == Position(Uuid::parse(history_a), Seqno(10)));
    }

    TEST_CASE("Percona's line is read") {
        CHECK(parse_recovery_output("2026-01-02T10:11:13.123456Z 0 [Note] [MY-000000] [WSREP] Recovered position: "
                                    "6e3fa5c2-0b1d-11ef-8f5a-02420a000002:1234\r\n")
                  .position == at_1234);
    }

    TEST_CASE("the position from storage is another line") {
        const std::string storage =
            "2026-01-02 10:11:13 0 [Note] WSREP: Recovered position from storage: " + std::string(history_b) + ":1\n";
        CHECK_THROWS_AS(parse_recovery_output(storage), InconclusiveRecovery);
        CHECK(parse_recovery_output(storage + "[Note] WSREP: Recovered position: " + at_1234.to_string() + "\n")
                  .position == at_1234);
    }

    TEST_CASE("data of no history has no position, and seqno 0 is one") {
        CHECK_FALSE(parse_recovery_output("WSREP: Recovered position: 00000000-0000-0000-0000-000000000000:-1\n")
                        .position.has_value());
        CHECK(parse_recovery_output("WSREP: Recovered position: " + std::string(history_a) + ":0").position ==
              Position(Uuid::parse(history_a), Seqno(0)));
    }

    TEST_CASE("the same position twice is one, and two that differ are none") {
        const std::string line = "WSREP: Recovered position: " + at_1234.to_string() + "\n";
        CHECK(parse_recovery_output(line + line).position == at_1234);
        CHECK_THROWS_AS(parse_recovery_output(line + "WSREP: Recovered position: " + history_a + ":1235\n"),
                        ParseError);
        CHECK_THROWS_AS(parse_recovery_output(line + "WSREP: Recovered position: " + nil_history + ":-1\n"),
                        ParseError);
    }

    TEST_CASE("without a line nothing is said of the data") {
        for (const char* text : {"", "[Note] Plugin 'wsrep' is disabled, skipping position recovery\n",
                                 "Recovered position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:12\n"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(parse_recovery_output(text), InconclusiveRecovery);
        }
    }

    TEST_CASE("a malformed line and a history without a seqno are refused") {
        for (const char* text : {"WSREP: Recovered position: \n", "WSREP: Recovered position: x:1\n",
                                 "WSREP: Recovered position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002\n",
                                 "WSREP: Recovered position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:\n",
                                 "WSREP: Recovered position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:-1\n",
                                 "WSREP: Recovered position: 6e3fa5c2-0b1d-11ef-8f5a-02420a000002:12x\n"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(parse_recovery_output(text), ParseError);
        }
        CHECK_THROWS_WITH(parse_recovery_output("WSREP: Recovered position: 12 x\n"),
                          "the recovered position has no seqno: '12'");
    }
}

TEST_SUITE("server position recovery") {
    TEST_CASE("the server is run for recovery alone, with its socket out of the way and no port") {
        const TemporaryFolder folder;
        const auto program = folder.write_program(
            "mariadbd", server_script("for a; do echo \"$a\"; done > '" + (folder / "arguments").string() +
                                      "'\necho 'WSREP: Recovered position: " + at_1234.to_string() + "' >&2\n"));
        CHECK(ServerPositionRecovery(program, folder / "scratch").recover().position == at_1234);
        CHECK(folder.read("arguments") ==
              "--wsrep-recover\n--loose-log-error-verbosity=3\n--disable-log-error\n--skip-networking\n--socket=" +
                  (folder / "scratch/recovery.sock").string() +
                  "\n--pid-file=" + (folder / "scratch/recovery.pid").string() + "\n");
    }

    TEST_CASE("a position that a failing server prints is not believed") {
        const TemporaryFolder folder;
        const auto program =
            folder.write_program("mariadbd", server_script("echo 'WSREP: Recovered position: " + at_1234.to_string() +
                                                           "' >&2\necho '[ERROR] Aborting' >&2\nexit 1\n"));
        ServerPositionRecovery recovery(program, folder.path());
        try {
            recovery.recover();
            FAIL("it was believed");
        } catch (const Error& error) {
            const std::string message = error.what();
            CHECK(message.find("ended with status 1") != std::string::npos);
            CHECK(message.find("[ERROR] Aborting") != std::string::npos);
        }
    }

    TEST_CASE("what the server said last is told where no position was found, however long it is") {
        const TemporaryFolder folder;
        for (const std::string& words : {std::string("wsrep is disabled, skipping position recovery"),
                                         std::string(2000, 'x') + " the end", std::string(2000, 'x') + "\\nthe end"}) {
            const auto program = folder.write_program("mariadbd", server_script("printf '" + words + "\\n' >&2\n"));
            ServerPositionRecovery recovery(program, folder.path());
            try {
                recovery.recover();
                FAIL("there was no position");
            } catch (const Error& error) {
                const std::string message = error.what();
                CHECK(message.ends_with(words.substr(words.size() - 7)));
                CHECK(message.size() < 1000);
            }
        }
    }

    TEST_CASE("what the server said is told from the beginning of a line") {
        const TemporaryFolder folder;
        const auto told = [&](const std::string& words) {
            const auto program = folder.write_program("mariadbd", server_script("printf '" + words + "\\n' >&2\n"));
            try {
                ServerPositionRecovery(program, folder.path()).recover();
            } catch (const Error& error) {
                const std::string message = error.what();
                return message.substr(message.find(" said: ") + std::string(" said: ").size());
            }
            return std::string("a position");
        };
        CHECK(told(std::string(2000, 'x') + "\\nthe end") == "the end");
        CHECK(told(std::string(2000, 'x')) == std::string(600, 'x'));
        // With the line break between them 600 bytes: all that is told.
        CHECK(told(std::string(592, 'x') + "\\nthe end") == std::string(592, 'x') + "\nthe end");
    }

    TEST_CASE("options of the server's unit come first") {
        const TemporaryFolder folder;
        const auto program = folder.write_program(
            "mariadbd", server_script("for a; do echo \"$a\"; done > '" + (folder / "arguments").string() +
                                      "'\necho 'WSREP: Recovered position: " + at_1234.to_string() + "' >&2\n"));
        ServerPositionRecovery(program, folder / "scratch", {"--defaults-file=/a", "--user=b"}).recover();
        CHECK(folder.read("arguments").starts_with("--defaults-file=/a\n--user=b\n--wsrep-recover\n"));
    }

    TEST_CASE("a server that is not there, takes not all options or is killed has not come to the data") {
        const TemporaryFolder folder;
        CHECK_THROWS_AS(ServerPositionRecovery(folder / "absent", folder.path()).recover(), InconclusiveRecovery);
        for (const char* end : {"exit 2", "exit 7", "exit 13", "kill -KILL $$", "exec /absent"}) {
            CAPTURE(end);
            const auto program = folder.write_program("mariadbd", server_script(std::string(end) + "\n"));
            CHECK_THROWS_AS(ServerPositionRecovery(program, folder.path()).recover(), InconclusiveRecovery);
        }
    }

    TEST_CASE("a server that aborts, or crashes by itself, may have failed over its data") {
        const TemporaryFolder folder;
        for (const char* end : {"exit 1", "exit 14", "kill -ABRT $$", "kill -SEGV $$"}) {
            CAPTURE(end);
            const auto program = folder.write_program("mariadbd", server_script(std::string(end) + "\n"));
            ServerPositionRecovery recovery(program, folder.path());
            try {
                recovery.recover();
                FAIL("it was believed");
            } catch (const InconclusiveRecovery&) {
                FAIL("the data may be the cause");
            } catch (const Error&) {
            }
        }
    }
}
