// The servers: how they form primary components, replicate, get their data and lose it. After the facts about the
// provider that were found out by trying it; where it chooses by chance, an event chooses.

#include "world.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace galera_initiator::sim {

namespace {

/// All but the incarnation, the fourth group of digits. Source: galera, gcomm/src/gcomm/uuid.hpp (fixed_part_matches).
bool has_same_fixed_part(const Uuid& one, const Uuid& other) {
    const auto without_incarnation = [](const Uuid& uuid) { return uuid.to_string().erase(19, 4); };
    return one == other || without_incarnation(one) == without_incarnation(other);
}

} // namespace

void World::start_server(std::size_t node, bool bootstraps, bool by_hand) {
    Node& subject = nodes_[node];
    Disk& disk = subject.disk;
    Server& server = subject.server;
    server = Server{};
    server.is_alive = true;
    server.is_by_hand = by_hand;
    server.bootstraps = bootstraps;
    server.avoids_incremental_transfer = subject.invocation % 4 == 1;
    server.saved_flag = disk.saved_file != File::whole || disk.saved_flag;
    const bool names_history = disk.saved_file == File::whole && !disk.saved_history.is_nil();
    server.has_position = disk.folder == DataFolder::initialised && disk.durable != 0 && names_history &&
                          histories_[ledger_.history(disk.durable)] == disk.saved_history &&
                          (by_hand || is_handed_position(node));
    server.applied = server.received = server.has_position ? disk.durable : 0;
    if (!by_hand && names_history && takes_another_position(node)) {
        violate("S2", name(node) + "'s server goes on from a position that its data is not at, which is at " +
                          std::to_string(ledger_.seqno(disk.durable)));
    }
    if (disk.saved_file == File::missing) {
        touch_saved_state(node);
        disk.saved_file = File::empty;
    }
    if (names_history) {
        touch_saved_state(node);
        disk.saved_seqno = -1;
    }
    subject.disk_is_full = false; // else it could not begin
    // Tried with 10.11.19: a bootstrap keeps the member UUID of the view as well, and begins a component of its own.
    const bool restores_view = disk.view_file == File::whole;
    server.identity = restores_view ? disk.view.own = raised(disk.view.own) : new_uuid();
    if (restores_view && !bootstraps) {
        server.has_restored_view = true;
        server.last_component = disk.view_component;
    }
    if (!by_hand) {
        enter(node, Phase::starting);
    }
    if (!bootstraps) {
        if (story != nullptr) {
            say("  " + name(node) + "'s server starts, to join.");
        }
        regroup();
        return;
    }
    if (!server.saved_flag) {
        if (story != nullptr) {
            say("  " + name(node) + "'s provider refuses to bootstrap: safe_to_bootstrap is 0.");
        }
        end_process(node, "exit-code");
        return;
    }
    if (story != nullptr) {
        say("  " + name(node) + "'s server bootstraps" +
            (server.has_position ? " from " + std::to_string(ledger_.seqno(disk.durable)) : " a new history") + ".");
    }
    bootstrap_server(node, by_hand);
    regroup();
}

/// A server is told where its data is, or takes it from grastate.dat: its unit recovers nothing by itself here.
bool World::is_handed_position(std::size_t node) const {
    const auto held = recover_position(node).position;
    return held &&
           nodes_[node].environment.find("--wsrep_start_position=" + held->to_string() + " ") != std::string::npos;
}

/// oracle: does the provider go by a seqno that is not the data's? What a server is told counts only where grastate.dat
/// has none.
bool World::takes_another_position(std::size_t node) const {
    const Node& subject = nodes_[node];
    const auto held = recover_position(node).position;
    if (!held || held->history() != subject.disk.saved_history) {
        return false;
    }
    const bool is_told =
        subject.environment.find("--wsrep_start_position=" + held->history().to_string()) != std::string::npos;
    return subject.disk.saved_seqno >= 0 ? subject.disk.saved_seqno != held->seqno().value()
                                         : is_told && !is_handed_position(node);
}

