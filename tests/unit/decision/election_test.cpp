#include "decision/election.hpp"

#include "decision/bound_choice.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

const Evidence cut_of_three = crashed_in({1, 2, 3}, 10);
const Evidence cut_of_five = crashed_in({1, 2, 3, 4, 5}, 10);

/// So many of five that were cut together are being started; the others are away.
Cluster started_of_five(std::initializer_list<unsigned> nodes) {
    Cluster cluster(5);
    for (const unsigned node : nodes) {
        cluster.is_deciding(node, cut_of_five);
    }
    return cluster.takes_majority();
}

} // namespace

TEST_SUITE("majority, who is one") {
    TEST_CASE("more than half of those that were cut together, and not half of them") {
        check(verdict_of(1, started_of_five({1, 2})), Action::wait, Reason::last_members_missing);
        CHECK(winner_for_all(started_of_five({1, 2, 3}), {1, 2, 3}) == 1);
        CHECK(who_bootstraps(started_of_five({3, 4, 5}), {3, 4, 5}) == 3);
        const Evidence cut_of_four = crashed_in({1, 2, 3, 4}, 10);
        const Cluster half = Cluster(4).is_deciding(1, cut_of_four).is_deciding(2, cut_of_four).takes_majority();
        check(verdict_of(1, half), Action::wait, Reason::last_members_missing);
        Cluster more = half;
        CHECK(who_bootstraps(more.is_deciding(3, cut_of_four), {1, 2, 3}) == 1);
    }
    TEST_CASE("it is asked for only by its policy and only after its time") {
        const Cluster cluster = Cluster().is_deciding(1, cut_of_three).is_deciding(2, cut_of_three);
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
        Cluster early = cluster;
        check(verdict_of(1, early.takes_majority(false)), Action::wait, Reason::last_members_missing);
    }
    TEST_CASE("a node that is due does not act for one that is not: it has not agreed") {
        Cluster cluster = Cluster().is_deciding(1, cut_of_three).is_deciding(2, cut_of_three).takes_majority(true);
        cluster.claims(1, 1);
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::agreement_pending);
        CHECK(nodes_of(verdict) == Nodes{2});
    }
    TEST_CASE("an arbitrator counts in the component and has no disk to count with") {
        // 66 is the arbitrator: of five members three must be there, though only four hold data.
        const Evidence cut = crashed_in({1, 2, 3, 4, 66}, 10);
        Cluster cluster = Cluster(4).is_deciding(1, cut).is_deciding(2, cut).has_arbitrators(1).takes_majority();
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
        cluster.is_deciding(3, cut);
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 1);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 1);
    }
    TEST_CASE("only those that crashed in the component count, not those that left it or do not know") {
        for (const Evidence& third : {left({1, 2, 3, 4, 5}, 10), unknown(10), damaged()}) {
            Cluster cluster = started_of_five({1, 2});
            check(verdict_of(1, cluster.is_deciding(3, third)), Action::wait, Reason::last_members_missing);
        }
    }
    TEST_CASE("a member that was heard to have been in a later component makes the older one no ground") {
        Cluster cluster = started_of_five({1, 2, 3});
        cluster.is_deciding(4, crashed_in({4, 5}, 20));
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
    }
    TEST_CASE("a peer that is heard without its evidence blocks it") {
        Cluster cluster = started_of_five({1, 2, 3});
        cluster.has_status(4, NodeStatus::recovering);
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
        cluster.has_status(4, NodeStatus::joining);
        check(verdict_of(1, cluster), Action::wait, Reason::peer_starting);
        cluster.sounds(4, Hearing::no_record);
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
        cluster.older_tool_says(4, "stopped");
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
        cluster.sounds(4, Hearing::alive_but_silent);
        check(verdict_of(1, cluster), Action::wait, Reason::peer_silent);
        cluster.sounds(4, Hearing::unresolved);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 1);
    }
    TEST_CASE("where all of the last component is heard nothing is given up and nobody waits for a time") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, crashed_in({1, 2}, 10))
                                    .is_deciding(2, crashed_in({1, 2}, 11))
                                    .takes_majority(false);
        CHECK(who_bootstraps(cluster, {1, 2}) == 2);
        Cluster claimed = cluster;
        const Verdict verdict = verdict_of(2, claimed.claims(2, 2).chooses(1, 2));
        check(verdict, Action::bootstrap, Reason::furthest_position);
        CHECK(verdict.concerns.empty());
    }
    TEST_CASE("the furthest whole data of the majority wins, and without any it goes on waiting for the rest") {
        Cluster cluster(5);
        cluster.takes_majority();
        cluster.is_deciding(1, without_data(cut_of_five)).is_deciding(2, cut_of_five);
        cluster.is_deciding(3, crashed_in({1, 2, 3, 4, 5}, 12));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 3);
        cluster.is_deciding(2, without_data(cut_of_five)).is_deciding(3, without_data(cut_of_five));
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
    }
    TEST_CASE(
        "a node outside it that is heard, and holds all that they hold and more, is elected with their agreement") {
        // n2 lost power first; who stayed had received by then what it has, and had not written it down.
        const Evidence stayed = crashed_in({1, 3, 4, 5}, 55);
        const Evidence before = crashed_in({1, 2, 3, 4, 5}, 64);
        const auto three_of_four = [&] {
            return Cluster(5).is_deciding(1, stayed).is_deciding(4, stayed).is_deciding(5, stayed).takes_majority();
        };
        Cluster cluster = three_of_four();
        CHECK(winner_for_all(cluster, {1, 4, 5}) == 1);
        CHECK(winner_for_all(cluster.is_deciding(2, before), {1, 2, 4, 5}) == 2);
        CHECK(who_bootstraps(cluster, {1, 2, 4, 5}) == 2);
        check(verdict_of(1, three_of_four().is_down(2, before)), Action::wait, Reason::peer_not_started);
        for (const Evidence& other : {crashed_in({1, 2, 3, 4, 5}, 55), without_data(before), doubtful(before)}) {
            CHECK(winner_for_all(three_of_four().is_deciding(2, other), {1, 4, 5}) == 1);
        }
    }
    TEST_CASE("who is heard and shows a later bootstrap ends it: others that were in that may not be heard") {
        const auto two_of_three = [](const Evidence& leaver) {
            return Cluster(5)
                .is_deciding(1, crashed_in({1, 2, 3}, 10))
                .is_deciding(2, crashed_in({1, 2, 3}, 10))
                .is_deciding(4, leaver)
                .is_deciding(5, leaver)
                .takes_majority();
        };
        CHECK(winner_for_all(two_of_three(left({1, 2, 4, 5}, 9)), {1, 2}) == 1);
        // What they left may be later, and n3 have gone on.
        check(verdict_of(1, two_of_three(left({3, 4, 5}, 9))), Action::wait, Reason::last_members_missing);
        const Evidence later = on_timelines(left({3, 4, 5}, 12), {timeline(1, 8)});
        check(verdict_of(1, two_of_three(later)), Action::wait, Reason::last_members_missing);
        SUBCASE("not one whose record has room for older timelines, where its newest is known to the majority") {
            const auto timelines = [](unsigned first, unsigned last) {
                std::vector<Timeline> some;
                for (unsigned number = first; number <= last; ++number) {
                    some.push_back(timeline(number, number));
                }
                return some;
            };
            const Evidence crashed = on_timelines(crashed_in({1, 2, 3}, 10), timelines(2, 9));
            Cluster cluster = two_of_three(on_timelines(left({1, 2, 4, 5}, 9), timelines(1, 8)));
            cluster.is_deciding(1, crashed).is_deciding(2, crashed);
            CHECK(winner_for_all(cluster, {1, 2}) == 1);
        }
    }
    TEST_CASE("nor one beside which somebody crashed in another component that most of are not heard") {
        Cluster cluster(5);
        cluster.takes_majority();
        cluster.is_deciding(4, crashed_in({3, 4, 5}, 10)).is_deciding(5, crashed_in({3, 4, 5}, 10));
        cluster.is_deciding(2, crashed_in({1, 2, 3}, 10));
        check(verdict_of(4, cluster), Action::wait, Reason::last_members_missing);
        CHECK(winner_for_all(cluster.is_deciding(2, crashed_in({2, 4, 5}, 10)), {2, 4, 5}) == 4);
        CHECK(winner_for_all(cluster.is_deciding(2, crashed_in({1, 2, 3, 4}, 10)), {2, 4, 5}) == 4);
    }
    TEST_CASE("those that crashed before they had been given all of it are no part of a majority") {
        Cluster cluster(5);
        Evidence joiner = cut_of_five;
        joiner.joined = {member(4)};
        cluster.takes_majority().is_deciding(1, cut_of_five).is_deciding(2, cut_of_five).is_deciding(3, joiner);
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
    }
    TEST_CASE("a copy of a member's folder is no other member") {
        Situation situation = started_of_five({2, 3, 4}).seen_by(2);
        situation.nodes[3].record->evidence->identities = {member(2)};
        check(decide(situation), Action::wait, Reason::last_members_missing);
        situation.nodes[3].record->evidence->identities = {member(4)};
        check(decide(situation), Action::wait, Reason::agreement_pending);
    }
    TEST_CASE("a fork inside the majority is refused") {
        Cluster cluster = started_of_five({1, 2});
        cluster.is_deciding(3, on_timelines(crashed_in({1, 2, 3, 4, 5}, 12), {timeline(1, 8)}));
        check(verdict_of(1, cluster), Action::refuse, Reason::two_lineages);
    }
}

