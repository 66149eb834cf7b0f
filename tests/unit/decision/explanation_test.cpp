#include "decision/explanation.hpp"

#include "decision/decide.hpp"
#include "decision/sights.hpp"
#include "situations.hpp"
#include "verdicts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

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
    TEST_CASE(
        "the evidence for programs has each node's address, how it was heard, and its record or why there is none") {
        const Situation situation = Cluster().is_deciding(1, alone(7)).is_down(2, left({1, 2}, 6)).seen_by(1);
        const auto texts = encode_evidence(situation);
        REQUIRE(texts.size() == 3);
        CHECK(texts[0] == "10.0.0.1 this-node heard " + situation.nodes[0].record->to_line());
        CHECK(texts[1] == "10.0.0.2 peer heard " + situation.nodes[1].record->to_line());
        CHECK(texts[2] == "10.0.0.3 peer unreachable no answer");
    }
    TEST_CASE("a peer whose starts failed is not to be started only: its journal, and the way on, are told") {
        Situation situation =
            Cluster(2).is_down(1, crashed_in({1, 2}, 11)).is_deciding(2, crashed_in({1, 2}, 10)).seen_by(2);
        situation.nodes[0].record->failed_starts = FailedStarts{2, 1'764'253'385};
        const std::string text = sentence(situation, decide(situation));
        CHECK(contains(text, "its last 2 starts failed, the first at 2025-11-27 14:23:05 UTC"));
        CHECK(contains(text, "journalctl -u mariadb"));
        CHECK(contains(text, "bootstrap-here"));
        CHECK_FALSE(contains(text, "Start the server"));
        CHECK(contains(list_evidence(situation), "its last 2 starts failed"));
        situation.nodes[0].record->failed_starts.reset();
        CHECK(contains(sentence(situation, decide(situation)), "Start the server"));
        // What its own start does, a node says itself.
        situation.nodes[1].record->failed_starts = FailedStarts{1, 1'764'253'385};
        CHECK_FALSE(contains(sentence(situation, decide(situation)), "bootstrap-here"));
    }
    TEST_CASE("a peer that is held is waited for by name, with the reason, and is not told to be started before") {
        Situation situation =
            Cluster(2).is_down(1, crashed_in({1, 2}, 11)).is_deciding(2, crashed_in({1, 2}, 10)).seen_by(2);
        const Verdict before = decide(situation);
        situation.nodes[0].record->hold = Hold{1'764'253'385, "root", "the disk is checked"};
        situation.nodes[0].record->failed_starts = FailedStarts{2, 1'764'253'385};
        const Verdict verdict = decide(situation);
        CHECK(verdict == before);
        CHECK(verdict.reason == Reason::peer_not_started);
        const std::string text = sentence(situation, verdict);
        CHECK(contains(text, "n1 (10.0.0.1) is held since 2025-11-27 14:23:05 UTC by root: the disk is checked. When "
                             "that work is done, run 'galera_init release' there and start it"));
        CHECK(contains(text, "'galera_init bootstrap-here' on the furthest of them says first what is given up"));
        CHECK_FALSE(contains(text, "Start the server"));
        CHECK_FALSE(contains(text, "has tried"));
        CHECK(contains(list_evidence(situation), "; held since 2025-11-27 14:23:05 UTC by root: the disk is checked"));
    }
    TEST_CASE("data of a held peer that is not seen is left to whoever works there") {
        Evidence unseen = crashed_in({1, 2}, 11);
        unseen.data = DataState::unseen;
        unseen.position.reset();
        Situation situation = Cluster(2).is_down(1, unseen).is_deciding(2, crashed_in({1, 2}, 10)).seen_by(2);
        CHECK(contains(sentence(situation, decide(situation)), "discard-local-data"));
        situation.nodes[0].record->hold = Hold{1'764'253'385, "root", ""};
        const Verdict verdict = decide(situation);
        CHECK(verdict.reason == Reason::data_unseen);
        const std::string text = sentence(situation, verdict);
        CHECK(contains(text, "n1 (10.0.0.1) is held since 2025-11-27 14:23:05 UTC by root. When"));
        CHECK_FALSE(contains(text, "discard-local-data"));
        CHECK_FALSE(contains(text, "assume-lost"));
    }
    TEST_CASE("a held node tells so in the same words whether or not anything was heard") {
        Situation situation = Cluster(2).is_down(1, alone(4)).runs(2).seen_by(1);
        const Hold hold{1'764'253'385, "root", "the disk is checked"};
        situation.nodes[0].record->hold = hold;
        situation.unit = "mysql";
        const std::string text = sentence(situation, refuse(Reason::held, {}));
        CHECK(text == "Refuses to start: this node is held since 2025-11-27 14:23:05 UTC by root: the disk is checked. "
                      "When the work is done, run 'galera_init release' here, then 'systemctl start mysql'.");
        CHECK(sentence(hold, "mysql") == text);
    }
    TEST_CASE(
        "nobody is to be given up while the fault may be here: an own agent that is silent, a name without address") {
        Situation situation = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)), "assume-lost"));
        Situation nameless = situation;
        nameless.nodes[2].hearing = Hearing::unresolved;
        CHECK_FALSE(contains(sentence(nameless, decide(nameless)), "assume-lost"));
        CHECK(contains(sentence(nameless, decide(nameless)), "DNS"));
        situation.own_agent_is_silent = true;
        situation.own_service_detail = "the snmpd of this node is down";
        CHECK_FALSE(contains(sentence(situation, decide(situation)), "assume-lost"));
        CHECK(contains(sentence(situation, decide(situation)), "the snmpd of this node is down"));
    }
    TEST_CASE("a node says of itself what is wrong with its own data, whomever it waits for") {
        Evidence unread = crashed_in({1, 2, 3}, 9);
        unread.data = DataState::unreadable;
        unread.position.reset();
        unread.remark = "no key";
        const Situation situation = Cluster().is_deciding(1, unread).is_down(2, crashed_in({1, 2, 3}, 9)).seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)), "This node itself: position not found"));
        const Situation whole =
            Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, crashed_in({1, 2, 3}, 9)).seen_by(1);
        CHECK_FALSE(contains(sentence(whole, decide(whole)), "This node itself"));
    }
    TEST_CASE("a join over data that is not seen says so") {
        Evidence unseen = crashed_in({1, 2}, 9);
        unseen.data = DataState::unseen;
        unseen.position.reset();
        unseen.remark = "its data folder holds none of it: is it mounted?";
        const Situation situation = Cluster(2).is_deciding(1, unseen).runs(2).seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)),
                       "is it mounted? If a disk belongs there, stop this start"));
    }
    TEST_CASE("the status has the verdict and the remedy, and how long a wait has lasted") {
        const Situation situation =
            Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, crashed_in({1, 2, 3}, 9)).seen_by(1);
        const Verdict verdict = decide(situation);
        const std::string text = status_text(situation, verdict, std::chrono::seconds(9));
        CHECK(text.starts_with("Waits for 10.0.0.3: "));
        CHECK(text.ends_with("run 'galera_init assume-lost 10.0.0.3' on one waiting node."));
        CHECK(status_text(situation, verdict, std::chrono::seconds(200)) == "[3min 20s] " + text);
    }
    TEST_CASE("a node that is not being started is told to be, with a command") {
        const Situation situation = Cluster(2).is_deciding(1, left({1, 2}, 6)).is_down(2, alone(7)).seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)), "'systemctl start mariadb' there."));
    }
    TEST_CASE("with fresh = first nothing is claimed of nodes that were not asked") {
        Cluster cluster = Cluster(2).is_deciding(1, fresh()).claims(1, 1).lets_first_node_begin();
        const Situation situation = cluster.seen_by(1);
        const Verdict verdict = decide(situation);
        check(verdict, Action::bootstrap, Reason::first_of_new_cluster);
        CHECK(contains(summarise(situation, verdict), "no node that answers holds data"));
        CHECK_FALSE(contains(summarise(situation, verdict), "no configured node"));
    }
    TEST_CASE("of two words one has to be taken back, of two running clusters one stopped") {
        Cluster words = Cluster(2).is_deciding(1, unknown(10)).is_deciding(2, unknown(10));
        words.says(1, Override::Kind::bootstrap_here).says(2, Override::Kind::bootstrap_here);
        const Situation told = words.seen_by(1);
        CHECK(contains(remedy_for(told, decide(told)), "galera_init withdraw"));
        const Situation clusters = Cluster()
                                       .is_deciding(1, unknown(10))
                                       .runs(2, history(), timelines({timeline(1, 5)}))
                                       .runs(3, history(), timelines({timeline(2, 5)}))
                                       .seen_by(1);
        CHECK(contains(remedy_for(clusters, decide(clusters)), "Two clusters run"));
    }
    TEST_CASE("a bootstrap names a member whose data was not readable, and one that the operator gave up") {
        Evidence unread = crashed_in({1, 2, 3}, 0);
        unread.data = DataState::unreadable;
        unread.position.reset();
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, unread);
        cluster.says(1, Override::Kind::assume_lost, {3}).claims(1, 1);
        const Situation situation = cluster.seen_by(1);
        const std::string text = summarise(situation, decide(situation));
        CHECK(contains(text, "10.0.0.3 is not waited for, as the operator said"));
        CHECK(contains(text, "n2 (10.0.0.2) holds data whose position was not found"));
    }
    TEST_CASE("what is heard of a node that is waited for is told, and what to do about it") {
        const auto told = [](Cluster cluster) {
            const Situation situation = cluster.seen_by(1);
            return sentence(situation, decide(situation));
        };
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, crashed_in({1, 2, 3}, 9));
        CHECK(contains(told(cluster), "10.0.0.3: no answer. Start the machine, or mend its SNMP agent"));
        std::string text = told(cluster.has_status(3, NodeStatus::recovering));
        CHECK(text.ends_with("n3 (10.0.0.3): a position recovery is under way there."));
        text = told(cluster.older_tool_says(3, "stopped"));
        CHECK(
            text.ends_with("10.0.0.3: it tells only that it is stopped: it has just begun its start, or runs the older "
                           "tool."));
        text = told(cluster.sounds(3, Hearing::no_record));
        CHECK(text.ends_with("10.0.0.3: no answer."));
        text = told(cluster.sounds(3, Hearing::alive_but_silent));
        CHECK(contains(
            text,
            "10.0.0.3: no answer. Where its SNMP agent gives no answer, mend that. A server that was started by hand"));
        CHECK_FALSE(contains(text, "assume-lost"));
        const auto remedy = [](const Situation& situation) {
            return remedy_for(situation, wait_for(Reason::last_members_missing, {{2, "is missed"}}));
        };
        CHECK(
            contains(remedy(cluster.has_status(3, NodeStatus::joining).seen_by(1)), "its server is starting, to join"));
        CHECK(contains(remedy(cluster.is_down(3, fresh()).seen_by(1)), "n3 (10.0.0.3): see 'journalctl"));
        // The list says it as well.
        CHECK(contains(list_evidence(cluster.has_status(3, NodeStatus::joining).seen_by(1)), "n3 (10.0.0.3): joining"));
        CHECK(contains(list_evidence(cluster.older_tool_says(3, "locked").seen_by(1)),
                       "10.0.0.3: not heard: it tells only that it is locked"));
    }
    TEST_CASE("several that are waited for are told one after the other, and given up together") {
        const Situation situation = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).seen_by(1);
        const Verdict verdict = decide(situation);
        CHECK(contains(summarise(situation, verdict), "Waits for 10.0.0.2, 10.0.0.3: 10.0.0.2 was, or may have been"));
        CHECK(contains(summarise(situation, verdict), "; 10.0.0.3 was, or may have been"));
        const std::string remedy = remedy_for(situation, verdict);
        CHECK(remedy.starts_with("10.0.0.2: no answer. 10.0.0.3: no answer."));
        CHECK(contains(remedy, "If it is gone for ever, with what only it held, run 'galera_init assume-lost 10.0.0.2 "
                               "10.0.0.3' on one waiting node."));
        Cluster cluster;
        cluster.is_deciding(1, crashed_in({1, 2, 3}, 9)).says(1, Override::Kind::assume_lost, {2});
        const Situation one_is_lost = cluster.seen_by(1);
        const Verdict still_waits = decide(one_is_lost);
        CHECK(still_waits.concerns.size() == 1);
        CHECK(contains(remedy_for(one_is_lost, still_waits), "'galera_init assume-lost 10.0.0.2 10.0.0.3'"));
    }
    TEST_CASE("a fresh node that is missed need not be lost: it may not be installed yet") {
        Cluster cluster = Cluster(2).is_deciding(1, fresh());
        Situation situation = cluster.seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)), "set fresh = first"));
        CHECK(contains(sentence(situation, decide(situation)), "If it will never come, run 'galera_init assume-lost"));
        Cluster second = Cluster(2).is_deciding(2, fresh()).lets_first_node_begin();
        situation = second.seen_by(2);
        CHECK(
            contains(sentence(situation, decide(situation)), "That node makes the new cluster, and may have made it"));
        CHECK_FALSE(contains(sentence(situation, decide(situation)), "assume-lost"));
        // That policy says nothing about nodes with data.
        Cluster with_data = Cluster(2).is_deciding(1, crashed_in({1, 2}, 9)).lets_first_node_begin();
        situation = with_data.seen_by(1);
        CHECK(contains(sentence(situation, decide(situation)), "assume-lost"));
    }
    TEST_CASE("of its own data a node tells what is not plain, and only once") {
        const auto told = [](const Evidence& own) {
            const Situation situation = Cluster().is_deciding(1, own).is_down(2, crashed_in({1, 2, 3}, 9)).seen_by(1);
            return contains(sentence(situation, wait_for(Reason::last_members_missing, {{2, "is missed"}})),
                            "This node itself");
        };
        Evidence plain = crashed_in({1, 2, 3}, 9);
        plain.remark = "grastate.dat is missing";
        CHECK_FALSE(told(plain));
        Evidence torn = unknown(9);
        CHECK_FALSE(told(torn));
        torn.remark = "gvwstate.dat is torn";
        CHECK(told(torn));
        Evidence empty = fresh();
        empty.remark = "an empty folder";
        CHECK_FALSE(told(empty));
        empty.membership = Membership::unknown;
        CHECK(told(empty));
        const Situation named = Cluster().is_deciding(1, torn).seen_by(1);
        CHECK_FALSE(
            contains(sentence(named, wait_for(Reason::members_unknown, {{0, "is alone"}})), "This node itself"));
        CHECK_FALSE(contains(sentence(Cluster().has_status(1, NodeStatus::recovering).seen_by(1),
                                      wait_for(Reason::last_members_missing, {{2, "is missed"}})),
                             "This node itself"));
    }
    TEST_CASE(
        "the evidence tells the history of a server that runs and the operator's word, and whether that is void") {
        Cluster cluster = Cluster().is_deciding(1, unknown(9)).runs(2);
        const std::string before = list_evidence(cluster.says(1, Override::Kind::bootstrap_here).seen_by(1));
        CHECK(contains(before, "n2 (10.0.0.2): running: history " + history().to_string() + "\n"));
        CHECK(contains(before, "; the operator said bootstrap-here there\n"));
        const std::string after = list_evidence(cluster.is_down(3, fresh()).seen_by(1));
        CHECK(contains(after,
                       "; the operator said bootstrap-here there, but the evidence has changed since, so that is "
                       "void\n"));
        Situation without_evidence = cluster.seen_by(1);
        without_evidence.nodes[1].record->operator_word = without_evidence.nodes[0].record->operator_word;
        CHECK(contains(list_evidence(without_evidence),
                       "history " + history().to_string() +
                           "; the operator said bootstrap-here there, but the evidence"));
    }
    TEST_CASE("the evidence for programs has a word for each way of hearing") {
        Cluster cluster = Cluster(2).is_deciding(1, alone(7));
        const auto second = [&] { return encode_evidence(cluster.seen_by(1)).at(1); };
        cluster.sounds(2, Hearing::no_record);
        CHECK(second() == "10.0.0.2 peer no-record no answer");
        cluster.sounds(2, Hearing::alive_but_silent);
        CHECK(second() == "10.0.0.2 peer alive-but-silent no answer");
        cluster.sounds(2, Hearing::unresolved);
        CHECK(second() == "10.0.0.2 peer unresolved no answer");
        cluster.older_tool_says(2, "running");
        CHECK(second().starts_with("10.0.0.2 peer older-tool it tells only that it is running"));
    }
    TEST_CASE("a join names who runs, in their number, and what could not be told of them") {
        const auto told = [](const Cluster& cluster) {
            const Situation situation = cluster.seen_by(1);
            return summarise(situation, decide(situation));
        };
        CHECK(told(Cluster().is_deciding(1, fresh()).runs(2)) == "Joins the cluster that n2 (10.0.0.2) runs");
        CHECK(told(Cluster().is_deciding(1, fresh()).runs(2).runs(3)) ==
              "Joins the cluster that n2 (10.0.0.2), n3 (10.0.0.3) run");
        CHECK(told(Cluster().is_deciding(1, alone(9)).runs_untold(2)) ==
              "Joins the cluster that n2 (10.0.0.2) runs; which history that is could not be told");
    }
    TEST_CASE("a bootstrap tells its ground") {
        const auto told = [](const Cluster& cluster) {
            const Situation situation = cluster.seen_by(1);
            return summarise(situation, decide(situation));
        };
        const std::string position = " at position " + history().to_string() + ":9";
        CHECK(told(Cluster().is_deciding(1, alone(9)).claims(1, 1)) ==
              "Bootstraps" + position + ": the furthest that the last primary component's disks hold");
        CHECK(told(Cluster().is_deciding(1, alone(9)).operator_asks(true)) ==
              "Bootstraps as the operator asked" + position);
        Cluster majority = Cluster()
                               .is_deciding(1, crashed_in({1, 2, 3}, 9))
                               .claims(1, 1)
                               .is_deciding(2, crashed_in({1, 2, 3}, 9))
                               .chooses(2, 1)
                               .takes_majority();
        CHECK(
            contains(told(majority), position + ": the furthest that a majority of the last primary component holds"));
        Cluster empty = Cluster(2).is_deciding(1, fresh()).is_down(2, fresh()).claims(1, 1);
        CHECK(contains(told(empty), "no configured node holds data, and n1 (10.0.0.1) is the first of them"));
    }
    TEST_CASE("a winner on its way tells what it still needs") {
        const auto told = [](const Cluster& cluster) {
            const Situation situation = cluster.seen_by(1);
            return sentence(situation, decide(situation));
        };
        Cluster cluster = Cluster(2).is_deciding(1, crashed_in({1, 2}, 9)).is_down(2, crashed_in({1, 2}, 9));
        CHECK(told(cluster) ==
              "Is to bootstrap at position " + history().to_string() + ":9; asks the other nodes to agree.");
        cluster.is_deciding(2, crashed_in({1, 2}, 9)).claims(1, 1);
        CHECK(told(cluster) == "Waits for n2 (10.0.0.2): n2 (10.0.0.2) has not yet agreed that this node bootstraps.");
        CHECK(told(cluster.is_not_served()) == "Is to bootstrap, but its peers cannot hear it: the snmpd of this node "
                                               "gives no answer. This node goes on by "
                                               "itself once that is mended.");
    }
    TEST_CASE("members that no node has been are told with the ways out") {
        Cluster cluster = Cluster(2).is_deciding(1, crashed_in({1, 2, 66}, 9)).is_down(2, crashed_in({1, 2, 66}, 9));
        const Situation situation = cluster.seen_by(1);
        const std::string text = sentence(situation, decide(situation));
        CHECK(text.starts_with("Waits: n1 (10.0.0.1) knows of 1 member of the last primary component"));
        CHECK(contains(text, "The cluster address names 2 nodes (10.0.0.1,10.0.0.2): name all of them"));
        const Situation single = Cluster(1).is_deciding(1, crashed_in({1, 66}, 9)).seen_by(1);
        CHECK(contains(sentence(single, decide(single)), "The cluster address names 1 node (10.0.0.1): name"));
        Evidence clone = crashed_in({1, 3}, 98);
        clone.identities = {member(1)};
        const Situation disputed = Cluster()
                                       .is_down(1, crashed_in({1, 3}, 130))
                                       .is_down(2, clone)
                                       .is_deciding(3, crashed_in({1, 3}, 100))
                                       .seen_by(3);
        CHECK(contains(sentence(disputed, decide(disputed)), "Find out whose data folder is the copy"));
    }
    TEST_CASE("data that is not seen elsewhere is looked for there, or given up by a word") {
        Evidence unseen = without_data(crashed_in({1, 2}, 9));
        unseen.data = DataState::unseen;
        const Situation situation = Cluster(2).is_deciding(1, crashed_in({1, 2}, 9)).is_down(2, unseen).seen_by(1);
        const std::string remedy = remedy_for(situation, decide(situation));
        CHECK(remedy.starts_with("Is its data folder mounted"));
        CHECK(remedy.ends_with(
            "run 'galera_init discard-local-data' there, or 'galera_init assume-lost 10.0.0.2' on another "
            "waiting node."));
        CHECK(remedy_for(situation, wait_for(Reason::data_unseen, {{0, "is here"}}))
                  .ends_with("discard-local-data' there."));
    }
    TEST_CASE("what is there in the place of unseen data is given up only where another node's whole data has it all") {
        const auto put_back_to = [](std::int64_t shown) {
            Evidence unseen = without_data(crashed_in({1, 2, 3}, 9));
            unseen.data = DataState::unseen;
            unseen.shown = ShownInstead{Position(history(), Seqno(shown))};
            return unseen;
        };
        const auto remedy_beside = [&](const Evidence& other, const Evidence& unseen) {
            const Situation situation =
                Cluster().is_deciding(1, unseen).is_down(2, other).is_down(3, damaged()).seen_by(1);
            check(decide(situation), Action::wait, Reason::data_unseen);
            return remedy_for(situation, decide(situation));
        };
        const std::string gives_up = "run 'galera_init discard-local-data' there";
        const std::string goes_on = "run 'galera_init bootstrap-here' on the node whose data is to be gone on from: it "
                                    "says first what is given up.";
        CHECK(contains(remedy_beside(crashed_in({1, 2, 3}, 9), put_back_to(9)), gives_up));
        CHECK(remedy_beside(crashed_in({1, 2, 3}, 8), put_back_to(9)).ends_with(goes_on));
        CHECK(
            remedy_beside(on_timelines(crashed_in({1, 2, 3}, 9), {timeline(1, 8)}), put_back_to(9)).ends_with(goes_on));
        CHECK(remedy_beside(damaged(), put_back_to(9)).ends_with(goes_on));
        CHECK(remedy_beside(doubtful(crashed_in({1, 2, 3}, 9)), put_back_to(9)).ends_with(goes_on));
        Evidence unmounted = put_back_to(9);
        unmounted.shown.reset();
        CHECK(contains(remedy_beside(damaged(), unmounted), gives_up));
    }
    TEST_CASE("a choice is freed by its owner, or by giving that up") {
        const Situation situation = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, fresh()).seen_by(1);
        CHECK(remedy_for(situation, wait_for(Reason::choice_is_bound, {{1, ""}})) ==
              "See 'journalctl -t galera_init' there.");
        CHECK(remedy_for(situation, wait_for(Reason::choice_is_bound, {{2, ""}})) ==
              "Bring it back. If it is gone for ever, run 'galera_init assume-lost 10.0.0.3' here.");
    }
    TEST_CASE("each refusal tells its ground and a way out") {
        const auto told = [](const Cluster& cluster, Reason reason) {
            const Situation situation = cluster.seen_by(1);
            const Verdict verdict = decide(situation);
            check(verdict, Action::refuse, reason);
            return sentence(situation, verdict);
        };
        const std::string own = "this node holds " + history().to_string() + ":9, but n2 (10.0.0.2) runs ";
        std::string text = told(Cluster().is_deciding(1, alone(9)).runs(2, uuid(5)), Reason::foreign_history);
        CHECK(text.starts_with("Refuses to join: " + own + "history"));
        CHECK(contains(text, "Save what is wanted of this node's data."));
        text = told(Cluster().is_deciding(1, alone(9)).runs(2, history(), timelines({timeline(1, 5)})),
                    Reason::forked_history);
        CHECK(text.starts_with("Refuses to join, and leaves this node's data as it is: " + own + "a history"));
        CHECK(contains(text, "Save what is wanted of this node's data."));
        text = told(Cluster(2).is_deciding(1, on_timelines(unknown(9), {timeline(1, 5)})).is_down(2, unknown(20)),
                    Reason::two_lineages);
        CHECK(text.starts_with("Refuses to start: the history has forked, and numbers never decide between forks: n"));
        CHECK(contains(text, "Run 'galera_init bootstrap-here' on the furthest node that holds the wanted one"));
        text = told(Cluster(2).is_deciding(1, unknown(9)).is_down(2, of_history(unknown(9), uuid(5))),
                    Reason::two_histories);
        CHECK(text.starts_with("Refuses to start: the nodes hold different histories"));
        CHECK(contains(text, "Run 'galera_init bootstrap-here' on the furthest node that holds the wanted one"));
        text = told(Cluster().is_deciding(1, standalone()).is_down(2, fresh()).is_down(3, fresh()),
                    Reason::standalone_data);
        CHECK(text ==
              "Refuses to start: this node holds database shop of a time before Galera. Run galera_new_cluster here "
              "to make them the new cluster's.");
        text = told(Cluster().is_deciding(1, standalone()).runs(2), Reason::standalone_data);
        CHECK(text ==
              "Refuses to start: this node holds database shop of a time before Galera; n2 (10.0.0.2) runs, and "
              "joining it would erase them. Save them and move the data folder away, then start again.");
        text = told(Cluster().is_deciding(1, unreadable()).runs(2), Reason::unreadable_data);
        CHECK(text.starts_with("Refuses to join: this node's position could not be found (the position was not "
                               "recovered); n2 (10.0.0.2) runs"));
        CHECK(contains(text, "Mend what keeps the position from being found."));
        text = told(Cluster().is_deciding(1, alone(9)).runs(2).operator_asks(true), Reason::operator_word_contradicted);
        CHECK(
            text.starts_with("Refuses to bootstrap as the operator asked: n2 (10.0.0.2) runs in a primary component"));
        CHECK(contains(text, "To join them, start this node as usual: 'systemctl start mariadb'."));
        text = told(Cluster().is_deciding(1, alone(9)).is_down(2, left({1, 2}, 11)).operator_asks(true),
                    Reason::operator_word_contradicted);
        CHECK(contains(text, "Start the nodes that are named"));
        text = told(Cluster(2).is_deciding(1, alone(9)).is_down(2, alone(9)), Reason::contradictory_evidence);
        CHECK(contains(text, "Was a safe_to_bootstrap edited by hand"));
        text = told(Cluster(1).is_deciding(1, without_data(crashed_in({1}, 9))), Reason::no_intact_data);
        CHECK(contains(text, "Restore a backup on one node"));
    }
    TEST_CASE("a backup is advised only where no data is left, and everybody has told what it holds") {
        const Evidence lost = without_data(crashed_in({1}, 9));
        const auto advised = [](const Cluster& cluster) {
            const Situation situation = cluster.seen_by(1);
            const Verdict verdict = decide(situation);
            check(verdict, Action::refuse, Reason::no_intact_data);
            std::string text = sentence(situation, verdict);
            CHECK_FALSE(contains(text, "backup"));
            return text;
        };
        CHECK(contains(advised(Cluster(3).is_deciding(1, lost).is_down(3, fresh())),
                       "See what 10.0.0.2 holds: start the machine"));
        CHECK(contains(
            advised(Cluster(2).is_deciding(1, lost).is_down(2, left({1, 2}, 7))),
            "The data of n2 (10.0.0.2) is whole, of an earlier component: 'galera_init bootstrap-here' there"));
        Evidence unread = lost;
        unread.data = DataState::unreadable;
        CHECK(contains(advised(Cluster(1).is_deciding(1, unread)),
                       "Mend what keeps the position from being found on n1 (10.0.0.1), and start again."));
        const Evidence ddl = doubtful(unknown(9));
        std::string text = advised(Cluster(2).is_deciding(1, ddl).is_down(2, doubtful(unknown(11))));
        CHECK(contains(text, "n1 (10.0.0.1) holds position " + history().to_string() +
                                 ":9, and nothing shows whether its data is whole (grastate.dat has a zero UUID)"));
        CHECK(contains(text, "If n2 (10.0.0.2) was a member of the cluster with all data when it stopped, run "
                             "'galera_init bootstrap-here' there"));
        CHECK_FALSE(contains(text, "discard"));
        text = advised(Cluster(2).is_deciding(1, crashed_in({1, 2}, 9)).is_down(2, doubtful(crashed_in({1, 2}, 11))));
        CHECK(contains(text, "bootstrap-here' there, which says first what is given up; if not, run 'galera_init "
                             "discard-local-data' there; then start again."));
    }
    TEST_CASE("a machine that answers is not given up as lost") {
        Situation situation = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).seen_by(1);
        situation.nodes[1].machine_is_up = true;
        CHECK(
            contains(remedy_for(situation, wait_for(Reason::last_members_missing, {{1, ""}, {2, ""}})), "assume-lost"));
        const std::string remedy = remedy_for(situation, wait_for(Reason::last_members_missing, {{1, ""}}));
        CHECK(contains(remedy, "see 'systemctl status snmpd' there"));
        CHECK_FALSE(contains(remedy, "assume-lost"));
    }
    TEST_CASE("each other wait has its remedy") {
        const Situation situation = Cluster(2).is_deciding(1, alone(9)).seen_by(1);
        const auto remedy = [&](Action action, Reason reason) {
            Verdict verdict = wait_for(reason, {{1, ""}});
            verdict.action = action;
            return remedy_for(situation, verdict);
        };
        CHECK(remedy(Action::join, Reason::peer_runs_unproven) == "Run Galera Initiator on every node.");
        CHECK(
            remedy(Action::wait, Reason::settings_differ) ==
            "Make wsrep_cluster_address (the same nodes in the same order, here 10.0.0.1,10.0.0.2) and the [cluster] "
            "section of /etc/galera-initiator.conf alike on every node, then run 'systemctl daemon-reload' there, and "
            "'systemctl restart mariadb' where a start waits, as here.");
        CHECK(remedy(Action::wait, Reason::word_is_void).starts_with("Start the nodes that held what was wanted then"));
        CHECK(remedy(Action::wait, Reason::standalone_peer).starts_with("Run galera_new_cluster on 10.0.0.2"));
        const Situation of_three = Cluster().is_deciding(1, fresh()).seen_by(1);
        CHECK(contains(remedy_for(of_three, wait_for(Reason::standalone_peer, {{1, ""}, {2, ""}})),
                       "all but one of 10.0.0.2, 10.0.0.3, and run galera_new_cluster on that one"));
        CHECK(remedy(Action::refuse, Reason::fork_unproven).starts_with("Save what is wanted"));
        for (const Reason reason :
             {Reason::peer_runs, Reason::peer_runs_data_discarded, Reason::majority_position,
              Reason::first_of_new_cluster, Reason::furthest_position, Reason::operator_word, Reason::peer_starting,
              Reason::donor_busy, Reason::peer_will_bootstrap, Reason::agreement_pending}) {
            CHECK(remedy(Action::wait, reason).empty());
        }
    }
    TEST_CASE("a bootstrap flag that nobody looks at is told of, with the command where it would help") {
        Cluster cluster = Cluster(2).is_deciding(1, fresh());
        Situation situation = cluster.seen_by(1);
        CHECK_FALSE(contains(sentence(situation, decide(situation)), "bootstrap flag"));
        situation.bootstrap_flag_is_ignored = true;
        CHECK(sentence(situation, decide(situation))
                  .ends_with("does not count: to bootstrap here, run galera_new_cluster."));
        situation = Cluster(2).is_deciding(2, fresh()).lets_first_node_begin().seen_by(2);
        situation.bootstrap_flag_is_ignored = true;
        CHECK(
            sentence(situation, decide(situation)).ends_with("The bootstrap flag in the environment does not count."));
    }
    TEST_CASE("a wait is worth its time from ten seconds on") {
        const Situation situation = Cluster(2).is_deciding(1, fresh()).seen_by(1);
        const Verdict verdict = decide(situation);
        CHECK(status_text(situation, verdict, std::chrono::milliseconds(9999)) == sentence(situation, verdict));
        CHECK(status_text(situation, verdict, std::chrono::seconds(10)) == "[10s] " + sentence(situation, verdict));
        const Verdict pending = wait_for(Reason::agreement_pending, {{1, "has not yet agreed"}});
        CHECK(status_text(situation, pending, std::chrono::seconds(9)) == sentence(situation, pending));
        CHECK(
            status_text(situation, pending, std::chrono::seconds(10)) ==
            "[10s] " + sentence(situation, pending) +
                " If it lasts, see 'systemctl status mariadb' on 10.0.0.2: this node may not be heard there over SNMP "
                "(UDP port 161).");
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
