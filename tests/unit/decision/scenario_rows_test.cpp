// Cases from the field, one test each; the numbers are those of the table in the project's reference of scenarios.
// Three nodes n1 n2 n3, one history, all servers down, unless said.

#include "decision/explanation.hpp"
#include "evidence/disk_evidence.hpp"
#include "evidence/position_recovery.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

std::string grastate(const std::string& of, const std::string& seqno, int flag) {
    return "# GALERA saved state\nversion: 2.1\nuuid:    " + of + "\nseqno:   " + seqno +
           "\nsafe_to_bootstrap: " + std::to_string(flag) + "\n";
}

const std::string no_history = Uuid().to_string();

/// What a node's disk tells that was a member before and whose recovery, where one is needed, finds this position.
Evidence on_disk(const std::string& saved_state, const std::optional<std::string>& view_state, std::int64_t recovered) {
    DiskFacts facts;
    facts.folder = DataFolder::initialised;
    facts.saved_state = saved_state;
    facts.view_state = view_state;
    facts.memory.history = history();
    if (!needs_recovery(facts)) {
        return assess(facts, std::nullopt);
    }
    return assess(facts, RecoveryOutcome{RecoveredPosition{Position(history(), Seqno(recovered))}, ""});
}

/// Every node that decides waits, and for these.
void check_all_wait(const Cluster& cluster, std::initializer_list<unsigned> deciding, Reason reason,
                    const Nodes& for_these) {
    for (const unsigned node : deciding) {
        const Verdict verdict = verdict_of(node, cluster);
        check(verdict, Action::wait, reason);
        CHECK(nodes_of(verdict) == for_these);
        CHECK_FALSE(verdict.claims);
    }
}

/// Once `first` runs, each of these joins it.
void check_all_join(Cluster cluster, unsigned first, std::initializer_list<unsigned> joining) {
    const Situation before = cluster.seen_by(first);
    const auto& evidence = before.nodes[first - 1].record->evidence;
    Lineage lineage;
    if (evidence && evidence->position) {
        lineage = evidence->lineage.bootstrapped(uuid(700), evidence->position->seqno());
    }
    cluster.runs(first, history(), lineage);
    for (const unsigned node : joining) {
        check(verdict_of(node, cluster), Action::join, Reason::peer_runs);
    }
}

Cluster all_deciding(const Evidence& first, const Evidence& second, const Evidence& third) {
    return Cluster().is_deciding(1, first).is_deciding(2, second).is_deciding(3, third);
}

} // namespace