TEST_SUITE("majority, whose agreement it takes") {
    TEST_CASE("of more than half of who stayed: two views can each be the last one to somebody, and share no node") {
        // n3 lost power before it had written down that it was in a component with n1 and n2 only.
        const Evidence written = crashed_in({1, 2, 3}, 11);
        Cluster new_view = Cluster(5).is_deciding(1, written).is_deciding(2, written).takes_majority();
        check(verdict_of(1, new_view), Action::wait, Reason::last_members_missing);
        CHECK(who_bootstraps(started_of_five({3, 4, 5}), {3, 4, 5}) == 3);
        SUBCASE("who crashed in the one before agrees with it") {
            new_view.is_down(4, cut_of_five).claims(1, 1).chooses(2, 1);
            const Verdict verdict = verdict_of(1, new_view);
            check(verdict, Action::wait, Reason::peer_not_started);
            CHECK(nodes_of(verdict) == Nodes{4});
            CHECK(says(verdict, "of all nodes but those that have left"));
            new_view.is_deciding(4, cut_of_five);
            CHECK(winner_for_all(new_view, {1, 2, 4}) == 1);
            check(verdict_of(1, new_view.chooses(4, 1)), Action::bootstrap, Reason::majority_position);
        }
        SUBCASE("who has left counts for nobody, started or not, and who never was a member may have been one") {
            const Evidence gone = left({1, 2, 3, 4, 5}, 9);
            new_view.is_deciding(4, gone);
            check(verdict_of(1, new_view), Action::wait, Reason::last_members_missing);
            Cluster with_fresh = new_view;
            check(verdict_of(1, with_fresh.is_down(5, fresh())), Action::wait, Reason::last_members_missing);
            new_view.is_down(5, gone);
            CHECK(winner_for_all(new_view, {1, 2, 4}) == 1);
            CHECK(who_bootstraps(new_view, {1, 2, 4}) == 1);
        }
    }
    TEST_CASE("of so many that those who have not agreed are no majority, stopped ones included") {
        // All five are heard, but only some are being started: n3, n4 and n5 could go on without n1 and n2.
        Cluster cluster(5);
        cluster.takes_majority();
        for (const unsigned node : {1U, 2U, 3U, 4U, 5U}) {
            cluster.is_down(node, cut_of_five);
        }
        cluster.is_deciding(1, cut_of_five).claims(1, 1).is_deciding(2, cut_of_five).chooses(2, 1);
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::peer_not_started);
        CHECK(nodes_of(verdict) == Nodes{3, 4, 5});
        cluster.is_deciding(4, cut_of_five).chooses(4, 1);
        check(verdict_of(1, cluster), Action::bootstrap, Reason::furthest_position);
    }
    TEST_CASE("of two halves only the one with the lowest UUID is enough, because both could act otherwise") {
        const Evidence cut = crashed_in({1, 2, 3, 4}, 10);
        const auto half = [&](unsigned first, unsigned second) {
            Cluster cluster(4);
            for (const unsigned node : {1U, 2U, 3U, 4U}) {
                cluster.is_down(node, cut);
            }
            cluster.is_deciding(first, cut).claims(first, first).is_deciding(second, cut).chooses(second, first);
            return verdict_of(first, cluster.takes_majority());
        };
        check(half(1, 2), Action::bootstrap, Reason::furthest_position);
        check(half(4, 1), Action::bootstrap, Reason::furthest_position);
        const Verdict other = half(3, 4);
        check(other, Action::wait, Reason::peer_not_started);
        CHECK(nodes_of(other) == Nodes{1, 2});

        const Evidence pair = crashed_in({1, 2}, 10);
        const Cluster lowest = Cluster(2).is_deciding(1, pair).claims(1, 1).is_down(2, pair).takes_majority();
        check(verdict_of(1, lowest), Action::bootstrap, Reason::furthest_position);
        const Cluster highest = Cluster(2).is_down(1, pair).is_deciding(2, pair).claims(2, 2);
        check(verdict_of(2, highest), Action::bootstrap, Reason::furthest_position);
        Cluster majority = highest;
        check(verdict_of(2, majority.takes_majority()), Action::wait, Reason::peer_not_started);
    }
    TEST_CASE("a member that is heard and stopped has not agreed, though it counts among those that crashed together") {
        // n1 has acted with n2's choice and is cut off, and n2 is stopped.
        const Evidence cut = crashed_in({1, 2, 3, 4}, 10);
        Cluster cluster = Cluster(4)
                              .is_down(2, cut)
                              .chooses(2, 1)
                              .is_deciding(3, cut)
                              .claims(3, 3)
                              .is_deciding(4, cut)
                              .chooses(4, 3)
                              .takes_majority();
        const Verdict verdict = verdict_of(3, cluster);
        check(verdict, Action::wait, Reason::peer_not_started);
        CHECK(nodes_of(verdict) == Nodes{2});
        CHECK(says(verdict, "it keeps to an earlier choice"));
    }
    TEST_CASE("a choice that a stopped node keeps and tells counts") {
        const Cluster cluster = started_of_five({1, 2}).claims(1, 1).chooses(2, 1).is_down(3, cut_of_five);
        check(verdict_of(1, cluster), Action::wait, Reason::peer_not_started);
        Cluster keeping = cluster;
        check(verdict_of(1, keeping.chooses(3, 1)), Action::bootstrap, Reason::majority_position);
    }
    TEST_CASE("those that left the last component need not be started: nobody else of it can be a majority") {
        const Evidence stopped = left({1, 2, 3}, 10);
        Cluster cluster =
            Cluster().is_deciding(1, stopped).claims(1, 1).is_down(2, stopped).is_down(3, stopped).takes_majority();
        check(verdict_of(1, cluster), Action::bootstrap, Reason::furthest_position);
    }
    TEST_CASE("all that crashed together are asked, also those that say to have been the same member") {
        const Evidence cut = crashed_in({1, 2, 66, 4, 5}, 10);
        Evidence clone = cut;
        clone.identities = {member(2)};
        Cluster cluster = Cluster(5).is_deciding(1, cut).claims(1, 1).is_deciding(2, cut).is_deciding(3, clone);
        cluster.is_deciding(4, cut).is_deciding(5, cut).takes_majority();
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::agreement_pending);
        CHECK(nodes_of(verdict) == Nodes{2, 3, 4, 5});
    }
    TEST_CASE("without the policy the stopped ones are not asked") {
        const Cluster cluster =
            Cluster().is_deciding(1, cut_of_three).claims(1, 1).is_down(2, cut_of_three).is_down(3, cut_of_three);
        check(verdict_of(1, cluster), Action::bootstrap, Reason::furthest_position);
        Cluster majority = cluster;
        check(verdict_of(1, majority.takes_majority()), Action::wait, Reason::peer_not_started);
    }
    TEST_CASE("agreement to another claim is none") {
        const Cluster cluster = started_of_five({1, 2, 3}).claims(1, 1).chooses(2, 1).chooses(3, 7);
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::agreement_pending);
        CHECK(nodes_of(verdict) == Nodes{3});
    }
}

