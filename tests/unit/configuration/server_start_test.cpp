#include "configuration/server_unit.hpp"
#include "temporary_root.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using galera_initiator::drop_in_folders;
using galera_initiator::parse_unit_file;
using galera_initiator::ServerUnit;
using galera_initiator::split_unit_words;
using galera_initiator::UnitVariables;
using galera_initiator::test::TemporaryRoot;

namespace {

using Text = std::optional<std::string>;

ServerUnit unit_that_runs(const std::string& command, const std::string& more = "",
                          const std::string& name = "mariadb.service") {
    return ServerUnit(
        {name, {{"/lib/systemd/system/" + name, "[Service]\nExecStart=" + command + "\n" + more + "\n"}}});
}

/// The unit with our drop-in and an admin's after it.
ServerUnit unit_with(const std::string& admins) {
    return ServerUnit(
        {"mariadb.service",
         {{"/lib/systemd/system/mariadb.service", "[Service]\nExecStart=/usr/sbin/mariadbd $_WSREP_NEW_CLUSTER\n"},
          {"/run/systemd/generator/mariadb.service.d/galera_initiator.conf",
           "[Service]\nEnvironmentFile=-/run/galera-initiator/mariadb.service.env\nTimeoutStartSec=infinity\n"
           "ExecStartPre=/usr/sbin/galera_init decide --unit=%n\nExecStartPre=+/usr/sbin/galera_init hand-over "
           "--unit=%n\nExecStop=-/usr/sbin/galera_init before-stop --unit=%n\n"},
          {"/etc/systemd/system/mariadb.service.d/override.conf", admins}}});
}

std::string complaints_about(const std::string& admins) {
    std::string text;
    for (const auto& complaint : unit_with(admins).complaints()) {
        text += complaint.to_string() + "\n";
    }
    return text;
}

bool tells(const std::string& admins, const std::string& place, const std::string& word) {
    const std::string text = complaints_about(admins);
    CAPTURE(text);
    return text.find("/etc/systemd/system/mariadb.service.d/override.conf:" + place + ": ") != std::string::npos &&
           text.find(word) != std::string::npos;
}

} // namespace