void World::bootstrap_server(std::size_t node, bool by_hand) {
    Node& subject = nodes_[node];
    Server& server = subject.server;
    Disk& disk = subject.disk;
    const int branch = disk.last_component >= 0 ? components_[static_cast<std::size_t>(disk.last_component)].branch : 0;
    const bool by_word = by_hand || subject.start.verdict.reason == Reason::operator_word;
    const Nodes given_up = by_hand ? 0 : subject.start.given_up;
    if (!is_exempt(Exemption::bootstrapped_by_word, by_word)) {
        check_start_of_component(node, branch, disk.durable, !server.has_position, given_up);
    }
    const bool is_put_back = begins_branch_unheard(node, branch);
    const bool is_vouched_branch =
        !by_word && !server.has_position && !components_.empty() && setup_->policies.fresh == Policies::Fresh::first;
    const bool begins_branch = by_word || is_put_back || is_misled(node, given_up) || is_vouched_branch;
    if (!server.has_position) {
        histories_.push_back(new_uuid());
        server.applied = server.received = ledger_.append(0, static_cast<std::uint32_t>(histories_.size() - 1));
        disk.folder = DataFolder::initialised;
        disk.transfer_mark = false;
        disk.is_whole = true;
        disk.write(server.applied);
    }
    // What the person who said so goes on from is not given up, whatever the group had found.
    disk.is_given_up = disk.is_given_up && server.has_position && !by_word;
    server.transfer = Transfer::synced;
    Group group;
    group.members = only(node);
    groups_.push_back(group);
    server.group = static_cast<int>(groups_.size() - 1);
    install(groups_.back(), group.members, server.received, begins_branch ? branches_++ : branch);
    flush(node);
}

/// Ends a server, or galera_init; systemd runs ExecStopPost= then.
void World::end_process(std::size_t node, const char* service_result) {
    Node& subject = nodes_[node];
    const bool by_hand = subject.server.is_by_hand;
    subject.server = Server{};
    subject.unwritten.reset();
    subject.watch.reset();
    if (node >= node_count()) {
        subject.phase = Phase::off;
    } else if (!by_hand && subject.phase >= Phase::preparing && subject.phase < Phase::stop_publishing) {
        begin(node, Phase::stop_publishing, Step::after_stop, service_result);
    }
}

void World::crash_server(std::size_t node, const char* service_result) {
    end_process(node, service_result);
    regroup();
}

void World::lose_power(std::size_t node, bool tears_view, bool tears_saved) {
    Node& subject = nodes_[node];
    const bool ran = subject.server.is_alive;
    subject.server = Server{};
    subject.unwritten.reset();
    subject.phase = Phase::off;
    subject.run.reset();
    subject.watch.reset();
    std::vector<Answer> heard = std::move(subject.start.answers); // LateAnswersBelieved does not forget them
    subject.start = Start{};
    subject.start.answers = std::move(heard);
    subject.published.reset();
    subject.decision.clear();
    subject.phases.clear();
    subject.environment.clear();
    subject.call.clear();
    subject.word.reset();
    subject.queued_start.reset();
    subject.told_before.reset();
    refresh_told(node);
    if (ran && tears_view && subject.disk.view_file == File::whole) {
        subject.disk.view_file = File::empty;
        subject.disk.view_was_torn = subject.disk.has_lost_view = true;
    }
    if (ran && tears_saved && subject.disk.saved_file == File::whole) {
        subject.disk.saved_file = File::empty;
    }
}

/// As the provider does before it takes the view file away.
void World::leave_component(std::size_t node) {
    const int group = nodes_[node].server.group;
    if (group >= 0) {
        groups_[static_cast<std::size_t>(group)].left |= only(node);
    }
}

/// Does somebody in its component know of a later timeline than it does, or the other way round?
bool World::knows_other_timelines_than_its_component(std::size_t node) const {
    const Lineage& own = nodes_[node].disk.memory.lineage;
    return is_primary(node) && std::ranges::any_of(nodes_, [&](const Node& other) {
               const Lineage& its = other.disk.memory.lineage;
               return other.server.is_alive && other.server.group == nodes_[node].server.group && its != own &&
                      (grew_from(its, own) || grew_from(own, its));
           });
}

/// The provider's part of a stop: its files, and the leave. The data comes after that.
void World::close_provider(std::size_t node) {
    Node& subject = nodes_[node];
    Server& server = subject.server;
    Disk& disk = subject.disk;
    if (!server.is_alive) {
        return;
    }
    if (server.transfer == Transfer::synced) {
        server.applied = server.received;
        server.runs_ddl = server.is_paused = false;
        apply_view(node);
        subject.unwritten = server.received;
        write_saved_state(node, histories_[ledger_.history(server.received)], ledger_.seqno(server.received),
                          server.saved_flag);
    }
    disk.view_file = File::missing;
    has_left_start_together = has_left_start_together || is_restore(disk.memory.unfinished_start);
    has_left_unheard = has_left_unheard || knows_other_timelines_than_its_component(node);
    leave_component(node);
    server = Server{};
    subject.watch.reset();
    if (story != nullptr) {
        say("  " + name(node) + "'s server leaves and closes.");
    }
    regroup();
}

