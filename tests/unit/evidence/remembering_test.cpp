#include "evidence/remembering.hpp"

#include "../decision/situations.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;
using UnfinishedStart = NodeMemory::UnfinishedStart;

namespace {

const Uuid fork_id = uuid(600); // the random id of the test's own bootstraps and forks

NodeAddress address(const char* text) {
    return NodeAddress::parse(text);
}

RunningHistory component(std::vector<Timeline> later, const Uuid& of = history()) {
    return {of, Lineage(std::move(later)), address("n2")};
}

ViewState view_of(unsigned own, std::initializer_list<unsigned> nodes, std::uint32_t number = 1) {
    return {member(own), members(nodes), number};
}

const std::string state_file = "7.1.0 9.0";

RememberedEvidence look(const NodeMemory& memory, const Evidence& evidence,
                        const std::optional<ViewState>& view = std::nullopt) {
    return remember_evidence(memory, evidence, {view, evidence.names_nobody_else(), FolderSigns{state_file}}, fork_id);
}

/// The memory of a node whose evidence was read at that position and whose server has not run since.
NodeMemory rested_at(std::int64_t seqno, std::vector<Timeline> later = {}) {
    NodeMemory memory;
    memory.state_file = state_file;
    memory.lineage_history = history();
    memory.lineage = Lineage(std::move(later));
    return look(memory, left({1, 2}, seqno)).memory;
}

Evidence of_no_data() {
    Evidence evidence = left({1, 2}, 10);
    evidence.data = DataState::damaged;
    evidence.position.reset();
    return evidence;
}

/// The memory of a node that has set out to join.
NodeMemory joined_from(std::vector<Timeline> later) {
    NodeMemory memory = rested_at(10, std::move(later));
    memory.joined_node = address("n2");
    return memory;
}

} // namespace

TEST_SUITE("remembering, when a view is outlived") {
    TEST_CASE("its members are what this node left, and the choice stands for as long as the file does") {
        NodeMemory before;
        before.choice = {uuid(7), address("n2"), "0123456789abcdef"};
        const NodeMemory memory = memory_of_outlived_view(before, crashed_in({1, 2, 3}, 10));
        CHECK(memory.left_members == members({1, 2, 3}));
        CHECK(memory.choice == before.choice);
        CHECK(look(memory, crashed_in({1, 2, 3}, 10)).memory.choice == before.choice);
        CHECK(memory.joined_members.empty());
    }

    TEST_CASE("this node leads on to whom it had chosen, be that one of them") {
        NodeMemory before;
        before.choice = {uuid(7), address("n4"), "0123456789abcdef", member(4)};
        CHECK(memory_of_outlived_view(before, crashed_in({1, 2, 3}, 10)).joined_members == members({4}));
        CHECK(memory_of_outlived_view(before, crashed_in({1, 2, 4}, 10)).joined_members == members({4}));
    }
}

TEST_SUITE("remembering, when the evidence is read") {
    TEST_CASE("the position, the history and the identities are written down, and the data's timelines are told") {
        NodeMemory memory;
        memory.lineage_history = history();
        memory.lineage = timelines({timeline(1, 10), timeline(2, 20)});
        memory.has_run_since = true;
        Evidence evidence = left({1, 2}, 15);
        evidence.identities = {member(1)};
        const auto [after, told] = look(memory, evidence);
        CHECK(after.history == history());
        CHECK(after.identities == evidence.identities);
        CHECK(after.last_position == evidence.position);
        CHECK_FALSE(after.has_run_since);
        CHECK(after.lineage == memory.lineage);
        CHECK(told.lineage == timelines({timeline(1, 10)}));
    }
    TEST_CASE("a node that takes this project over is on the first timeline of its history") {
        const auto [after, told] = look(NodeMemory(), crashed_in({1, 2}, 10));
        CHECK(told.lineage == Lineage());
        CHECK(after.lineage_history == history());
    }
    TEST_CASE("timelines of another history say nothing of this one") {
        NodeMemory memory;
        memory.lineage_history = uuid(5);
        memory.lineage = timelines({timeline(1, 3)});
        const auto [after, told] = look(memory, crashed_in({1, 2}, 10));
        CHECK(told.lineage == Lineage());
        CHECK(after.lineage == Lineage());
        CHECK(after.lineage_history == history());
    }
    TEST_CASE("data that tells no position leaves the timelines and the last position alone") {
        const NodeMemory memory = rested_at(10, {timeline(1, 3)});
        for (const Evidence& evidence : {damaged(), unreadable(), fresh()}) {
            const auto [after, told] = look(memory, evidence);
            CHECK(after.lineage == memory.lineage);
            CHECK(after.last_position == memory.last_position);
            CHECK(told.lineage == Lineage());
        }
    }
    TEST_CASE("reading twice changes nothing more") {
        NodeMemory memory = rested_at(10);
        const Evidence forked = alone(15);
        const auto once = look(memory, forked);
        const auto twice =
            remember_evidence(once.memory, once.evidence,
                              {std::nullopt, once.evidence.names_nobody_else(), FolderSigns{state_file}}, uuid(601));
        CHECK(twice.memory == once.memory);
        CHECK(twice.evidence == once.evidence);
    }
}

