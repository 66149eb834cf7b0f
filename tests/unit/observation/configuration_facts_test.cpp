#include "observation/configuration_facts.hpp"

#include <doctest/doctest.h>

using galera_initiator::Secret;
using galera_initiator::secret_in;

TEST_SUITE("configuration facts") {
    TEST_CASE("a community of the agent or of those who ask is a secret") {
        for (const char* line : {"rocommunity word", "  rwcommunity6 word default", "com2sec reader default word",
                                 "defCommunity word", "DEFCOMMUNITY\tword"}) {
            CHECK(secret_in(std::string("mibs :\n") + line + "\n") == Secret::community);
        }
    }

    TEST_CASE("a passphrase or key of SNMPv3 is worse, wherever it stands") {
        for (const char* line :
             {"defAuthPassphrase word", "defPassphrase word", "defPrivMasterKey 0x12",
              "createUser galera SHA word AES word", "usmUser 1 3 0x80", "defauthlocalizedkey 0x12"}) {
            CHECK(secret_in(std::string("defCommunity word\n") + line) == Secret::key);
            CHECK(secret_in(line + std::string("\ndefCommunity word\n")) == Secret::key);
        }
    }

    TEST_CASE("comments and other words are no secrets") {
        CHECK(secret_in("") == Secret::none);
        CHECK(secret_in("# rocommunity word\nmibs :\ndefVersion 2c\nrouser galera\n\n") == Secret::none);
        CHECK(secret_in("sysLocation rocommunity word\n") == Secret::none);
    }
}
