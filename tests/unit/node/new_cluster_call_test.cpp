#include "node/new_cluster_call.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"

#include <doctest/doctest.h>

using galera_initiator::is_called_by_new_cluster_script;
using galera_initiator::NewClusterCall;
using galera_initiator::Places;
using galera_initiator::SystemError;
using galera_initiator::test::TemporaryFolder;

namespace {

constexpr const char* flag = "--wsrep-new-cluster";
constexpr const char* invocation = "0123456789abcdef";

/// What root's step finds and the next one hears of it.
NewClusterCall find_new_cluster_call(const std::filesystem::path& root, const char* given) {
    const Places places{root};
    std::filesystem::create_directories(places.run_folder());
    note_new_cluster_call(places, invocation, is_called_by_new_cluster_script(root, given));
    return new_cluster_call(places, invocation, given);
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
              command_line({"/usr/bin/galera_new_cluster"}), command_line({"galera_new_cluster", "--help"})}) {
            TemporaryFolder root;
            with_idle_processes(root).write("proc/400/cmdline", words);
            CHECK(find_new_cluster_call(root.path(), flag) == NewClusterCall::live);
        }
    }

    TEST_CASE("the script's name elsewhere is not the script") {
        TemporaryFolder root;
        with_idle_processes(root);
        root.write("proc/400/cmdline", command_line({"vi", "-R", "/usr/bin/galera_new_cluster"}));
        root.write("proc/401/cmdline", command_line({"/usr/bin/galera_new_cluster.old"}));
        root.write("proc/402/cmdline", command_line({"grep galera_new_cluster"}));
        root.write("proc/self/cmdline", command_line({"galera_new_cluster"}));
        root.write("proc/40x/cmdline", command_line({"galera_new_cluster"}));
        CHECK(find_new_cluster_call(root.path(), flag) == NewClusterCall::left_over);
    }

    TEST_CASE("what was found in another start counts for nothing") {
        TemporaryFolder root;
        with_idle_processes(root).write("proc/400/cmdline", command_line({"galera_new_cluster"}));
        CHECK(find_new_cluster_call(root.path(), flag) == NewClusterCall::live);
        const Places places{root.path()};
        CHECK(new_cluster_call(places, "another", flag) == NewClusterCall::left_over);
        CHECK(new_cluster_call(places, "", flag) == NewClusterCall::left_over);
        CHECK(new_cluster_call(places, invocation, nullptr) == NewClusterCall::none);
        std::filesystem::remove_all(root / "proc/400");
        CHECK(find_new_cluster_call(root.path(), flag) == NewClusterCall::left_over);
    }

    TEST_CASE("processes that cannot be listed are an error, not a no") {
        const TemporaryFolder root;
        CHECK_THROWS_AS(find_new_cluster_call(root.path(), flag), SystemError);
    }
}
