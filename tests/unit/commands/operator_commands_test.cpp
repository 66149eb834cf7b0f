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

    TEST_CASE("who is held is not lost, and who holds it is told") {
        WaitingMachine node;
        node.peers.records.at("n2").hold = Hold{1'600'000'000, "root", "the disk is checked"};
        CHECK_THROWS_WITH(node.says(Override::Kind::assume_lost, {"n2"}),
                          doctest::Contains("by root: the disk is checked. When that work is done, run 'galera_init "
                                            "release' there"));
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

namespace {

/// n1, whose server is down, with a state folder that is there.
class HeldMachine : public RecordingMachine {
public:
    explicit HeldMachine(const TemporaryFolder& root) {
        context.places.root = root.path();
        std::filesystem::permissions(root.path(), std::filesystem::perms(0755));
        std::filesystem::create_directories(context.places.state_folder());
        const uid_t user = ::geteuid() == 0 ? 65534 : ::geteuid();
        REQUIRE(::chown(context.places.state_folder().c_str(), user, ::getegid()) == 0);
        units.server.phase = UnitPhase::down;
        tells(NodeStatus::stopped, intact(7));
    }

    void tells(NodeStatus status, const std::optional<Evidence>& evidence) {
        files.contents[record_place()] =
            PublishedRecord{record_of(0, status, evidence, "start"), server_unit, server_unit}.to_text();
    }
    [[nodiscard]] std::string kept() const {
        const auto found = files.contents.find(context.places.hold_file());
        return found == files.contents.end() ? "none" : found->second;
    }
    [[nodiscard]] std::string told() const {
        const auto hold = PublishedRecord::parse(files.contents.at(record_place())).record.hold;
        return hold ? hold->reason : "none";
    }

private:
    [[nodiscard]] std::filesystem::path record_place() const { return context.places.published_folder() / "record"; }
};

/// In a process of its own, for it stops being root.
std::string in_held_machine(const std::function<std::string(HeldMachine&)>& does) {
    const TemporaryFolder root;
    return in_child([&] {
        HeldMachine node(root);
        return does(node);
    });
}

} // namespace

TEST_SUITE("hold and release") {
    TEST_CASE("a hold is kept with its moment and its reason, told in the record, and replaced by the next one") {
        CHECK(in_held_machine([](HeldMachine& node) {
                  hold_node(node.context, "the disk is checked");
                  const std::string first = node.kept();
                  hold_node(node.context, "a dump");
                  return std::string(first.starts_with("1700000000@") && first.ends_with(":the disk is checked\n")
                                         ? "kept "
                                         : first) +
                         (node.kept().ends_with(":a dump\n") ? "replaced " : node.kept()) + node.told();
              }) == "kept replaced a dump");
    }

    TEST_CASE("a release takes it away, in the record as well, and is no fault where there is none") {
        CHECK(in_held_machine([](HeldMachine& node) {
                  hold_node(node.context, "work");
                  const int first = release_node(node.context);
                  const int second = release_node(node.context);
                  return node.kept() + " " + node.told() + " " + std::to_string(first + second);
              }) == "none none 0");
    }

    TEST_CASE("what another process is about to publish, or a server that runs has published, is left alone") {
        CHECK(in_held_machine([](HeldMachine& node) {
                  node.files.lock_is_free = [] { return false; };
                  hold_node(node.context, "work");
                  return node.told();
              }) == "none");
        CHECK(in_held_machine([](HeldMachine& node) {
                  node.tells(NodeStatus::running, std::nullopt);
                  hold_node(node.context, "work");
                  return node.told();
              }) == "none");
    }

    TEST_CASE("where nothing would heed it nobody is told that it holds") {
        CHECK(contains(in_held_machine([](HeldMachine& node) {
                           node.configuration.given.server.wsrep_on = false;
                           hold_node(node.context, "work");
                           return node.kept();
                       }),
                       "thrown: the server is not configured as a Galera node"));
        CHECK(contains(in_held_machine([](HeldMachine& node) {
                           std::filesystem::remove_all(node.context.places.state_folder());
                           hold_node(node.context, "work");
                           return node.kept();
                       }),
                       "to keep the hold in: run 'systemctl start galera-initiator-record.service' first"));
    }

    TEST_CASE("no word is taken while a node is held, for it could do nothing") {
        WaitingMachine node;
        Record own = node.record();
        own.status = NodeStatus::stopped;
        node.has_published(own);
        // The record may have had no room for it.
        node.file(RecordingMachine::hold_file) = Hold{1'764'253'385, "root", "work"}.to_string() + "\n";
        CHECK_THROWS_WITH(
            node.says(Override::Kind::assume_lost, {"n3"}),
            "no word can do anything while this node is held since 2025-11-27 14:23:05 UTC by root: work. "
            "Run 'galera_init release' first");
        CHECK_FALSE(node.has(WaitingMachine::word_file));
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
