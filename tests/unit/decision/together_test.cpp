#include "decision/together.hpp"

#include "verdicts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

const Evidence cut_at_10 = crashed_in({1, 2, 3}, 10);
const Evidence cut_at_20 = crashed_in({1, 2, 3}, 20);

/// What the provider takes for other members than these nodes were, by n1's claim.
std::vector<Uuid> other_members(std::initializer_list<unsigned> nodes) {
    std::vector<Uuid> others;
    for (const Uuid& one : members(nodes)) {
        others.push_back(one.in_generation_of(uuid(101)));
    }
    return others;
}

/// Three that crashed together and can restore a view; all have agreed that n1 leads, which is at 20.
Cluster agreed() {
    Cluster cluster;
    cluster.is_deciding(1, cut_at_20).is_deciding(2, cut_at_10).is_deciding(3, cut_at_10);
    cluster.can_restore(1, 7).can_restore(2, 9).can_restore(3, 8);
    return cluster.claims(1, 1).chooses(2, 1).chooses(3, 1);
}

/// n1 leads, and its view names these.
Cluster led(std::initializer_list<unsigned> nodes, const Lineage& lineage = timelines({timeline(1, 20)})) {
    Cluster cluster = agreed();
    return cluster.leads(1, 1, {10, other_members(nodes)}, lineage);
}

} // namespace

TEST_SUITE("a start together, who leads") {
    TEST_CASE("whoever has agreed and is part of it is named, as the next of the member that it was, in a view after "
              "all theirs") {
        const Verdict verdict = verdict_of(1, agreed());
        check(verdict, Action::restore, Reason::agreed_view);
        CHECK(verdict.winner == 0);
        CHECK(nodes_of(verdict) == Nodes{2, 3});
        CHECK(verdict.together == AgreedView{10, other_members({1, 2, 3})});
        CHECK_FALSE(verdict.history_of.has_value());
    }
    TEST_CASE("a node that left before, and that is part of it, starts with them") {
        Cluster cluster = agreed();
        cluster.is_deciding(3, left({1, 2, 3}, 5)).can_restore(3, 6).chooses(3, 1);
        CHECK(verdict_of(1, cluster).together == AgreedView{10, other_members({1, 2, 3})});
    }
    TEST_CASE("who need not agree is waited for, for a moment") {
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2}, 20)).is_deciding(2, crashed_in({1, 2}, 20));
        cluster.is_deciding(3, left({1, 2, 3}, 5)).can_restore(1, 7).can_restore(2, 7).can_restore(3, 6);
        cluster.claims(1, 1).chooses(2, 1);
        CHECK(verdict_of(1, cluster).together == AgreedView{8, other_members({1, 2})});
        Situation patient = cluster.seen_by(1);
        patient.may_wait_for_fellows = true;
        const Verdict verdict = decide(patient);
        check(verdict, Action::wait, Reason::agreement_pending);
        CHECK(nodes_of(verdict) == Nodes{3});
    }
    TEST_CASE("it bootstraps alone where nobody else can start with it") {
        Cluster cluster = agreed();
        SUBCASE("it cannot itself") {
            cluster.is_deciding(1, cut_at_20).claims(1, 1);
        }
        SUBCASE("the others cannot") {
            cluster.is_deciding(2, cut_at_10).chooses(2, 1).is_deciding(3, cut_at_10).chooses(3, 1);
        }
        SUBCASE("their data is not whole") {
            cluster.is_deciding(2, without_data(cut_at_10)).can_restore(2, 9).chooses(2, 1);
            cluster.is_deciding(3, doubtful(cut_at_10)).can_restore(3, 9).chooses(3, 1);
        }
        SUBCASE("what they were in would be forgotten") {
            Evidence joined_n1 = left({1, 2, 3}, 10);
            joined_n1.joined = {member(1)};
            cluster.is_deciding(2, joined_n1).can_restore(2, 9).chooses(2, 1).is_down(3, cut_at_10);
        }
        SUBCASE("a person has said a word") {
            cluster.says(3, Override::Kind::discard_data).chooses(3, 1);
        }
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::bootstrap, Reason::furthest_position);
        CHECK_FALSE(verdict.together.has_value());
    }
    TEST_CASE("with a majority it does where nothing is given up, and bootstraps where somebody is absent") {
        Cluster cluster = agreed().takes_majority();
        check(verdict_of(1, cluster), Action::restore, Reason::agreed_view);
        cluster.sounds(3, Hearing::unreachable);
        check(verdict_of(1, cluster), Action::bootstrap, Reason::majority_position);
    }
    TEST_CASE("a copy of a folder is no fellow: the view would name two nodes") {
        Cluster cluster(4);
        cluster.is_deciding(1, crashed_in({1, 2}, 20)).is_deciding(2, crashed_in({1, 2}, 20));
        cluster.can_restore(1, 7).can_restore(2, 7).claims(1, 1).chooses(2, 1);
        Evidence copy = left({1, 2, 3}, 5);
        copy.identities = {member(3)};
        cluster.is_deciding(3, left({1, 2, 3}, 5)).can_restore(3, 6).chooses(3, 1);
        cluster.is_deciding(4, copy).can_restore(4, 6).chooses(4, 1);
        CHECK(verdict_of(1, cluster).together == AgreedView{8, other_members({1, 2, 4})});
    }
    TEST_CASE("who has the member of the furthest node in its folder and its memory leaves that to bootstrap") {
        Cluster cluster(3);
        Evidence clone = crashed_in({1, 2, 3}, 20);
        clone.identities = {member(2), member(1)};
        cluster.is_deciding(1, crashed_in({1, 2, 3}, 30)).is_deciding(2, clone);
        cluster.is_deciding(3, crashed_in({1, 2, 3}, 20)).can_restore(1, 7).can_restore(2, 7).can_restore(3, 7);
        cluster.claims(1, 1).chooses(2, 1).chooses(3, 1);
        check(verdict_of(1, cluster), Action::bootstrap, Reason::furthest_position);
    }
}