/// The end of a stop.
void World::end_server(std::size_t node) {
    if (const auto log = std::exchange(nodes_[node].unwritten, std::nullopt)) {
        nodes_[node].disk.write(*log);
    }
}

/// What is received before a view is applied before grastate.dat tells of the view.
/// Source: galera, galera/src/replicator_smm.cpp (process_prim_conf_change()).
void World::apply_view(std::size_t node) {
    Server& server = nodes_[node].server;
    const bool has_applied_all_before = ledger_.seqno(server.applied) + 1 >= ledger_.seqno(server.view_to_apply);
    if (server.view_to_apply == 0 || server.runs_ddl || server.is_paused || !has_applied_all_before) {
        return;
    }
    if (ledger_.seqno(server.applied) < ledger_.seqno(server.view_to_apply)) {
        server.applied = server.view_to_apply;
    }
    server.saved_flag = server.has_view_of_one;
    write_saved_state(node, histories_[ledger_.history(server.view_to_apply)], -1, server.saved_flag);
    server.view_to_apply = 0;
}

void World::flush(std::size_t node) {
    nodes_[node].disk.write(nodes_[node].server.applied);
}

void World::write_view(std::size_t node, const std::vector<Uuid>& members, int component) {
    Disk& disk = nodes_[node].disk;
    disk.has_unfinished_view = nodes_[node].disk_is_full;
    if (disk.has_unfinished_view) {
        disk.has_lost_view = true;
        return;
    }
    disk.view_file = File::whole;
    disk.view_was_torn = false;
    disk.view_component = component;
    disk.view.agreement.reset();
    disk.view.own = nodes_[node].server.identity;
    disk.view.number = static_cast<std::uint32_t>(component) + 1; // they come one after the other
    disk.view.members = members;
}

std::vector<Uuid> World::identities_of(Nodes members) const {
    std::vector<Uuid> identities;
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        if (has(members, member)) {
            identities.push_back(nodes_[member].server.identity);
        }
    }
    return identities;
}

/// A new primary component of the group's members; those that are not synced yet are admitted after that.
void World::install(Group& group, Nodes synced, Log head, int branch) {
    components_.push_back({group.members, synced & setup_->data_nodes(), branch, head});
    const int component = static_cast<int>(components_.size() - 1);
    const Nodes with_data = synced & setup_->data_nodes();
    group.is_primary = with_data != 0;
    has_formed_without_data =
        has_formed_without_data || (with_data == 0 && (group.members & setup_->data_nodes()) != 0);
    group.component = component;
    group.left = 0;
    const Log view = group.is_primary ? ledger_.append(head, ledger_.history(head)) : head;
    components_.back().head = view;
    if (story != nullptr) {
        say("  A primary component of " + names(group.members) +
            (group.is_primary ? " at " + std::to_string(ledger_.seqno(view)) : ", none of which has data") + ".");
    }
    const std::vector<Uuid> fellows = identities_of(group.members);
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        if (!has(group.members, member)) {
            continue;
        }
        Server& server = nodes_[member].server;
        Disk& disk = nodes_[member].disk;
        server.last_component = component;
        server.fellows = fellows;
        server.has_restored_view = false;
        if (member < node_count()) {
            write_view(member, fellows, component);
        }
        if (group.is_primary) {
            disk.last_component = component;
            disk.is_put_back = false;
            disk.is_of_before = false;
        }
        if (has(with_data, member)) {
            server.received = server.view_to_apply = view;
            server.has_view_of_one = count(group.members) == 1;
            apply_view(member);
        }
    }
}

Nodes World::in_contact(std::size_t node) const {
    Nodes contact = only(node);
    for (bool grows = true; grows;) {
        grows = false;
        for (std::size_t one = 0; one < nodes_.size(); ++one) {
            for (std::size_t other = 0; other < nodes_.size() && has(contact, one); ++other) {
                if (!has(contact, other) && nodes_[other].server.is_alive && is_linked(one, other)) {
                    contact |= only(other);
                    grows = true;
                }
            }
        }
    }
    return contact;
}

