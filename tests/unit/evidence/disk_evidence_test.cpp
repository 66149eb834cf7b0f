#include "evidence/disk_evidence.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "evidence/record.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

#include <array>
#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;
using UnfinishedStart = NodeMemory::UnfinishedStart;

namespace {

const Uuid uuid_a = Uuid::parse(history_a);
const Uuid uuid_b = Uuid::parse(history_b);
const Position at_50(uuid_a, Seqno(50));
const std::vector<Uuid> three_members{Uuid::parse(member_1), Uuid::parse(member_2), Uuid::parse(member_3)};

std::string three_member_view() {
    return gvwstate(member_1, {member_1, member_2, member_3});
}

RecoveryOutcome recovered(const Position& position) {
    return {RecoveredPosition{position}, ""};
}
RecoveryOutcome recovered_nothing() {
    return {RecoveredPosition{}, ""};
}
RecoveryOutcome failed_recovery() {
    return {std::nullopt, "position recovery failed: status 1"};
}

/// A node has been seen in an earlier view than this one, as the same member.
void know_earlier_view(DiskFacts& facts) {
    try {
        const Uuid own = ViewState::parse(facts.view_state.value_or("")).own;
        facts.memory.last_view = {own, 0};
        facts.memory.identities = {own};
    } catch (const ParseError&) {
        facts.memory.last_view.reset();
    }
}

/// A node that holds data, with these two files, which its unit has run.
DiskFacts data_with(std::optional<std::string> saved_state, std::optional<std::string> view_state = std::nullopt) {
    DiskFacts facts;
    facts.folder = DataFolder::initialised;
    facts.saved_state = std::move(saved_state);
    facts.view_state = std::move(view_state);
    facts.folder_mark = facts.memory.data_folder = "1.2";
    facts.signs.state_file = facts.memory.state_file = "3.4.5 6.7";
    know_earlier_view(facts);
    return facts;
}

/// A member of some time: it has been seen up.
DiskFacts member_with(std::optional<std::string> saved_state, std::optional<std::string> view_state = std::nullopt) {
    DiskFacts facts = data_with(std::move(saved_state), std::move(view_state));
    facts.memory.history = uuid_a;
    facts.memory.identities = {Uuid::parse(member_1)};
    return facts;
}

void check(const Evidence& evidence, Membership membership, DataState data, std::optional<Position> position = {}) {
    CAPTURE(evidence.remark);
    CHECK(evidence.membership == membership);
    CHECK(evidence.data == data);
    CHECK(evidence.position == position);
}

} // namespace

// The rows of the table in reference/galera.md.
TEST_SUITE("evidence after") {
    TEST_CASE("a clean stop while others stayed: left, without a recovery") {
        DiskFacts facts = member_with(grastate(history_a, "50", false));
        CHECK_FALSE(needs_recovery(facts));
        check(assess(facts, {}), Membership::left, DataState::intact, at_50);
        CHECK(assess(facts, {}).members.empty());
        facts.memory.left_members = three_members;
        CHECK(assess(facts, {}).members == three_members);
    }

    TEST_CASE("a clean stop of the last one: alone, without a recovery") {
        const DiskFacts facts = member_with(grastate(history_a, "50", true));
        CHECK_FALSE(needs_recovery(facts));
        check(assess(facts, {}), Membership::alone, DataState::intact, at_50);
    }

    TEST_CASE("a kill inside a component: its view, with the recovered position") {
        const DiskFacts facts = member_with(grastate(history_a, "-1", false), three_member_view());
        CHECK(needs_recovery(facts));
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::view, DataState::intact, at_50);
        CHECK(evidence.members == three_members);
        CHECK(evidence.identities == std::vector{Uuid::parse(member_1)});
        CHECK(evidence.arbitrators.empty());
    }

    TEST_CASE("who is known as an arbitrator is told, whatever the disk shows") {
        for (const auto& view : {std::optional(three_member_view()), std::optional<std::string>()}) {
            DiskFacts facts = member_with(grastate(history_a, "-1", false), view);
            facts.memory.arbitrators = {Uuid::parse(member_3)};
            CHECK(assess(facts, recovered(at_50)).arbitrators == facts.memory.arbitrators);
        }
    }

    TEST_CASE("a kill of a sole survivor: its view, and without that nothing, for the flag is not from its end") {
        const std::string saved = grastate(history_a, "-1", true);
        const Evidence evidence = assess(member_with(saved, gvwstate(member_1, {member_1})), recovered(at_50));
        check(evidence, Membership::view, DataState::intact, at_50);
        CHECK(evidence.members.size() == 1);
        DiskFacts facts = member_with(saved);
        check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
        CHECK(assess(facts, recovered(at_50)).remark.find("not from when its server closed") != std::string::npos);
        facts.memory.left_members = three_members; // it may have been told to stop, and the flag is a bootstrap's
        check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
        CHECK(assess(facts, recovered(at_50)).members == three_members);
    }

    TEST_CASE("a start that failed once the provider had the state: the seqno is recovered, the flag is unchanged") {
        check(assess(member_with(grastate(history_a, "-1", false)), recovered(at_50)), Membership::left,
              DataState::intact, at_50);
        DiskFacts facts = member_with(grastate(history_a, "-1", true));
        facts.memory.unfinished_start = UnfinishedStart::bootstrap_alone;
        check(assess(facts, recovered(at_50)), Membership::alone, DataState::intact, at_50);
    }

    TEST_CASE("a bootstrap that failed: the flag was this project's own, so it is no evidence") {
        DiskFacts facts = member_with(grastate(history_a, "-1", true));
        facts.memory.unfinished_start = UnfinishedStart::bootstrap;
        facts.memory.left_members = three_members;
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::left, DataState::intact, at_50);
        CHECK(evidence.members == three_members);
    }

    TEST_CASE("a crash while DDL ran: the zeroed history comes from the data") {
        check(assess(member_with(grastate(nil_history, "-1", false), three_member_view()), recovered(at_50)),
              Membership::view, DataState::intact, at_50);
        SUBCASE("also if the power went again before a bootstrap had put it in, or before the server was seen up") {
            for (const auto start : {UnfinishedStart::bootstrap, UnfinishedStart::bootstrap_alone}) {
                DiskFacts facts = member_with(grastate(nil_history, "-1", false), three_member_view());
                facts.memory.unfinished_start = start;
                facts.memory.last_view = {Uuid::parse(member_1), 5};
                check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
                facts.view_state.reset();
                CHECK(assess(facts, recovered(at_50)).may_be_whole());
            }
        }
        SUBCASE("also after a join that has not touched the data") {
            DiskFacts facts = member_with(grastate(nil_history, "-1", false), three_member_view());
            facts.memory.unfinished_start = UnfinishedStart::join;
            facts.data_is_as_it_joined = true;
            CHECK(assess(facts, recovered(at_50)).position == at_50);
            facts.memory.unfinished_start = UnfinishedStart::join_to_fill;
            CHECK(assess(facts, recovered(at_50)).data == DataState::damaged); // it was given up
        }
    }

    TEST_CASE("a state transfer that did not finish, by its mark: damaged, whatever the data says") {
        for (const auto start : {UnfinishedStart::join, UnfinishedStart::join_to_fill}) {
            for (const bool is_safe : {false, true}) {
                DiskFacts facts = member_with(grastate(nil_history, "-1", is_safe), three_member_view());
                facts.memory.unfinished_start = start;
                facts.memory.joined_members = {Uuid::parse(member_2)};
                facts.transfer_in_progress = true;
                CHECK_FALSE(needs_recovery(facts));
                check(assess(facts, {}), Membership::view, DataState::damaged);
                facts.view_state.reset();
                check(assess(facts, {}), Membership::unknown, DataState::damaged);
                facts.saved_state = "torn";
                CHECK_FALSE(needs_recovery(facts));
                check(assess(facts, {}), Membership::unknown, DataState::damaged);
            }
        }
    }

    TEST_CASE("a zero UUID after a join without a mark: a transfer has finished and DDL ran, or it has not finished") {
        for (const auto start : {UnfinishedStart::join, UnfinishedStart::join_to_fill}) {
            DiskFacts facts = member_with(grastate(nil_history, "-1", false), three_member_view());
            facts.memory.unfinished_start = start;
            facts.memory.joined_members = {Uuid::parse(member_2)};
            const Evidence evidence = assess(facts, recovered(at_50));
            check(evidence, Membership::view, DataState::unreadable, at_50);
            CHECK(evidence.may_be_whole());
            CHECK(evidence.joined == std::vector{Uuid::parse(member_2)});
            CHECK(evidence.remark.find("grastate.dat") != std::string::npos);
            facts.view_state.reset();
            check(assess(facts, recovered(at_50)), Membership::unknown, DataState::unreadable, at_50);
        }
    }

    TEST_CASE("a crash while DDL ran where the provider keeps no views: the data may be whole, on every node") {
        DiskFacts facts = member_with(grastate(nil_history, "-1", false));
        facts.keeps_views = false;
        check(assess(facts, recovered(at_50)), Membership::unknown, DataState::unreadable, at_50);
        CHECK(assess(facts, recovered(at_50)).joined.empty());
    }

    TEST_CASE("a fresh joiner that was killed in its state transfer: damaged, and never a member") {
        DiskFacts facts = data_with("");
        facts.memory.unfinished_start = UnfinishedStart::join_to_fill;
        check(assess(facts, recovered_nothing()), Membership::never, DataState::damaged);
        CHECK(assess(facts, recovered(at_50)).may_be_whole());
        facts.folder = DataFolder::incomplete;
        CHECK_FALSE(needs_recovery(facts));
        check(assess(facts, {}), Membership::never, DataState::damaged);
        facts.view_state = three_member_view();
        facts.memory.joined_members = {Uuid::parse(member_2)};
        check(assess(facts, {}), Membership::view, DataState::damaged);
    }

    TEST_CASE("a kill after the state transfer, while the rest was applied: the data is whole") {
        DiskFacts facts = data_with(grastate(history_a, "-1", false), three_member_view());
        for (const auto start : {UnfinishedStart::join_to_fill, UnfinishedStart::join}) {
            facts.memory.unfinished_start = start;
            facts.memory.joined_members = {Uuid::parse(member_2)};
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        }
    }

    TEST_CASE("an inconsistency: the server has closed, so there is no view, as after a start by hand that failed") {
        for (const bool is_safe : {false, true}) {
            check(assess(member_with(grastate(nil_history, "-1", is_safe)), recovered(at_50)), Membership::unknown,
                  DataState::unreadable, at_50);
        }
    }
}

