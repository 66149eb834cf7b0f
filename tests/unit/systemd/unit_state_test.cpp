#include "systemd/unit_state.hpp"

#include <doctest/doctest.h>

using galera_initiator::unit_phase;
using galera_initiator::UnitPhase;

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
}
