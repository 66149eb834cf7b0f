#include "decision/assumptions.hpp"

#include "decision/explanation.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace galera_initiator;
using namespace galera_initiator::test;
using Kind = Override::Kind;

namespace {

std::string print_for(unsigned node, const Cluster& cluster) {
    return print_of_evidence(cluster.seen_by(node));
}

const Evidence cut = crashed_in({1, 2, 3}, 10);

/// n1 and n2 of three that were cut together wait for n3.
Cluster two_of_three() {
    return Cluster().is_deciding(1, cut).is_deciding(2, cut);
}

} // namespace

TEST_SUITE("print of the evidence") {
    TEST_CASE("it is the same on every node that hears the same") {
        Cluster cluster = Cluster(5)
                              .is_deciding(1, on_timelines(cut, {timeline(1, 5)}))
                              .is_deciding(2, left({1, 2}, 9))
                              .is_down(3, fresh())
                              .runs(4, history(), timelines({timeline(1, 5)}));
        const std::string print = print_for(1, cluster);
        CHECK(print == print_for(2, cluster));
        CHECK(print.size() == 16);
        CHECK(print.find_first_not_of("0123456789abcdef") == std::string::npos);
    }
    TEST_CASE("it is the same whether a node's own timelines were cut on their way to the others or not") {
        std::vector<Timeline> many;
        for (unsigned number = 1; number <= 12; ++number) {
            many.push_back(timeline(number, number));
        }
        Cluster whole = Cluster().is_deciding(1, on_timelines(alone(100), many)).is_deciding(2, left({1, 2}, 9));
        Evidence cut_short = alone(100);
        cut_short.lineage = Lineage(many).newest(Record::most_timelines);
        Cluster told = Cluster().is_deciding(1, cut_short).is_deciding(2, left({1, 2}, 9));
        CHECK(print_for(1, whole) == print_for(2, told));
    }
    TEST_CASE("it tells neither who is being started nor what was claimed, chosen, said or remarked") {
        const std::string print = print_for(1, two_of_three());
        Evidence remarked = cut;
        remarked.remark = "crashed while DDL ran";
        CHECK(print == print_for(1, Cluster().is_deciding(1, remarked).is_deciding(2, cut)));
        CHECK(print == print_for(1, two_of_three().is_down(2, cut)));
        CHECK(print == print_for(1, two_of_three().claims(1, 1).chooses(2, 1)));
        CHECK(print == print_for(1, two_of_three().says(1, Kind::bootstrap_here)));
        CHECK(print == print_for(1, two_of_three().has_settings(2, "x").takes_majority()));
        CHECK(print == print_for(1, two_of_three().sounds(3, Hearing::unresolved)));
    }
    TEST_CASE("any change of the evidence changes it") {
        std::set<std::string> prints;
        int count = 0;
        const auto add = [&](const Cluster& cluster) {
            prints.insert(print_for(1, cluster));
            ++count;
        };
        add(two_of_three());
        add(Cluster().is_deciding(1, cut));
        add(Cluster(2).is_deciding(1, cut).is_deciding(2, cut));
        add(two_of_three().is_down(3, cut));
        add(two_of_three().sounds(3, Hearing::alive_but_silent));
        add(two_of_three().runs(3));
        add(two_of_three().runs(3, uuid(5)));
        add(two_of_three().runs(3, history(), timelines({timeline(1, 5)})));
        for (const Evidence& evidence :
             {crashed_in({1, 2, 3}, 11), crashed_in({1, 2}, 10), left({1, 2, 3}, 10), left({}, 10), alone(10),
              unknown(10), fresh(), standalone(), damaged(), unreadable(), of_history(cut, uuid(5)),
              on_timelines(cut, {timeline(1, 5)}), on_timelines(cut, {timeline(2, 5)}),
              on_timelines(cut, {timeline(1, 6)}), without_data(cut), filling_from(1, {1, 2, 3})}) {
            add(Cluster().is_deciding(1, cut).is_deciding(2, evidence));
        }
        CHECK(prints.size() == static_cast<std::size_t>(count));
    }
    TEST_CASE("that of one node tells as which member it was last in it") {
        Evidence evidence = alone(10);
        const std::string nobody = print_of_node(evidence);
        evidence.identities = {member(1), member(2)};
        const std::string first = print_of_node(evidence);
        evidence.identities = {member(2), member(1)};
        CHECK(std::set{nobody, first, print_of_node(evidence)}.size() == 3);
    }
    TEST_CASE("whose evidence it is counts as well") {
        CHECK(print_for(1, Cluster().is_deciding(1, alone(10)).is_deciding(2, fresh())) !=
              print_for(1, Cluster().is_deciding(1, fresh()).is_deciding(2, alone(10))));
    }
}