TEST_SUITE("scenario rows") {
    TEST_CASE("row 1: after clean stops the last one bootstraps at once, and the others join") {
        const Evidence first = left({1, 2, 3}, 98);
        const Evidence second = left({2, 3}, 99);
        CHECK(who_bootstraps(Cluster().is_deciding(3, alone(100)), {3}) == 3);
        const Cluster cluster = all_deciding(first, second, alone(100));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 3);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 3);
        CHECK(who_bootstraps(cluster, {3, 2, 1}) == 3);
        check_all_join(cluster, 3, {1, 2});
        // And while n3 is off, neither of the others goes ahead of it.
        check_all_wait(Cluster().is_deciding(1, first).is_deciding(2, second), {1, 2}, Reason::last_members_missing,
                       {3});
    }

    TEST_CASE("row 2: after a power cut the furthest goes, never the first by text order") {
        const Cluster cluster =
            all_deciding(crashed_in({1, 2, 3}, 99), crashed_in({1, 2, 3}, 100), crashed_in({1, 2, 3}, 98));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 2);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 2);
        check_all_join(cluster, 2, {1, 3});
    }

    TEST_CASE("row 3: with wsrep_gtid_mode the seqno is what counts, so 10 is further than 9") {
        const auto position = [](const std::string& text) {
            return parse_recovery_output("2026-01-02 10:11:13 0 [Note] WSREP: Recovered position: " + text + "\n")
                .position;
        };
        Evidence nine = crashed_in({1, 2, 3}, 0);
        Evidence ten = nine;
        nine.position = position(history().to_string() + ":9,0-1-9");
        ten.position = position(history().to_string() + ":10,0-1-10");
        const Cluster cluster = all_deciding(nine, ten, nine);
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 2);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 2);
    }

    TEST_CASE("row 4: a node whose state transfer failed never wins, whatever its flag says") {
        const Evidence failed = on_disk(grastate(no_history, "-1", 1), std::nullopt, 50);
        CHECK(failed.may_be_whole());
        const Cluster cluster = all_deciding(failed, crashed_in({2, 3}, 50), crashed_in({2, 3}, 50));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 2);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 2);
        check_all_join(cluster, 2, {1, 3});
    }

    TEST_CASE("row 5: a flag of 1 at 7 on data with a zero UUID loses to the peers at 8 and 9") {
        const Evidence flagged = on_disk(grastate(no_history, "7", 1), std::nullopt, 7);
        CHECK(flagged.may_be_whole());
        const Cluster cluster = all_deciding(flagged, crashed_in({1, 2, 3}, 8), crashed_in({1, 2, 3}, 9));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 3);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 3);
        // Alone it makes nothing of its flag.
        check(verdict_of(1, Cluster().is_deciding(1, flagged)), Action::wait, Reason::last_members_missing);
    }

    TEST_CASE("row 6: all at 100 and started at once: exactly one, and the same answer everywhere") {
        const Evidence cut = crashed_in({1, 2, 3}, 100);
        const Cluster cluster = all_deciding(cut, cut, cut);
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 1);
        for (const std::vector<unsigned>& order :
             {std::vector<unsigned>{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}}) {
            CHECK(who_bootstraps(cluster, order) == 1);
        }
    }

    TEST_CASE("row 7: n1 is on its way and its seqno is -1 by now: n2 sees it bootstrap, waits, and joins") {
        Cluster cluster = Cluster()
                              .is_deciding(1, crashed_in({1, 2, 3}, 100))
                              .is_deciding(2, crashed_in({1, 2, 3}, 100))
                              .is_deciding(3, crashed_in({1, 2, 3}, 99));
        cluster.has_status(1, NodeStatus::bootstrapping);
        check_all_wait(cluster, {2, 3}, Reason::peer_starting, {1});
        cluster.runs(1, history(), timelines({timeline(1, 100)}));
        check(verdict_of(2, cluster), Action::join, Reason::peer_runs);
        check(verdict_of(3, cluster), Action::join, Reason::peer_runs);
    }

    TEST_CASE("row 8: all fresh and started at once: one bootstraps, two join") {
        const Cluster cluster = all_deciding(fresh(), fresh(), fresh());
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 1);
        for (const std::vector<unsigned>& order : {std::vector<unsigned>{1, 2, 3}, {3, 2, 1}, {2, 3, 1}}) {
            CHECK(who_bootstraps(cluster, order) == 1);
        }
        check_all_join(cluster, 1, {2, 3});
    }

    TEST_CASE("row 9: all fresh but n3 unreachable: wait, naming n3") {
        check_all_wait(Cluster().is_deciding(1, fresh()).is_deciding(2, fresh()), {1, 2}, Reason::fresh_nodes_missing,
                       {3});
    }
    TEST_CASE("row 9: with fresh = first, n1 goes, and only n1") {
        const Cluster cluster = Cluster().is_deciding(1, fresh()).is_deciding(2, fresh()).lets_first_node_begin();
        CHECK(winner_for_all(cluster, {1, 2}) == 1);
        CHECK(who_bootstraps(cluster, {2, 1}) == 1);
        CHECK(who_bootstraps(Cluster().is_deciding(1, fresh()).lets_first_node_begin(), {1}) == 1);
        CHECK(who_bootstraps(Cluster().is_deciding(2, fresh()).is_deciding(3, fresh()).lets_first_node_begin(),
                             {2, 3}) == 0);
    }

    TEST_CASE("row 10: beside a node with data a reinstalled one makes no new cluster") {
        for (const Evidence& data : {crashed_in({2, 3}, 50), left({2, 3}, 50), unknown(50)}) {
            const Cluster cluster = Cluster().is_deciding(1, fresh()).is_deciding(2, data);
            check_all_wait(cluster, {1, 2}, Reason::last_members_missing, {3});
        }
    }
    TEST_CASE("row 10: n2 goes by its own evidence where that is enough") {
        const Cluster cluster = Cluster().is_deciding(1, fresh()).is_deciding(2, alone(50));
        CHECK(winner_for_all(cluster, {1, 2}) == 2);
        CHECK(who_bootstraps(cluster, {1, 2}) == 2);
        check_all_join(cluster, 2, {1});
    }
    TEST_CASE("row 10: not even fresh = first lets it make one beside data that is heard") {
        const Cluster cluster =
            Cluster().is_deciding(1, fresh()).is_down(2, crashed_in({2, 3}, 50)).lets_first_node_begin();
        check_all_wait(cluster, {1}, Reason::last_members_missing, {3});
    }

    TEST_CASE("row 11: n3 died first and stays off: n1 or n2 goes without it, at once") {
        const Cluster cluster =
            Cluster().is_deciding(1, crashed_in({1, 2}, 120)).is_deciding(2, crashed_in({1, 2}, 119));
        CHECK(winner_for_all(cluster, {1, 2}) == 1);
        CHECK(who_bootstraps(cluster, {2, 1}) == 1);
        Cluster back = cluster;
        back.is_deciding(3, crashed_in({1, 2, 3}, 100));
        check_all_join(back, 1, {2, 3});
    }

    TEST_CASE("row 12: all cut together and n3 stays off: wait, naming n3") {
        const Cluster cluster =
            Cluster().is_deciding(1, crashed_in({1, 2, 3}, 99)).is_deciding(2, crashed_in({1, 2, 3}, 100));
        check_all_wait(cluster, {1, 2}, Reason::last_members_missing, {3});
        CHECK(who_bootstraps(cluster, {1, 2}) == 0);
    }
    TEST_CASE("row 12: by opt-in a majority goes after its time, and states whose data it gives up") {
        Cluster cluster = Cluster()
                              .is_deciding(1, crashed_in({1, 2, 3}, 99))
                              .is_deciding(2, crashed_in({1, 2, 3}, 100))
                              .takes_majority(false);
        check_all_wait(cluster, {1, 2}, Reason::last_members_missing, {3});
        cluster.takes_majority(true);
        CHECK(winner_for_all(cluster, {1, 2}) == 2);
        CHECK(who_bootstraps(cluster, {1, 2}) == 2);
        cluster.claims(2, 2).chooses(1, 2);
        const Situation situation = cluster.seen_by(2);
        const Verdict verdict = decide(situation);
        check(verdict, Action::bootstrap, Reason::majority_position);
        CHECK(nodes_of(verdict) == Nodes{3});
        CHECK(summarise(situation, verdict).find("10.0.0.3 is not waited for; what only it holds is given up") !=
              std::string::npos);
    }
    TEST_CASE("row 12: what n3 alone held is not erased when it comes back") {
        const Cluster cluster =
            Cluster().runs(2, history(), timelines({timeline(1, 100)})).is_deciding(3, crashed_in({1, 2, 3}, 104));
        const Verdict verdict = verdict_of(3, cluster);
        check(verdict, Action::refuse, Reason::forked_history);
        CHECK(says(verdict, "4 transactions"));
    }

    TEST_CASE("row 13: n3 stopped first and comes back alone: it never bootstraps") {
        for (const Evidence& evidence : {left({1, 2, 3}, 80), left({}, 80)}) {
            const Cluster cluster = Cluster().is_deciding(3, evidence);
            check_all_wait(cluster, {3}, Reason::last_members_missing, {1, 2});
            CHECK(who_bootstraps(cluster, {3}) == 0);
        }
    }
    TEST_CASE("row 13: when the others are back n3 joins them and nothing is lost") {
        const Cluster cluster = all_deciding(crashed_in({1, 2}, 120), crashed_in({1, 2}, 121), left({1, 2, 3}, 80));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 2);
        CHECK(who_bootstraps(cluster, {3, 1, 2}) == 2);
        check_all_join(cluster, 2, {1, 3});
    }

    TEST_CASE("row 14: n1, parted from the live n2 and n3 and restarted, waits: unreachable is not down") {
        for (const Evidence& evidence :
             {crashed_in({1, 2, 3}, 10), left({1, 2, 3}, 10), left({}, 10), unknown(10), damaged()}) {
            check_all_wait(Cluster().is_deciding(1, evidence), {1}, Reason::last_members_missing, {2, 3});
            check_all_wait(Cluster().is_deciding(1, evidence).takes_majority(), {1}, Reason::last_members_missing,
                           {2, 3});
        }
        check_all_wait(Cluster().is_deciding(1, fresh()), {1}, Reason::fresh_nodes_missing, {2, 3});
    }

    TEST_CASE("row 15: peers whose names have no address yet are waited for like unreachable ones") {
        const Cluster cluster = Cluster()
                                    .is_deciding(1, crashed_in({1, 2, 3}, 10))
                                    .sounds(2, Hearing::unresolved)
                                    .sounds(3, Hearing::unresolved);
        check_all_wait(cluster, {1}, Reason::last_members_missing, {2, 3});
        Cluster resolved = cluster;
        resolved.is_deciding(2, crashed_in({1, 2, 3}, 10)).is_deciding(3, crashed_in({1, 2, 3}, 10));
        CHECK(who_bootstraps(resolved, {1, 2, 3}) == 1);
    }
    TEST_CASE("row 15: with its own snmpd not up yet the winner waits, says so, and goes on once it is") {
        Cluster cluster = Cluster().is_deciding(1, alone(10)).claims(1, 1).is_not_served();
        check(verdict_of(1, cluster), Action::wait, Reason::own_record_not_served);
        check(verdict_of(1, Cluster().is_deciding(1, alone(10)).claims(1, 1)), Action::bootstrap,
              Reason::furthest_position);
    }

    TEST_CASE("row 16: an empty gvwstate.dat is an unknown view: all configured nodes, then the furthest") {
        const Evidence torn = on_disk(grastate(history().to_string(), "-1", 0), "", 90);
        CHECK(torn.membership == Membership::unknown);
        CHECK(torn.data == DataState::intact);
        Cluster cluster = Cluster().is_deciding(1, torn).is_deciding(2, unknown(95));
        check_all_wait(cluster, {1, 2}, Reason::last_members_missing, {3});
        cluster.is_deciding(3, unknown(91));
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 2);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 2);
    }

    TEST_CASE("row 17: two histories are refused with both listed, whatever the seqnos") {
        const Cluster cluster =
            all_deciding(crashed_in({1, 2}, 10), crashed_in({1, 2}, 10), of_history(alone(1000), uuid(5)));
        for (const unsigned node : {1U, 2U, 3U}) {
            const Verdict verdict = verdict_of(node, cluster);
            check(verdict, Action::refuse, Reason::two_histories);
            CHECK(nodes_of(verdict) == Nodes{1, 2, 3});
            CHECK(says(verdict, history().to_string() + ":10"));
            CHECK(says(verdict, uuid(5).to_string() + ":1000"));
        }
    }

    TEST_CASE("row 18: while a position recovery runs the peers see `locked` and wait for its end") {
        Cluster cluster = Cluster()
                              .has_status(1, NodeStatus::recovering)
                              .is_deciding(2, crashed_in({1, 2, 3}, 100))
                              .is_deciding(3, crashed_in({1, 2, 3}, 99));
        CHECK(status_word(NodeStatus::recovering) == "locked");
        check_all_wait(cluster, {2, 3}, Reason::last_members_missing, {1});
        cluster.takes_majority();
        check_all_wait(cluster, {2, 3}, Reason::last_members_missing, {1});
        cluster.is_deciding(1, crashed_in({1, 2, 3}, 101));
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 1);
        Cluster old;
        old.older_tool_says(1, "locked").is_deciding(2, alone(100));
        check_all_wait(old, {2}, Reason::peer_starting, {1});
    }

    TEST_CASE("row 19: a node that forked refuses to join and says what it holds") {
        const Cluster cluster = Cluster().is_deciding(1, on_timelines(alone(107), {timeline(1, 100)})).runs(2).runs(3);
        const Situation situation = cluster.seen_by(1);
        const Verdict verdict = decide(situation);
        check(verdict, Action::refuse, Reason::forked_history);
        CHECK(says(verdict, "up to 100"));
        CHECK(says(verdict, "7 transactions"));
        CHECK(summarise(situation, verdict).find(history().to_string() + ":107") != std::string::npos);
        CHECK(remedy_for(situation, verdict).find("discard-local-data") != std::string::npos);
    }
    TEST_CASE("row 19: nor do the others bootstrap beside it once all are down") {
        const Cluster cluster = all_deciding(on_timelines(alone(107), {timeline(1, 100)}), crashed_in({2, 3}, 120),
                                             crashed_in({2, 3}, 120));
        for (const unsigned node : {1U, 2U, 3U}) {
            CHECK(verdict_of(node, cluster).action == Action::refuse);
        }
    }

    TEST_CASE("row 20: a left-over flag or bootstrap environment on n1 does not keep it from joining n2 and n3") {
        const Evidence flagged = on_disk(grastate(history().to_string(), "90", 1), std::nullopt, 90);
        CHECK(flagged.membership == Membership::unknown);
        check(verdict_of(1, Cluster().is_deciding(1, flagged).runs(2).runs(3)), Action::join, Reason::peer_runs);
    }

    TEST_CASE("row 21: the primary vanishes before the server connects: the node decides again") {
        Cluster cluster = Cluster().is_deciding(1, left({1, 2, 3}, 90)).runs(2).runs(3);
        check(verdict_of(1, cluster), Action::join, Reason::peer_runs);
        cluster.sounds(2, Hearing::unreachable).sounds(3, Hearing::unreachable);
        check_all_wait(cluster, {1}, Reason::last_members_missing, {2, 3});
        cluster.is_deciding(2, crashed_in({2, 3}, 100)).is_deciding(3, crashed_in({2, 3}, 101));
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 3);
    }
    TEST_CASE("row 21: nothing begins beside a node that still tries to join, until its start has ended") {
        Cluster cluster = Cluster()
                              .has_status(1, NodeStatus::joining)
                              .is_deciding(2, crashed_in({2, 3}, 100))
                              .is_deciding(3, crashed_in({2, 3}, 101));
        check_all_wait(cluster, {2, 3}, Reason::peer_starting, {1});
        cluster.is_down(1, left({1, 2, 3}, 90));
        CHECK(who_bootstraps(cluster, {2, 3}) == 3);
    }

    TEST_CASE("row 22: galera_new_cluster is refused while peers run, and they are named") {
        for (const bool allowed : {false, true}) {
            const Cluster cluster = Cluster().is_deciding(1, alone(200)).runs(2).runs(3).operator_asks(allowed);
            const Verdict verdict = verdict_of(1, cluster);
            check(verdict, Action::refuse, Reason::operator_word_contradicted);
            CHECK(nodes_of(verdict) == Nodes{2, 3});
            CHECK(says(verdict, "runs in a primary component"));
        }
    }

    TEST_CASE(
        "row 23: a torn or empty grastate.dat leaves it to the recovery, and the flag's default counts for nothing") {
        for (const std::string text : {"", "# GALERA saved state\nversion: 2.1\nuuid:", "x"}) {
            CAPTURE(text);
            const Evidence evidence = on_disk(text, std::nullopt, 100);
            CHECK(evidence.data == DataState::intact);
            CHECK(evidence.position->seqno() == Seqno(100));
            CHECK(evidence.membership == Membership::unknown);
            check_all_wait(Cluster().is_deciding(1, evidence), {1}, Reason::last_members_missing, {2, 3});
            const Cluster cluster = all_deciding(evidence, crashed_in({1, 2, 3}, 101), crashed_in({1, 2, 3}, 101));
            CHECK(winner_for_all(cluster, {1, 2, 3}) == 2);
        }
    }

    TEST_CASE("row 24: a cluster of two, parted and killed, comes back parted: neither bootstraps") {
        for (const unsigned node : {1U, 2U}) {
            for (const bool majority : {false, true}) {
                Cluster cluster = Cluster(2).is_deciding(node, crashed_in({1, 2}, 10));
                if (majority) {
                    cluster.takes_majority();
                }
                check_all_wait(cluster, {node}, Reason::last_members_missing, {3U - node});
                CHECK(who_bootstraps(cluster, {node}) == 0);
            }
        }
    }

    TEST_CASE("row 25: seqno 0 everywhere is a position") {
        const Evidence zero = on_disk(grastate(history().to_string(), "0", 0), std::nullopt, 0);
        CHECK(zero.position->seqno() == Seqno(0));
        const Cluster cluster = all_deciding(zero, zero, zero);
        CHECK(winner_for_all(cluster, {1, 2, 3}) == 1);
        CHECK(who_bootstraps(cluster, {1, 2, 3}) == 1);
        check_all_join(cluster, 1, {2, 3});
    }

    TEST_CASE("row 26: a server that was killed while the others run joins on its restart") {
        const Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 100)).runs(2).runs(3);
        check(verdict_of(1, cluster), Action::join, Reason::peer_runs);
        const Cluster further = Cluster()
                                    .is_deciding(1, on_timelines(crashed_in({1, 2, 3}, 100), {timeline(1, 50)}))
                                    .runs(2, history(), timelines({timeline(1, 50)}));
        check(verdict_of(1, further), Action::join, Reason::peer_runs);
    }
}
