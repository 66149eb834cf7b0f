#include "decision/explanation.hpp"

#include "common/error.hpp"
#include "configuration/time_span.hpp"
#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/evidence_words.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <set>

namespace galera_initiator {

namespace {

std::string names_of_concerned(const Situation& situation, const Verdict& verdict) {
    std::string names;
    Indices named;
    for (const Concern& concern : verdict.concerns) {
        if (named.insert(concern.node).second) {
            names += (names.empty() ? "" : ", ") + name_of(situation.nodes[concern.node]);
        }
    }
    return names;
}

std::string clauses(const Situation& situation, const Verdict& verdict) {
    std::string text;
    for (const Concern& concern : verdict.concerns) {
        text += (text.empty() ? "" : "; ") + name_of(situation.nodes[concern.node]) + " " + concern.why;
    }
    return text;
}

std::string own_name(const Situation& situation) {
    return name_of(situation.nodes[situation.self]);
}

std::string position_clause(const Situation& situation) {
    const auto& evidence = situation.nodes[situation.self].record->evidence;
    return evidence && evidence->position ? " at position " + evidence->position->to_string() : "";
}

std::string what_is_heard(const NodeSight& node) {
    switch (node.hearing) {
    case Hearing::heard:
        if (node.record->status == NodeStatus::recovering) {
            return "a position recovery is under way there";
        }
        return node.record->status == NodeStatus::joining ? "its server is starting, to join" : "";
    case Hearing::older_tool:
        return "it tells only that it is " + node.older_status +
               ": it has just begun its start, or runs the older tool";
    case Hearing::no_record:
    case Hearing::alive_but_silent:
    case Hearing::unreachable:
    case Hearing::unresolved:
        return node.detail;
    }
    throw Error("no such hearing");
}

/// The command by which the operator gives up the nodes that are waited for, and those that were given up already, for
/// a node's word takes the place of its last one; empty if they are alive.
std::string lost_command(const Situation& situation, const Verdict& verdict) {
    Situation with_words = situation;
    Indices lost = apply_words(with_words).lost;
    for (const Concern& concern : verdict.concerns) {
        if (!may_be_lost(situation.nodes[concern.node])) {
            return "";
        }
        lost.insert(concern.node);
    }
    std::string command = "galera_init assume-lost";
    for (const std::size_t node : lost) {
        command += " " + situation.nodes[node].address.to_string();
    }
    return command;
}

/// As the cluster address names them, in its order.
std::string listed_nodes(const Situation& situation) {
    std::string list;
    for (const NodeSight& node : situation.nodes) {
        list += (list.empty() ? "" : ",") + node.address.to_string();
    }
    return list;
}

/// The machines that are waited for are missing, or seem to be.
std::string remedy_for_missing(const Situation& situation, const Verdict& verdict) {
    std::string text;
    bool has_nameless = false;
    for (const Concern& concern : verdict.concerns) {
        const NodeSight& node = situation.nodes[concern.node];
        const std::string heard = what_is_heard(node);
        has_nameless = has_nameless || node.hearing == Hearing::unresolved;
        text += (text.empty() ? "" : " ") + name_of(node) +
                (heard.empty() ? ": see 'journalctl -t galera_init' there." : ": " + heard + ".");
    }
    // What may be this node's own fault is no reason to give others up.
    if (situation.own_agent_is_silent) {
        return text + " Mend this node's own way of asking first, for its own snmpd is not heard either (" +
               situation.own_service_detail + ").";
    }
    if (has_nameless) {
        return text +
               " See that DNS or /etc/hosts knows that name, or correct it in the cluster address on every node: "
               "the machine was not asked, and may be running.";
    }
    if (verdict.reason == Reason::peer_silent) {
        return text + " Where its SNMP agent gives no answer, mend that. A server that was started by hand or by "
                      "another unit has to be "
                      "stopped in an orderly way and started by its unit.";
    }
    if (verdict.reason == Reason::fresh_nodes_missing && situation.policies.fresh == Policies::Fresh::first) {
        return text + " That node makes the new cluster, and may have made it: start it, or mend its SNMP agent.";
    }
    const std::string command = lost_command(situation, verdict);
    if (command.empty()) {
        return text;
    }
    if (std::ranges::all_of(verdict.concerns,
                            [&](const Concern& concern) { return situation.nodes[concern.node].machine_is_up; })) {
        return text +
               " Its machine answers, or a firewall before it: see 'systemctl status snmpd' there, its community "
               "or user, and whether UDP port 161 is open.";
    }
    text += " Start the machine, or mend its SNMP agent or the network.";
    if (verdict.reason == Reason::fresh_nodes_missing) {
        return text +
               " Where machines are installed one at a time, set fresh = first in the [cluster] section of "
               "/etc/galera-initiator.conf on every node. If it will never come, run '" +
               command + "' on one waiting node.";
    }
    return text + " If it is gone for ever, with what only it held, run '" + command + "' on one waiting node.";
}

/// What is wrong with this node's own data, where somebody else is waited for.
std::string own_fault(const Situation& situation, const Verdict& verdict) {
    const auto& evidence = situation.nodes[situation.self].record->evidence;
    const bool is_named = std::any_of(verdict.concerns.begin(), verdict.concerns.end(),
                                      [&](const Concern& concern) { return concern.node == situation.self; });
    const bool is_whole = !evidence || evidence->data == DataState::intact || evidence->data == DataState::fresh;
    if (is_named || !evidence || evidence->remark.empty() ||
        (is_whole && evidence->membership != Membership::unknown)) {
        return "";
    }
    return " This node itself: " + in_words(*evidence) + ".";
}

std::string sight_clause(const Situation& situation, std::size_t index) {
    const NodeSight& node = situation.nodes[index];
    if (node.hearing != Hearing::heard) {
        return "not heard: " + what_is_heard(node);
    }
    std::string text(status_in_words(node.record->status));
    if (node.record->evidence) {
        text += ": " + in_words(*node.record->evidence);
    } else if (node.record->history) {
        text += ": history " + node.record->history->to_string();
    }
    if (node.record->hold) {
        text += "; " + in_words(*node.record->hold);
    }
    if (node.record->failed_starts) {
        text += "; " + in_words(*node.record->failed_starts);
    }
    if (const auto& said = node.record->operator_word) {
        text += "; the operator said " + std::string(word(said->kind)) + " there";
        const bool applies = has_evidence(node) && said->evidence == print_for_word(situation, index, said->kind);
        text += applies ? "" : ", but the evidence has changed since, so that is void";
    }
    return text;
}

bool is_held_peer(const Situation& situation, std::size_t index) {
    return index != situation.self && is_held(situation.nodes[index]);
}

/// Who is held has been told to stay down: what its starts did before is no matter.
bool has_failed_to_start(const Situation& situation, std::size_t index) {
    const NodeSight& node = situation.nodes[index];
    return index != situation.self && node.hearing == Hearing::heard && node.record->failed_starts && !is_held(node);
}

/// Without the nodes of which nobody but a person at work there knows when they come.
Verdict without_held(const Situation& situation, const Verdict& verdict) {
    Verdict others = verdict;
    std::erase_if(others.concerns, [&](const Concern& concern) { return is_held_peer(situation, concern.node); });
    return others;
}

/// Of those that are waited for. The way on is the one that leaves to whoever works there what is done with the data.
std::string holds(const Situation& situation, const Verdict& verdict) {
    std::string text;
    Indices told;
    for (const Concern& concern : verdict.concerns) {
        if (is_held_peer(situation, concern.node) && told.insert(concern.node).second) {
            const NodeSight& node = situation.nodes[concern.node];
            text += " " + name_of(node) + " is " + in_words(*node.record->hold) +
                    ". When that work is done, run 'galera_init release' there and start it, for example with "
                    "'systemctl start mariadb'.";
        }
    }
    const bool keeps_others_down = verdict.reason == Reason::peer_not_started || verdict.reason == Reason::data_unseen;
    return text.empty() || !keeps_others_down
               ? text
               : text + " If the others cannot be down for so long, 'galera_init bootstrap-here' on the furthest of "
                        "them says first what is given up, and the one that is held keeps its data.";
}

/// Of those that are waited for. Only a person can mend that; what only such a node holds stays there meanwhile.
std::string failures_to_start(const Situation& situation, const Verdict& verdict) {
    std::string text;
    for (const Concern& concern : verdict.concerns) {
        if (has_failed_to_start(situation, concern.node)) {
            const NodeSight& node = situation.nodes[concern.node];
            text += " " + name_of(node) + " has tried: " + in_words(*node.record->failed_starts) +
                    ". See its unit's journal there, for example with 'journalctl -u mariadb', mend what it says and "
                    "start it again.";
        }
    }
    return text.empty()
               ? text
               : text + " If that cannot be mended, another node can go on: 'galera_init bootstrap-here' on the "
                        "furthest of them says first what is given up, and the one that fails keeps its data.";
}

/// Where it holds one, or shows one in the place of what it held.
std::string own_position(const Situation& situation) {
    return own_evidence(situation).as_shown().position.value().to_string();
}

std::string own_data_that_is_unseen(const Situation& situation) {
    const auto& evidence = situation.nodes[situation.self].record->evidence;
    if (evidence && evidence->shown) {
        return "; what is not seen here is given up: " + evidence->remark;
    }
    return evidence && evidence->data == DataState::unseen
               ? "; a full state transfer fills the data folder, for " + evidence->remark +
                     " If a disk belongs there, stop this start, mount it and start again"
               : "";
}

/// The one with the furthest position. @param nodes  that have one; at least one
std::size_t furthest_of(const Situation& situation, const Indices& nodes) {
    return *std::max_element(nodes.begin(), nodes.end(), [&](std::size_t left, std::size_t right) {
        return evidence_of(situation, left).position->seqno() < evidence_of(situation, right).position->seqno();
    });
}

/// Does another node keep all that this one shows in the place of its unseen data?
bool is_kept_elsewhere(const Situation& situation, const Evidence& shown) {
    return !shown.position || std::ranges::any_of(situation.nodes, [&](const NodeSight& node) {
        return has_evidence(node) && keeps_what_it_holds(node) && is_part_of(shown, *node.record->evidence);
    });
}

/// Nobody is told to give up what is there in the place of unseen data while it may be all that is left.
std::string remedy_for_unseen_data(const Situation& situation, const Verdict& verdict) {
    const std::string text =
        "Is its data folder mounted, and is it the right one? See to it, and start its server there "
        "again, for example with 'systemctl restart mariadb': its own unit may find what the one "
        "at boot could not.";
    const bool may_be_given_up = std::ranges::all_of(verdict.concerns, [&](const Concern& concern) {
        return is_kept_elsewhere(situation, evidence_of(situation, concern.node).as_shown());
    });
    if (may_be_given_up) {
        const std::string command = lost_command(situation, verdict);
        return text + " If its data is gone for ever, run 'galera_init discard-local-data' there" +
               (command.empty() ? "." : ", or '" + command + "' on another waiting node.");
    }
    return text +
           " If that is gone for ever, run 'galera_init bootstrap-here' on the node whose data is to be gone on from: "
           "it says first what is given up.";
}

/// A backup is the last resort: it is no help where data is there, or where somebody has not told of any yet.
std::string remedy_without_whole_data(const Situation& situation) {
    const Indices doubtful = select(
        situation, [](const NodeSight& node) { return has_evidence(node) && node.record->evidence->may_be_whole(); });
    const Indices unread = select(situation, [](const NodeSight& node) {
        return has_evidence(node) && node.record->evidence->data == DataState::unreadable &&
               !node.record->evidence->may_be_whole();
    });
    const Indices whole = select(situation, [](const NodeSight& node) {
        return has_evidence(node) && node.record->evidence->data == DataState::intact;
    });
    const Indices untold = peers(situation, [](const NodeSight& node) { return !has_evidence(node); });
    std::vector<std::string> steps;
    if (!doubtful.empty()) {
        const std::string name = name_of(situation.nodes[furthest_of(situation, doubtful)]);
        steps.push_back("If " + name +
                        " was a member of the cluster with all data when it stopped, run 'galera_init "
                        "bootstrap-here' there, which says first what is given up" +
                        (whole.empty() ? "" : "; if not, run 'galera_init discard-local-data' there") +
                        "; then start again.");
    }
    if (!unread.empty()) {
        steps.push_back("Mend what keeps the position from being found on " + names_of(situation, unread) +
                        ", and start again.");
    }
    if (!untold.empty()) {
        steps.push_back("See what " + names_of(situation, untold) +
                        " holds: start the machine, or mend its SNMP agent or the network.");
    }
    if (doubtful.empty() && !whole.empty()) {
        const std::string name = name_of(situation.nodes[furthest_of(situation, whole)]);
        steps.push_back("The data of " + name +
                        " is whole, of an earlier component: 'galera_init bootstrap-here' there "
                        "says first what is given up.");
    }
    if (steps.empty()) {
        return "Restore a backup on one node, or look for a node with whole data that is not in the cluster address.";
    }
    std::string text;
    for (const std::string& step : steps) {
        text += (text.empty() ? "" : " ") + step;
    }
    return text;
}

std::string summary_of(const Hold& hold) {
    return "Refuses to start: this node is " + in_words(hold);
}

bool somebody_runs(const Situation& situation) {
    return !peers(situation, runs).empty();
}

} // namespace

std::string name_of(const NodeSight& node) {
    std::string address = node.address.to_string();
    if (!node.record || node.record->node_name.empty() || node.record->node_name == node.address.host()) {
        return address;
    }
    return node.record->node_name + " (" + address + ")";
}

std::string names_of(const Situation& situation, const Indices& nodes) {
    std::string names;
    for (const std::size_t node : nodes) {
        names += (names.empty() ? "" : ", ") + name_of(situation.nodes[node]);
    }
    return names;
}

std::string way_out_of_two_clusters() {
    return "Keep clients off one of them now. Find out which is wanted, save what is wanted of the other while its "
           "servers run, stop these, and run 'galera_init discard-local-data' on each of its nodes.";
}

std::string remedy_for_hold(const std::string& unit) {
    return "When the work is done, run 'galera_init release' here, then 'systemctl start " + unit + "'.";
}

std::string summarise(const Situation& situation, const Verdict& verdict) {
    switch (verdict.action) {
    case Action::join:
        return "Joins the cluster that " + names_of_concerned(situation, verdict) +
               (verdict.concerns.size() == 1 ? " runs" : " run") +
               (verdict.reason == Reason::peer_runs_unproven ? "; which history that is could not be told" : "") +
               (verdict.discards_data ? "; what this node holds is replaced, as the operator said" : "") +
               own_data_that_is_unseen(situation);
    case Action::bootstrap:
        switch (verdict.reason) {
        case Reason::first_of_new_cluster:
            return situation.policies.fresh == Policies::Fresh::first
                       ? "Bootstraps a new cluster: no node that answers holds data, and " + own_name(situation) +
                             " is the first in the cluster address (fresh = first)"
                       : "Bootstraps a new cluster: no configured node holds data, and " + own_name(situation) +
                             " is the first of them that is being started";
        case Reason::operator_word:
            return "Bootstraps as the operator asked" + position_clause(situation);
        case Reason::majority_position:
            return "Bootstraps" + position_clause(situation) +
                   ": the furthest that a majority of the last primary component holds (wait_for = majority); " +
                   clauses(situation, verdict);
        default:
            return "Bootstraps" + position_clause(situation) +
                   ": the furthest that the last primary component's disks hold" +
                   (verdict.concerns.empty() ? "" : "; " + clauses(situation, verdict));
        }
    case Action::restore:
        return "Starts together with " + names_of_concerned(situation, verdict) + position_clause(situation) + ": " +
               (verdict.winner == situation.self ? "the furthest that the last primary component's disks hold"
                                                 : "part of what that one goes on from");
    case Action::wait:
        if (verdict.reason == Reason::agreement_pending && verdict.concerns.empty()) {
            return "Is to bootstrap" + position_clause(situation) + "; asks the other nodes to agree";
        }
        if (verdict.reason == Reason::own_record_not_served) {
            return "Is to bootstrap, but its peers cannot hear it: " + situation.own_service_detail;
        }
        if (verdict.reason == Reason::members_unknown || verdict.reason == Reason::invariant_broken) {
            return "Waits: " + clauses(situation, verdict);
        }
        return "Waits for " + names_of_concerned(situation, verdict) + ": " + clauses(situation, verdict);
    case Action::refuse:
        switch (verdict.reason) {
        case Reason::foreign_history:
            return "Refuses to join: this node holds " + own_position(situation) + ", but " +
                   clauses(situation, verdict);
        case Reason::forked_history:
        case Reason::fork_unproven:
            return "Refuses to join, and leaves this node's data as it is: this node holds " + own_position(situation) +
                   ", but " + clauses(situation, verdict);
        case Reason::two_lineages:
            return "Refuses to start: the history has forked, and numbers never decide between forks: " +
                   clauses(situation, verdict);
        case Reason::two_histories:
            return "Refuses to start: the nodes hold different histories, and numbers never decide between "
                   "histories: " +
                   clauses(situation, verdict);
        case Reason::standalone_data:
            return "Refuses to start: this node " + situation.nodes[situation.self].record->evidence->remark +
                   (verdict.concerns.empty() ? "" : "; " + clauses(situation, verdict));
        case Reason::unreadable_data:
            return "Refuses to join: this node's position could not be found (" +
                   situation.nodes[situation.self].record->evidence->remark + "); " + clauses(situation, verdict);
        case Reason::operator_word_contradicted:
            return "Refuses to bootstrap as the operator asked: " + clauses(situation, verdict);
        case Reason::held:
            return summary_of(situation.nodes[situation.self].record->hold.value());
        default:
            return "Refuses to start: " + clauses(situation, verdict);
        }
    }
    throw Error("no such action");
}

std::string remedy_for(const Situation& situation, const Verdict& verdict) {
    switch (verdict.reason) {
    case Reason::peer_runs:
    case Reason::peer_runs_data_discarded:
    case Reason::majority_position:
    case Reason::first_of_new_cluster:
    case Reason::furthest_position:
    case Reason::agreed_view:
    case Reason::operator_word:
    case Reason::peer_starting:
    case Reason::donor_busy:
    case Reason::peer_holds_more:
    case Reason::peer_will_bootstrap:
    case Reason::agreement_pending:
        return "";
    case Reason::peer_non_primary:
        return "Its watch ends it and starts it anew within seconds where nobody else runs; if it does not, run "
               "'systemctl restart mariadb' there.";
    case Reason::peer_runs_unproven:
        return "Run Galera Initiator on every node.";
    case Reason::last_members_missing:
    case Reason::peer_silent:
    case Reason::fresh_nodes_missing:
        return remedy_for_missing(situation, verdict);
    case Reason::data_unseen: {
        const Verdict others = without_held(situation, verdict);
        return others.concerns.empty() ? "" : remedy_for_unseen_data(situation, others);
    }
    case Reason::members_unknown:
        if (verdict.concerns.size() > 1) { // several nodes say to have been one member
            return "Find out whose data folder is the copy, and which node holds what is wanted: run 'galera_init "
                   "bootstrap-here' there. It tells first what the others hold.";
        }
        return "The cluster address names " + std::to_string(situation.nodes.size()) +
               (situation.nodes.size() == 1 ? " node" : " nodes") + " (" + listed_nodes(situation) +
               "): name all of them in wsrep_cluster_address on every node, then run 'systemctl daemon-reload' there, "
               "and 'systemctl restart " +
               situation.unit +
               "' where a start waits, as here. If they are arbitrators (garbd), say how many there are with "
               "'arbitrators' in the [cluster] section of /etc/galera-initiator.conf on every node; a node is none. If "
               "neither, the data folder of a node was replaced: by a new disk, by a snapshot or by a copy of another "
               "node's. Then see in 'galera_check cluster' which node holds most, and run 'galera_init bootstrap-here' "
               "there: it tells first what the others hold.";
    case Reason::peer_not_started: {
        Verdict others = without_held(situation, verdict);
        std::erase_if(others.concerns,
                      [&](const Concern& concern) { return has_failed_to_start(situation, concern.node); });
        return others.concerns.empty() ? ""
                                       : "Start the server on " + names_of_concerned(situation, others) +
                                             ", for example with 'systemctl start mariadb' there.";
    }
    case Reason::own_record_not_served:
        return "This node goes on by itself once that is mended.";
    case Reason::settings_differ:
        return "Make wsrep_cluster_address (the same nodes in the same order, here " + listed_nodes(situation) +
               ") and the [cluster] section of /etc/galera-initiator.conf alike on every node, then run 'systemctl "
               "daemon-reload' there, and 'systemctl restart " +
               situation.unit + "' where a start waits, as here.";
    case Reason::choice_is_bound: {
        const std::string command = lost_command(situation, verdict);
        return command.empty() ? "See 'journalctl -t galera_init' there."
                               : "Bring it back. If it is gone for ever, run '" + command + "' here.";
    }
    case Reason::word_is_void:
        return "Start the nodes that held what was wanted then: this one goes on once they are heard. If it is refused "
               "beside what they hold now, run 'galera_init discard-local-data' here again. Only if this node's own "
               "data is to be kept, run 'galera_init withdraw' here: it may bootstrap from that at once.";
    case Reason::invariant_broken:
        return "That is a fault of Galera Initiator, which starts nothing by such a verdict. Report it with what "
               "'galera_check cluster --json' prints here now.";
    case Reason::standalone_peer:
        return verdict.concerns.size() == 1
                   ? "Run galera_new_cluster on " + names_of_concerned(situation, verdict) +
                         " to make its databases the cluster's."
                   : "They are not merged. Save those that are wanted of all but one of " +
                         names_of_concerned(situation, verdict) +
                         ", and run galera_new_cluster on that one to make its databases the cluster's.";
    case Reason::standalone_data:
        return verdict.concerns.empty() ? "Run galera_new_cluster here to make them the new cluster's."
                                        : "Save them and move the data folder away, then start again.";
    case Reason::foreign_history:
    case Reason::forked_history:
    case Reason::fork_unproven:
        return "Save what is wanted of this node's data. Then, to give up what only it holds, run "
               "'galera_init discard-local-data' here and start again.";
    case Reason::two_histories:
    case Reason::two_lineages:
        return somebody_runs(situation)
                   ? "Two clusters run. " + way_out_of_two_clusters() + " Then start again."
                   : "Find out which is wanted, and save what is wanted of the other. Run 'galera_init bootstrap-here' "
                     "on the furthest node that holds the wanted one, and start it. Those that hold the other are "
                     "refused then, until 'galera_init discard-local-data' is run on each.";
    case Reason::unreadable_data:
        return "Mend what keeps the position from being found. Or, to give up what this node holds, run 'galera_init "
               "discard-local-data' here and start again.";
    case Reason::contradictory_evidence:
        return "Was a safe_to_bootstrap edited by hand, or a server run by hand? Find out which node holds what is "
               "wanted, and run 'galera_init bootstrap-here' there; or 'galera_init discard-local-data' on each of the "
               "others that are named. Then start again.";
    case Reason::no_intact_data:
        return remedy_without_whole_data(situation);
    case Reason::held:
        return remedy_for_hold(situation.unit);
    case Reason::operator_word_contradicted:
        if (!situation.operator_asks_for_bootstrap) {
            return "Run 'galera_init withdraw' where the word is not meant, then start again.";
        }
        return somebody_runs(situation)
                   ? "Nothing was changed. To join them, start this node as usual: 'systemctl start " + situation.unit +
                         "'."
                   : "Nothing was changed. Do not edit grastate.dat: that hides what the others may hold. Start the "
                     "nodes that are named, for example with 'systemctl start mariadb', and this one as well: the "
                     "right "
                     "one bootstraps by itself. Where a node is gone for ever, a start that waits for it names the "
                     "command that gives it up.";
    }
    throw Error("no such reason");
}

std::string ways_on(const Situation& situation, const Verdict& verdict) {
    const bool waits = verdict.action == Action::wait;
    const std::string more =
        waits ? holds(situation, verdict) + failures_to_start(situation, verdict) + own_fault(situation, verdict) : "";
    const std::string remedy = remedy_for(situation, verdict);
    return remedy.empty() && !more.empty() ? more.substr(1) : remedy + more;
}

std::string remedy_if_it_lasts(const Situation& situation, const Verdict& verdict) {
    return verdict.reason != Reason::agreement_pending
               ? ""
               : "If it lasts, see 'systemctl status mariadb' on " + names_of_concerned(situation, verdict) +
                     ": this node may not be heard there over SNMP (UDP port 161).";
}

std::string sentence(const Situation& situation, const Verdict& verdict) {
    const std::string more = ways_on(situation, verdict);
    const bool waits_for_flag = situation.bootstrap_flag_is_ignored && verdict.action == Action::wait;
    return summarise(situation, verdict) + (more.empty() ? "." : ". " + more) +
           (!waits_for_flag ? ""
            : situation.policies.fresh == Policies::Fresh::first
                ? " The bootstrap flag in the environment does not count."
                : " The bootstrap flag in the environment does not count: to bootstrap here, run galera_new_cluster.");
}

std::string sentence(const Hold& hold, const std::string& unit) {
    return summary_of(hold) + ". " + remedy_for_hold(unit);
}

std::string status_text(const Situation& situation, const Verdict& verdict, std::chrono::milliseconds waited) {
    constexpr std::chrono::seconds worth_telling{10};
    if (waited < worth_telling) {
        return sentence(situation, verdict);
    }
    const std::string more = remedy_if_it_lasts(situation, verdict);
    return "[" + time_span_text(waited) + "] " + sentence(situation, verdict) + (more.empty() ? "" : " " + more);
}

std::string list_evidence(const Situation& situation) {
    std::string text;
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        const NodeSight& node = situation.nodes[index];
        text += (text.empty() ? "" : "\n") + name_of(node) + (index == situation.self ? " [this node]: " : ": ") +
                sight_clause(situation, index);
    }
    return text;
}

std::vector<std::string> encode_evidence(const Situation& situation) {
    std::vector<std::string> texts;
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        const NodeSight& node = situation.nodes[index];
        texts.push_back(node.address.to_string() + (index == situation.self ? " this-node " : " peer ") +
                        std::string(word(node.hearing)) + " " +
                        (node.record ? node.record->to_line() : what_is_heard(node)));
    }
    return texts;
}

} // namespace galera_initiator
