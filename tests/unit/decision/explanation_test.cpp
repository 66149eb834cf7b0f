#include "decision/explanation.hpp"

#include "decision/decide.hpp"
#include "situations.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE("explanation") {
    TEST_CASE("a wait names whom it waits for, why, and what was heard of them") {
        const Situation situation =
            Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, crashed_in({1, 2, 3}, 9)).seen_by(1);
        const Verdict verdict = decide(situation);
        CHECK(contains(summarise(situation, verdict), "Waits for 10.0.0.3"));
        CHECK(contains(summarise(situation, verdict), "may hold the furthest position"));
        CHECK(contains(remedy_for(situation, verdict), "no answer"));
    }
    TEST_CASE("the evidence has a line for each node and marks this one") {
        const std::string text =
            list_evidence(Cluster().is_deciding(1, alone(7)).is_down(2, left({1, 2}, 6)).seen_by(1));
        CHECK(contains(text, "n1 (10.0.0.1) [this node]: initiating: position " + history().to_string() + ":7"));
        CHECK(contains(text, "n2 (10.0.0.2): stopped"));
        CHECK(contains(text, "10.0.0.3: not heard: no answer"));
    }
    TEST_CASE("every verdict of a small cluster is explained without failing") {
        const std::vector<Evidence> kinds{
            fresh(),   standalone(), damaged(), alone(5), left({1, 2, 3}, 5), left({}, 4), crashed_in({1, 2, 3}, 5),
            unknown(3)};
        int explained = 0;
        for (const Evidence& first : kinds) {
            for (const Evidence& second : kinds) {
                for (const bool asks : {false, true}) {
                    Cluster cluster = Cluster().is_deciding(1, first).is_down(2, second).is_down(3, fresh());
                    if (asks) {
                        cluster.operator_asks(false);
                    }
                    const Situation situation = cluster.seen_by(1);
                    const Verdict verdict = decide(situation);
                    CHECK_FALSE(summarise(situation, verdict).empty());
                    if (verdict.action == Action::refuse) {
                        CHECK_FALSE(remedy_for(situation, verdict).empty());
                    }
                    ++explained;
                }
            }
        }
        CHECK(explained == 128);
    }
}
