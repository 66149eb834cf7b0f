#include "common/child_process.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using galera_initiator::ChildResult;
using galera_initiator::Error;
using galera_initiator::run_child;
using galera_initiator::SystemError;
using galera_initiator::test::TemporaryFolder;
using namespace std::chrono_literals;

namespace {

ChildResult run_script(const std::string& script) {
    return run_child({"/bin/sh", "-c", script});
}

bool has_children() {
    return ::waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD;
}

/// Waits some seconds for it to end. One that has ended and that nobody has reaped counts as ended.
bool ends(pid_t process) {
    const auto status = std::filesystem::path("/proc") / std::to_string(process) / "stat";
    for (int tries = 0; tries < 250; ++tries) {
        std::string text;
        std::getline(std::ifstream(status), text);
        if (text.empty() || text.find(") Z ") != std::string::npos) {
            return true;
        }
        std::this_thread::sleep_for(20ms);
    }
    return false;
}

} // namespace

TEST_SUITE("child process") {
    TEST_CASE("what a child writes is kept apart by stream, with its exit status") {
        const ChildResult result = run_script("echo out; echo err >&2; exit 3");
        CHECK(result.standard_output == "out\n");
        CHECK(result.standard_error == "err\n");
        CHECK(result.exit_status == 3);
        CHECK_FALSE(has_children());
    }

    TEST_CASE("arguments reach the program as they are, without a shell") {
        const ChildResult result = run_child({"/bin/echo", "$HOME; `id`", "a b"});
        CHECK(result.standard_output == "$HOME; `id` a b\n");
    }

    TEST_CASE("a child that a signal ends is told as 128 and the signal's number") {
        CHECK(run_script("kill -TERM $$").exit_status == 128 + SIGTERM);
    }

    TEST_CASE(
        "a child cannot report to the service manager and reads nothing, and no home folder changes what it does") {
        const std::string home = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
        ::setenv("HOME", "/home/somebody", 1);
        ::setenv("NOTIFY_SOCKET", "/nowhere", 1);
        ::setenv("WATCHDOG_PID", "1", 1);
        ::setenv("GALERA_INITIATOR_TEST", "kept", 1);
        const ChildResult result = run_script("env; cat");
        ::unsetenv("NOTIFY_SOCKET");
        ::unsetenv("WATCHDOG_PID");
        ::unsetenv("GALERA_INITIATOR_TEST");
        ::setenv("HOME", home.c_str(), 1);
        CHECK(result.standard_output.find("/home/somebody") == std::string::npos);
        CHECK(result.standard_output.find("NOTIFY_SOCKET") == std::string::npos);
        CHECK(result.standard_output.find("WATCHDOG_PID") == std::string::npos);
        CHECK(result.standard_output.find("GALERA_INITIATOR_TEST=kept\n") != std::string::npos);
        CHECK(result.exit_status == 0);
    }

    TEST_CASE("of much output the last bytes are kept, and both streams may be full at once") {
        const ChildResult result = run_child(
            {"/bin/sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo line $i; echo line $i >&2; i=$((i+1)); done"},
            {.time_limit = 60s, .output_limit = 22});
        CHECK(result.standard_output == "line 19998\nline 19999\n");
        CHECK(result.standard_error == "line 19998\nline 19999\n");
    }

    TEST_CASE("a program that cannot be started is a system error with its name") {
        const TemporaryFolder folder;
        CHECK_THROWS_WITH_AS(run_child({"/nowhere/program"}),
                             "cannot start /nowhere/program: No such file or directory", SystemError);
        CHECK_THROWS_AS(run_child({folder.write("not-executable", "#!/bin/sh\n").string()}), SystemError);
        CHECK_FALSE(has_children());
    }

    TEST_CASE("a child whose end cannot be told has not succeeded") {
        // The kernel then reaps children by itself.
        const auto before = std::signal(SIGCHLD, SIG_IGN);
        CHECK_THROWS_WITH_AS(run_child({"/bin/false"}), "cannot tell how /bin/false ended: No child processes",
                             SystemError);
        std::signal(SIGCHLD, before);
    }

    TEST_CASE("what a child has started and left goes with it") {
        const auto result = run_child({"/bin/sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!"});
        const pid_t left = std::stoi(result.standard_output);
        // It was sent SIGKILL, and ends, and is reaped by another process, in a moment.
        const auto is_there = [&] {
            std::ifstream status("/proc/" + std::to_string(left) + "/stat");
            std::string number;
            std::string name;
            std::string state;
            return status >> number >> name >> state && state != "Z";
        };
        for (int tries = 0; tries < 100 && is_there(); ++tries) {
            std::this_thread::sleep_for(20ms);
        }
        CHECK_FALSE(is_there());
    }

    TEST_CASE("a child past its time limit is ended with all that it started, and reaped") {
        const TemporaryFolder folder;
        const std::string script =
            "sleep 60 & echo $! > '" + (folder / "grandchild").string() + "'; trap '' TERM; wait; sleep 60";
        const auto began = std::chrono::steady_clock::now();
        CHECK_THROWS_AS(run_child({"/bin/sh", "-c", script}, {.time_limit = 500ms}), Error);
        CHECK(std::chrono::steady_clock::now() - began < 10s);
        CHECK_FALSE(has_children());
        const pid_t grandchild = std::stoi(folder.read("grandchild"));
        CHECK(ends(grandchild));
    }

    TEST_CASE("the time limit holds for a child that has closed its output as well") {
        const auto began = std::chrono::steady_clock::now();
        CHECK_THROWS_AS(run_child({"/bin/sh", "-c", "exec >&- 2>&-; sleep 20"}, {.time_limit = 300ms}), Error);
        CHECK(std::chrono::steady_clock::now() - began < 10s);
        CHECK_FALSE(has_children());
    }

    TEST_CASE("a child ends with this process, however that ends") {
        const TemporaryFolder folder;
        const std::string script = "echo $$ > '" + (folder / "pid").string() + "'; exec sleep 60";
        const pid_t parent = ::fork();
        REQUIRE(parent >= 0);
        if (parent == 0) {
            ::setpgid(0, 0);
            run_child({"/bin/sh", "-c", script});
            ::_exit(0);
        }
        while (folder.read("pid").find('\n') == std::string::npos) {
            std::this_thread::sleep_for(10ms);
        }
        ::kill(parent, SIGKILL);
        ::waitpid(parent, nullptr, 0);
        const pid_t child = std::stoi(folder.read("pid"));
        CHECK(ends(child));
    }
}
