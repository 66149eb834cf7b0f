#include "decision/verdict.hpp"

#include "common/error.hpp"

namespace galera_initiator {

std::string_view word(Action action) {
    switch (action) {
    case Action::join:
        return "join";
    case Action::bootstrap:
        return "bootstrap";
    case Action::restore:
        return "restore";
    case Action::wait:
        return "wait";
    case Action::refuse:
        return "refuse";
    }
    throw Error("no such action");
}

std::string_view word(Reason reason) {
    switch (reason) {
    case Reason::peer_runs:
        return "peer-runs";
    case Reason::peer_runs_unproven:
        return "peer-runs-unproven";
    case Reason::peer_runs_data_discarded:
        return "peer-runs-data-discarded";
    case Reason::furthest_position:
        return "furthest-position";
    case Reason::majority_position:
        return "majority-position";
    case Reason::first_of_new_cluster:
        return "first-of-new-cluster";
    case Reason::agreed_view:
        return "agreed-view";
    case Reason::operator_word:
        return "operator-word";
    case Reason::peer_silent:
        return "peer-silent";
    case Reason::peer_starting:
        return "peer-starting";
    case Reason::peer_non_primary:
        return "peer-non-primary";
    case Reason::donor_busy:
        return "donor-busy";
    case Reason::last_members_missing:
        return "last-members-missing";
    case Reason::members_unknown:
        return "members-unknown";
    case Reason::data_unseen:
        return "data-unseen";
    case Reason::fresh_nodes_missing:
        return "fresh-nodes-missing";
    case Reason::peer_not_started:
        return "peer-not-started";
    case Reason::peer_holds_more:
        return "peer-holds-more";
    case Reason::peer_will_bootstrap:
        return "peer-will-bootstrap";
    case Reason::agreement_pending:
        return "agreement-pending";
    case Reason::own_record_not_served:
        return "own-record-not-served";
    case Reason::settings_differ:
        return "settings-differ";
    case Reason::choice_is_bound:
        return "choice-is-bound";
    case Reason::word_is_void:
        return "word-is-void";
    case Reason::standalone_peer:
        return "standalone-peer";
    case Reason::invariant_broken:
        return "invariant-broken";
    case Reason::foreign_history:
        return "foreign-history";
    case Reason::forked_history:
        return "forked-history";
    case Reason::fork_unproven:
        return "fork-unproven";
    case Reason::two_histories:
        return "two-histories";
    case Reason::two_lineages:
        return "two-lineages";
    case Reason::contradictory_evidence:
        return "contradictory-evidence";
    case Reason::standalone_data:
        return "standalone-data";
    case Reason::unreadable_data:
        return "unreadable-data";
    case Reason::no_intact_data:
        return "no-intact-data";
    case Reason::operator_word_contradicted:
        return "operator-word-contradicted";
    case Reason::held:
        return "held";
    }
    throw Error("no such reason");
}

std::string_view rule_of(Reason reason) {
    switch (reason) {
    case Reason::peer_runs:
    case Reason::peer_runs_unproven:
    case Reason::peer_runs_data_discarded:
    case Reason::donor_busy:
    case Reason::foreign_history:
    case Reason::forked_history:
    case Reason::fork_unproven:
    case Reason::unreadable_data:
        return "rule 1 (somebody runs)";
    case Reason::peer_silent:
        return "rule 2 (a peer is alive but silent)";
    case Reason::peer_starting:
    case Reason::peer_non_primary:
    case Reason::settings_differ:
        return "rule 3 (a peer bootstraps, joins or stops)";
    case Reason::last_members_missing:
    case Reason::members_unknown:
    case Reason::fresh_nodes_missing:
    case Reason::first_of_new_cluster:
    case Reason::standalone_peer:
        return "rule 4 (close the evidence)";
    case Reason::furthest_position:
    case Reason::majority_position:
    case Reason::data_unseen:
    case Reason::peer_holds_more:
    case Reason::peer_not_started:
    case Reason::two_histories:
    case Reason::contradictory_evidence:
    case Reason::no_intact_data:
        return "rule 5 (candidates)";
    case Reason::two_lineages:
        return "rules 1 and 5 (numbers never decide between forks)";
    case Reason::standalone_data:
        return "rules 1 and 4 (databases from before Galera)";
    case Reason::peer_will_bootstrap:
    case Reason::agreement_pending:
    case Reason::agreed_view:
    case Reason::own_record_not_served:
    case Reason::choice_is_bound:
        return "rule 6 (agreement)";
    case Reason::operator_word:
    case Reason::word_is_void:
    case Reason::operator_word_contradicted:
        return "the operator's word";
    case Reason::held:
        return "the operator's hold";
    case Reason::invariant_broken:
        return "the invariants";
    }
    throw Error("no such reason");
}

} // namespace galera_initiator