TEST_SUITE("evidence in the cases from the field") {
    TEST_CASE("4: a zero uuid with the flag at 1 is damage, not a safe node") {
        const DiskFacts facts = data_with(grastate(nil_history, "-1", true));
        check(assess(facts, recovered_nothing()), Membership::never, DataState::fresh);
        check(assess(facts, recovered(at_50)), Membership::unknown, DataState::unreadable, at_50);
        check(assess(member_with(grastate(nil_history, "-1", true)), recovered_nothing()), Membership::unknown,
              DataState::damaged);
    }

    TEST_CASE("5: the flag at 1 with a position but zero uuid in its data is never a candidate") {
        check(assess(member_with(grastate(history_a, "-1", true)), recovered_nothing()), Membership::unknown,
              DataState::unreadable);
        check(assess(member_with(grastate(nil_history, "7", true)), recovered_nothing()), Membership::unknown,
              DataState::damaged);
    }

    TEST_CASE("10: a reinstalled node is fresh, and one whose record says that it had data is not") {
        DiskFacts facts;
        CHECK_FALSE(needs_recovery(facts));
        check(assess(facts, {}), Membership::never, DataState::fresh);
        facts.memory.history = uuid_a;
        check(assess(facts, {}), Membership::unknown, DataState::unseen);
        facts.memory = {};
        facts.memory.identities = {Uuid::parse(member_1)};
        check(assess(facts, {}), Membership::unknown, DataState::damaged);
    }

    TEST_CASE("16: with an empty or torn view file the last component is unknown") {
        for (const std::string& view : {std::string(), three_member_view().substr(0, 100)}) {
            const Evidence evidence = assess(member_with(grastate(history_a, "-1", false), view), recovered(at_50));
            check(evidence, Membership::unknown, DataState::intact, at_50);
            CHECK(evidence.members.empty());
            check(assess(member_with(grastate(history_a, "-1", true), view), recovered(at_50)), Membership::unknown,
                  DataState::intact, at_50);
        }
    }

    TEST_CASE("23: with a torn, empty or missing grastate.dat the recovery decides, and no flag counts") {
        for (const std::optional<std::string>& saved :
             {std::optional<std::string>(""), std::optional(grastate(history_a, "50", true).substr(0, 60)),
              std::optional<std::string>()}) {
            CHECK(needs_recovery(member_with(saved)));
            check(assess(member_with(saved), recovered(at_50)), Membership::unknown, DataState::intact, at_50);
            check(assess(data_with(saved), recovered(at_50)), Membership::unknown, DataState::intact, at_50);
            check(assess(member_with(saved, three_member_view()), recovered(at_50)), Membership::view,
                  DataState::intact, at_50);
        }
    }

    TEST_CASE("25: seqno 0 is a valid position, from a clean stop and from a recovery") {
        const Position at_0(uuid_a, Seqno(0));
        CHECK_FALSE(needs_recovery(data_with(grastate(history_a, "0", true))));
        check(assess(data_with(grastate(history_a, "0", true)), {}), Membership::alone, DataState::intact, at_0);
        check(assess(data_with(grastate(history_a, "-1", false)), recovered(at_0)), Membership::left, DataState::intact,
              at_0);
    }
}

