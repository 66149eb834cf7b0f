#include "common/error.hpp"
#include "deciding/start_phases.hpp"
#include "decision/assumptions.hpp"
#include "recording_machine.hpp"
#include "steps/steps.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>

using namespace galera_initiator;
using namespace galera_initiator::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* some_print = "0123456789abcdef";

Record running_n2() {
    Record record = record_of(1, NodeStatus::running, std::nullopt, "start");
    record.history = history();
    record.lineage = timelines({timeline(1, 9)});
    record.member = member(2);
    return record;
}

/// A verdict that a test gives in the place of the rule's.
Verdict joins_n2() {
    return {.action = Action::join, .reason = Reason::peer_runs, .history_of = 1};
}

Verdict bootstraps_here() {
    return {.action = Action::bootstrap, .reason = Reason::furthest_position};
}

/// A node whose peer n2 runs.
class JoiningMachine : public RecordingMachine {
public:
    JoiningMachine() { peers.records = {{"n2", running_n2()}}; }

    /// @returns the situation that was decided about last
    const Situation& decides() {
        decide_start(context);
        return situations.back();
    }

    [[nodiscard]] StartPhases phases() {
        return StartPhases::parse(files.contents.at(phases_file), this_start, clock.now());
    }

    [[nodiscard]] bool tells(const std::string& part) const {
        return std::any_of(announcer.announcements.begin(), announcer.announcements.end(),
                           [&](const Announcement& one) { return contains(one.message, part); });
    }

    /// It crashed in a component of all, and its position is to be recovered.
    void has_crashed() {
        has_saved_state("-1");
        has_view(1, {1, 2, 3});
        NodeMemory of_server = memory();
        of_server.has_run_since = true;
        has_memory(of_server);
        data.recover = [] { return RecoveredPosition{Position(history(), Seqno(9))}; };
    }

    /// In its first round; then it joins n2.
    void chooses_n2() {
        configuration.given.own.policies.wait_for = Policies::WaitFor::majority;
        rule = [this](const Situation&) {
            Verdict verdict = joins_n2();
            if (situations.size() == 1) {
                verdict = {.choice = Choice{uuid(50), 1, some_print}};
            }
            return verdict;
        };
    }

    /// In its first round; then it joins n2.
    void outlives_its_view() {
        rule = [this](const Situation&) {
            Verdict verdict = joins_n2();
            if (situations.size() == 1) {
                verdict = {};
                verdict.outlives_view = true;
            }
            return verdict;
        };
    }
};

} // namespace

