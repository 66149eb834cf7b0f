#include "commands/operator_commands.hpp"

#include "../in_child.hpp"
#include "../silent_announcer.hpp"
#include "../steps/recording_machine.hpp"
#include "../steps/starts.hpp"
#include "../temporary_folder.hpp"
#include "decision/assumptions.hpp"
#include "node/system_machine.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

/// n1 waits in its start for n3, and hears n2, which waits as well.
class WaitingMachine : public RecordingMachine {
public:
    WaitingMachine() {
        units.server.phase = UnitPhase::preparing;
        const Evidence cut = crashed_in({1, 2, 3}, 7);
        Record own = record_of(0, NodeStatus::initiating, of_node(1, cut), "");
        own.origin = this_start;
        own.settings = print();
        has_published(own);
        Record peer = record_of(1, NodeStatus::initiating, of_node(2, cut), "its start");
        peer.settings = print();
        peers.records = {{"n2", peer}};
    }

    void says(Override::Kind kind, const std::vector<std::string>& nodes) { give_word(context, kind, nodes, true); }
    [[nodiscard]] Override word() const { return Override::parse(files.contents.at(word_file)); }

private:
    [[nodiscard]] std::string print() const {
        return print_of_settings(configuration.given.cluster_address({}).nodes(), configuration.given.own.policies);
    }
};

} // namespace

TEST_SUITE("an operator's word") {
    TEST_CASE("the node that does not answer is taken for lost") {
        WaitingMachine node;
        node.says(Override::Kind::assume_lost, {"n3"});
        CHECK(node.word().kind == Override::Kind::assume_lost);
        CHECK(node.word().lost == std::vector{NodeAddress::parse("n3")});
    }

    TEST_CASE("who answers is not lost, and who is no node cannot be") {
        WaitingMachine node;
        CHECK_THROWS_WITH(node.says(Override::Kind::assume_lost, {"n2"}), doctest::Contains("n2 is not lost"));
        CHECK_THROWS_WITH(node.says(Override::Kind::assume_lost, {"n4"}), doctest::Contains("n4 is none of the nodes"));
        CHECK_FALSE(node.has(WaitingMachine::word_file));
    }

    TEST_CASE("a new word takes the place of an earlier one, and is judged without it") {
        WaitingMachine node;
        node.says(Override::Kind::assume_lost, {"n3"});
        const Override first = node.word();
        Record own = node.record();
        own.operator_word = first;
        node.has_published(own);
        node.says(Override::Kind::assume_lost, {"n3"});
        CHECK(node.word() == first);
    }

    TEST_CASE("where nobody is waited for nobody is taken for lost") {
        WaitingMachine node;
        node.peers.records["n3"] = record_of(2, NodeStatus::running, std::nullopt, "its start");
        CHECK_THROWS_WITH(node.says(Override::Kind::assume_lost, {}),
                          doctest::Contains("does not wait for a node that may be lost"));
    }
}

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
