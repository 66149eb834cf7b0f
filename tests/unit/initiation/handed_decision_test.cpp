#include "initiation/handed_decision.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;

namespace {

const std::string start = "0123456789abcdef0123456789abcdef";
const ClusterAddress address = ClusterAddress::parse("gcomm://n1,n2:5567,[2001:db8::3]");

} // namespace

TEST_SUITE("handed decision") {
    TEST_CASE("what is handed over is read back in the same start") {
        for (const auto decision : {HandedDecision::join, HandedDecision::bootstrap, HandedDecision::plain}) {
            CHECK(parse_handed_decision(to_text(decision, start), start) == decision);
        }
        CHECK(to_text(HandedDecision::bootstrap, start) == "bootstrap " + start + "\n");
    }

    TEST_CASE("root believes nothing else") {
        for (const std::string& text :
             {std::string(), std::string("bootstrap"), "bootstrap " + start, " bootstrap " + start + "\n",
              "bootstrap  " + start + "\n", "Bootstrap " + start + "\n", "bootstrap " + start + "\n\n",
              "bootstrap " + start + "\njoin " + start + "\n",
              std::string("bootstrap fedcba9876543210fedcba9876543210\n"),
              "_WSREP_NEW_CLUSTER=--user=root " + start + "\n", "bootstrap " + start + std::string("\0\n", 2)}) {
            CAPTURE(text);
            CHECK(parse_handed_decision(text, start) == std::nullopt);
        }
    }

    TEST_CASE("without an invocation there is no start that it could belong to") {
        CHECK(parse_handed_decision("bootstrap \n", "") == std::nullopt);
    }
}

TEST_SUITE("environment file") {
    TEST_CASE("the bootstrap flag is there only for a bootstrap") {
        CHECK(environment_for(HandedDecision::bootstrap, address) ==
              "# Written by galera_init for one start of the server.\n_WSREP_NEW_CLUSTER="
              "'--wsrep-cluster-address=gcomm://n1,n2:5567,[2001:db8::3] --wsrep-new-cluster'\n");
        CHECK(environment_for(HandedDecision::join, address) ==
              "# Written by galera_init for one start of the server.\n_WSREP_NEW_CLUSTER="
              "'--wsrep-cluster-address=gcomm://n1,n2:5567,[2001:db8::3]'\n");
    }

    TEST_CASE("a server that is no Galera node gets the flag cleared and no address") {
        CHECK(environment_for(HandedDecision::plain, std::nullopt) ==
              "# Written by galera_init for one start of the server.\n_WSREP_NEW_CLUSTER=\n");
    }

    TEST_CASE("an address without nodes, which would bootstrap by itself, is refused") {
        for (const auto decision : {HandedDecision::join, HandedDecision::bootstrap}) {
            CHECK_THROWS_AS(environment_for(decision, std::nullopt), ConfigurationError);
            CHECK_THROWS_AS(environment_for(decision, ClusterAddress::parse("gcomm://")), ConfigurationError);
        }
    }
}
