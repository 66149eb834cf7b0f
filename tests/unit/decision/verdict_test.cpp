#include "decision/verdict.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string_view>

using namespace galera_initiator;

TEST_SUITE("verdict") {
    TEST_CASE("each reason is of the rule of the manual that gives it") {
        const std::map<std::string_view, std::set<Reason>> rules{
            {"rule 1 (somebody runs)",
             {Reason::peer_runs, Reason::peer_runs_unproven, Reason::peer_runs_data_discarded, Reason::donor_busy,
              Reason::foreign_history, Reason::forked_history, Reason::fork_unproven, Reason::unreadable_data}},
            {"rule 2 (a peer is alive but silent)", {Reason::peer_silent}},
            {"rule 3 (a peer bootstraps, joins or stops)",
             {Reason::peer_starting, Reason::peer_non_primary, Reason::settings_differ}},
            {"rule 4 (close the evidence)",
             {Reason::last_members_missing, Reason::members_unknown, Reason::fresh_nodes_missing,
              Reason::first_of_new_cluster, Reason::standalone_peer}},
            {"rule 5 (candidates)",
             {Reason::furthest_position, Reason::majority_position, Reason::data_unseen, Reason::peer_not_started,
              Reason::two_histories, Reason::contradictory_evidence, Reason::no_intact_data}},
            {"rules 1 and 5 (numbers never decide between forks)", {Reason::two_lineages}},
            {"rules 1 and 4 (databases from before Galera)", {Reason::standalone_data}},
            {"rule 6 (agreement)",
             {Reason::peer_will_bootstrap, Reason::agreement_pending, Reason::own_record_not_served,
              Reason::choice_is_bound}},
            {"the operator's word", {Reason::operator_word, Reason::word_is_void, Reason::operator_word_contradicted}},
            {"the operator's hold", {Reason::held}}};
        for (const auto& [rule, reasons] : rules) {
            for (const Reason reason : reasons) {
                CHECK(rule_of(reason) == rule);
            }
        }
    }
    TEST_CASE("each action has its word") {
        CHECK(word(Action::join) == "join");
        CHECK(word(Action::bootstrap) == "bootstrap");
        CHECK(word(Action::wait) == "wait");
        CHECK(word(Action::refuse) == "refuse");
    }
}
