#include "configuration/configuration.hpp"

#include "common/error.hpp"
#include "temporary_root.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using galera_initiator::Configuration;
using galera_initiator::ConfigurationError;
using galera_initiator::Policies;
using galera_initiator::SnmpSettings;
using galera_initiator::test::TemporaryRoot;

namespace {

Configuration load(const std::string& text) {
    const TemporaryRoot root;
    root.write(Configuration::path, text);
    return Configuration::load(root.path());
}

/// The message after "<root>/etc/galera-initiator.conf:", or nothing if the text is accepted.
std::string failure_of(const std::string& text) {
    try {
        load(text);
    } catch (const ConfigurationError& error) {
        const std::string message = error.what();
        const auto at = message.find("/etc/galera-initiator.conf:");
        REQUIRE(at != std::string::npos);
        return message.substr(at + std::string("/etc/galera-initiator.conf:").size());
    }
    return "";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE("configuration") {
    TEST_CASE("no file and an empty file mean the defaults") {
        const TemporaryRoot root;
        for (const auto& configuration :
             {Configuration::load(root.path()), load(""), load("# nothing\n\n; here\n[snmp]\n")}) {
            CHECK_FALSE(configuration.cluster_address);
            CHECK(configuration.policies == Policies());
            CHECK(configuration.policies.wait_for == Policies::WaitFor::all);
            CHECK(configuration.policies.fresh == Policies::Fresh::all);
            CHECK(configuration.policies.arbitrators == 0);
            CHECK(configuration.majority_after == std::chrono::minutes(5));
            CHECK_FALSE(configuration.wait_limit);
            CHECK(configuration.starts_together);
            CHECK_FALSE(configuration.unit);
            CHECK_FALSE(configuration.program);
            CHECK_FALSE(configuration.snmp.version);
            CHECK(configuration.snmp.port == 161);
            CHECK(configuration.snmp.timeout == std::chrono::seconds(1));
            CHECK(configuration.snmp.retries == 1);
        }
    }

    TEST_CASE("every key is read") {
        const auto configuration = load("[cluster]\n"
                                        "nodes = n1, n2:4568 [2001:db8::1]\n"
                                        "wait_for = majority\n"
                                        "majority_after = 90s\n"
                                        "fresh = first\n"
                                        "arbitrators = 1\n"
                                        "[start]\n"
                                        "wait_limit = 1h 30min\n"
                                        "together = no\n"
                                        "[server]\n"
                                        "unit = mariadb.service\n"
                                        "program = /usr/sbin/mariadbd\n"
                                        "[snmp]\n"
                                        "version = 3\n"
                                        "security_name = galera\n"
                                        "security_level = authPriv\n"
                                        "authentication_protocol = sha-256\n"
                                        "authentication_passphrase = correct horse = #1\n"
                                        "privacy_protocol = AES\n"
                                        "privacy_passphrase = battery staple\n"
                                        "port = 1161\n"
                                        "timeout = 500ms\n"
                                        "retries = 0\n");
        CHECK(configuration.cluster_address.value().to_string() == "gcomm://n1,n2:4568,[2001:db8::1]");
        CHECK(configuration.policies.wait_for == Policies::WaitFor::majority);
        CHECK(configuration.majority_after == std::chrono::seconds(90));
        CHECK(configuration.policies.fresh == Policies::Fresh::first);
        CHECK(configuration.policies.arbitrators == 1);
        CHECK(configuration.wait_limit.value() == std::chrono::minutes(90));
        CHECK_FALSE(configuration.starts_together);
        CHECK(configuration.unit.value() == "mariadb.service");
        CHECK(configuration.program.value() == "/usr/sbin/mariadbd");
        CHECK(configuration.snmp.version.value() == SnmpSettings::Version::v3);
        CHECK(configuration.snmp.security_name.value() == "galera");
        CHECK(configuration.snmp.security_level.value() == "authPriv");
        CHECK(configuration.snmp.authentication_protocol.value() == "SHA-256");
        CHECK(configuration.snmp.authentication_passphrase.value() == "correct horse = #1");
        CHECK(configuration.snmp.privacy_protocol.value() == "AES");
        CHECK(configuration.snmp.privacy_passphrase.value() == "battery staple");
        CHECK(configuration.snmp.port == 1161);
        CHECK(configuration.snmp.timeout == std::chrono::milliseconds(500));
        CHECK(configuration.snmp.retries == 0);
        CHECK(load("[snmp]\nversion=2c\ncommunity=public\n").snmp.community.value() == "public");
    }

    TEST_CASE("the line of each key that is set is known") {
        const auto lines = load("# of this site\n[cluster]\nnodes = n1\n\n[snmp]\nport = 1161\n").lines;
        CHECK(lines == std::map<std::string, std::size_t>{{"[cluster] nodes", 3}, {"[snmp] port", 6}});
    }

    TEST_CASE("the nodes may stand as a whole cluster address with options") {
        CHECK(load("[cluster]\nnodes = gcomm://n1,n2?gmcast.segment=1\n").cluster_address.value().to_string() ==
              "gcomm://n1,n2?gmcast.segment=1");
    }

    TEST_CASE("the defaults of the policies said aloud change nothing, and their words are read in either case") {
        CHECK(load("[cluster]\nwait_for = all\nfresh = all\narbitrators = 0\n").policies == Policies());
        CHECK(load("[cluster]\nwait_for = Majority\n").policies.wait_for == Policies::WaitFor::majority);
        CHECK(load("[cluster]\nfresh = FIRST\n").policies.fresh == Policies::Fresh::first);
    }

    TEST_CASE("an infinite wait is the default said aloud") {
        CHECK_FALSE(load("[start]\nwait_limit = infinity\n").wait_limit);
    }

    TEST_CASE("Windows line ends and a missing last one do no harm") {
        CHECK(load("[cluster]\r\nnodes = n1\r\n[server]\r\nunit = own.service").unit.value() == "own.service");
    }

    TEST_CASE("a bad value is an error that names file, line, key and value") {
        struct Case {
            const char* section;
            const char* line;
            const char* reason;
        };
        for (const Case& one : {
                 Case{"cluster", "nodes = n1,n 2;3", "host name"},
                 Case{"cluster", "nodes = ,", "at least one node"},
                 Case{"cluster", "nodes = gcomm://", "at least one node"},
                 Case{"cluster", "nodes = gcomm://?pc.weight=1", "at least one node"},
                 Case{"cluster", "nodes = gcomm://n1,$(id)", "host name"},
                 Case{"cluster", "nodes = dummy://n1", "gcomm://"},
                 Case{"cluster", "nodes = n1;n2", "n1;n2"},
                 Case{"cluster", "wait_for = any", "must be one of all, majority"},
                 Case{"cluster", "majority_after = 9s", "10s or more"},
                 Case{"cluster", "majority_after = 0", "10s or more"},
                 Case{"cluster", "majority_after = infinity", "10s or more"},
                 Case{"cluster", "majority_after = soon", "time span"},
                 Case{"cluster", "fresh = none", "must be one of all, first"},
                 Case{"cluster", "arbitrators = -1", "from 0 to 8"},
                 Case{"cluster", "arbitrators = 9", "from 0 to 8"},
                 Case{"cluster", "arbitrators = one", "from 0 to 8"},
                 Case{"start", "wait_limit = 0", "1s or more"},
                 Case{"start", "wait_limit = 10 years", "unit"},
                 Case{"start", "wait_limit = soon", "time span"},
                 Case{"start", "together = maybe", "yes"},
                 Case{"server", "unit = mariadb", "service unit"},
                 Case{"server", "unit = ../../etc/mariadb.service", "service unit"},
                 Case{"server", "unit = mariadb@.service", "service unit"},
                 Case{"server", "program = mariadbd", "absolute path"},
                 Case{"server", "program = /usr/sbin/../mariadbd", "absolute path"},
                 Case{"server", "program = /usr/sbin/", "absolute path"},
                 Case{"snmp", "version = 1", "must be one of 2c, 3"},
                 Case{"snmp", "security_level = private", "noAuthNoPriv"},
                 Case{"snmp", "authentication_protocol = SHA-3", "SHA-512"},
                 Case{"snmp", "privacy_protocol = none", "AES-256"},
                 Case{"snmp", "port = 0", "from 1 to 65535"},
                 Case{"snmp", "port = 65536", "from 1 to 65535"},
                 Case{"snmp", "timeout = 49ms", "50ms to 60s"},
                 Case{"snmp", "timeout = 61", "50ms to 60s"},
                 Case{"snmp", "timeout = infinity", "50ms to 60s"},
                 Case{"snmp", "retries = 11", "from 0 to 10"},
                 Case{"snmp", "retries = -1", "from 0 to 10"},
                 Case{"snmp", "retries = 1.5", "from 0 to 10"},
             }) {
            CAPTURE(one.line);
            const auto failure = failure_of("[" + std::string(one.section) + "]\n\n" + one.line + "\n");
            CHECK_MESSAGE(failure.starts_with("3: " + std::string(one.line) + ": "), failure);
            CHECK_MESSAGE(contains(failure, one.reason), failure);
        }
    }

    TEST_CASE("the ends of a range are inside it") {
        CHECK(load("[snmp]\ntimeout = 50ms\nretries = 10\nport = 65535\n").snmp.retries == 10);
        CHECK(load("[snmp]\ntimeout = 60s\nport = 1\n").snmp.timeout == std::chrono::seconds(60));
        CHECK(load("[start]\nwait_limit = 1s\n").wait_limit.value() == std::chrono::seconds(1));
        CHECK(load("[cluster]\nmajority_after = 10s\n").majority_after == std::chrono::seconds(10));
        CHECK(load("[cluster]\narbitrators = 8\n").policies.arbitrators == 8);
        CHECK(load("[cluster]\narbitrators = 0\n").policies.arbitrators == 0);
    }

    TEST_CASE("an unknown section or key is an error that suggests the nearest one") {
        CHECK(failure_of("[cluser]\nnodes = n1\n") == "2: unknown section [cluser]: did you mean \"cluster\"?");
        CHECK(failure_of("[weather]\nrain = 1\n") == "2: unknown section [weather]");
        CHECK(failure_of("[cluster]\nnode = n1\n") == "2: unknown key \"node\" in [cluster]: did you mean \"nodes\"?");
        CHECK(failure_of("[snmp]\nauthentification_protocol = SHA\n") ==
              "2: unknown key \"authentification_protocol\" in [snmp]: did you mean \"authentication_protocol\"?");
        CHECK(failure_of("[start]\nnodes = n1\n") == "2: unknown key \"nodes\" in [start]");
        CHECK(failure_of("[Cluster]\nnodes = n1\n") == "2: unknown section [Cluster]: did you mean \"cluster\"?");
    }

    TEST_CASE("what is no setting is an error") {
        CHECK(failure_of("nodes = n1\n") == "1: nodes stands before any [section]");
        CHECK(failure_of("[cluster]\nnodes\n") == "2: is neither a [section] nor key = value");
        CHECK(failure_of("[cluster\nnodes = n1\n").starts_with("1: "));
        CHECK(failure_of("[cluster]\nnodes =\n") == "2: nodes has no value");
        CHECK(failure_of(std::string("[cluster]\nnodes = n1\0\n", 22)) == "2: holds a NUL character");
    }

    TEST_CASE("a key given twice is an error that names both lines, sections repeated or not") {
        CHECK(failure_of("[snmp]\nport = 1\nport = 1\n") == "3: port was set before, on line 2");
        CHECK(failure_of("[snmp]\nport = 1\n[start]\n[snmp]\nport = 1\n") == "5: port was set before, on line 2");
    }

    TEST_CASE("a line is taken whole up to 199 characters, and a longer one is an error") {
        const std::string key = "community = ";
        const std::string fits = key + std::string(199 - key.size(), 'x');
        CHECK(load("[snmp]\n" + fits + "\n").snmp.community.value().size() == 199 - key.size());
        CHECK(load("[snmp]\n" + fits).snmp.community.value().size() == 199 - key.size());
        CHECK(failure_of("[snmp]\n" + fits + "x\n") == "2: is longer than 199 characters");
        CHECK(failure_of("#" + std::string(199, 'x') + "\n") == "1: is longer than 199 characters");
    }

    TEST_CASE("an indented line, which inih would join to the one before, is an error, but not a comment") {
        CHECK(contains(failure_of("[cluster]\nnodes = n1,\n  n2\n"), "3: begins with a blank"));
        CHECK(contains(failure_of(" [cluster]\nnodes = n1\n"), "1: begins with a blank"));
        CHECK(load("[cluster]\n  # a comment\n\t\nnodes = n1\n").cluster_address);
    }

    TEST_CASE("no message ever shows a secret") {
        const std::string secret = "s3cret";
        for (const std::string& text :
             {"[snmp]\nauthentication_passphrase = " + secret + "\n", "[snmp]\nprivacy_passphrase = " + secret + "\n",
              "[snmp]\ncomunity = " + secret + "\n", "[snmp]\ncommunity " + secret + "\n",
              "[snmp]\n community = " + secret + "\n", "[snmp]\ncommunity = a\ncommunity = " + secret + "\n",
              "[snmp]\nversion = 3\ncommunity = " + secret + "\n", "[snmmp]\ncommunity = " + secret + "\n",
              "[snmp]\ncommunity = " + secret + std::string(200, 'x') + "\n"}) {
            CAPTURE(text);
            const auto failure = failure_of(text);
            CHECK_FALSE(failure.empty());
            CHECK_FALSE(contains(failure, secret));
        }
    }

    TEST_CASE("keys of another SNMP version than the one that is set are an error") {
        CHECK(contains(failure_of("[snmp]\ncommunity = x\nversion = 3\n"), "2: community"));
        CHECK(contains(failure_of("[snmp]\nversion = 2c\nprivacy_protocol = AES\n"), "3: privacy_protocol"));
    }

    TEST_CASE("a secret that would be cut at a comment is an error") {
        CHECK(contains(failure_of("[snmp]\ncommunity = ab ;cd\n"), "2: community"));
    }

    TEST_CASE("a link to the file is followed") {
        const TemporaryRoot root;
        root.write("etc/elsewhere", "[start]\nwait_limit = 90\n");
        root.link(Configuration::path, "elsewhere");
        CHECK(Configuration::load(root.path()).wait_limit == std::chrono::seconds(90));
    }

    TEST_CASE("a file that cannot be read, or is a folder, is an error that names it, not the defaults") {
        const auto failure_to_load = [](const TemporaryRoot& root) -> std::string {
            try {
                Configuration::load(root.path());
            } catch (const ConfigurationError& error) {
                return error.what();
            }
            return "";
        };
        const TemporaryRoot root;
        root.link(Configuration::path, "galera-initiator.conf");
        CHECK(contains(failure_to_load(root), "/etc/galera-initiator.conf: Too many levels of symbolic links"));
        const TemporaryRoot other;
        other.write("etc/galera-initiator.conf/file", "");
        CHECK(contains(failure_to_load(other), "/etc/galera-initiator.conf is not a regular file"));
    }
}