TEST_SUITE("evidence where files contradict each other") {
    TEST_CASE("a recovery that fails, or is forced, leaves the data unreadable") {
        check(assess(member_with(grastate(history_a, "-1", false), three_member_view()), failed_recovery()),
              Membership::view, DataState::unreadable);
        CHECK(assess(member_with(grastate(history_a, "-1", false)), failed_recovery()).remark ==
              failed_recovery().failure);
        DiskFacts facts = member_with(grastate(history_a, "50", true));
        facts.recovery_is_forced = true;
        CHECK_FALSE(needs_recovery(facts));
        check(assess(facts, {}), Membership::alone, DataState::unreadable);
    }

    TEST_CASE("a position of another history than grastate.dat names is not believed") {
        check(assess(member_with(grastate(history_b, "-1", false)), recovered(at_50)), Membership::left,
              DataState::unreadable);
    }

    TEST_CASE("data that a node remembers and that is not in its folder is not lost, but not seen") {
        DiskFacts facts;
        facts.memory.history = uuid_a;
        facts.memory.last_position = at_50;
        const Evidence evidence = assess(facts, {});
        check(evidence, Membership::unknown, DataState::unseen);
        CHECK(evidence.remark.find(at_50.to_string()) != std::string::npos);
        CHECK(evidence.remark.find("mounted") != std::string::npos);
        // A new database in its place, as a package's script makes it on an empty disk.
        check(assess(member_with({}), recovered_nothing()), Membership::unknown, DataState::unseen);
    }

    TEST_CASE("a folder that a join has emptied and not filled is damaged, for that join had all of it") {
        DiskFacts facts;
        facts.memory.history = uuid_a;
        facts.memory.unfinished_start = UnfinishedStart::join_to_fill;
        CHECK(assess(facts, {}).data == DataState::damaged);
        facts.memory.unfinished_start = UnfinishedStart::join;
        for (const std::string& saved : {grastate(nil_history, "-1", false), std::string()}) {
            facts.saved_state = saved;
            CHECK(assess(facts, {}).data == DataState::damaged);
        }
        facts.saved_state.reset();
        facts.transfer_in_progress = true;
        CHECK(assess(facts, {}).data == DataState::damaged);
    }

    TEST_CASE("a join that brought data and has left no trace of a transfer has not emptied the folder") {
        DiskFacts facts;
        facts.memory.history = uuid_a;
        facts.memory.unfinished_start = UnfinishedStart::join;
        for (const auto folder : {DataFolder::empty, DataFolder::incomplete}) {
            facts.folder = folder;
            check(assess(facts, {}), Membership::unknown, DataState::unseen);
        }
        facts.folder = DataFolder::initialised;
        check(assess(facts, recovered_nothing()), Membership::unknown, DataState::unseen);
        facts.provider_folder_is_apart = true;
        facts.saved_state = grastate(history_a, "-1", false);
        facts.folder = DataFolder::empty;
        CHECK(assess(facts, {}).data == DataState::unseen);
    }

    TEST_CASE(
        "databases without a position in the place of data that this node remembers are told, and are not seen as it") {
        for (const std::optional<std::string>& saved :
             {std::optional<std::string>(), std::optional(grastate(nil_history, "-1", false))}) {
            DiskFacts facts = member_with(saved);
            facts.user_databases = {"shop"};
            facts.memory.last_position = at_50;
            const Evidence evidence = assess(facts, recovered_nothing());
            check(evidence, Membership::unknown, DataState::unseen);
            REQUIRE(evidence.shown.has_value());
            CHECK_FALSE(evidence.shown->position.has_value());
            CHECK(evidence.remark.find("database shop") != std::string::npos);
            facts.memory.unfinished_start = UnfinishedStart::join_to_fill;
            CHECK(assess(facts, recovered_nothing()).data == DataState::damaged);
        }
        CHECK_FALSE(assess(member_with({}), recovered_nothing()).shown.has_value());
    }

    TEST_CASE("a recovery that fails outside the server's own unit proves nothing, and inside it what it says") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), three_member_view());
        const RecoveryOutcome failed{std::nullopt, "no key"};
        check(assess(facts, failed), Membership::view, DataState::unreadable);
        facts.is_read_in_servers_unit = false;
        const Evidence evidence = assess(facts, failed);
        check(evidence, Membership::view, DataState::unseen);
        CHECK(evidence.remark.find("no key") != std::string::npos);
    }

    TEST_CASE("a recovery that did not come to the data proves nothing anywhere") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), three_member_view());
        const Evidence evidence = assess(facts, RecoveryOutcome{std::nullopt, "unknown variable", false});
        check(evidence, Membership::view, DataState::unseen);
        CHECK(evidence.remark.find("unknown variable") != std::string::npos);
    }

    TEST_CASE("data that is not seen is remembered by the provider's own folder, too, where that is another one") {
        DiskFacts facts;
        facts.memory.history = uuid_a;
        facts.memory.last_position = at_50;
        facts.saved_state = grastate(history_a, "50", false);
        facts.provider_folder_is_apart = true;
        CHECK(assess(facts, {}).data == DataState::unseen);
        facts.view_state = three_member_view();
        CHECK(assess(facts, {}).data == DataState::unseen);
        facts.folder = DataFolder::initialised;
        CHECK(assess(facts, recovered_nothing()).data == DataState::unseen);
    }

    TEST_CASE("what a server has left in a folder that was not mounted is not the data that this node remembers") {
        DiskFacts facts;
        facts.folder = DataFolder::incomplete;
        facts.memory.history = uuid_a;
        CHECK(assess(facts, {}).data == DataState::unseen);
        facts.transfer_in_progress = true;
        CHECK(assess(facts, {}).data == DataState::damaged);
        facts.transfer_in_progress = false;
        facts.memory.unfinished_start = UnfinishedStart::join_to_fill;
        CHECK(assess(facts, {}).data == DataState::damaged);
        facts.memory = {};
        CHECK(assess(facts, {}).data == DataState::damaged);
    }

    TEST_CASE("a view that names this node under another UUID is another node's") {
        const std::string view = gvwstate(member_2, {member_1, member_2, member_3});
        DiskFacts facts = member_with(grastate(history_a, "-1", false), view);
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::unknown, DataState::intact, at_50);
        CHECK(evidence.members.empty());
        CHECK(evidence.identities == std::vector{Uuid::parse(member_1)});
        CHECK(evidence.remark.find("another node's") != std::string::npos);
        SUBCASE("also where it does not name it, as nobody has seen it as that member") {
            facts.view_state = gvwstate(member_2, {member_2, member_3});
            check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
            CHECK(assess(facts, recovered(at_50)).identities == std::vector{Uuid::parse(member_1)});
        }
        SUBCASE("not amid a start, which may have drawn a new UUID") {
            facts.view_state = gvwstate(member_2, {member_2, member_3});
            facts.memory.unfinished_start = UnfinishedStart::bootstrap;
            check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
            CHECK(assess(facts, recovered(at_50)).members.size() == 2);
        }
        SUBCASE("but amid a start as well beside a file that its runs did not leave") {
            facts.view_state = gvwstate(member_2, {member_2});
            facts.saved_state = grastate(history_a, "-1", true);
            facts.memory.unfinished_start = UnfinishedStart::join;
            facts.memory.state_file = "3.4.6";
            check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
            CHECK(assess(facts, recovered(at_50)).identities == std::vector{Uuid::parse(member_1)});
        }
        SUBCASE("not where it is the same member at a later incarnation") {
            Uuid later = Uuid::parse(member_1);
            std::string text = later.to_string();
            text.replace(19, 4, "ffff");
            facts.memory.identities = {Uuid::parse(text)};
            facts.view_state = three_member_view();
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        }
        SUBCASE("also where the data cannot be read") {
            check(assess(facts, failed_recovery()), Membership::unknown, DataState::unreadable);
        }
    }

    TEST_CASE("data that is behind what it was is not seen: what is shown is of a snapshot or a copy") {
        const Position at_30(uuid_a, Seqno(30));
        for (const auto& saved : {grastate(history_a, "30", true), grastate(history_a, "30", false)}) {
            DiskFacts facts = member_with(saved);
            facts.memory.last_position = at_50;
            facts.memory.left_members = three_members;
            const Evidence evidence = assess(facts, {});
            check(evidence, Membership::unknown, DataState::unseen);
            CHECK(evidence.shown == ShownInstead{at_30});
            CHECK(evidence.remark.find("at 30 and was at 50") != std::string::npos);
            facts.memory.last_position = at_30;
            CHECK(assess(facts, {}).membership != Membership::unknown);
            facts.memory.last_position = Position(Uuid::parse(history_b), Seqno(50));
            facts.memory.has_run_since = true;
            CHECK(assess(facts, recovered(at_30)).membership != Membership::unknown);
        }
        DiskFacts facts = member_with(grastate(history_a, "-1", false), three_member_view());
        facts.memory.last_position = at_50;
        check(assess(facts, recovered(at_30)), Membership::unknown, DataState::unseen);
        CHECK(assess(facts, recovered(at_30)).as_shown().position == at_30);
    }

    TEST_CASE("data that was stopped where a start set out whose server has been up is of before that start") {
        DiskFacts facts = member_with(grastate(history_a, "50", true));
        facts.memory.last_position = at_50;
        check(assess(facts, {}), Membership::alone, DataState::intact, at_50);
        facts.memory.has_run_since = true;
        const Evidence evidence = assess(facts, {});
        check(evidence, Membership::unknown, DataState::unseen);
        CHECK(evidence.shown == ShownInstead{at_50});
        SUBCASE("not where it may not have been up") {
            facts.memory.unfinished_start = UnfinishedStart::bootstrap_alone;
            check(assess(facts, {}), Membership::alone, DataState::intact, at_50);
        }
        SUBCASE("not where it has gone on since") {
            facts.saved_state = grastate(history_a, "51", true);
            CHECK(assess(facts, {}).data == DataState::intact);
        }
        SUBCASE("not after a crash, where what it had done since need not have been written") {
            facts.saved_state = grastate(history_a, "-1", true);
            CHECK(assess(facts, recovered(at_50)).data == DataState::intact);
        }
    }

    TEST_CASE("a view from before the last component that this node was seen in is of a snapshot, and so is its data") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), three_member_view());
        const Uuid later = Uuid::parse("aaaaaaaa-0000-11ee-8000-000000000001");
        facts.memory.identities = {later, Uuid::parse(member_1)};
        facts.memory.last_view = {later, 3};
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::unknown, DataState::unseen);
        CHECK(evidence.shown == ShownInstead{at_50});
        CHECK(evidence.identities == facts.memory.identities);
        facts.memory.identities = {Uuid::parse(member_1), later};
        know_earlier_view(facts);
        check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
    }

    TEST_CASE("where the memory is lost, nothing tells whose the view and the flag are") {
        DiskFacts facts = data_with(grastate(history_a, "-1", false), three_member_view());
        facts.memory = NodeMemory();
        check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
        CHECK(assess(facts, recovered(at_50)).members.empty());
        CHECK(assess(facts, recovered(at_50)).identities.empty());
        facts.view_state = gvwstate(member_1, {member_1});
        facts.saved_state = grastate(history_a, "-1", true);
        check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
        facts.view_state.reset();
        check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
    }

    TEST_CASE("a flag in a file that the runs of its unit did not leave is not this node's") {
        DiskFacts facts = member_with(grastate(history_a, "50", true));
        facts.memory.last_position = at_50;
        check(assess(facts, {}), Membership::alone, DataState::intact, at_50);
        const auto is_of = [&](const char* found, const char* known) {
            facts.signs.state_file = found;
            facts.memory.state_file = known;
            const Evidence evidence = assess(facts, recovered(at_50));
            CHECK((evidence.remark.find("safe_to_bootstrap: 1") == std::string::npos) ==
                  (evidence.membership == Membership::alone));
            CHECK(evidence.position == at_50);
            return evidence.membership == Membership::alone;
        };
        CHECK_FALSE(is_of("3.4.5 6.7", ""));          // an older version's memory, or a lost one
        CHECK_FALSE(is_of("3.4.6 6.7", "3.4.5 6.7")); // another file, as a copy is
        CHECK_FALSE(is_of("3.4.6 6.7", "3.4.5"));
        CHECK_FALSE(is_of("3.4.5 6.8", "3.4.5 6.7")); // a copy that was written into it, or a run by hand
        CHECK(is_of("3.4.5 6.8", "3.4.5"));           // its unit has run since
        CHECK_FALSE(is_of("", "3.4.5"));
        CHECK(is_of("3 6.8", "3.4.5")); // a kernel need not tell more
        CHECK(is_of("3.4.5 6.7", "3 6.7"));
    }

    TEST_CASE("a view with a lower number than the last one that this member was seen in is of a snapshot as well") {
        DiskFacts facts = member_with(grastate(history_a, "-1", true), gvwstate(member_1, {member_1}, 7));
        facts.memory.last_view = {Uuid::parse(member_1), 8};
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::unknown, DataState::unseen);
        CHECK(evidence.shown == ShownInstead{at_50});
        SUBCASE("also where it is at a later incarnation") {
            facts.memory.last_view->member = Uuid::parse("11111111-0b1d-11ef-8f5c-02420a000001");
            CHECK(assess(facts, recovered(at_50)) == evidence);
        }
        SUBCASE("and nothing of it is believed where the data cannot be read") {
            check(assess(facts, failed_recovery()), Membership::unknown, DataState::unreadable);
        }
        SUBCASE("not with that number, or a higher one that it was not seen in any more") {
            for (const std::uint32_t number : {7U, 6U}) {
                facts.memory.last_view->number = number;
                check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
            }
        }
        SUBCASE("not of another member: its views are counted apart") {
            facts.memory.last_view->member = Uuid::parse(member_2);
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        }
    }

    TEST_CASE("who was told to stop in that view may have left it before it was killed") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), three_member_view());
        facts.memory.last_view = {Uuid::parse(member_1), 5};
        facts.memory.may_have_left = true;
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::left, DataState::intact, at_50);
        CHECK(evidence.members == three_members);
        SUBCASE("also where it came to a later one on its way") {
            facts.memory.last_view->number = 4;
            check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
        }
        SUBCASE("also where starts have set out from there since, whatever for") {
            for (const auto start : {UnfinishedStart::bootstrap, UnfinishedStart::join, UnfinishedStart::restore}) {
                facts.memory.unfinished_start = start;
                facts.memory.joined_members = {Uuid::parse(member_2)};
                check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
            }
        }
        SUBCASE("not where it was alone: nobody stayed") {
            facts = member_with(grastate(history_a, "-1", true), gvwstate(member_1, {member_1}));
            facts.memory.last_view = {Uuid::parse(member_1), 5};
            facts.memory.may_have_left = true;
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        }
    }

    TEST_CASE("a start that was not seen up may have been told to stop in the view that it came to") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), three_member_view());
        facts.memory.unfinished_start = UnfinishedStart::restore;
        facts.memory.last_view = {Uuid::parse(member_1), 4};
        facts.memory.lineage_history = uuid_a;
        facts.memory.lineage = Lineage({{Uuid::parse(history_b), Seqno(50)}});
        check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
        SUBCASE("where it may have lacked data there it counts for nobody anyway") {
            facts.memory.joined_members = {Uuid::parse(member_2)};
            const Evidence evidence = assess(facts, recovered(Position(uuid_a, Seqno(49))));
            CHECK(evidence.membership == Membership::view);
            CHECK(evidence.joined == facts.memory.joined_members);
        }
        SUBCASE("not in the view that it had set out from") {
            facts.memory.last_view->number = 5;
            facts.memory.unfinished_start = UnfinishedStart::bootstrap;
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        }
    }

    TEST_CASE("a view of one without grastate.dat does not prove that it had all data alone") {
        DiskFacts facts = member_with(std::nullopt, gvwstate(member_1, {member_1}));
        facts.memory.unfinished_start = UnfinishedStart::join;
        facts.memory.joined_members = {Uuid::parse(member_2)};
        facts.memory.last_view = {Uuid::parse(member_1), 4};
        facts.data_is_as_it_joined = true;
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::view, DataState::intact, at_50);
        CHECK(evidence.joined == facts.memory.joined_members);
        facts.saved_state = grastate(history_a, "-1", true);
        CHECK(assess(facts, recovered(at_50)).joined.empty());
    }

    TEST_CASE("beside a view that was not written to its end the one before it tells nothing of the last component") {
        DiskFacts facts = member_with(grastate(history_a, "-1", true), gvwstate(member_1, {member_1}));
        facts.has_unfinished_view = true;
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::unknown, DataState::intact, at_50);
        CHECK(evidence.remark.find("gvwstate.dat.tmp") != std::string::npos);
        SUBCASE("it is left over where the server was stopped in order since") {
            facts.view_state.reset();
            facts.saved_state = grastate(history_a, "50", true);
            check(assess(facts, {}), Membership::alone, DataState::intact, at_50);
        }
    }

    TEST_CASE("files that contradict what this node left tell nothing of the last component") {
        DiskFacts facts = member_with(grastate(history_a, "5", false), gvwstate(member_1, {member_1}));
        facts.memory.left_members = three_members;
        check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
        SUBCASE("not where the others have left since, so that it was alone") {
            facts.saved_state = grastate(history_a, "-1", true);
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        }
        SUBCASE("not where it has bootstrapped since") {
            facts.saved_state = grastate(history_a, "-1", true);
            facts.memory.unfinished_start = UnfinishedStart::bootstrap;
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        }
        SUBCASE("a stop as the only member contradicts a view of several") {
            facts = member_with(grastate(history_a, "50", true), three_member_view());
            check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
        }
    }

    TEST_CASE("each pair of the view with the flag, the seqno, the copy and the last start") {
        const std::string one = gvwstate(member_1, {member_1});
        const std::string three = three_member_view();
        const std::vector<Uuid> nobody;
        const std::vector<Uuid> itself{Uuid::parse(member_1)};
        struct Row {
            const char* why;
            std::string view;
            const char* seqno;
            bool flag;
            std::vector<Uuid> copy;
            UnfinishedStart start;
            Membership membership;
        };
        const std::array<Row, 19> rows{{
            // The view of one component, and its flag.
            {"a crash", three, "-1", false, nobody, UnfinishedStart::none, Membership::view},
            {"a crash of the sole survivor", one, "-1", true, nobody, UnfinishedStart::none, Membership::view},
            {"a pause", three, "40", false, nobody, UnfinishedStart::none, Membership::view},
            {"a pause of the sole survivor", one, "40", true, nobody, UnfinishedStart::none, Membership::view},
            {"a crash amid a stop", three, "-1", false, three_members, UnfinishedStart::none, Membership::left},
            {"the others left first", one, "-1", true, three_members, UnfinishedStart::none, Membership::view},
            {"a copy of itself", one, "-1", true, itself, UnfinishedStart::none, Membership::view},
            {"alone after a bootstrap", one, "-1", true, three_members, UnfinishedStart::bootstrap, Membership::view},
            {"joined amid a bootstrap", three, "-1", true, three_members, UnfinishedStart::bootstrap, Membership::left},
            {"the others left after a join", one, "-1", true, three_members, UnfinishedStart::join, Membership::view},
            // The provider writes the view first, and then the flag.
            {"merged, and left behind", one, "-1", false, nobody, UnfinishedStart::none, Membership::unknown},
            {"a crash between the two", three, "-1", true, nobody, UnfinishedStart::none, Membership::view},
            // Not of one component.
            {"a leaver's grastate.dat", one, "40", false, three_members, UnfinishedStart::none, Membership::unknown},
            {"the same without a copy", one, "40", false, nobody, UnfinishedStart::none, Membership::unknown},
            {"the same with a copy of itself", one, "40", false, itself, UnfinishedStart::none, Membership::unknown},
            {"the same, set out to join", one, "40", false, nobody, UnfinishedStart::join, Membership::unknown},
            {"it left several", one, "-1", false, three_members, UnfinishedStart::none, Membership::unknown},
            // Nor of the last one.
            {"a join without all data", one, "-1", false, nobody, UnfinishedStart::join, Membership::left},
            {"the last one's grastate.dat", three, "40", true, nobody, UnfinishedStart::none, Membership::unknown},
        }};
        for (const Row& row : rows) {
            CAPTURE(row.why);
            DiskFacts facts = member_with(grastate(history_a, row.seqno, row.flag), row.view);
            facts.memory.left_members = row.copy;
            facts.memory.unfinished_start = row.start;
            CHECK(needs_recovery(facts));
            const Evidence evidence = assess(facts, recovered(at_50));
            check(evidence, row.membership, DataState::intact, at_50);
            CHECK((evidence.remark.find("gvwstate.dat") != std::string::npos) ==
                  (row.membership == Membership::unknown));
        }
    }

    TEST_CASE("each pair of the mark of a transfer with grastate.dat and the last start") {
        struct Row {
            const char* why;
            std::optional<std::string> saved;
            bool marked;
            UnfinishedStart start;
            bool untouched;
            DataState data;
        };
        const std::string named = grastate(history_a, "-1", false);
        const std::string clean = grastate(history_a, "40", false);
        const std::string nil = grastate(nil_history, "-1", false);
        using Start = UnfinishedStart;
        const std::array<Row, 22> rows{{
            {"no transfer was asked for", named, true, Start::join, true, DataState::intact},
            {"none, or one that this node knows nothing of", named, true, Start::join, false, DataState::unreadable},
            {"a left-over, or a run by hand", named, true, Start::none, false, DataState::unreadable},
            {"a stop, and a later mark", clean, true, Start::none, false, DataState::unreadable},
            {"a transfer, maybe not begun", nil, true, Start::join, true, DataState::unreadable},
            {"a transfer", nil, true, Start::join, false, DataState::damaged},
            {"a transfer of all data", nil, true, Start::join_to_fill, false, DataState::damaged},
            {"a transfer, torn", "", true, Start::join_to_fill, false, DataState::damaged},
            {"a transfer, and a lost file", std::nullopt, true, Start::join, false, DataState::damaged},
            {"a left-over and DDL, or a run by hand", nil, true, Start::none, false, DataState::unreadable},
            {"the same, before a bootstrap", nil, true, Start::bootstrap, false, DataState::unreadable},
            {"a left-over and a torn file", "", true, Start::none, false, DataState::unreadable},
            {"a left-over and a lost file", std::nullopt, true, Start::none, false, DataState::unreadable},
            {"a transfer has finished", named, false, Start::join_to_fill, false, DataState::intact},
            {"DDL after a transfer, or a transfer", nil, false, Start::join, false, DataState::unreadable},
            {"the same of all data", nil, false, Start::join_to_fill, false, DataState::unreadable},
            {"found inconsistent, as no view was left", nil, false, Start::join, true, DataState::unreadable},
            {"the same of a start together", nil, false, Start::restore, true, DataState::unreadable},
            {"given up", nil, false, Start::join_to_fill, true, DataState::damaged},
            {"a join, and a torn file", "", false, Start::join, false, DataState::unreadable},
            {"a join, and a lost file", std::nullopt, false, Start::join_to_fill, false, DataState::unreadable},
            {"a torn file", "", false, Start::none, false, DataState::intact},
        }};
        for (const Row& row : rows) {
            CAPTURE(row.why);
            DiskFacts facts = member_with(row.saved, std::nullopt);
            facts.transfer_in_progress = row.marked;
            facts.memory.unfinished_start = row.start;
            facts.data_is_as_it_joined = row.untouched;
            REQUIRE(needs_recovery(facts) == (row.data != DataState::damaged || row.untouched));
            const Evidence evidence = assess(facts, recovered(at_50));
            CHECK(evidence.data == row.data);
            CHECK(evidence.position.has_value() == (row.data != DataState::damaged));
            CHECK((evidence.remark.find("sst_in_progress") != std::string::npos) ==
                  (row.marked && row.data != DataState::intact));
        }
    }

    TEST_CASE("amid DDL, or a transfer that has changed nothing yet, the view is there") {
        for (const auto start : {UnfinishedStart::join, UnfinishedStart::restore}) {
            DiskFacts facts = member_with(grastate(nil_history, "-1", false), gvwstate(member_1, {member_1, member_2}));
            facts.memory.unfinished_start = start;
            facts.data_is_as_it_joined = true;
            CHECK(assess(facts, recovered(at_50)).data == DataState::intact);
        }
    }

    TEST_CASE("a copy of the view is of an earlier run where the server has run since without its unit") {
        DiskFacts facts = member_with(grastate(history_a, "50", false));
        facts.memory.left_members = three_members;
        facts.memory.last_position = Position(uuid_a, Seqno(40));
        CHECK(assess(facts, {}).membership == Membership::left);
        CHECK(assess(facts, {}).members.empty());
        SUBCASE("not where the unit has run it") {
            facts.memory.has_run_since = true;
            CHECK(assess(facts, {}).members == three_members);
        }
        SUBCASE("not where the data has not moved") {
            facts.memory.last_position = at_50;
            CHECK(assess(facts, {}).members == three_members);
        }
        SUBCASE("nor is it then a join that has not come to its end") {
            facts.memory.unfinished_start = UnfinishedStart::join;
            facts.memory.joined_members = {Uuid::parse(member_2)};
            CHECK(assess(facts, {}).members.empty());
            CHECK(assess(facts, {}).joined.empty());
        }
    }

    TEST_CASE("where the provider keeps no views, a seqno is of a pause as well as of a stop") {
        DiskFacts facts = member_with(grastate(history_a, "5", false));
        facts.keeps_views = false;
        CHECK(needs_recovery(facts));
        check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
    }

    TEST_CASE("a seqno beside a view file is no clean stop") {
        const DiskFacts facts = member_with(grastate(history_a, "5", false), three_member_view());
        CHECK(needs_recovery(facts));
        check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        CHECK(needs_recovery(member_with(grastate(history_a, "5", false), "torn")));
        CHECK_FALSE(needs_recovery(member_with(grastate(history_a, "5", false))));
    }

    TEST_CASE("data without a position is damaged where the node once had a history") {
        check(assess(member_with(grastate(nil_history, "-1", false)), recovered_nothing()), Membership::unknown,
              DataState::damaged);
    }

    TEST_CASE("an empty folder beside a left grastate.dat had data") {
        DiskFacts facts;
        facts.saved_state = grastate(history_a, "50", true);
        check(assess(facts, {}), Membership::unknown, DataState::damaged);
    }

    TEST_CASE("a copy of the view that names this node alone is not of a component that others stayed in") {
        DiskFacts facts = member_with(grastate(history_a, "50", false));
        facts.memory.left_members = {Uuid::parse(member_1)};
        CHECK(assess(facts, {}).members.empty());
    }

    TEST_CASE("databases from before Galera are not fresh") {
        DiskFacts facts = data_with({});
        CHECK(needs_recovery(facts));
        check(assess(facts, recovered_nothing()), Membership::never, DataState::fresh);
        facts.user_databases = {"shop"};
        check(assess(facts, recovered_nothing()), Membership::never, DataState::standalone);
        facts.memory.unfinished_start = UnfinishedStart::join_to_fill;
        check(assess(facts, recovered_nothing()), Membership::never, DataState::damaged);
    }

    TEST_CASE("after a join that came to nothing, a view that names whom it was to join is as good as before") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), three_member_view());
        facts.memory.unfinished_start = UnfinishedStart::join;
        facts.memory.left_members = three_members;
        facts.memory.joined_members = {Uuid::parse(member_2)};
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::view, DataState::intact, at_50);
        CHECK(evidence.members == three_members);
    }

    TEST_CASE("while an agreed view is there its component has not formed, and what was there before counts") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false));
        facts.memory.last_view = {Uuid::parse(member_1), 5};
        facts.memory.left_members = {Uuid::parse(member_1), Uuid::parse(member_2)};
        facts.memory.joined_members = {Uuid::parse(member_3)};
        facts.memory.unfinished_start = UnfinishedStart::restore_over_view;
        const ViewState agreed{Uuid::parse(member_1),
                               {Uuid::parse(member_1), Uuid::parse(member_3)},
                               6,
                               id_of_agreement(Uuid::parse(history_b))};
        SUBCASE("a view") {
            facts.view_state = agreed.to_text();
            const Evidence evidence = assess(facts, recovered(at_50));
            check(evidence, Membership::view, DataState::intact, at_50);
            CHECK(evidence.members == facts.memory.left_members);
            CHECK(evidence.joined.empty());
            CHECK(evidence.identities == facts.memory.identities);
            facts.view_state = gvwstate(member_1, {member_1, member_2}, 5); // it was cut before that was replaced
            CHECK(assess(facts, recovered(at_50)) == evidence);
        }
        SUBCASE("others that stayed") {
            facts.memory.unfinished_start = UnfinishedStart::restore;
            facts.view_state = agreed.to_text();
            const Evidence evidence = assess(facts, recovered(at_50));
            check(evidence, Membership::left, DataState::intact, at_50);
            CHECK(evidence.members == facts.memory.left_members);
            CHECK(evidence.joined.empty());
        }
        SUBCASE("nobody else") {
            facts.saved_state = grastate(history_a, "-1", true);
            facts.memory.left_members.clear();
            facts.memory.unfinished_start = UnfinishedStart::restore;
            facts.view_state = agreed.to_text();
            check(assess(facts, recovered(at_50)), Membership::alone, DataState::intact, at_50);
        }
        SUBCASE("nothing of it where the provider has replaced it") {
            facts.view_state = gvwstate(member_1, {member_1, member_3}, 7);
            const Evidence evidence = assess(facts, recovered(at_50));
            check(evidence, Membership::view, DataState::intact, at_50);
            CHECK(evidence.members == agreed.members);
        }
        SUBCASE("and where it is gone, this node may have left its fellows") {
            const Evidence evidence = assess(facts, recovered(at_50));
            check(evidence, Membership::left, DataState::intact, at_50);
            CHECK(evidence.members == facts.memory.left_members);
            CHECK(evidence.joined == facts.memory.joined_members);
        }
        SUBCASE("but not where this memory knows nothing of it") {
            facts.view_state = agreed.to_text();
            facts.memory.last_view.reset();
            check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
            facts.memory = NodeMemory();
            check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
        }
        SUBCASE("nor where this node has been in a later one: its folder was put back") {
            facts.view_state = agreed.to_text();
            facts.memory.last_view->number = 8;
            facts.memory.unfinished_start = UnfinishedStart::none;
            check(assess(facts, recovered(at_50)), Membership::unknown, DataState::unseen);
        }
    }

    TEST_CASE("after a join that came to nothing, whoever was to be joined belongs to what came later") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), gvwstate(member_1, {member_1, member_2}));
        facts.memory.unfinished_start = UnfinishedStart::join;
        facts.memory.left_members = {Uuid::parse(member_1), Uuid::parse(member_2)};
        facts.memory.joined_members = {Uuid::parse(member_3)};
        facts.memory.last_view.reset();
        check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
        CHECK(assess(facts, recovered(at_50)).members == facts.memory.left_members);
        CHECK(assess(facts, recovered(at_50)).joined == std::vector{Uuid::parse(member_3)});
        SUBCASE("so does whoever was to be joined before") {
            facts.memory.joined_members.insert(facts.memory.joined_members.begin(), Uuid::parse(history_b));
            CHECK(assess(facts, recovered(at_50)).members == facts.memory.left_members);
            CHECK(assess(facts, recovered(at_50)).joined == facts.memory.joined_members);
            facts.view_state.reset();
            CHECK(assess(facts, recovered(at_50)).joined == facts.memory.joined_members);
        }
        SUBCASE("it may have been any node, if it did not tell who it was") {
            facts.memory.joined_members.clear();
            CHECK(assess(facts, recovered(at_50)).membership == Membership::left);
            CHECK(assess(facts, recovered(at_50)).members.empty());
            CHECK(assess(facts, recovered(at_50)).joined.empty());
        }
        SUBCASE("a node that had been alone was not the last one") {
            facts.saved_state = grastate(history_a, "-1", true);
            facts.view_state.reset();
            facts.memory.left_members.clear();
            CHECK(assess(facts, recovered(at_50)).membership == Membership::left);
            CHECK(assess(facts, recovered(at_50)).members.empty());
            CHECK(assess(facts, recovered(at_50)).joined == std::vector{Uuid::parse(member_3)});
        }
        SUBCASE("a new view shows that it came to be in it") {
            facts.view_state = three_member_view();
            CHECK(assess(facts, recovered(at_50)).membership == Membership::view);
        }
    }

    TEST_CASE("a view that a start with data came to, and was not seen up in, may be of those that lacked some of it") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), gvwstate(member_1, {member_1, member_2}, 7));
        facts.memory.unfinished_start = UnfinishedStart::join;
        facts.memory.last_view = {Uuid::parse(member_1), 5};
        facts.memory.joined_members = {Uuid::parse(member_2), Uuid::parse(member_3)};
        const std::vector leads_on{Uuid::parse(member_3)};
        const Evidence evidence = assess(facts, recovered(at_50));
        check(evidence, Membership::view, DataState::intact, at_50);
        CHECK(evidence.joined == leads_on);
        SUBCASE("as where it was to be filled, and its data is whole by now") {
            facts.memory.unfinished_start = UnfinishedStart::join_to_fill;
            CHECK(assess(facts, recovered(at_50)).joined == leads_on);
        }
        SUBCASE("not where it was seen up") {
            facts.memory.unfinished_start = UnfinishedStart::finishing;
            CHECK(assess(facts, recovered(at_50)).joined.empty());
        }
        SUBCASE("nor where it has been alone in it, as the flag shows") {
            facts.saved_state = grastate(history_a, "-1", true);
            facts.view_state = gvwstate(member_1, {member_1}, 7);
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
            CHECK(assess(facts, recovered(at_50)).joined.empty());
        }
        SUBCASE("of an agreed one, where it set out with less than that goes on from") {
            facts.memory.unfinished_start = UnfinishedStart::restore_over_view;
            facts.memory.lineage_history = Uuid::parse(history_a);
            facts.memory.lineage = Lineage({{Uuid::parse(history_b), Seqno(51)}});
            CHECK(assess(facts, recovered(at_50)).joined == leads_on);
            facts.memory.lineage = Lineage({{Uuid::parse(history_b), Seqno(50)}});
            CHECK(assess(facts, recovered(at_50)).joined.empty());
        }
    }

    TEST_CASE(
        "a server that was not seen synced in its view may have merged into it, and has left whoever it was with") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), gvwstate(member_1, {member_1, member_2}, 7));
        facts.memory.last_view = {Uuid::parse(member_1), 5};
        facts.memory.tells_when_synced = true;
        check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
        CHECK(assess(facts, recovered(at_50)).members.empty());
        SUBCASE("not where no view was between") {
            facts.memory.last_view->number = 6;
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        }
        SUBCASE("not where it has been alone in it, as the flag shows") {
            facts.saved_state = grastate(history_a, "-1", true);
            facts.view_state = gvwstate(member_1, {member_1}, 7);
            check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        }
    }

    TEST_CASE("a transfer that did not finish leaves whom it came from") {
        const std::string nil = "00000000-0000-0000-0000-000000000000";
        DiskFacts facts = member_with(grastate(nil, "-1", false), gvwstate(member_1, {member_1}));
        facts.memory.unfinished_start = UnfinishedStart::join_to_fill;
        facts.memory.joined_members = {Uuid::parse(member_2)};
        facts.transfer_in_progress = true;
        const Evidence filling = assess(facts, {});
        check(filling, Membership::view, DataState::damaged);
        CHECK(filling.joined == std::vector{Uuid::parse(member_2)});
        SUBCASE("any node, if that one did not tell who it was") {
            facts.memory.joined_members.clear();
            check(assess(facts, {}), Membership::left, DataState::damaged);
            CHECK(assess(facts, {}).members.empty());
        }
        SUBCASE("not once the data is whole") {
            facts.saved_state = grastate(history_a, "-1", true);
            facts.transfer_in_progress = false;
            CHECK(assess(facts, recovered(at_50)).data == DataState::intact);
            CHECK(assess(facts, recovered(at_50)).joined.empty());
        }
        SUBCASE("also where it has brought nothing yet") {
            facts.folder = DataFolder::empty;
            facts.saved_state.reset();
            facts.transfer_in_progress = false;
            CHECK(assess(facts, {}).data == DataState::damaged);
            CHECK(assess(facts, {}).joined == std::vector{Uuid::parse(member_2)});
            CHECK(assess(facts, {}).remark == "its state transfer has brought nothing yet");
        }
        SUBCASE("also after a bootstrap from such data that was cut") {
            facts.memory.unfinished_start = UnfinishedStart::bootstrap;
            CHECK(assess(facts, recovered(at_50)).may_be_whole());
            CHECK(assess(facts, recovered(at_50)).joined == std::vector{Uuid::parse(member_2)});
        }
        SUBCASE("not if the server has been up since") {
            facts.memory.unfinished_start = UnfinishedStart::none;
            CHECK(assess(facts, recovered(at_50)).may_be_whole());
            CHECK(assess(facts, recovered(at_50)).joined.empty());
        }
    }

    TEST_CASE("after a bootstrap of a node that had been alone, its flag is still evidence") {
        DiskFacts facts = member_with(grastate(history_a, "-1", true));
        facts.memory.unfinished_start = UnfinishedStart::bootstrap_alone;
        check(assess(facts, recovered(at_50)), Membership::alone, DataState::intact, at_50);
        facts.memory.unfinished_start = UnfinishedStart::bootstrap;
        check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
        facts.memory.left_members = {Uuid::parse(member_1), Uuid::parse(member_2)};
        check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
    }

    TEST_CASE("a bootstrap that was stopped amid the start is one that came up, where the server went on from there") {
        for (const auto start : {UnfinishedStart::bootstrap, UnfinishedStart::bootstrap_alone}) {
            DiskFacts facts = member_with(grastate(history_a, "50", true));
            facts.memory.unfinished_start = start;
            facts.memory.last_position = Position(uuid_a, Seqno(49));
            facts.memory.left_members = three_members;
            facts.memory.joined_members = {Uuid::parse(member_2)};
            const auto is_seen = [&facts] {
                return memory_of_clean_stop(facts).unfinished_start == UnfinishedStart::none;
            };
            CHECK(is_seen());
            facts.memory = memory_of_clean_stop(facts);
            check(assess(facts, {}), Membership::alone, DataState::intact, at_50);
            facts.saved_state = grastate(history_a, "50", false);
            check(assess(facts, {}), Membership::left, DataState::intact, at_50);
            CHECK(assess(facts, {}).members.empty()); // those from before it are not those that it left
            facts.memory.unfinished_start = start;
            SUBCASE("not where it did not") {
                facts.memory.last_position = at_50;
                CHECK_FALSE(is_seen());
                facts.memory.last_position.reset();
                CHECK_FALSE(is_seen());
            }
            SUBCASE("not where it crashed") {
                facts.saved_state = grastate(history_a, "-1", true);
                CHECK_FALSE(is_seen());
            }
            SUBCASE("not on data of another history, unless there was none") {
                facts.memory.history = uuid_b;
                facts.memory.last_position = Position(uuid_b, Seqno(49));
                CHECK_FALSE(is_seen());
                facts.memory.history.reset();
                facts.memory.last_position.reset();
                CHECK(is_seen());
                CHECK(memory_of_clean_stop(facts).history == uuid_a);
            }
            SUBCASE("not in a file that the runs of its unit did not leave") {
                facts.memory.state_file = "3.4.5";
                CHECK(is_seen());
                facts.memory.state_file = "3.4.6";
                CHECK_FALSE(is_seen());
            }
        }
        DiskFacts join = member_with(grastate(history_a, "50", true));
        join.memory.unfinished_start = UnfinishedStart::join;
        join.memory.last_position = Position(uuid_a, Seqno(49));
        CHECK(memory_of_clean_stop(join) == join.memory); // its flag may be from before
    }

    TEST_CASE("a join that was stopped amid the start shows that it was alone, if it had not been and has gone on") {
        DiskFacts facts = member_with(grastate(history_a, "50", true));
        facts.memory.unfinished_start = UnfinishedStart::join;
        facts.memory.last_position = Position(uuid_a, Seqno(49));
        facts.memory.left_members = {Uuid::parse(member_1), Uuid::parse(member_2)};
        facts.memory.joined_members = {Uuid::parse(member_2)};
        const auto evidence = [&] {
            facts.memory = memory_of_clean_stop(facts);
            return assess(facts, {});
        };
        SUBCASE("by the flag of its stop") {
            check(evidence(), Membership::alone, DataState::intact, at_50);
        }
        SUBCASE("not without it") {
            facts.saved_state = grastate(history_a, "50", false);
            check(evidence(), Membership::left, DataState::intact, at_50);
        }
        SUBCASE("not where it brought as much") {
            facts.memory.last_position = at_50;
            check(evidence(), Membership::left, DataState::intact, at_50);
        }
    }

    TEST_CASE("a node whose unit was not up yet may have left the component whose view it has") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false));
        facts.view_state = three_member_view();
        facts.memory.add_view(ViewState::parse(three_member_view()));
        check(assess(facts, recovered(at_50)), Membership::view, DataState::intact, at_50);
        facts.memory.unfinished_start = UnfinishedStart::finishing;
        check(assess(facts, recovered(at_50)), Membership::left, DataState::intact, at_50);
        CHECK(assess(facts, recovered(at_50)).members == three_members);
    }

    TEST_CASE("data of another history than this node's was put in the place of its own") {
        DiskFacts facts = member_with(grastate(history_a, "50", true));
        facts.memory.history = uuid_b;
        const Evidence evidence = assess(facts, {});
        check(evidence, Membership::unknown, DataState::unseen);
        CHECK(evidence.remark.find("and was of history " + uuid_b.to_string()) != std::string::npos);
        CHECK(evidence.shown->position == at_50);
        SUBCASE("or a join has brought it, which was not seen to its end") {
            for (const auto start : {UnfinishedStart::join, UnfinishedStart::join_to_fill}) {
                facts.memory.unfinished_start = start;
                CHECK(assess(facts, {}).data == DataState::intact); // whom it joined has told nothing
                facts.memory.lineage_history = uuid_a;
                CHECK(assess(facts, {}).data == DataState::intact);
                facts.memory.lineage_history = uuid_b;
                CHECK(assess(facts, {}).data == DataState::unseen);
                facts.memory.lineage_history.reset();
            }
        }
        SUBCASE("a bootstrap goes on in the history that it began in") {
            for (const auto start : {UnfinishedStart::bootstrap, UnfinishedStart::bootstrap_alone}) {
                facts.memory.unfinished_start = start;
                CHECK(assess(facts, {}).data == DataState::unseen);
                facts.memory.lineage_history = uuid_a; // it began in what may be whole, of a join
                CHECK(assess(facts, {}).data == DataState::intact);
                facts.memory.lineage_history.reset();
            }
        }
    }

    TEST_CASE("what is not plain about the data is told as it is") {
        CHECK(assess(member_with("torn"), recovered(at_50)).remark == "grastate.dat is torn");
        CHECK(assess(member_with(std::nullopt), recovered(at_50)).remark == "grastate.dat is missing");
        DiskFacts transfer = member_with(std::nullopt);
        transfer.folder = DataFolder::incomplete;
        transfer.memory.unfinished_start = UnfinishedStart::join_to_fill;
        CHECK(assess(transfer, {}).remark == "a state transfer did not finish");
        transfer.transfer_in_progress = true;
        CHECK(assess(transfer, {}).remark == "a state transfer did not finish: sst_in_progress is in the data folder");
        DiskFacts former_member = member_with(grastate(nil_history, "-1", false));
        CHECK(assess(former_member, recovered_nothing()).remark ==
              "the data holds nothing of the history that this node had");
        RecoveryOutcome inconclusive = failed_recovery();
        inconclusive.is_conclusive = false;
        DiskFacts facts = member_with(grastate(history_a, "-1", false));
        CHECK(assess(facts, inconclusive).remark.starts_with("its position could not be recovered: "));
        facts.is_read_in_servers_unit = false;
        CHECK(assess(facts, inconclusive)
                  .remark.starts_with("its position could not be recovered outside its server's own unit: "));
    }

    TEST_CASE("beside a torn grastate.dat a join may have left half of the data, unless it has not touched it") {
        check(assess(data_with("torn"), recovered_nothing()), Membership::never, DataState::damaged);
        DiskFacts facts = member_with("torn");
        facts.memory.unfinished_start = UnfinishedStart::join;
        CHECK(assess(facts, recovered(at_50)).may_be_whole());
        facts.data_is_as_it_joined = true;
        check(assess(facts, recovered(at_50)), Membership::unknown, DataState::intact, at_50);
    }

    TEST_CASE("an empty grastate.dat is what a server leaves that has never found its cluster") {
        DiskFacts facts = data_with("");
        facts.memory = NodeMemory();
        check(assess(facts, recovered_nothing()), Membership::never, DataState::fresh);
        facts.user_databases = {"shop"};
        check(assess(facts, recovered_nothing()), Membership::never, DataState::standalone);
        facts.transfer_in_progress = true;
        CHECK(assess(facts, recovered_nothing()).data == DataState::damaged);
        facts.transfer_in_progress = false;
        facts.memory.unfinished_start = UnfinishedStart::join_to_fill;
        CHECK(assess(facts, recovered_nothing()).data == DataState::damaged);
        facts.memory = NodeMemory();
        facts.memory.history = uuid_a;
        CHECK(assess(facts, recovered_nothing()).data != DataState::fresh);
    }

    TEST_CASE("whom it was to join before a stop is told with whom it left, and not without") {
        DiskFacts facts = member_with(grastate(history_a, "50", false));
        facts.memory.joined_members = {Uuid::parse(member_2)};
        CHECK(assess(facts, {}).joined.empty());
        facts.memory.left_members = three_members;
        CHECK(assess(facts, {}).joined == std::vector{Uuid::parse(member_2)});
    }

    TEST_CASE("the view's own member is this node's latest identity") {
        DiskFacts facts = member_with(grastate(history_a, "-1", false), gvwstate(member_2, {member_2, member_3}));
        facts.memory.identities = {Uuid::parse(member_1), Uuid::parse(member_2)};
        CHECK(assess(facts, recovered(at_50)).identities == std::vector{Uuid::parse(member_2), Uuid::parse(member_1)});
    }

    TEST_CASE("whatever the disk shows, the evidence is consistent and nothing is fresh that ever had data") {
        const std::array<std::optional<std::string>, 8> saved_states{
            std::nullopt,
            "",
            grastate(history_a, "50", true).substr(0, 70),
            grastate(history_a, "50", true),
            grastate(history_a, "-1", false),
            grastate(history_a, "-1", true),
            grastate(nil_history, "-1", true),
            grastate(history_b, "-1", false),
        };
        const std::array<std::optional<std::string>, 4> views{std::nullopt, "", three_member_view(),
                                                              gvwstate(member_1, {member_1})};
        const std::array<std::optional<RecoveryOutcome>, 4> outcomes{std::nullopt, recovered(at_50),
                                                                     recovered_nothing(), failed_recovery()};
        int count = 0;
        for (const auto folder : {DataFolder::empty, DataFolder::incomplete, DataFolder::initialised}) {
            for (const auto& saved : saved_states) {
                for (const auto& view : views) {
                    for (const auto& outcome : outcomes) {
                        for (int flags = 0; flags < 64; ++flags) {
                            DiskFacts facts = (flags & 1) != 0 ? member_with(saved, view) : data_with(saved, view);
                            facts.folder = folder;
                            facts.transfer_in_progress = (flags & 2) != 0;
                            facts.recovery_is_forced = (flags & 4) != 0;
                            if ((flags & 8) != 0) {
                                facts.user_databases = {"shop"};
                            }
                            facts.memory.unfinished_start = static_cast<UnfinishedStart>(flags >> 4);
                            const Evidence evidence = assess(facts, outcome);
                            ++count;
                            CAPTURE(count);
                            REQUIRE((evidence.data == DataState::intact || evidence.may_be_whole()) ==
                                    evidence.position.has_value());
                            Record record;
                            record.status = NodeStatus::stopped;
                            record.evidence = evidence;
                            REQUIRE(Record::parse(record.to_line()) == record);
                            if (!evidence.has_history()) {
                                REQUIRE_FALSE(facts.memory.history.has_value());
                                REQUIRE_FALSE(view.has_value());
                            }
                            if (evidence.position) {
                                REQUIRE(folder == DataFolder::initialised);
                                REQUIRE((!facts.transfer_in_progress || evidence.may_be_whole()));
                                REQUIRE_FALSE(facts.recovery_is_forced);
                            }
                            if (evidence.membership == Membership::alone) {
                                REQUIRE(facts.memory.unfinished_start != UnfinishedStart::bootstrap);
                                REQUIRE_FALSE(view.has_value());
                            }
                        }
                    }
                }
            }
        }
        CHECK(count == 3 * 8 * 4 * 4 * 64);
    }
}