TEST_SUITE("remembering, a start by hand") {
    TEST_CASE("a node that moved alone while its unit did not run has forked from where the unit left it") {
        for (const Evidence& evidence : {alone(15), crashed_in({1}, 15)}) {
            const auto [after, told] = look(rested_at(10), evidence);
            CHECK(told.lineage == timelines({{fork_id, Seqno(10)}}));
            CHECK(after.lineage == told.lineage);
            CHECK(after.last_position->seqno() == Seqno(15));
        }
    }
    TEST_CASE("it forked from the timeline that it was on") {
        const auto [after, told] = look(rested_at(10, {timeline(1, 3)}), alone(15));
        CHECK(told.lineage == timelines({timeline(1, 3), {fork_id, Seqno(10)}}));
    }
    TEST_CASE("a second start by hand forks again") {
        const auto first = look(rested_at(10), alone(15));
        const auto second =
            remember_evidence(first.memory, alone(18), {std::nullopt, true, FolderSigns{"7.1.0 12.0"}}, uuid(601));
        CHECK(second.evidence.lineage == timelines({{fork_id, Seqno(10)}, {uuid(601), Seqno(15)}}));
    }
    TEST_CASE("also where grastate.dat is another file: sed puts one in its place, to allow a bootstrap") {
        NodeMemory memory = rested_at(10);
        memory.state_file = "8.1.0 9.0";
        CHECK(look(memory, alone(15)).evidence.lineage == timelines({{fork_id, Seqno(10)}}));
    }
    TEST_CASE("what is at rest is known as it is, and what its unit has not left stays unknown") {
        NodeMemory memory = rested_at(10);
        for (const char* left : {"7.1.0", "7", "7 9.0", "7.1.0 9.0"}) {
            memory.state_file = left;
            CHECK(look(memory, alone(10)).memory.state_file == state_file);
        }
        CHECK(remember_evidence(memory, damaged(), {}, fork_id).memory.state_file == state_file); // not mounted
        for (const char* left : {"", "8.1.0", "7.2.0", "7.1.0 8.0"}) {
            memory.state_file = left;
            CHECK(look(memory, alone(10)).memory.state_file == left);
        }
    }
    TEST_CASE("a node that did not move has forked nothing") {
        CHECK(look(rested_at(10), alone(10)).evidence.lineage == Lineage());
    }
    TEST_CASE("data that went back has not been written by hand") {
        CHECK(look(rested_at(10), alone(9)).evidence.lineage == Lineage());
    }
    TEST_CASE("what a node is known to have held is not forgotten for what is shown instead, until the next start") {
        Evidence unseen = without_data(alone(9));
        unseen.membership = Membership::unknown;
        unseen.data = DataState::unseen;
        unseen.shown = ShownInstead{alone(9).position};
        const auto once = look(rested_at(10, {timeline(1, 3), timeline(2, 9)}), unseen);
        CHECK(once.memory == rested_at(10, {timeline(1, 3), timeline(2, 9)}));
        CHECK(once.evidence.lineage == timelines({timeline(1, 3)}));
        unseen.shown = ShownInstead{Position(uuid(998), Seqno(9))};
        const auto other = look(rested_at(10), unseen);
        CHECK(other.memory == rested_at(10));
        CHECK_FALSE(other.evidence.lineage.is_whole());
        CHECK_FALSE(memory_before_join(once.memory, alone(9), {}, true).last_position.has_value());
        CHECK(memory_before_join(once.memory, alone(9), {}, false).last_position->seqno() == Seqno(9));
        CHECK_FALSE(memory_before_join(once.memory, damaged(), {}, false).last_position.has_value());
    }
    TEST_CASE("what a node is known to have held stays known where all of it is about to come again") {
        const NodeMemory memory = rested_at(10, {timeline(1, 3)});
        const auto kept = [&](const RunningHistory& joined, bool gives_up_data) {
            return memory_before_join(memory, without_data(alone(9)), joined, gives_up_data).last_position;
        };
        CHECK(kept(component({timeline(1, 3)}), false) == memory.last_position);
        CHECK(kept(component({timeline(1, 3), timeline(2, 10)}), false) == memory.last_position);
        CHECK_FALSE(kept(component({timeline(1, 3), timeline(2, 9)}), false).has_value());
        CHECK_FALSE(kept(component({timeline(1, 3)}, uuid(998)), false).has_value());
        CHECK_FALSE(kept(component({timeline(1, 3)}), true).has_value());
    }
    TEST_CASE("a node that its unit ran has moved in the component that its memory knows") {
        NodeMemory memory = rested_at(10, {timeline(1, 3)});
        memory.has_run_since = true;
        const auto [after, told] = look(memory, alone(15));
        CHECK(told.lineage == timelines({timeline(1, 3)}));
        CHECK_FALSE(after.has_run_since);
    }
    TEST_CASE("a node that moved together with others may have joined by hand what others run") {
        for (const Evidence& evidence : {crashed_in({1, 2}, 15), left({1, 2}, 15), left({}, 15), unknown(15)}) {
            CHECK(look(rested_at(10), evidence).evidence.lineage == Lineage());
        }
    }
    TEST_CASE("a node whose position was never read before proves nothing") {
        CHECK(look(NodeMemory(), alone(15)).evidence.lineage == Lineage());
    }
    TEST_CASE("another history than before is no fork of the old one") {
        CHECK(look(rested_at(10), of_history(alone(15), uuid(5))).evidence.lineage == Lineage());
    }
    TEST_CASE("every start of the unit is noticed before the server could write") {
        const NodeMemory memory = rested_at(10);
        CHECK(memory_before_bootstrap(memory, alone(10), fork_id).has_run_since);
        CHECK(memory_before_join(memory, alone(10), component({}), false).has_run_since);
        CHECK(memory_once_up(memory, false, history(), std::nullopt, std::nullopt).has_run_since);
        CHECK(memory_before_stop(memory, std::nullopt, InComponent::unknown, false, std::nullopt).has_run_since);
    }
}

