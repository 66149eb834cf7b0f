#include "decision/invariants.hpp"

#include "decision/explanation.hpp"
#include "decision/sights.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

/// What a verdict of n1 breaks; empty: nothing.
std::string broken_by(const Verdict& verdict, const Cluster& cluster) {
    return broken_invariant(cluster.seen_by(1), verdict).value_or("");
}

Verdict bootstrap_for(Reason reason) {
    return {.action = Action::bootstrap, .reason = reason, .winner = 0, .claims = true};
}

/// By galera_new_cluster.
const Verdict asked_bootstrap{.action = Action::bootstrap, .reason = Reason::operator_word};

Verdict join_of(unsigned running) {
    return {.action = Action::join,
            .reason = Reason::peer_runs,
            .concerns = {{running - 1, "runs"}},
            .history_of = running - 1};
}

/// n1 and n2 crashed together, and n1 has claimed.
Cluster crashed_pair() {
    return Cluster().is_deciding(1, crashed_in({1, 2}, 10)).claims(1, 1).is_down(2, crashed_in({1, 2}, 10));
}

Cluster fresh_three() {
    return Cluster().is_deciding(1, fresh()).claims(1, 1).is_down(2, fresh()).is_down(3, fresh());
}

} // namespace

TEST_SUITE("invariants of every verdict") {
    const Verdict waits = wait_for(Reason::last_members_missing, {{1, "is not heard"}});

    TEST_CASE("a reason gives the verdict that is its own") {
        CHECK(broken_by(waits, crashed_pair()).empty());
        Verdict verdict = waits;
        verdict.action = Action::refuse;
        CHECK(contains(broken_by(verdict, crashed_pair()), "no such verdict"));
        verdict = bootstrap_for(Reason::agreement_pending);
        CHECK(contains(broken_by(verdict, crashed_pair()), "no such verdict"));
    }
    TEST_CASE("a verdict names nodes that there are") {
        CHECK(contains(broken_by(wait_for(Reason::last_members_missing, {}), crashed_pair()), "no node"));
        CHECK(contains(broken_by(refuse(Reason::two_lineages, {}), crashed_pair()), "no node"));
        CHECK_FALSE(
            broken_by(wait_for(Reason::last_members_missing, {{3, "is none of three"}}), crashed_pair()).empty());
    }
    TEST_CASE("an agreement that nobody withholds, and databases of this node's own, are about no other node") {
        CHECK(broken_by(wait_for(Reason::agreement_pending, {}), crashed_pair()).empty());
        CHECK(broken_by(refuse(Reason::standalone_data, {}), crashed_pair()).empty());
    }
    TEST_CASE("who claims or bootstraps is the winner") {
        Verdict verdict = bootstrap_for(Reason::furthest_position);
        verdict.winner = 1;
        CHECK(contains(broken_by(verdict, crashed_pair()), "n2 (10.0.0.2) is the one to bootstrap"));
        Verdict claiming = waits;
        claiming.claims = true;
        claiming.winner = 1;
        CHECK(contains(broken_by(claiming, crashed_pair()), "n2 (10.0.0.2) is the one to bootstrap"));
    }
    TEST_CASE("a choice whose owner does not show that it is unused stays chosen, with the policy that makes it bind") {
        const Evidence cut = crashed_in({1, 2, 3}, 10);
        Cluster cluster = Cluster().is_deciding(1, cut).keeps_choice(1, 7, 3, cut);
        CHECK(broken_by(waits, cluster).empty());
        cluster.takes_majority();
        CHECK(contains(broken_by(waits, cluster), "has chosen 10.0.0.3"));
        Verdict keeping = waits;
        keeping.choice = cluster.seen_by(1).choice;
        CHECK(broken_by(keeping, cluster).empty());
        Cluster lost = cluster;
        CHECK(broken_by(waits, lost.says(1, Override::Kind::assume_lost, {3})).empty());
        CHECK(contains(broken_by(waits, cluster.is_down(3, unknown(10))), "or may have"));
        CHECK(broken_by(waits, cluster.is_down(3, cut)).empty());
    }
}