TEST_SUITE("decide") {
    TEST_CASE("a join: the evidence under the lock, the memory before the record, and the decision after all") {
        JoiningMachine node;
        decide_start(node.context);
        CHECK(
            node.effects.text() ==
            "end cleanly when stopped, stop being root, hold lock, look for a transfer into /var/lib/mysql, flush "
            "/var/lib/mysql, remove "
            "copies of grastate.dat, write record of initiating, ask n1 n2 n3, decide, tell join, write memory, write "
            "galera-initiator.lineage, write memory, write "
            "record of joining, write phases, write decision, release lock");
        CHECK(node.decision() == HandedStart{HandedDecision::join, Position(history(), Seqno(7)), true});
        CHECK(node.memory().data_folder == "7");
        CHECK(node.memory().state_file == "8");
    }

    TEST_CASE("a bootstrap: the memory before the flag, which must never be taken for evidence, and then the record") {
        JoiningMachine node;
        node.rule = [](const Situation&) { return bootstraps_here(); };
        decide_start(node.context);
        CHECK(node.effects.text() ==
              "end cleanly when stopped, stop being root, hold lock, look for a transfer into /var/lib/mysql, flush "
              "/var/lib/mysql, remove "
              "copies of grastate.dat, write record of initiating, ask n1 n2 n3, decide, tell bootstrap, write memory, "
              "write "
              "galera-initiator.lineage, write memory, "
              "archive of 20231114T221320Z, edit grastate.dat, write record of bootstrapping, write "
              "phases, write decision, release lock");
        CHECK(node.decision() == HandedStart{HandedDecision::bootstrap, Position(history(), Seqno(7)), true});
        CHECK(node.file(RecordingMachine::saved_state) == grastate(history().to_string(), "7", true));
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::bootstrap);
    }

    TEST_CASE("a start together: the memory before the view, and the view before anybody hears of it") {
        JoiningMachine node;
        node.has_crashed();
        NodeMemory memory = node.memory();
        memory.last_view = {member(1), 4};
        node.has_memory(memory);
        const AgreedView view{9, members({1, 2})};
        Verdict verdict{.action = Action::restore, .reason = Reason::agreed_view, .winner = 0, .together = view};
        std::string told = "bootstrapping";
        SUBCASE("it leads") {
            node.rule = [&](const Situation& situation) {
                const bool has_claimed = situation.nodes[0].record->claim.has_value();
                return has_claimed ? verdict : Verdict{.reason = Reason::agreement_pending, .claims = true};
            };
        }
        SUBCASE("it follows n2") {
            told = "joining";
            Record leader = record_of(1, NodeStatus::bootstrapping, std::nullopt, "start");
            leader.history = history();
            leader.lineage = timelines({timeline(2, 9)});
            leader.together = view;
            leader.claim = uuid(70);
            leader.member = member(2);
            node.peers.records = {{"n2", leader}};
            verdict.winner = verdict.history_of = 1;
            node.rule = [&](const Situation&) { return verdict; };
        }
        decide_start(node.context);
        CAPTURE(node.effects.text());
        CHECK(node.effects.has("write memory, archive of 20231114T221321Z, write gvwstate.dat, write "
                               "galera-initiator.lineage, write memory, write record of " +
                               told));
        CHECK(node.decision() == HandedStart{HandedDecision::join, Position(history(), Seqno(9)), true});
        CHECK(node.record().together == view);
        CHECK(node.record().member == member(1));
        CHECK_FALSE(node.record().evidence.has_value());
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::restore_over_view);
        CHECK(node.memory().joined_members == members({2}));
        const Lineage& lineage = node.memory().lineage;
        CHECK(node.record().lineage == lineage);
        CHECK((told == "joining" ? lineage == timelines({timeline(2, 9)})
                                 : lineage.later().size() == 1 && lineage.later()[0].begins_at == Seqno(9)));
        const ViewState placed = ViewState::parse(node.file(RecordingMachine::view));
        CHECK(placed.own == member(1));
        CHECK(placed.members == view.members);
        CHECK(placed.number == 9);
        CHECK(placed.agreement == id_of_agreement(uuid(told == "joining" ? 70 : 701)));
    }

    TEST_CASE("a node tells that it can start together, and after which view, unless its last start came to no end") {
        JoiningMachine node;
        node.has_crashed();
        node.file(RecordingMachine::view) =
            gvwstate(member(1).to_string(), {member(1).to_string(), member(2).to_string()}, 6);
        NodeMemory memory = node.memory();
        memory.last_view = {member(1), 4};
        node.configuration.given.own.starts_together = true;
        SUBCASE("it does") {
            node.has_memory(memory);
            CHECK(node.decides().nodes[0].record->together == AgreedView{6, {}});
        }
        SUBCASE("its last start was not seen to its end") {
            memory.unfinished_start = NodeMemory::UnfinishedStart::restore;
            node.has_memory(memory);
            CHECK_FALSE(node.decides().nodes[0].record->together.has_value());
        }
        SUBCASE("it is not wanted") {
            node.configuration.given.own.starts_together = false;
            node.has_memory(memory);
            CHECK_FALSE(node.decides().nodes[0].record->together.has_value());
        }
        SUBCASE("there are arbitrators") {
            node.configuration.given.own.policies.arbitrators = 1;
            node.has_memory(memory);
            CHECK_FALSE(node.decides().nodes[0].record->together.has_value());
        }
        SUBCASE("its provider restores nothing") {
            node.configuration.given.server.provider_options = "pc.recovery=no";
            node.has_memory(memory);
            CHECK_FALSE(node.decides().nodes[0].record->together.has_value());
        }
    }

    TEST_CASE("an agreed view whose component has not formed goes before any other start") {
        JoiningMachine node;
        node.has_crashed();
        NodeMemory memory = node.memory();
        memory.last_view = {member(1), 4};
        memory.left_members = members({1, 2});
        memory.joined_members = members({2});
        memory.unfinished_start = NodeMemory::UnfinishedStart::restore_over_view;
        node.has_memory(memory);
        node.file(RecordingMachine::view) =
            ViewState{member(1), members({1, 2}), 9, id_of_agreement(uuid(70))}.to_text();
        node.rule = [](const Situation&) { return bootstraps_here(); };
        decide_start(node.context);
        CAPTURE(node.effects.text());
        CHECK(node.situations[0].nodes[0].record->evidence->membership == Membership::view);
        CHECK(node.effects.has("write gvwstate.dat, write memory"));
        CHECK(ViewState::parse(node.file(RecordingMachine::view)) == memory.replaced_view());
        CHECK(node.memory().left_members == members({1, 2}));
        CHECK(node.memory().last_view == memory.last_view);
    }

    TEST_CASE("a node writes down whom it goes by before it tells so, and decides by that evidence from then on") {
        JoiningMachine node;
        node.has_saved_state("7", true);
        node.peers.records = {{"n2", record_of(1, NodeStatus::stopped, of_node(2, left({1, 2}, 38)), "boot")}};
        node.rule = [&](const Situation& situation) {
            if (!situation.nodes[situation.self].record->evidence->joined.empty()) {
                return bootstraps_here();
            }
            return Verdict{.action = Action::wait,
                           .reason = Reason::peer_holds_more,
                           .concerns = {{1, "holds more"}},
                           .goes_by = 1};
        };
        CHECK(node.decides().nodes[0].record->evidence->joined == std::vector{member(2)});
        CAPTURE(node.effects.text());
        CHECK(node.effects.has("tell wait, flush /var/lib/mysql, write memory, flush /var/lib/mysql, write record of "
                               "initiating, ask n1 n2"));
        CHECK(node.memory().joined_members == std::vector<Uuid>{member(2)});
    }

    TEST_CASE("who goes by a node that does not know which member it was knows no more with whom it was itself") {
        JoiningMachine node;
        node.has_saved_state("7", true);
        Evidence nameless = unknown(38);
        nameless.identities.clear();
        node.peers.records = {{"n2", record_of(1, NodeStatus::stopped, nameless, "boot")}};
        node.rule = [&](const Situation& situation) {
            if (situation.nodes[situation.self].record->evidence->membership == Membership::left) {
                return bootstraps_here();
            }
            return Verdict{.action = Action::wait,
                           .reason = Reason::peer_holds_more,
                           .concerns = {{1, "holds more"}},
                           .goes_by = 1};
        };
        const Evidence own = *node.decides().nodes[0].record->evidence;
        CHECK(own.members.empty());
        CHECK(own.joined.empty());
    }

    TEST_CASE("a bootstrap by a word goes on from what is shown in the place of what the data was") {
        JoiningMachine node;
        NodeMemory memory = node.memory();
        memory.last_position = Position(history(), Seqno(50));
        node.has_memory(memory);
        node.rule = [](const Situation& situation) {
            CHECK(situation.nodes[situation.self].record->evidence->data == DataState::unseen);
            Verdict verdict = bootstraps_here();
            verdict.reason = Reason::operator_word;
            return verdict;
        };
        decide_start(node.context);
        CHECK(node.decision() == HandedStart{HandedDecision::bootstrap, Position(history(), Seqno(7)), true});
        CHECK(node.memory().last_position == Position(history(), Seqno(7)));
    }

    TEST_CASE(
        "data that is given up is so in the memory first, and goes before that takes over the others' timelines") {
        JoiningMachine node;
        node.has_crashed();
        node.rule = [](const Situation&) {
            Verdict verdict = joins_n2();
            verdict.discards_data = true;
            return verdict;
        };
        std::optional<NodeMemory> at_first;
        node.files.before_write = [&](const std::filesystem::path& path) {
            if (path == RecordingMachine::saved_state && !at_first) {
                at_first = node.memory();
            }
        };
        decide_start(node.context);
        CHECK(node.effects.has("tell join, write memory, archive of 20231114T221321Z, edit grastate.dat, remove "
                               "gvwstate.dat, write memory, write record of joining"));
        REQUIRE(at_first);
        CHECK(at_first->unfinished_start == NodeMemory::UnfinishedStart::join_to_fill);
        CHECK(at_first->lineage != timelines({timeline(1, 9)}));
        CHECK(node.file(RecordingMachine::saved_state) == grastate(nil_history, "-1", false));
        CHECK(node.decision() == HandedStart{HandedDecision::join, std::nullopt, true});
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::join_to_fill);
    }

    TEST_CASE("what would let a joiner go astray goes after the memory, and before anybody hears that it joins") {
        JoiningMachine node;
        node.has_crashed();
        node.has_view(1, {1});
        decide_start(node.context);
        CHECK(node.effects.has(
            "tell join, write memory, write galera-initiator.lineage, write memory, archive of 20231114T221321Z, "
            "remove gvwstate.dat, write "
            "record of joining"));
    }

    TEST_CASE("a view that is another node's goes before a start is remembered that might have left it") {
        JoiningMachine node;
        NodeMemory memory = node.memory();
        memory.identities = {member(1)};
        node.has_memory(memory);
        node.has_view(7, {7, 8});
        node.decides();
        CAPTURE(node.effects.text());
        CHECK(node.effects.has(
            "edit grastate.dat, remove gvwstate.dat, write memory, write galera-initiator.lineage, write memory, "
            "write record of joining"));
        CHECK(node.memory().identities == members({1}));
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::join);
    }

    TEST_CASE("grastate.dat is on the disk before it is remembered when it was written") {
        JoiningMachine node;
        decide_start(node.context);
        CHECK(node.files.flushed.contains(RecordingMachine::saved_state));
    }

    TEST_CASE("a data folder that is put there while a start waits is not gone on from by what was there before") {
        JoiningMachine node;
        const std::string put = grastate(history().to_string(), "70", true);
        node.rule = [&](const Situation&) {
            node.file(RecordingMachine::saved_state) = put;
            return bootstraps_here();
        };
        CHECK_THROWS_AS(decide_start(node.context), BegunAgain);
        CHECK(contains(node.announcer.announcements.back().message, "grastate.dat has changed while this start waits"));
        CHECK(node.file(RecordingMachine::saved_state) == put);
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::none);
    }

    TEST_CASE("a view that is taken away while a start waits is not gone on from either") {
        JoiningMachine node;
        node.has_crashed();
        node.rule = [&](const Situation&) {
            node.has_no_view();
            return bootstraps_here();
        };
        CHECK_THROWS_AS(decide_start(node.context), BegunAgain);
        CHECK(contains(node.announcer.announcements.back().message, "gvwstate.dat has changed while this start waits"));
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::none);
    }

    TEST_CASE("a seqno that the data does not bear out is corrected before anything is remembered of the start") {
        JoiningMachine node;
        node.has_saved_state("7");
        std::int64_t found = 9;
        std::string corrected = "5";
        SUBCASE("of a pause, where no view tells one from a stop") {
            node.configuration.given.server.provider_options = "pc.recovery=no";
            corrected = "-1";
        }
        SUBCASE("of a stop whose server lost the last of its data") {
            NodeMemory memory = node.memory();
            memory.has_run_since = memory.may_have_left = true;
            memory.last_position.reset();
            node.has_memory(memory);
            found = 5;
        }
        SUBCASE("of a stop, in a folder that was put back from amid it") {
            NodeMemory memory = node.memory();
            memory.has_run_since = memory.may_have_left = true;
            memory.last_position = Position(history(), Seqno(7));
            node.has_memory(memory);
            found = 5;
        }
        node.data.recover = [&] { return RecoveredPosition{Position(history(), Seqno(found))}; };
        decide_start(node.context);
        CAPTURE(node.effects.text());
        CHECK(node.effects.has("write memory, archive of 20231114T221321Z, edit grastate.dat, write memory, write "
                               "record of initiating"));
        CHECK(node.effects.has(
            "tell join, write memory, write galera-initiator.lineage, write memory, write record of joining"));
        CHECK(node.file(RecordingMachine::saved_state) == grastate(history().to_string(), corrected, false));
    }

    TEST_CASE("whom it joins is remembered with the timelines that it told") {
        JoiningMachine node;
        decide_start(node.context);
        CHECK(node.memory().joined_node == NodeAddress::parse("n2"));
        CHECK(node.memory().joined_members == std::vector<Uuid>{member(2)});
        CHECK(node.memory().lineage == timelines({timeline(1, 9)}));
        CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::join);
    }

    TEST_CASE("where nobody tells its history, none is taken over") {
        JoiningMachine node;
        node.rule = [](const Situation&) {
            return Verdict{.action = Action::join, .reason = Reason::peer_runs_unproven};
        };
        decide_start(node.context);
        CHECK_FALSE(node.memory().joined_node.has_value());
        CHECK(node.memory().lineage == Lineage());
    }

    TEST_CASE("the last record tells the history, and what was told before to be agreed upon no more") {
        JoiningMachine node;
        node.file(RecordingMachine::word_file) = "bootstrap-here,0123456789abcdef";
        node.rule = [&](const Situation&) {
            Verdict verdict = bootstraps_here();
            verdict.action = node.situations.size() == 1 ? Action::wait : Action::bootstrap;
            verdict.claims = true;
            return verdict;
        };
        const Record& before = *node.decides().nodes[0].record;
        CHECK(before.operator_word.has_value());
        CHECK(before.choice.has_value());
        const Record last = node.record();
        CHECK(last.status == NodeStatus::bootstrapping);
        CHECK(last.origin == this_start);
        CHECK(node.published().writer == server_unit);
        CHECK(node.published().server == server_unit);
        CHECK(last.claim == before.claim);
        CHECK_FALSE(last.choice.has_value());
        CHECK_FALSE(last.operator_word.has_value());
        CHECK_FALSE(last.evidence.has_value());
        CHECK(last.history == history());
        CHECK(last.lineage == node.memory().lineage);
    }

    TEST_CASE(
        "the operator's word was for one start: it goes when the start is decided, and stays where it is refused") {
        JoiningMachine node;
        node.file(RecordingMachine::word_file) = "bootstrap-here,0123456789abcdef";
        SUBCASE("decided") {
            decide_start(node.context);
            CHECK(node.effects.has("write record of joining, remove word, write phases, write decision"));
        }
        SUBCASE("refused") {
            node.rule = [](const Situation&) {
                return Verdict{.action = Action::refuse, .reason = Reason::two_histories, .concerns = {{1, "other"}}};
            };
            CHECK_THROWS_AS(decide_start(node.context), Refusal);
            CHECK(node.has(RecordingMachine::word_file));
            CHECK_FALSE(node.has(RecordingMachine::decision_file));
            CHECK(node.memory().unfinished_start == NodeMemory::UnfinishedStart::none);
        }
    }
}