TEST_SUITE("majority, whose winner is of an earlier component") {
    TEST_CASE("those that were with the winner there agree as well") {
        Cluster cluster = Cluster(5)
                              .is_deciding(1, crashed_in({1, 2, 3, 4, 5}, 12))
                              .is_deciding(2, crashed_in({1, 2, 3, 4, 5}, 10))
                              .is_deciding(4, crashed_in({3, 4, 5}, 10))
                              .is_deciding(5, crashed_in({3, 4, 5}, 10))
                              .takes_majority()
                              .claims(1, 1)
                              .chooses(4, 1)
                              .chooses(5, 1);
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::agreement_pending);
        CHECK(nodes_of(verdict) == Nodes{2});
        check(verdict_of(1, cluster.chooses(2, 1)), Action::bootstrap, Reason::majority_position);
    }
}

TEST_SUITE("majority, a choice binds") {
    /// n2 has chosen n1's claim 1, and n1 is not heard any more.
    const auto parted = [] {
        return Cluster(5)
            .is_deciding(2, cut_of_five)
            .keeps_choice(2, 1, 1, cut_of_five)
            .is_deciding(4, cut_of_five)
            .is_deciding(5, cut_of_five)
            .takes_majority();
    };

    TEST_CASE("the other half cannot go with a node that has chosen, and both keep saying so") {
        const Cluster cluster = parted();
        const Verdict verdict = verdict_of(2, cluster);
        check(verdict, Action::wait, Reason::choice_is_bound);
        CHECK(nodes_of(verdict) == Nodes{1});
        CHECK(verdict.choice == cluster.seen_by(2).choice);
        CHECK_FALSE(verdict.claims);
        CHECK(who_bootstraps(cluster, {2, 4, 5}) == 0);
    }
    TEST_CASE("where the cluster address names its owner otherwise, or not at all, it binds until that one is heard") {
        Situation situation = parted().seen_by(2);
        situation.choice->owner.reset();
        const Verdict bound = decide(situation);
        check(bound, Action::wait, Reason::choice_is_bound);
        CHECK(bound.choice == situation.choice);
        CHECK_FALSE(bound.outlives_view);
        REQUIRE(bound.concerns.size() == 1);
        CHECK(bound.concerns[0].node == situation.self);
        // n4 is whom it has chosen, for all that it shows, and has not used the claim.
        situation.choice->owner_evidence = print_of_node(*situation.nodes[3].record->evidence);
        CHECK(decide(situation).reason != Reason::choice_is_bound);
    }
    TEST_CASE("its owner is the node that was that member, and otherwise the one that is named as it was") {
        const Situation situation = parted().seen_by(2);
        const NodeMemory::Choice remembered{uuid(101), NodeAddress::parse("elsewhere"), "0123456789abcdef", member(4)};
        CHECK(placed_choice(situation.nodes, situation.self, remembered).owner == 3);
        NodeMemory::Choice unheard = remembered;
        unheard.owner_member = member(1);
        CHECK_FALSE(placed_choice(situation.nodes, situation.self, unheard).owner.has_value());
        unheard.owner = situation.nodes[0].address;
        CHECK(placed_choice(situation.nodes, situation.self, unheard).owner == 0);
        unheard.owner = situation.nodes[1].address; // its own now
        CHECK_FALSE(placed_choice(situation.nodes, situation.self, unheard).owner.has_value());
        const NodeMemory::Choice again = to_be_remembered({uuid(101), 3, "0123456789abcdef"}, situation.nodes);
        CHECK(again == NodeMemory::Choice{uuid(101), situation.nodes[3].address, "0123456789abcdef", member(4)});
    }
    TEST_CASE("what is kept with the choice stays with it, and who would be chosen now is told") {
        Situation situation = parted().seen_by(2);
        situation.choice->owner_evidence = "0123";
        const Verdict bound = decide(situation);
        check(bound, Action::wait, Reason::choice_is_bound);
        CHECK(bound.winner == 1);
        CHECK(bound.choice == situation.choice);
        situation.majority_is_due = false;
        const Verdict other = decide(situation);
        check(other, Action::wait, Reason::last_members_missing);
        CHECK(other.choice == situation.choice);
    }
    TEST_CASE("the choice stands through every other wait") {
        Cluster cluster = parted();
        const auto keeps = [](const Verdict& verdict) {
            CHECK(verdict.action == Action::wait);
            REQUIRE(verdict.choice.has_value());
            CHECK(verdict.choice->claim == uuid(101));
            CHECK(verdict.choice->owner == 0);
        };
        SUBCASE("before its time") {
            cluster.takes_majority(false);
        }
        SUBCASE("too few") {
            cluster.sounds(5, Hearing::unreachable);
        }
        SUBCASE("a silent peer") {
            cluster.sounds(5, Hearing::alive_but_silent);
        }
        SUBCASE("a peer on its way") {
            cluster.has_status(5, NodeStatus::bootstrapping);
        }
        SUBCASE("a peer that stops") {
            cluster.has_status(5, NodeStatus::stopping);
        }
        SUBCASE("a peer whose recovery runs") {
            cluster.has_status(5, NodeStatus::recovering);
        }
        SUBCASE("other settings") {
            cluster.has_settings(5, "x");
        }
        SUBCASE("its owner on its way") {
            cluster.has_status(1, NodeStatus::bootstrapping);
        }
        SUBCASE("its owner silent") {
            cluster.sounds(1, Hearing::alive_but_silent);
        }
        keeps(verdict_of(2, cluster));
    }
    TEST_CASE(
        "it is released once its owner, still where it was when it was chosen, claims nothing or something else") {
        Cluster silent = parted();
        const Verdict verdict = verdict_of(2, silent.is_down(1, cut_of_five));
        CHECK(verdict.winner == 1);
        CHECK(verdict.claims);
        // With n1 stopped and heard, it is n2's turn, and n1's old claim is no obstacle any more.
        CHECK(who_bootstraps(silent, {2, 4, 5}) == 2);
        Cluster other = parted();
        other.is_deciding(1, cut_of_five).claims(1, 9);
        CHECK(verdict_of(2, other).choice->claim == uuid(109));
    }
    TEST_CASE("it is not released while its owner still holds the claim") {
        Cluster cluster = parted();
        cluster.is_deciding(1, crashed_in({1, 2, 3, 4, 5}, 5)).claims(1, 1);
        check(verdict_of(2, cluster), Action::wait, Reason::choice_is_bound);
    }
    TEST_CASE("it is not released by an owner that tells something else: it may have used the claim") {
        // A timeline is dropped at its own fork point, so a torn view beside the same lineage proves nothing.
        for (const Evidence& evidence : {crashed_in({1}, 12), crashed_in({1, 3}, 12), left({1, 3}, 12), alone(12),
                                         unknown(10), damaged(), crashed_in({1, 2, 3, 4, 5}, 11)}) {
            Cluster cluster = parted();
            cluster.is_down(1, evidence).is_down(3, cut_of_five);
            const Verdict verdict = verdict_of(2, cluster);
            CHECK(verdict.action != Action::bootstrap);
            CHECK_FALSE(verdict.claims);
            CHECK(verdict.choice == cluster.seen_by(2).choice);
        }
    }
    TEST_CASE("once its owner has come to something else, this node goes by having left where it crashed") {
        // n1 has used the claim of n2's choice, and has lost its disk since.
        Cluster cluster = Cluster()
                              .is_down(1, fresh())
                              .is_deciding(2, cut_of_three)
                              .keeps_choice(2, 1, 1, cut_of_three)
                              .is_deciding(3, cut_of_three)
                              .takes_majority();
        const Verdict verdict = verdict_of(2, cluster);
        check(verdict, Action::wait, Reason::choice_is_bound);
        CHECK(nodes_of(verdict) == Nodes{1});
        CHECK(says(verdict, "is not the last primary component then"));
        CHECK(verdict.outlives_view);
        CHECK(verdict.winner == 1);
        cluster.is_deciding(2, left({1, 2, 3}, 10));
        CHECK(who_bootstraps(cluster, {2, 3}) == 2);
    }
    TEST_CASE("so it does where its owner tells of a component with nobody in common, which is no contradiction then") {
        // n4 had left, was further, and has used the claim of n2's choice.
        Cluster cluster = Cluster(4)
                              .is_deciding(1, cut_of_three)
                              .is_deciding(2, cut_of_three)
                              .keeps_choice(2, 1, 4, left({1, 2, 3, 4}, 12))
                              .is_deciding(3, cut_of_three)
                              .is_deciding(4, alone(13))
                              .takes_majority();
        const Verdict verdict = verdict_of(2, cluster);
        check(verdict, Action::wait, Reason::choice_is_bound);
        CHECK(verdict.outlives_view);
        CHECK(verdict.choice == cluster.seen_by(2).choice);
        cluster.chooses(2, 1);
        const Verdict other = verdict_of(1, cluster);
        check(other, Action::wait, Reason::choice_is_bound);
        CHECK(nodes_of(other) == Nodes{2});
        CHECK_FALSE(other.outlives_view);
        Evidence outlived = left({1, 2, 3}, 10);
        outlived.joined = {member(4)};
        CHECK(who_bootstraps(cluster.is_deciding(2, outlived), {1, 2, 3, 4}) == 4);
    }
    TEST_CASE("it does not while its owner holds the claim, is not heard or is where it was") {
        Cluster holding = parted();
        CHECK_FALSE(verdict_of(2, holding).outlives_view);
        holding.is_deciding(1, crashed_in({1}, 12)).claims(1, 1);
        CHECK_FALSE(verdict_of(2, holding).outlives_view);
        CHECK_FALSE(verdict_of(2, holding.is_down(1, cut_of_five)).outlives_view);
    }
    TEST_CASE("a node that left is in no majority of those that crashed, and stands against theirs") {
        Cluster cluster = started_of_five({1, 3, 4}).is_deciding(2, left({1, 2, 3, 4, 5}, 10));
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
    }
    TEST_CASE("the operator's bootstrap-here claims, and what binds this node binds it still when the word is void") {
        Cluster cluster = parted();
        cluster.says(2, Override::Kind::bootstrap_here);
        const Verdict first = verdict_of(2, cluster);
        CHECK(first.claims);
        CHECK(first.choice == parted().seen_by(2).choice);
        cluster.publishes(2, first);
        CHECK(cluster.seen_by(2).nodes[1].record->choice == uuid(102));
        const Verdict second = verdict_of(2, cluster);
        CHECK(second.claims);
        CHECK(second.choice == parted().seen_by(2).choice);
        const Verdict after = verdict_of(2, cluster.is_deciding(3, cut_of_five));
        check(after, Action::wait, Reason::choice_is_bound);
        CHECK(after.choice == parted().seen_by(2).choice);
    }
    TEST_CASE("the owner itself is not bound by what it once claimed") {
        Cluster cluster = started_of_five({1, 2, 3});
        cluster.keeps_choice(1, 7, 1, cut_of_five);
        CHECK(verdict_of(1, cluster).claims);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 1);
    }
    TEST_CASE("without the policy nothing binds") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, crashed_in({1, 2}, 10))
                                    .keeps_choice(1, 7, 3)
                                    .is_deciding(2, crashed_in({1, 2}, 10));
        CHECK(verdict_of(1, cluster).claims);
    }
    TEST_CASE("a node that did not crash in a component counts in no majority and is not bound") {
        for (const Evidence& evidence : {unknown(10), left({}, 10)}) {
            // n3 chose n2's claim; then n1 started too and is the first now, so n2 gives its claim up.
            const Cluster cluster = Cluster()
                                        .is_deciding(1, evidence)
                                        .is_deciding(2, evidence)
                                        .is_deciding(3, evidence)
                                        .keeps_choice(3, 2, 2)
                                        .takes_majority();
            CHECK(who_bootstraps(cluster, {1, 2, 3}) == 1);
        }
    }
    TEST_CASE("the winner may change while claims are out, and the cluster still comes back") {
        Cluster cluster = Cluster()
                              .is_deciding(1, crashed_in({1, 2, 3}, 11))
                              .is_deciding(2, cut_of_three)
                              .claims(2, 2)
                              .keeps_choice(2, 2, 2, cut_of_three)
                              .is_deciding(3, cut_of_three)
                              .keeps_choice(3, 2, 2, cut_of_three)
                              .takes_majority();
        CHECK(who_bootstraps(cluster, {1, 3, 2}) == 1);
        CHECK(who_bootstraps(cluster, {2, 3, 1}) == 1);
    }
    TEST_CASE("a choice is free again once its owner shows that it is where it was when it was chosen") {
        // n2 crashed first; n3, which it has chosen, crashed in a later component, and n1 turns out to be further.
        Cluster cluster = Cluster()
                              .is_deciding(1, left({1, 3}, 12))
                              .is_deciding(2, cut_of_three)
                              .is_deciding(3, crashed_in({1, 3}, 10))
                              .keeps_choice(2, 3, 3)
                              .takes_majority();
        Situation situation = cluster.seen_by(2);
        check(decide(situation), Action::wait, Reason::choice_is_bound);
        situation.choice->owner_evidence = print_of_node(*situation.nodes[2].record->evidence);
        check(decide(situation), Action::wait, Reason::peer_will_bootstrap);
        situation.nodes[2].record->claim = situation.choice->claim;
        check(decide(situation), Action::wait, Reason::choice_is_bound);
    }
    TEST_CASE("two halves never both go: whatever one has agreed to, the other lacks") {
        // n1 has the agreement of n2 and n3 of five and acts; then every other set of nodes is tried without n1.
        const Verdict acts = verdict_of(1, started_of_five({1, 2, 3}).claims(1, 1).chooses(2, 1).chooses(3, 1));
        check(acts, Action::bootstrap, Reason::majority_position);
        for (unsigned set = 0; set < 16; ++set) {
            Cluster cluster(5);
            std::vector<unsigned> there;
            for (unsigned node = 2; node <= 5; ++node) {
                if ((set & (1U << (node - 2))) != 0) {
                    there.push_back(node);
                    cluster.is_deciding(node, cut_of_five);
                    if (node <= 3) {
                        cluster.keeps_choice(node, 1, 1, cut_of_five);
                    }
                }
            }
            CAPTURE(set);
            CHECK(who_bootstraps(cluster.takes_majority(), there) == 0);
        }
    }
}

