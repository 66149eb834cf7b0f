#include "systemd/announcer.hpp"

#include "../temporary_folder.hpp"
#include "common/file_descriptor.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using galera_initiator::FileDescriptor;
using galera_initiator::SystemAnnouncer;
using galera_initiator::Urgency;
using galera_initiator::test::TemporaryFolder;

namespace {

std::string standard_error_of(const std::function<void()>& action) {
    const TemporaryFolder folder;
    const auto path = folder.write("stderr", "");
    const FileDescriptor file(::open(path.c_str(), O_WRONLY));
    const FileDescriptor kept(::dup(STDERR_FILENO));
    REQUIRE(::dup2(file.get(), STDERR_FILENO) >= 0);
    action();
    std::fflush(stderr);
    ::dup2(kept.get(), STDERR_FILENO);
    return folder.read("stderr");
}

void announce_something() {
    SystemAnnouncer().announce({galera_initiator::message_id::wait,
                                Urgency::warning,
                                "Waits for n2.\nWhat was heard: %s",
                                {{"GALERA_DECISION", "wait"}}});
}

} // namespace

TEST_SUITE("announcer") {
    TEST_CASE("where standard error is not the journal, the message goes there as text") {
        ::unsetenv("JOURNAL_STREAM");
        CHECK(standard_error_of(announce_something) == "galera_init: Waits for n2.\nWhat was heard: %s\n");
    }

    TEST_CASE("a note is not shown on the terminal") {
        ::unsetenv("JOURNAL_STREAM");
        CHECK(standard_error_of([] {
                  SystemAnnouncer().note({galera_initiator::message_id::word_given, Urgency::notice, "Said.", {}});
              }).empty());
    }

    TEST_CASE("a journal stream that standard error does not lead to does not count") {
        ::setenv("JOURNAL_STREAM", "8:1", 1);
        CHECK(standard_error_of(announce_something).starts_with("galera_init: Waits for n2."));
        ::unsetenv("JOURNAL_STREAM");
    }

    TEST_CASE("the status goes to the service manager on one line, and never with READY") {
        const TemporaryFolder folder;
        const std::string path = (folder / "notify").string();
        const FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        REQUIRE(path.size() < sizeof address.sun_path);
        std::memcpy(address.sun_path, path.c_str(), path.size());
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bind() is made for this
        REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
        SystemAnnouncer().show_status("Waits for n2:\nREADY=1");
        ::unsetenv("NOTIFY_SOCKET");
        std::array<char, 256> buffer{};
        const auto length = ::recv(socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        REQUIRE(length > 0);
        CHECK(std::string(buffer.data(), static_cast<std::size_t>(length)) == "STATUS=Waits for n2: READY=1");
    }

    TEST_CASE("without a service manager the status goes nowhere") {
        ::unsetenv("NOTIFY_SOCKET");
        CHECK(standard_error_of([] { SystemAnnouncer().show_status("Waits"); }).empty());
    }
}
