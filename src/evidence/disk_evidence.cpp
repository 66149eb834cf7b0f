#include "evidence/disk_evidence.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "common/probe.hpp"
#include "evidence/remembering.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/view_state.hpp"

#include <algorithm>
#include <utility>

namespace galera_initiator {

namespace {

using UnfinishedStart = NodeMemory::UnfinishedStart;

/// The provider's files as far as they can be believed.
struct ReadStates {
    std::optional<SavedState> saved;
    bool saved_is_torn = false;
    std::optional<ViewState> view;
    bool view_is_torn = false;     ///< or outlived
    bool view_is_outlived = false; ///< a later one could not be written down

    /// The component of the last start together with others has not formed. The view before counts.
    bool has_not_formed = false;
};

/// Of a component that has not formed here there is no view. One that this memory knows nothing of shows nothing.
void put_agreed_view_aside(ReadStates& states, const NodeMemory& memory) {
    if (!states.view || (states.view->has_formed() && !is_restore(memory.unfinished_start))) {
        return;
    }
    const auto& last = memory.last_view;
    const bool is_known = last && last->member.same_member(states.view->own);
    if (states.view->has_formed()) {
        states.has_not_formed = is_known && states.view->number <= last->number; // it was to be replaced
        return;
    }
    if (memory.is_before_last_view(*states.view)) {
        return; // put back
    }
    const bool replaced_view = memory.unfinished_start == UnfinishedStart::restore_over_view;
    states.view = is_known ? memory.replaced_view() : std::nullopt;
    states.has_not_formed = is_known && states.view.has_value() == replaced_view;
    states.view_is_torn = !states.has_not_formed;
    if (states.has_not_formed) {
        reached(Probe::disk_agreed_view_has_not_formed);
    }
}

ReadStates read_states(const DiskFacts& facts) {
    ReadStates states;
    if (facts.saved_state) {
        try {
            states.saved = SavedState::parse(*facts.saved_state);
        } catch (const ParseError&) {
            states.saved_is_torn = true;
        }
    }
    states.view_is_outlived = facts.view_state && facts.has_unfinished_view;
    states.view_is_torn = states.view_is_outlived;
    if (facts.view_state && !states.view_is_outlived) {
        try {
            states.view = ViewState::parse(*facts.view_state);
        } catch (const ParseError&) {
            states.view_is_torn = true;
        }
    }
    put_agreed_view_aside(states, facts.memory);
    return states;
}

/// The provider writes a seqno while it is paused (by a donor's script, or a backup's lock), too. A clean stop takes
/// the view file away. Source: galera, galera/src/replicator_smm.cpp (pause), gcomm/src/pc.cpp (PC::close).
bool has_clean_position(const DiskFacts& facts, const ReadStates& states) {
    return states.saved && !states.saved->history.is_nil() && states.saved->seqno && !facts.view_state &&
           facts.keeps_views && !facts.transfer_in_progress;
}

/// The provider writes its seqno down when it closes, and its server the last of its data after that. So it counts
/// where the end was seen; what was found then is found again without a recovery, where the data is the same.
/// Source: MariaDB, sql/mysqld.cc (close_connections() before clean_up()).
bool seqno_may_outrun_data(const DiskFacts& facts) {
    return !facts.server_was_seen_to_end;
}

bool was_ever_a_member(const DiskFacts& facts) {
    return facts.memory.history || !facts.memory.identities.empty() || facts.view_state;
}

/// Has no transfer touched the data since a join set out with it, or set out to have it replaced?
bool is_as_it_joined(const DiskFacts& facts) {
    return is_join(facts.memory.unfinished_start) && facts.data_is_as_it_joined;
}

struct JudgedData {
    DataState state;
    std::optional<Position> position = std::nullopt;
    std::string remark{};
    std::optional<ShownInstead> shown = std::nullopt;
};

/// Has a state transfer of a join that has not come to its end begun, or may it have? It leaves a mark, or a
/// grastate.dat that names no history. A join that was to be filled had nothing that it could lose.
bool transfer_may_have_begun(const DiskFacts& facts, const ReadStates& states) {
    const auto start = facts.memory.unfinished_start;
    const bool is_traced =
        facts.transfer_in_progress || states.saved_is_torn || (states.saved && states.saved->history.is_nil());
    return start == UnfinishedStart::join_to_fill || (is_join_with_data(start) && is_traced);
}

/// Is the data folder not the one that the last start set out with?
bool is_another_folder(const DiskFacts& facts) {
    const std::string& known = facts.memory.data_folder;
    return !known.empty() && !are_marks_of_one(facts.folder_mark, known);
}

/// Of whatever the folder shows, where an unfinished join has set out with another one.
std::optional<JudgedData> judge_another_folder(const DiskFacts& facts, const std::optional<ShownInstead>& shown) {
    if (!is_another_folder(facts) || !is_join(facts.memory.unfinished_start)) {
        return std::nullopt;
    }
    reached(Probe::disk_joined_in_another_folder);
    return JudgedData{DataState::unseen, std::nullopt,
                      "what this node had, or was given when it set out to join, is in another data folder: is it "
                      "mounted?",
                      shown};
}

/// Of data that is not where this node had it, and that no transfer has begun to replace. The provider's files show
/// nothing of the data where they are in a folder of their own.
std::optional<JudgedData> judge_unseen(const DiskFacts& facts, const ReadStates& states) {
    if (auto judged = judge_another_folder(facts, std::nullopt)) {
        return judged;
    }
    if (!facts.memory.history || transfer_may_have_begun(facts, states)) {
        return std::nullopt;
    }
    const auto& last = facts.memory.last_position;
    const std::string remembered =
        "this node remembers " +
        (last ? "position " + last->to_string() : "data of history " + facts.memory.history->to_string());
    // A transfer that was under way would be a part of that join, and so would what it has brought.
    if (facts.folder == DataFolder::initialised && !facts.user_databases.empty()) {
        return JudgedData{DataState::unseen, std::nullopt,
                          remembered + ", and its folder holds database " + facts.user_databases.front() +
                              " of no history: a restored dump?",
                          ShownInstead{}};
    }
    return JudgedData{DataState::unseen, std::nullopt,
                      remembered + ", and its data folder holds none of it: is it mounted?"};
}

/// Can data of that history have come to this node, which has had some? Only a join brings another one, that of whom it
/// joins, and it is written down before the start where that node has told it.
bool may_be_of_history(const NodeMemory& memory, const Uuid& history) {
    return history == memory.history || history == memory.lineage_history ||
           (is_join(memory.unfinished_start) && !memory.lineage_history);
}

constexpr const char* old_view =
    "gvwstate.dat is of a component from before the last one that this node has been seen in";

/// How data at this position is less than what this node is known to have held, for people; empty: it is not. Then it
/// was put back from a snapshot or a copy.
std::string what_is_less(const DiskFacts& facts, const ReadStates& states, const Position& position) {
    const NodeMemory& memory = facts.memory;
    if (memory.history && !may_be_of_history(memory, position.history())) {
        reached(Probe::disk_of_another_history);
        return "its data is at " + position.to_string() + " and was of history " + memory.history->to_string();
    }
    const auto& last = memory.last_position;
    const bool is_comparable = last && last->history() == position.history();
    if (is_comparable && position.seqno() < last->seqno()) {
        return "its data is at " + position.seqno().to_string() + " and was at " + last->seqno().to_string();
    }
    // Each primary component that a server is in uses up a seqno. Source: galera, galera/src/replicator_smm.cpp
    // (process_conf_change).
    const bool has_been_up = memory.has_run_since && has_been_seen_up(memory.unfinished_start);
    const bool was_stopped_there = has_clean_position(facts, states) && states.saved->seqno == position.seqno();
    if (is_comparable && position.seqno() == last->seqno() && has_been_up && was_stopped_there) {
        return "its data was stopped at " + position.seqno().to_string() + ", and its server has been up since then";
    }
    if (states.view && memory.is_before_last_view(*states.view)) {
        return old_view;
    }
    return "";
}

/// What a disk shows is less than what it is known to have held: that is not lost, but not seen.
JudgedData judge_what_is_shown(const DiskFacts& facts, const ReadStates& states, JudgedData judged) {
    if (judged.state != DataState::intact) {
        return judged;
    }
    if (auto elsewhere = judge_another_folder(facts, ShownInstead{judged.position})) {
        return *std::move(elsewhere);
    }
    const std::string less = what_is_less(facts, states, *judged.position);
    if (less.empty()) {
        return judged;
    }
    reached(Probe::disk_shows_less);
    return {DataState::unseen, std::nullopt, less + ": put back from a snapshot or a copy",
            ShownInstead{judged.position}};
}

JudgedData judge_data_without_position(const DiskFacts& facts, const ReadStates& states) {
    const bool names_history = states.saved && !states.saved->history.is_nil();
    // A zero UUID is what an inconsistency and a transfer leave, of which the data may be; but without a position and
    // without a join, databases are not.
    if (facts.provider_folder_is_apart || !facts.saved_state || !facts.user_databases.empty()) {
        if (auto unseen = judge_unseen(facts, states)) {
            return *std::move(unseen);
        }
    }
    if (names_history) {
        return {DataState::unreadable, std::nullopt,
                "grastate.dat names history " + states.saved->history.to_string() + " but the data holds no position"};
    }
    if (facts.memory.history) {
        return {DataState::damaged, std::nullopt, "the data holds nothing of the history that this node had"};
    }
    // A server that has never found its cluster leaves the file empty, as its provider has made it. Source: galera,
    // galera/src/saved_state.cpp (SavedState()).
    const bool has_lost_state = states.saved_is_torn && !facts.saved_state->empty();
    if (has_lost_state || was_ever_a_member(facts) || facts.transfer_in_progress ||
        facts.memory.unfinished_start == UnfinishedStart::join_to_fill) {
        reached(Probe::disk_first_transfer_unfinished);
        return {DataState::damaged, std::nullopt, "its first state transfer did not finish"};
    }
    if (!facts.user_databases.empty()) {
        return {DataState::standalone, std::nullopt,
                "holds database " + facts.user_databases.front() + " of a time before Galera"};
    }
    return {DataState::fresh};
}

/// Does grastate.dat prove that a transfer has come to its end, if there was any? The provider takes the history out of
/// the file before it asks for one, and writes it again once all of the data is there. Source: galera,
/// galera/src/replicator_str.cpp (request_state_transfer()).
bool vouches_for_data(const ReadStates& states) {
    return states.saved && !states.saved->history.is_nil();
}

/// A transfer was asked for, and has not come to its end, for all that the files show. The position of such data is
/// that of the donor's, and a recovery may fail on it.
bool is_half_transferred(const DiskFacts& facts, const ReadStates& states) {
    return facts.transfer_in_progress && is_join(facts.memory.unfinished_start) && !vouches_for_data(states) &&
           !is_as_it_joined(facts);
}

/// What leaves open whether the data at that position is whole; empty if it is.
std::string doubt_about(const DiskFacts& facts, const ReadStates& states) {
    // With the mark, and without a history, a transfer may have come as far as files that the print is not of.
    const bool may_have_begun = facts.transfer_in_progress && !vouches_for_data(states);
    // A transfer begins in a component, whose view is written down by then.
    const bool has_view = states.view || states.view_is_torn;
    const bool may_be_inconsistent = states.saved && states.saved->history.is_nil() && !has_view;
    if (is_join_with_data(facts.memory.unfinished_start) && is_as_it_joined(facts) && !may_have_begun &&
        !may_be_inconsistent) {
        return "";
    }
    if (facts.transfer_in_progress) {
        // A left-over, or a transfer that was not asked for yet, or one of a run that this node knows nothing of.
        return "sst_in_progress is in the data folder; see the server's error log: if no state transfer had begun, "
               "remove that file and start again, or go on from another node";
    }
    if (vouches_for_data(states)) {
        return "";
    }
    if (states.saved) {
        // DDL zeroes the UUID while it runs. A state transfer and a detected inconsistency do so too, but the first is
        // only ever part of a join, and after the second the server closes, which removes the view file.
        return !is_join(facts.memory.unfinished_start) && has_view
                   ? ""
                   : "grastate.dat has a zero UUID: DDL ran, or a state transfer did not finish, or the cluster found "
                     "the node inconsistent";
    }
    return is_join(facts.memory.unfinished_start)
               ? std::string("grastate.dat is ") + (states.saved_is_torn ? "torn" : "missing") +
                     ", and its last state transfer may not have finished"
               : "";
}

/// For people: what of the provider's files does not matter, as the data is known to be whole.
std::string remark_about(const DiskFacts& facts, const ReadStates& states) {
    if (!states.saved) {
        reached(Probe::disk_torn_and_intact);
        return states.saved_is_torn ? "grastate.dat is torn" : "grastate.dat is missing";
    }
    if (states.saved->history.is_nil()) {
        reached(is_as_it_joined(facts) ? Probe::disk_untouched_since_it_joined : Probe::disk_crashed_amid_ddl);
        return "crashed while DDL ran";
    }
    return "";
}

JudgedData judge_data_with_position(const DiskFacts& facts, const ReadStates& states, const Position& position) {
    if (vouches_for_data(states) && states.saved->history != position.history()) {
        return {DataState::unreadable, std::nullopt,
                "grastate.dat names history " + states.saved->history.to_string() + " but the data is at " +
                    position.to_string()};
    }
    if (facts.memory.unfinished_start == UnfinishedStart::join_to_fill && is_as_it_joined(facts)) {
        return {DataState::damaged, std::nullopt, "this node has given up its data, and no state transfer replaced it"};
    }
    if (std::string doubt = doubt_about(facts, states); !doubt.empty()) {
        reached(Probe::disk_whole_or_not);
        return {DataState::unreadable, position, std::move(doubt)};
    }
    return {DataState::intact, position, remark_about(facts, states)};
}

JudgedData judge_data(const DiskFacts& facts, const ReadStates& states, const std::optional<RecoveryOutcome>& outcome) {
    if (facts.folder == DataFolder::empty) {
        if (auto unseen = judge_unseen(facts, states)) {
            return *std::move(unseen);
        }
        if (was_ever_a_member(facts) || (facts.saved_state && !facts.saved_state->empty())) {
            return {DataState::damaged, std::nullopt,
                    is_join(facts.memory.unfinished_start) ? "its state transfer has brought nothing yet"
                                                           : "the data folder is empty though this node had data"};
        }
        return {DataState::fresh};
    }
    if (facts.folder == DataFolder::incomplete && !facts.transfer_in_progress) {
        // A server that was started on a folder that was not mounted leaves such files.
        if (auto unseen = judge_unseen(facts, states)) {
            return *std::move(unseen);
        }
    }
    if (facts.folder == DataFolder::incomplete || is_half_transferred(facts, states)) {
        if (auto elsewhere = judge_another_folder(facts, std::nullopt)) {
            return *std::move(elsewhere);
        }
        reached(Probe::disk_half_transferred);
        return {DataState::damaged, std::nullopt,
                facts.transfer_in_progress ? "a state transfer did not finish: sst_in_progress is in the data folder"
                                           : "a state transfer did not finish"};
    }
    if (facts.recovery_is_forced) {
        return {DataState::unreadable, std::nullopt,
                "innodb_force_recovery or tc_heuristic_recover is set, so no position can be trusted"};
    }
    if (!needs_recovery(facts)) {
        return {DataState::intact, Position(states.saved->history, *states.saved->seqno)};
    }
    if (outcome && !outcome->recovered && !(outcome->is_conclusive && facts.is_read_in_servers_unit)) {
        const std::string where = facts.is_read_in_servers_unit ? "" : " outside its server's own unit";
        return {DataState::unseen, std::nullopt,
                "its position could not be recovered" + where + ": " + outcome->failure};
    }
    if (!outcome || !outcome->recovered) {
        return {DataState::unreadable, std::nullopt, outcome ? outcome->failure : "the position was not recovered"};
    }
    return outcome->recovered->position ? judge_data_with_position(facts, states, *outcome->recovered->position)
                                        : judge_data_without_position(facts, states);
}

/// A copy saved before a stop that names this node alone cannot be of a component that others stayed in.
std::vector<Uuid> believable_left_members(const NodeMemory& memory) {
    const bool names_others = memory.left_members.size() > 1 || !memory.joined_members.empty();
    return names_others ? memory.left_members : std::vector<Uuid>{};
}

/// Was a join, or a bootstrap after one that did not come to its end, cut before the server was seen up?
bool was_joining(const DiskFacts& facts) {
    const auto start = facts.memory.unfinished_start;
    return is_join(start) || (start != UnfinishedStart::none && facts.memory.joined_last());
}

/// Is the data, or the want of it, what a join of this node may have left half done?
bool transfer_has_not_finished(const DiskFacts& facts, const Evidence& evidence) {
    return (evidence.data == DataState::damaged || evidence.may_be_whole()) && was_joining(facts);
}

/// Is its view one of this node alone, in which it has been synced? @param states  with a view
bool had_all_alone(const ReadStates& states) {
    return states.view->has_one_member() && states.saved && (states.saved->safe_to_bootstrap || states.saved->seqno);
}

/// May this node have been in a component without all that it went on from, for want of a transfer of either kind? The
/// provider writes a view down before that has come, and goes on in it with nobody who has it all; of a view of one it
/// sets the flag with all of it only. Source: galera, gcomm/src/pc.cpp (handle_up), gcs/src/gcs_state_msg.cpp
/// (state_quorum_remerge).
bool may_have_lacked_data(const DiskFacts& facts, const ReadStates& states, const Evidence& evidence) {
    if (transfer_has_not_finished(facts, evidence)) {
        return true;
    }
    const NodeMemory& memory = facts.memory;
    const bool came_to_a_view =
        is_join(memory.unfinished_start) && states.view && memory.is_after_last_view(*states.view);
    if (!came_to_a_view || had_all_alone(states) || evidence.data != DataState::intact) {
        return false;
    }
    // What an agreed view goes on from is where its timeline begins.
    const bool had_all = is_restore(memory.unfinished_start) && !memory.lineage.later().empty() &&
                         memory.lineage_history == evidence.position->history() &&
                         evidence.position->seqno() >= memory.lineage.later().back().begins_at;
    return !had_all;
}

/// The same of a server that had been up, and lost its component.
bool may_have_merged_without_data(const DiskFacts& facts, const ReadStates& states) {
    return states.view && facts.memory.may_have_merged_into(*states.view) && !had_all_alone(states);
}

/// Did the last start set out to join a component that ran, with nothing to show that this node came to be in it? Then
/// what its files tell of is older than that component.
bool set_out_to_join(const DiskFacts& facts, const ReadStates& states) {
    const bool nothing_came_of_it = states.has_not_formed && is_restore(facts.memory.unfinished_start);
    return was_joining(facts) && !nothing_came_of_it && !(states.view && facts.memory.is_after_last_view(*states.view));
}

/// The older component, and who was in the later one. A closure leads on from both.
Evidence left_behind(const DiskFacts& facts, Evidence evidence, bool was_told_to_stop) {
    const auto joined = facts.memory.joined_last();
    const bool knows_older = evidence.membership == Membership::alone || !evidence.members.empty();
    if (joined && evidence.membership == Membership::view && !was_told_to_stop &&
        names_member(evidence.members, *joined)) {
        return evidence;
    }
    evidence.membership = Membership::left;
    if (joined && knows_older) {
        evidence.joined = facts.memory.joined_members;
    } else {
        evidence.members.clear();
    }
    return evidence;
}

/// Can gvwstate.dat not be of the component that grastate.dat tells of? With each view that it is synced in the
/// provider sets the flag, which says whether the node is the only member. A crash between the two writes leaves no
/// seqno: then a view of several beside the flag is believed, for it names all who may know better. A view of one
/// without the flag may be of a component in which this node had not all data, as where those left whom it had merged
/// with; it is also that of a sole survivor, or of a bootstrap, which has not applied all yet.
/// Source: galera, galera/src/replicator_smm.cpp (process_prim_conf_change()).
bool view_contradicts_state(const ReadStates& states) {
    if (!states.view || !states.saved) {
        return false;
    }
    const bool was_alone = states.view->has_one_member();
    return (states.saved->seqno || was_alone) && was_alone != states.saved->safe_to_bootstrap;
}

/// May the server have been told to stop in this view? A unit that is stopped before it is up runs no step before that.
/// A memory that knows of no start and has members that were left is an older version's.
bool was_perhaps_told_to_stop(const NodeMemory& memory, const ViewState& view) {
    const bool is_idle = memory.unfinished_start == UnfinishedStart::none;
    return !view.has_one_member() && (memory.may_have_left || (is_idle && !memory.left_members.empty()) ||
                                      memory.unfinished_start == UnfinishedStart::finishing);
}

/// The same of a view that a start came to which was not seen up. Who may have lacked data there counts for no majority
/// anyway, and leads on to whom it joined.
bool may_have_left(const NodeMemory& memory, const ViewState& view, const Evidence& evidence) {
    const bool came_there_unseen =
        !view.has_one_member() && !has_been_seen_up(memory.unfinished_start) && memory.is_after_last_view(view);
    return was_perhaps_told_to_stop(memory, view) || (came_there_unseen && evidence.joined.empty());
}

/// What in the files cannot be true together, for people; empty if nothing.
std::string contradiction_in(const Evidence& evidence, const DiskFacts& facts, const ReadStates& states) {
    if (states.view_is_outlived) {
        return "its last view could not be written down: gvwstate.dat.tmp is beside gvwstate.dat; was the disk full?";
    }
    if (states.view && facts.memory.is_before_last_view(*states.view)) {
        return old_view;
    }
    if (states.view && !facts.memory.may_be_own(*states.view, facts.signs)) {
        return "gvwstate.dat tells of a member that this node is not known to have been: is it of another node's data "
               "folder?";
    }
    if (!may_have_lacked_data(facts, states, evidence) && view_contradicts_state(states)) {
        return "gvwstate.dat tells of a component of " + std::to_string(states.view->members.size()) +
               ", and what this node stopped in was another";
    }
    return "";
}

/// Is that flag from when the server closed? Then a seqno is beside it, until a start goes on from there. One without
/// stands there while a server runs, and in what was copied then, and may be what a bootstrap was begun with.
/// Source: galera, galera/src/replicator_smm.cpp (close(), process_prim_conf_change()).
bool is_flag_of_the_end(const DiskFacts& facts, const SavedState& saved) {
    const auto start = facts.memory.unfinished_start;
    return has_been_seen_up(start) ? saved.seqno.has_value() : start != UnfinishedStart::bootstrap;
}

void judge_membership(Evidence& evidence, const DiskFacts& facts, const ReadStates& states) {
    const std::string contradiction = contradiction_in(evidence, facts, states);
    const bool files_are_of_before = evidence.shown && evidence.shown->position;
    if (!contradiction.empty() || files_are_of_before) {
        // Whoever's view that is, its node was with others, which nothing else tells where the memory is lost.
        const bool was_with_others = facts.memory.identities.empty() && states.view && !states.view->has_one_member();
        evidence.membership = was_with_others && evidence.has_history() ? Membership::left : Membership::unknown;
        if (!contradiction.empty() && evidence.position) { // else why there is none matters more to people
            evidence.remark = contradiction;
        }
    } else if (states.view) {
        evidence.membership = Membership::view;
        evidence.members = states.view->members;
    } else if (!evidence.has_history() || (evidence.data == DataState::damaged && !was_ever_a_member(facts) &&
                                           (!states.saved || states.saved->history.is_nil()))) {
        evidence.membership = Membership::never;
    } else if (states.view_is_torn || facts.folder == DataFolder::empty || !states.saved ||
               states.saved->history.is_nil()) {
        evidence.membership = Membership::unknown;
    } else if (states.saved->safe_to_bootstrap && is_flag_of_the_end(facts, *states.saved)) {
        const bool is_own = facts.memory.knows_state_file(facts.signs);
        evidence.membership = is_own ? Membership::alone : Membership::unknown;
        if (!is_own) {
            reached(Probe::disk_flag_of_another_run);
            evidence.remark =
                "grastate.dat has safe_to_bootstrap: 1, which this node's unit is not known to have left: "
                "is it of another node's data folder?";
        }
    } else {
        evidence.members = believable_left_members(facts.memory);
        // A flag that a bootstrap has set says nothing, not even that somebody stayed.
        const bool knows_nothing = states.saved->safe_to_bootstrap && evidence.members.empty();
        evidence.membership = knows_nothing ? Membership::unknown : Membership::left;
        if (knows_nothing && evidence.position) {
            evidence.remark = "grastate.dat has safe_to_bootstrap: 1, which is not from when its server closed, and "
                              "gvwstate.dat is not there";
        }
        if (!evidence.members.empty() && !states.has_not_formed) {
            evidence.joined = facts.memory.joined_members;
        }
    }
}

/// Is that all that the provider's files tell of, whoever's they are?
bool shows_it_alone(const ReadStates& states) {
    return states.view ? states.view->has_one_member() && !view_contradicts_state(states)
                       : states.saved && states.saved->safe_to_bootstrap;
}

} // namespace

bool needs_recovery(const DiskFacts& facts) {
    const ReadStates states = read_states(facts);
    const bool is_left_by_a_stop = has_clean_position(facts, states) && !seqno_may_outrun_data(facts) &&
                                   facts.memory.may_be_that_state_file(facts.signs);
    return facts.folder == DataFolder::initialised && !is_half_transferred(facts, states) &&
           !facts.recovery_is_forced && !is_left_by_a_stop;
}

Evidence assess(const DiskFacts& seen, const std::optional<RecoveryOutcome>& outcome) {
    const ReadStates states = read_states(seen);
    JudgedData judged = judge_what_is_shown(seen, states, judge_data(seen, states, outcome));
    DiskFacts facts = seen;
    facts.memory = without_what_was_outrun(std::move(facts.memory), judged.position);
    Evidence evidence;
    evidence.data = judged.state;
    evidence.position = judged.position;
    evidence.remark = std::move(judged.remark);
    evidence.shown = judged.shown;
    judge_membership(evidence, facts, states);
    const bool was_told_to_stop =
        evidence.membership == Membership::view && states.view && was_perhaps_told_to_stop(facts.memory, *states.view);
    if (set_out_to_join(facts, states) && evidence.membership != Membership::never &&
        evidence.membership != Membership::unknown) {
        reached(Probe::disk_left_behind);
        evidence = left_behind(facts, std::move(evidence), was_told_to_stop);
    }
    if (evidence.membership == Membership::view && may_have_lacked_data(facts, states, evidence)) {
        if (const auto joined = facts.memory.joined_last()) {
            evidence.joined = {*joined};
        }
        if (evidence.joined.empty() && evidence.members.size() == 1) {
            // Whom it joined did not tell its UUID: it may have been any node.
            evidence.membership = Membership::left;
            evidence.members.clear();
        }
    }
    if (evidence.membership == Membership::view && may_have_merged_without_data(facts, states)) {
        reached(Probe::disk_merged_unseen);
        evidence.membership = Membership::left; // whom it had lost may have been anybody
        evidence.members.clear();
        evidence.joined.clear();
    }
    if (evidence.membership == Membership::view && states.view && may_have_left(facts.memory, *states.view, evidence)) {
        evidence.membership = Membership::left;
    }
    NodeMemory memory = facts.memory;
    if (states.view && facts.memory.may_be_own(*states.view, facts.signs) &&
        !facts.memory.is_before_last_view(*states.view)) {
        memory.add_identity(states.view->own);
    }
    evidence.identities = memory.identities;
    evidence.arbitrators = memory.arbitrators;
    return evidence;
}

bool was_closed_outside_unit(const DiskFacts& facts) {
    const NodeMemory& memory = facts.memory;
    const bool was_told_to_stop = memory.may_have_left || !memory.left_members.empty();
    return has_been_seen_up(memory.unfinished_start) && memory.has_run_since && !was_told_to_stop &&
           !facts.server_was_seen_to_end && has_clean_position(facts, read_states(facts));
}

NodeMemory memory_of_clean_stop(const DiskFacts& facts) {
    const ReadStates states = read_states(facts);
    const auto start = facts.memory.unfinished_start;
    if (has_been_seen_up(start) || !has_clean_position(facts, states) || !facts.memory.knows_state_file(facts.signs)) {
        return facts.memory;
    }
    const Position stopped(states.saved->history, *states.saved->seqno);
    const auto& began = facts.memory.last_position;
    const bool has_gone_on = began && began->history() == stopped.history() && began->seqno() < stopped.seqno();
    const bool is_first = is_bootstrap(start) && !facts.memory.history;
    // Of a join the flag tells only where it is not from before: this node had not been alone then.
    const bool was_alone_since = facts.memory.left_members.size() > 1 && states.saved->safe_to_bootstrap;
    const bool knows_its_last = is_bootstrap(start) || was_alone_since;
    if (!is_first && !(has_gone_on && knows_its_last)) {
        return facts.memory;
    }
    reached(is_bootstrap(start) ? Probe::disk_bootstrap_unseen : Probe::disk_alone_unseen);
    return memory_once_up(facts.memory, false, stopped.history(), std::nullopt, std::nullopt);
}

DiskEvidence::DiskEvidence(Circumstances circumstances, const Files& files, NodeMemoryFile memory, Database& database,
                           std::function<Uuid()> new_timeline)
    : circumstances_(std::move(circumstances)), files_(files), memory_(std::move(memory)), database_(database),
      new_timeline_(std::move(new_timeline)) {}

DiskFacts DiskEvidence::gather() const {
    DiskFacts facts;
    DatabaseLook look = database_.look();
    facts.folder = look.folder;
    facts.user_databases = std::move(look.user_databases);
    facts.transfer_in_progress = look.transfer_in_progress;
    facts.saved_state = files_.read(circumstances_.provider_folder / SavedState::file_name);
    // When it was last written is remembered, and must not be of before after a power cut; nor may a view come back
    // that the provider has taken away.
    files_.synchronise(circumstances_.provider_folder / SavedState::file_name);
    files_.synchronise(circumstances_.provider_folder);
    facts.signs = signs_of(files_, circumstances_.data_folder, circumstances_.provider_folder);
    facts.view_state = files_.read(circumstances_.provider_folder / ViewState::file_name);
    facts.has_unfinished_view = has_unfinished_view(files_, circumstances_.provider_folder);
    facts.recovery_is_forced = circumstances_.recovery_is_forced;
    facts.memory = memory_.load();
    facts.is_read_in_servers_unit = circumstances_.is_read_in_servers_unit;
    facts.keeps_views = circumstances_.keeps_views;
    facts.server_was_seen_to_end = circumstances_.server_was_seen_to_end;
    facts.provider_folder_is_apart =
        circumstances_.provider_folder.lexically_normal() != circumstances_.data_folder.lexically_normal();
    facts.folder_mark = files_.mark_of_folder(circumstances_.data_folder);
    facts.data_is_as_it_joined = !facts.memory.joined_from.empty() && facts.memory.joined_from == database_.print();
    return facts;
}

RecoveryOutcome DiskEvidence::recover(NodeMemory& memory, const std::function<void()>& before_recovery) {
    if (!memory.recovered_from.empty() && memory.recovered_from == database_.print()) {
        return {RecoveredPosition{memory.recovered_position}, ""};
    }
    if (circumstances_.is_held) {
        return {std::nullopt, "this node is held, and no recovery runs on its data meanwhile", false};
    }
    before_recovery();
    try {
        RecoveryOutcome outcome{database_.recover(), ""};
        memory.recovered_position = outcome.recovered->position;
        memory.recovered_from = database_.print();
        return outcome;
    } catch (const InconclusiveRecovery& error) {
        if (circumstances_.is_read_for_a_start) {
            throw;
        }
        return {std::nullopt, error.what(), false};
    } catch (const Error& error) {
        return {std::nullopt, error.what()};
    }
}

Evidence DiskEvidence::read(const std::function<void()>& before_recovery) {
    if (database_.is_in_use()) {
        throw Error("a server is running on " + circumstances_.data_folder.string() +
                    ", and not in its unit: 'fuser -v " + (circumstances_.data_folder / "ibdata1").string() +
                    "' tells which. It may serve clients; shut it down in order (mariadb-admin shutdown), then start "
                    "the unit");
    }
    DiskFacts facts = gather();
    const NodeMemory known = facts.memory;
    const bool was_closed_by_hand = was_closed_outside_unit(facts);
    if (was_closed_by_hand) {
        reached(Probe::disk_closed_by_hand);
        facts.memory.disown_state_file();
    }
    facts.memory = memory_of_clean_stop(facts);
    std::optional<RecoveryOutcome> outcome;
    NodeMemory memory = facts.memory;
    if (needs_recovery(facts)) {
        outcome = recover(memory, before_recovery);
    }
    Evidence evidence = assess(facts, outcome);
    if (evidence.data == DataState::intact && !outcome) {
        // A stop has left it, so that a start which fails costs no recovery.
        memory.recovered_position = evidence.position;
        memory.recovered_from = database_.print();
    }
    const ReadStates states = read_states(facts);
    const auto& view = states.view;
    memory.may_have_left = memory.may_have_left || (view && may_have_left(memory, *view, evidence));
    RememberedEvidence remembered = remember_evidence(
        std::move(memory), std::move(evidence),
        {view, shows_it_alone(states), facts.signs, facts.server_was_seen_to_end, was_closed_by_hand}, new_timeline_());
    if (remembered.memory != known) {
        memory_.save(remembered.memory);
    }
    return std::move(remembered.evidence);
}

} // namespace galera_initiator