TEST_SUITE("unit files") {
    TEST_CASE("comments stand within continuations, and the first line is where an assignment stands") {
        const auto lines =
            parse_unit_file({"/u", "# a\n[Service]\n\nA=1 \\\n# no\n; no\n  2 \\\n 3\n B = x=y \nC=\\\\\n"});
        REQUIRE(lines.size() == 3);
        CHECK(split_unit_words(lines[0].value) == std::vector<std::string>{"1", "2", "3"});
        CHECK(lines[0].place() == "/u:4");
        CHECK(lines[1].value == "x=y");
        CHECK(lines[2].value == "\\\\");
    }

    TEST_CASE("words are split with quotes and escapes") {
        CHECK(split_unit_words(R"(a "b c" 'd "e' f\sg "")") ==
              std::vector<std::string>{"a", "b c", "d \"e", "f g", ""});
    }

    TEST_CASE("drop-ins are those of the name, of its parts, of its template and of all services") {
        CHECK(drop_in_folders({"my-db@n1.service"}) ==
              std::vector<std::string>{"my-db@n1.service.d", "my-.service.d", "my-db@.service.d", "service.d"});
    }

    TEST_CASE("drop-ins are sorted by name over all folders, and of equal names the first folder counts") {
        const TemporaryRoot root;
        root.write("lib/systemd/system/mariadb.service", "[Service]\nUser=fragment\n");
        root.write("etc/systemd/system/mariadb.service.d/b.conf", "[Service]\nUser=b\n");
        root.write("lib/systemd/system/service.d/c.conf", "[Service]\nUser=c\n");
        root.write("run/systemd/system/mariadb.service.d/b.conf", "[Service]\nUser=never\n");
        root.write("etc/systemd/system/mariadb.service.d/a.conf", "[Service]\nUser=a\n");
        std::string users;
        for (const auto& line : ServerUnit::load(root.path(), "mariadb.service").values("Service", "User")) {
            users += line.value + " ";
        }
        CHECK(users == "fragment a b c ");
    }

    TEST_CASE("a drop-in of an alias counts, and a link to /dev/null masks the same name elsewhere") {
        const TemporaryRoot root;
        root.write("lib/systemd/system/mariadb.service", "[Service]\n");
        root.link("etc/systemd/system/mysql.service", "/lib/systemd/system/mariadb.service");
        root.write("etc/systemd/system/mysql.service.d/x.conf", "[Service]\nUser=alias\n");
        root.link("etc/systemd/system/mariadb.service.d/y.conf", "/dev/null");
        root.write("lib/systemd/system/mariadb.service.d/y.conf", "[Service]\nUser=masked\n");
        const auto users = ServerUnit::load(root.path(), "mariadb.service").values("Service", "User");
        REQUIRE(users.size() == 1);
        CHECK(users[0].place() == "/etc/systemd/system/mysql.service.d/x.conf:2");
    }

    TEST_CASE("an instance is its template, with the specifiers filled in") {
        const TemporaryRoot root;
        root.write("lib/systemd/system/mariadb@.service",
                   "[Service]\nEnvironment=\"MYSQLD_MULTI_INSTANCE=--defaults-group-suffix=.%I\"\n"
                   "ExecStart=/usr/sbin/mariadbd $MYSQLD_MULTI_INSTANCE $MYSQLD_OPTS $_WSREP_NEW_CLUSTER\n");
        const auto unit = ServerUnit::load(root.path(), "mariadb@n1.service");
        CHECK(unit.carrier() == Text("_WSREP_NEW_CLUSTER"));
        CHECK(unit.start(unit.variables(root.path())).defaults_options ==
              std::vector<std::string>{"--defaults-group-suffix=.n1"});
    }
}

TEST_SUITE("server start") {
    TEST_CASE("the carrier is the first of its order that is split into words on the server's command line") {
        const std::string server = "/usr/sbin/mariadbd ";
        CHECK(unit_that_runs(server + "$MYSQLD_OPTS $_WSREP_NEW_CLUSTER $_WSREP_START_POSITION").carrier() ==
              Text("_WSREP_NEW_CLUSTER"));
        CHECK(unit_that_runs("/usr/sbin/mysqld $EXTRA_ARGS $_WSREP_START_POSITION").carrier() ==
              Text("_WSREP_START_POSITION"));
        CHECK(unit_that_runs("/usr/sbin/mysqld --daemonize $MYSQLD_OPTS $MYSQLD_RECOVER_START").carrier() ==
              Text("MYSQLD_RECOVER_START"));
        CHECK(unit_that_runs(server + "$MYSQLD_OPTS").carrier() == Text("MYSQLD_OPTS"));
        CHECK(unit_that_runs("/usr/bin/numactl --interleave=all " + server + "$MYSQLD_OPTS").carrier() ==
              Text("MYSQLD_OPTS"));
    }

    TEST_CASE("it names the server's program where the unit runs that itself, and by its path") {
        const auto program = [](const std::string& command) { return unit_that_runs(command).start({}).program; };
        CHECK(program("/opt/server/bin/mariadbd $MYSQLD_OPTS") == "opt/server/bin/mariadbd");
        CHECK(program("/usr/bin/numactl --interleave=all /usr/libexec/mysqld $MYSQLD_OPTS") == "usr/libexec/mysqld");
        for (const char* command : {"mariadbd $MYSQLD_OPTS", "/usr/bin/mysqld_safe $MYSQLD_OPTS",
                                    "/usr/lib/mysql/mysql-systemd-helper start", "/bin/sh -c \"exec mariadbd\""}) {
            CAPTURE(command);
            CHECK(program(command).empty());
        }
    }

    TEST_CASE("what is not split carries nothing") {
        for (const std::string& command :
             {std::string("/usr/sbin/mariadbd"), std::string("/usr/sbin/mariadbd ${MYSQLD_OPTS}"),
              std::string("/usr/sbin/mariadbd --a=$MYSQLD_OPTS"), std::string(":/usr/sbin/mariadbd $MYSQLD_OPTS"),
              std::string("/bin/sh -c \"exec mariadbd '$MYSQLD_OPTS'\""),
              std::string("/bin/sh -c \"echo $MYSQLD_OPTS; exec mariadbd\""),
              std::string("/usr/lib/mysql/mysql-systemd-helper start")}) {
            CAPTURE(command);
            CHECK_FALSE(unit_that_runs(command).carrier());
            CHECK(unit_that_runs(command).why_no_decision_arrives("/nowhere"));
        }
    }

    TEST_CASE("a shell's script carries it, in each way of writing a variable") {
        for (const std::string variable : {"$_WSREP_NEW_CLUSTER", "${_WSREP_NEW_CLUSTER}", "$$_WSREP_NEW_CLUSTER"}) {
            CHECK(unit_that_runs("/bin/sh -c \"set -f; VAR=`galera_recovery`; [ $? -eq 0 ] || exit 1; \\\n exec "
                                 "/usr/sbin/mariadbd $MYSQLD_OPTS " +
                                 variable + " $VAR\"")
                      .carrier() == Text("_WSREP_NEW_CLUSTER"));
        }
    }

    TEST_CASE("MariaDB 12.3 carries it only with the vendor's drop-in") {
        const galera_initiator::UnitFile fragment{"/lib/m", "[Service]\nExecStart=/usr/sbin/mariadbd $MYSQLD_OPTS\n"};
        const galera_initiator::UnitFile vendors{
            "/lib/m.d/galera.conf",
            "[Service]\nExecStart=\nExecStart=/bin/sh -c \"exec mariadbd $MYSQLD_OPTS $_WSREP_NEW_CLUSTER $VAR\"\n"};
        CHECK(ServerUnit({"mariadb.service", {fragment}}).carrier() == Text("MYSQLD_OPTS"));
        CHECK(ServerUnit({"mariadb.service", {fragment, vendors}}).carrier() == Text("_WSREP_NEW_CLUSTER"));
    }

    TEST_CASE("defaults options come first, and what follows the decision is known to beat it") {
        const auto unit = unit_that_runs("/usr/sbin/mariadbd --defaults-file=/srv/my.cnf --no-defaults $MYSQLD_OPTS "
                                         "$_WSREP_NEW_CLUSTER --wsrep-cluster-address=gcomm://other",
                                         "Environment=\"MYSQLD_OPTS=--wsrep-on=OFF --a\"");
        const auto start = unit.start(unit.variables("/nowhere"));
        CHECK(start.defaults_options == std::vector<std::string>{"--defaults-file=/srv/my.cnf", "--no-defaults"});
        REQUIRE(start.options.size() == 3);
        CHECK(start.options[0].text == "--wsrep-on=OFF");
        CHECK_FALSE(start.options[0].beats_decision);
        CHECK(start.options[0].place == "/lib/systemd/system/mariadb.service:3");
        CHECK(start.options[2].beats_decision);
    }

    TEST_CASE("the vendor's recovered position is no option of an admin's, and the carrier's own value is replaced") {
        const auto unit = unit_that_runs("/usr/sbin/mariadbd $_WSREP_NEW_CLUSTER $_WSREP_START_POSITION");
        const UnitVariables variables{{"_WSREP_NEW_CLUSTER", {"--wsrep-new-cluster", "p"}},
                                      {"_WSREP_START_POSITION", {"--wsrep_start_position=u:1 --wsrep-recover", "q"}}};
        const auto start = unit.start(variables);
        REQUIRE(start.options.size() == 1);
        CHECK(start.options[0].text == "--wsrep-recover");
    }

    TEST_CASE("a value may be a word of its own, and the data folder a short option") {
        const auto start =
            unit_that_runs("/usr/sbin/mariadbd --datadir /a -h /b -h/c -u mysql --wsrep-on --port 3307 x "
                           "-P 1 --skip-name-resolve")
                .start({});
        std::vector<std::string> texts;
        for (const auto& option : start.options) {
            texts.push_back(option.text);
        }
        CHECK(texts == std::vector<std::string>{"--datadir=/a", "--datadir=/b", "--datadir=/c", "--wsrep-on",
                                                "--port=3307", "--skip-name-resolve"});
    }

    TEST_CASE(
        "what decides which option files are read is known: MYSQL_HOME, the user's home, env before the program") {
        const TemporaryRoot root;
        root.write("etc/passwd", "root:x:0:0::/root:/bin/sh\nmysql:x:27:27::/var/lib/mysql:/bin/false\n");
        const auto unit = unit_that_runs("/usr/bin/env MYSQL_GROUP_SUFFIX=.n1 /usr/sbin/mariadbd $MYSQLD_OPTS",
                                         "User=27\nEnvironment=MYSQL_HOME=/srv");
        const auto start = unit.start(unit.variables(root.path()));
        CHECK(start.defaults_options == std::vector<std::string>{"--defaults-group-suffix=.n1"});
        CHECK(start.environment ==
              std::map<std::string, std::string>{{"HOME", "/var/lib/mysql"}, {"MYSQL_HOME", "/srv"}});
    }

    TEST_CASE("an environment file may have wildcards, and what this user may not read is known") {
        const TemporaryRoot root;
        root.write("etc/conf/1.env", "MYSQLD_OPTS=--a\n");
        root.write("etc/conf/2.env", "MYSQLD_OPTS=--b\n");
        root.write("etc/conf/3.txt", "MYSQLD_OPTS=--c\n");
        const auto unit = unit_that_runs("/usr/sbin/mariadbd $MYSQLD_OPTS", "EnvironmentFile=-/etc/conf/*.env");
        CHECK(unit.variables(root.path()).at("MYSQLD_OPTS").value == "--b");
        CHECK(unit.files(root.path()) ==
              std::vector<std::string>{"/lib/systemd/system/mariadb.service", "/etc/conf/1.env", "/etc/conf/2.env"});
        CHECK(unit.unreadable(root.path()).empty());
    }

    TEST_CASE("the flag that a script has set in the manager's environment is no option of the unit, but one in its "
              "files is") {
        const auto options = [](const std::string& more) {
            const auto unit = unit_that_runs("/usr/sbin/mysqld $MYSQLD_OPTS $MYSQLD_RECOVER_START", more);
            std::vector<std::string> found;
            for (const auto& option : unit.start(unit.variables("/nowhere")).options) {
                found.push_back(option.text);
            }
            return found;
        };
        ::setenv("MYSQLD_OPTS", "--port=3307 --wsrep-new-cluster", 1); // NOLINT(concurrency-mt-unsafe): one thread
        CHECK(options("") == std::vector<std::string>{"--port=3307"});
        CHECK(options("Environment=\"MYSQLD_OPTS=--port=3307 --wsrep-new-cluster\"").size() == 2);
        CHECK(options("Environment=MYSQLD_OPTS=--wsrep-new-cluster") == std::vector<std::string>{"--port=3307"});
        ::unsetenv("MYSQLD_OPTS"); // NOLINT(concurrency-mt-unsafe): one thread
    }

    TEST_CASE("the flag is taken out of words, and only the whole word") {
        using galera_initiator::without_bootstrap_flag;
        CHECK(without_bootstrap_flag("--wsrep-new-cluster").empty());
        CHECK(without_bootstrap_flag("--a --wsrep-new-cluster --b --wsrep-new-cluster") == "--a --b");
        CHECK(without_bootstrap_flag("--wsrep-new-cluster=0 x--wsrep-new-cluster") ==
              "--wsrep-new-cluster=0 x--wsrep-new-cluster");
        CHECK(without_bootstrap_flag("--a").find("--a") == 0);
    }

    TEST_CASE("a program that starts a crashed server anew by itself is refused") {
        const auto complaint =
            unit_that_runs("/usr/bin/mysqld_safe $_WSREP_NEW_CLUSTER").why_no_decision_arrives("/nowhere");
        REQUIRE(complaint);
        CHECK(complaint->what.find("mysqld_safe") != std::string::npos);
    }

    TEST_CASE("a later environment file goes before an earlier one and before Environment=") {
        const TemporaryRoot root;
        root.write("etc/a", "MYSQLD_OPTS='--a'\n");
        root.write("etc/b", "# x\nMYSQLD_OPTS=\"--b\"\n");
        const auto unit = unit_that_runs("/usr/sbin/mariadbd $MYSQLD_OPTS",
                                         "EnvironmentFile=/etc/a\nEnvironmentFile=-/etc/b\nEnvironment=MYSQLD_OPTS=-c");
        CHECK(unit.variables(root.path()).at("MYSQLD_OPTS").value == "--b");
        CHECK(unit.variables(root.path()).at("MYSQLD_OPTS").place == "MYSQLD_OPTS in /etc/b");
    }

    TEST_CASE("a variable that is set after the decision, or taken away, is told with its place") {
        const TemporaryRoot root;
        root.write("etc/late", "_WSREP_NEW_CLUSTER=\n");
        const auto late = unit_with("[Service]\nEnvironmentFile=/etc/late\n").why_no_decision_arrives(root.path());
        REQUIRE(late);
        CHECK(late->place == "/etc/systemd/system/mariadb.service.d/override.conf:2");
        CHECK(unit_with("[Service]\nUnsetEnvironment=A _WSREP_NEW_CLUSTER\n").why_no_decision_arrives(root.path()));
        CHECK(unit_with("[Service]\nEnvironmentFile=\n").why_no_decision_arrives(root.path()));
        CHECK_FALSE(unit_with("[Service]\nEnvironmentFile=-/etc/none\n").why_no_decision_arrives(root.path()));
    }
}

TEST_SUITE("unit complaints") {
    TEST_CASE("an admin's drop-in that takes nothing away is none") {
        CHECK(complaints_about("[Service]\nLimitNOFILE=65536\nTimeoutStopSec=5\nProtectProc=invisible\n"
                               "MemoryDenyWriteExecute=yes\n") == "");
    }

    TEST_CASE("a step that is taken away is told with file, line and remedy") {
        CHECK(tells("[Service]\nExecStartPre=\n", "2", "unguarded"));
        CHECK(tells("[Service]\n\nExecStop=\n", "3", "keeps the view"));
        CHECK(tells("[Service]\nEnvironmentFile=\n", "2", "by which the decision reaches"));
    }

    TEST_CASE("a time-out after ours is told, one before it is not") {
        CHECK(tells("[Service]\nTimeoutStartSec=90\n", "2", "cuts short"));
        CHECK(tells("[Service]\nTimeoutSec=5min\n", "2", "cuts short"));
        CHECK(complaints_about("[Service]\nTimeoutStartSec=0\n") == "");
    }

    TEST_CASE("a sandbox that stops a step is told") {
        CHECK(tells("[Service]\nPrivateNetwork=yes\n", "2", "hides the network"));
        CHECK(tells("[Service]\nRestrictAddressFamilies=AF_UNIX AF_INET\n", "2", "AF_NETLINK"));
        CHECK(tells("[Service]\nRestrictAddressFamilies=~AF_INET6\n", "2", "AF_INET6"));
        CHECK(tells("[Service]\nProtectSystem=strict\n", "2", "/run/galera-initiator"));
        CHECK(complaints_about("[Service]\nProtectSystem=strict\nReadWritePaths=-/run/galera-initiator\n"
                               "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK\n") == "");
    }

    TEST_CASE("an ordering against what the guard comes after is told") {
        CHECK(tells("[Unit]\nBefore=snmpd.service\n", "2", "cycle"));
        CHECK(tells("[Unit]\nBefore=a.service network-online.target\n", "2", "cycle"));
        CHECK(complaints_about("[Unit]\nBefore=keepalived.service\n") == "");
    }
}
