#include "commands/cluster_view.hpp"

#include "presents.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("cluster view") {
    TEST_CASE("stopped nodes show how far they are behind the furthest") {
        const ClusterView all = view(Cluster()
                                         .is_deciding(1, crashed_in({1, 2, 3}, 120))
                                         .is_down(2, crashed_in({1, 2, 3}, 118))
                                         .is_down(3, crashed_in({1, 2, 3}, 120)));
        CHECK(all.nodes[0].behind == 0);
        CHECK(all.nodes[1].behind == 2);
        CHECK(all.nodes[1].seqno == Seqno(118));
        CHECK(all.nodes[1].evidence == "crashed in a component of 3");
        CHECK(all.nodes[1].status == "stopped");
    }
    TEST_CASE("how far a node is behind a running one is not known") {
        const ClusterView all = view(Cluster().is_deciding(1, alone(5)).runs(2).is_down(3, alone(4)));
        CHECK_FALSE(all.nodes[0].behind);
        CHECK_FALSE(all.nodes[1].seqno);
        CHECK(all.nodes[1].timeline == all.nodes[0].timeline);
    }
    TEST_CASE("seqnos of different histories are not compared, and the histories have labels of their own") {
        const ClusterView all =
            view(Cluster().is_deciding(1, alone(5)).is_down(2, of_history(alone(900), uuid(7))).is_down(3, alone(3)));
        CHECK(all.nodes[1].behind == 0);
        CHECK(all.nodes[2].behind == 2);
        REQUIRE(all.timelines.size() == 2);
        CHECK(all.timelines[*all.nodes[0].timeline].label == "A");
        CHECK(all.timelines[*all.nodes[1].timeline].label == "B");
        CHECK(all.timelines[*all.nodes[1].timeline].history == uuid(7));
    }
    TEST_CASE("timelines of one history are told apart, also where they begin at one position") {
        const ClusterView all = view(Cluster()
                                         .is_deciding(1, alone(5))
                                         .is_down(2, on_timelines(alone(9), {timeline(1, 5)}))
                                         .is_down(3, on_timelines(alone(8), {timeline(2, 5)})));
        REQUIRE(all.timelines.size() == 3);
        CHECK(all.timelines[*all.nodes[0].timeline].label == "A");
        CHECK(all.timelines[*all.nodes[1].timeline].label == "A/2");
        CHECK(all.timelines[*all.nodes[2].timeline].label == "A/3");
        CHECK(all.timelines[1].timeline->begins_at == Seqno(5));
    }
    TEST_CASE("a start that waits shows its verdict, whom it is about, and what can be done") {
        const ClusterView all =
            view(Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_deciding(2, crashed_in({1, 2, 3}, 9)));
        CHECK(all.is_being_started);
        CHECK(all.verdict->action == Action::wait);
        CHECK(all.awaited == std::vector<std::string>{"10.0.0.3"});
        CHECK(contains(all.conclusion, "Waits for 10.0.0.3"));
        CHECK(contains(all.next_step, "galera_init assume-lost 10.0.0.3"));
        CHECK_FALSE(all.prospects.empty());
        CHECK(all.nodes[2].status == "not heard");
        CHECK(all.nodes[2].evidence == "no answer");
        CHECK_FALSE(all.nodes[2].heard_ago);
    }
    TEST_CASE("a stopped node shows what a start would do, and how to start it") {
        const ClusterView all = view(Cluster(2).is_down(1, alone(9)).is_down(2, left({1, 2}, 8)));
        CHECK_FALSE(all.is_being_started);
        CHECK(contains(all.conclusion, "If it is started now: "));
        CHECK(contains(all.next_step, "systemctl start mariadb.service"));
    }
    TEST_CASE("a refusal is not to be started again before something was done") {
        const ClusterView all = view(Cluster(2).is_down(1, alone(9)).runs(2, history(), timelines({timeline(1, 5)})));
        CHECK(all.verdict->action == Action::refuse);
        CHECK(contains(all.next_step, "discard-local-data"));
        CHECK_FALSE(contains(all.next_step, "systemctl start"));
    }
    TEST_CASE("a running node needs nothing while all run") {
        const ClusterView all = view(Cluster(2).runs(1).runs(2));
        CHECK_FALSE(all.verdict);
        CHECK(all.conclusion == "This node runs, together with n2 (10.0.0.2).");
        CHECK(all.next_step == "Nothing is to be done.");
        CHECK(all.nodes[0].grade == Grade::well);
    }
    TEST_CASE("a running node tells which others to start, and whom it does not hear") {
        const ClusterView all = view(Cluster().runs(1).is_down(2, alone(4)));
        CHECK(contains(all.next_step, "'systemctl start mariadb.service' on n2 (10.0.0.2)"));
        CHECK(contains(all.next_step, "Not heard: 10.0.0.3"));
    }
    TEST_CASE("two running clusters are critical, of two histories or of one that was bootstrapped twice") {
        const Lineage common = timelines({timeline(1, 3)});
        const Lineage grown = timelines({timeline(1, 3), timeline(2, 5)});
        for (const Cluster& cluster :
             {Cluster(2).runs(1).runs(2, uuid(7)), Cluster(2).runs(1, history(), common).runs(2, history(), grown),
              Cluster(2).runs(1, history(), grown).runs(2, history(), common)}) {
            const ClusterView all = view(cluster);
            CHECK(all.grade == Grade::critical);
            CHECK(all.conclusion == "This node runs.");
            CHECK(contains(all.next_step, "Two clusters run. The other one, of another history or bootstrapped beside "
                                          "this one's: n2 (10.0.0.2). "));
        }
        SUBCASE("not where one of them does not know what it has grown from") {
            for (const Lineage& known : {Lineage(), grown}) {
                CHECK(view(Cluster(2).runs(1, history(), known).runs(2)).grade == Grade::well);
                CHECK(view(Cluster(2).runs(1).runs(2, history(), known)).grade == Grade::well);
            }
        }
    }
    TEST_CASE("while the others cannot be asked there is no verdict") {
        PresentCluster deaf = present(Cluster().is_down(1, alone(4)));
        deaf.answers.clear();
        deaf.notes = {"The other nodes were not asked: no community."};
        const ClusterView all = view(deaf);
        CHECK_FALSE(all.verdict);
        CHECK(all.notes.size() == 1);
        CHECK(all.conclusion == "What this node would do cannot be told.");
    }
    TEST_CASE("a node that its peers cannot hear says so") {
        const ClusterView all = view(Cluster(2).runs(1).runs(2).is_not_served());
        REQUIRE(all.notes.size() == 1);
        CHECK(contains(all.notes[0], "The other nodes cannot hear this one: the snmpd of this node"));
        CHECK(all.next_step.starts_with("Let the others hear this node before the next outage"));
        const ClusterView with_unheard = view(Cluster(2).runs(1).is_not_served());
        CHECK(contains(with_unheard.next_step, "Not heard: 10.0.0.2. See that the machine and its snmpd run. Let the"));
    }
    TEST_CASE("a server that is on its way up or down is told as that, and needs nothing") {
        const std::map<NodeStatus, std::string> conclusions{
            {NodeStatus::recovering, "This node recovers its position from its data."},
            {NodeStatus::joining, "This node's server starts, to join."},
            {NodeStatus::bootstrapping, "This node's server starts, as the first of the cluster."},
            {NodeStatus::stopping, "This node's server stops."}};
        for (const auto& [status, conclusion] : conclusions) {
            const ClusterView all = view(Cluster(2).has_status(1, status).runs(2));
            CHECK_FALSE(all.verdict);
            CHECK(all.conclusion == conclusion);
            CHECK(contains(all.next_step, "Nothing is to be done"));
        }
    }
    TEST_CASE("a server that has lost its primary component is told what it needs to get one") {
        const auto seen = [](const Cluster& cluster) {
            return view(Cluster(cluster).has_status(1, NodeStatus::non_primary));
        };
        CHECK(seen(Cluster(2)).conclusion ==
              "This node's server is up, but has lost its primary component: it serves nobody.");
        CHECK(contains(seen(Cluster(2)).next_step, "Not heard: 10.0.0.2. See that the machine and its snmpd run;"));
        CHECK(contains(seen(Cluster(2).runs(2)).next_step, "n2 (10.0.0.2) runs in one: see the network"));
        CHECK(contains(seen(Cluster(2).has_status(2, NodeStatus::non_primary)).next_step, "Nothing is to be done:"));
        for (const Hearing hearing : {Hearing::alive_but_silent, Hearing::no_record, Hearing::older_tool}) {
            CHECK(contains(seen(Cluster(2).sounds(2, hearing)).next_step, "may run in one, and does not tell"));
        }
        CHECK(contains(view(Cluster(2).runs(1).has_status(2, NodeStatus::non_primary)).next_step,
                       "n2 (10.0.0.2) runs without a primary component: see the network between the servers."));
    }
    TEST_CASE("a start that waits for who is held, or has failed to start, says what is to be done there") {
        const auto next_step = [](const std::function<void(Record&)>& change) {
            PresentCluster waits = present(Cluster(2).is_deciding(1, left({1, 2}, 4)).is_down(2, alone(9)));
            change(*waits.situation.nodes[1].record);
            return view(waits).next_step;
        };
        CHECK(contains(next_step([](Record& record) {
                           record.hold = Hold{1'764'253'385, "anna", "the disk"};
                       }),
                       "When that work is done, run 'galera_init release' there"));
        CHECK(contains(next_step([](Record& record) {
                           record.failed_starts = FailedStarts{3, 1'764'253'385};
                       }),
                       "mend what it says and start it again"));
    }
    TEST_CASE("a node whose own status cannot be found says so") {
        PresentCluster lost = present(Cluster(2).has_status(1, NodeStatus::stopping).runs(2));
        lost.own_status_is_known = false;
        lost.notes = {"This node's own record is not known: no bus."};
        const ClusterView all = view(lost);
        CHECK(all.nodes[0].status == "not known");
        CHECK(all.conclusion == "What this node would do cannot be told.");
    }
    TEST_CASE("a node that answers is not told to be silent, whatever it says") {
        const ClusterView all = view(Cluster().runs(1).sounds(2, Hearing::no_record).older_tool_says(3, "running"));
        CHECK_FALSE(contains(all.next_step, "Not heard"));
        CHECK(contains(all.next_step, "Mend what keeps 10.0.0.2 from telling"));
        CHECK(all.nodes[2].status == "older tool");
        CHECK(all.nodes[2].grade == Grade::well);
    }
    TEST_CASE("a node that is held is a warning, says so, and tells how its work ends") {
        PresentCluster held = present(Cluster(2).is_down(1, alone(4)).runs(2));
        held.situation.unit = "mariadb";
        CHECK(view(held).grade == Grade::critical);
        held.situation.nodes[0].record->hold = Hold{1'764'253'385, "root", "the disk is checked"};
        const ClusterView all = view(held);
        CHECK(all.grade == Grade::warning);
        CHECK(all.verdict->action == Action::refuse);
        CHECK(all.verdict->reason == Reason::held);
        CHECK(all.prospects.empty());
        CHECK(all.conclusion ==
              "Refuses to start: this node is held since 2025-11-27 14:23:05 UTC by root: the disk is checked.");
        CHECK(all.next_step ==
              "When the work is done, run 'galera_init release' here, then 'systemctl start mariadb'.");
        CHECK(all.nodes[0].hold == held.situation.nodes[0].record->hold);
        CHECK(contains(all.nodes[0].evidence, "held since 2025-11-27 14:23:05 UTC by root: the disk is checked"));
    }
    TEST_CASE("a running node tells of a peer that is held, and not only to start it") {
        PresentCluster all = present(Cluster(2).runs(1).is_down(2, alone(4)));
        all.situation.nodes[1].record->hold = Hold{1'764'253'385, "root", "the disk is checked"};
        CHECK(view(all).grade == Grade::warning);
        CHECK(view(all).next_step ==
              "n2 (10.0.0.2) is held since 2025-11-27 14:23:05 UTC by root: the disk is checked. When that work is "
              "done, run 'galera_init release' and 'systemctl start mariadb.service' there.");
    }
    TEST_CASE("the operator's word shows beside the evidence") {
        Cluster cluster = Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9)).is_down(2, crashed_in({1, 2, 3}, 9));
        const ClusterView all = view(cluster.says(1, Override::Kind::assume_lost, {3}));
        CHECK(contains(all.nodes[0].evidence, "the operator said assume-lost"));
    }
    TEST_CASE("all is well only while this node and every other one run, and they can hear this one") {
        CHECK(view(Cluster().runs(1).runs(2).runs(3)).grade == Grade::well);
        CHECK(view(Cluster().runs(1).runs(2).older_tool_says(3, "running")).grade == Grade::well);
        CHECK(view(Cluster().runs(1).runs(2)).grade == Grade::warning);
        CHECK(view(Cluster(2).runs(1).is_down(2, alone(4))).grade == Grade::warning);
        CHECK(view(Cluster(2).runs(1).has_status(2, NodeStatus::non_primary)).grade == Grade::warning);
        CHECK(view(Cluster(2).runs(1).sounds(2, Hearing::no_record)).grade == Grade::warning);
        CHECK(view(Cluster(2).runs(1).runs(2).is_not_served()).grade == Grade::warning);
    }
    TEST_CASE("a start that goes on is a warning, whatever it decides, and so is a server on its way") {
        CHECK(view(Cluster(2).is_deciding(1, alone(4))).grade == Grade::warning);
        CHECK(view(Cluster(2).is_deciding(1, alone(4)).runs(2)).grade == Grade::warning);
        for (const auto status :
             {NodeStatus::recovering, NodeStatus::joining, NodeStatus::bootstrapping, NodeStatus::stopping}) {
            CHECK(view(Cluster(2).has_status(1, status).runs(2)).grade == Grade::warning);
        }
    }
    TEST_CASE("critical is what does not come back by itself, serves nobody, or is two clusters") {
        CHECK(view(Cluster(2).is_down(1, alone(4)).runs(2)).grade == Grade::critical);
        CHECK(view(Cluster(2).is_deciding(1, alone(9)).runs(2, history(), timelines({timeline(1, 5)}))).grade ==
              Grade::critical);
        CHECK(view(Cluster(2).has_status(1, NodeStatus::non_primary).runs(2)).grade == Grade::critical);
        CHECK(view(Cluster(2).runs(1).runs(2, uuid(7))).grade == Grade::critical);
    }
    TEST_CASE("it cannot be told how all are without this node's status or evidence, or without asking the others") {
        const PresentCluster well = present(Cluster(2).runs(1).runs(2));
        PresentCluster lost = well;
        lost.own_status_is_known = false;
        CHECK(view(lost).grade == Grade::unknown);
        CHECK(view(lost).nodes[0].grade == Grade::unknown);
        PresentCluster deaf = well;
        deaf.answers.clear();
        CHECK(view(deaf).grade == Grade::unknown);
        CHECK(view(Cluster(2).has_status(1, NodeStatus::stopped).runs(2)).grade == Grade::unknown);
    }
    TEST_CASE("a node by itself is well if it runs, critical without a primary component, and unknown if not heard") {
        const ClusterView all = view(Cluster(4).runs(1).is_down(2, alone(4)).has_status(3, NodeStatus::non_primary));
        CHECK(all.nodes[0].grade == Grade::well);
        CHECK(all.nodes[1].grade == Grade::warning);
        CHECK(all.nodes[2].grade == Grade::critical);
        CHECK(all.nodes[3].grade == Grade::unknown);
        CHECK(all.count_heard() == 3);
        CHECK(all.count_running() == 1);
        CHECK(all.own_node().name == "n1");
    }
    TEST_CASE("when a node was heard last is kept") {
        const PresentCluster all = present(Cluster(2).runs(1));
        const std::chrono::steady_clock::time_point now(std::chrono::hours(1));
        const ClusterView shown =
            view_of(all, {{now, std::chrono::milliseconds(1)}, {now - std::chrono::seconds(40), {}}}, now);
        CHECK(shown.nodes[1].heard_ago == std::chrono::seconds(40));
    }
}
