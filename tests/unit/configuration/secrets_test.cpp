#include "configuration/secrets.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

using namespace galera_initiator;
using galera_initiator::test::TemporaryFolder;

namespace {

namespace fs = std::filesystem;

constexpr const char* keys_of_client = "defVersion 3\ndefAuthPassphrase secret-word\n";

void write(const TemporaryFolder& root, const char* file, const char* content, unsigned mode) {
    fs::permissions(root.path(), fs::perms(0755));
    fs::permissions(root.write(file, content), fs::perms(mode));
}

} // namespace

TEST_SUITE("secrets") {
    TEST_CASE("a community of the agent or of those who ask is a secret") {
        for (const char* line : {"rocommunity word", "  rwcommunity6 word default", "com2sec reader default word",
                                 "defCommunity word", "DEFCOMMUNITY\tword"}) {
            CHECK(secret_in(std::string("mibs :\n") + line + "\n") == Secret::community);
        }
    }

    TEST_CASE("a passphrase or key of SNMPv3 is worse, wherever it stands") {
        for (const char* line : {"defAuthPassphrase word", "defPassphrase word", "defPrivMasterKey 0x12",
                                 "createUser galera SHA word AES word", "usmUser 1 3 0x80", "defauthlocalizedkey 0x12",
                                 "\fdefAuthPassphrase\vword"}) {
            CHECK(secret_in(std::string("defCommunity word\n") + line) == Secret::key);
            CHECK(secret_in(line + std::string("\ndefCommunity word\n")) == Secret::key);
        }
    }

    TEST_CASE("comments and other words are no secrets") {
        CHECK(secret_in("") == Secret::none);
        CHECK(secret_in("# rocommunity word\nmibs :\ndefVersion 2c\nrouser galera\n\n") == Secret::none);
        CHECK(secret_in("sysLocation rocommunity word\n") == Secret::none);
    }

    TEST_CASE("a key that peers are asked with is refused where everybody may read it, with the remedy") {
        for (const char* file : {"etc/snmp/snmp.conf", "etc/snmp/snmp.local.conf"}) {
            const TemporaryFolder root;
            write(root, file, keys_of_client, 0644);
            CHECK_THROWS_WITH_AS(refuse_exposed_keys(root.path(), Configuration()),
                                 doctest::Contains(("chmod 0640 /" + std::string(file)).c_str()), ConfigurationError);
            write(root, file, keys_of_client, 0640);
            CHECK_NOTHROW(refuse_exposed_keys(root.path(), Configuration()));
        }
    }

    TEST_CASE("the same holds for this project's own file") {
        const TemporaryFolder root;
        const char* content = "[snmp]\nversion = 3\nprivacy_passphrase = secret-word\n";
        write(root, Configuration::path, content, 0644);
        CHECK_THROWS_WITH_AS(refuse_exposed_keys(root.path(), Configuration::load(root.path())),
                             doctest::Contains("/etc/galera-initiator.conf"), ConfigurationError);
        write(root, Configuration::path, content, 0640);
        CHECK_NOTHROW(refuse_exposed_keys(root.path(), Configuration::load(root.path())));
    }

    TEST_CASE("a file in a folder that others cannot enter is not exposed") {
        const TemporaryFolder root;
        write(root, "etc/snmp/snmp.conf", keys_of_client, 0644);
        fs::permissions(root / "etc/snmp", fs::perms(0750));
        CHECK_NOTHROW(refuse_exposed_keys(root.path(), Configuration()));
    }

    TEST_CASE("a community, and what is the agent's, are told and refuse nothing") {
        const TemporaryFolder root;
        write(root, "etc/snmp/snmp.conf", "defCommunity word\n", 0644);
        write(root, "etc/snmp/snmpd.conf.d/users.conf", "createUser galera SHA word AES word\n", 0644);
        write(root, Configuration::path, "[snmp]\ncommunity = word\n", 0644);
        const Configuration own = Configuration::load(root.path());
        CHECK_NOTHROW(refuse_exposed_keys(root.path(), own));
        const auto exposed = find_exposed_files(root.path(), own);
        REQUIRE(exposed.size() == 3);
        CHECK(exposed[0].path == "/etc/galera-initiator.conf");
        CHECK(exposed[0].secret == Secret::community);
        CHECK(exposed[1].path == "/etc/snmp/snmp.conf");
        CHECK(exposed[1].secret == Secret::community);
        CHECK_FALSE(exposed[1].is_agents);
        CHECK(exposed[2].path == "/etc/snmp/snmpd.conf.d/users.conf");
        CHECK(exposed[2].secret == Secret::key);
        CHECK(exposed[2].is_agents);
    }
}
