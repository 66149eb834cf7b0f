// A node's files and data as the product's steps find and leave them.

#include "decision/evidence_words.hpp"
#include "disk_texts.hpp"
#include "evidence/saved_state.hpp"
#include "world.hpp"

#include <algorithm>
#include <stdexcept>

namespace galera_initiator::sim {

namespace {

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

} // namespace

std::optional<std::string> World::read_file(std::size_t node, PlayedFile file) const {
    const Node& subject = nodes_[node];
    const Disk& disk = subject.disk;
    switch (file) {
    case PlayedFile::memory: {
        if (!disk.has_memory) {
            return std::nullopt;
        }
        NodeMemory memory = disk.memory;
        setup_->rule.misread(memory);
        return memory.to_text();
    }
    case PlayedFile::record:
        return subject.published ? std::optional(subject.published->to_text()) : std::nullopt;
    case PlayedFile::saved_state: {
        std::optional<std::string> text = file_text(disk.saved_file, disk);
        if (text) {
            setup_->rule.misread(*text);
        }
        return text;
    }
    case PlayedFile::lineage:
        return setup_->rule.reads_lineage_beside_data() ? unless_empty(disk.lineage) : std::nullopt;
    case PlayedFile::view:
        return file_text(disk.view_file, disk.view);
    case PlayedFile::unfinished_view:
        return disk.has_unfinished_view && setup_->rule.sees_unfinished_view() ? std::optional<std::string>("")
                                                                               : std::nullopt;
    case PlayedFile::word:
        return subject.word ? std::optional(subject.word->to_string()) : std::nullopt;
    case PlayedFile::decision:
        return unless_empty(subject.decision);
    case PlayedFile::phases:
        return unless_empty(subject.phases);
    case PlayedFile::environment:
        return unless_empty(subject.environment);
    case PlayedFile::call:
        return unless_empty(subject.call);
    case PlayedFile::write_set_cache:
        return std::nullopt;
    case PlayedFile::server_status:
        if (!subject.server.is_alive || !setup_->abilities.servers_tell_state) {
            return std::nullopt;
        }
        return std::string(R"({"status": {"state": ")") +
               (!is_primary(node)                             ? "CONNECTED"
                : subject.server.transfer == Transfer::synced ? "SYNCED"
                                                              : "JOINING") +
               R"("}})";
    }
    throw std::logic_error("no such file");
}

bool World::has_file(std::size_t node, PlayedFile file) const {
    const Node& subject = nodes_[node];
    switch (file) {
    case PlayedFile::memory:
        return subject.disk.has_memory;
    case PlayedFile::record:
        return subject.published.has_value();
    case PlayedFile::saved_state:
        return subject.disk.saved_file != File::missing;
    case PlayedFile::lineage:
        return !subject.disk.lineage.empty();
    case PlayedFile::view:
        return subject.disk.view_file != File::missing;
    case PlayedFile::unfinished_view:
        return subject.disk.has_unfinished_view;
    case PlayedFile::word:
        return subject.word.has_value();
    case PlayedFile::decision:
        return !subject.decision.empty();
    case PlayedFile::phases:
        return !subject.phases.empty();
    case PlayedFile::environment:
        return !subject.environment.empty();
    case PlayedFile::call:
        return !subject.call.empty();
    case PlayedFile::server_status:
        return false; // an earlier server's, which tells nobody anything
    case PlayedFile::write_set_cache:
        return false;
    }
    throw std::logic_error("no such file");
}

/// oracle: does this start go on without what its disk holds? The person said it once; or nothing shows that it is
/// whole, and the component that it sets out to join holds all of it.
bool World::gives_up_data(std::size_t node, const NodeMemory& memory) const {
    if (memory.unfinished_start != NodeMemory::UnfinishedStart::join_to_fill) {
        return false;
    }
    for (std::size_t other = 0; other < node_count(); ++other) {
        if (memory.joined_node == setup_->addresses[other] && is_primary(other) &&
            ledger_.contains(held(other), nodes_[node].disk.durable)) {
            return true;
        }
    }
    return nodes_[node].start.verdict.discards_data;
}