TEST_SUITE("what is decided about") {
    TEST_CASE("the own node, the evidence and what must be configured alike") {
        JoiningMachine node;
        node.configuration.own = [] { return OwnNode{.index = 2, .agent = NodeAddress::parse("10.0.0.3")}; };
        node.configuration.given.own.policies.fresh = Policies::Fresh::first;
        node.context.unit = "mysql.service";
        node.rule = [](const Situation&) { return joins_n2(); };
        const Situation& situation = node.decides();
        CHECK(node.effects.has("ask n1 n2 10.0.0.3"));
        CHECK(situation.self == 2);
        CHECK(situation.unit == "mysql");
        CHECK(situation.policies == node.configuration.given.own.policies);
        const Record& own = *situation.nodes[2].record;
        CHECK(own.status == NodeStatus::initiating);
        CHECK(own.origin == this_start);
        CHECK(own.evidence->position == Position(history(), Seqno(7)));
        CHECK(own.settings == print_of_settings(ClusterAddress::parse(all_nodes).nodes(), situation.policies));
    }

    TEST_CASE(
        "the flag of galera_new_cluster counts where root has seen the script in this start, and else it is told") {
        JoiningMachine node;
        node.rule = [](const Situation&) { return joins_n2(); };
        SUBCASE("no flag") {
            node.file(RecordingMachine::call_file) = this_start;
            CHECK_FALSE(node.decides().operator_asks_for_bootstrap);
            CHECK_FALSE(node.situations.back().bootstrap_flag_is_ignored);
        }
        SUBCASE("called") {
            node.process.variables["_WSREP_NEW_CLUSTER"] = std::string(bootstrap_flag);
            node.file(RecordingMachine::call_file) = this_start;
            CHECK(node.decides().operator_asks_for_bootstrap);
            CHECK_FALSE(node.situations.back().bootstrap_flag_is_ignored);
            CHECK_FALSE(node.effects.has("tell ignored flag"));
        }
        SUBCASE("left over") {
            node.process.variables["_WSREP_NEW_CLUSTER"] = std::string(bootstrap_flag);
            node.file(RecordingMachine::call_file) = another_start;
            CHECK_FALSE(node.decides().operator_asks_for_bootstrap);
            CHECK(node.situations.back().bootstrap_flag_is_ignored);
            CHECK(node.effects.has("tell ignored flag"));
            CHECK(node.tells("To bootstrap here, run galera_new_cluster."));
        }
        SUBCASE("left over where machines are installed one at a time, and no remedy is needed") {
            node.process.variables["_WSREP_NEW_CLUSTER"] = std::string(bootstrap_flag);
            node.configuration.given.own.policies.fresh = Policies::Fresh::first;
            CHECK_FALSE(node.decides().operator_asks_for_bootstrap);
            CHECK(node.effects.has("tell ignored flag"));
            CHECK_FALSE(node.tells("To bootstrap here"));
        }
    }

    TEST_CASE(
        "the provider's own flag is taken as the provider would: a missing file allows, a torn one is not believed") {
        JoiningMachine node;
        SUBCASE("not safe") {
            CHECK_FALSE(node.decides().provider_allows_bootstrap);
        }
        SUBCASE("safe") {
            node.data.recover = [] { return RecoveredPosition{Position(history(), Seqno(7))}; };
            node.has_saved_state("7", true);
            CHECK(node.decides().provider_allows_bootstrap);
        }
        SUBCASE("missing") {
            node.data.recover = [] { return RecoveredPosition{Position(history(), Seqno(7))}; };
            node.files.contents.erase(RecordingMachine::saved_state);
            CHECK(node.decides().provider_allows_bootstrap);
        }
        SUBCASE("torn") {
            node.data.recover = [] { return RecoveredPosition{Position(history(), Seqno(7))}; };
            node.file(RecordingMachine::saved_state) = "";
            CHECK_FALSE(node.decides().provider_allows_bootstrap);
        }
        SUBCASE("empty, beside nothing that has a position") {
            node.files.contents.erase(RecordingMachine::memory_file);
            node.file(RecordingMachine::saved_state) = "";
            CHECK(node.decides().provider_allows_bootstrap);
        }
    }

    TEST_CASE("a held node's start is refused before anything is read of its data, and changes nothing") {
        JoiningMachine node;
        node.has_crashed();
        node.is_held();
        const auto before = node.files.contents;
        SUBCASE("a Galera node") {}
        SUBCASE("a server that is none any more") {
            node.configuration.given.server.wsrep_on = false;
        }
        CHECK_THROWS_AS(node.decides(), Refusal);
        CHECK(node.effects.text() == "end cleanly when stopped, stop being root, tell held");
        CHECK(node.files.contents == before);
        REQUIRE(node.announcer.announcements.size() == 1);
        const Announcement& told = node.announcer.announcements[0];
        CHECK(told.message ==
              "Refuses to start: this node is held since 2020-09-13 12:26:40 UTC by root: the disk is checked. When "
              "the work is done, run 'galera_init release' here, then 'systemctl start mariadb'.");
        CHECK(has_field(told, "GALERA_DECISION", "refuse"));
        CHECK(has_field(told, "GALERA_REASON", "held"));
        CHECK(has_field(told, "GALERA_USER", "root"));
    }

    TEST_CASE("a start that waits for its peers ends when its node is held, and decides nothing more") {
        JoiningMachine node;
        node.rule = [](const Situation&) { return Verdict{}; };
        node.clock.meanwhile = [&] { node.is_held(); };
        CHECK_THROWS_AS(node.decides(), Refusal);
        CHECK(node.situations.size() == 1);
        CHECK_FALSE(node.has(RecordingMachine::decision_file));
    }

    TEST_CASE("a start is refused where its node is held while it hears what lets it go on, or waits for a transfer") {
        JoiningMachine node;
        SUBCASE("in its last round") {
            node.rule = [&](const Situation&) {
                node.is_held();
                return Verdict{.action = Action::join, .reason = Reason::peer_runs};
            };
        }
        SUBCASE("before it has read its evidence") {
            node.processes.transfer = [&]() -> std::optional<TransferProcess> {
                node.is_held();
                return std::nullopt;
            };
            node.rule = [](const Situation&) -> Verdict { throw Error("it has been asked"); };
        }
        CHECK_THROWS_AS(node.decides(), Refusal);
        CHECK_FALSE(node.has(RecordingMachine::decision_file));
    }

    TEST_CASE("a hold that cannot be read is one, and what is told names the file and the way on") {
        JoiningMachine node;
        node.file(RecordingMachine::hold_file) = "somebody works here\n";
        CHECK_THROWS_WITH_AS(node.decides(),
                             "/var/lib/galera-initiator/hold, line 1: it is not told by whom a node is held, and since "
                             "when. Run 'galera_init hold' to write it anew, or 'galera_init release' to remove it",
                             ParseError);
        CHECK_FALSE(node.has(RecordingMachine::decision_file));
    }

    TEST_CASE("earlier starts that failed are told on, also through a recovery, and none where they cannot be read") {
        JoiningMachine node;
        Record earlier = record_of(0, NodeStatus::stopped, intact(7), another_start);
        earlier.failed_starts = FailedStarts{3, 1'600'000'000};
        node.has_published(earlier);
        SUBCASE("whole") {
            node.has_crashed();
            std::optional<FailedStarts> told_amid_recovery;
            node.data.recover = [&] {
                told_amid_recovery = node.record().failed_starts;
                return RecoveredPosition{Position(history(), Seqno(9))};
            };
            node.decides();
            CHECK(told_amid_recovery == earlier.failed_starts);
            CHECK(node.record().failed_starts == earlier.failed_starts);
        }
        SUBCASE("torn") {
            node.file(RecordingMachine::record_file) = "";
            node.decides();
            CHECK_FALSE(node.record().failed_starts.has_value());
        }
    }

    TEST_CASE("a majority is due after the time for it") {
        JoiningMachine node;
        node.configuration.given.own.policies.wait_for = Policies::WaitFor::majority;
        node.configuration.given.own.majority_after = 40s;
        node.rule = [](const Situation& situation) { return situation.majority_is_due ? joins_n2() : Verdict(); };
        decide_start(node.context);
        CHECK(node.clock.passed == 40s);
    }
}

TEST_SUITE("choices of a majority") {
    TEST_CASE("a choice is in the memory, with its owner and the owner's evidence, before anybody can hear of it") {
        JoiningMachine node;
        node.has_crashed();
        NodeMemory memory = node.memory();
        memory.last_view = {member(1), 4};
        node.has_memory(memory);
        node.chooses_n2();
        decide_start(node.context);
        CHECK(node.effects.has("tell wait, write memory, write record of initiating, ask n1 n2, decide, tell join"));
        CHECK(node.situations.back().nodes[0].record->choice == uuid(50));
        CHECK(node.memory().choice == NodeMemory::Choice{uuid(50), NodeAddress::parse("n2"), some_print, std::nullopt,
                                                         NodeMemory::LastView{member(1), 5}});
    }

    TEST_CASE("a choice of who has not crashed in a view binds no later start") {
        JoiningMachine node;
        node.chooses_n2();
        decide_start(node.context);
        CHECK(node.situations.back().nodes[0].record->choice == uuid(50));
        CHECK_FALSE(node.memory().choice);
    }

    TEST_CASE("who was in a view that was outlived is in the memory before its file goes, and is told as left") {
        JoiningMachine node;
        node.has_crashed();
        node.configuration.given.own.policies.wait_for = Policies::WaitFor::majority;
        node.outlives_its_view();
        decide_start(node.context);
        CHECK(node.effects.has("write memory, archive of 20231114T221321Z, remove gvwstate.dat"));
        const Evidence& told = *node.situations.back().nodes[0].record->evidence;
        CHECK(told.membership == Membership::left);
        CHECK(told.members == node.situations.front().nodes[0].record->evidence->members);
    }

    TEST_CASE("a view that alone shows that data amid DDL is whole leaves that behind when it is outlived") {
        JoiningMachine node;
        node.has_crashed();
        node.file(RecordingMachine::saved_state) = grastate(Uuid().to_string(), "-1", false);
        node.outlives_its_view();
        decide_start(node.context);
        CHECK(node.effects.has("write memory, archive of 20231114T221321Z, edit grastate.dat, remove gvwstate.dat"));
        CHECK(node.situations.back().nodes[0].record->evidence->data == DataState::intact);
    }

    TEST_CASE("a choice of an earlier start binds this one, while the policy is the same and its owner a node") {
        JoiningMachine node;
        NodeMemory memory = node.memory();
        memory.choice = {uuid(50), NodeAddress::parse("n3"), some_print};
        node.configuration.given.own.policies.wait_for = Policies::WaitFor::majority;
        SUBCASE("nor one that has not crashed in a view, as while its data is not mounted: it is kept until then") {
            node.has_memory(memory);
            CHECK_FALSE(node.decides().choice.has_value());
            CHECK_FALSE(node.situations.back().nodes[0].record->choice.has_value());
        }
        node.has_crashed();
        memory.last_view = {member(1), 4};
        SUBCASE("it does") {
            node.has_memory(memory);
            const Situation& situation = node.decides();
            CHECK(situation.nodes[0].record->choice == uuid(50));
            CHECK(situation.choice == Choice{uuid(50), 2, some_print});
        }
        SUBCASE("there was none") {
            CHECK_FALSE(node.decides().choice.has_value());
        }
        SUBCASE("its owner is none of the nodes any more, for all that the cluster address shows") {
            memory.choice->owner = NodeAddress::parse("n4");
            node.has_memory(memory);
            CHECK(node.decides().choice == Choice{uuid(50), std::nullopt, some_print});
            CHECK(node.situations.back().nodes[0].record->choice == uuid(50));
        }
        SUBCASE("nobody goes by majorities any more") {
            node.configuration.given.own.policies.wait_for = Policies::WaitFor::all;
            node.has_memory(memory);
            CHECK_FALSE(node.decides().choice.has_value());
        }
    }
}

TEST_SUITE("a start that must not be") {
    TEST_CASE("a decision of an earlier start goes first, so that none is there where this one fails") {
        JoiningMachine node;
        node.has_decision({HandedDecision::bootstrap}, another_start);
        node.configuration.unsafe_option = "wsrep-new-cluster is set";
        CHECK_THROWS_WITH_AS(decide_start(node.context), "wsrep-new-cluster is set", ConfigurationError);
        CHECK(node.effects.text() == "end cleanly when stopped, stop being root, remove decision");
    }

    TEST_CASE(
        "a server that has become one without Galera is refused, with the reason, where its unit knows a cluster") {
        JoiningMachine node;
        node.configuration.given.server.wsrep_on = false;
        SUBCASE("its settings have changed") {
            CHECK_THROWS_WITH_AS(decide_start(node.context), doctest::Contains("gcomm://n1,n2,n3: its settings were"),
                                 ConfigurationError);
        }
        SUBCASE("it may not read them") {
            node.configuration.denied_files = {"/etc/mysql/galera.cnf"};
            CHECK_THROWS_WITH_AS(decide_start(node.context),
                                 doctest::Contains("its user may not read /etc/mysql/galera.cnf"), ConfigurationError);
        }
        CHECK_FALSE(node.has(RecordingMachine::decision_file));
    }

    TEST_CASE("a server that never was a Galera node starts as it is configured, and nobody is asked") {
        JoiningMachine node;
        node.configuration.given.server.wsrep_on = false;
        node.context.cluster_address.reset();
        decide_start(node.context);
        CHECK(node.effects.text() == "end cleanly when stopped, stop being root, write decision");
        CHECK(node.decision() == HandedStart{HandedDecision::plain, std::nullopt});
    }

    TEST_CASE("a start gives up after its wait limit") {
        JoiningMachine node;
        node.configuration.given.own.wait_limit = 90s;
        node.rule = [](const Situation&) { return Verdict(); };
        CHECK_THROWS_AS(decide_start(node.context), WaitLimitPassed);
        CHECK(node.clock.passed == 90s);
    }

    TEST_CASE("a position that cannot be found ends a start, for a next one may find it") {
        JoiningMachine node;
        node.has_crashed();
        node.data.recover = []() -> RecoveredPosition { throw InconclusiveRecovery("no room for its socket"); };
        CHECK_THROWS_WITH_AS(decide_start(node.context), "no room for its socket", InconclusiveRecovery);
        CHECK(node.effects.has("write record of locked, tell recovery, recover the position, release lock"));
    }

    TEST_CASE("data that a server runs on is not read") {
        JoiningMachine node;
        node.data.is_in_use = true;
        CHECK_THROWS_WITH_AS(decide_start(node.context), doctest::Contains("a server is running on /var/lib/mysql"),
                             Error);
    }
}

TEST_SUITE("what a start tells people") {
    TEST_CASE("settings that change while it waits are told, and the start begins again with its times") {
        JoiningMachine node;
        int printed = 0;
        node.configuration.print_now = [&] { return ++printed < 3 ? "as it was" : "changed"; };
        node.peers.meanwhile = [&] { node.clock.passed += 300ms; };
        node.rule = [](const Situation&) { return Verdict(); };
        CHECK_THROWS_AS(decide_start(node.context), BegunAgain);
        CHECK(node.situations.size() == 1);
        CHECK(node.effects.has("decide, tell wait, tell changed settings, write phases, begin again, release lock"));
        CHECK(node.phases().total() == 300ms);
        CHECK_FALSE(node.has(RecordingMachine::decision_file));
    }

    TEST_CASE("what was told before a start began again is not told twice, and its time counts on") {
        JoiningMachine node;
        node.peers.are_authenticated = false;
        node.configuration.given.server.cluster_address = "gcomm://n1,,n2,n3";
        SUBCASE("first") {
            node.decides();
            CHECK(node.effects.has("stop being root, tell tidied address, tell forgeable answers, hold lock"));
            CHECK(node.tells("wsrep_cluster_address 'gcomm://n1,,n2,n3' is read as gcomm://n1,n2,n3."));
            CHECK(node.phases().total() == 0ms);
        }
        SUBCASE("again") {
            StartPhases before(node.clock.now());
            before.enter(StartPhase::election, node.clock.now());
            node.clock.passed += 5s;
            node.file(RecordingMachine::phases_file) = before.to_text(this_start);
            node.decides();
            CHECK(node.effects.has("stop being root, hold lock"));
            CHECK(node.phases().total() == 5s);
        }
        SUBCASE("another start's times are not believed, and neither is a file that is none") {
            node.file(RecordingMachine::phases_file) = std::string(1000, 'x');
            node.decides();
            CHECK(node.effects.has("tell forgeable answers"));
        }
    }

    TEST_CASE("a cluster address that has changed since the unit was loaded is told") {
        JoiningMachine node;
        SUBCASE("it has") {
            node.context.cluster_address = "gcomm://n1,n2";
            node.decides();
            CHECK(node.effects.has("tell other address"));
            CHECK(
                node.tells("is now gcomm://n1,n2,n3, but the unit still has gcomm://n1,n2, which this start goes by:"));
            CHECK(node.effects.has("ask n1 n2,"));
        }
        SUBCASE("it has not") {
            node.decides();
            CHECK_FALSE(node.effects.has("tell other address"));
        }
        SUBCASE("the unit has none") {
            node.context.cluster_address.reset();
            node.decides();
            CHECK_FALSE(node.effects.has("tell other address"));
        }
    }

    TEST_CASE("who reads the evidence is waited for, and that is told once it lasts") {
        JoiningMachine node;
        node.files.lock_is_free = [&] {
            node.clock.passed += 4s;
            return false;
        };
        node.decides();
        CHECK(node.effects.has("stop being root, tell wait, hold lock"));
        CHECK(has_field(node.announcer.announcements[0], "GALERA_REASON", "evidence-in-use"));
        CHECK(node.announcer.statuses[0] == node.announcer.announcements[0].message);
        CHECK(node.phases().spent(StartPhase::wait) == 4s);
    }

    TEST_CASE("a recovery is told to the peers before it begins, and to people with what it showed and its time") {
        JoiningMachine node;
        node.has_crashed();
        node.data.look = [&] {
            node.clock.passed += 200ms;
            return DatabaseLook{DataFolder::initialised, {}, false};
        };
        node.decides();
        CHECK(node.effects.has(
            "look for a transfer into /var/lib/mysql, flush /var/lib/mysql, write record of locked, tell recovery, "
            "recover the position, write memory, tell end of recovery, remove copies of "
            "grastate.dat, write record of initiating"));
        const Announcement& end = node.announcer.announcements[1];
        CHECK(contains(end.message, "took 1843 ms and shows: position " + history().to_string() + ":9"));
        CHECK(end.urgency == Urgency::notice);
        CHECK(has_field(end, "GALERA_UUID", history().to_string()));
        CHECK(has_field(end, "GALERA_SEQNO", "9"));
        CHECK(has_field(end, "GALERA_MILLISECONDS_RECOVERY", "1843"));
        CHECK(node.announcer.statuses[0] == node.announcer.announcements[0].message);
        CHECK(node.announcer.statuses[1] == end.message);
        CHECK(node.phases().spent(StartPhase::recovery) == 1843ms);
        CHECK(node.phases().spent(StartPhase::wait) == 0ms);
        CHECK(node.phases().total() == 2043ms);
    }

    TEST_CASE("data that cannot be read after a recovery is a warning, without a position") {
        JoiningMachine node;
        node.has_crashed();
        node.data.recover = []() -> RecoveredPosition { throw Error("the tablespace is corrupt"); };
        node.rule = [](const Situation&) { return joins_n2(); };
        node.decides();
        const Announcement& end = node.announcer.announcements[1];
        CHECK(end.urgency == Urgency::warning);
        CHECK(end.fields.count("GALERA_UUID") == 0);
    }

    TEST_CASE("a name that has no address yet is waited for, and that counts as waiting") {
        JoiningMachine node;
        node.configuration.own = [&] {
            return node.clock.passed < 3s ? OwnNode{.index = {}, .unresolved = {"n1"}} : OwnNode{.index = 0};
        };
        node.decides();
        CHECK(node.phases().spent(StartPhase::wait) == 3s);
    }

    TEST_CASE("the times are handed on in the phase of the server's own start") {
        JoiningMachine node;
        node.decides();
        CHECK(contains(node.file(RecordingMachine::phases_file), " server "));
    }
}

TEST_SUITE("a transfer that still writes") {
    TEST_CASE(
        "a start waits until the scripts of a transfer have gone, before it reads anything, and tells who they are") {
        JoiningMachine node;
        node.processes.transfer = [&] {
            return node.clock.passed < 2s ? std::optional(TransferProcess{815, "wsrep_sst_rsync"}) : std::nullopt;
        };
        bool is_read_too_early = false;
        node.data.look = [&] {
            is_read_too_early = node.clock.passed < 2s;
            return DatabaseLook{DataFolder::initialised, {}, false};
        };
        node.decides();
        CHECK_FALSE(is_read_too_early);
        CHECK(node.clock.passed == 2s);
        CHECK(
            node.effects.has("hold lock, look for a transfer into /var/lib/mysql, tell wait, look for a transfer into "
                             "/var/lib/mysql, flush /var/lib/mysql, remove copies of grastate.dat"));
        CHECK(
            node.announcer.statuses[0] ==
            "Waits: process 815 (wsrep_sst_rsync) is at work on /var/lib/mysql: a state transfer that has outlived its "
            "server and ends by itself soon, or a person's backup or restore, which is to end first. 'ps -fp 815' "
            "tells which.");
        CHECK(node.announcer.statuses[0] == node.announcer.announcements[0].message);
        CHECK(has_field(node.announcer.announcements[0], "GALERA_REASON", "transfer-still-writes"));
    }

    TEST_CASE("a moment is not worth telling, and the wait limit ends it") {
        JoiningMachine node;
        auto lasts = 400ms;
        node.processes.transfer = [&] {
            return node.clock.passed < lasts ? std::optional(TransferProcess{815, "rsync"}) : std::nullopt;
        };
        SUBCASE("a moment") {
            node.decides();
            CHECK_FALSE(node.effects.has("tell wait"));
        }
        SUBCASE("half a second") {
            lasts = 501ms;
            node.decides();
            CHECK(node.effects.has("tell wait"));
        }
        SUBCASE("too long") {
            lasts = 1h;
            node.configuration.given.own.wait_limit = 90s;
            CHECK_THROWS_WITH_AS(decide_start(node.context), doctest::Contains("gave up waiting: process 815"),
                                 WaitLimitPassed);
            CHECK(node.clock.passed == 90s);
        }
        SUBCASE("without a limit it is waited for as long as it takes") {
            lasts = 1h;
            node.decides();
            CHECK(node.clock.passed == 1h);
        }
    }
}
