#include "configuration/configuration.hpp"

#include "temporary_root.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <regex>
#include <string>
#include <vector>

using galera_initiator::Configuration;
using galera_initiator::SnmpSettings;
using galera_initiator::test::TemporaryRoot;

namespace {

std::vector<std::string> lines_of_example() {
    std::ifstream file(GALERA_INITIATOR_EXAMPLE); // from meson.build
    REQUIRE(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

Configuration load(const std::string& text) {
    const TemporaryRoot root;
    root.write(Configuration::path, text);
    return Configuration::load(root.path());
}

/// The example with its settings in force, and of its blocks for one SNMP version each only the one for `version`.
Configuration load_with_all_settings(const std::string& version) {
    const std::regex setting("#(\\w+) = .*");
    std::string text;
    bool is_wanted = true;
    for (const std::string& line : lines_of_example()) {
        if (line.starts_with("#version = ")) {
            is_wanted = line == "#version = " + version;
        }
        if (line.starts_with("[") || (is_wanted && std::regex_match(line, setting))) {
            text += line.substr(line.starts_with("#") ? 1 : 0) + "\n";
        }
    }
    return load(text);
}

void check_same_defaults(const Configuration& configuration) {
    const Configuration defaults;
    CHECK(configuration.policies == defaults.policies);
    CHECK(configuration.majority_after == defaults.majority_after);
    CHECK(configuration.wait_limit == defaults.wait_limit);
    CHECK(configuration.starts_together == defaults.starts_together);
    CHECK(configuration.snmp.port == defaults.snmp.port);
    CHECK(configuration.snmp.timeout == defaults.snmp.timeout);
    CHECK(configuration.snmp.retries == defaults.snmp.retries);
}

} // namespace

TEST_SUITE("example of the configuration") {
    TEST_CASE("as it is installed it changes nothing") {
        std::string text;
        for (const std::string& line : lines_of_example()) {
            text += line + "\n";
        }
        const Configuration configuration = load(text);
        check_same_defaults(configuration);
        CHECK_FALSE(configuration.cluster_address);
        CHECK_FALSE(configuration.unit);
        CHECK_FALSE(configuration.program);
        CHECK_FALSE(configuration.snmp.version);
    }

    TEST_CASE("with all comments removed it is accepted, and shows the defaults") {
        const Configuration v3 = load_with_all_settings("3");
        check_same_defaults(v3);
        CHECK(v3.cluster_address);
        CHECK(v3.unit == "mariadb.service");
        CHECK(v3.program);
        CHECK(v3.snmp.version == SnmpSettings::Version::v3);
        CHECK(v3.snmp.security_level == "authPriv");
        CHECK(v3.snmp.authentication_passphrase == "replace this one");
        CHECK(v3.snmp.privacy_passphrase == "replace this one too");

        const Configuration v2c = load_with_all_settings("2c");
        check_same_defaults(v2c);
        CHECK(v2c.snmp.version == SnmpSettings::Version::v2c);
        CHECK(v2c.snmp.community == "replace this one");
        CHECK_FALSE(v2c.snmp.security_name);
    }
}