TEST_SUITE("invariants of a bootstrap") {
    const Verdict furthest = bootstrap_for(Reason::furthest_position);
    const Verdict first = bootstrap_for(Reason::first_of_new_cluster);

    TEST_CASE("the verdicts that the others here are broken from hold") {
        CHECK(decide(crashed_pair().seen_by(1)).action == Action::bootstrap);
        CHECK(broken_by(furthest, crashed_pair()).empty());
        CHECK(decide(fresh_three().seen_by(1)).action == Action::bootstrap);
        CHECK(broken_by(first, fresh_three()).empty());
    }
    TEST_CASE("beside a peer that may be up, or is on its way up or down, there is none") {
        for (const NodeStatus status :
             {NodeStatus::running, NodeStatus::joining, NodeStatus::bootstrapping, NodeStatus::stopping}) {
            for (const Verdict& verdict : {furthest, asked_bootstrap}) {
                Cluster cluster = crashed_pair();
                CHECK(contains(broken_by(verdict, cluster.has_status(3, status)), "10.0.0.3) may be up"));
            }
        }
        Cluster cluster = crashed_pair();
        CHECK(contains(broken_by(furthest, cluster.sounds(3, Hearing::alive_but_silent)), "10.0.0.3 may be up"));
        for (const char* word : {"running", "bootstrapping", "initiating", "locked"}) {
            CHECK(contains(broken_by(furthest, cluster.older_tool_says(3, word)), "10.0.0.3 may be up"));
        }
        CHECK(broken_by(furthest, cluster.has_status(3, NodeStatus::recovering)).empty());
    }
    TEST_CASE("beside a node that decides by other settings there is none") {
        Cluster cluster = crashed_pair();
        cluster.has_settings(1, "a").is_deciding(3, fresh()).has_settings(3, "b");
        CHECK(contains(broken_by(furthest, cluster), "n3 (10.0.0.3) decides by other settings"));
    }
    TEST_CASE("there is none from data that is not whole") {
        for (const Evidence& own : {without_data(crashed_in({1, 2}, 10)), unreadable()}) {
            for (const Reason reason : {Reason::furthest_position, Reason::operator_word}) {
                Cluster cluster = crashed_pair();
                cluster.is_deciding(1, own).claims(1, 1).says(1, Override::Kind::bootstrap_here);
                CHECK(contains(broken_by(bootstrap_for(reason), cluster), "not whole"));
            }
        }
        CHECK(contains(broken_by(furthest, fresh_three()), "not whole"));
    }
    TEST_CASE("there is none from data that was to be given up, for whatever evidence") {
        Cluster cluster = crashed_pair();
        cluster.says(1, Override::Kind::discard_data);
        CHECK(contains(broken_by(furthest, cluster), "was to be given up"));
        cluster.is_down(2, crashed_in({1, 2}, 9));
        CHECK(contains(broken_by(furthest, cluster), "was to be given up"));
        CHECK(contains(broken_by(asked_bootstrap, cluster.operator_asks(true)), "was to be given up"));
    }
    TEST_CASE("there is none without data while a node is heard that has, or had, some") {
        for (const Evidence& evidence : {alone(10), damaged()}) {
            Cluster cluster = fresh_three();
            cluster.is_down(2, evidence);
            CHECK(contains(broken_by(first, cluster), "n2 (10.0.0.2) has data of a history"));
            CHECK(contains(broken_by(asked_bootstrap, cluster.operator_asks(true)), "has data of a history"));
        }
    }
    TEST_CASE("there is none of a new cluster while a node is not known to be fresh") {
        Cluster cluster = fresh_three();
        CHECK(contains(broken_by(first, cluster.is_down(2, standalone())), "n2 (10.0.0.2) is not known to be fresh"));
        cluster.sounds(2, Hearing::unreachable);
        CHECK(contains(broken_by(first, cluster), "10.0.0.2 is not known to be fresh"));
        Cluster lost = cluster;
        CHECK(broken_by(first, lost.says(1, Override::Kind::assume_lost, {2})).empty());
        cluster.lets_first_node_begin();
        CHECK(broken_by(first, cluster).empty());
        CHECK(contains(broken_by(first, cluster.sounds(2, Hearing::no_record)), "10.0.0.2 is not known"));
    }
    TEST_CASE("there is none in place of the first, which makes the new cluster") {
        Cluster cluster = Cluster().is_deciding(2, fresh()).claims(2, 2).is_down(3, fresh()).lets_first_node_begin();
        Verdict verdict = first;
        verdict.winner = 1;
        CHECK(contains(broken_invariant(cluster.seen_by(2), verdict).value_or(""), "10.0.0.1 is not known"));
    }
    TEST_CASE("there is none while a node is heard that holds another history") {
        Cluster cluster = crashed_pair();
        cluster.is_down(3, of_history(left({1, 2, 3}, 5), uuid(5)));
        CHECK(contains(broken_by(furthest, cluster), "n3 (10.0.0.3) holds another history"));
    }
    TEST_CASE("there is none of a node that lacks what a member of its last component holds") {
        Cluster cluster = crashed_pair();
        CHECK(contains(broken_by(furthest, cluster.is_down(2, crashed_in({1, 2}, 11))), "n2 (10.0.0.2) was in"));
        cluster.is_down(2, on_timelines(crashed_in({1, 2}, 9), {timeline(1, 8)}));
        CHECK(contains(broken_by(furthest, cluster), "holds what this node lacks"));
        cluster.is_deciding(1, on_timelines(crashed_in({1, 2}, 10), {timeline(1, 8)})).claims(1, 1);
        CHECK(broken_by(furthest, cluster).empty());
    }
    TEST_CASE("that is asked of those whom these members lead to as well") {
        Cluster cluster = crashed_pair();
        cluster.is_down(2, crashed_in({2, 3}, 10)).is_down(3, crashed_in({2, 3}, 12));
        CHECK(contains(broken_by(furthest, cluster), "n3 (10.0.0.3) was in the last primary component"));
    }
    TEST_CASE("who left before may be further, which the disks of those that stayed had not written down") {
        Cluster cluster = crashed_pair();
        cluster.is_down(3, left({1, 2, 4}, 12));
        CHECK(decide(cluster.seen_by(1)).goes_by == 2);
        CHECK(broken_by(furthest, cluster).empty());
    }
    TEST_CASE("a component with a joiner that was not filled does not certainly go on without whom that was to join") {
        Cluster cluster = Cluster().is_deciding(1, left({1, 4}, 18)).claims(1, 1).chooses(1, 1);
        cluster.is_down(2, without_data(crashed_in({2}, 0))).is_down(3, crashed_in({2, 3}, 4));
        CHECK(contains(broken_by(furthest, cluster), "n3 (10.0.0.3) may go on without this node"));
        CHECK(broken_by(furthest, cluster.is_down(2, filling_from(1, {2}))).empty());
    }
    TEST_CASE("whose data is given up may be further") {
        Cluster cluster = crashed_pair();
        cluster.is_deciding(2, crashed_in({1, 2}, 12)).says(2, Override::Kind::discard_data).chooses(2, 1);
        CHECK(decide(cluster.seen_by(1)).action == Action::bootstrap);
        CHECK(broken_by(furthest, cluster).empty());
    }
    TEST_CASE("who was a member is certain only where one node alone says so, and says so of one member") {
        Evidence copied = crashed_in({1, 2}, 5);
        copied.identities = {member(2)};
        Cluster cluster = crashed_pair();
        cluster.is_down(2, crashed_in({1, 2}, 12)).is_down(3, copied);
        CHECK(broken_by(furthest, cluster).empty());
        Evidence twice = crashed_in({1, 2, 4}, 12);
        twice.identities = {member(4)};
        cluster = Cluster().is_deciding(1, crashed_in({1, 2, 4}, 10)).claims(1, 1).is_down(2, twice);
        CHECK(broken_by(furthest, cluster).empty());
    }
    TEST_CASE("it is not certain who may go on where a member is unknown, or who left may not know who joined") {
        for (const Evidence& evidence : {crashed_in({3, 66}, 5), left({3}, 5)}) {
            Cluster cluster = crashed_pair();
            CHECK(broken_by(furthest, cluster.is_down(3, evidence)).empty());
        }
    }
    TEST_CASE("there is none beside nodes that may go on without this one") {
        Cluster cluster = crashed_pair();
        cluster.is_down(3, alone(5));
        CHECK(contains(broken_by(furthest, cluster), "n3 (10.0.0.3) may go on without this node"));
        cluster.is_down(3, crashed_in({3}, 5));
        CHECK(contains(broken_by(furthest, cluster), "n3 (10.0.0.3) may go on without this node"));
        cluster.is_down(2, crashed_in({2, 3}, 5)).is_down(3, crashed_in({2, 3}, 5));
        CHECK(contains(broken_by(furthest, cluster), "n2 (10.0.0.2), n3 (10.0.0.3) may go on without this node"));
    }
    TEST_CASE("who may go on without this node does not count where its data is given up, or nobody there has any") {
        Cluster cluster = crashed_pair();
        Cluster empty = cluster;
        CHECK(broken_by(furthest, empty.is_down(3, filling_from(1, {3}))).empty());
        cluster.is_deciding(3, alone(5)).says(3, Override::Kind::discard_data);
        CHECK(broken_by(furthest, cluster).empty());
    }
}

