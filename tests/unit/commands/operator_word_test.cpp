#include "commands/operator_word.hpp"

#include "../decision/situations.hpp"
#include "common/error.hpp"
#include "decision/assumptions.hpp"
#include "decision/decide.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;
using Kind = Override::Kind;

namespace {

std::string loss(const Situation& situation, Kind kind, const std::vector<NodeAddress>& lost = {}) {
    return loss_of_word(situation, {kind, lost, print_for_word(situation, situation.self, kind)});
}

/// n1 and n2 crashed with n3, which is silent.
Cluster without_third() {
    const Evidence cut = crashed_in({1, 2, 3}, 10);
    return Cluster().is_deciding(1, cut).is_deciding(2, cut);
}

} // namespace

TEST_SUITE("what a word costs") {
    TEST_CASE("a lost node is given up with what only it holds, wherever it is waited for") {
        Situation situation = without_third().seen_by(1);
        const std::vector<NodeAddress> third{situation.nodes[2].address};
        CHECK(contains(loss(situation, Kind::assume_lost, third), "is given up"));
        CHECK(contains(loss(situation, Kind::assume_lost, third), "Who is not heard need not be down"));
        Situation fresh_ones = Cluster().is_deciding(1, fresh()).is_deciding(2, fresh()).seen_by(1);
        CHECK(contains(loss(fresh_ones, Kind::assume_lost, third), "is given up"));
        Situation bound = without_third().takes_majority().keeps_choice(1, 9, 3).seen_by(1);
        CHECK(decide(bound).reason == Reason::choice_is_bound);
        CHECK(contains(loss(bound, Kind::assume_lost, third), "is given up"));
    }
    TEST_CASE("of a lost node that answers it tells that its data cannot be seen, and why") {
        Evidence unseen = crashed_in({1, 2, 3}, 10);
        unseen.data = DataState::unseen;
        unseen.position.reset();
        unseen.remark = "/srv is not mounted";
        Cluster cluster = without_third();
        const Situation situation = cluster.is_down(3, unseen).seen_by(1);
        const std::string told = loss(situation, Kind::assume_lost, {situation.nodes[2].address});
        CHECK(contains(told, "n3 (10.0.0.3) has data that cannot be seen there now (/srv is not mounted)"));
        CHECK_FALSE(contains(told, "need not be down"));
    }
    TEST_CASE("where nobody is waited for there is nobody to give up") {
        const Situation situation = Cluster().is_deciding(1, alone(10)).runs(2).seen_by(1);
        CHECK_THROWS_WITH(loss(situation, Kind::assume_lost, {situation.nodes[2].address}),
                          doctest::Contains("does not wait for a node that may be lost"));
    }
    TEST_CASE("a bootstrap here is refused where the evidence speaks against it") {
        CHECK(contains(loss(without_third().seen_by(1), Kind::bootstrap_here), "begins a new timeline"));
        CHECK_THROWS_WITH(loss(Cluster().is_deciding(1, alone(10)).runs(2).seen_by(1), Kind::bootstrap_here),
                          doctest::Contains("the evidence speaks against it"));
    }
    TEST_CASE("data is given up where it keeps this node from joining, and nowhere else") {
        const Situation forked = Cluster()
                                     .is_deciding(1, on_timelines(alone(12), {timeline(1, 10)}))
                                     .runs(2, history(), timelines({timeline(2, 11)}))
                                     .seen_by(1);
        CHECK(decide(forked).action == Action::refuse);
        CHECK(contains(loss(forked, Kind::discard_data), "will be replaced by a full state transfer"));
        CHECK_THROWS_WITH(loss(Cluster().is_deciding(1, alone(10)).runs(2).seen_by(1), Kind::discard_data),
                          doctest::Contains("nothing here needs to be given up"));
    }
    TEST_CASE("of two nodes that hold what is not wanted each is given up, and one that is no obstacle is not") {
        Cluster forks = Cluster()
                            .is_deciding(1, on_timelines(crashed_in({1, 2, 3}, 10), {timeline(1, 5)}))
                            .is_deciding(2, on_timelines(crashed_in({1, 2, 3}, 10), {timeline(1, 5)}))
                            .is_deciding(3, on_timelines(crashed_in({1, 2, 3}, 7), {timeline(2, 5)}));
        CHECK(contains(loss(forks.seen_by(1), Kind::discard_data), "nothing is lost as long as it is kept there"));
        forks.says(1, Kind::discard_data);
        CHECK(contains(loss(forks.seen_by(2), Kind::discard_data), "keeps 5 transactions of this node, 6 to 10"));
        Cluster behind = forks;
        behind.is_deciding(1, crashed_in({1, 2, 3}, 4));
        CHECK_THROWS_WITH(loss(behind.seen_by(1), Kind::discard_data),
                          doctest::Contains("nothing here needs to be given up"));
    }
}
