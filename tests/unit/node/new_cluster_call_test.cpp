#include "node/new_cluster_call.hpp"

#include "../silent_announcer.hpp"
#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "node/system_machine.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

constexpr const char* flag = "--wsrep-new-cluster";
constexpr const char* invocation = "0123456789abcdef";

class NoUnits : public UnitStates {
public:
    UnitState read(const std::string& /*unit*/) override { return {}; }
    pid_t main_process(const std::string& /*unit*/) override { return 0; }
};

/// One start on a machine, with what its environment has.
struct Start {
    Start(const std::filesystem::path& root, const char* given, std::string invocation_id = invocation)
        : places{root}, system(places, "mariadb.service", units), id(std::move(invocation_id)) {
        if (given == nullptr) {
            ::unsetenv("_WSREP_NEW_CLUSTER"); // NOLINT(concurrency-mt-unsafe): one thread
        } else {
            ::setenv("_WSREP_NEW_CLUSTER", given, 1); // NOLINT(concurrency-mt-unsafe): one thread
        }
        std::filesystem::create_directories(places.run_folder());
    }
    Start(const Start&) = delete;
    Start& operator=(const Start&) = delete;
    ~Start() { ::unsetenv("_WSREP_NEW_CLUSTER"); } // NOLINT(concurrency-mt-unsafe): one thread

    /// What root's step finds.
    void note() {
        note_new_cluster_call(context, is_called_by_new_cluster_script(system.machine(), "mariadb.service"));
    }
    /// What the next one hears of it.
    NewClusterCall hear() { return new_cluster_call(context); }

    NoUnits units;
    SilentAnnouncer announcer;
    Places places;
    SystemMachine system;
    std::string id;
    StepContext context{.places = places,
                        .unit = "mariadb.service",
                        .invocation = id,
                        .cluster_address = {},
                        .announcer = announcer,
                        .machine = system.machine()};
};

NewClusterCall find_new_cluster_call(const std::filesystem::path& root, const char* given) {
    Start start(root, given);
    start.note();
    return start.hear();
}

std::string command_line(std::initializer_list<std::string_view> arguments) {
    std::string text;
    for (const std::string_view argument : arguments) {
        text.append(argument).push_back('\0');
    }
    return text;
}

TemporaryFolder& with_idle_processes(TemporaryFolder& root) {
    root.write("proc/1/cmdline", command_line({"/sbin/init"}));
    root.write("proc/2/cmdline", "");
    root.write("proc/300/cmdline", command_line({"/bin/bash"}));
    std::filesystem::create_directory(root / "proc/301"); // it ended while it was looked at
    root.write("proc/meminfo", "galera_new_cluster");
    return root;
}

} // namespace