TEST_SUITE("assume-lost") {
    TEST_CASE("the lost node is not waited for, and what it held is given up in so many words") {
        Cluster cluster = two_of_three();
        cluster.says(1, Kind::assume_lost, {3});
        CHECK(who_bootstraps(cluster, {1, 2}) == 1);
        const Situation situation = cluster.claims(1, 1).chooses(2, 1).seen_by(1);
        const Verdict verdict = decide(situation);
        check(verdict, Action::bootstrap, Reason::furthest_position);
        CHECK(nodes_of(verdict) == Nodes{3});
        CHECK(summarise(situation, verdict).find("10.0.0.3 is not waited for") != std::string::npos);
    }
    TEST_CASE("a word that another node publishes counts on every node") {
        Cluster cluster = two_of_three();
        cluster.says(2, Kind::assume_lost, {3});
        CHECK(winner_for_all(cluster, {1, 2}) == 1);
        CHECK(who_bootstraps(cluster, {1, 2}) == 1);
    }
    TEST_CASE("it is void once the lost node is heard, or anything else of the evidence changes") {
        Cluster cluster = two_of_three();
        cluster.says(1, Kind::assume_lost, {3});
        CHECK(own_word_applies(cluster.seen_by(1)));
        Cluster heard = cluster;
        heard.has_status(3, NodeStatus::recovering);
        check(verdict_of(1, heard), Action::wait, Reason::last_members_missing);
        CHECK_FALSE(own_word_applies(heard.seen_by(1)));
        Cluster changed = cluster;
        changed.is_deciding(2, crashed_in({1, 2, 3}, 11));
        check(verdict_of(1, changed), Action::wait, Reason::last_members_missing);
        Cluster silent = cluster;
        silent.sounds(2, Hearing::unreachable);
        CHECK(nodes_of(verdict_of(1, silent)) == Nodes{2, 3});
    }
    TEST_CASE("a word that stands beside a peer which says another for other evidence is not changed by it") {
        Cluster cluster = two_of_three();
        cluster.says(2, Kind::assume_lost, {1}); // given before n1 was heard: of n1 it can mean nothing now
        CHECK(nodes_of(verdict_of(1, cluster)) == Nodes{3});
    }
    TEST_CASE("only nodes that are away can be lost: not one that answers, nor this one") {
        Cluster cluster = two_of_three();
        cluster.has_status(3, NodeStatus::recovering);
        cluster.says(1, Kind::assume_lost, {2, 3});
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
        CHECK(nodes_of(verdict_of(1, cluster)) == Nodes{3});
        Situation situation = cluster.seen_by(1);
        CHECK(apply_words(situation).lost.empty());
    }
    TEST_CASE("the rest of the evidence is closed as before") {
        Cluster cluster(5);
        const Evidence cut_of_five = crashed_in({1, 2, 3, 4, 5}, 10);
        cluster.is_deciding(1, cut_of_five).is_deciding(2, cut_of_five).is_deciding(3, cut_of_five);
        cluster.says(1, Kind::assume_lost, {4});
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::last_members_missing);
        CHECK(nodes_of(verdict) == Nodes{5});
        cluster.says(2, Kind::assume_lost, {5});
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 1);
    }
    TEST_CASE("nodes with an unknown view do without it as well, and so do fresh ones") {
        Cluster torn = Cluster().is_deciding(1, unknown(10)).is_deciding(2, left({}, 12));
        torn.says(1, Kind::assume_lost, {3});
        CHECK(who_bootstraps(torn, {1, 2}) == 2);
        Cluster empty = Cluster().is_deciding(1, fresh()).is_deciding(2, fresh());
        empty.says(1, Kind::assume_lost, {3});
        CHECK(who_bootstraps(empty, {1, 2}) == 1);
    }
    TEST_CASE("no more members are explained by it than there are lost nodes") {
        const Evidence with_strangers = crashed_in({1, 2, 66, 67}, 10);
        Cluster cluster = Cluster().is_deciding(1, with_strangers).is_deciding(2, with_strangers);
        cluster.says(1, Kind::assume_lost, {3});
        check(verdict_of(1, cluster), Action::wait, Reason::members_unknown);
        const Evidence with_one = crashed_in({1, 2, 66}, 10);
        Cluster one = Cluster().is_deciding(1, with_one).is_deciding(2, with_one);
        one.says(1, Kind::assume_lost, {3});
        CHECK(who_bootstraps(one, {1, 2}) == 1);
    }
    TEST_CASE("with wait_for = majority it frees a choice whose owner is lost") {
        const Evidence cut_of_five = crashed_in({1, 2, 3, 4, 5}, 10);
        Cluster cluster = Cluster(5)
                              .is_deciding(2, cut_of_five)
                              .keeps_choice(2, 1, 1)
                              .is_deciding(4, cut_of_five)
                              .is_deciding(5, cut_of_five)
                              .takes_majority();
        CHECK(who_bootstraps(cluster, {2, 4, 5}) == 0);
        cluster.says(2, Kind::assume_lost, {1});
        CHECK(who_bootstraps(cluster, {2, 4, 5}) == 2);
    }
    TEST_CASE("a stopped node's word counts for nothing") {
        Cluster cluster = two_of_three().is_down(2, cut);
        cluster.says(2, Kind::assume_lost, {3});
        check(verdict_of(1, cluster), Action::wait, Reason::last_members_missing);
    }
    TEST_CASE("of a node that answers it gives up data that cannot be seen there") {
        Evidence unseen = without_data(cut);
        unseen.data = DataState::unseen;
        Cluster cluster = two_of_three().is_down(3, unseen);
        check(verdict_of(1, cluster), Action::wait, Reason::data_unseen);
        cluster.says(1, Kind::assume_lost, {3});
        CHECK(who_bootstraps(cluster, {1, 2}) == 1);
    }
    TEST_CASE("it does not silence a live peer") {
        Cluster cluster = Cluster().is_deciding(1, cut).sounds(2, Hearing::alive_but_silent);
        cluster.says(1, Kind::assume_lost, {2, 3});
        check(verdict_of(1, cluster), Action::wait, Reason::peer_silent);
    }
}