/// Galera's own rule for the next primary component: more than half of the last one, clean leavers taken off.
void World::regroup() {
    std::vector<Group> next;
    Nodes placed = 0;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        if (!nodes_[node].server.is_alive || has(placed, node)) {
            continue;
        }
        const Nodes contact = in_contact(node);
        placed |= contact;
        Nodes rest = contact;
        std::vector<Group> primaries;
        for (std::size_t index = 0; index < groups_.size(); ++index) {
            Group group = groups_[index];
            if (!group.is_primary) {
                continue;
            }
            Nodes present = 0;
            for (std::size_t member = 0; member < nodes_.size(); ++member) {
                const Server& server = nodes_[member].server;
                if (has(contact, member) && server.is_alive && server.group == static_cast<int>(index)) {
                    present |= only(member);
                }
            }
            const std::size_t size = count(components_[static_cast<std::size_t>(group.component)].members);
            if (present != 0 && 2 * count(present) + count(group.left) > size) {
                group.members = present;
                primaries.push_back(group);
                rest &= ~present;
            }
        }
        if (primaries.empty()) {
            primaries.push_back({rest, 0, false, -1});
        } else {
            // Components that were bootstrapped beside each other never find together; who comes later joins the one
            // that was formed last.
            primaries.back().members |= rest;
        }
        next.insert(next.end(), primaries.begin(), primaries.end());
    }
    groups_ = std::move(next);
    for (std::size_t index = 0; index < groups_.size(); ++index) {
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            if (has(groups_[index].members, node)) {
                nodes_[node].server.group = static_cast<int>(index);
            }
        }
    }
    for (Group& group : groups_) {
        if (!group.is_primary) {
            if (const int component = find_restorable(group.members); component >= 0) {
                const Nodes parted = parted_amid_ & group.members;
                if (parted != 0 && parted != group.members &&
                    components_[static_cast<std::size_t>(component)].agreed_on) {
                    part_amid_forming(group, component, parted);
                    regroup();
                    return;
                }
                restore(group, component);
            }
        } else if (components_[static_cast<std::size_t>(group.component)].members != group.members || group.left != 0) {
            form(group);
        }
    }
    if (end_hopeless_joiners()) {
        regroup();
        return;
    }
    for (std::size_t node = 0; node < node_count(); ++node) {
        get_ready(node);
    }
    check_components();
}

/// The next primary component of a group that has the quorum of the last one.
void World::form(Group& group) {
    const Component last = components_[static_cast<std::size_t>(group.component)];
    Nodes synced = 0;
    Log head = 0;
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        const Server& server = nodes_[member].server;
        if (has(group.members, member) && has(last.members, member) && server.last_component == group.component &&
            !server.has_restored_view && server.transfer == Transfer::synced) {
            synced |= only(member);
            head = member < node_count() ? std::max(head, server.received) : head;
        }
    }
    const Nodes stay = last.members & group.members;
    const auto before = branches_of_disks();
    install(group, synced, head, last.branch);
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        const bool is_new = has(group.members, member) && !has(synced, member) &&
                            (!has(stay, member) || nodes_[member].server.transfer == Transfer::outside);
        if (is_new && group.is_primary) {
            admit(member, synced, head, before.at(member));
        }
    }
}

/// Has it all of a component that it was in, or has it not been in one since it was started?
bool World::has_what_to_form_from(const Server& server) {
    return server.transfer == Transfer::synced || (server.transfer == Transfer::outside && server.has_position);
}

/// The component that the group can re-form. The latest that one of them has been in since it was started: all of its
/// members have to be there, told by the fixed part of their UUIDs. Where nobody has been in one, that of the views
/// from their files, of them all and nobody else. Source: galera, gcomm/src/pc_proto.cpp (is_prim(), deliver_view()).
int World::find_restorable(Nodes members) const {
    const auto latest = [&](bool from_files) {
        const Server* found = nullptr;
        for (std::size_t member = 0; member < nodes_.size(); ++member) {
            const Server& server = nodes_[member].server;
            const bool counts = has(members, member) && server.is_alive && server.last_component >= 0 &&
                                server.has_restored_view == from_files;
            found = counts && (found == nullptr || server.last_component > found->last_component) ? &server : found;
        }
        return found;
    };
    if (const Server* remembers = latest(false)) {
        if (components_[static_cast<std::size_t>(remembers->last_component)].lost_members_amid) {
            return -1;
        }
        return can_form_again(members, *remembers) ? remembers->last_component : -1;
    }
    const Server* restores = latest(true);
    if (restores == nullptr || components_[static_cast<std::size_t>(restores->last_component)].members != members) {
        return -1;
    }
    bool somebody_has_data = false;
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        const Server& server = nodes_[member].server;
        if (has(members, member) && (!server.is_alive || server.last_component != restores->last_component)) {
            return -1;
        }
        somebody_has_data =
            somebody_has_data || (has(members, member) && member < node_count() && has_what_to_form_from(server));
    }
    return somebody_has_data ? restores->last_component : -1;
}