TEST_SUITE("remembering, bootstraps") {
    TEST_CASE("a bootstrap from data that may be whole goes on from the lineage of that, not from what is remembered") {
        Evidence doubtful = left({1, 2}, 12);
        doubtful.data = DataState::unreadable;
        doubtful.lineage = timelines({timeline(3, 4)});
        const NodeMemory memory = memory_before_bootstrap(rested_at(10, {timeline(2, 6)}), doubtful, fork_id);
        CHECK(memory.lineage == timelines({timeline(3, 4), {fork_id, Seqno(12)}}));
    }
    TEST_CASE("a bootstrap begins a timeline at this node's position") {
        const auto rested = look(rested_at(10, {timeline(1, 3)}), alone(10));
        const NodeMemory memory = memory_before_bootstrap(rested.memory, rested.evidence, fork_id);
        CHECK(memory.lineage == timelines({timeline(1, 3), {fork_id, Seqno(10)}}));
        CHECK(look(memory, alone(12)).evidence.lineage == memory.lineage);
    }
    TEST_CASE("what it was before is kept, because a start that fails erases it") {
        for (const Evidence& evidence : {alone(10), crashed_in({1}, 10)}) {
            CHECK(memory_before_bootstrap({}, evidence, fork_id).unfinished_start == UnfinishedStart::bootstrap_alone);
        }
        for (const Evidence& evidence :
             {crashed_in({1, 2}, 10), left({1, 2}, 10), left({}, 10), unknown(10), fresh()}) {
            CHECK(memory_before_bootstrap({}, evidence, fork_id).unfinished_start == UnfinishedStart::bootstrap);
        }
        CHECK(memory_before_bootstrap({}, crashed_in({1, 2}, 10), fork_id).left_members == members({1, 2}));
        CHECK(memory_before_join({}, crashed_in({1, 2}, 10), std::nullopt, false).left_members == members({1, 2}));
        NodeMemory memory;
        memory.left_members = members({1, 3});
        CHECK(memory_before_join(memory, unknown(10), std::nullopt, false).left_members == members({1, 3}));
    }
    TEST_CASE("who did not know the last component knows no earlier one when its bootstrap has failed") {
        NodeMemory memory;
        memory.left_members = members({1, 3});
        CHECK(memory_before_bootstrap(memory, unknown(10), fork_id).left_members.empty());
        CHECK(memory_before_bootstrap(memory, alone(10), fork_id).left_members == members({1, 3}));
    }
    TEST_CASE("a bootstrap that failed has used nothing up") {
        const NodeMemory failed = memory_before_bootstrap(rested_at(10), alone(10), uuid(601));
        CHECK(look(failed, alone(10)).evidence.lineage == Lineage());
        const NodeMemory again = memory_before_bootstrap(look(failed, alone(10)).memory, alone(10), fork_id);
        CHECK(again.lineage == timelines({{fork_id, Seqno(10)}}));
    }
    TEST_CASE("a new cluster begins no timeline beside the history itself") {
        const NodeMemory memory = memory_before_bootstrap(NodeMemory(), fresh(), fork_id);
        CHECK(memory.lineage == Lineage());
        CHECK(look(memory, alone(12)).evidence.lineage == Lineage());
    }
    TEST_CASE("a bootstrap of another history forgets the timelines of the old one") {
        const Evidence other = of_history(alone(4), uuid(5));
        const NodeMemory memory = memory_before_bootstrap(rested_at(10, {timeline(1, 3)}), other, fork_id);
        CHECK(memory.lineage_history == uuid(5));
        CHECK(memory.lineage == timelines({{fork_id, Seqno(4)}}));
    }
    TEST_CASE("a bootstrap keeps which member this node was to join in the component that it left") {
        Evidence evidence = left({1, 2}, 10);
        evidence.joined = {member(3)};
        NodeMemory memory;
        memory.left_members = evidence.members;
        memory.joined_members = {member(3)};
        CHECK(memory_before_bootstrap(memory, evidence, fork_id).left_members == evidence.members);
        CHECK(memory_before_bootstrap(memory, evidence, fork_id).joined_members == std::vector<Uuid>{member(3)});
        CHECK(memory_before_bootstrap(memory, left({1, 2}, 10), fork_id).joined_members.empty());
        CHECK(memory_before_bootstrap(memory, unknown(10), fork_id).joined_members.empty());
    }
    TEST_CASE("a bootstrap forgets whom an earlier start was to join") {
        NodeMemory memory = memory_before_join(rested_at(10), alone(10), component({}), false);
        CHECK(memory_before_bootstrap(memory, alone(10), fork_id).joined_node == std::nullopt);
    }
}

TEST_SUITE("remembering, joins") {
    TEST_CASE("a joiner takes over the timelines of the component, and remembers who told them") {
        const NodeMemory memory =
            memory_before_join(rested_at(10), crashed_in({1, 2}, 10), component({timeline(1, 12)}), false);
        CHECK(memory.unfinished_start == UnfinishedStart::join);
        CHECK(memory.lineage == timelines({timeline(1, 12)}));
        CHECK(memory.joined_node == address("n2"));
    }
    TEST_CASE("whom it sets out to join is known by node and member, and forgotten where nobody tells") {
        RunningHistory joined = component({timeline(1, 12)});
        joined.member = member(2);
        const NodeMemory memory = memory_before_join(rested_at(10), left({1, 2}, 10), joined, false);
        CHECK(memory.joined_members == std::vector<Uuid>{member(2)});
        const NodeMemory again = memory_before_join(memory, left({1, 2}, 10), std::nullopt, false);
        CHECK_FALSE(again.joined_node.has_value());
        CHECK(again.joined_members.empty());
    }
    TEST_CASE("timelines are those of the history that is brought, or of none that is known") {
        const NodeMemory memory = rested_at(10, {timeline(1, 3)});
        const NodeMemory other = memory_before_join(memory, of_history(left({1, 2}, 4), uuid(5)), std::nullopt, false);
        CHECK(other.lineage_history == uuid(5));
        CHECK(other.lineage == Lineage());
        CHECK_FALSE(memory_before_join(memory, damaged(), std::nullopt, false).lineage_history.has_value());
    }
    TEST_CASE("a crash between the adoption and the data is harmless: the data tells how much of it came") {
        const NodeMemory memory =
            memory_before_join(rested_at(10), crashed_in({1, 2}, 10), component({timeline(1, 12)}), false);
        CHECK(look(memory, crashed_in({1, 2}, 10)).evidence.lineage == Lineage());
        CHECK(look(memory, crashed_in({1, 2}, 12)).evidence.lineage == Lineage());
        CHECK(look(memory, crashed_in({1, 2}, 13)).evidence.lineage == timelines({timeline(1, 12)}));
    }
    TEST_CASE("a joiner with other data, or none, waits to be filled") {
        for (const Evidence& evidence : {fresh(), damaged()}) {
            CHECK(memory_before_join(NodeMemory(), evidence, component({}), false).unfinished_start ==
                  UnfinishedStart::join_to_fill);
        }
        CHECK(memory_before_join(rested_at(10), alone(10), component({}), true).unfinished_start ==
              UnfinishedStart::join_to_fill);
    }
    TEST_CASE("a fork that was given up leaves none of its timelines behind") {
        const NodeMemory memory =
            memory_before_join(rested_at(20, {{fork_id, Seqno(10)}}), damaged(), component({timeline(1, 12)}), true);
        CHECK(memory.lineage == timelines({timeline(1, 12)}));
    }
    TEST_CASE("a joiner of another history takes that one's timelines") {
        const NodeMemory memory = memory_before_join(rested_at(20, {timeline(1, 10)}), damaged(),
                                                     component({timeline(2, 4)}, uuid(5)), false);
        CHECK(memory.lineage_history == uuid(5));
        CHECK(memory.lineage == timelines({timeline(2, 4)}));
    }
    TEST_CASE("a list that was cut on its way is completed from what this node knows") {
        RunningHistory cut = component({});
        cut.lineage = Lineage({timeline(2, 20), timeline(3, 30)}, false);
        const NodeMemory memory =
            memory_before_join(rested_at(25, {timeline(1, 10), timeline(2, 20)}), left({1, 2}, 25), cut, false);
        CHECK(memory.lineage == timelines({timeline(1, 10), timeline(2, 20), timeline(3, 30)}));
        const NodeMemory stranger = memory_before_join(NodeMemory(), fresh(), cut, false);
        CHECK(stranger.lineage == cut.lineage);
    }
    TEST_CASE("where the component's timelines are not known, a bootstrap that failed is not claimed for its data") {
        const auto rested = look(rested_at(10, {timeline(1, 3)}), left({1, 2}, 10));
        const NodeMemory failed = memory_before_bootstrap(rested.memory, rested.evidence, fork_id);
        const NodeMemory memory = memory_before_join(failed, rested.evidence, std::nullopt, false);
        CHECK(memory.lineage == timelines({timeline(1, 3)}));
        CHECK(look(memory, crashed_in({1, 2}, 50)).evidence.lineage == timelines({timeline(1, 3)}));
    }
    TEST_CASE("where the component's timelines are not known, a node that is filled claims none of its old ones") {
        const NodeMemory memory =
            memory_before_join(rested_at(20, {{fork_id, Seqno(10)}}), damaged(), std::nullopt, true);
        CHECK(memory.lineage == Lineage());
        CHECK(look(memory, crashed_in({1, 2}, 50)).evidence.lineage == Lineage());
    }
}

