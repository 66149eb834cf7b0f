#include "decision/claiming.hpp"

#include "verdicts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

const Uuid new_claim = uuid(150);
const Uuid old_claim = uuid(151);
const Uuid of_peer = uuid(152);

Record deciding(const std::optional<Uuid>& claim = std::nullopt, const std::optional<Uuid>& choice = std::nullopt) {
    Record record;
    record.cluster_name = "lab";
    record.node_name = "n1";
    record.status = NodeStatus::initiating;
    record.settings = "0123456789abcdef";
    record.evidence = alone(10);
    record.claim = claim;
    record.choice = choice;
    return record;
}

} // namespace

TEST_SUITE("claiming") {
    TEST_CASE("a node that is to bootstrap draws a claim and chooses it") {
        const Record next = record_after(deciding(), {.claims = true}, new_claim);
        CHECK(next.claim == new_claim);
        CHECK(next.choice == new_claim);
    }
    TEST_CASE("a claim that is out is kept, so that agreement to it counts") {
        const Record next = record_after(deciding(old_claim, old_claim), {.claims = true}, new_claim);
        CHECK(next.claim == old_claim);
        CHECK(next.choice == old_claim);
    }
    TEST_CASE("a node that claims chooses nobody else's claim, whatever it chose before") {
        const Record next = record_after(deciding(std::nullopt, of_peer), {.claims = true}, new_claim);
        CHECK(next.claim == new_claim);
        CHECK(next.choice == new_claim);
    }
    TEST_CASE("a node that is not to bootstrap gives its claim up and chooses the winner's") {
        const Record next = record_after(deciding(old_claim, old_claim), {.choice = Choice{of_peer, 1, ""}}, new_claim);
        CHECK_FALSE(next.claim.has_value());
        CHECK(next.choice == of_peer);
    }
    TEST_CASE("without a winner's claim there is nothing to choose") {
        const Record next = record_after(deciding(old_claim, old_claim), {}, new_claim);
        CHECK_FALSE(next.claim.has_value());
        CHECK_FALSE(next.choice.has_value());
    }
    TEST_CASE("nothing else of the record changes") {
        Record next = record_after(deciding(), {.claims = true}, new_claim);
        next.claim.reset();
        next.choice.reset();
        CHECK(next == deciding());
    }
    TEST_CASE("the handshake ends in one bootstrap in every order in which three nodes look, all or majority") {
        for (const bool majority : {false, true}) {
            for (const std::vector<unsigned>& order :
                 {std::vector<unsigned>{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}}) {
                for (unsigned furthest = 1; furthest <= 3; ++furthest) {
                    Cluster cluster;
                    for (const unsigned node : order) {
                        cluster.is_deciding(node, crashed_in({1, 2, 3}, node == furthest ? 11 : 10));
                    }
                    if (majority) {
                        cluster.takes_majority();
                    }
                    CHECK(who_bootstraps(cluster, order) == furthest);
                }
            }
        }
    }
}