bool World::can_form_again(Nodes members, const Server& remembers) const {
    const auto is_there = [&](const Uuid& wanted) {
        for (std::size_t member = 0; member < nodes_.size(); ++member) {
            const Server& server = nodes_[member].server;
            if (has(members, member) && server.is_alive && has_same_fixed_part(server.identity, wanted)) {
                return true;
            }
        }
        return false;
    };
    bool somebody_has_data = false;
    for (std::size_t member = 0; member < node_count(); ++member) {
        const Server& server = nodes_[member].server;
        const bool was_in_it = server.last_component == remembers.last_component;
        somebody_has_data = somebody_has_data || (has(members, member) && was_in_it && has_what_to_form_from(server));
    }
    return somebody_has_data && std::all_of(remembers.fellows.begin(), remembers.fellows.end(), is_there);
}

/// Asserts that a component may start from what a view holds that its members have agreed on. @returns its branch
int World::branch_of_agreed(Nodes members, Log head) {
    std::size_t leader = node_count();
    for (std::size_t node = 0; node < node_count(); ++node) {
        const auto& published = nodes_[node].published;
        const bool leads = published && published->record.status == NodeStatus::bootstrapping;
        if (has(members, node) && (leads || (leader == node_count() && nodes_[node].server.received == head))) {
            leader = node;
        }
    }
    const Disk& disk = nodes_.at(leader).disk;
    const int branch = disk.last_component >= 0 ? components_[static_cast<std::size_t>(disk.last_component)].branch : 0;
    check_start_of_component(leader, branch, head, false, 0);
    return begins_branch_unheard(leader, branch) ? branches_++ : branch;
}

/// Who was put back, and hears nobody of what came after, begins a branch without knowing.
bool World::begins_branch_unheard(std::size_t node, int branch) const {
    const Disk& disk = nodes_[node].disk;
    return disk.is_put_back && last_component(branch) != disk.last_component &&
           is_exempt(Exemption::put_back_unheard, true);
}

void World::restore(Group& group, int component) {
    Nodes synced = 0;
    Log head = 0;
    const Component last = components_[static_cast<std::size_t>(component)];
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        Server& server = nodes_[member].server;
        if (!has(group.members, member) || server.last_component != component) {
            continue; // one with a later view, as the same member, comes to what it may be ahead of
        }
        if (member >= node_count()) {
            synced |= only(member);
        } else if (has_what_to_form_from(server)) {
            synced |= only(member);
            if (head == 0 || ledger_.seqno(server.received) > ledger_.seqno(head)) {
                head = server.received;
            }
        }
    }
    if (story != nullptr) {
        say("  " + names(group.members) + " re-form their component from what they remember.");
    }
    if (head != 0) {
        for (std::size_t member = 0; member < node_count(); ++member) {
            Server& server = nodes_[member].server;
            const bool is_behind = ledger_.seqno(server.received) < ledger_.seqno(head);
            if (has(synced, member) && is_behind && server.transfer != Transfer::synced) {
                synced &= ~only(member); // it is given what it lacks
            }
            if (has(synced, member)) {
                check_replacement(member, head, "continued by an incremental state transfer");
                server.transfer = Transfer::synced;
                server.applied = ledger_.up_to(head, ledger_.seqno(server.received));
            }
        }
    }
    int branch = last.branch;
    if (last.agreed_on) {
        branch = branch_of_agreed(last.members & synced, head);
    } else if (head != 0) {
        check_start_of_component(setup_->node_count, branch, head, false, 0);
    }
    const auto before = branches_of_disks();
    install(group, synced, head, branch);
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        if (group.is_primary && has(group.members, member) && !has(synced, member)) {
            admit(member, synced, head, before.at(member));
        }
    }
}

