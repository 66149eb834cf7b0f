#include "decision/closure.hpp"

#include "situations.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("closure") {
    TEST_CASE("a node that was alone needs nobody else") {
        const Situation situation = Cluster().is_down(1, alone(100)).seen_by(1);
        const Closure closure = closure_of(situation, 0, {});
        CHECK(closure.is_complete());
        CHECK(closure.nodes == std::set<std::size_t>{0});
    }

    TEST_CASE("a view adds its members and whom their evidence leads on to") {
        const Situation situation = Cluster(4)
                                        .is_down(1, left({1, 2}, 10))
                                        .is_down(2, crashed_in({2, 3}, 20))
                                        .is_down(3, crashed_in({2, 3}, 20))
                                        .seen_by(1);
        const Closure closure = closure_of(situation, 0, {});
        CHECK(closure.is_complete());
        CHECK(closure.nodes == std::set<std::size_t>{0, 1, 2});
    }

    TEST_CASE("a member that is not heard makes it incomplete and names the unheard nodes") {
        const Situation situation = Cluster().is_down(1, crashed_in({1, 2}, 10)).seen_by(1);
        const Closure closure = closure_of(situation, 0, {});
        CHECK_FALSE(closure.is_complete());
        CHECK(closure.missing == std::set<std::size_t>{1, 2});
    }

    TEST_CASE("a node outside the view is not waited for") {
        const Situation situation =
            Cluster().is_down(1, crashed_in({1, 2}, 10)).is_down(2, crashed_in({1, 2}, 10)).seen_by(1);
        CHECK(closure_of(situation, 0, {}).is_complete());
    }

    TEST_CASE("an unknown last component needs every configured node") {
        Cluster cluster;
        cluster.is_down(1, unknown(10)).is_down(2, unknown(10));
        CHECK(closure_of(cluster.seen_by(1), 0, {}).missing == std::set<std::size_t>{2});
        CHECK(closure_of(cluster.is_down(3, fresh()).seen_by(1), 0, {}).is_complete());
    }

    TEST_CASE("a stop without a copy of the view needs every configured node") {
        const Situation situation = Cluster().is_down(1, left({}, 10)).is_down(2, left({}, 10)).seen_by(1);
        CHECK(closure_of(situation, 0, {}).missing == std::set<std::size_t>{2});
    }

    TEST_CASE("a member is found at a later incarnation") {
        Evidence later = crashed_in({1}, 10);
        later.members = {Uuid::parse("10000000-0000-0000-0007-000000000001"), member(2)};
        const Situation situation = Cluster().is_down(1, later).is_down(2, crashed_in({1, 2}, 10)).seen_by(1);
        CHECK(closure_of(situation, 0, {}).is_complete());
    }

    TEST_CASE("a member under an identity that it remembers from before is found") {
        Evidence restarted = crashed_in({2}, 20);
        restarted.identities = {member(2), member(77)};
        const Situation situation = Cluster().is_down(1, left({1, 77}, 10)).is_down(2, restarted).seen_by(1);
        CHECK(closure_of(situation, 0, {}).is_complete());
    }

    TEST_CASE("a list that does not account for those whom a node left or crashed with leaves strangers") {
        Evidence joined = alone(10);
        joined.membership = Membership::left;
        joined.joined = {member(2)};
        for (const Evidence& evidence :
             {left({1, 2, 3}, 10), crashed_in({1, 2, 3}, 10), left({}, 10), joined, unknown(10)}) {
            Situation situation = Cluster().is_down(1, evidence).seen_by(1);
            situation.nodes.erase(situation.nodes.begin() + 1, situation.nodes.end());
            CHECK(closure_of(situation, 0, {}).missing.empty());
            CHECK(closure_of(situation, 0, {}).strangers >= 1);
        }
        // Nobody was with a node that has been no member, or whose last component was its own.
        for (const Evidence& evidence : {alone(10), crashed_in({1}, 10), unknown(10)}) {
            Situation situation = Cluster().is_down(1, evidence).seen_by(1);
            situation.nodes.erase(situation.nodes.begin() + 1, situation.nodes.end());
            if (evidence.membership == Membership::unknown) {
                situation.nodes[0].record->evidence->identities.clear();
            }
            CHECK(closure_of(situation, 0, {}).is_complete());
        }
        // Two of three are named.
        Situation situation = Cluster().is_down(1, left({1, 2, 3}, 10)).is_down(2, left({1, 2, 3}, 9)).seen_by(1);
        situation.nodes.erase(situation.nodes.begin() + 2, situation.nodes.end());
        CHECK(closure_of(situation, 0, {}).strangers == 1);
        situation.policies.arbitrators = 1;
        CHECK(closure_of(situation, 0, {}).is_complete());
    }

    TEST_CASE("a node that was made from another one's folder does not stand in for it") {
        Evidence copy = crashed_in({1, 2, 3}, 98);
        copy.identities = {member(2), member(1)};
        Cluster cluster;
        cluster.is_down(2, copy).is_down(3, crashed_in({1, 2, 3}, 100));
        CHECK(closure_of(cluster.seen_by(3), 2, {}).missing == std::set<std::size_t>{0});
        const Closure whole = closure_of(cluster.is_down(1, crashed_in({1, 2, 3}, 130)).seen_by(3), 2, {});
        CHECK(whole.is_complete());
        CHECK(whole.nodes == std::set<std::size_t>{0, 1, 2});
    }

    TEST_CASE("a copy that joined as the same member at another incarnation does not stand in for it") {
        const Uuid later = Uuid::parse("10000000-0000-0000-0007-000000000001");
        Evidence copy = crashed_in({1, 3}, 98);
        copy.members.push_back(later);
        copy.identities = {later};
        Evidence other = crashed_in({1, 3}, 100);
        other.members.push_back(later);
        other.identities = {member(3)};
        CHECK(closure_of(Cluster().is_down(2, copy).is_down(3, other).seen_by(3), 2, {}).missing ==
              std::set<std::size_t>{0});
    }

    TEST_CASE("a member that two nodes say to have been is nobody's, and both are told") {
        Evidence clone = crashed_in({1, 3}, 98);
        clone.identities = {member(1)};
        Cluster cluster;
        cluster.is_down(1, crashed_in({1, 3}, 130)).is_down(2, clone);
        CHECK(closure_of(cluster.seen_by(1), 0, {}).missing == std::set<std::size_t>{2});
        const Closure closure = closure_of(cluster.is_down(3, crashed_in({1, 3}, 100)).seen_by(1), 2, {});
        CHECK_FALSE(closure.is_complete());
        CHECK(closure.disputing == std::set<std::set<std::size_t>>{{0, 1}});
    }

    TEST_CASE("a reinstalled node stands for the member that nobody has been, once all are heard") {
        Cluster cluster;
        cluster.is_down(2, crashed_in({66, 2, 3}, 10)).is_down(1, fresh());
        CHECK(closure_of(cluster.seen_by(2), 1, {}).missing == std::set<std::size_t>{2});
        CHECK(closure_of(cluster.is_down(3, crashed_in({66, 2, 3}, 10)).seen_by(2), 1, {}).is_complete());
    }

    TEST_CASE("a member that no heard node can have been leaves it incomplete even when all are heard") {
        const Situation situation =
            Cluster(2).is_down(1, crashed_in({1, 2, 66}, 10)).is_down(2, crashed_in({1, 2, 66}, 10)).seen_by(1);
        const Closure closure = closure_of(situation, 0, {});
        CHECK_FALSE(closure.is_complete());
        CHECK(closure.strangers == 1);
    }

    TEST_CASE("a node whose recovery is under way is not heard yet") {
        const Situation situation =
            Cluster().is_down(1, crashed_in({1, 2}, 10)).has_status(2, NodeStatus::recovering).seen_by(1);
        CHECK_FALSE(closure_of(situation, 0, {}).is_complete());
    }

    TEST_CASE("a component without whole data leads on to the member that its joiners set out to join") {
        // n2 joined n1, which stopped while it filled n2; then n2 crashed alone.
        Cluster cluster = Cluster().is_deciding(1, left({1, 2}, 50)).is_deciding(2, filling_from(1, {2}));
        CHECK(closure_of(cluster.seen_by(2), 1, {}).nodes == std::set<std::size_t>{0, 1});
        CHECK(who_bootstraps(cluster, {1, 2}) == 1);
        SUBCASE("also with two joiners") {
            cluster.is_deciding(1, left({1, 2, 3}, 50))
                .is_deciding(2, filling_from(1, {2, 3}))
                .is_deciding(3, filling_from(1, {2, 3}));
            CHECK(who_bootstraps(cluster, {1, 2, 3}) == 1);
        }
        SUBCASE("and waits for it where it is not heard") {
            const Situation situation = Cluster().is_deciding(2, filling_from(1, {2})).seen_by(2);
            CHECK(closure_of(situation, 1, {}).missing == std::set<std::size_t>{0, 2});
        }
        SUBCASE("but not where somebody in it has whole data: what came before is behind that") {
            const Situation situation =
                Cluster().is_deciding(2, filling_from(1, {2, 3})).is_deciding(3, crashed_in({2, 3}, 60)).seen_by(2);
            CHECK(closure_of(situation, 1, {}).is_complete());
            CHECK(closure_of(situation, 1, {}).nodes == std::set<std::size_t>{1, 2});
        }
        SUBCASE("nor where the component that it grew out of has whole data, whoever was to be joined") {
            // n1 had set out to join n3, which crashed; n2 was left, filled n1, and stopped.
            const Situation situation =
                Cluster().is_deciding(1, filling_from(3, {1})).is_deciding(2, left({1, 2}, 60)).seen_by(2);
            CHECK(closure_of(situation, 1, {}).is_complete());
            CHECK_FALSE(closure_of(situation, 0, {}).is_complete());
        }
        SUBCASE("also where a node has data of a component from before, and names the joiner as it was there") {
            // n2 bootstrapped, n1 joined it and went on alone; then n2 joined n1, which stopped while it filled n2.
            Evidence filling = filling_from(1, {2});
            filling.identities = {member(22)};
            Cluster later = Cluster()
                                .is_deciding(1, left({1, 2}, 18))
                                .is_deciding(2, filling)
                                .is_deciding(3, crashed_in({22, 3}, 4));
            CHECK(closure_of(later.seen_by(3), 2, {}).nodes == std::set<std::size_t>{0, 1, 2});
            CHECK(who_bootstraps(later, {1, 2, 3}) == 1);
        }
        SUBCASE("nor where somebody in it has data that cannot be read") {
            Evidence evidence = crashed_in({2, 3}, 60);
            evidence.data = DataState::unreadable;
            evidence.position.reset();
            const Situation situation =
                Cluster().is_deciding(2, filling_from(1, {2, 3})).is_deciding(3, evidence).seen_by(2);
            CHECK(closure_of(situation, 1, {}).nodes == std::set<std::size_t>{1, 2});
        }
    }

    TEST_CASE("who forgot with whom it was may have been a member that nobody has been, who knows it was not") {
        Cluster cluster(2);
        cluster.is_down(1, crashed_in({1, 66}, 10));
        CHECK(closure_of(cluster.is_down(2, left({}, 5)).seen_by(1), 0, {}).is_complete());
        CHECK(closure_of(cluster.is_down(2, left({2, 77}, 5)).seen_by(1), 0, {}).nodes == std::set<std::size_t>{0});
        Evidence joined = left({2, 77}, 5);
        joined.joined = {member(3)};
        CHECK(closure_of(cluster.is_down(2, joined).seen_by(1), 0, {}).nodes == std::set<std::size_t>{0, 1});
    }

    TEST_CASE("whom a node left in a start that nobody saw the end of may be any node") {
        const Uuid anew = Uuid::parse("10000000-0000-0000-0007-000000000001");
        Evidence leaver = left({1, 2}, 10);
        leaver.joined = {member(2)};
        const auto leaves_with = [&](const Evidence& joined) {
            return closure_of(Cluster().is_down(1, leaver).is_down(2, joined).seen_by(1), 0, {});
        };
        Evidence left_it = left({1, 2}, 10);
        left_it.members.front() = anew;
        CHECK(leaves_with(left_it).missing == std::set<std::size_t>{2});
        Evidence left_another = left({2}, 10);
        left_another.members.push_back(Uuid::parse("99000000-0000-0000-0000-000000000001"));
        CHECK(leaves_with(left_another).missing == std::set<std::size_t>{2});
        left_it.joined = {member(3)};
        CHECK(leaves_with(left_it).missing == std::set<std::size_t>{2});

        SUBCASE(
            "not where the one that it set out to join was last with the member that it was before, or without it") {
            for (const Evidence& joined : {left({1, 2}, 10), crashed_in({1, 2}, 10), crashed_in({2}, 10), alone(10)}) {
                CHECK(leaves_with(joined).nodes == std::set<std::size_t>{0, 1});
                CHECK(leaves_with(joined).is_complete());
            }
        }
        SUBCASE("but it may have come to those who went on without the one that it set out to join") {
            Evidence left_behind = left({1, 3}, 10);
            left_behind.members.front() = anew;
            Cluster cluster(4);
            cluster.is_down(1, leaver).is_down(2, crashed_in({2, 3}, 10)).is_down(3, left_behind);
            CHECK(closure_of(cluster.seen_by(1), 0, {}).missing == std::set<std::size_t>{3});
        }
        SUBCASE("nor where one that was with it was last without it") {
            Evidence left_both = left({1, 2, 3}, 10);
            left_both.members.front() = anew;
            Cluster cluster(4);
            cluster.is_down(1, leaver).is_down(2, left_both);
            CHECK(closure_of(cluster.is_down(3, crashed_in({3}, 20)).seen_by(1), 0, {}).is_complete());
            CHECK(closure_of(cluster.is_down(3, left_both).seen_by(1), 0, {}).missing == std::set<std::size_t>{3});
        }
    }

    TEST_CASE("no heard node is taken for a member that a node that is not heard may be") {
        const Situation situation = Cluster().is_down(1, crashed_in({1, 66}, 10)).is_down(2, fresh()).seen_by(1);
        CHECK(closure_of(situation, 0, {}).nodes == std::set<std::size_t>{0});
    }

    TEST_CASE("of the incarnations of a member a node is the one that it names") {
        const Uuid later = Uuid::parse("10000000-0000-0000-0007-000000000001");
        Evidence copy = crashed_in({1}, 98);
        copy.identities = {later};
        const Situation situation = Cluster(2).is_down(1, crashed_in({1}, 98)).is_down(2, copy).seen_by(1);
        CHECK(match_members(situation, {member(1), later}).nodes == std::vector<std::optional<std::size_t>>{0, 1});
    }

    TEST_CASE("each whom a node set out to join was in a component of its own, so one node may have been several") {
        Evidence joiner = left({1, 2}, 10);
        joiner.joined = {member(88), member(77)};
        Evidence restarted = unknown(20);
        restarted.identities = {member(77)};
        Cluster cluster(2);
        cluster.is_down(1, joiner).is_down(2, restarted);
        CHECK(closure_of(cluster.seen_by(1), 0, {}).is_complete());
        SUBCASE("which a list of one component says of no node") {
            joiner.members = members({1, 2, 77});
            joiner.joined.clear();
            CHECK(closure_of(cluster.is_down(1, joiner).seen_by(1), 0, {}).strangers == 1);
        }
    }

    TEST_CASE("two that say to have been the same member dispute nothing where it was an arbitrator") {
        Evidence clone = crashed_in({1, 3}, 98);
        clone.identities = {member(1)};
        const Situation situation = Cluster()
                                        .is_down(1, crashed_in({1, 3}, 130))
                                        .is_down(2, clone)
                                        .is_down(3, crashed_in({1, 3}, 100))
                                        .has_arbitrators(1)
                                        .seen_by(3);
        CHECK(closure_of(situation, 2, {}).is_complete());
        CHECK(closure_of(situation, 2, {}).disputing.empty());
    }

    TEST_CASE("a member that somebody knows as an arbitrator is looked for nowhere") {
        Evidence cut = crashed_in({1, 2, 66}, 10);
        Cluster cluster;
        cluster.is_down(1, cut).has_arbitrators(1);
        Evidence knowing = cut;
        knowing.arbitrators = {member(66)};
        CHECK(closure_of(cluster.is_down(2, cut).seen_by(1), 0, {}).missing == std::set<std::size_t>{2});
        CHECK(closure_of(cluster.is_down(2, knowing).seen_by(1), 0, {}).is_complete());
        CHECK(closure_of(cluster.seen_by(1), 0, {}).nodes == std::set<std::size_t>{0, 1});
        CHECK(closure_of(cluster.seen_by(2), 1, {}).is_complete());
        SUBCASE("but not where there are no arbitrators") {
            CHECK(closure_of(cluster.has_arbitrators(0).seen_by(1), 0, {}).missing == std::set<std::size_t>{2});
        }
    }

    TEST_CASE("who is known as an arbitrator explains no member but itself") {
        Evidence cut = crashed_in({1, 2, 66, 67}, 10);
        cut.arbitrators = {member(66)};
        Cluster cluster(2);
        cluster.is_down(1, cut).is_down(2, cut).has_arbitrators(1);
        CHECK(closure_of(cluster.seen_by(1), 0, {}).strangers == 1);
        CHECK(closure_of(cluster.has_arbitrators(2).seen_by(1), 0, {}).is_complete());
    }

    TEST_CASE("more known arbitrators than there are make none: one of them is a node") {
        Evidence cut = crashed_in({1, 2, 66, 67}, 10);
        cut.arbitrators = {member(66), member(67)};
        Cluster cluster(3);
        cluster.is_down(1, cut).is_down(2, cut).has_arbitrators(1);
        CHECK(closure_of(cluster.seen_by(1), 0, {}).missing == std::set<std::size_t>{2});
        CHECK(closure_of(cluster.has_arbitrators(2).seen_by(1), 0, {}).is_complete());
    }

    TEST_CASE("a node that says to have been a member was one, whoever takes it for an arbitrator") {
        Evidence mistaken = crashed_in({1, 2}, 10);
        mistaken.arbitrators = {member(2)};
        Cluster cluster;
        cluster.is_down(1, mistaken).is_down(2, crashed_in({1, 2}, 20));
        CHECK(closure_of(cluster.seen_by(1), 0, {}).nodes == std::set<std::size_t>{0, 1});
        CHECK(closure_of(cluster.seen_by(1), 0, {}).is_complete());
    }

    TEST_CASE("who left nobody but an arbitrator that it knows needs every node") {
        Evidence knowing = left({1, 66}, 10);
        knowing.arbitrators = {member(66)};
        Cluster cluster(2);
        cluster.is_down(1, knowing).is_down(2, crashed_in({2}, 20)).has_arbitrators(1);
        CHECK(closure_of(cluster.seen_by(1), 0, {}).nodes == std::set<std::size_t>{0, 1});
    }

    TEST_CASE("who left nobody but an arbitrator needs every node") {
        Cluster cluster(2);
        cluster.is_down(1, left({1, 66}, 10)).is_down(2, crashed_in({2}, 20)).has_arbitrators(1);
        CHECK(closure_of(cluster.seen_by(1), 0, {}).nodes == std::set<std::size_t>{0, 1});
    }

    TEST_CASE("whom a component without whole data set out to join may be nobody, or several") {
        Cluster cluster(2);
        cluster.is_down(1, left({1, 77}, 5)).is_down(2, filling_from(66, {2}));
        const Closure unknown_member = closure_of(cluster.seen_by(2), 1, {});
        CHECK(unknown_member.missing.empty());
        CHECK(unknown_member.strangers == 1);
        Cluster three;
        Evidence first = left({1, 77}, 5);
        first.identities = {member(66)};
        Evidence second = left({3, 77}, 5);
        second.identities = {member(66)};
        three.is_down(1, first).is_down(2, filling_from(66, {2})).is_down(3, second);
        CHECK(closure_of(three.seen_by(2), 1, {}).disputing == std::set<std::set<std::size_t>>{{0, 2}});
    }

    TEST_CASE("a component without whole data ends where those that it set out to join have none either") {
        Cluster cluster(2);
        cluster.is_down(1, without_data(crashed_in({1}, 5))).is_down(2, filling_from(1, {2}));
        CHECK(closure_of(cluster.seen_by(2), 1, {}).nodes == std::set<std::size_t>{0, 1});
    }

    TEST_CASE("also from data that may be whole: whom its node set out to join had all of it") {
        Evidence joiner = doubtful(crashed_in({2}, 50));
        joiner.joined = {member(1)};
        const Cluster cluster = Cluster().is_deciding(1, left({1, 2}, 50)).is_deciding(2, joiner);
        CHECK(closure_of(cluster.seen_by(2), 1, {}).nodes == std::set<std::size_t>{0, 1});
        CHECK(who_bootstraps(cluster, {1, 2}) == 1);
    }

    TEST_CASE("so do joiners that may have lacked some of it: what they hold is no data behind their component") {
        const auto lacking = [](std::int64_t seqno) {
            Evidence joiner = crashed_in({2, 3}, seqno);
            joiner.joined = {member(1)};
            return joiner;
        };
        Cluster cluster = Cluster().is_deciding(2, lacking(5)).is_deciding(3, lacking(6));
        CHECK(closure_of(cluster.seen_by(2), 1, {}).missing == std::set<std::size_t>{0});
        CHECK(who_bootstraps(cluster, {2, 3}) == 0);
        cluster.is_deciding(1, crashed_in({1, 2, 3}, 10));
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 1);
        cluster = Cluster().is_deciding(2, lacking(5)).is_deciding(3, crashed_in({2, 3}, 6)); // n3 had been up
        CHECK(who_bootstraps(cluster, {2, 3}) == 3);
    }

    TEST_CASE("data that cannot be read or seen may be whole") {
        for (const DataState data : {DataState::unreadable, DataState::unseen}) {
            Evidence evidence = without_data(crashed_in({2, 3}, 60));
            evidence.data = data;
            const Situation situation = Cluster().is_down(2, filling_from(1, {2, 3})).is_down(3, evidence).seen_by(2);
            CHECK(closure_of(situation, 1, {}).is_complete());
        }
    }
}