TEST_SUITE("invariants of a bootstrap by majority") {
    const Verdict majority = bootstrap_for(Reason::majority_position);
    const Evidence cut = crashed_in({1, 2, 3}, 10);
    const auto two_of_three = [] {
        return Cluster().is_deciding(1, cut).claims(1, 1).is_deciding(2, cut).chooses(2, 1).takes_majority();
    };

    TEST_CASE("it is of more than half of those that crashed together, at its time and by its policy") {
        CHECK(decide(two_of_three().seen_by(1)).reason == Reason::majority_position);
        CHECK(broken_by(majority, two_of_three()).empty());
        Cluster cluster = two_of_three();
        CHECK(contains(broken_by(majority, cluster.takes_majority(false)), "no majority"));
        CHECK(
            contains(broken_by(majority, Cluster().is_deciding(1, cut).claims(1, 1).is_deciding(2, cut).chooses(2, 1)),
                     "no majority"));
        cluster = two_of_three();
        CHECK(contains(broken_by(majority, cluster.sounds(2, Hearing::unreachable)), "no majority"));
    }
    TEST_CASE(
        "it is of one of them, or of one that holds all that they hold, and nobody heard holds more than that one") {
        Cluster cluster(4);
        cluster.is_deciding(1, crashed_in({1, 2, 3, 4}, 11)).claims(1, 1).takes_majority();
        for (const unsigned node : {2U, 3U}) {
            cluster.is_deciding(node, crashed_in({2, 3, 4}, 10)).chooses(node, 1);
        }
        CHECK(broken_by(majority, cluster).empty());
        Cluster less = cluster;
        less.is_deciding(3, crashed_in({2, 3, 4}, 12)).chooses(3, 1);
        CHECK(contains(broken_by(majority, less), "n3 (10.0.0.3) was in the last primary component and holds what"));
        Cluster forked = cluster;
        forked.is_deciding(1, on_timelines(alone(11), {timeline(1, 9)})).claims(1, 1);
        CHECK(contains(broken_by(majority, forked), "no majority"));
        less = Cluster(4).is_deciding(1, cut).claims(1, 1).is_deciding(2, cut).chooses(2, 1).takes_majority();
        less.is_deciding(4, left({4, 1}, 11)).chooses(4, 1);
        CHECK(contains(broken_by(majority, less), "n4 (10.0.0.4) holds all that this node holds, and more"));
    }
    TEST_CASE("more than half of all nodes but those that have left have agreed on it") {
        Cluster cluster = Cluster(4).is_deciding(1, cut).claims(1, 1).is_deciding(2, cut).chooses(2, 1);
        const std::string breach = "not more than half of the nodes that have not left have agreed";
        CHECK(contains(broken_by(majority, cluster.takes_majority()), breach));
        Cluster with_another = cluster;
        with_another.is_deciding(4, crashed_in({1, 2, 3, 4}, 9));
        CHECK(contains(broken_by(majority, with_another), breach));
        CHECK(broken_by(majority, with_another.chooses(4, 1)).empty());
        CHECK(contains(broken_by(majority, cluster.is_down(4, fresh())), breach));
        CHECK(broken_by(majority, cluster.is_down(4, left({1, 2, 3, 4}, 9))).empty());
    }
    TEST_CASE("it is not of two nodes that say to have been one member") {
        Situation copied = two_of_three().seen_by(1);
        copied.nodes[1].record->evidence->identities = {member(1)};
        CHECK(contains(broken_invariant(copied, majority).value_or(""), "no majority"));
    }
    TEST_CASE("it is not while a node that is not heard is alive") {
        Cluster cluster = two_of_three();
        CHECK(contains(broken_by(majority, cluster.sounds(3, Hearing::no_record)), "10.0.0.3 is alive"));
    }
    TEST_CASE("it leaves no majority that has not agreed") {
        Cluster cluster(5);
        cluster.takes_majority();
        for (const unsigned node : {2U, 3U, 4U, 5U}) {
            cluster.is_down(node, crashed_in({1, 2, 3, 4, 5}, 10));
        }
        cluster.is_deciding(1, crashed_in({1, 2, 3, 4, 5}, 10)).claims(1, 1);
        cluster.is_deciding(2, crashed_in({1, 2, 3, 4, 5}, 10)).chooses(2, 1);
        CHECK(contains(broken_by(bootstrap_for(Reason::furthest_position), cluster),
                       "n3 (10.0.0.3), n4 (10.0.0.4), n5 (10.0.0.5) may go on with"));
        cluster.is_deciding(4, crashed_in({1, 2, 3, 4, 5}, 10)).chooses(4, 1);
        CHECK(broken_by(bootstrap_for(Reason::furthest_position), cluster).empty());
    }
}

