#pragma once

#include "decision/choice.hpp"
#include "evidence/agreed_view.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

enum class Action {
    join,      ///< start the server, to join a running component
    bootstrap, ///< start the server as the first of a new primary component
    restore,   ///< start the server together with others, as a member of a view that they have agreed on
    wait,      ///< nothing is safe yet; ask again
    refuse,    ///< a person must decide; the start fails
};

/// Why, as one fixed word for the journal's GALERA_REASON.
enum class Reason {
    peer_runs,                  ///< join: a peer runs in a primary component of this history
    peer_runs_unproven,         ///< join: a peer runs, but cannot tell its history
    peer_runs_data_discarded,   ///< join: the operator has given up what this node holds
    furthest_position,          ///< bootstrap: the furthest position of the last primary component
    majority_position,          ///< bootstrap: the furthest position of a majority of the last primary component
    first_of_new_cluster,       ///< bootstrap: every configured node is fresh
    agreed_view,                ///< restore: it is the furthest position, or part of it, of the last primary component
    operator_word,              ///< bootstrap: the operator runs galera_new_cluster or said bootstrap-here
    peer_silent,                ///< wait: alive but silent, it may be a running cluster
    peer_starting,              ///< wait: a peer bootstraps, joins or stops
    peer_non_primary,           ///< wait: a peer's server is up, and has lost its primary component
    donor_busy,                 ///< wait: another node joins first, because one after the other is faster
    last_members_missing,       ///< wait: members of the last primary component are not heard
    members_unknown,            ///< wait: its members are not all in the cluster address
    data_unseen,                ///< wait: a member of the last primary component has data that cannot be seen now
    fresh_nodes_missing,        ///< wait: a new cluster needs every node's word
    peer_not_started,           ///< wait: the node that must bootstrap is not being started
    peer_holds_more,            ///< wait, one round: this node writes down that it goes by a node that left before
    peer_will_bootstrap,        ///< wait: another node is about to bootstrap
    agreement_pending,          ///< wait: this node is to bootstrap; the others have not all said so yet
    own_record_not_served,      ///< wait: this node is to bootstrap, but its peers cannot hear it
    settings_differ,            ///< wait: another node is configured with another cluster address or other policies
    choice_is_bound,            ///< wait: this node has chosen a claim whose owner may have used it
    word_is_void,               ///< wait: the data here was given up, for other evidence than there is now
    standalone_peer,            ///< wait: a peer holds databases from before Galera
    invariant_broken,           ///< wait: the rules gave a verdict that must never be: a fault of this program
    foreign_history,            ///< refuse: a peer runs another history than this node holds
    forked_history,             ///< refuse: this node holds transactions that the running cluster's history lacks
    fork_unproven,              ///< refuse: too many bootstraps ago to tell whether it does
    two_histories,              ///< refuse: the stopped nodes hold more than one history
    two_lineages,               ///< refuse: nodes that may bootstrap hold transactions that the others lack
    contradictory_evidence,     ///< refuse: two nodes each say that the other was not in the last primary component
    standalone_data,            ///< refuse: this node holds databases from before Galera
    unreadable_data,            ///< refuse: this node's position could not be found
    no_intact_data,             ///< refuse: none of the last primary component's data is whole
    operator_word_contradicted, ///< refuse: the evidence speaks against galera_new_cluster here
    held,                       ///< refuse: a person keeps this node down; before the rule is asked
};

/// A node that a verdict is about: awaited, or in the way.
struct Concern {
    std::size_t node = 0; ///< index in the situation
    std::string why;      ///< a clause: "was in the last primary component"
    bool operator==(const Concern&) const = default;
};

/// The outcome of a decision.
struct Verdict {
    Action action = Action::wait;
    Reason reason = Reason::last_members_missing;

    /// For joins, waits and refusals: who, and why it matters.
    std::vector<Concern> concerns = {};

    /// The node that should bootstrap, where that is known.
    std::optional<std::size_t> winner = std::nullopt;

    /// This node should publish a claim (its own, new if it has none).
    bool claims = false;

    /// The other node's claim to publish as this node's choice. Who claims chooses its own; then this is what still
    /// binds it to somebody else.
    std::optional<Choice> choice = std::nullopt;

    /// What this node crashed in is not the last primary component: it is to tell, and to remember, that it left it.
    bool outlives_view = false;

    /// For joins, and for restores that another node leads: the node whose history this one takes over, where it tells
    /// it.
    std::optional<std::size_t> history_of = std::nullopt;

    /// For waits: the node that this one goes by from now on, which it has to write down before it tells so.
    std::optional<std::size_t> goes_by = std::nullopt;

    /// For restores: the view that the nodes have agreed on.
    std::optional<AgreedView> together = std::nullopt;

    /// For joins: this node's data goes, by the operator's word.
    bool discards_data = false;

    bool operator==(const Verdict&) const = default;
};

/// "bootstrap"; GALERA_DECISION of the journal.
std::string_view word(Action action);

/// "furthest-position"; GALERA_REASON of the journal.
std::string_view word(Reason reason);

/// Which rule of galera-initiator(7) gave it: "rule 5 (candidates)".
std::string_view rule_of(Reason reason);

} // namespace galera_initiator
