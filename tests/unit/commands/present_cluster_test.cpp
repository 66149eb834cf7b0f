#include "commands/present_cluster.hpp"

#include "../decision/situations.hpp"
#include "../silent_announcer.hpp"
#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "decision/closure.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/published_record.hpp"
#include "node/live_node.hpp"
#include "node/system_machine.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

class FakeUnits : public UnitStates {
public:
    std::map<std::string, UnitState> states;

    UnitState read(const std::string& unit) override {
        const auto found = states.find(unit);
        if (found == states.end()) {
            throw Error("no bus");
        }
        return found->second;
    }
    pid_t main_process(const std::string& /*unit*/) override { return 0; }
};

class FakeGatherer : public PeerGatherer {
public:
    explicit FakeGatherer(std::vector<PeerAnswer> answers) : answers_(std::move(answers)) {}
    std::vector<PeerAnswer> gather(const std::vector<NodeAddress>& /*nodes*/) override { return answers_; }
    [[nodiscard]] bool is_authenticated() const override { return true; }

private:
    std::vector<PeerAnswer> answers_;
};

/// A machine of a cluster of two, n1, as a test sets it up below a root of its own.
struct Node {
    TemporaryFolder root;
    SilentAnnouncer announcer;
    FakeUnits units;
    SystemMachine system{Places{root.path()}, "mariadb.service", units};
    StepContext context{.places = {.root = root.path()},
                        .unit = "mariadb.service",
                        .invocation = {},
                        .cluster_address = {},
                        .announcer = announcer,
                        .machine = system.machine()};
    NodeSettings settings;
    SystemFiles files;
    std::vector<PeerAnswer> answers{2};
    std::string why_deaf;

    Node() {
        std::filesystem::create_directories(context.places.published_folder());
        std::filesystem::create_directories(context.places.state_folder());
        root.write("usr/lib/systemd/system/mariadb.service", "[Service]\n");
        settings.server.node_name = "n1";
        settings.server.cluster_name = "shop";
        units.states["mariadb.service"] = {UnitPhase::down, "", "inactive (dead)"};
    }

    static Record record(NodeStatus status) {
        Record record;
        record.cluster_name = "shop";
        record.node_name = "n1";
        record.status = status;
        record.origin = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        if (status == NodeStatus::stopped || status == NodeStatus::initiating) {
            record.evidence = crashed_in({1, 2}, 9);
        }
        return record;
    }

    void publishes(const Record& record) {
        PublishedRecordFile(files, context.places.published_folder())
            .save({record, "mariadb.service", "mariadb.service"});
    }

    void waits_in_its_start(std::chrono::microseconds since) {
        publishes(record(NodeStatus::initiating));
        units.states["mariadb.service"] = {UnitPhase::preparing, record(NodeStatus::initiating).origin,
                                           "activating (start-pre)", since};
    }

    PresentCluster look() {
        PresentClusterObserver::Ears ears;
        if (why_deaf.empty()) {
            ears.gatherer = std::make_unique<FakeGatherer>(answers);
        }
        ears.why_deaf = why_deaf;
        return PresentClusterObserver(context, settings,
                                      {NodeAddress::parse("10.0.0.1"), NodeAddress::parse("10.0.0.2")}, OwnNode{0},
                                      std::move(ears))
            .look();
    }
};

std::chrono::microseconds now() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

} // namespace