TEST_SUITE("remembering, arbitrators") {
    TEST_CASE("a member that none of the nodes is is one while all of them are up") {
        const ViewState view = view_of(1, {1, 2, 66});
        CHECK(arbitrators_in(view, {member(1), member(2)}, 1) == members({66}));
        CHECK(arbitrators_in(view, {member(2), member(1)}, 3) == members({66}));
        CHECK(arbitrators_in(view_of(1, {1, 66, 2, 67}), {member(1), member(2)}, 2) == members({66, 67}));
        CHECK(arbitrators_in(view_of(1, {1, 2}), {member(1), member(2)}, 1).empty());
    }
    TEST_CASE("not while a node is not heard, is in another view, or says to be the same member as another") {
        const ViewState view = view_of(1, {1, 2, 66});
        CHECK(arbitrators_in(view, {member(1), std::nullopt}, 1).empty());
        CHECK(arbitrators_in(view, {std::nullopt, std::nullopt, std::nullopt}, 1).empty());
        CHECK(arbitrators_in(view, {member(1), member(3)}, 1).empty());
        CHECK(arbitrators_in(view, {member(1), member(1)}, 1).empty());
    }
    TEST_CASE("a node that has taken its place is none, also while another one is not heard") {
        NodeMemory memory;
        memory.arbitrators = members({66, 3});
        CHECK(
            memory_of_arbitrators(memory, view_of(1, {1, 2, 3}), {member(1), std::nullopt, member(3)}, 1).arbitrators ==
            members({66}));
        memory.arbitrators.clear();
        CHECK(memory_of_arbitrators(memory, view_of(1, {1, 2, 66}), {member(1), member(2)}, 1).arbitrators ==
              members({66}));
    }
    TEST_CASE("nor where more members are left over than there are arbitrators: one may be a node that nobody named") {
        CHECK(arbitrators_in(view_of(1, {1, 2, 66, 67}), {member(1), member(2)}, 1).empty());
        CHECK(arbitrators_in(view_of(1, {1, 2, 66}), {member(1), member(2)}, 0).empty());
    }
}