TEST_SUITE("election, forks among the candidates") {
    TEST_CASE("a candidate with transactions that the furthest one lacks is refused, with both listed") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, on_timelines(unknown(107), {timeline(1, 100)}))
                                    .is_deciding(2, unknown(120))
                                    .is_deciding(3, unknown(90));
        for (const unsigned node : {1U, 2U, 3U}) {
            const Verdict verdict = verdict_of(node, cluster);
            check(verdict, Action::refuse, Reason::two_lineages);
            CHECK(nodes_of(verdict) == Nodes{2, 1});
            CHECK(says(verdict, ":107 with transactions that the furthest one lacks"));
        }
    }
    TEST_CASE("an ancestor, or a bootstrap that wrote nothing, is no fork") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, on_timelines(unknown(107), {timeline(1, 100)}))
                                    .is_deciding(2, unknown(100))
                                    .is_deciding(3, unknown(90));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 1);
    }
    TEST_CASE("a stale fork outside the candidates does not keep the last component down") {
        // n1 forked from {1,2,3} while n2 and n3 went on; it names them, and they do not name it.
        const Cluster cluster = Cluster()
                                    .is_deciding(1, on_timelines(left({1, 2, 3}, 107), {timeline(1, 100)}))
                                    .is_deciding(2, crashed_in({2, 3}, 120))
                                    .is_deciding(3, crashed_in({2, 3}, 121));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 3);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 3);
        // And it is not let in afterwards.
        Cluster back = cluster;
        check(verdict_of(1, back.runs(3, history(), timelines({timeline(2, 121)}))), Action::refuse,
              Reason::forked_history);
    }
    TEST_CASE("the same data on the same timelines ties, and the first that is started wins") {
        const Evidence evidence = on_timelines(crashed_in({1, 2}, 50), {timeline(1, 20)});
        CHECK(winner_for_all(Cluster(2).is_down(1, evidence).is_deciding(2, evidence), {2}) == 2);
        CHECK(winner_for_all(Cluster(2).is_deciding(1, evidence).is_deciding(2, evidence), {1, 2}) == 1);
    }
}