TEST_SUITE("operator's word") {
    TEST_CASE("without the bootstrap flag there is none, even while the script runs") {
        TemporaryFolder root;
        with_idle_processes(root).write("proc/400/cmdline", command_line({"/bin/sh", "/usr/bin/galera_new_cluster"}));
        CHECK(find_new_cluster_call(root.path(), nullptr) == NewClusterCall::none);
        CHECK(find_new_cluster_call(root.path(), "") == NewClusterCall::none);
        CHECK(find_new_cluster_call(root.path(), "--wsrep-cluster-address=gcomm://n1") == NewClusterCall::none);
    }

    TEST_CASE("the flag alone was left over") {
        TemporaryFolder root;
        CHECK(find_new_cluster_call(with_idle_processes(root).path(), flag) == NewClusterCall::left_over);
    }

    TEST_CASE("the flag counts while the script runs, with or without an interpreter before its name") {
        for (const std::string& words :
             {command_line({"/bin/sh", "/usr/bin/galera_new_cluster"}), command_line({"sh", "galera_new_cluster"}),
              command_line({"bash", "-x", "/usr/bin/galera_new_cluster"}),
              command_line({"/usr/bin/galera_new_cluster"}), command_line({"galera_new_cluster", "--help"})}) {
            TemporaryFolder root;
            with_idle_processes(root).write("proc/400/cmdline", words);
            CHECK(find_new_cluster_call(root.path(), flag) == NewClusterCall::live);
        }
    }

    TEST_CASE("Codership's script and its variable count as well, and what stands in for a vendor's unit") {
        for (const std::string& words :
             {command_line({"/bin/bash", "/usr/bin/mysqld_bootstrap"}),
              command_line({"/usr/sbin/galera_init", "new-cluster", "--unit=mysql@x.service"})}) {
            TemporaryFolder root;
            with_idle_processes(root).write("proc/400/cmdline", words);
            CHECK(find_new_cluster_call(root.path(), flag) == NewClusterCall::live);
            ::setenv("MYSQLD_OPTS", flag, 1); // NOLINT(concurrency-mt-unsafe): one thread
            CHECK(find_new_cluster_call(root.path(), nullptr) == NewClusterCall::live);
            std::filesystem::remove_all(root / "proc/400");
            CHECK(find_new_cluster_call(root.path(), nullptr) == NewClusterCall::left_over);
            ::unsetenv("MYSQLD_OPTS"); // NOLINT(concurrency-mt-unsafe): one thread
        }
    }

    TEST_CASE("a script that is told another unit is none for this one") {
        const auto call_with = [](std::string_view word) {
            TemporaryFolder root;
            with_idle_processes(root).write("proc/400/cmdline",
                                            command_line({"/bin/sh", "/usr/bin/galera_new_cluster", word}));
            root.write("lib/systemd/system/mariadb.service", "[Service]\n");
            root.write("lib/systemd/system/mariadb@.service", "[Service]\n");
            std::filesystem::create_symlink("mariadb.service", root / "lib/systemd/system/mysql.service");
            return find_new_cluster_call(root.path(), flag);
        };
        for (const std::string_view word : {"mariadb", "mariadb.service", "mysql", "", "-v", "no-such-unit"}) {
            CAPTURE(word);
            CHECK(call_with(word) == NewClusterCall::live);
        }
        for (const std::string_view word : {"mariadb@n2", "mariadb@n2.service"}) {
            CAPTURE(word);
            CHECK(call_with(word) == NewClusterCall::left_over);
        }
    }

    TEST_CASE("the script's name elsewhere is not the script") {
        TemporaryFolder root;
        with_idle_processes(root);
        root.write("proc/400/cmdline", command_line({"vi", "-R", "/usr/bin/galera_new_cluster"}));
        root.write("proc/401/cmdline", command_line({"/usr/bin/galera_new_cluster.old"}));
        root.write("proc/402/cmdline", command_line({"grep galera_new_cluster"}));
        root.write("proc/404/cmdline", command_line({"man", "galera_new_cluster"}));
        root.write("proc/405/cmdline", command_line({"less", "/usr/bin/galera_new_cluster"}));
        root.write("proc/406/cmdline", command_line({"/bin/sh", "-x"}));
        root.write("proc/403/cmdline", command_line({"/usr/sbin/galera_init", "decide", "new-cluster"}));
        root.write("proc/self/cmdline", command_line({"galera_new_cluster"}));
        root.write("proc/40x/cmdline", command_line({"galera_new_cluster"}));
        CHECK(find_new_cluster_call(root.path(), flag) == NewClusterCall::left_over);
    }

    TEST_CASE("what was found in another start counts for nothing") {
        TemporaryFolder root;
        with_idle_processes(root).write("proc/400/cmdline", command_line({"galera_new_cluster"}));
        CHECK(find_new_cluster_call(root.path(), flag) == NewClusterCall::live);
        CHECK(Start(root.path(), flag, "another").hear() == NewClusterCall::left_over);
        CHECK(Start(root.path(), flag, "").hear() == NewClusterCall::left_over);
        CHECK(Start(root.path(), nullptr).hear() == NewClusterCall::none);
        std::filesystem::remove_all(root / "proc/400");
        CHECK(find_new_cluster_call(root.path(), flag) == NewClusterCall::left_over);
    }

    TEST_CASE("processes that cannot be listed are an error, not a no") {
        const TemporaryFolder root;
        CHECK_THROWS_AS(find_new_cluster_call(root.path(), flag), SystemError);
    }
}