void World::touch_saved_state(std::size_t node, Writing writing) {
    Disk& disk = nodes_[node].disk;
    disk.saved_file_written = ++file_writes_;
    if (disk.saved_file == File::missing || writing == Writing::anew) {
        disk.saved_file_id = file_writes_;
    }
}

void World::write_saved_state(std::size_t node, const Uuid& history, std::int32_t seqno, bool flag, Writing writing) {
    touch_saved_state(node, writing);
    Disk& disk = nodes_[node].disk;
    disk.saved_file = File::whole;
    disk.saved_history = history;
    disk.saved_seqno = seqno;
    disk.saved_flag = flag;
}

void World::write_file(std::size_t node, PlayedFile file, std::string_view text, Writing writing) {
    Node& subject = nodes_[node];
    Disk& disk = subject.disk;
    switch (file) {
    case PlayedFile::memory: {
        NodeMemory memory = NodeMemory::parse(text);
        setup_->rule.remember(memory, disk.memory);
        disk.has_forgotten = disk.has_forgotten || memory.identities.size() == NodeMemory::most_identities;
        if (subject.run && subject.run->step() == Step::before_stop) {
            // Of what it read: a later view may have come since.
            const bool is_of_now =
                disk.view_file == File::whole && !disk.has_unfinished_view && memory.left_members == disk.view.members;
            disk.copied_component = is_of_now ? subject.server.last_component : -1;
        }
        if (subject.run && subject.run->step() == Step::decide) {
            disk.is_given_up = disk.is_given_up || gives_up_data(node, memory);
        }
        disk.memory = std::move(memory);
        disk.has_memory = true;
        return;
    }
    case PlayedFile::record:
        subject.published = PublishedRecord::parse(text);
        take_note_of_record(node);
        return;
    case PlayedFile::saved_state: {
        if (text.empty()) {
            touch_saved_state(node, writing);
            disk.saved_file = File::empty;
            return;
        }
        const SavedState state = SavedState::parse(text);
        write_saved_state(node, state.history, state.seqno ? static_cast<std::int32_t>(state.seqno->value()) : -1,
                          state.safe_to_bootstrap, writing);
        return;
    }
    case PlayedFile::lineage:
        disk.lineage = text;
        return;
    case PlayedFile::decision:
        subject.decision = text;
        return;
    case PlayedFile::phases:
        subject.phases = text;
        return;
    case PlayedFile::environment:
        subject.environment = text;
        return;
    case PlayedFile::call:
        subject.call = text;
        return;
    case PlayedFile::view: {
        const bool takes_a_place = disk.view_file == File::whole && disk.view.has_formed();
        disk.view = ViewState::parse(text);
        disk.view_file = File::whole;
        disk.view_was_torn = false;
        if (disk.view.has_formed()) {
            disk.view_component = disk.replaced_component;
        } else {
            disk.replaced_component = takes_a_place ? disk.view_component : -1;
            disk.view_component = agreed_component(node, disk.view);
        }
        return;
    }
    case PlayedFile::unfinished_view:
    case PlayedFile::word:
    case PlayedFile::server_status:
    case PlayedFile::write_set_cache:
        break;
    }
    throw std::logic_error("no step writes this file");
}