namespace {

class FakeRecovery : public PositionRecovery {
public:
    RecoveredPosition recover() override {
        ++runs;
        if (cannot_begin) {
            throw InconclusiveRecovery("unknown variable");
        }
        if (fails) {
            throw Error("position recovery failed");
        }
        return {position};
    }

    std::optional<Position> position = at_50;
    bool fails = false;
    bool cannot_begin = false;
    int runs = 0;
};

/// A node's disk with a server's files.
struct Disk {
    Disk() {
        std::filesystem::create_directories(folder / "data/mysql");
        std::filesystem::create_directories(folder / "state");
        folder.write("data/ibdata1", "data");
        folder.write("data/ib_logfile0", "log");
        folder.write("data/aria_log_control", "control");
    }

    Evidence read() {
        FolderDatabase database(folder / "data", folder / provider_folder, recovery);
        DiskEvidence evidence({folder / "data", folder / provider_folder, is_forced, is_in_servers_unit, is_for_a_start,
                               keeps_views, has_ended},
                              files, NodeMemoryFile(files, folder / "state"), database, Uuid::random);
        return evidence.read([this] { ++announcements; });
    }

    bool is_in_use() { return FolderDatabase(folder / "data", folder / "data", recovery).is_in_use(); }

    [[nodiscard]] NodeMemory memory() { return NodeMemoryFile(files, folder / "state").load(); }

