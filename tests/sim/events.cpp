// What can happen to a world.

#include "world.hpp"

#include <algorithm>
#include <bit>

namespace galera_initiator::sim {

void Coverage::add(const Coverage& other) {
    for (std::size_t index = 0; index < most; ++index) {
        events.at(index) += other.events.at(index);
        reasons.at(index) += other.reasons.at(index);
        kills.at(index) += other.kills.at(index);
        power_cuts.at(index) += other.power_cuts.at(index);
    }
}

namespace {

/// Puts this data folder in the place of what is there; what the node remembers is not in it.
void replace_data_folder(Disk& disk, const Disk& folder) {
    NodeMemory memory = std::move(disk.memory);
    const bool has_memory = disk.has_memory;
    const bool has_forgotten = disk.has_forgotten;
    const bool is_put_back = disk.is_put_back;
    const int copied_component = disk.copied_component;
    const std::uint32_t data_changes = disk.data_changes;
    disk = folder;
    disk.memory = std::move(memory);
    disk.has_memory = has_memory;
    disk.has_forgotten = has_forgotten;
    disk.is_put_back = is_put_back;
    disk.copied_component = copied_component;
    disk.data_changes = data_changes + 1; // other files, whatever is in them
    disk.is_folder_of_before_join = set_out_to_join(disk.memory);
}

} // namespace

/// A person spares a state transfer: both servers are down.
bool World::copy_folder(std::size_t node, Nodes source, Writing writing) {
    const auto other = static_cast<std::size_t>(std::countr_zero(source));
    const auto is_at_rest = [&](std::size_t one) {
        const Node& subject = nodes_[one];
        return (subject.phase == Phase::off || subject.phase == Phase::down) && !subject.server.is_alive &&
               !subject.unmounted;
    };
    if (count(source) != 1 || node >= node_count() || other >= node_count() || other == node || !is_at_rest(node) ||
        !is_at_rest(other) || nodes_[other].disk.durable == 0) {
        return false;
    }
    Disk& disk = nodes_[node].disk;
    const bool is_written_over = writing == Writing::in_place && disk.saved_file != File::missing;
    const std::uint32_t saved_file_id = disk.saved_file_id;
    has_copied_without_lineage = has_copied_without_lineage || nodes_[other].disk.lineage.empty();
    const std::string lineage = disk.lineage;
    replace_data_folder(disk, nodes_[other].disk);
    disk.is_of_before = true;
    touch_saved_state(node, Writing::anew);
    if (is_written_over) {
        disk.saved_file_id = saved_file_id;
        disk.lineage = disk.lineage.empty() ? lineage : disk.lineage;
    }
    if (story != nullptr) {
        say(name(node) + " gets a copy of the data folder of " + name(other) +
            (is_written_over ? ", into the files that are there" : "") + ", at " +
            std::to_string(ledger_.seqno(disk.durable)) + ".");
    }
    return true;
}

/// A snapshot of the data folder, or of all of the machine.
bool World::put_back(std::size_t node, bool with_memory, bool with_lineage) {
    Node& subject = nodes_[node];
    if (node >= node_count() || subject.phase != Phase::off || !subject.snapshot || subject.unmounted) {
        return false;
    }
    has_put_back = true;
    if (with_memory) {
        const std::uint32_t data_changes = subject.disk.data_changes;
        subject.disk = *subject.snapshot;
        subject.disk.data_changes = data_changes + 1;
        subject.disk.has_forgotten = true;
        subject.disk.is_put_back = true;
    } else {
        const auto& known = subject.disk.memory.last_view;
        const ViewState& last = subject.disk.view;
        has_put_back_unfollowed = has_put_back_unfollowed || is_restore(subject.disk.memory.unfinished_start) ||
                                  (subject.disk.view_file == File::whole &&
                                   !(known && known->member == last.own && known->number == last.number));
        replace_data_folder(subject.disk, *subject.snapshot);
        if (!with_lineage) { // as what mariabackup has saved
            subject.disk.lineage.clear();
        }
    }
    subject.disk.is_of_before = true;
    for (Node& asker : nodes_) {
        if (asker.start.answers.size() > node) {
            asker.start.answers[node].is_put_back_since = true;
        }
    }
    if (story != nullptr) {
        say(name(node) + (with_memory ? "'s whole disk" : "'s data folder") + " is put back from a snapshot, at " +
            std::to_string(ledger_.seqno(subject.disk.durable)) + ".");
    }
    return true;
}

bool World::mount(std::size_t node) {
    Node& subject = nodes_[node];
    if (node >= node_count() || subject.phase != Phase::off) {
        return false;
    }
    has_unmounted = true;
    const auto start = subject.disk.memory.unfinished_start;
    has_hidden_first_bootstrap = has_hidden_first_bootstrap ||
                                 (is_bootstrap(start) && !subject.disk.memory.history && subject.disk.durable != 0);
    if (subject.unmounted) {
        const auto folder = std::move(subject.unmounted);
        subject.unmounted = nullptr;
        replace_data_folder(subject.disk, *folder);
    } else {
        subject.unmounted = std::make_shared<const Disk>(subject.disk);
        replace_data_folder(subject.disk, Disk{});
    }
    if (story != nullptr) {
        say(name(node) + "'s data folder is " + (subject.unmounted ? "not mounted any more." : "mounted again."));
    }
    return true;
}

bool World::apply(const Event& event) {
    if (coverage == nullptr) {
        return happen(event);
    }
    std::array<Place, most_members> before{};
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        before.at(node) = place_of(nodes_[node]);
    }
    if (!happen(event)) {
        return false;
    }
    ++coverage->events.at(static_cast<std::size_t>(event.kind));
    if (event.kind == Kind::decide) {
        ++coverage->reasons.at(static_cast<std::size_t>(nodes_[event.node].start.verdict.reason));
    }
    for (std::size_t node = 0; node < node_count(); ++node) {
        auto& cut_short = event.kind == Kind::kill ? coverage->kills : coverage->power_cuts;
        if ((event.kind == Kind::kill || event.kind == Kind::cut) && has(event.a, node)) {
            ++cut_short.at(static_cast<std::size_t>(before.at(node)));
        }
    }
    return true;
}