TEST_SUITE("arbitrators") {
    TEST_CASE("a member that no node has been is explained by an arbitrator that is configured, and by no other") {
        const Evidence cut = crashed_in({1, 2, 66}, 10);
        Cluster cluster = Cluster(2).is_deciding(1, cut).is_deciding(2, cut);
        const Verdict without = verdict_of(1, cluster);
        check(without, Action::wait, Reason::members_unknown);
        CHECK(says(without, "1 member of"));
        cluster.has_arbitrators(1);
        CHECK(who_bootstraps(cluster, {1, 2}) == 1);
        const Evidence two = crashed_in({1, 2, 66, 67}, 10);
        Cluster more = Cluster(2).is_deciding(1, two).is_deciding(2, two).has_arbitrators(1);
        check(verdict_of(1, more), Action::wait, Reason::members_unknown);
        CHECK(who_bootstraps(more.has_arbitrators(2), {1, 2}) == 1);
    }
    TEST_CASE("an arbitrator does not stand for a node that is not heard") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, crashed_in({1, 2, 66}, 10))
                                    .is_deciding(2, crashed_in({1, 2, 66}, 10))
                                    .has_arbitrators(1);
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::last_members_missing);
        CHECK(nodes_of(verdict) == Nodes{3});
    }
}

TEST_SUITE("fresh = first") {
    TEST_CASE("the first node needs nobody's word, and nobody takes its place") {
        Cluster cluster = Cluster().is_deciding(1, fresh()).lets_first_node_begin();
        CHECK(who_bootstraps(cluster, {1}) == 1);
        cluster.is_down(1, fresh()).is_deciding(2, fresh()).is_deciding(3, fresh());
        const Verdict verdict = verdict_of(2, cluster);
        check(verdict, Action::wait, Reason::peer_not_started);
        CHECK(nodes_of(verdict) == Nodes{1});
        CHECK(says(verdict, "fresh = first"));
        cluster.sounds(1, Hearing::unreachable);
        const Verdict unheard = verdict_of(2, cluster);
        check(unheard, Action::wait, Reason::fresh_nodes_missing);
        CHECK(nodes_of(unheard) == Nodes{1});
    }
    TEST_CASE("a later node's claim does not stand against the first node") {
        const Cluster cluster =
            Cluster().is_deciding(1, fresh()).is_deciding(2, fresh()).claims(2, 2).lets_first_node_begin();
        CHECK(winner_for_all(cluster, {1, 2}) == 1);
    }
    TEST_CASE("a peer that answers without telling what it holds may hold data, so the first node waits for it") {
        Cluster cluster =
            Cluster().is_deciding(1, fresh()).has_status(2, NodeStatus::recovering).lets_first_node_begin();
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::fresh_nodes_missing);
        CHECK(nodes_of(verdict) == Nodes{2});
        cluster.sounds(2, Hearing::no_record);
        check(verdict_of(1, cluster), Action::wait, Reason::fresh_nodes_missing);
        cluster.sounds(2, Hearing::alive_but_silent);
        check(verdict_of(1, cluster), Action::wait, Reason::peer_silent);
        cluster.sounds(2, Hearing::unresolved);
        CHECK(who_bootstraps(cluster, {1}) == 1);
    }
    TEST_CASE("where the first node is assumed lost the first of the others makes the cluster") {
        Cluster cluster = Cluster().is_deciding(2, fresh()).is_deciding(3, fresh()).lets_first_node_begin();
        cluster.says(3, Override::Kind::assume_lost, {1});
        CHECK(who_bootstraps(cluster, {2, 3}) == 2);
    }
    TEST_CASE("databases from before Galera are not passed over") {
        check(verdict_of(1, Cluster().is_deciding(1, fresh()).is_down(2, standalone()).lets_first_node_begin()),
              Action::wait, Reason::standalone_peer);
        check(verdict_of(1, Cluster().is_deciding(1, standalone()).lets_first_node_begin()), Action::refuse,
              Reason::standalone_data);
    }
}