TEST_SUITE("present cluster") {
    TEST_CASE("this node is shown as it is, and a start would see it as being started") {
        Node n1;
        n1.publishes(Node::record(NodeStatus::stopped));
        const PresentCluster present = n1.look();
        CHECK(present.situation.nodes[0].record->status == NodeStatus::stopped);
        const auto seen = present.as_seen_by_a_start();
        REQUIRE(seen);
        CHECK(seen->nodes[0].record->status == NodeStatus::initiating);
        CHECK(seen->nodes[0].record->settings == present.settings);
        CHECK(seen->unit == "mariadb");
        CHECK(present.notes.empty());
    }
    TEST_CASE("what is answered becomes what is heard") {
        Node n1;
        n1.publishes(Node::record(NodeStatus::stopped));
        n1.answers[1].outcome = PeerAnswer::Outcome::answered;
        n1.answers[1].state = Node::record(NodeStatus::stopped).to_line();
        CHECK(n1.look().situation.nodes[1].hearing == Hearing::heard);
    }
    TEST_CASE("without a record of now there is no evidence, and a note says why") {
        Node n1;
        const PresentCluster present = n1.look();
        CHECK_FALSE(present.as_seen_by_a_start());
        CHECK(present.situation.nodes[0].record->status == NodeStatus::stopped);
        REQUIRE(present.notes.size() == 1);
        CHECK(present.notes[0].starts_with("This node's own record is not known: no record was published since boot"));
    }
    TEST_CASE("without a bus not even the status is known") {
        Node n1;
        n1.units.states.clear();
        const PresentCluster present = n1.look();
        CHECK_FALSE(present.own_status_is_known);
        CHECK(present.notes == std::vector<std::string>{"This node's own record is not known: no bus."});
    }
    TEST_CASE("who is deaf asks nobody and says why") {
        Node n1;
        n1.publishes(Node::record(NodeStatus::stopped));
        n1.why_deaf = "no community";
        const PresentCluster present = n1.look();
        CHECK(present.answers.empty());
        CHECK(present.notes == std::vector<std::string>{"The other nodes were not asked: no community."});
    }
    TEST_CASE("the operator's word waits for the next start") {
        Node n1;
        n1.publishes(Node::record(NodeStatus::stopped));
        n1.root.write("run/galera-initiator/published/word", "bootstrap-here,0123456789abcdef");
        CHECK(n1.look().situation.nodes[0].record->operator_word->kind == Override::Kind::bootstrap_here);
    }
    TEST_CASE("a start that waits has taken up the operator's word itself") {
        Node n1;
        n1.waits_in_its_start(now());
        n1.root.write("run/galera-initiator/published/word", "bootstrap-here,0123456789abcdef");
        CHECK_FALSE(n1.look().situation.nodes[0].record->operator_word);
    }
    TEST_CASE("the majority is due once the start that waits has waited for it") {
        Node n1;
        n1.settings.own.policies.wait_for = Policies::WaitFor::majority;
        n1.settings.own.majority_after = std::chrono::seconds(30);
        n1.waits_in_its_start(now() - std::chrono::seconds(31));
        CHECK(n1.look().situation.majority_is_due);
        n1.waits_in_its_start(now() - std::chrono::seconds(20));
        CHECK_FALSE(n1.look().situation.majority_is_due);
        n1.units.states["mariadb.service"] = {UnitPhase::down, "", "inactive (dead)", now() - std::chrono::hours(1)};
        n1.publishes(Node::record(NodeStatus::stopped));
        CHECK_FALSE(n1.look().situation.majority_is_due);
    }
    TEST_CASE("how long a start has waited is told while it waits only") {
        Node n1;
        n1.waits_in_its_start(now() - std::chrono::seconds(31));
        const auto waited = n1.look().waited;
        CHECK(waited >= std::chrono::seconds(31));
        CHECK(waited < std::chrono::seconds(60));
        n1.units.states["mariadb.service"] = {UnitPhase::down, "", "inactive (dead)", now() - std::chrono::hours(1)};
        n1.publishes(Node::record(NodeStatus::stopped));
        CHECK_FALSE(n1.look().waited);
    }
    TEST_CASE("with wait_for = majority the next start is held to the choice of an earlier one") {
        Node n1;
        n1.settings.own.policies.wait_for = Policies::WaitFor::majority;
        n1.publishes(Node::record(NodeStatus::stopped));
        NodeMemory memory;
        memory.choice = {uuid(7), NodeAddress::parse("10.0.0.2"), "0123456789abcdef"};
        NodeMemoryFile(n1.files, n1.context.places.state_folder()).save(memory);
        const PresentCluster present = n1.look();
        CHECK(present.situation.choice == Choice{uuid(7), 1, "0123456789abcdef"});
        CHECK(present.as_seen_by_a_start()->nodes[0].record->choice == uuid(7));
        n1.settings.own.policies.wait_for = Policies::WaitFor::all;
        CHECK_FALSE(n1.look().as_seen_by_a_start()->nodes[0].record->choice);
    }
}

TEST_SUITE("live node") {
    TEST_CASE("the unit that published is the one that is asked, whatever the caller takes it for") {
        Node n1;
        n1.publishes(Node::record(NodeStatus::stopped));
        CHECK(examine_node(n1.files, n1.context.places, n1.units, "other.service").unit == "mariadb.service");
    }
    TEST_CASE("where nothing was published, the given unit is looked for") {
        Node n1;
        n1.root.write("etc/systemd/system/database.service", "[Service]\n");
        n1.units.states["database.service"] = {UnitPhase::up, "", "active (running)"};
        CHECK(examine_node(n1.files, n1.context.places, n1.units, "database.service").status() == NodeStatus::running);
        CHECK_THROWS_AS(examine_node(n1.files, n1.context.places, n1.units, "absent.service"), Error);
    }
    TEST_CASE("a recovery in a unit of its own is known by that unit's state") {
        Node n1;
        PublishedRecordFile(n1.files, n1.context.places.published_folder())
            .save({Node::record(NodeStatus::recovering), "record.service", "mariadb.service"});
        n1.units.states["record.service"] = {UnitPhase::starting, Node::record(NodeStatus::recovering).origin,
                                             "activating (start)"};
        CHECK(examine_node(n1.files, n1.context.places, n1.units).status() == NodeStatus::recovering);
    }
}
