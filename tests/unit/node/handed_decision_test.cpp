#include "node/handed_decision.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;

namespace {

const std::string start = "0123456789abcdef0123456789abcdef";
const Position position(Uuid::parse("6e3fa5c2-0b1d-11ef-8f5a-02420a000002"), Seqno(100));
const ClusterAddress address = ClusterAddress::parse("gcomm://n1,n2:5567,[2001:db8::3]");

} // namespace

TEST_SUITE("handed decision") {
    TEST_CASE("what is handed over is read back in the same start") {
        for (const auto decision : {HandedDecision::join, HandedDecision::bootstrap, HandedDecision::plain}) {
            for (const auto& held : {std::optional<Position>(), std::optional(position)}) {
                for (const bool asks : {false, true}) {
                    CHECK(parse_handed_start(to_text({decision, held, asks}, start), start) ==
                          HandedStart{decision, held, asks});
                }
            }
        }
        CHECK(to_text({HandedDecision::bootstrap}, start) == "bootstrap " + start + "\n");
        CHECK(to_text({HandedDecision::join, position}, start) == "join " + start + " " + position.to_string() + "\n");
    }

    TEST_CASE("root believes nothing else") {
        const std::string whole = to_text({HandedDecision::bootstrap, position}, start);
        for (const std::string& text :
             {std::string(), std::string("bootstrap"), "bootstrap " + start, " bootstrap " + start + "\n",
              "bootstrap  " + start + "\n", "Bootstrap " + start + "\n", "bootstrap " + start + "\n\n",
              "bootstrap " + start + "\njoin " + start + "\n",
              std::string("bootstrap fedcba9876543210fedcba9876543210\n"),
              "_WSREP_NEW_CLUSTER=--user=root " + start + "\n", "bootstrap " + start + std::string("\0\n", 2),
              "bootstrap " + start + " --user=root\n", "bootstrap " + start + " x:1\n",
              whole.substr(0, whole.size() - 1) + " --user=root\n", whole.substr(0, whole.size() - 1) + "'\n",
              "bootstrap " + start + " " + position.history().to_string() + ":07\n",
              "bootstrap " + start + " status-file status-file\n", "bootstrap " + start + " status-file=/x\n",
              "bootstrap status-file " + start + "\n"}) {
            CAPTURE(text);
            CHECK(parse_handed_start(text, start) == std::nullopt);
        }
    }

    TEST_CASE("without an invocation there is no start that it could belong to") {
        CHECK(parse_handed_start("bootstrap \n", "") == std::nullopt);
    }
}

TEST_SUITE("environment file") {
    const std::string head = "# Written by galera_init for one start of the server.\n";

    TEST_CASE("the bootstrap flag is there only for a bootstrap") {
        CHECK(environment_for({HandedDecision::bootstrap}, address, {}) ==
              head + "_WSREP_NEW_CLUSTER="
                     "'--wsrep-cluster-address=gcomm://n1,n2:5567,[2001:db8::3] --wsrep-new-cluster'\n");
        CHECK(environment_for({HandedDecision::join}, address, {}) ==
              head + "_WSREP_NEW_CLUSTER='--wsrep-cluster-address=gcomm://n1,n2:5567,[2001:db8::3]'\n");
    }

    TEST_CASE("the position that was recovered rides along") {
        CHECK(environment_for({HandedDecision::join, position}, address, {})
                  .ends_with(" --wsrep_start_position=" + position.to_string() + "'\n"));
    }

    TEST_CASE(
        "a server that is not configured to tell its state is asked to, in a way that no other one stumbles over") {
        CHECK(environment_for({HandedDecision::join, position, true}, address, {}, "/run/x.json")
                  .ends_with(position.to_string() + " --loose-wsrep-status-file=/run/x.json'\n"));
        CHECK(environment_for({HandedDecision::join, position}, address, {}, "/run/x.json").find("status") ==
              std::string::npos);
    }

    TEST_CASE("another variable that carries it keeps what it has, where that can be kept") {
        CHECK(environment_for({HandedDecision::join}, address,
                              {"MYSQLD_RECOVER_START", "", {{"EXTRA_ARGS", ""}, {"MYSQLD_OPTS", "--port=3307"}}}) ==
              head + "MYSQLD_RECOVER_START='--wsrep-cluster-address=gcomm://n1,n2:5567,[2001:db8::3]'\nEXTRA_ARGS=''\n"
                     "MYSQLD_OPTS='--port=3307'\n");
        CHECK(environment_for({HandedDecision::join}, address, {"MYSQLD_OPTS", "--port=3307"}) ==
              head + "MYSQLD_OPTS='--port=3307 --wsrep-cluster-address=gcomm://n1,n2:5567,[2001:db8::3]'\n");
        for (const std::string content : {"--init-connect='SET x'", "a\nLD_PRELOAD=/tmp/x.so", "a\\"}) {
            CHECK_THROWS_AS(environment_for({HandedDecision::join}, address, {"MYSQLD_OPTS", content}),
                            ConfigurationError);
        }
    }

    TEST_CASE("a server that is no Galera node gets the flag cleared and no address") {
        CHECK(environment_for({HandedDecision::plain}, std::nullopt, {}) == head + "_WSREP_NEW_CLUSTER=\n");
        CHECK(environment_for({HandedDecision::plain}, std::nullopt, {"MYSQLD_OPTS", "--port=3307"}) == head);
    }

    TEST_CASE("an address without nodes, which would bootstrap by itself, is refused") {
        for (const auto decision : {HandedDecision::join, HandedDecision::bootstrap}) {
            CHECK_THROWS_AS(environment_for({decision}, std::nullopt, {}), ConfigurationError);
            CHECK_THROWS_AS(environment_for({decision}, ClusterAddress::parse("gcomm://"), {}), ConfigurationError);
        }
    }
}
