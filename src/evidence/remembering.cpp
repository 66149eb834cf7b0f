#include "evidence/remembering.hpp"

#include "common/probe.hpp"

#include <algorithm>
#include <limits>

namespace galera_initiator {

namespace {

using UnfinishedStart = NodeMemory::UnfinishedStart;

bool is_behind(const Position& position, const Position& last) {
    return last.history() == position.history() && position.seqno() < last.seqno();
}

/// Is the data elsewhere than when the evidence was read last, though the unit has not run the server since?
bool has_moved_outside_unit(const NodeMemory& memory, const std::optional<Position>& position) {
    return !memory.has_run_since && memory.last_position && position && *position != *memory.last_position;
}

bool has_moved_by_hand(const NodeMemory& memory, const Evidence& evidence, const ShownByFiles& files) {
    const bool has_moved = has_moved_outside_unit(memory, evidence.position) || files.was_closed_by_hand;
    return has_moved && memory.last_position && is_behind(*memory.last_position, *evidence.position) &&
           files.shows_it_alone && !memory.is_put_there(files.signs);
}

/// Did it move beside a grastate.dat that no run of the unit has left? What was run there by hand, alone or not, that
/// does not tell.
bool has_moved_untold(const NodeMemory& memory, const Evidence& evidence, const ShownByFiles& files) {
    return has_moved_outside_unit(memory, evidence.position) && !memory.may_be_that_state_file(files.signs);
}

void keep_members(NodeMemory& memory, const Evidence& evidence) {
    if (evidence.members.empty()) {
        return;
    }
    const bool is_of_memory = evidence.membership == Membership::left && !evidence.joined.empty();
    if (!is_of_memory) {
        memory.left_members = evidence.members;
        memory.joined_members = evidence.joined;
    }
    if (memory.left_members.size() + memory.joined_members.size() > most_told_members) {
        memory.left_members.clear();
        memory.joined_members.clear();
    }
}

void keep_lineage_of(NodeMemory& memory, const Uuid& history) {
    if (memory.lineage_history != history) {
        memory.lineage_history = history;
        memory.lineage = Lineage();
    }
}

/// By the whole UUID: a member that has been started anew since may not have merged with those of this view.
bool names(const std::optional<ViewState>& view, const std::optional<Uuid>& member) {
    return view && member && names_exactly(view->members, *member);
}

/// Was that choice made among those that had crashed in an earlier component than what this node crashed in?
bool is_past(const NodeMemory::Choice& choice, const Evidence& evidence, const std::optional<ViewState>& view) {
    return choice.view && evidence.membership == Membership::view && view && is_after(*view, *choice.view);
}

/// Can it be told what of the data that this node is known to have held is part of that component's history?
bool is_comparable(const NodeMemory& memory, const RunningHistory& component) {
    const auto& last = memory.last_position;
    return last && last->history() == component.history && memory.lineage_history == component.history;
}

/// Up to where what this node held up to there is part of that. @param memory  is_comparable() with the component
std::optional<Seqno> shared_with(const NodeMemory& memory, Seqno held, const RunningHistory& component) {
    return shared_up_to(memory.lineage, held, component.lineage, std::nullopt);
}

/// What is replaced by a join, or by a copy, may be put back, and is of no lineage that this node knows of from then
/// on.
/// @param at_most  the replacing data's own position, where that is known: what was held beyond it may go on otherwise
void remember_fork(NodeMemory& memory, const Uuid& history, const Lineage& replacing,
                   const std::optional<Seqno>& at_most = std::nullopt) {
    if (memory.history != history || memory.lineage_history != history) {
        return;
    }
    const auto& last = memory.last_position;
    const bool is_read = !memory.has_run_since && last && last->history() == history;
    const Seqno held = is_read ? last->seqno() : Seqno(std::numeric_limits<std::int64_t>::max());
    const Seqno shared_by_lineage = shared_up_to(memory.lineage, held, replacing, std::nullopt).value_or(Seqno(0));
    const Position shared(history, std::min(shared_by_lineage, at_most.value_or(shared_by_lineage)));
    const auto& known = memory.forked_at;
    const bool is_nearer = !known || known->history() != shared.history() || is_behind(shared, *known);
    if (shared.seqno() != held && is_nearer) {
        memory.forked_at = shared;
    }
}

/// Is what a join was to bring not shown to have come? Then the data may be that of before.
bool may_be_of_before_join(const NodeMemory& memory, const Position& position, const ShownByFiles& files) {
    const bool was_read_after_its_end =
        files.server_was_seen_to_end || (!memory.has_run_since && memory.last_position == position);
    return memory.unfinished_start == UnfinishedStart::join_to_fill && !was_read_after_its_end &&
           !(files.view && memory.is_after_last_view(*files.view));
}

/// May data at this position be of a fork that a join has replaced, if something but the last run of the unit put it
/// there?
bool may_be_of_fork(const NodeMemory& memory, const Position& position) {
    return memory.forked_at && is_behind(*memory.forked_at, position);
}

const Lineage not_known({}, false);

/// Does that component hold all that this node is known to have held?
bool holds_last_position(const RunningHistory& component, const NodeMemory& memory) {
    return is_comparable(memory, component) &&
           shared_with(memory, memory.last_position->seqno(), component) == memory.last_position->seqno();
}

/// The lineage that is beside the data, where that was put there since this memory was written.
std::optional<Lineage> lineage_put_there(const NodeMemory& memory, const Position& position,
                                         const ShownByFiles& files) {
    if (!memory.is_put_there(files.signs)) {
        return std::nullopt;
    }
    const DataLineage& beside = *files.signs.lineage;
    return !beside.history || beside.history == position.history() ? beside.lineage : not_known;
}

void take_over(NodeMemory& memory, const RunningHistory& running) {
    const bool is_same_history = memory.lineage_history == running.history;
    memory.lineage = is_same_history ? running.lineage.completed_by(memory.lineage) : running.lineage;
    memory.lineage_history = running.history;
}

/// Takes over what this node does not know yet of the component that it is in, or set out to join.
void learn_of(NodeMemory& memory, const std::optional<ViewState>& view, const std::optional<RunningHistory>& component,
              bool set_out_to_join = false) {
    if (!component || component->history != memory.lineage_history) {
        return;
    }
    const bool is_in_it = names(view, component->member);
    const bool is_later = grew_from(component->lineage, memory.lineage);
    // What it set out to join may have been replaced before its server was connected.
    if ((set_out_to_join && is_in_it) || ((set_out_to_join || is_in_it) && is_later)) {
        take_over(memory, *component);
    }
}

} // namespace

std::optional<RunningHistory> told_history(const NodeAddress& node, const Record& record) {
    if (!record.history || !record.lineage) {
        return std::nullopt;
    }
    return RunningHistory{*record.history, *record.lineage, node, record.member};
}

NodeMemory without_what_was_outrun(NodeMemory memory, const std::optional<Position>& position) {
    const bool was_outrun = has_moved_outside_unit(memory, position) && !is_behind(*position, *memory.last_position);
    if (was_outrun) {
        reached(Probe::memory_outrun);
        memory.left_members.clear();
        memory.joined_members.clear();
    }
    return memory;
}

RememberedEvidence remember_evidence(NodeMemory memory, Evidence evidence, const ShownByFiles& files,
                                     const Uuid& new_timeline) {
    memory = without_what_was_outrun(std::move(memory), evidence.position);
    memory.identities = evidence.identities;
    if (memory.choice && is_past(*memory.choice, evidence, files.view)) {
        reached(Probe::memory_choice_outlived);
        memory.choice.reset();
    }
    if (evidence.may_be_whole()) {
        // Not known to be this node's data, so it is not remembered as such.
        const auto put_there = lineage_put_there(memory, *evidence.position, files);
        const bool is_known = memory.lineage_history == evidence.position->history();
        const Lineage known = may_be_of_fork(memory, *evidence.position) ? not_known : memory.lineage;
        evidence.lineage = put_there.value_or(is_known ? known : Lineage()).held_at(evidence.position->seqno());
    } else if (evidence.position) {
        const auto put_there = lineage_put_there(memory, *evidence.position, files);
        const bool is_by_hand = has_moved_by_hand(memory, evidence, files); // by what was known before
        if (put_there) {
            reached(Probe::memory_lineage_put_there);
            remember_fork(memory, evidence.position->history(), *put_there, evidence.position->seqno());
            memory.beside_data = files.signs.lineage->id;
            memory.next_beside_data.reset();
            memory.state_file.clear(); // nothing there is of a run of this node's unit
        }
        memory.history = evidence.position->history();
        keep_lineage_of(memory, evidence.position->history());
        memory.lineage = put_there.value_or(memory.lineage);
        if (!put_there &&
            (has_moved_outside_unit(memory, evidence.position) ||
             may_be_of_before_join(memory, *evidence.position, files)) &&
            may_be_of_fork(memory, *evidence.position)) {
            reached(Probe::memory_may_be_of_fork);
            memory.lineage = not_known;
        } else if (is_by_hand) {
            reached(Probe::memory_moved_by_hand);
            memory.lineage = memory.lineage.bootstrapped(new_timeline, memory.last_position->seqno());
        } else if (!put_there && has_moved_untold(memory, evidence, files)) {
            reached(Probe::memory_moved_untold);
            memory.lineage = not_known;
        }
        evidence.lineage = memory.lineage.held_at(evidence.position->seqno());
        memory.last_position = evidence.position;
        memory.has_run_since = false;
    } else if (evidence.shown && evidence.shown->position) {
        // What the node is known to have held stays known until its next start.
        const Position& shown = *evidence.shown->position;
        const bool is_known = memory.lineage_history == shown.history() && !may_be_of_fork(memory, shown);
        evidence.lineage = lineage_put_there(memory, shown, files)
                               .value_or(is_known ? memory.lineage : not_known)
                               .held_at(shown.seqno());
    }
    if (memory.knows_state_file(files.signs)) {
        memory.state_file = files.signs.state_file;
    }
    return {std::move(memory), std::move(evidence)};
}

std::optional<DataLineage> data_lineage_of(const NodeMemory& memory) {
    if (!memory.lineage_history || !memory.next_beside_data) {
        return std::nullopt;
    }
    return DataLineage{memory.next_beside_data, memory.lineage_history, memory.lineage};
}

NodeMemory memory_of_outlived_view(NodeMemory memory, const Evidence& evidence) {
    keep_members(memory, evidence);
    // A majority may have elected a node that was not among them. One that was has gone on without this node, which has
    // not left in order.
    if (const auto owner = memory.choice ? memory.choice->owner_member : std::nullopt) {
        memory.add_joined(*owner);
    }
    return memory;
}

Lineage lineage_of_bootstrap(const NodeMemory& memory, const Evidence& evidence, const Uuid& new_timeline) {
    return evidence.lineage.completed_by(memory.lineage).bootstrapped(new_timeline, evidence.position.value().seqno());
}

NodeMemory memory_before_bootstrap(NodeMemory memory, const Evidence& evidence, const Uuid& new_timeline) {
    memory.unfinished_start =
        evidence.names_nobody_else() ? UnfinishedStart::bootstrap_alone : UnfinishedStart::bootstrap;
    keep_members(memory, evidence);
    if (evidence.membership == Membership::unknown) {
        memory.left_members.clear();
    }
    memory.has_run_since = true;
    memory.joined_node.reset();
    if (evidence.joined.empty()) {
        memory.joined_members.clear();
    }
    if (evidence.position) {
        memory.last_position = evidence.position;
        memory.lineage_history = evidence.position->history();
        memory.lineage = lineage_of_bootstrap(memory, evidence, new_timeline);
    }
    return memory;
}

bool may_start_together(const Evidence& evidence) {
    return evidence.data == DataState::intact && evidence.knows_with_whom_it_was() && evidence.joined.empty() &&
           !evidence.identities.empty() && evidence.members.size() < most_told_members;
}

NodeMemory memory_before_restore(NodeMemory memory, const Evidence& evidence, const ViewState& agreed,
                                 const Uuid& leader, const Lineage& lineage) {
    memory.unfinished_start =
        evidence.membership == Membership::view ? UnfinishedStart::restore_over_view : UnfinishedStart::restore;
    keep_members(memory, evidence);
    memory.joined_members = agreed.members;
    if (!leader.same_member(agreed.own)) {
        memory.add_joined(leader);
    }
    std::erase(memory.joined_members, agreed.own);
    if (memory.left_members.size() + memory.joined_members.size() > most_told_members) {
        // Whose evidence leads on to the others.
        memory.joined_members.erase(memory.joined_members.begin(), memory.joined_members.end() - 1);
    }
    memory.joined_node.reset();
    memory.joined_from = memory.recovered_from;
    memory.has_run_since = true;
    memory.last_position = evidence.position;
    memory.lineage_history = evidence.position.value().history();
    memory.lineage = lineage;
    return memory;
}

NodeMemory memory_before_discard(NodeMemory memory) {
    memory.unfinished_start = UnfinishedStart::join_to_fill;
    memory.joined_from = memory.recovered_from;
    memory.joined_node.reset();
    memory.joined_members.clear();
    return memory;
}

NodeMemory memory_before_join(NodeMemory memory, const Evidence& evidence, const std::optional<RunningHistory>& joined,
                              bool gives_up_data) {
    const bool brings_data = evidence.data == DataState::intact && !gives_up_data;
    if (!brings_data && joined) {
        remember_fork(memory, joined->history, joined->lineage);
    }
    if (brings_data) {
        memory.last_position = evidence.position;
    } else if (gives_up_data || !joined || !holds_last_position(*joined, memory)) {
        memory.last_position.reset();
    }
    keep_members(memory, evidence);
    if (brings_data || gives_up_data) {
        memory.joined_from = memory.recovered_from;
    } else if (memory.unfinished_start != UnfinishedStart::join_to_fill) { // else what was given up is there still
        memory.joined_from.clear();
    }
    memory.unfinished_start = brings_data ? UnfinishedStart::join : UnfinishedStart::join_to_fill;
    memory.has_run_since = true;
    // What this node holds is part of that lineage, or will be replaced as a whole; so it may be written down before
    // the data has come: held_at() tells how much of it has.
    memory.joined_node.reset();
    if (!joined || !joined->member || evidence.members.empty()) {
        memory.joined_members.clear();
    }
    if (joined) {
        take_over(memory, *joined);
        memory.joined_node = joined->node;
        if (joined->member) {
            memory.add_joined(*joined->member);
        }
    } else if (brings_data) {
        // A timeline of a bootstrap that failed must not be claimed by what this node is about to be given.
        memory.lineage_history = evidence.position->history();
        memory.lineage = evidence.lineage.completed_by(memory.lineage);
    } else {
        memory.lineage_history.reset();
        memory.lineage = Lineage();
    }
    return memory;
}

std::optional<RunningHistory> component_told_by(const std::vector<RunningHistory>& nodes,
                                                const std::optional<ViewState>& view) {
    const RunningHistory* best = nullptr;
    for (const RunningHistory& node : nodes) {
        const bool is_closer = best != nullptr && names(view, node.member) && !names(view, best->member);
        if (is_closer) {
            reached(Probe::memory_closer_component);
        }
        const bool is_farther = best != nullptr && !names(view, node.member) && names(view, best->member);
        if (best == nullptr || is_closer || (!is_farther && grew_from(node.lineage, best->lineage))) {
            best = &node;
        }
    }
    return best != nullptr ? std::optional(*best) : std::nullopt;
}

bool is_of_own_component(const RunningHistory& node, const std::optional<ViewState>& view) {
    return !view || !node.member || names(view, node.member);
}

NodeMemory memory_once_up(NodeMemory memory, bool is_synced, const std::optional<Uuid>& history,
                          const std::optional<ViewState>& view, const std::optional<RunningHistory>& component) {
    const bool set_out_to_join = memory.joined_node.has_value();
    memory.tells_when_synced = is_synced;
    memory.unfinished_start = UnfinishedStart::none;
    memory.has_run_since = true;
    memory.left_members.clear();
    memory.may_have_left = false;
    memory.recovered_position.reset();
    memory.recovered_from.clear();
    memory.joined_from.clear();
    memory.choice.reset();
    memory.joined_node.reset();
    memory.joined_members.clear();
    if (history) {
        memory.history = history;
        keep_lineage_of(memory, *history);
    }
    learn_of(memory, view, component, set_out_to_join);
    if (view) {
        memory.add_view(*view);
    }
    return memory;
}

std::vector<Uuid> arbitrators_in(const ViewState& view, const std::vector<std::optional<Uuid>>& configured,
                                 std::size_t most) {
    std::vector<Uuid> rest = view.members;
    for (const auto& member : configured) {
        const std::size_t before = rest.size();
        std::erase_if(rest, [&](const Uuid& one) { return member && one.same_member(*member); });
        if (rest.size() == before) {
            return {};
        }
    }
    return rest.size() <= most ? rest : std::vector<Uuid>();
}

NodeMemory memory_of_arbitrators(NodeMemory memory, const ViewState& view,
                                 const std::vector<std::optional<Uuid>>& configured, std::size_t most) {
    for (const auto& member : configured) {
        std::erase_if(memory.arbitrators, [&](const Uuid& known) { return member && known.same_member(*member); });
    }
    for (const Uuid& arbitrator : arbitrators_in(view, configured, most)) {
        memory.add_arbitrator(arbitrator);
    }
    return memory;
}

void tell_lineage(Record& record, const NodeMemory& memory) {
    record.history = memory.lineage_history;
    if (record.history) {
        record.lineage = memory.lineage;
    }
}

NodeMemory memory_before_stop(NodeMemory memory, const std::optional<ViewState>& view, InComponent in_component,
                              bool somebody_may_join, const std::optional<RunningHistory>& component) {
    memory.has_run_since = true;
    learn_of(memory, view, component);
    if (memory.unfinished_start == UnfinishedStart::finishing) {
        memory.unfinished_start = UnfinishedStart::none; // the unit was up, or this step would not run
    }
    memory.may_have_left = true;
    if (may_lack_data(in_component) && !has_been_seen_up(memory.unfinished_start)) {
        return memory; // as after a start that has not come to its end
    }
    memory.left_members.clear();
    if (view && !(may_lack_data(in_component) && memory.may_have_merged_into(*view))) {
        memory.add_view(*view);
        if (!somebody_may_join) {
            memory.left_members = view->members;
        }
    }
    return memory;
}

NodeMemory memory_amid_stop(NodeMemory memory, const std::optional<ViewState>& view,
                            const std::optional<RunningHistory>& component) {
    const bool came_to_it = memory.joined_node && component && names(view, component->member);
    learn_of(memory, view, component, came_to_it);
    if (view && memory.may_have_merged_into(*view)) {
        memory.left_members.clear();
        return memory;
    }
    if (view) {
        memory.add_view(*view);
    }
    if (memory.unfinished_start == UnfinishedStart::none && !memory.left_members.empty()) {
        memory.left_members = view ? view->members : std::vector<Uuid>();
    }
    return memory;
}

} // namespace galera_initiator