TEST_SUITE("bootstrap-here") {
    TEST_CASE("the node bootstraps though others are missing or further, and the others agree") {
        Cluster cluster = Cluster().is_deciding(1, cut).is_deciding(2, crashed_in({1, 2, 3}, 20));
        cluster.says(1, Kind::bootstrap_here);
        CHECK(winner_for_all(cluster, {1, 2}) == 1);
        CHECK(who_bootstraps(cluster, {2, 1}) == 1);
        const Verdict verdict = verdict_of(1, cluster.claims(1, 1).chooses(2, 1));
        check(verdict, Action::bootstrap, Reason::operator_word);
    }
    TEST_CASE("it does not act without the agreement of a deciding peer") {
        Cluster cluster = two_of_three();
        cluster.says(1, Kind::bootstrap_here).claims(1, 1);
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::agreement_pending);
        CHECK(nodes_of(verdict) == Nodes{2});
    }
    TEST_CASE("it chooses between two histories and between two forks") {
        Cluster histories = Cluster().is_deciding(1, alone(10)).is_deciding(2, of_history(alone(90), uuid(5)));
        check(verdict_of(1, histories), Action::refuse, Reason::two_histories);
        histories.says(1, Kind::bootstrap_here);
        CHECK(who_bootstraps(histories, {1, 2}) == 1);
        Cluster forks =
            Cluster(2).is_deciding(1, on_timelines(unknown(10), {timeline(1, 5)})).is_deciding(2, unknown(20));
        check(verdict_of(1, forks), Action::refuse, Reason::two_lineages);
        forks.says(1, Kind::bootstrap_here);
        CHECK(who_bootstraps(forks, {1, 2}) == 1);
    }
    TEST_CASE("said on two nodes it is refused on all, with both named") {
        Cluster cluster = Cluster().is_deciding(1, cut).is_deciding(2, cut).is_deciding(3, cut);
        cluster.says(1, Kind::bootstrap_here).says(3, Kind::bootstrap_here);
        for (const unsigned node : {1U, 2U, 3U}) {
            const Verdict verdict = verdict_of(node, cluster);
            check(verdict, Action::refuse, Reason::operator_word_contradicted);
            CHECK(nodes_of(verdict) == Nodes{1, 3});
        }
    }
    TEST_CASE("on a node without whole data it is refused while there is data") {
        for (const Evidence& evidence : {damaged(), unreadable(), fresh(), standalone()}) {
            Cluster cluster = Cluster().is_deciding(1, evidence).is_down(2, cut);
            cluster.says(1, Kind::bootstrap_here);
            check(verdict_of(1, cluster), Action::refuse, Reason::operator_word_contradicted);
        }
        Cluster empty = Cluster().is_deciding(1, fresh()).is_down(2, fresh());
        empty.says(1, Kind::bootstrap_here);
        CHECK(who_bootstraps(empty, {1}) == 1);
    }
    TEST_CASE("a running or silent peer counts more than the word") {
        Cluster cluster = Cluster().is_deciding(1, cut).runs(2);
        cluster.says(1, Kind::bootstrap_here);
        check(verdict_of(1, cluster), Action::join, Reason::peer_runs);
        Cluster silent = Cluster().is_deciding(1, cut).sounds(2, Hearing::alive_but_silent);
        silent.says(1, Kind::bootstrap_here);
        check(verdict_of(1, silent), Action::wait, Reason::peer_silent);
    }
    TEST_CASE("it is void once the evidence changes") {
        Cluster cluster = two_of_three();
        cluster.says(1, Kind::bootstrap_here).is_down(3, crashed_in({1, 2, 3}, 20));
        const Verdict verdict = verdict_of(1, cluster);
        check(verdict, Action::wait, Reason::peer_not_started);
        CHECK(nodes_of(verdict) == Nodes{3});
    }
    TEST_CASE("with wait_for = majority it frees the choices that are bound") {
        const Evidence cut_of_five = crashed_in({1, 2, 3, 4, 5}, 10);
        Cluster cluster = Cluster(5)
                              .is_deciding(2, cut_of_five)
                              .keeps_choice(2, 1, 1)
                              .is_deciding(4, cut_of_five)
                              .keeps_choice(4, 1, 1)
                              .takes_majority();
        cluster.says(2, Kind::bootstrap_here);
        CHECK(who_bootstraps(cluster, {2, 4}) == 2);
    }
}