/// The view of an agreed component does not reach all of them. Who has it counts as a quorum of it, but states are
/// exchanged anew by those who are left, none of which is told any more that it bootstraps: they have no state to go on
/// from, and do not serve. Those whom it does not reach drop it.
/// Source: galera, gcomm/src/pc_proto.cpp (handle_trans_install()), gcs/src/gcs_group.cpp
/// (gcs_group_handle_comp_msg()), gcs/src/gcs_state_msg.cpp (state_quorum_remerge()).
void World::part_amid_forming(Group& group, int component, Nodes parted) {
    if (story != nullptr) {
        say("  The network parts " + names(parted) + " just before the view reaches them.");
    }
    const std::vector<Node> before = nodes_;
    install(group, 0, components_[static_cast<std::size_t>(component)].head,
            components_[static_cast<std::size_t>(component)].branch);
    components_.back().lost_members_amid = true;
    for (std::size_t member = 0; member < node_count(); ++member) {
        if (has(parted, member)) {
            nodes_[member].server = before[member].server;
            nodes_[member].disk = before[member].disk;
        }
    }
    one_side_ = std::exchange(parted_amid_, 0);
}

/// Does it come to one that has bootstrapped once more since it was heard?
bool World::comes_to_later_start(std::size_t node, Nodes synced) const {
    const NodeMemory& memory = nodes_[node].disk.memory;
    const auto joined = is_restore(memory.unfinished_start) ? std::nullopt : memory.joined_last();
    for (std::size_t member = 0; joined && member < node_count(); ++member) {
        const Uuid& identity = nodes_[member].server.identity;
        if (has(synced, member) && identity.same_member(*joined) && identity != *joined) {
            return true;
        }
    }
    return false;
}

bool World::is_whom_it_set_out_to_join(std::size_t node, Nodes synced) const {
    const NodeMemory& memory = nodes_[node].disk.memory;
    const bool is_together = is_restore(memory.unfinished_start);
    for (std::size_t member = 0; member < node_count(); ++member) {
        const Uuid& identity = nodes_[member].server.identity;
        const bool is_wanted = is_together ? names_member(memory.joined_members, identity)
                                           : memory.joined_last() && identity.same_member(*memory.joined_last());
        if (has(synced, member) && is_wanted) {
            return true;
        }
    }
    return false;
}

/// The branch of the component that each was in last; -1: in none.
std::array<int, most_members> World::branches_of_disks() const {
    std::array<int, most_members> branches{};
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const int last = nodes_[node].disk.last_component;
        branches.at(node) = last < 0 ? -1 : components_[static_cast<std::size_t>(last)].branch;
    }
    return branches;
}

/// A server that joins a primary component which is at `head`: what it gets.
void World::admit(std::size_t node, Nodes synced, Log head, int branch_before) {
    Server& server = nodes_[node].server;
    if (node >= node_count()) {
        server.transfer = Transfer::synced;
        return;
    }
    Disk& disk = nodes_[node].disk;
    server.view_to_apply = 0; // what it has received is applied before a transfer begins
    server.runs_ddl = server.is_paused = false;
    const Component& component = components_[static_cast<std::size_t>(server.last_component)];
    const bool is_led_elsewhere = !is_whom_it_set_out_to_join(node, synced);
    has_come_to_later_start = has_come_to_later_start || comes_to_later_start(node, synced);
    disk.was_led_elsewhere = disk.was_led_elsewhere || is_led_elsewhere; // until it knows what it came to
    // One that has been in a component since it was started merges by itself: its start was for that one.
    server.has_merged = server.transfer != Transfer::outside;
    const bool changes_branch = branch_before >= 0 && component.branch != branch_before;
    server.has_changed_branch = server.has_changed_branch || (server.has_merged && changes_branch);
    const bool is_astray = (is_led_elsewhere || server.has_merged) && changes_branch;
    server.donor = static_cast<std::uint8_t>(std::countr_zero(synced & setup_->data_nodes()));
    const bool has_log = server.transfer == Transfer::synced || server.has_position;
    if (has_log && ledger_.history(server.received) == ledger_.history(head) &&
        (!server.avoids_incremental_transfer || server.transfer == Transfer::synced)) {
        if (ledger_.seqno(server.received) > ledger_.seqno(head)) {
            if (story != nullptr) {
                say("  " + name(node) + " is ahead of the group: its server aborts.");
            }
            server.transfer = Transfer::outside;
            server.has_position = false;
            server.last_component = -2; // marks it for end_hopeless_joiners()
            // Source: galera, gcs/src/gcs_group.cpp (group_post_state_exchange()), galera/src/replicator_smm.cpp
            // (mark_corrupt()): seen with 10.11.19, also that it leaves.
            disk.view_file = File::missing;
            write_saved_state(node, Uuid(), -1, false);
            leave_component(node);
            return;
        }
        check_join(node, head, is_astray, "continued by an incremental state transfer");
        server.saved_flag = false;
        write_saved_state(node, histories_[ledger_.history(head)], -1, false);
        server.applied = server.received = ledger_.up_to(head, ledger_.seqno(server.received));
        server.transfer = Transfer::ist_begun;
        if (ledger_.seqno(server.received) == ledger_.seqno(head)) {
            end_incremental_transfer(node);
        }
        return;
    }
    check_join(node, head, is_astray, "replaced by a full state transfer");
    if (story != nullptr) {
        say("  " + name(node) + " gets a full state transfer.");
    }
    server.transfer = Transfer::sst_begun;
    server.has_position = false;
    disk.transfer_mark = true;
    // Of data that nothing showed to be whole, a transfer that is cut is taken to have replaced a part.
    disk.is_given_up = disk.is_given_up || disk.memory.unfinished_start == NodeMemory::UnfinishedStart::join_to_fill;
    touch_saved_state(node);
    if (disk.saved_file == File::whole) {
        disk.saved_history = Uuid();
        disk.saved_seqno = -1;
    } else {
        disk.saved_file = File::empty;
    }
}