TEST_SUITE("a start together, who follows") {
    TEST_CASE("a node that is named by whom it has chosen starts with the same view") {
        const Verdict verdict = verdict_of(2, led({1, 2, 3}));
        check(verdict, Action::restore, Reason::agreed_view);
        CHECK(verdict.winner == 0);
        CHECK(verdict.history_of == 0);
        CHECK(nodes_of(verdict) == Nodes{1});
        CHECK(verdict.together == AgreedView{10, other_members({1, 2, 3})});
    }
    TEST_CASE("it waits where the view does not name it, or is not of whom it has chosen") {
        check(verdict_of(3, led({1, 2})), Action::wait, Reason::peer_starting);
        check(verdict_of(2, led({1, 2, 3}).chooses(2, 2)), Action::wait, Reason::peer_starting);
        check(verdict_of(2, led({1, 2, 3}).is_deciding(2, cut_at_10)), Action::wait, Reason::peer_starting);
    }
    TEST_CASE("or where that one goes on from what lacks its data") {
        check(verdict_of(2, led({1, 2, 3}, timelines({timeline(1, 5)}))), Action::wait, Reason::peer_starting);
    }
    TEST_CASE("where a server may be up that has lost an earlier component it does not set out") {
        check(verdict_of(2, led({1, 2, 3})), Action::restore, Reason::agreed_view);
        check(verdict_of(2, led({1, 2, 3}).has_status(3, NodeStatus::non_primary)), Action::wait,
              Reason::peer_starting);
        check(verdict_of(2, led({1, 2, 3}).sounds(3, Hearing::alive_but_silent)), Action::wait, Reason::peer_silent);
    }
    TEST_CASE("where somebody runs it joins") {
        check(verdict_of(2, led({1, 2, 3}).runs(3)), Action::wait, Reason::peer_starting);
    }
}