TEST_SUITE("invariants of a bootstrap, who agreed and who said so") {
    const Verdict furthest = bootstrap_for(Reason::furthest_position);

    TEST_CASE("its claim is served and is this node's own") {
        Cluster cluster = crashed_pair();
        CHECK(contains(broken_by(furthest, cluster.is_not_served()), "cannot have read its claim"));
        cluster = crashed_pair();
        CHECK(contains(broken_by(furthest, cluster.gives_up_claim(1)), "cannot have read its claim"));
    }
    TEST_CASE("every deciding node of its component has chosen the claim") {
        Cluster cluster = crashed_pair();
        cluster.is_deciding(2, crashed_in({1, 2}, 10)).chooses(2, 7);
        CHECK(contains(broken_by(furthest, cluster), "n2 (10.0.0.2) decides and has not agreed"));
        CHECK(broken_by(furthest, cluster.chooses(2, 1)).empty());
        CHECK(broken_by(furthest, cluster.is_deciding(3, fresh())).empty());
    }
    TEST_CASE("without a position every deciding node has") {
        Cluster cluster = fresh_three();
        cluster.is_deciding(3, fresh());
        CHECK(contains(broken_by(bootstrap_for(Reason::first_of_new_cluster), cluster), "n3 (10.0.0.3) decides"));
        cluster = crashed_pair();
        cluster.is_deciding(3, fresh()).says(1, Override::Kind::bootstrap_here);
        CHECK(contains(broken_by(bootstrap_for(Reason::operator_word), cluster), "n3 (10.0.0.3) decides"));
        CHECK(broken_by(bootstrap_for(Reason::operator_word), cluster.chooses(3, 1)).empty());
    }
    TEST_CASE("galera_new_cluster asks nobody, but waits for those that claim") {
        Cluster cluster = crashed_pair();
        cluster.gives_up_claim(1).operator_asks(true).is_deciding(3, fresh());
        CHECK(broken_by(asked_bootstrap, cluster).empty());
        CHECK(contains(broken_by(asked_bootstrap, cluster.claims(3, 3)), "n3 (10.0.0.3) is about to bootstrap"));
    }
    TEST_CASE("an operator's word was said here") {
        CHECK(contains(broken_by(bootstrap_for(Reason::operator_word), crashed_pair()), "did not say so"));
    }
    TEST_CASE("galera_new_cluster bootstraps none that is behind") {
        Cluster cluster = crashed_pair();
        cluster.operator_asks(true).is_down(3, left({1, 2, 3}, 12));
        CHECK(contains(broken_by(asked_bootstrap, cluster), "n3 (10.0.0.3) is further"));
    }
}