TEST_SUITE("settings") {
    TEST_CASE("a deciding peer with other settings is waited for, before anything is decided between them") {
        Cluster cluster =
            Cluster().is_deciding(1, alone(10)).has_settings(1, "a").is_deciding(2, fresh()).has_settings(2, "b");
        for (const unsigned node : {1U, 2U}) {
            const Verdict verdict = verdict_of(node, cluster);
            check(verdict, Action::wait, Reason::settings_differ);
            CHECK(nodes_of(verdict) == Nodes{3 - node});
            CHECK_FALSE(verdict.claims);
        }
        cluster.has_settings(2, "a");
        CHECK(winner_for_all(cluster, {1, 2}) == 1);
    }
    TEST_CASE("a stopped peer does not decide, so its settings do not count") {
        CHECK(who_bootstraps(Cluster().is_deciding(1, alone(10)).has_settings(1, "a").is_down(2, fresh()), {1}) == 1);
    }
    TEST_CASE("a running cluster is joined whatever the settings of those that wait") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, alone(10))
                                    .has_settings(1, "a")
                                    .is_deciding(2, fresh())
                                    .has_settings(2, "b")
                                    .runs(3);
        check(verdict_of(1, cluster), Action::join, Reason::peer_runs);
    }
    TEST_CASE("two nodes print the same settings only for the same nodes in the same order and the same policies") {
        const std::vector<NodeAddress> nodes{NodeAddress::parse("n1"), NodeAddress::parse("n2")};
        const std::string print = print_of_settings(nodes, {});
        CHECK(print == print_of_settings(nodes, {}));
        CHECK(print.size() == 16);
        std::set<std::string> prints{print};
        prints.insert(print_of_settings({nodes[1], nodes[0]}, {}));
        prints.insert(print_of_settings({nodes[0]}, {}));
        prints.insert(print_of_settings({nodes[0], NodeAddress::parse("n2:4568")}, {}));
        prints.insert(print_of_settings(nodes, {.wait_for = Policies::WaitFor::majority}));
        prints.insert(print_of_settings(nodes, {.fresh = Policies::Fresh::first}));
        prints.insert(print_of_settings(nodes, {.arbitrators = 1}));
        CHECK(prints.size() == 7);
    }
}