/// What a joiner lacked has come.
void World::end_incremental_transfer(std::size_t node) {
    Server& server = nodes_[node].server;
    Disk& disk = nodes_[node].disk;
    Component& component = components_[static_cast<std::size_t>(server.last_component)];
    server.applied = ledger_.up_to(component.head, ledger_.seqno(server.received));
    disk.write(server.applied);
    disk.is_given_up = false; // the component has taken it as it is
    server.received = component.head;
    server.transfer = Transfer::synced;
    component.data_members |= only(node);
}

bool World::has_arbitrator(int group) const {
    return std::any_of(nodes_.begin() + static_cast<std::ptrdiff_t>(node_count()), nodes_.end(),
                       [&](const Node& node) { return node.server.is_alive && node.server.group == group; });
}

bool World::end_hopeless_joiners() {
    bool has_ended = false;
    for (std::size_t node = 0; node < node_count(); ++node) {
        const Server& server = nodes_[node].server;
        if (!server.is_alive) {
            continue;
        }
        const bool was_rejected = server.last_component == -2;
        const bool is_filling = server.transfer >= Transfer::sst_begun && server.transfer <= Transfer::sst_filled;
        const Server& donor = nodes_[server.donor].server;
        const bool has_donor =
            is_primary(node) && donor.is_alive && donor.group == server.group && donor.transfer == Transfer::synced;
        // Tried with 10.11.19: where nobody in the group has all of it, a server amid an incremental transfer stays as
        // it is. An arbitrator counts as one that has.
        const bool lacks_log =
            server.transfer == Transfer::ist_begun && (is_primary(node) || has_arbitrator(server.group));
        if (was_rejected || ((is_filling || lacks_log) && !has_donor)) {
            if (story != nullptr && !was_rejected) {
                say("  " + name(node) + "'s state transfer fails: its server aborts.");
            }
            end_process(node);
            has_ended = true;
        }
    }
    return has_ended;
}

void World::get_ready(std::size_t node) {
    Node& subject = nodes_[node];
    if (subject.phase == Phase::starting && subject.server.transfer == Transfer::synced && is_primary(node)) {
        note_followed(node);
        begin(node, Phase::ready, Step::after_start);
    }
}