bool World::lose_memory(std::size_t node, std::uint16_t what) {
    NodeMemory& memory = nodes_[node].disk.memory;
    std::string sentence = name(node);
    if (what == 0) {
        memory = NodeMemory();
        nodes_[node].disk.has_memory = false;
        sentence += "'s memory is lost.";
    } else if (what == 1) {
        if (!memory.choice) {
            return false;
        }
        memory.choice->owner = NodeAddress::parse("another-name");
        sentence += "'s cluster address has other names for the nodes now.";
    } else {
        memory.arbitrators.clear();
        memory.add_arbitrator(nodes_[node_count() - 1].server.identity);
        sentence += " has taken " + name(node_count() - 1) + " for the arbitrator.";
    }
    if (story != nullptr) {
        say(std::move(sentence));
    }
    return true;
}

bool World::happen(const Event& event) {
    const std::size_t node = event.node;
    if (node >= nodes_.size()) {
        return false;
    }
    Node& subject = nodes_[node];
    const bool is_data_node = node < node_count();
    switch (event.kind) {
    case Kind::boot:
        return boot(node);
    case Kind::start:
        return begin_start(node, false);
    case Kind::new_cluster:
        return begin_start(node, true);
    case Kind::step:
        return step(node);
    case Kind::ask:
        return ask(node, event.a, event.b, event.c);
    case Kind::decide:
        return decide(node);
    case Kind::commit:
        return commit(node, event);
    case Kind::apply: {
        Server& server = subject.server;
        if (!is_data_node || !server.is_alive || server.transfer != Transfer::synced) {
            return false;
        }
        const Log before = server.applied;
        const Log durable = subject.disk.durable;
        server.applied = ledger_.up_to(server.received, ledger_.seqno(server.applied) + event.a);
        apply_view(node);
        if (event.b != 0) {
            flush(node);
        }
        if (before == server.applied && durable == subject.disk.durable) {
            return false;
        }
        if (story != nullptr) {
            say("  " + name(node) + " has applied up to " + std::to_string(ledger_.seqno(server.applied)) +
                " and flushed up to " + std::to_string(ledger_.seqno(subject.disk.durable)) + ".");
        }
        return true;
    }
    case Kind::transfer:
        return advance_transfer(node);
    case Kind::give_up:
        if (subject.phase != Phase::starting || !subject.server.is_alive || is_primary(node)) {
            return false;
        }
        if (subject.server.has_restored_view) {
            return watch(node); // it would wait for ever
        }
        subject.disk.view_file = File::missing;
        if (story != nullptr) {
            say("  " + name(node) + "'s server finds no component, and its start is ended.");
        }
        crash_server(node, "exit-code");
        return true;
    case Kind::stop:
        if (is_data_node && (subject.phase == Phase::preparing || subject.phase == Phase::deciding)) {
            stop_start(node);
            return true;
        }
        if (is_data_node && (subject.phase == Phase::starting || subject.phase == Phase::ready)) {
            stop_amid_start(node);
            return true;
        }
        if (subject.phase != Phase::running || !is_data_node) {
            return false;
        }
        if (story != nullptr) {
            say("The server on " + name(node) + " is told to stop.");
        }
        await_lock(node);
        if (setup_->rule.saves_view_before_stop()) {
            begin(node, Phase::stop_saving, Step::before_stop);
        } else {
            subject.disk.copied_component = subject.server.last_component;
            enter(node, Phase::stop_leaving);
        }
        return true;
    case Kind::kill: {
        for (std::size_t victim = 0; victim < node_count(); ++victim) {
            if (has(event.b, victim) &&
                !(has(event.a, victim) && nodes_[victim].phase == Phase::stop_leaving && is_primary(victim))) {
                return false;
            }
        }
        Nodes killed = 0;
        for (std::size_t victim = 0; victim < node_count(); ++victim) {
            const Phase phase = nodes_[victim].phase;
            const bool by_hand = nodes_[victim].server.is_by_hand;
            if (has(event.a, victim) && (by_hand || (phase >= Phase::preparing && phase < Phase::stop_publishing))) {
                killed |= only(victim);
            }
        }
        if (killed == 0) {
            return false;
        }
        if (story != nullptr) {
            say("kill -9 on " + names(killed) +
                ((event.b & killed) != 0 ? "; just after the leave of " + names(event.b & killed) : "") + ".");
        }
        for (std::size_t victim = 0; victim < node_count(); ++victim) {
            if (has(killed, victim)) {
                if (has(event.b, victim)) {
                    look_at_leaver(victim);
                    leave_component(victim);
                }
                end_process(victim);
            }
        }
        regroup();
        return true;
    }
    case Kind::cut: {
        Nodes victims = 0;
        for (std::size_t victim = 0; victim < node_count(); ++victim) {
            victims |= has(event.a, victim) && nodes_[victim].phase != Phase::off ? only(victim) : 0;
        }
        if (victims == 0) {
            return false;
        }
        if (story != nullptr) {
            say(names(victims) + " lose(s) power" +
                ((event.b & victims) != 0 ? "; torn gvwstate.dat on " + names(event.b & victims) : "") +
                ((event.c & victims) != 0 ? "; torn grastate.dat on " + names(event.c & victims) : "") + ".");
        }
        for (std::size_t victim = 0; victim < node_count(); ++victim) {
            if (has(victims, victim)) {
                lose_power(victim, has(event.b, victim), has(event.c, victim));
            }
        }
        regroup();
        return true;
    }
    case Kind::amid_view:
        return power_cut_amid_view(event);
    case Kind::link:
        if (one_side_ == event.a) {
            return false;
        }
        one_side_ = event.a;
        if (story != nullptr) {
            say(event.a == 0 ? "The network is whole again."
                             : "The network parts " + names(event.a & (only(nodes_.size()) - 1)) + " from the others.");
        }
        regroup();
        return true;
    case Kind::part_amid: {
        const Nodes parted = event.a & setup_->data_nodes();
        if (parted_amid_ == parted) {
            return false;
        }
        parted_amid_ = parted;
        if (story != nullptr) {
            say(parted == 0 ? "The network will hold." : "The network is about to part " + names(parted) + ".");
        }
        return true;
    }
    case Kind::snmp: {
        const Nodes deaf = event.a & setup_->data_nodes();
        if (!is_data_node || deaf_to_[node] == deaf) {
            return false;
        }
        deaf_to_[node] = deaf;
        if (story != nullptr) {
            say(name(node) + " gets no SNMP answer from " + names(deaf) + ".");
        }
        return true;
    }
    case Kind::snmpd:
        if (!is_data_node) {
            return false;
        }
        subject.snmpd_is_down = !subject.snmpd_is_down;
        if (story != nullptr) {
            say("snmpd on " + name(node) + (subject.snmpd_is_down ? " stops." : " is back."));
        }
        return true;
    case Kind::lose_data:
    case Kind::lose_disk: {
        if (!is_data_node || subject.phase != Phase::off) {
            return false;
        }
        const bool keeps_memory = event.kind == Kind::lose_data;
        NodeMemory memory = std::move(subject.disk.memory);
        const bool has_memory = subject.disk.has_memory && keeps_memory;
        const std::uint32_t data_changes = subject.disk.data_changes;
        const bool has_forgotten = subject.disk.has_forgotten;
        subject.disk = Disk{};
        subject.disk.data_changes = data_changes + 1;
        subject.disk.has_forgotten = has_forgotten || !keeps_memory;
        subject.disk.has_memory = has_memory;
        if (keeps_memory) {
            subject.disk.memory = std::move(memory);
        } else {
            subject.unmounted = nullptr; // a machine that has forgotten that it had data cannot be asked for it
        }
        if (story != nullptr) {
            say(name(node) + (keeps_memory ? "'s data folder is lost." : "'s whole disk is lost."));
        }
        return true;
    }
    case Kind::lose_memory:
        return is_data_node && lose_memory(node, event.a);
    case Kind::snapshot:
        if (!is_data_node || subject.phase == Phase::off || subject.unmounted) {
            return false;
        }
        subject.snapshot = std::make_shared<const Disk>(subject.disk);
        if (story != nullptr) {
            say("A snapshot of " + name(node) + "'s disk is taken.");
        }
        return true;
    case Kind::put_back:
        return put_back(node, event.a == 1, event.a != 2);
    case Kind::copy_folder:
        return copy_folder(node, event.a, event.b != 0 ? Writing::in_place : Writing::anew);
    case Kind::mount:
        return mount(node);
    case Kind::fill: // a server could not begin without any room, and has written its first view then
        if (!is_data_node || !(subject.disk_is_full || is_primary(node))) {
            return false;
        }
        subject.disk_is_full = !subject.disk_is_full;
        if (story != nullptr) {
            say(name(node) + "'s data folder " + (subject.disk_is_full ? "is full." : "has room again."));
        }
        return true;
    case Kind::by_hand: {
        const bool joins = event.a != 0;
        if (!is_data_node || subject.phase != Phase::down || subject.server.is_alive || subject.disk.durable == 0 ||
            !subject.disk.is_whole || subject.disk.transfer_mark || subject.disk.saved_file != File::whole ||
            subject.disk.saved_history.is_nil()) {
            return false;
        }
        // With an arbitrator beside it such a server is not alone, and where the unit's own last start did not come to
        // its end, that may have moved the data: nobody notices the fork then.
        if (!joins && (setup_->policies.arbitrators > 0 ||
                       subject.disk.memory.unfinished_start != NodeMemory::UnfinishedStart::none)) {
            return false;
        }
        words_were_spoken = true;
        has_run_by_hand = true;
        has_run_by_hand_beside_start =
            has_run_by_hand_beside_start || std::any_of(nodes_.begin(), nodes_.end(), [](const Node& other) {
                return other.phase >= Phase::preparing && other.phase <= Phase::starting;
            });
        subject.disk.saved_flag = subject.disk.saved_flag || !joins;
        touch_saved_state(node);
        if (story != nullptr) {
            say(std::string("The operator runs mariadbd ") + (joins ? "" : "--wsrep-new-cluster ") + "by hand on " +
                name(node) + ", beside the unit.");
        }
        start_server(node, !joins, true);
        return true;
    }
    case Kind::end_by_hand:
        if (!is_data_node || !subject.server.is_alive || !subject.server.is_by_hand) {
            return false;
        }
        if (story != nullptr) {
            say("The operator ends the server that runs by hand on " + name(node) + ".");
        }
        if (event.a != 0) {
            close_provider(node);
            end_server(node);
        } else {
            crash_server(node);
        }
        return true;
    case Kind::word:
        return speak_word(node, event.a, event.b);
    case Kind::ddl: {
        if (!is_data_node || !is_primary(node) || subject.server.transfer != Transfer::synced) {
            return false;
        }
        const int group = subject.server.group;
        const bool begins = !subject.server.runs_ddl;
        has_run_ddl = true;
        for (std::size_t member = 0; member < node_count(); ++member) {
            Node& other = nodes_[member];
            if (other.server.is_alive && other.server.group == group && other.server.transfer == Transfer::synced) {
                other.server.runs_ddl = begins;
                other.server.is_paused = false;
                touch_saved_state(member);
                other.disk.saved_seqno = -1;
                other.disk.saved_history = begins ? Uuid() : histories_[ledger_.history(other.server.received)];
                apply_view(member);
            }
        }
        if (story != nullptr) {
            say(begins ? "DDL begins on " + name(node) + "'s component." : "DDL ends.");
        }
        return true;
    }
    case Kind::pause: {
        Server& server = subject.server;
        if (!is_data_node || !is_primary(node) || server.transfer != Transfer::synced || server.runs_ddl) {
            return false;
        }
        server.is_paused = !server.is_paused;
        touch_saved_state(node);
        subject.disk.saved_seqno = server.is_paused ? ledger_.seqno(server.applied) : -1;
        apply_view(node);
        if (story != nullptr) {
            say(name(node) + "'s provider " +
                (server.is_paused ? "is paused, and writes down seqno " + std::to_string(subject.disk.saved_seqno) + "."
                                  : "goes on."));
        }
        return true;
    }
    case Kind::inconsistent:
        if (!is_data_node || !is_primary(node) || subject.server.transfer != Transfer::synced ||
            count(groups_[static_cast<std::size_t>(subject.server.group)].members) < 3) {
            return false;
        }
        if (story != nullptr) {
            say(name(node) + " is found inconsistent by its group and leaves it.");
        }
        subject.disk.is_given_up = true;
        groups_[static_cast<std::size_t>(subject.server.group)].left |= only(node);
        touch_saved_state(node);
        subject.disk.saved_history = Uuid();
        subject.disk.saved_seqno = -1;
        subject.disk.view_file = File::missing;
        crash_server(node);
        return true;
    case Kind::due:
        if (!is_data_node || !is_deciding(subject) || subject.start.majority_is_due ||
            setup_->policies.wait_for != Policies::WaitFor::majority) {
            return false;
        }
        subject.start.majority_is_due = true;
        if (story != nullptr) {
            say("majority_after has passed on " + name(node) + ".");
        }
        return true;
    case Kind::arbitrator:
        if (is_data_node) {
            return false;
        }
        if (story != nullptr) {
            say(subject.server.is_alive ? "The arbitrator ends." : "The arbitrator starts.");
        }
        if (subject.server.is_alive) {
            crash_server(node);
        } else {
            subject.phase = Phase::running;
            subject.server.is_alive = true;
            subject.server.identity = new_uuid();
            regroup();
        }
        return true;
    case Kind::follow:
        return follow(node);
    }
    return false;
}

} // namespace galera_initiator::sim