TEST_SUITE("remembering, a server that is up") {
    TEST_CASE("what was kept for the start is forgotten") {
        NodeMemory memory = memory_before_join(rested_at(10), left({1, 2}, 10), component({}), false);
        memory.choice = NodeMemory::Choice{uuid(101), address("n1"), ""};
        memory.left_members = members({1, 2});
        memory.recovered_position = Position(history(), Seqno(10));
        memory.recovered_from = "ibdata1=1";
        memory.joined_from = "ibdata1=1";
        memory.joined_members = {member(2)};
        const NodeMemory up = memory_once_up(memory, false, history(), view_of(7, {1, 7}), std::nullopt);
        CHECK(up.unfinished_start == UnfinishedStart::none);
        CHECK_FALSE(up.choice.has_value());
        CHECK_FALSE(up.joined_node.has_value());
        CHECK(up.joined_members.empty());
        CHECK(up.joined_from.empty());
        CHECK(up.left_members.empty());
        CHECK_FALSE(up.recovered_position.has_value());
        CHECK(up.recovered_from.empty());
        CHECK(up.last_view == NodeMemory::LastView{member(7), 1});
        CHECK(up.identities.front() == member(7));
        CHECK(up.history == history());
    }
    TEST_CASE("it takes over what grew from its own timelines") {
        const NodeMemory up = memory_once_up(joined_from({timeline(1, 3)}), false, history(), std::nullopt,
                                             component({timeline(1, 3), timeline(2, 12)}));
        CHECK(up.lineage == timelines({timeline(1, 3), timeline(2, 12)}));
    }
    TEST_CASE("it goes by the component that it is in, where that was replaced before it was connected") {
        RunningHistory told = component({timeline(2, 3)});
        told.member = member(2);
        CHECK(memory_once_up(joined_from({timeline(1, 3)}), false, history(), view_of(1, {1, 2}), told).lineage ==
              timelines({timeline(2, 3)}));
        CHECK(memory_once_up(joined_from({timeline(1, 3)}), false, history(), view_of(1, {1}), told).lineage ==
              timelines({timeline(1, 3)}));
    }
    TEST_CASE("a server that ran before this tool came takes them over from whom its own view names, and nobody else") {
        RunningHistory told = component({timeline(2, 12)});
        told.member = member(2);
        const NodeMemory nothing;
        CHECK(memory_once_up(nothing, false, history(), view_of(1, {1, 2}), told).lineage ==
              timelines({timeline(2, 12)}));
        CHECK(memory_once_up(nothing, false, history(), view_of(1, {1}), told).lineage == Lineage());
        CHECK(memory_once_up(nothing, false, history(), std::nullopt, told).lineage == Lineage());
        told.member.reset();
        CHECK(memory_once_up(nothing, false, history(), view_of(1, {1, 2}), told).lineage == Lineage());
    }
    TEST_CASE("a node that bootstrapped keeps its new timeline though a peer still tells the old ones") {
        const NodeMemory bootstrapped = memory_before_bootstrap(rested_at(10, {timeline(1, 3)}), alone(10), fork_id);
        const NodeMemory up =
            memory_once_up(bootstrapped, false, history(), view_of(1, {1}), component({timeline(1, 3)}));
        CHECK(up.lineage == bootstrapped.lineage);
    }
    TEST_CASE("timelines of another history, or of a fork, are not taken over") {
        const NodeMemory memory = joined_from({timeline(1, 3)});
        CHECK(
            memory_once_up(memory, false, history(), std::nullopt, component({timeline(1, 3), timeline(2, 5)}, uuid(5)))
                .lineage == memory.lineage);
        CHECK(memory_once_up(memory, false, history(), std::nullopt, component({timeline(2, 5)})).lineage ==
              memory.lineage);
    }
    TEST_CASE("a transfer of another history ends the old one's timelines") {
        const NodeMemory up = memory_once_up(joined_from({timeline(1, 3)}), false, uuid(5), std::nullopt,
                                             component({timeline(2, 4)}, uuid(5)));
        CHECK(up.history == uuid(5));
        CHECK(up.lineage_history == uuid(5));
        CHECK(up.lineage == timelines({timeline(2, 4)}));
    }
    TEST_CASE("a new view begins the list anew of those that this node set out to join") {
        NodeMemory memory;
        memory.left_members = members({1, 2});
        memory.joined_members = members({3});
        RunningHistory joined = component({timeline(1, 12)});
        joined.member = member(5);
        Evidence evidence = crashed_in({1, 4}, 10);
        SUBCASE("it had all data") {
            memory = memory_before_join(memory, evidence, joined, false);
            CHECK(memory.joined_members == members({5}));
        }
        SUBCASE("its transfer was under way") {
            evidence.joined = {member(6)};
            memory = memory_before_join(memory, evidence, joined, false);
            CHECK(memory.joined_members == members({6, 5}));
        }
        CHECK(memory.left_members == members({1, 4}));
    }
    TEST_CASE("whom it set out to join before says nothing where it does not know whom it joins, or what it has left") {
        NodeMemory memory;
        memory.left_members = members({1, 2});
        memory.joined_members = members({3});
        Evidence evidence = left({1, 2}, 10);
        evidence.joined = {member(3)};
        RunningHistory joined = component({timeline(1, 12)});
        CHECK(memory_before_join(memory, evidence, joined, false).joined_members.empty());
        joined.member = member(5);
        CHECK(memory_before_join(memory, evidence, joined, false).joined_members == members({3, 5}));
        CHECK(memory_before_join(memory, unknown(10), joined, false).joined_members == members({5}));
    }
    TEST_CASE("a join that replaces a fork remembers up to where that was shared") {
        const RunningHistory other = component({timeline(2, 6)});
        const NodeMemory forked = memory_before_join(rested_at(10, {timeline(1, 4)}), of_no_data(), other, false);
        CHECK(forked.forked_at == Position(history(), Seqno(4)));
        CHECK(memory_before_join(rested_at(10), of_no_data(), other, false).forked_at == Position(history(), Seqno(6)));
        CHECK_FALSE(memory_before_join(rested_at(6), of_no_data(), other, false).forked_at.has_value());
        CHECK_FALSE(memory_before_join(rested_at(10), left({1, 2}, 10), other, false).forked_at.has_value());
        CHECK(memory_before_join(rested_at(10), left({1, 2}, 10), other, true).forked_at ==
              Position(history(), Seqno(6)));
        NodeMemory unread = rested_at(6); // its server has run since
        unread.has_run_since = true;
        CHECK(memory_before_join(unread, of_no_data(), other, false).forked_at == Position(history(), Seqno(6)));
        CHECK_FALSE(memory_before_join(unread, of_no_data(), component({}), false).forked_at.has_value());
        NodeMemory again = rested_at(12, {timeline(2, 6)});
        again.forked_at = forked.forked_at;
        CHECK(memory_before_join(again, of_no_data(), component({timeline(3, 8)}), false).forked_at ==
              forked.forked_at);
    }
    TEST_CASE("of data that may be of a fork which a join has replaced no timelines are known") {
        NodeMemory memory = rested_at(7, {timeline(2, 6)});
        memory.forked_at = Position(history(), Seqno(4));
        const Lineage not_known({}, false);
        CHECK(look(memory, left({1, 2}, 7)).evidence.lineage == timelines({timeline(2, 6)}));
        const auto [after, told] = look(memory, left({1, 2}, 10));
        CHECK(told.lineage == not_known);
        CHECK(look(after, left({1, 2}, 10)).evidence.lineage == not_known); // also when it is read again
        CHECK(look(memory, alone(10)).evidence.lineage == not_known);       // nor is it taken for run by hand
        Evidence shown = of_no_data();
        shown.data = DataState::unseen;
        shown.shown = ShownInstead{Position(history(), Seqno(5))};
        CHECK(look(memory, shown).evidence.lineage == not_known);
        shown.shown = ShownInstead{Position(history(), Seqno(4))};
        CHECK(look(memory, shown).evidence.lineage == Lineage());
        memory.has_run_since = true;
        CHECK(look(memory, left({1, 2}, 10)).evidence.lineage == timelines({timeline(2, 6)}));
    }
    TEST_CASE("of data that was put there the lineage counts that is beside it") {
        const Lineage others = timelines({timeline(3, 4)});
        const FolderSigns put_there{state_file, DataLineage{uuid(800), history(), others}};
        const auto look_at = [](const NodeMemory& memory, const Evidence& evidence, const FolderSigns& signs) {
            return remember_evidence(memory, evidence, {std::nullopt, evidence.names_nobody_else(), signs}, fork_id);
        };
        NodeMemory memory = rested_at(10, {timeline(2, 6)});
        memory.beside_data = uuid(801);
        memory.next_beside_data = uuid(802);
        const auto once = look_at(memory, left({1, 2}, 12), put_there);
        CHECK(once.evidence.lineage == others);
        CHECK(once.memory.lineage == others);
        CHECK(once.memory.beside_data == uuid(800));
        CHECK_FALSE(once.memory.next_beside_data.has_value());
        CHECK(once.memory.state_file.empty());                         // in whichever file it was put
        CHECK(once.memory.forked_at == Position(history(), Seqno(4))); // if what it had is put back
        CHECK(look_at(once.memory, left({1, 2}, 12), put_there).evidence.lineage == others);
        // And once that has been looked at, its own is put back.
        const FolderSigns own{"", DataLineage{uuid(801), history(), timelines({timeline(2, 6)})}};
        CHECK(look_at(once.memory, left({1, 2}, 10), own).evidence.lineage == timelines({timeline(2, 6)}));
        // What was written with this memory tells nothing that the memory does not know better.
        for (const unsigned id : {801U, 802U}) {
            const FolderSigns known{state_file, DataLineage{uuid(id), history(), others}};
            const auto read = look_at(memory, left({1, 2}, 12), known);
            CHECK(read.evidence.lineage == timelines({timeline(2, 6)}));
            CHECK(read.memory.beside_data == uuid(801));
        }
        // Of another history, and where it cannot be believed, nothing is known.
        FolderSigns strange = put_there;
        strange.lineage->history = uuid(700);
        CHECK(look_at(memory, left({1, 2}, 12), strange).evidence.lineage == Lineage({}, false));
        strange.lineage = DataLineage::parse("torn");
        CHECK(look_at(memory, left({1, 2}, 12), strange).evidence.lineage == Lineage({}, false));
    }
    TEST_CASE("a copy is nothing that anybody ran by hand, but what is run on it then is") {
        const FolderSigns grown{"8.1.0 9.0", DataLineage{uuid(800), history(), timelines({timeline(3, 10)})}};
        const auto look_at = [&](const NodeMemory& memory, const Evidence& evidence) {
            return remember_evidence(memory, evidence, {std::nullopt, true, grown}, fork_id);
        };
        const auto once = look_at(rested_at(10), alone(12));
        CHECK(once.evidence.lineage == grown.lineage->lineage);
        CHECK(look_at(once.memory, alone(15)).evidence.lineage == timelines({timeline(3, 10), {fork_id, Seqno(12)}}));
    }
    TEST_CASE("the same of what is shown in the place of data, and of what may be whole") {
        const Lineage others = timelines({timeline(3, 4)});
        const FolderSigns put_there{"8.1.0 9.0", DataLineage{uuid(800), history(), others}};
        const NodeMemory memory = rested_at(10, {timeline(2, 6)});
        Evidence shown = of_no_data();
        shown.data = DataState::unseen;
        shown.shown = ShownInstead{Position(history(), Seqno(5))};
        CHECK(remember_evidence(memory, shown, {std::nullopt, false, put_there}, fork_id).evidence.lineage == others);
        shown.shown = ShownInstead{Position(history(), Seqno(4))};
        CHECK(remember_evidence(memory, shown, {std::nullopt, false, put_there}, fork_id).evidence.lineage ==
              Lineage());
        Evidence doubtful = left({1, 2}, 5);
        doubtful.data = DataState::unreadable;
        const auto after = remember_evidence(memory, doubtful, {std::nullopt, false, put_there}, fork_id);
        CHECK(after.evidence.lineage == others);
        CHECK(after.memory.lineage == timelines({timeline(2, 6)}));
        CHECK(after.memory.state_file == state_file);
    }
    TEST_CASE("a fork by hand in the node's own folder is one, also where sed has put grastate.dat there anew") {
        NodeMemory memory = rested_at(10, {timeline(2, 6)});
        memory.beside_data = uuid(801);
        const FolderSigns edited{"8.1.0 9.0", DataLineage{uuid(801), history(), memory.lineage}};
        const Lineage forked = timelines({timeline(2, 6), {fork_id, Seqno(10)}});
        const auto once = remember_evidence(memory, alone(15), {std::nullopt, true, edited}, fork_id);
        CHECK(once.evidence.lineage == forked);
        CHECK(remember_evidence(once.memory, alone(15), {std::nullopt, true, edited}, uuid(601)).evidence.lineage ==
              forked);
    }
    TEST_CASE("data that is given up is remembered by its files, and without whom it was to join") {
        NodeMemory memory = joined_from({timeline(1, 3)});
        memory.joined_members = members({2});
        memory.recovered_from = "ibdata1=1";
        const NodeMemory given_up = memory_before_discard(memory);
        CHECK(given_up.unfinished_start == UnfinishedStart::join_to_fill);
        CHECK(given_up.joined_from == "ibdata1=1");
        CHECK_FALSE(given_up.joined_node.has_value());
        CHECK(given_up.joined_members.empty());
        CHECK(given_up.lineage == memory.lineage);
        SUBCASE("for as long as nothing is there that replaced it") {
            CHECK(memory_before_join(given_up, of_no_data(), std::nullopt, false).joined_from == "ibdata1=1");
        }
        SUBCASE("a join that never had any forgets them") {
            memory.joined_from = "ibdata1=1";
            CHECK(memory_before_join(memory, of_no_data(), std::nullopt, false).joined_from.empty());
        }
    }
    TEST_CASE("what a record tells of a history is both of its parts, or nothing") {
        Record record;
        CHECK_FALSE(told_history(address("n2"), record).has_value());
        record.history = history();
        CHECK_FALSE(told_history(address("n2"), record).has_value());
        record.lineage = timelines({timeline(1, 3)});
        record.member = member(2);
        const auto told = told_history(address("n2"), record);
        REQUIRE(told.has_value());
        CHECK(told->history == history());
        CHECK(told->lineage == timelines({timeline(1, 3)}));
        CHECK(told->node == address("n2"));
        CHECK(told->member == member(2));
    }
    TEST_CASE("whom it set out to join in vain is written down once, however often that was") {
        NodeMemory memory;
        memory.left_members = members({1, 2});
        RunningHistory joined = component({timeline(1, 12)});
        const auto set_out_for = [&](unsigned number) {
            Evidence evidence = left({}, 10);
            evidence.members = memory.left_members;
            evidence.joined = memory.joined_members;
            joined.member = member(number);
            memory = memory_before_join(memory, evidence, joined, false);
        };
        for (const unsigned number : {3U, 4U, 3U, 3U}) {
            set_out_for(number);
        }
        CHECK(memory.left_members == members({1, 2})); // the view file that names them is still there
        CHECK(memory.joined_members == members({4, 3}));
        SUBCASE("and when there are more than a record has room for, it may have been any node") {
            for (unsigned number = 5; number < 14; ++number) {
                set_out_for(number);
            }
            CHECK(memory.left_members.size() + memory.joined_members.size() == 13);
            set_out_for(14);
            CHECK(memory.left_members.empty());
            CHECK(memory.joined_members == members({14}));
        }
    }
    TEST_CASE("a choice is forgotten once a later view than the one it is about shows that its component is past") {
        const Evidence crashed = crashed_in({1, 2}, 10);
        NodeMemory memory;
        memory.choice = NodeMemory::Choice{uuid(101), NodeAddress::parse("10.0.0.2"), "0123456789abcdef", member(2),
                                           NodeMemory::LastView{member(1), 7}};
        const auto keeps_choice = [&](const Evidence& evidence, const std::optional<ViewState>& view) {
            return look(memory, evidence, view).memory.choice.has_value();
        };
        CHECK(keeps_choice(crashed, view_of(1, {1, 2}, 7)));
        CHECK_FALSE(keeps_choice(crashed, view_of(1, {1, 2}, 8)));
        CHECK_FALSE(keeps_choice(crashed_in({1, 3}, 12), view_of(1, {1, 3}, 8)));
        CHECK_FALSE(keeps_choice(crashed_in({2, 3}, 12), view_of(3, {2, 3}, 2)));
        CHECK(keeps_choice(left({1, 2}, 10), std::nullopt));
        CHECK(keeps_choice(left({1, 3}, 12), view_of(1, {1, 3}, 8)));
        SUBCASE("also where a start sets out from that view, or has set out before the choice was made") {
            memory.add_view(view_of(1, {1, 2}, 6));
            memory = memory_before_join(memory, crashed, std::nullopt, false);
            CHECK(keeps_choice(crashed, view_of(1, {1, 2}, 7)));
            CHECK_FALSE(keeps_choice(crashed, view_of(1, {1, 2}, 8)));
        }
        SUBCASE("not where an older version chose, which did not tell what about") {
            memory.choice->view.reset();
            CHECK(keeps_choice(crashed_in({1, 3}, 12), view_of(1, {1, 3}, 8)));
        }
    }
    TEST_CASE("a join remembers the files that it set out with, or gave up, and not data that may be whole or not") {
        NodeMemory memory;
        memory.recovered_from = "1/2/3.4";
        CHECK(memory_before_join(memory, crashed_in({1, 2}, 10), std::nullopt, false).joined_from == "1/2/3.4");
        CHECK(memory_before_join(memory, crashed_in({1, 2}, 10), std::nullopt, true).joined_from == "1/2/3.4");
        CHECK(memory_before_join(memory, fresh(), std::nullopt, false).joined_from.empty());
        Evidence doubtful = crashed_in({1, 2}, 10);
        doubtful.data = DataState::unreadable;
        const NodeMemory joining = memory_before_join(memory, doubtful, std::nullopt, false);
        CHECK(joining.joined_from.empty());
        CHECK(joining.unfinished_start == UnfinishedStart::join_to_fill);
    }
    TEST_CASE("data that may be whole is told with its timelines, and not remembered as this node's") {
        NodeMemory memory;
        memory.lineage_history = history();
        memory.lineage = timelines({timeline(1, 3), timeline(2, 20)});
        Evidence doubtful = crashed_in({1, 2}, 10);
        doubtful.data = DataState::unreadable;
        const RememberedEvidence told = look(memory, doubtful);
        CHECK(told.evidence.lineage == timelines({timeline(1, 3)}));
        CHECK_FALSE(told.memory.history.has_value());
        CHECK_FALSE(told.memory.last_position.has_value());
    }
    TEST_CASE("who was left or joined is forgotten once the data has moved without the unit, and what binds the node "
              "is not") {
        NodeMemory memory;
        memory.left_members = {member(1), member(2)};
        memory.may_have_left = true;
        memory.joined_members = {member(2)};
        memory.unfinished_start = UnfinishedStart::join;
        memory.last_position = Position(history(), Seqno(10));
        memory.choice = NodeMemory::Choice{uuid(101), NodeAddress::parse("n1"), "0123456789abcdef"};
        const auto outrun = [&](const Position& position) {
            return without_what_was_outrun(memory, position).left_members.empty();
        };
        CHECK_FALSE(outrun(Position(history(), Seqno(10))));
        CHECK(outrun(Position(history(), Seqno(11))));
        CHECK(outrun(Position(uuid(998), Seqno(10))));
        CHECK_FALSE(outrun(Position(history(), Seqno(9)))); // put back: it counts for nothing anyway
        CHECK_FALSE(without_what_was_outrun(memory, std::nullopt).left_members.empty());
        const NodeMemory later = look(memory, left({}, 11)).memory;
        CHECK(later.left_members.empty());
        CHECK(later.may_have_left);
        CHECK(later.joined_members.empty());
        CHECK(later.unfinished_start == UnfinishedStart::join);
        CHECK(later.choice == memory.choice);
        CHECK(later.last_position == Position(history(), Seqno(11)));
        memory.has_run_since = true;
        CHECK_FALSE(outrun(Position(history(), Seqno(11))));
        memory.has_run_since = false;
        memory.last_position.reset();
        CHECK_FALSE(outrun(Position(history(), Seqno(11))));
    }
    TEST_CASE("the component is learnt from who is in this node's view, then from who knows most") {
        RunningHistory other = component({timeline(1, 3), timeline(2, 9)});
        other.member = member(3);
        RunningHistory own = component({timeline(1, 3)});
        own.member = member(2);
        for (const auto& nodes : {std::vector{other, own}, std::vector{own, other}}) {
            CHECK(component_told_by(nodes, view_of(1, {1, 2}))->member == member(2));
            CHECK(component_told_by(nodes, view_of(1, {1, 2, 3}))->member == member(3));
            CHECK(component_told_by(nodes, std::nullopt)->member == member(3));
        }
        CHECK_FALSE(component_told_by({}, view_of(1, {1})).has_value());
        CHECK(is_of_own_component(own, view_of(1, {1, 2})));
        CHECK_FALSE(is_of_own_component(other, view_of(1, {1, 2})));
        CHECK(is_of_own_component(other, std::nullopt));
    }
    TEST_CASE("before a stop the members are saved; where there is no view file, none are") {
        const NodeMemory stopping =
            memory_before_stop(rested_at(10), view_of(7, {1, 7}), InComponent::unknown, false, std::nullopt);
        CHECK(stopping.left_members == members({1, 7}));
        CHECK(stopping.identities.front() == member(7));
        CHECK(stopping.last_view == NodeMemory::LastView{member(7), 1});
        CHECK(memory_amid_stop(stopping, view_of(7, {7}, 2), std::nullopt).last_view ==
              NodeMemory::LastView{member(7), 2});
        CHECK(memory_amid_stop(stopping, std::nullopt, std::nullopt).left_members.empty());
        CHECK(
            memory_before_stop(stopping, std::nullopt, InComponent::unknown, false, std::nullopt).left_members.empty());
        CHECK(memory_before_stop(stopping, view_of(7, {1, 7}), InComponent::unknown, true, std::nullopt)
                  .left_members.empty());
    }

    TEST_CASE("a server that has merged, and is told to stop before it is synced, has left nobody knows whom") {
        const NodeMemory up = memory_once_up(rested_at(10), true, history(), view_of(7, {1, 2, 7}, 4), std::nullopt);
        CHECK(up.tells_when_synced);
        const auto stopping = [&](std::uint32_t number, InComponent in_component) {
            return memory_before_stop(up, view_of(7, {1, 7}, number), in_component, false, std::nullopt);
        };
        for (const InComponent lacking : {InComponent::no, InComponent::not_synced}) {
            CHECK(stopping(6, lacking).left_members.empty());
            CHECK(stopping(6, lacking).last_view == NodeMemory::LastView{member(7), 4});
            CHECK(stopping(6, lacking).may_have_left);
            CHECK(stopping(5, lacking).left_members == members({1, 7}));
            CHECK(stopping(4, lacking).left_members == members({1, 7}));
        }
        CHECK(stopping(6, InComponent::synced).left_members == members({1, 7}));
        CHECK(stopping(6, InComponent::synced).last_view == NodeMemory::LastView{member(7), 6});
        const NodeMemory leaving = stopping(4, InComponent::synced);
        CHECK(memory_amid_stop(leaving, view_of(7, {7}, 5), std::nullopt).left_members == members({7}));
        CHECK(memory_amid_stop(leaving, view_of(7, {2, 7}, 6), std::nullopt).left_members.empty());
        CHECK(memory_amid_stop(leaving, view_of(7, {2, 7}, 6), std::nullopt).last_view == leaving.last_view);
    }

    TEST_CASE("what is up and has yet to be given what it lacks is stopped as a start that has not come to its end") {
        NodeMemory joining = rested_at(10);
        joining.unfinished_start = UnfinishedStart::join;
        joining.left_members = members({1, 7});
        joining.joined_members = members({2});
        const NodeMemory stopping =
            memory_before_stop(joining, view_of(7, {2, 7}, 6), InComponent::not_synced, false, std::nullopt);
        CHECK(stopping.left_members == joining.left_members);
        CHECK(stopping.joined_members == joining.joined_members);
        CHECK(stopping.may_have_left);
        CHECK(
            memory_before_stop(joining, view_of(7, {2, 7}, 6), InComponent::synced, false, std::nullopt).left_members ==
            members({2, 7}));
    }
}

