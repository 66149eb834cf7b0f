#include "recording_machine.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("admit") {
    TEST_CASE("the other unit is looked at by its own name, and nothing else is done") {
        RecordingMachine node;
        node.context.unit = "mariadb@other.service";
        admit(node.context);
        CHECK(node.configuration.second_server == "mariadb@other.service");
        CHECK(node.effects.are_none());
    }
}