TEST_SUITE("invariants of a join") {
    const auto beside = [](const Evidence& own) { return Cluster().is_deciding(1, own).runs(2); };

    TEST_CASE("somebody runs, and the operator asks for no bootstrap") {
        CHECK(broken_by(join_of(2), beside(alone(10))).empty());
        CHECK(contains(broken_by(join_of(2), crashed_pair()), "nobody runs"));
        Cluster cluster = beside(alone(10));
        CHECK(contains(broken_by(join_of(2), cluster.operator_asks(true)), "asks for a bootstrap"));
    }
    TEST_CASE("nobody bootstraps") {
        Cluster cluster = beside(alone(10));
        CHECK(contains(broken_by(join_of(2), cluster.has_status(3, NodeStatus::bootstrapping)),
                       "n3 (10.0.0.3) bootstraps"));
    }
    TEST_CASE("what this node holds is in the history that runs") {
        const Evidence forked = on_timelines(alone(10), {timeline(1, 8)});
        CHECK(contains(broken_by(join_of(2), beside(forked)), "n2 (10.0.0.2) runs a history that may lack"));
        CHECK(contains(broken_by(join_of(2), beside(of_history(alone(10), uuid(5)))), "may lack"));
        Cluster untold = beside(of_history(alone(10), uuid(5)));
        untold.runs_untold(2, history());
        Verdict unproven = join_of(2);
        unproven.reason = Reason::peer_runs_unproven;
        unproven.history_of.reset();
        CHECK(contains(broken_by(unproven, untold), "may lack"));
    }
    TEST_CASE("data that is no part of a history, or cannot be read, is not erased") {
        CHECK(contains(broken_by(join_of(2), beside(standalone())), "could be erased"));
        CHECK(contains(broken_by(join_of(2), beside(unreadable())), "could be erased"));
        CHECK(broken_by(join_of(2), beside(damaged())).empty());
        CHECK(broken_by(join_of(2), beside(fresh())).empty());
    }
    TEST_CASE("what the operator gave up here may be erased, and nothing else is given up") {
        Verdict verdict = join_of(2);
        verdict.reason = Reason::peer_runs_data_discarded;
        verdict.discards_data = true;
        Cluster cluster = beside(on_timelines(alone(10), {timeline(1, 8)}));
        CHECK(contains(broken_by(verdict, cluster), "did not give up"));
        CHECK(broken_by(verdict, cluster.says(1, Override::Kind::discard_data)).empty());
    }
    TEST_CASE("a word that was given for other evidence is none") {
        Cluster cluster = crashed_pair();
        cluster.says(1, Override::Kind::bootstrap_here);
        CHECK_FALSE(contains(broken_by(bootstrap_for(Reason::operator_word), cluster), "did not say so"));
        cluster.is_down(2, crashed_in({1, 2}, 9));
        CHECK(contains(broken_by(bootstrap_for(Reason::operator_word), cluster), "did not say so"));
    }
    TEST_CASE("the history that is taken over is one that is told") {
        Verdict verdict = join_of(3);
        CHECK(contains(broken_by(verdict, beside(fresh())), "not the history that runs"));
        verdict = join_of(2);
        verdict.history_of.reset();
        CHECK(contains(broken_by(verdict, beside(fresh())), "not the history that runs"));
    }
    TEST_CASE("those that run tell one history") {
        Cluster cluster = beside(fresh());
        CHECK(contains(broken_by(join_of(2), cluster.runs(3, uuid(5))), "n3 (10.0.0.3) runs another history"));
    }
}

