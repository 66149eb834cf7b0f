#include "commands/operator_commands.hpp"

#include "../in_child.hpp"
#include "../silent_announcer.hpp"
#include "../temporary_folder.hpp"
#include "node/system_machine.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("operator commands") {
    TEST_CASE("a word is taken back by the server's user, not by root") {
        const TemporaryFolder root;
        std::filesystem::permissions(root.path(), std::filesystem::perms(0755));
        SilentAnnouncer announcer;
        BusUnitStates units;
        const SystemMachine system(Places{root.path()}, "mariadb.service", units);
        const StepContext context{.places = {.root = root.path()},
                                  .unit = "mariadb.service",
                                  .invocation = {},
                                  .cluster_address = {},
                                  .announcer = announcer,
                                  .machine = system.machine()};
        root.write("run/galera-initiator/published/word", "bootstrap-here");
        const uid_t user = ::geteuid() == 0 ? 65534 : ::geteuid();
        REQUIRE(::chown(context.places.published_folder().c_str(), user, ::getegid()) == 0);
        CHECK(in_child([&] {
                  withdraw_word(context);
                  return std::to_string(::geteuid());
              }) == std::to_string(user));
        CHECK_FALSE(root.has("run/galera-initiator/published/word"));
    }
}
