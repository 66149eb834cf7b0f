#include "snmp/helper_confinement.hpp"

#include "../in_child.hpp"
#include "../temporary_folder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <netdb.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

enum class Stage { resolving, asking };

/// What a function returns in a process that is confined.
std::string confined(Stage stage, const std::function<std::string()>& function) {
    const HelperConfinement confinement;
    return in_child([&] {
        confinement.begin(std::chrono::seconds(1));
        if (stage == Stage::asking) {
            confinement.narrow();
        }
        return function();
    });
}

/// The outcome of a call that returns -1 where it fails.
std::string outcome(long result) {
    return result == -1 ? std::strerror(errno) : "done";
}

const std::string refused = std::strerror(EPERM);

} // namespace

TEST_SUITE("helper confinement") {
    TEST_CASE("a confined process changes no file and starts, looks into or ends no other process") {
        const TemporaryFolder folder;
        const std::string file = folder.write("file", "as it was");
        const pid_t parent = ::getpid();
        for (const Stage stage : {Stage::resolving, Stage::asking}) {
            CAPTURE(stage == Stage::asking);
            const auto tried = [&](const std::function<long()>& call) {
                return confined(stage, [&] { return outcome(call()); });
            };
            CHECK(tried([&] { return ::open(file.c_str(), O_WRONLY); }) == refused);
            CHECK(tried([&] { return ::open((file + ".new").c_str(), O_RDONLY | O_CREAT, 0600); }) == refused);
            CHECK(tried([&] { return ::truncate(file.c_str(), 0); }) == refused);
            CHECK(tried([&] { return ::unlink(file.c_str()); }) == refused);
            CHECK(tried([&] { return ::rename(file.c_str(), (file + ".new").c_str()); }) == refused);
            CHECK(tried([&] { return ::chmod(file.c_str(), 0777); }) == refused);
            CHECK(tried([&] { return ::symlink("/etc/passwd", (file + ".link").c_str()); }) == refused);
            CHECK(tried([] { return ::execl("/bin/true", "true", nullptr); }) == refused);
            CHECK(tried([] { return ::fork(); }) == refused);
            CHECK(tried([=] { return ::ptrace(PTRACE_ATTACH, parent, nullptr, nullptr); }) == refused);
            CHECK(tried([=] { return ::kill(parent, 0); }) == refused);
            CHECK(tried([=] { return ::syscall(SYS_pidfd_open, parent, 0U); }) == refused);
            CHECK(tried([] { return ::setuid(0); }) == refused);
            CHECK(tried([] { return ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }) == refused);
            CHECK(tried([] { return ::socket(AF_PACKET, SOCK_RAW, 0); }) == refused);
            CHECK(tried([] {
                      return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                                    0) == MAP_FAILED
                                 ? -1
                                 : 0;
                  }) == refused);
        }
        CHECK(folder.read("file") == "as it was");
    }

    TEST_CASE("once a name is resolved no file is opened and no local service is reached") {
        const auto open_file = [] { return outcome(::open("/etc/hosts", O_RDONLY)); };
        const auto open_local_socket = [] { return outcome(::socket(AF_UNIX, SOCK_STREAM, 0)); };
        CHECK(confined(Stage::resolving, open_file) == "done");
        CHECK(confined(Stage::resolving, open_local_socket) == "done");
        CHECK(confined(Stage::asking, open_file) == refused);
        CHECK(confined(Stage::asking, open_local_socket) == refused);
    }

    TEST_CASE("what is asked for still works") {
        const auto resolve = [] {
            addrinfo* list = nullptr;
            return std::string(::gai_strerror(::getaddrinfo("localhost", nullptr, nullptr, &list)));
        };
        CHECK(confined(Stage::resolving, resolve) == ::gai_strerror(0));
        CHECK(confined(Stage::asking, [] { return outcome(::socket(AF_INET6, SOCK_DGRAM, 0)); }) == "done");
    }

    TEST_CASE("it holds no capability and can gain none, and leaves and writes nothing") {
        CHECK(confined(Stage::resolving, [] {
                  std::array<char, 8192> text{};
                  const int file = ::open("/proc/thread-self/status", O_RDONLY);
                  [[maybe_unused]] const auto count = ::read(file, text.data(), text.size() - 1);
                  const std::string status = text.data();
                  std::string found;
                  for (const char* line : {"CapPrm:\t0000000000000000\n", "CapEff:\t0000000000000000\n",
                                           "CapAmb:\t0000000000000000\n", "NoNewPrivs:\t1\n", "Seccomp:\t2\n"}) {
                      found += status.find(line) == std::string::npos ? std::string("lacks ") + line : "";
                  }
                  return found;
              }) == "");
        CHECK(confined(Stage::resolving, [] {
                  // getrlimit(3) itself is refused.
                  std::array<char, 4096> text{};
                  const int file = ::open("/proc/thread-self/limits", O_RDONLY);
                  [[maybe_unused]] const auto count = ::read(file, text.data(), text.size() - 1);
                  const std::string limits = text.data();
                  std::string found;
                  for (const char* line : {"Max core file size        0                    0 ",
                                           "Max file size             0                    0 ",
                                           "Max cpu time              2                    2 "}) {
                      found += limits.find(line) == std::string::npos ? std::string("lacks ") + line : "";
                  }
                  return found;
              }) == "");
        if (!is_sanitized) {
            CHECK(confined(Stage::asking, [] {
                      return outcome(::mmap(nullptr, std::size_t{1} << 30U, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                                            0) == MAP_FAILED
                                         ? -1
                                         : 0);
                  }) == std::strerror(ENOMEM));
        }
    }

    TEST_CASE("where a filter cannot be loaded there is an error") {
        const SystemCallFilter filter = SystemCallFilter::for_asking();
        const std::string said = in_child([&] {
            if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) {
                return std::string("cannot become another user");
            }
            filter.load(); // without PR_SET_NO_NEW_PRIVS
            return std::string("loaded");
        });
        CHECK(said.starts_with("thrown: cannot load the filter for system calls"));
    }
}