TEST_SUITE("asserted verdicts") {
    TEST_CASE("one that breaks nothing is given as it is") {
        const Verdict verdict = bootstrap_for(Reason::furthest_position);
        CHECK(asserted(crashed_pair().seen_by(1), verdict) == verdict);
    }
    TEST_CASE("one that breaks an invariant starts nothing, claims nothing and tells what is wrong") {
        Cluster cluster = crashed_pair();
        const Situation situation = cluster.runs(3).seen_by(1);
        const Verdict verdict = asserted(situation, bootstrap_for(Reason::furthest_position));
        check(verdict, Action::wait, Reason::invariant_broken);
        CHECK_FALSE(verdict.claims);
        CHECK_FALSE(verdict.choice.has_value());
        CHECK(sentence(situation, verdict) ==
              "Waits: n1 (10.0.0.1) was to bootstrap (furthest-position), although n3 (10.0.0.3) may be up, or on its "
              "way up or down. That is a fault of Galera Initiator, which starts nothing by such a verdict. Report it "
              "with what 'galera_check cluster --json' prints here now.");
        CHECK(broken_invariant(situation, verdict) == std::nullopt);
    }
    TEST_CASE("a choice that this node has made for another one stands even so") {
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 10)).keeps_choice(1, 7, 3).takes_majority();
        const Verdict verdict = asserted(cluster.seen_by(1), wait_for(Reason::last_members_missing, {}));
        check(verdict, Action::wait, Reason::invariant_broken);
        CHECK(verdict.choice == Choice{uuid(107), 2, ""});
    }
}