bool World::advance_transfer(std::size_t node) {
    if (node >= node_count()) {
        return false;
    }
    Server& server = nodes_[node].server;
    Disk& disk = nodes_[node].disk;
    if (!server.is_alive || server.transfer == Transfer::outside || server.transfer == Transfer::synced) {
        return false;
    }
    if (server.transfer == Transfer::ist_begun) {
        if (!is_primary(node)) {
            return false;
        }
        end_incremental_transfer(node);
        if (story != nullptr) {
            say("  " + name(node) + " has been given what it lacked.");
        }
        get_ready(node);
        return true;
    }
    const int index = groups_[static_cast<std::size_t>(server.group)].component;
    Component& component = components_[static_cast<std::size_t>(index)];
    switch (server.transfer) {
    case Transfer::sst_begun:
        server.transfer = Transfer::sst_partial;
        disk.is_whole = false;
        if (nodes_[node].invocation % 3 == 0) {
            disk.lineage.clear(); // as wsrep_sst_mariabackup does; wsrep_sst_rsync leaves what it does not know
        }
        // Some methods bring the system tables and the position long before all of the data.
        disk.folder = nodes_[node].invocation % 2 == 0 ? DataFolder::incomplete : DataFolder::initialised;
        disk.durable = disk.folder == DataFolder::initialised ? component.head : 0;
        ++disk.data_changes;
        if (story != nullptr) {
            say("  Part of the transfer to " + name(node) + " is done.");
        }
        break;
    case Transfer::sst_partial:
        server.transfer = Transfer::sst_filled;
        disk.folder = DataFolder::initialised;
        disk.write(component.head);
        disk.transfer_mark = false;
        disk.is_whole = true;
        disk.is_given_up = false;
        break;
    default:
        // Only now does grastate.dat say that this is data.
        server.transfer = Transfer::synced;
        server.applied = disk.durable;
        server.received = component.head;
        server.saved_flag = false;
        write_saved_state(node, histories_[ledger_.history(component.head)], -1, false);
        component.data_members |= only(node);
        if (story != nullptr) {
            say("  The transfer to " + name(node) + " is complete.");
        }
        get_ready(node);
        break;
    }
    return true;
}

bool World::commit(std::size_t node, const Event& event) {
    if (node >= node_count() || !is_primary(node) || nodes_[node].server.transfer != Transfer::synced) {
        return false;
    }
    const int group = nodes_[node].server.group;
    Component& component = components_[static_cast<std::size_t>(groups_[static_cast<std::size_t>(group)].component)];
    const int transactions = 1 + event.a % 8;
    for (int transaction = 0; transaction < transactions; ++transaction) {
        component.head = ledger_.append(component.head, ledger_.history(component.head));
    }
    for (std::size_t member = 0; member < node_count(); ++member) {
        Server& server = nodes_[member].server;
        if (server.is_alive && server.group == group && server.transfer == Transfer::synced) {
            server.received = component.head;
            server.applied = has(event.b, member) ? server.received : server.applied;
            if (has(event.c, member)) {
                flush(member);
            }
        }
    }
    if (story != nullptr) {
        say(std::to_string(transactions) + " transaction(s) on " + name(node) + "'s component, now at " +
            std::to_string(ledger_.seqno(component.head)) + "; applied by " + names(event.b & setup_->data_nodes()) +
            ", flushed by " + names(event.c & setup_->data_nodes()) + ".");
    }
    return true;
}

bool World::power_cut_amid_view(const Event& event) {
    if (event.node >= node_count() || !is_primary(event.node)) {
        return false;
    }
    const Nodes members = groups_[static_cast<std::size_t>(nodes_[event.node].server.group)].members;
    const Nodes first = event.a & members;
    const Nodes rest = members & ~first;
    if (first == 0 || rest == 0 || 2 * count(rest) <= count(members) || (event.b & rest) == 0) {
        return false;
    }
    if (story != nullptr) {
        say(names(first) + " lose(s) power; " + names(event.b & rest) + " write(s) down the next view, then " +
            names(rest) + " lose(s) power as well.");
    }
    // Nobody ever committed in it. It is the last one where all of its members have written it down; where one has not,
    // that one's evidence leads back to the component before.
    const Component last = components_[static_cast<std::size_t>(
        groups_[static_cast<std::size_t>(nodes_[event.node].server.group)].component)];
    const bool is_known_to_all = (rest & ~event.b & setup_->data_nodes()) == 0;
    components_.push_back({rest, is_known_to_all ? rest & last.data_members : 0, last.branch, last.head});
    const int component = static_cast<int>(components_.size() - 1);
    for (std::size_t node = 0; node < node_count(); ++node) {
        if (has(event.b & rest, node)) {
            write_view(node, identities_of(rest), component);
            if (is_known_to_all) {
                nodes_[node].disk.last_component = component;
            }
        }
    }
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        if (has(members, node)) {
            lose_power(node, false, false);
        }
    }
    regroup();
    return true;
}

} // namespace galera_initiator::sim