TEST_SUITE("remembering, a start together with others") {
    const ViewState agreed{member(1), members({2, 1, 3}), 9, id_of_agreement(uuid(60))};

    TEST_CASE("what this node was in stays, and its fellows are whom it has set out to join") {
        NodeMemory before = rested_at(10);
        before.recovered_position = Position(history(), Seqno(10));
        before.recovered_from = "ibdata1=1";
        before.choice = {uuid(101), address("n2"), ""};
        before.last_view = {member(1), 4};
        const NodeMemory memory =
            memory_before_restore(before, crashed_in({1, 2, 3}, 10), agreed, member(2), timelines({timeline(1, 10)}));
        CHECK(memory.unfinished_start == UnfinishedStart::restore_over_view);
        CHECK(memory.left_members == members({1, 2, 3}));
        CHECK(memory.joined_members == members({3, 2})); // who leads the last
        CHECK(memory.replaced_view() == ViewState{member(1), members({1, 2, 3}), 4});
        CHECK(memory.last_view == before.last_view);
        CHECK(memory.lineage == timelines({timeline(1, 10)}));
        CHECK(memory.last_position == Position(history(), Seqno(10)));
        CHECK(memory.joined_from == "ibdata1=1");
        CHECK(memory.has_run_since);
        CHECK(memory.choice == before.choice);
        CHECK_FALSE(memory.joined_node.has_value());
        CHECK(memory_once_up(memory, false, history(), view_of(1, {2, 1, 3}, 10), std::nullopt).joined_members.empty());
    }

    TEST_CASE("where not all fellows have room, one leads on to the others") {
        const NodeMemory memory = memory_before_restore(
            rested_at(10), crashed_in({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 10), agreed, member(2), Lineage());
        CHECK(memory.left_members.size() == 11);
        CHECK(memory.joined_members == members({2}));
    }

    TEST_CASE("only who can tell afterwards what it tells now may do so, under a member UUID that the others know") {
        const auto known = [](Evidence evidence) {
            evidence.identities = {member(1)};
            return evidence;
        };
        for (const Evidence& evidence : {crashed_in({1, 2}, 10), alone(10), left({1, 2}, 10)}) {
            CHECK(may_start_together(known(evidence)));
            CHECK_FALSE(may_start_together(evidence));
        }
        for (const Evidence& evidence : {unknown(10), left({}, 10), fresh(), without_data(crashed_in({1, 2}, 10)),
                                         doubtful(crashed_in({1, 2}, 10)), filled(left({1, 2}, 10)),
                                         crashed_in({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 10)}) {
            CHECK_FALSE(may_start_together(known(evidence)));
        }
    }
}