    /// Its unit has run this data, as this member.
    void has_been_up() {
        NodeMemory known = memory();
        known.data_folder = files.mark_of_folder(folder / "data");
        known.state_file = files.print_of_file(folder / "data/grastate.dat");
        known.let_write_state_file(known.state_file);
        known.add_identity(Uuid::parse(member_1));
        known.last_view = {Uuid::parse(member_1), 1};
        NodeMemoryFile(files, folder / "state").save(known);
    }

    SystemFiles files;
    TemporaryFolder folder;
    FakeRecovery recovery;
    bool is_forced = false;
    bool is_for_a_start = false;
    bool is_in_servers_unit = true;
    bool keeps_views = true;
    bool has_ended = false;
    const char* provider_folder = "data";
    int announcements = 0;
};

/// Another process that holds a lock as a server does.
class LockHolder {
public:
    explicit LockHolder(const std::filesystem::path& path) {
        std::array<int, 2> ready{};
        REQUIRE(::pipe(ready.data()) == 0);
        process_ = ::fork();
        REQUIRE(process_ >= 0);
        if (process_ == 0) {
            const int file = ::open(path.c_str(), O_RDWR);
            struct flock lock {};
            lock.l_type = F_WRLCK;
            lock.l_whence = SEEK_SET;
            const char success = ::fcntl(file, F_SETLK, &lock) == 0 ? 'y' : 'n';
            if (::write(ready[1], &success, 1) == 1) {
                ::pause();
            }
            ::_exit(0);
        }
        ::close(ready[1]);
        char success = 'n';
        REQUIRE(::read(ready[0], &success, 1) == 1);
        ::close(ready[0]);
        REQUIRE(success == 'y');
    }
    LockHolder(const LockHolder&) = delete;
    LockHolder& operator=(const LockHolder&) = delete;
    ~LockHolder() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }

private:
    pid_t process_ = -1;
};

} // namespace

