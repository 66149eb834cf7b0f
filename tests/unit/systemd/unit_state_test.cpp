#include "systemd/unit_state.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "common/file_descriptor.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include <sys/socket.h>
#include <sys/un.h>

using galera_initiator::unit_phase;
using galera_initiator::UnitPhase;

namespace {

/// In the system bus's place for as long as it lives: it listens, and does nothing else.
struct ListeningBus {
    galera_initiator::test::TemporaryFolder folder;
    std::string path = folder / "bus";
    galera_initiator::FileDescriptor listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};

    ListeningBus() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        REQUIRE(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::listen(listener.get(), 1) == 0);
        ::setenv("DBUS_SYSTEM_BUS_ADDRESS", ("unix:path=" + path).c_str(), 1);
    }
    ListeningBus(const ListeningBus&) = delete;
    ListeningBus& operator=(const ListeningBus&) = delete;
    ~ListeningBus() { ::unsetenv("DBUS_SYSTEM_BUS_ADDRESS"); }
};

} // namespace

TEST_SUITE("unit phase") {
    TEST_CASE("a unit whose processes are gone is down, one that waits for its restart as well") {
        for (const char* active : {"inactive", "failed"}) {
            CHECK(unit_phase(active, "dead") == UnitPhase::down);
            CHECK(unit_phase(active, "failed") == UnitPhase::down);
        }
        CHECK(unit_phase("activating", "auto-restart") == UnitPhase::down);
        CHECK(unit_phase("activating", "auto-restart-queued") == UnitPhase::down);
        CHECK(unit_phase("activating", "condition") == UnitPhase::down);
    }

    TEST_CASE("a start goes from preparing over starting to up") {
        CHECK(unit_phase("activating", "start-pre") == UnitPhase::preparing);
        CHECK(unit_phase("activating", "start") == UnitPhase::starting);
        CHECK(unit_phase("activating", "start-post") == UnitPhase::finishing);
        CHECK(unit_phase("active", "running") == UnitPhase::up);
        CHECK(unit_phase("reloading", "reload") == UnitPhase::up);
        CHECK(unit_phase("refreshing", "refresh") == UnitPhase::up);
    }

    TEST_CASE("every way of stopping is stopping, because processes may still run") {
        for (const char* sub : {"stop", "stop-sigterm", "stop-post", "final-sigterm", "stop-watchdog", "new-word"}) {
            CHECK(unit_phase("deactivating", sub) == UnitPhase::stopping);
        }
    }

    TEST_CASE("a state that this version does not know is neither up nor down") {
        CHECK(unit_phase("activating", "new-word") == UnitPhase::other);
        CHECK(unit_phase("maintenance", "dead") == UnitPhase::other);
        CHECK(unit_phase("", "") == UnitPhase::other);
        CHECK(unit_phase("Active", "running") == UnitPhase::other);
    }

    TEST_CASE("a bus that accepts and never greets is given up after two seconds") {
        const ListeningBus bus;
        const auto began = std::chrono::steady_clock::now();
        CHECK_THROWS_WITH_AS(galera_initiator::BusUnitStates().read("mariadb.service"),
                             "cannot reach the system bus: Connection timed out", galera_initiator::SystemError);
        CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
    }

    TEST_CASE("without a bus, or with one that closes at once, no state is made up") {
        const ListeningBus bus;
        SUBCASE("it closes") {
            const std::jthread closing([&] {
                const galera_initiator::FileDescriptor accepted(
                    ::accept4(bus.listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
            });
            CHECK_THROWS_AS(galera_initiator::BusUnitStates().read("mariadb.service"), galera_initiator::SystemError);
        }
        SUBCASE("it is not there") {
            std::filesystem::remove(bus.path);
            CHECK_THROWS_WITH_AS(galera_initiator::BusUnitStates().read("mariadb.service"),
                                 "cannot reach the system bus: No such file or directory",
                                 galera_initiator::SystemError);
        }
    }
}