TEST_SUITE("a wait that changes what a node remembers") {
    Verdict going_by(std::size_t node) {
        return {.action = Action::wait, .reason = Reason::peer_holds_more, .concerns = {{node, ""}}, .goes_by = node};
    }
    TEST_CASE("this node goes by one only that holds all of what it has") {
        const auto beside = [](const Evidence& other) {
            return broken_by(going_by(1), Cluster(2).is_deciding(1, alone(15)).is_down(2, other));
        };
        CHECK(beside(left({1, 2}, 16)).empty());
        CHECK(beside(left({1, 2}, 15)).empty());
        const std::string why = "n2 (10.0.0.2) is not known to hold all that this node holds";
        CHECK(beside(left({1, 2}, 14)) == why);
        CHECK(beside(of_history(left({1, 2}, 16), uuid(5))) == why);
        CHECK(beside(on_timelines(left({1, 2}, 16), {timeline(1, 10)})) == why);
        CHECK(beside(damaged()) == why);
        CHECK(broken_by(going_by(1), Cluster(2).is_deciding(1, alone(15)).runs(2)) == why);
        CHECK(broken_by(going_by(1), Cluster(2).is_deciding(1, damaged()).is_down(2, alone(15))) == why);
    }
    TEST_CASE("it leaves a view only where it has chosen somebody among those that it crashed with") {
        const Verdict leaves{
            .action = Action::wait, .reason = Reason::choice_is_bound, .concerns = {{1, ""}}, .outlives_view = true};
        const std::string why = "this node has chosen nobody among those that it crashed with";
        CHECK(broken_by(leaves, crashed_pair()) == why);
        CHECK(broken_by(leaves, crashed_pair().keeps_choice(1, 102, 2)).empty());
        CHECK(broken_by(leaves, Cluster().is_deciding(1, left({1, 2}, 10)).keeps_choice(1, 102, 2)) == why);
    }
}
