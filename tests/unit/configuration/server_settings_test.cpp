#include "configuration/server_settings.hpp"

#include "common/error.hpp"
#include "temporary_root.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using galera_initiator::ConfigurationError;
using galera_initiator::ParseError;
using galera_initiator::ServerSettings;
using galera_initiator::test::TemporaryRoot;

namespace {

constexpr const char* program = "usr/bin/my_print_defaults";

std::string failure_of_load(const TemporaryRoot& root) {
    try {
        ServerSettings::load(root.path());
    } catch (const ConfigurationError& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_SUITE("server settings") {
    TEST_CASE("what is set is known by its name, and other options are not told of") {
        const auto settings =
            ServerSettings::parse("--loose-wsrep-on=ON\n--port=3306\n--datadir=/d\n--skip-grant-tables\n");
        CHECK(settings.given == std::set<std::string>{"datadir", "wsrep_on"});
    }

    TEST_CASE("without options everything is as the server has it by default") {
        const auto settings = ServerSettings::parse("");
        CHECK_FALSE(settings.wsrep_on);
        CHECK(settings.wsrep_provider == "none");
        CHECK_FALSE(settings.cluster_address);
        CHECK(settings.cluster_name == "my_wsrep_cluster");
        CHECK(settings.data_directory == "/var/lib/mysql");
        CHECK(settings.provider_directory == "/var/lib/mysql");
        CHECK_FALSE(settings.recovery_is_forced);
        CHECK_FALSE(settings.galera_is_configured());
    }

    TEST_CASE("all settings are taken, with dashes and underscores alike, and the last one of a name holds") {
        const auto settings = ServerSettings::parse("--wsrep-on=ON\n"
                                                    "--wsrep_provider=/usr/lib/galera/libgalera_smm.so\n"
                                                    "--wsrep_cluster-address=gcomm://n9\n"
                                                    "--wsrep_cluster_address=gcomm://n1,n2?gmcast.segment=1\n"
                                                    "--wsrep_cluster_name=shop floor\n"
                                                    "--wsrep-node-address=10.0.0.1:4568\n"
                                                    "--wsrep_node_name=n1\n"
                                                    "--datadir=/srv/mysql\n"
                                                    "--wsrep-data-home-dir=/srv/galera\n"
                                                    "--wsrep_provider_options=gcache.size=1G;pc.weight=2\n"
                                                    "--ssl-key=/etc/x\n");
        CHECK(settings.wsrep_on);
        CHECK(settings.wsrep_provider == "/usr/lib/galera/libgalera_smm.so");
        CHECK(settings.cluster_address.value() == "gcomm://n1,n2?gmcast.segment=1");
        CHECK(settings.cluster_name == "shop floor");
        CHECK(settings.node_address.value() == "10.0.0.1:4568");
        CHECK(settings.node_name.value() == "n1");
        CHECK(settings.data_directory == "/srv/mysql");
        CHECK(settings.provider_directory == "/srv/galera");
        CHECK(settings.provider_options == "gcache.size=1G;pc.weight=2");
        CHECK(settings.galera_is_configured());
    }

    TEST_CASE("a boolean option is read as the server reads it") {
        struct Case {
            const char* line;
            bool on;
        };
        for (const Case& one : {
                 Case{"--wsrep_on", true},
                 Case{"--wsrep_on=1", true},
                 Case{"--wsrep_on=on", true},
                 Case{"--wsrep_on=TRUE", true},
                 Case{"--wsrep_on=0", false},
                 Case{"--wsrep_on=OFF", false},
                 Case{"--wsrep_on=yes", false},
                 Case{"--wsrep_on=", false},
                 Case{"--loose-wsrep-on", true},
                 Case{"--loose_wsrep_on=0", false},
                 Case{"--skip-wsrep-on", false},
                 Case{"--disable_wsrep_on", false},
                 Case{"--skip-wsrep-on=0", true},
                 Case{"--enable-wsrep-on", true},
                 Case{"--enable-wsrep-on=0", false},
                 Case{"--loose-skip-wsrep_on", false},
             }) {
            CAPTURE(one.line);
            const std::string opposite = one.on ? "--wsrep_on=0\n" : "--wsrep_on=1\n";
            CHECK(ServerSettings::parse(opposite + one.line).wsrep_on == one.on);
        }
    }

    TEST_CASE("Galera is configured only with wsrep_on, a provider and an address") {
        const std::string on = "--wsrep_on=1\n";
        const std::string provider = "--wsrep_provider=/x.so\n";
        const std::string address = "--wsrep_cluster_address=gcomm://\n";
        CHECK(ServerSettings::parse(on + provider + address).galera_is_configured());
        CHECK_FALSE(ServerSettings::parse(provider + address).galera_is_configured());
        CHECK_FALSE(ServerSettings::parse(on + address).galera_is_configured());
        CHECK_FALSE(ServerSettings::parse(on + provider).galera_is_configured());
        CHECK(ServerSettings::parse(on + provider).provider_is_configured());
        CHECK_FALSE(ServerSettings::parse(on + provider + "--wsrep_cluster_address=\n").galera_is_configured());
        CHECK_FALSE(ServerSettings::parse(on + address + "--wsrep_provider=\n").galera_is_configured());
        CHECK_FALSE(ServerSettings::parse(on + address + "--wsrep_provider=none\n").galera_is_configured());
    }

    TEST_CASE("a forced recovery is seen in either option") {
        CHECK(ServerSettings::parse("--innodb-force-recovery=3\n").recovery_is_forced);
        CHECK_FALSE(ServerSettings::parse("--innodb-force-recovery=0\n").recovery_is_forced);
        CHECK_FALSE(ServerSettings::parse("--innodb-force-recovery=1\n--innodb_force_recovery=0\n").recovery_is_forced);
        CHECK(ServerSettings::parse("--tc-heuristic-recover=ROLLBACK\n").recovery_is_forced);
        CHECK_FALSE(ServerSettings::parse("--tc_heuristic_recover=off\n").recovery_is_forced);
        CHECK(ServerSettings::parse("--innodb-force-recovery=0\n--tc-heuristic-recover=COMMIT\n").recovery_is_forced);
    }

    TEST_CASE("a value with a line break in it is no fault, but a first line that is no option is") {
        CHECK(ServerSettings::parse("--init_connect=SET a\nb\n\n--wsrep_on\n").wsrep_on);
        CHECK_THROWS_AS(ServerSettings::parse("Warning: what is this\n--wsrep_on\n"), ParseError);
    }

    TEST_CASE("the program is asked for the server's groups") {
        const TemporaryRoot root;
        root.write_program(program, "#!/bin/sh\n[ \"$*\" = --mysqld ] || exit 9\necho --wsrep_node_name=n1\n");
        const auto settings = ServerSettings::load(root.path());
        CHECK(settings.node_name.value() == "n1");
        CHECK_FALSE(settings.wsrep_on);
    }

    TEST_CASE("MySQL's program is told the groups, the one of its series included, and wsrep_on is ON by default") {
        const TemporaryRoot root;
        root.write_program(program, R"script(#!/bin/sh
case "$*" in
--mysqld) echo "my_print_defaults: [ERROR] unknown option '--mysqld'." >&2; exit 2;;
--version) echo "$0  Ver 8.0.36-28.1 for Linux on x86_64 (Percona XtraDB Cluster)";;
"mysqld server mysqld-8.0") echo --wsrep_node_name=n1;;
*) exit 9;;
esac
)script");
        const auto settings = ServerSettings::load(root.path());
        CHECK(settings.node_name.value() == "n1");
        CHECK(settings.wsrep_on);
    }

    TEST_CASE("MySQL's older program, with a version of its own, is told the two fixed groups") {
        const TemporaryRoot root;
        root.write_program(program, R"script(#!/bin/sh
case "$*" in
--mysqld) echo "$0: unknown option '--mysqld'" >&2; exit 1;;
--version) echo "$0  Ver 1.6 for Linux at x86_64";;
"mysqld server") echo --skip-wsrep-on;;
*) exit 9;;
esac
)script");
        CHECK_FALSE(ServerSettings::load(root.path()).wsrep_on);
    }

    TEST_CASE("a failure of the program is never taken for no settings, and its reason is told") {
        const TemporaryRoot root;
        CHECK(failure_of_load(root).find("usr/bin/my_print_defaults") != std::string::npos);
        root.write_program(
            program, "#!/bin/sh\necho --wsrep_on\n"
                     "echo 'error: Found option without preceding group in config file: /etc/my.cnf at line: 7' >&2\n"
                     "echo 'Fatal error in defaults handling. Program aborted' >&2\nexit 2\n");
        CHECK(failure_of_load(root).find("/etc/my.cnf at line: 7") != std::string::npos);
        root.write_program(program, "#!/bin/sh\nexit 1\n");
        CHECK(failure_of_load(root).find("said: nothing") != std::string::npos);
        root.write_program(program, "#!/bin/sh\nkill -9 $$\n");
        CHECK(failure_of_load(root).find("137") != std::string::npos);
        root.write_program(program, "#!/bin/sh\necho what\n");
        CHECK(failure_of_load(root).find("no option") != std::string::npos);
    }

    TEST_CASE("a faulty included file, which leaves the exit code at 0, is a failure, but a mere warning is none") {
        const TemporaryRoot root;
        root.write_program(program, "#!/bin/sh\necho --wsrep_on\n"
                                    "echo 'error: Wrong group definition in config file: /etc/x.cnf at line 3' >&2\n");
        CHECK(failure_of_load(root).find("/etc/x.cnf at line 3") != std::string::npos);
        root.write_program(program, "#!/bin/sh\necho --wsrep_on\n"
                                    "echo \"Warning: World-writable config file '/etc/x.cnf' is ignored\" >&2\n");
        CHECK(ServerSettings::load(root.path()).wsrep_on);
    }

    TEST_CASE("where nothing sets the data folder, the server tells which one it was built with") {
        const TemporaryRoot root;
        const auto prints = [&](const std::string& options) {
            root.write_program("usr/bin/my_print_defaults", "#!/bin/sh\nprintf '%s\\n' " + options + "\n");
        };
        int programs = 0; // each is asked once only
        const auto server = [&](const std::string& lines) {
            const std::string program = "usr/sbin/mariadbd-" + std::to_string(++programs);
            root.write_program(program, "#!/bin/sh\n[ \"$*\" = '--no-defaults --verbose --help' ] && " + lines + "\n");
            return ServerSettings::load(root.path(), {}, root.path() / program);
        };
        const std::string galera = "--wsrep_on=ON --wsrep_provider=x.so";
        const std::string tells = "printf '%s\\n' 'basedir  /usr/' 'datadir      /var/lib/mariadb/' 'datadir-x /y'";
        prints(galera);
        const ServerSettings settings = server(tells);
        CHECK(settings.data_directory == "/var/lib/mariadb");
        CHECK(settings.provider_directory == "/var/lib/mariadb");
        CHECK_FALSE(settings.given.contains("datadir"));
        root.write_program("usr/sbin/mariadbd-1", "#!/bin/sh\nexit 7\n");
        CHECK(ServerSettings::load(root.path(), {}, root.path() / "usr/sbin/mariadbd-1").data_directory ==
              "/var/lib/mariadb");
        CHECK_THROWS_AS(server("exit 7"), ConfigurationError);
        CHECK_THROWS_AS(server("echo 'datadir (No default value)'"), ConfigurationError);
        prints(galera + " --datadir=/srv");
        CHECK(server("exit 7").data_directory == "/srv");
        prints("--wsrep_on=OFF");
        CHECK(server("exit 7").data_directory == "/var/lib/mysql");
    }

    TEST_CASE("the provider's files are where its base_dir says, else in wsrep_data_home_dir, else with the data") {
        CHECK(ServerSettings::parse("--datadir=/db\n").provider_directory == "/db");
        CHECK(ServerSettings::parse("--datadir=/db\n--wsrep_data_home_dir=/home\n").provider_directory == "/home");
        CHECK(
            ServerSettings::parse("--wsrep_data_home_dir=/home\n--wsrep_provider_options=base_dir = /g; pc.weight=1\n")
                .provider_directory == "/g");
        CHECK(ServerSettings::parse("--datadir=/db\n--wsrep_provider_options=base_dir=state\n").provider_directory ==
              "/db/state");
        CHECK(ServerSettings::parse("--datadir=/db\n--wsrep_provider_options=base_dir=\n").provider_directory == "/db");
    }

    TEST_CASE("the server's command line counts after the option files") {
        galera_initiator::ServerStart start;
        start.options = {{"--wsrep-cluster-address=gcomm://n1,n2", "", false}, {"--wsrep_on=ON", "", false}};
        const auto settings = ServerSettings::parse("--wsrep_on=OFF\n--wsrep_cluster_address=gcomm://n9\n", start);
        CHECK(settings.wsrep_on);
        CHECK(settings.cluster_address == "gcomm://n1,n2");
    }
}