TEST_SUITE("discard-local-data") {
    TEST_CASE("a forked node joins with its data given up") {
        Cluster cluster = Cluster().is_deciding(1, on_timelines(alone(107), {timeline(1, 100)})).runs(2).runs(3);
        cluster.says(1, Kind::discard_data);
        const Situation situation = cluster.seen_by(1);
        const Verdict verdict = decide(situation);
        check(verdict, Action::join, Reason::peer_runs_data_discarded);
        CHECK(verdict.discards_data);
        CHECK(verdict.history_of.has_value());
        CHECK(summarise(situation, verdict).find("is replaced") != std::string::npos);
    }
    TEST_CASE("so does one of another history, and one whose data cannot be read") {
        for (const Evidence& evidence : {of_history(alone(10), uuid(5)), unreadable(), alone(10)}) {
            Cluster cluster = Cluster().is_deciding(1, evidence).runs(2);
            cluster.says(1, Kind::discard_data);
            check(verdict_of(1, cluster), Action::join, Reason::peer_runs_data_discarded);
        }
    }
    TEST_CASE("databases from before Galera are not what it speaks of") {
        Cluster cluster = Cluster().is_deciding(1, standalone()).runs(2);
        cluster.says(1, Kind::discard_data);
        check(verdict_of(1, cluster), Action::refuse, Reason::standalone_data);
    }
    TEST_CASE("the word of another node does not give up this one's data") {
        Cluster cluster = Cluster()
                              .is_deciding(1, on_timelines(alone(107), {timeline(1, 100)}))
                              .is_deciding(3, on_timelines(alone(108), {timeline(1, 100)}))
                              .runs(2);
        cluster.says(3, Kind::discard_data);
        check(verdict_of(1, cluster), Action::refuse, Reason::forked_history);
        check(verdict_of(3, cluster), Action::join, Reason::peer_runs_data_discarded);
    }
    TEST_CASE("it is void once the evidence changes: what runs now is not what it was said of") {
        Cluster cluster = Cluster().is_deciding(1, on_timelines(alone(107), {timeline(1, 100)})).runs(2);
        cluster.says(1, Kind::discard_data).runs(2, history(), timelines({timeline(2, 90)}));
        check(verdict_of(1, cluster), Action::refuse, Reason::forked_history);
        cluster.runs(2, uuid(5));
        check(verdict_of(1, cluster), Action::refuse, Reason::foreign_history);
    }
    TEST_CASE("it holds while the others go on to run what they had when it was said") {
        Cluster cluster = Cluster()
                              .is_deciding(1, on_timelines(alone(107), {timeline(1, 100)}))
                              .is_deciding(2, crashed_in({2, 3}, 140))
                              .is_deciding(3, crashed_in({2, 3}, 130));
        cluster.says(1, Kind::discard_data);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 2);
        cluster.has_status(2, NodeStatus::bootstrapping);
        check(verdict_of(1, cluster), Action::wait, Reason::peer_starting);
        cluster.runs(2, history(), timelines({timeline(2, 140)}));
        check(verdict_of(1, cluster), Action::join, Reason::peer_runs_data_discarded);
        cluster.runs(3, history(), timelines({timeline(2, 140)}));
        check(verdict_of(1, cluster), Action::join, Reason::peer_runs_data_discarded);
    }
    TEST_CASE("it is void where more would be given up than when it was said") {
        Cluster cluster = Cluster(2).is_deciding(1, on_timelines(unknown(107), {timeline(1, 100)}));
        cluster.is_deciding(2, on_timelines(unknown(140), {timeline(1, 100), timeline(2, 105)}));
        check(verdict_of(1, cluster), Action::refuse, Reason::two_lineages);
        cluster.says(1, Kind::discard_data).is_deciding(2, unknown(140));
        check(verdict_of(1, cluster), Action::refuse, Reason::two_lineages);
        CHECK_FALSE(own_word_applies(cluster.seen_by(1)));
    }
    TEST_CASE("a fork that was alone has no say about the last component once it is given up") {
        const Evidence cut = crashed_in({2, 3}, 140);
        for (const Evidence& fork : {alone(112), crashed_in({1}, 112)}) {
            Cluster cluster = Cluster().is_deciding(1, fork).is_deciding(2, cut).is_deciding(3, cut);
            check(verdict_of(2, cluster), Action::refuse, Reason::contradictory_evidence);
            cluster.says(1, Kind::discard_data);
            CHECK(who_bootstraps(cluster, {1, 2, 3}) == 2);
            Cluster without_n3 = Cluster().is_deciding(1, fork).is_deciding(2, cut);
            without_n3.says(1, Kind::discard_data);
            check(verdict_of(2, without_n3), Action::wait, Reason::last_members_missing);
        }
    }
    TEST_CASE("what was given up is not bootstrapped from when the others have gone silent and the word is void") {
        Cluster cluster = Cluster()
                              .is_deciding(1, crashed_in({1, 2}, 50))
                              .is_deciding(2, crashed_in({1, 2}, 50))
                              .is_deciding(3, alone(40));
        cluster.says(3, Kind::discard_data).claims(3, 3);
        cluster.sounds(1, Hearing::unreachable).sounds(2, Hearing::unreachable);
        const Verdict verdict = verdict_of(3, cluster);
        check(verdict, Action::wait, Reason::word_is_void);
        CHECK(nodes_of(verdict) == Nodes{3});
    }
    TEST_CASE("no other void word keeps a node from bootstrapping, and no word that applies") {
        Cluster cluster = Cluster().is_deciding(3, alone(40));
        cluster.says(3, Kind::bootstrap_here).claims(3, 3).is_down(1, fresh());
        check(verdict_of(3, cluster), Action::bootstrap, Reason::furthest_position);
    }
    TEST_CASE("what a component of more than this node held is still looked for after its data is given up") {
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 3}, 140)).is_deciding(2, left({1, 2}, 100));
        cluster.says(1, Kind::discard_data);
        const Verdict verdict = verdict_of(2, cluster);
        check(verdict, Action::wait, Reason::last_members_missing);
        CHECK(nodes_of(verdict) == Nodes{3});
    }
    TEST_CASE("among stopped nodes it takes one of two histories, or one of two forks, out of the way") {
        Cluster histories = Cluster(2).is_deciding(1, unknown(10)).is_deciding(2, of_history(unknown(90), uuid(5)));
        check(verdict_of(2, histories), Action::refuse, Reason::two_histories);
        histories.says(2, Kind::discard_data);
        CHECK(winner_for_all(histories, {1, 2}) == 1);
        CHECK(who_bootstraps(histories, {1, 2}) == 1);
        Cluster forks =
            Cluster(2).is_deciding(1, unknown(10)).is_deciding(2, on_timelines(unknown(20), {timeline(1, 5)}));
        forks.says(2, Kind::discard_data);
        CHECK(who_bootstraps(forks, {1, 2}) == 1);
    }
    TEST_CASE("given up on every node it leaves nothing to bootstrap from, but the first word has to be said again") {
        Cluster cluster = Cluster(2).is_deciding(1, unknown(10)).is_deciding(2, unknown(10));
        cluster.says(1, Kind::discard_data);
        CHECK(winner_for_all(cluster, {2}) == 2);
        cluster.says(2, Kind::discard_data);
        CHECK_FALSE(own_word_applies(cluster.seen_by(1)));
        CHECK(own_word_applies(cluster.seen_by(2)));
        CHECK(verdict_of(1, cluster).winner == 0);
        cluster.says(1, Kind::discard_data);
        CHECK(own_word_applies(cluster.seen_by(2)));
        check(verdict_of(1, cluster), Action::refuse, Reason::no_intact_data);
    }
    TEST_CASE("of data that is given up nothing is left but the reason") {
        Cluster cluster = Cluster(2).is_deciding(1, on_timelines(unknown(10), {timeline(1, 5)}));
        Situation situation = cluster.says(1, Kind::discard_data).seen_by(1);
        apply_words(situation);
        const Evidence& evidence = *situation.nodes[0].record->evidence;
        CHECK_FALSE(evidence.position);
        CHECK(evidence.lineage == Lineage());
        CHECK(evidence.remark == "the operator has given up its data");
    }
    TEST_CASE("only a node that crashed or was alone takes what came after it along") {
        const auto lone = [](const Evidence& evidence) {
            Situation situation = Cluster().is_deciding(1, evidence).says(1, Kind::discard_data).seen_by(1);
            return !apply_words(situation).lone_and_given_up.empty();
        };
        CHECK(lone(alone(10)));
        CHECK(lone(crashed_in({1}, 10)));
        CHECK_FALSE(lone(crashed_in({1, 2}, 10)));
        CHECK_FALSE(lone(left({2}, 10)));
    }
    TEST_CASE("the evidence that others read stays as it was: only the decision goes without the data") {
        Cluster cluster = Cluster(2).is_deciding(1, unknown(10)).is_deciding(2, unknown(20));
        cluster.says(2, Kind::discard_data);
        Situation situation = cluster.seen_by(1);
        CHECK(apply_words(situation).discards_own_data == false);
        CHECK(situation.nodes[1].record->evidence->data == DataState::damaged);
        CHECK(situation.nodes[0].record->evidence->data == DataState::intact);
        Situation own = cluster.seen_by(2);
        CHECK(apply_words(own).discards_own_data);
    }
}

TEST_SUITE("operator's words that apply") {
    TEST_CASE("a node without a word is always content, one with an old word is not") {
        Cluster cluster = two_of_three();
        CHECK(own_word_applies(cluster.seen_by(1)));
        cluster.says(1, Kind::bootstrap_here);
        CHECK(own_word_applies(cluster.seen_by(1)));
        CHECK(own_word_applies(cluster.seen_by(2)));
        cluster.is_down(3, cut);
        CHECK_FALSE(own_word_applies(cluster.seen_by(1)));
        CHECK(own_word_applies(cluster.seen_by(2)));
    }
    TEST_CASE("galera_new_cluster goes by an agreed evidence too, and is refused beside another's bootstrap-here") {
        Cluster cluster = two_of_three();
        cluster.says(2, Kind::bootstrap_here).operator_asks(false);
        check(verdict_of(1, cluster), Action::refuse, Reason::operator_word_contradicted);
    }
}
