// Records that contradict each other, tell only a part or were made up never let a node bootstrap.

#include "common/error.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <random>
#include <string>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

constexpr std::int64_t last_seqno = std::numeric_limits<std::int64_t>::max();

/// n1 decides, with its claim out and chosen by every deciding peer: nothing but the rule keeps it from acting.
Cluster eager(Cluster cluster) {
    cluster.claims(1, 1);
    const Situation before = cluster.seen_by(1);
    for (unsigned node = 2; node <= before.nodes.size(); ++node) {
        const auto& record = before.nodes[node - 1].record;
        if (record && record->status == NodeStatus::initiating) {
            cluster.chooses(node, 1);
        }
    }
    return cluster;
}

struct Case {
    const char* name;
    Cluster cluster;
};

Evidence with_members(Evidence evidence, std::vector<Uuid> all) {
    evidence.members = std::move(all);
    return evidence;
}

/// n1 and n2 left before n3, which is away.
Cluster last_is_away() {
    return Cluster().is_deciding(1, left({1, 2, 3}, 10)).is_deciding(2, left({1, 2, 3}, 9));
}

} // namespace

TEST_SUITE("hostile records") {
    TEST_CASE("none of these makes n1 bootstrap, though its claim is out and everybody agrees to it") {
        const Evidence cut = crashed_in({1, 2, 3}, 10);
        const std::vector<Case> cases{
            {"a peer claims to have been alone as well", Cluster().is_deciding(1, alone(10)).is_deciding(2, alone(10))},
            {"a lower one claims to have been alone", Cluster().is_deciding(1, alone(10)).is_down(3, alone(0))},
            {"a peer was alone, and this node's view lacks it", Cluster()
                                                                    .is_deciding(1, crashed_in({1, 2}, 10))
                                                                    .is_deciding(2, crashed_in({1, 2}, 10))
                                                                    .is_down(3, alone(5))},
            {"the views of both contradict each other", Cluster(4)
                                                            .is_deciding(1, crashed_in({1, 2}, 10))
                                                            .is_deciding(2, crashed_in({1, 2}, 10))
                                                            .is_deciding(3, crashed_in({3, 4}, 10))
                                                            .is_down(4, crashed_in({3, 4}, 10))},
            {"a peer shows the end of all numbers",
             Cluster().is_deciding(1, cut).is_deciding(2, crashed_in({1, 2, 3}, last_seqno)).is_down(3, cut)},
            {"a peer shows another history",
             Cluster().is_deciding(1, alone(10)).is_deciding(2, of_history(alone(0), uuid(5)))},
            {"a peer shows another history outside this node's closure",
             Cluster()
                 .is_deciding(1, crashed_in({1, 2}, 10))
                 .is_deciding(2, crashed_in({1, 2}, 10))
                 .is_down(3, of_history(left({3, 1}, 3), uuid(5)))},
            {"a member that nobody was",
             Cluster().is_deciding(1, crashed_in({1, 2, 3, 66}, 10)).is_deciding(2, cut).is_deciding(3, cut)},
            {"a peer names a member that nobody was",
             Cluster().is_deciding(1, cut).is_deciding(2, crashed_in({1, 2, 3, 66}, 10)).is_deciding(3, cut)},
            {"a view without its own node, and the rest is away",
             Cluster().is_deciding(1, crashed_in({2, 3}, 10)).is_deciding(2, crashed_in({2, 3}, 9))},
            {"the same member named over and over",
             Cluster()
                 .is_deciding(1, with_members(cut, {member(1), member(1), member(1), member(3)}))
                 .takes_majority()},
            {"a peer that forked",
             Cluster(2).is_deciding(1, unknown(10)).is_deciding(2, on_timelines(unknown(9), {timeline(1, 5)}))},
            {"a peer whose timelines were cut beyond what can be compared",
             Cluster(2)
                 .is_deciding(1, on_timelines(unknown(10), {timeline(1, 5)}))
                 .is_deciding(2,
                              [] {
                                  Evidence evidence = unknown(9);
                                  evidence.lineage = Lineage({timeline(9, 8)}, false);
                                  return evidence;
                              }())},
            {"a peer that runs", Cluster().is_deciding(1, alone(10)).runs(2)},
            {"a peer that runs and tells nothing", Cluster().is_deciding(1, alone(10)).runs_untold(2)},
            {"a peer that runs another history", Cluster().is_deciding(1, alone(10)).runs(2, uuid(5))},
            {"a peer that bootstraps", Cluster().is_deciding(1, alone(10)).has_status(2, NodeStatus::bootstrapping)},
            {"a peer that stops", Cluster().is_deciding(1, alone(10)).has_status(2, NodeStatus::stopping)},
            {"a peer that is silent", Cluster().is_deciding(1, alone(10)).sounds(2, Hearing::alive_but_silent)},
            {"a peer with the older tool at work",
             Cluster().is_deciding(1, alone(10)).older_tool_says(2, "initiating")},
            {"members whose records cannot be believed",
             Cluster().is_deciding(1, cut).sounds(2, Hearing::no_record).sounds(3, Hearing::no_record)},
            {"the same with wait_for = majority",
             Cluster().is_deciding(1, cut).is_deciding(2, cut).sounds(3, Hearing::no_record).takes_majority()},
            {"fresh nodes beside one with damaged data",
             Cluster().is_deciding(1, fresh()).is_down(2, fresh()).is_down(3, damaged())},
            {"fresh nodes beside one whose data cannot be read",
             Cluster().is_deciding(1, fresh()).is_down(2, fresh()).is_down(3, unreadable()).lets_first_node_begin()},
            {"fresh nodes beside databases from before Galera",
             Cluster().is_deciding(1, fresh()).is_down(2, fresh()).is_down(3, standalone())},
            {"a fresh node beside one that recovers", Cluster()
                                                          .is_deciding(1, fresh())
                                                          .is_down(2, fresh())
                                                          .has_status(3, NodeStatus::recovering)
                                                          .lets_first_node_begin()},
            {"a node without whole data",
             Cluster().is_deciding(1, damaged()).is_deciding(2, fresh()).is_down(3, fresh())},
            {"a node whose data cannot be read", Cluster(1).is_deciding(1, unreadable())},
            {"databases from before Galera here",
             Cluster().is_deciding(1, standalone()).is_down(2, fresh()).is_down(3, fresh())},
            {"a deciding peer with other settings",
             Cluster().is_deciding(1, alone(10)).is_deciding(2, fresh()).has_settings(2, "x")},
        };
        for (const Case& one : cases) {
            CAPTURE(one.name);
            const Verdict verdict = verdict_of(1, eager(one.cluster));
            CHECK(word(verdict.action) != word(Action::bootstrap));
        }
    }

    TEST_CASE("words that were given for other evidence, by other nodes or for nodes that are there, change nothing") {
        const Evidence cut = crashed_in({1, 2, 3}, 10);
        Cluster cluster = Cluster().is_deciding(1, cut).is_deciding(2, cut);
        cluster.claims(1, 1).chooses(2, 1);
        for (const auto kind :
             {Override::Kind::assume_lost, Override::Kind::bootstrap_here, Override::Kind::discard_data}) {
            for (const char* print : {"0000000000000000", "ffffffffffffffff", ""}) {
                Situation situation = cluster.seen_by(1);
                situation.nodes[0].record->operator_word =
                    Override{.kind = kind, .lost = {situation.nodes[2].address}, .evidence = print};
                situation.nodes[1].record->operator_word = situation.nodes[0].record->operator_word;
                CHECK(decide(situation) == verdict_of(1, cluster));
            }
        }
    }

    TEST_CASE("identities that several nodes pretend to have do not let more than one act") {
        // n3 says that it was n1, too. Whoever is taken for n1, n1 and n3 find the same winner.
        Evidence pretender = crashed_in({1, 2}, 50);
        pretender.identities = {member(1)};
        Cluster cluster = Cluster()
                              .is_deciding(1, crashed_in({1, 2}, 10))
                              .is_deciding(2, crashed_in({1, 2}, 11))
                              .is_deciding(3, pretender);
        unsigned acting = 0;
        for (const unsigned node : {1U, 2U, 3U}) {
            Cluster eager_one = cluster;
            eager_one.claims(node, node);
            for (const unsigned other : {1U, 2U, 3U}) {
                eager_one.chooses(other, node);
            }
            acting += verdict_of(node, eager_one).action == Action::bootstrap ? 1 : 0;
        }
        CHECK(acting <= 1);
    }

    TEST_CASE("whatever a random peer says, a member of three alone with it neither acts without the third nor fails") {
        std::mt19937 generator(7); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same peers at every run
        const auto pick = [&](unsigned count) { return static_cast<unsigned>(generator() % count); };
        const auto made_up = [&] {
            Evidence evidence;
            evidence.membership = static_cast<Membership>(pick(5));
            evidence.data = static_cast<DataState>(pick(5));
            for (unsigned count = pick(5); count > 0; --count) {
                evidence.members.push_back(member(1 + pick(2)));
            }
            for (unsigned count = pick(3); count > 0; --count) {
                evidence.identities.push_back(member(1 + pick(2)));
            }
            if (evidence.data == DataState::intact) {
                evidence.position =
                    Position(pick(4) == 0 ? uuid(5) : history(), Seqno(pick(2) == 0 ? last_seqno : pick(20)));
            }
            return evidence;
        };
        int decided = 0;
        for (int count = 0; count < 20'000; ++count) {
            // n1's own evidence names n3, which is away and which the peer does not pretend to have been.
            Cluster cluster = Cluster().is_deciding(1, pick(2) == 0 ? crashed_in({1, 2, 3}, 10) : left({}, 10));
            cluster.is_deciding(2, made_up()).claims(1, 1).chooses(2, 1);
            if (pick(4) == 0) {
                cluster.has_status(2, static_cast<NodeStatus>(pick(7)));
                if (cluster.seen_by(1).nodes[1].record->status == NodeStatus::initiating) {
                    cluster.is_deciding(2, made_up());
                }
            }
            const Verdict verdict = verdict_of(1, cluster);
            CHECK(verdict.action != Action::bootstrap);
            ++decided;
        }
        CHECK(decided == 20'000);
    }
}

TEST_SUITE("hostile records, what nobody can tell from true ones") {
    // Whoever answers in a node's place can say all of this. galera-initiator(7) tells so, and SNMPv3 keeps it out.

    TEST_CASE("a made-up record in place of the node that left last lets the others go on without it") {
        CHECK(verdict_of(1, eager(last_is_away())).reason == Reason::last_members_missing);
        CHECK(verdict_of(1, eager(last_is_away().is_down(3, alone(20)))).reason == Reason::peer_not_started);
        CHECK(verdict_of(1, eager(last_is_away().is_down(3, left({1, 2, 3}, 8)))).action == Action::bootstrap);
    }

    TEST_CASE("a peer's operator's word that was made up for the evidence as it is gives up the node that is away") {
        const Cluster cluster = last_is_away().says(2, Override::Kind::assume_lost, {3});
        CHECK(verdict_of(1, eager(cluster)).action == Action::bootstrap);
    }

    TEST_CASE("a record that is made up for a running node lets a forked one join it") {
        const Evidence fork = on_timelines(unknown(110), {timeline(1, 100)});
        const auto beside = [&](const Lineage& lineage) {
            return verdict_of(1, Cluster(2).is_deciding(1, fork).runs(2, history(), lineage));
        };
        CHECK(beside(timelines({timeline(2, 100)})).reason == Reason::forked_history);
        CHECK(beside(timelines({timeline(1, 100)})).action == Action::join);
    }

    TEST_CASE("a claim that a peer copied, and the choice of one that does not decide, give nobody the word") {
        Cluster copied = Cluster(2).is_deciding(1, alone(10)).is_deciding(2, left({1}, 9)).claims(1, 1);
        copied.claims(2, 1);
        CHECK(verdict_of(1, copied).action == Action::bootstrap);
        CHECK(verdict_of(2, copied).reason == Reason::peer_will_bootstrap);
        Cluster stopped = Cluster(2).is_deciding(1, left({1, 2}, 9)).is_down(2, left({1, 2}, 10)).chooses(2, 1);
        CHECK(verdict_of(1, eager(stopped)).reason == Reason::peer_not_started);
    }
}

TEST_SUITE("hostile records, what decide() demands") {
    TEST_CASE("a situation without a deciding node of its own is an error, not a verdict") {
        Situation none;
        CHECK_THROWS_AS(decide(none), Error);
        Situation outside = Cluster().is_deciding(1, alone(1)).seen_by(1);
        outside.self = 3;
        CHECK_THROWS_AS(decide(outside), Error);
        CHECK_THROWS_AS(decide(Cluster().is_deciding(1, alone(1)).has_status(2, NodeStatus::recovering).seen_by(2)),
                        Error);
        CHECK_THROWS_AS(decide(Cluster().runs(1).seen_by(1)), Error);
    }
}