/// oracle: the component that this view would form; it has not yet. Who leads writes it first, and knows the members
/// from what it has heard.
int World::agreed_component(std::size_t node, const ViewState& view) {
    Component agreed;
    agreed.branch = -1;
    agreed.agreed_on = view.agreement;
    for (std::size_t index = components_.size(); index > 0; --index) {
        if (components_[index - 1].agreed_on == agreed.agreed_on) {
            return static_cast<int>(index - 1);
        }
    }
    const Start& start = nodes_[node].start;
    for (std::size_t member = 0; member < node_count(); ++member) {
        const auto& heard = start.answers.at(member).record;
        const auto& evidence = member == node ? start.own.evidence : heard ? heard->evidence : std::nullopt;
        const bool is_named =
            evidence && !evidence->identities.empty() && names_member(view.members, evidence->identities.front());
        agreed.members |= is_named ? only(member) : 0;
    }
    if (count(agreed.members) != view.members.size() || !has(agreed.members, node)) {
        throw std::logic_error("an agreed view names whoever is no deciding node");
    }
    components_.push_back(agreed);
    return static_cast<int>(components_.size() - 1);
}

void World::remove_file(std::size_t node, PlayedFile file) {
    Node& subject = nodes_[node];
    switch (file) {
    case PlayedFile::view:
        subject.disk.view_file = File::missing;
        return;
    case PlayedFile::lineage:
        subject.disk.lineage.clear();
        return;
    case PlayedFile::write_set_cache:
        return;
    case PlayedFile::word:
        subject.word.reset();
        return;
    case PlayedFile::decision:
        subject.decision.clear();
        return;
    case PlayedFile::environment:
        subject.environment.clear();
        return;
    case PlayedFile::call:
        subject.call.clear();
        return;
    case PlayedFile::memory:
    case PlayedFile::record:
    case PlayedFile::saved_state:
    case PlayedFile::unfinished_view:
    case PlayedFile::phases:
    case PlayedFile::server_status:
        break;
    }
    throw std::logic_error("no step removes this file");
}

DatabaseLook World::look_at_database(std::size_t node) const {
    const Disk& disk = nodes_[node].disk;
    DatabaseLook look{disk.folder, {}, disk.transfer_mark};
    setup_->rule.misread(look);
    return look;
}

std::string World::mark_of_data_folder(std::size_t node) const {
    return nodes_[node].unmounted ? "below" : "data";
}

std::string World::print_of_saved_state(std::size_t node) const {
    const Disk& disk = nodes_[node].disk;
    return disk.saved_file == File::missing
               ? ""
               : std::to_string(disk.saved_file_id) + " " + std::to_string(disk.saved_file_written);
}

FolderSigns World::signs_of_folder(std::size_t node) const {
    const auto text = read_file(node, PlayedFile::lineage);
    return {print_of_saved_state(node), text ? std::optional(DataLineage::parse(*text)) : std::nullopt};
}

std::string World::print_of_data(std::size_t node) const {
    return std::to_string(nodes_[node].disk.data_changes);
}

RecoveredPosition World::recover_position(std::size_t node) const {
    const Log durable = nodes_[node].disk.durable;
    RecoveredPosition recovered;
    if (durable != 0) {
        recovered.position = Position(histories_[ledger_.history(durable)], Seqno(ledger_.seqno(durable)));
    }
    return recovered;
}

std::string World::command_line(std::size_t node) const {
    using namespace std::string_literals;
    return nodes_[node].server.bootstraps ? "mariadbd\0--wsrep-new-cluster\0"s : "mariadbd\0"s;
}

/// What the oracle and the story take from it.
void World::take_note_of_record(std::size_t node) {
    Node& subject = nodes_[node];
    const Record& record = subject.published->record;
    if (record.status == NodeStatus::initiating) {
        subject.start.own = record;
    }
    if (record.status == NodeStatus::running && subject.start.has_heard_component) {
        subject.disk.was_led_elsewhere = false;
        subject.disk.is_folder_of_before_join = false;
    }
    if (story != nullptr && record.evidence) {
        const std::string line = record.to_line();
        const auto begin_of_evidence = line.find("membership=");
        const auto end_of_evidence = line.find(" identities=");
        say("  " + name(node) + " tells: " + std::string(status_in_words(record.status)) + ", " +
            line.substr(begin_of_evidence, end_of_evidence - begin_of_evidence));
    }
}

} // namespace galera_initiator::sim
