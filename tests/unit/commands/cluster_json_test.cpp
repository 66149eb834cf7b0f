#include "commands/cluster_json.hpp"

#include "presents.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

nlohmann::json parsed(const ClusterView& all) {
    return nlohmann::json::parse(to_json(all, 1'764'000'000, false));
}

} // namespace

TEST_SUITE("cluster JSON") {
    TEST_CASE("every key of schema 1 is there, whatever is known") {
        const auto json = parsed(view(Cluster().is_deciding(1, crashed_in({1, 2, 3}, 9))));
        CHECK(json.at("schema") == 1);
        CHECK(json.at("time") == 1'764'000'000);
        CHECK(json.at("cluster") == "shop");
        CHECK(json.at("unit") == "mariadb.service");
        REQUIRE(json.at("nodes").size() == 3);
        for (const auto& node : json.at("nodes")) {
            for (const char* key : {"name", "address", "this_node", "status", "evidence", "timeline", "seqno", "behind",
                                    "failed_starts", "failing_since", "held_since", "held_by", "held_because",
                                    "heard_milliseconds_ago", "answered_in_microseconds"}) {
                CHECK(node.contains(key));
            }
        }
        CHECK(json.at("nodes")[0].at("seqno") == 9);
        CHECK(json.at("nodes")[0].at("this_node") == true);
        CHECK(json.at("nodes")[2].at("seqno").is_null());
        CHECK(json.at("verdict").at("action") == "wait");
        CHECK(json.at("verdict").at("reason") == "last-members-missing");
        CHECK(json.at("verdict").at("rule") == "rule 4 (close the evidence)");
        CHECK(json.at("verdict").at("about") == nlohmann::json({"10.0.0.2", "10.0.0.3"}));
        CHECK(json.at("verdict").at("winner").is_null());
        CHECK(json.at("prospects")[0].contains("if"));
        CHECK(json.at("prospects")[0].contains("then"));
        CHECK(json.at("notes").empty());
    }
    TEST_CASE("the starts that failed are counted, and when the first of them did is told") {
        ClusterView all = view(Cluster(2).runs(1));
        all.nodes[1].failed_starts = FailedStarts{3, 1'764'253'385};
        const auto json = parsed(all);
        CHECK(json.at("nodes")[1].at("failed_starts") == 3);
        CHECK(json.at("nodes")[1].at("failing_since") == 1'764'253'385);
        CHECK(json.at("nodes")[0].at("failed_starts").is_null());
    }
    TEST_CASE("since when a node is held, by whom and why is told") {
        ClusterView all = view(Cluster(2).runs(1));
        all.nodes[1].hold = Hold{1'764'253'385, "root", "the disk is checked"};
        const auto json = parsed(all);
        CHECK(json.at("nodes")[1].at("held_since") == 1'764'253'385);
        CHECK(json.at("nodes")[1].at("held_by") == "root");
        CHECK(json.at("nodes")[1].at("held_because") == "the disk is checked");
        CHECK(json.at("nodes")[0].at("held_since").is_null());
    }
    TEST_CASE("without a verdict there is null") {
        CHECK(parsed(view(Cluster(2).runs(1).runs(2))).at("verdict").is_null());
    }
    TEST_CASE("timelines are found by their label") {
        const auto json = parsed(view(Cluster(2).is_down(1, alone(3)).runs(2, history(), timelines({timeline(1, 5)}))));
        CHECK(json.at("timelines")[1].at("label") == json.at("nodes")[1].at("timeline"));
        CHECK(json.at("timelines")[0].at("id").is_null());
        CHECK(json.at("timelines")[1].at("begins_at") == 5);
    }
    TEST_CASE("on one line there is no line break") {
        CHECK_FALSE(contains(to_json(view(Cluster(2).runs(1)), 1, true), "\n"));
        CHECK(contains(to_json(view(Cluster(2).runs(1)), 1, false), "\n"));
    }
    TEST_CASE("text that is not UTF-8 does not spoil it") {
        ClusterView all = view(Cluster(2).runs(1));
        all.notes = {"caf\xe9"};
        CHECK(parsed(all).at("notes").size() == 1);
    }
}
