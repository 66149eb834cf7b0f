#include "configuration/node_unit.hpp"

#include "common/error.hpp"
#include "temporary_root.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

namespace {

using test::TemporaryRoot;
using Found = std::optional<std::string>;
using Names = std::vector<std::string>;

/// Debian's two units, and options by which each server loads a provider except the instance "plain".
class Machine : public TemporaryRoot {
public:
    Machine() {
        write("lib/systemd/system/mariadb.service", "[Service]\nExecStart=/usr/sbin/mariadbd $MYSQLD_OPTS\n");
        write("lib/systemd/system/mariadb@.service",
              "[Service]\nExecStart=/usr/sbin/mariadbd --defaults-group-suffix=.%I $MYSQLD_OPTS\n");
        write_program("usr/bin/my_print_defaults", "#!/bin/sh\n"
                                                   "echo --wsrep_provider=libgalera_smm.so\n"
                                                   "case \"$*\" in *.plain*) echo --wsrep_on=OFF;; "
                                                   "*) echo --wsrep_on=ON;; esac\n");
    }

    void enable(const std::string& name) const {
        link("etc/systemd/system/multi-user.target.wants/" + name,
             "/lib/systemd/system/" + std::string(name.find('@') == std::string::npos ? name : "mariadb@.service"));
    }

    [[nodiscard]] Found found(const Found& name = std::nullopt) const { return find_node_unit(path(), name); }
};

} // namespace

TEST_SUITE("node unit") {
    TEST_CASE("without an enabled instance it is the usual unit, enabled or not") {
        const Machine machine;
        CHECK(machine.found() == Found("mariadb.service"));
        machine.enable("mariadb.service");
        CHECK(machine.found() == Found("mariadb.service"));
    }

    TEST_CASE("an enabled instance goes before a unit that is not enabled") {
        const Machine machine;
        machine.enable("mariadb@n1.service");
        CHECK(machine.found() == Found("mariadb@n1.service"));
        CHECK(machine.found("mariadb.service") == Found("mariadb.service"));
    }

    TEST_CASE("an instance without a provider does not go before a unit") {
        const Machine machine;
        machine.enable("mariadb@plain.service");
        CHECK(machine.found() == Found("mariadb.service"));
        machine.enable("mariadb.service");
        CHECK(machine.found() == Found("mariadb.service"));
    }

    TEST_CASE("of two that are enabled none is chosen, unless one is named") {
        const Machine machine;
        machine.enable("mariadb@n1.service");
        machine.enable("mariadb@n2.service");
        CHECK_THROWS_AS(static_cast<void>(machine.found()), ConfigurationError);
        CHECK(machine.found("mariadb@n2.service") == Found("mariadb@n2.service"));
    }

    TEST_CASE("an enabled unit of any name that runs the server goes before a unit that is not enabled") {
        const Machine machine;
        machine.write("etc/systemd/system/galera.service", "[Service]\nExecStart=/usr/sbin/mariadbd $MYSQLD_OPTS\n");
        machine.write("etc/systemd/system/exporter.service", "[Service]\nExecStart=/usr/bin/mysqld_exporter\n");
        machine.link("etc/systemd/system/multi-user.target.wants/exporter.service", "../exporter.service");
        CHECK(machine.found() == Found("mariadb.service"));
        machine.link("etc/systemd/system/multi-user.target.wants/galera.service", "../galera.service");
        CHECK(machine.found() == Found("galera.service"));
    }

    TEST_CASE("the others are the units and templates by which a server can be started besides") {
        const Machine machine;
        CHECK(other_server_units(machine.path(), "mariadb.service") == Names{"mariadb@.service"});
        CHECK(other_server_units(machine.path(), "mariadb@n1.service") == Names{"mariadb.service", "mariadb@.service"});
        machine.link("lib/systemd/system/mysql.service", "mariadb.service");
        CHECK(other_server_units(machine.path(), std::nullopt) == Names{"mariadb.service", "mariadb@.service"});
    }

    TEST_CASE("a unit that bootstraps a Galera server is a vendor's way to bootstrap this node, unless it is enabled") {
        const Machine machine;
        machine.write("lib/systemd/system/mariadb@.service",
                      "[Service]\nEnvironmentFile=/etc/default/mysql.%i\nExecStart=/usr/sbin/mariadbd "
                      "--defaults-group-suffix=.%I $EXTRA_ARGS\n");
        for (const char* name : {"bootstrap", "plain"}) {
            machine.write("etc/default/mysql." + std::string(name), "EXTRA_ARGS=\" --wsrep-new-cluster\"\n");
        }
        machine.write("etc/default/mysql.other", "EXTRA_ARGS=\"--port=3307\"\n");
        const auto asked = [&](const std::string& unit) { return unit_to_bootstrap_instead(machine.path(), unit); };
        CHECK(asked("mariadb@bootstrap.service") == Found("mariadb.service"));
        CHECK_THROWS_WITH_AS(refuse_second_server(machine.path(), "mariadb@bootstrap.service"),
                             doctest::Contains("'systemctl status mariadb.service' says why"), ConfigurationError);
        CHECK_FALSE(asked("mariadb@other.service"));
        CHECK_FALSE(asked("mariadb@plain.service"));
        machine.enable("mariadb.service");
        CHECK(asked("mariadb@bootstrap.service") == Found("mariadb.service"));
        machine.enable("mariadb@bootstrap.service");
        CHECK_FALSE(asked("mariadb@bootstrap.service"));
        CHECK_THROWS_WITH_AS(refuse_second_server(machine.path(), "mariadb@bootstrap.service"),
                             doctest::Contains("'systemctl disable mariadb@bootstrap.service'"), ConfigurationError);
    }

    TEST_CASE("an enabled unit that bootstraps at each start is not this node's") {
        const Machine machine;
        machine.write("etc/systemd/system/mariadb@n1.service.d/flag.conf",
                      "[Service]\nEnvironment=MYSQLD_OPTS=--wsrep-new-cluster\n");
        machine.enable("mariadb@n1.service");
        CHECK(machine.found() == Found("mariadb.service"));
        machine.enable("mariadb@n2.service");
        CHECK(machine.found() == Found("mariadb@n2.service"));
        CHECK_THROWS_WITH_AS(refuse_second_server(machine.path(), "mariadb@n1.service"),
                             doctest::Contains("'systemctl enable mariadb@n2.service'"), ConfigurationError);
    }

    TEST_CASE("a flag that the option files have for all is no unit's own") {
        const Machine machine;
        machine.write_program("usr/bin/my_print_defaults", "#!/bin/sh\necho --wsrep_provider=libgalera_smm.so\n"
                                                           "echo --wsrep_on=ON\necho --wsrep_new_cluster=ON\n");
        machine.enable("mariadb@n1.service");
        CHECK(machine.found() == Found("mariadb@n1.service"));
    }

    TEST_CASE("a second Galera server is refused, and one without a provider is not") {
        const Machine machine;
        CHECK_THROWS_AS(refuse_second_server(machine.path(), "mariadb@n1.service"), ConfigurationError);
        CHECK_NOTHROW(refuse_second_server(machine.path(), "mariadb@plain.service"));
    }
}

} // namespace galera_initiator