TEST_SUITE("disk evidence") {
    TEST_CASE("a recovery is announced, run once and remembered while the data's files are unchanged") {
        Disk disk;
        disk.folder.write("data/grastate.dat", grastate(history_a, "-1", false));
        check(disk.read(), Membership::left, DataState::intact, at_50);
        CHECK(disk.announcements == 1);
        disk.recovery.position = Position(uuid_a, Seqno(99));
        check(disk.read(), Membership::left, DataState::intact, at_50);
        CHECK(disk.recovery.runs == 1);
        CHECK(disk.announcements == 1);
    }

    TEST_CASE("a changed file of the data makes it run again") {
        for (const char* name : {"data/ibdata1", "data/ib_logfile0", "data/aria_log_control"}) {
            CAPTURE(name);
            Disk disk;
            disk.folder.write("data/grastate.dat", grastate(history_a, "-1", false));
            disk.read();
            disk.recovery.position = Position(uuid_a, Seqno(99));
            disk.folder.write(name, "longer than it was before");
            check(disk.read(), Membership::left, DataState::intact, disk.recovery.position);
            CHECK(disk.recovery.runs == 2);
        }
    }

    TEST_CASE("without the files that show a change nothing is remembered") {
        Disk disk;
        disk.folder.write("data/grastate.dat", grastate(history_a, "-1", false));
        for (const char* name : {"data/ibdata1", "data/ib_logfile0", "data/aria_log_control"}) {
            std::filesystem::remove(disk.folder / name);
        }
        disk.read();
        disk.read();
        CHECK(disk.recovery.runs == 2);
    }

    TEST_CASE("data of no history is remembered as that") {
        Disk disk;
        disk.recovery.position.reset();
        check(disk.read(), Membership::never, DataState::fresh);
        check(disk.read(), Membership::never, DataState::fresh);
        CHECK(disk.recovery.runs == 1);
    }

    TEST_CASE("a recovery that failed is tried again") {
        Disk disk;
        disk.folder.write("data/grastate.dat", grastate(history_a, "-1", false));
        disk.recovery.fails = true;
        check(disk.read(), Membership::left, DataState::unreadable);
        disk.recovery.fails = false;
        check(disk.read(), Membership::left, DataState::intact, at_50);
        CHECK(disk.recovery.runs == 2);
    }

    TEST_CASE("a start ends where the recovery cannot begin, and what is published then is that the data is not seen") {
        Disk disk;
        disk.folder.write("data/grastate.dat", grastate(history_a, "-1", false));
        disk.recovery.cannot_begin = true;
        check(disk.read(), Membership::left, DataState::unseen);
        disk.is_for_a_start = true;
        CHECK_THROWS_AS(disk.read(), InconclusiveRecovery);
    }

    TEST_CASE("the recovery never runs on an empty folder, on an unfinished transfer, or beside a clean position") {
        SUBCASE("absent") {
            Disk disk;
            std::filesystem::remove_all(disk.folder / "data");
            check(disk.read(), Membership::never, DataState::fresh);
            CHECK(disk.recovery.runs == 0);
        }
        SUBCASE("empty") {
            Disk disk;
            std::filesystem::remove_all(disk.folder / "data");
            disk.folder.write("data/debian-10.11.flag", "");
            disk.folder.write("data/.hidden", "");
            std::filesystem::create_directory(disk.folder / "data/lost+found");
            check(disk.read(), Membership::never, DataState::fresh);
            CHECK(disk.recovery.runs == 0);
        }
        SUBCASE("no system tables") {
            Disk disk;
            std::filesystem::remove_all(disk.folder / "data/mysql");
            check(disk.read(), Membership::never, DataState::damaged);
            CHECK(disk.recovery.runs == 0);
        }
        SUBCASE("transfer") {
            Disk disk;
            NodeMemory memory;
            memory.unfinished_start = UnfinishedStart::join_to_fill;
            NodeMemoryFile(disk.files, disk.folder / "state").save(memory);
            disk.folder.write("data/sst_in_progress", "");
            check(disk.read(), Membership::never, DataState::damaged);
            CHECK(disk.recovery.runs == 0);
        }
        SUBCASE("the mark of a transfer that this node knows nothing of") {
            Disk disk;
            disk.folder.write("data/sst_in_progress", "");
            check(disk.read(), Membership::unknown, DataState::unreadable, at_50);
            disk.recovery.position.reset();
            disk.folder.write("data/ibdata1", "longer than it was before");
            check(disk.read(), Membership::never, DataState::damaged);
        }
        SUBCASE("clean") {
            Disk disk;
            disk.has_ended = true;
            disk.folder.write("data/grastate.dat", grastate(history_a, "50", true));
            disk.has_been_up();
            check(disk.read(), Membership::alone, DataState::intact, at_50);
            CHECK(disk.recovery.runs == 0);
        }
        SUBCASE("forced") {
            Disk disk;
            disk.is_forced = true;
            check(disk.read(), Membership::unknown, DataState::unreadable);
            CHECK(disk.recovery.runs == 0);
        }
    }

    TEST_CASE("only folders that are no system tables are databases") {
        Disk disk;
        disk.recovery.position.reset();
        for (const char* name : {"performance_schema", "sys", "test", "#rocksdb", ".snapshot", "lost+found"}) {
            std::filesystem::create_directory(disk.folder / "data" / name);
        }
        check(disk.read(), Membership::never, DataState::fresh);
        std::filesystem::create_directory(disk.folder / "data/binlog");
        disk.folder.write("data/binlog/mariadb-bin.000001", "");
        disk.folder.write("data/tmp/#sql-1.MAIx", "");
        disk.folder.write("data/undo/undo001", "");
        check(disk.read(), Membership::never, DataState::fresh);
        for (const char* name : {"data/sys/sys_config.frm", "data/performance_schema/users.frm", "data/#ib/temp.ibd"}) {
            disk.folder.write(name, "");
        }
        check(disk.read(), Membership::never, DataState::fresh);
        for (const char* name : {"shop", "blog", "auth", "wiki", "mail"}) {
            disk.folder.write("data/" + std::string(name) + "/orders.frm", "");
        }
        const Evidence evidence = disk.read();
        check(evidence, Membership::never, DataState::standalone);
        CHECK(evidence.remark == "holds database auth of a time before Galera");
    }

    TEST_CASE("a folder that holds nothing of a database is empty, whatever a person has put there") {
        Disk disk;
        for (const char* name : {"data/ibdata1", "data/ib_logfile0", "data/aria_log_control", "data/mysql"}) {
            std::filesystem::remove_all(disk.folder / name);
        }
        disk.folder.write("data/binlog/bin.index", "");
        disk.folder.write("data/n1.err", "");
        disk.folder.write("data/server-key.pem", "");
        check(disk.read(), Membership::never, DataState::fresh);
        CHECK(disk.recovery.runs == 0);
    }

    TEST_CASE("the mark of a transfer is a left-over once the provider has named a history after it") {
        Disk disk;
        const auto mark = disk.folder / "data/sst_in_progress";
        const auto state = disk.folder / "data/grastate.dat";
        const auto now = std::filesystem::file_time_type::clock::now();
        disk.folder.write("data/sst_in_progress", "");
        disk.folder.write("data/grastate.dat", grastate(history_a, "50", false));
        std::filesystem::last_write_time(mark, now);
        for (const auto later : {std::chrono::seconds(-1), std::chrono::seconds(0)}) {
            std::filesystem::last_write_time(state, now + later);
            CHECK(disk.read().may_be_whole());
        }
        std::filesystem::last_write_time(state, now + std::chrono::milliseconds(1));
        CHECK(disk.read().data == DataState::intact);
        for (const std::string& text : {grastate(Uuid().to_string(), "-1", false), std::string("torn")}) {
            disk.folder.write("data/grastate.dat", text);
            std::filesystem::last_write_time(state, now + std::chrono::seconds(1));
            CHECK(disk.read().may_be_whole());
        }
    }

    TEST_CASE("a history and an identity once seen are remembered when the data is gone") {
        Disk disk;
        disk.has_been_up();
        disk.folder.write("data/grastate.dat", grastate(history_a, "-1", false));
        disk.folder.write("data/gvwstate.dat", three_member_view());
        check(disk.read(), Membership::view, DataState::intact, at_50);
        CHECK(disk.memory().history == uuid_a);
        CHECK(disk.memory().identities == std::vector{Uuid::parse(member_1)});
        std::filesystem::remove_all(disk.folder / "data");
        check(disk.read(), Membership::unknown, DataState::unseen);
        CHECK(disk.memory().history == uuid_a);
    }

    TEST_CASE("tables without all that a server needs are data that is not whole") {
        Disk disk;
        std::filesystem::remove_all(disk.folder / "data");
        disk.folder.write("data/shop/orders.ibd", "");
        check(disk.read(), Membership::never, DataState::damaged);
    }

    TEST_CASE("where it is read and what the provider keeps counts") {
        Disk disk;
        disk.folder.write("data/grastate.dat", grastate(history_a, "50", false));
        disk.keeps_views = false;
        check(disk.read(), Membership::left, DataState::intact, at_50);
        CHECK(disk.recovery.runs == 1);
        disk.folder.write("data/ibdata1", "longer than it was before");
        disk.recovery.fails = true;
        check(disk.read(), Membership::left, DataState::unreadable);
        disk.is_in_servers_unit = false;
        check(disk.read(), Membership::left, DataState::unseen);
    }

    TEST_CASE("the provider's files tell nothing of the data where they are in a folder of their own") {
        for (const char* provider_folder : {"data", "provider"}) {
            Disk disk;
            disk.provider_folder = provider_folder;
            disk.folder.write(std::string(provider_folder) + "/grastate.dat", grastate(history_a, "-1", false));
            check(disk.read(), Membership::left, DataState::intact, at_50);
            disk.folder.write("data/ibdata1", "longer than it was before");
            disk.recovery.position.reset();
            CHECK(disk.read().data ==
                  (provider_folder == std::string("data") ? DataState::unreadable : DataState::unseen));
        }
    }

    TEST_CASE("what a first join has brought is not seen where another folder lies in its data's place") {
        for (const bool is_initialised : {false, true}) {
            Disk disk;
            disk.recovery.position.reset();
            const auto make_folder = [&] {
                std::filesystem::create_directories(disk.folder / (is_initialised ? "data/mysql" : "data"));
            };
            std::filesystem::remove_all(disk.folder / "data");
            make_folder();
            CHECK(disk.read().data == DataState::fresh);
            NodeMemory memory = disk.memory();
            memory.data_folder = disk.files.mark_of_folder(disk.folder / "data");
            memory.unfinished_start = UnfinishedStart::join_to_fill;
            NodeMemoryFile(disk.files, disk.folder / "state").save(memory);
            const DataState before_the_transfer = disk.read().data;
            CHECK(before_the_transfer == (is_initialised ? DataState::damaged : DataState::fresh));
            std::filesystem::rename(disk.folder / "data", disk.folder / "not mounted");
            CHECK(disk.read().data == DataState::unseen);
            make_folder();
            const Evidence below = disk.read();
            CHECK(below.data == DataState::unseen);
            CHECK(below.membership == Membership::unknown);
            CHECK(below.remark.find("is it mounted?") != std::string::npos);
            CHECK(disk.memory().data_folder == memory.data_folder);
            std::filesystem::remove_all(disk.folder / "data");
            std::filesystem::rename(disk.folder / "not mounted", disk.folder / "data");
            CHECK(disk.read().data == before_the_transfer);
        }
    }

    TEST_CASE("data in another folder than the one that a join set out with is shown only, whatever it holds") {
        Disk disk;
        disk.folder.write("data/grastate.dat", grastate(history_a, "-1", false));
        disk.recovery.position = Position(uuid_a, Seqno(50));
        check(disk.read(), Membership::left, DataState::intact, Position(uuid_a, Seqno(50)));
        NodeMemory memory = disk.memory();
        memory.data_folder = "below";
        for (const auto start : {UnfinishedStart::join, UnfinishedStart::join_to_fill}) {
            memory.unfinished_start = start;
            NodeMemoryFile(disk.files, disk.folder / "state").save(memory);
            const Evidence mounted_again = disk.read();
            check(mounted_again, Membership::unknown, DataState::unseen);
            CHECK(mounted_again.shown == ShownInstead{Position(uuid_a, Seqno(50))});
            CHECK(mounted_again.remark.find("is it mounted?") != std::string::npos);
        }
        memory.unfinished_start = UnfinishedStart::none;
        NodeMemoryFile(disk.files, disk.folder / "state").save(memory);
        CHECK(disk.read().data == DataState::intact);
    }

    TEST_CASE("a run within the second in which the position was found changes the print of the data") {
        const Disk disk;
        FakeRecovery recovery;
        FolderDatabase database(disk.folder / "data", disk.folder / "data", recovery);
        const std::string before = database.print();
        for (const char* name : {"ibdata1", "ib_logfile0", "aria_log_control"}) {
            const auto path = disk.folder / "data" / name;
            std::filesystem::last_write_time(path,
                                             std::filesystem::last_write_time(path) + std::chrono::nanoseconds(1));
            const std::string after = database.print();
            CHECK(after != before);
            std::filesystem::last_write_time(path,
                                             std::filesystem::last_write_time(path) - std::chrono::nanoseconds(1));
            CHECK(database.print() == before);
        }
    }

    TEST_CASE("a join has not touched the data while its files are those that it set out with") {
        Disk disk;
        disk.folder.write("data/ibdata1", std::string(0xab, 'x'));
        disk.folder.write("data/grastate.dat", grastate(history_a, "-1", false));
        disk.read();
        NodeMemory memory = disk.memory();
        REQUIRE_FALSE(memory.recovered_from.empty());
        CHECK(memory.recovered_from.back() != ' ');
        CHECK(memory.recovered_from.find("/ab/") != std::string::npos); // its size in hexadecimal, so that it is short
        memory.unfinished_start = UnfinishedStart::join;
        memory.joined_from = memory.recovered_from;
        NodeMemoryFile(disk.files, disk.folder / "state").save(memory);
        disk.folder.write("data/grastate.dat", grastate(nil_history, "-1", false));
        disk.folder.write("data/gvwstate.dat", gvwstate(member_1, {member_1, member_2}));
        CHECK(disk.read().data == DataState::intact);
        memory.joined_from.clear();
        NodeMemoryFile(disk.files, disk.folder / "state").save(memory);
        CHECK(disk.read().may_be_whole());
        // What shows no change proves nothing.
        std::filesystem::remove(disk.folder / "data/ibdata1");
        CHECK(disk.read().may_be_whole());
    }

    TEST_CASE(
        "what a clean stop has left costs no recovery when a start has failed, as long as the files are the same") {
        Disk disk;
        disk.has_ended = true;
        disk.folder.write("data/grastate.dat", grastate(history_a, "40", false));
        disk.read();
        disk.has_ended = false;
        check(disk.read(), Membership::left, DataState::intact, Position(uuid_a, Seqno(40)));
        disk.folder.write("data/grastate.dat", grastate(history_a, "-1", false));
        check(disk.read(), Membership::left, DataState::intact, Position(uuid_a, Seqno(40)));
        CHECK(disk.recovery.runs == 0);
        disk.folder.write("data/ibdata1", "longer than it was before");
        check(disk.read(), Membership::left, DataState::intact, at_50);
        CHECK(disk.recovery.runs == 1);
    }

    TEST_CASE("a seqno of a stop counts for nothing where nobody saw its server end: the last data comes after it") {
        Disk disk;
        NodeMemory memory;
        memory.history = uuid_a;
        memory.last_position = at_50;
        memory.has_run_since = true;
        memory.may_have_left = true;
        NodeMemoryFile(disk.files, disk.folder / "state").save(memory);
        disk.folder.write("data/grastate.dat", grastate(history_a, "60", true));
        disk.has_been_up();
        check(disk.read(), Membership::alone, DataState::intact, at_50);
        CHECK(disk.recovery.runs == 1);
    }

    TEST_CASE(
        "a server that closed in order where the unit's own had crashed was run by hand: its flag is not the unit's") {
        Disk disk;
        NodeMemory memory;
        memory.history = uuid_a;
        memory.last_position = Position(uuid_a, Seqno(40));
        memory.has_run_since = true;
        NodeMemoryFile(disk.files, disk.folder / "state").save(memory);
        disk.folder.write("data/grastate.dat", grastate(history_a, "50", true));
        disk.has_been_up();
        for (int reads = 0; reads < 2; ++reads) {
            const Evidence evidence = disk.read();
            check(evidence, Membership::unknown, DataState::intact, at_50);
            CHECK(evidence.lineage.later().size() == 1); // that it began by itself
        }
        DiskFacts facts = member_with(grastate(history_a, "50", true));
        facts.memory.has_run_since = true;
        facts.server_was_seen_to_end = false;
        CHECK(was_closed_outside_unit(facts));
        facts.server_was_seen_to_end = true; // a person shut it down in its unit
        CHECK_FALSE(was_closed_outside_unit(facts));
        facts.server_was_seen_to_end = false;
        facts.memory.left_members = three_members; // it was told to stop
        CHECK_FALSE(was_closed_outside_unit(facts));
        facts.memory.left_members.clear();
        facts.memory.unfinished_start = UnfinishedStart::join;
        CHECK_FALSE(was_closed_outside_unit(facts));
        facts.memory.unfinished_start = UnfinishedStart::none;
        facts.saved_state = grastate(history_a, "-1", true); // it crashed
        CHECK_FALSE(was_closed_outside_unit(facts));
    }

    TEST_CASE("data that no recovery was run on, and that is not whole, leaves no position behind") {
        Disk disk;
        NodeMemory memory;
        memory.history = uuid_a;
        memory.unfinished_start = UnfinishedStart::join;
        NodeMemoryFile(disk.files, disk.folder / "state").save(memory);
        disk.folder.write("data/ibdata1", "");
        disk.folder.write("data/sst_in_progress", "");
        disk.folder.write("data/grastate.dat", grastate(nil_history, "-1", false));
        CHECK(disk.read().data == DataState::damaged);
        CHECK(disk.recovery.runs == 0);
        CHECK(disk.memory().recovered_from.empty());
    }

    TEST_CASE("a memory that cannot be believed stops the reading") {
        Disk disk;
        disk.folder.write("state/memory", "rubbish\n");
        CHECK_THROWS_AS(disk.read(), ParseError);
    }

    TEST_CASE("a running server is noticed by its lock on either file, and by nothing else") {
        for (const char* name : {"ibdata1", "aria_log_control"}) {
            Disk disk;
            CHECK_FALSE(disk.is_in_use());
            const LockHolder holder(disk.folder / "data" / name);
            CHECK(disk.is_in_use());
            CHECK_THROWS_AS(disk.read(), Error);
            CHECK(disk.recovery.runs == 0);
        }
        FakeRecovery recovery;
        CHECK_FALSE(FolderDatabase("/nowhere", "/nowhere", recovery).is_in_use());
    }
}
