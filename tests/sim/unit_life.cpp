// The life of a server's unit on one machine: what its steps read, write and publish, one at a time.

#include "common/error.hpp"
#include "decision/leaving.hpp"
#include "disk_texts.hpp"
#include "world.hpp"

#include <algorithm>

namespace galera_initiator::sim {

namespace {

constexpr const char* record_unit = "galera-initiator-record.service";

/// How often a node that joined asks who its component is; the product counts seconds.
constexpr std::uint8_t most_hearings = 8;

UnitPhase unit_phase_of(Phase phase) {
    switch (phase) {
    case Phase::off:
    case Phase::down:
    case Phase::boot_locking:
    case Phase::boot_reading:
    case Phase::boot_publishing:
        return UnitPhase::down;
    case Phase::starting:
        return UnitPhase::starting;
    case Phase::ready:
        return UnitPhase::finishing;
    case Phase::running:
        return UnitPhase::up;
    case Phase::stop_saving:
    case Phase::stop_leaving:
    case Phase::stop_locking:
    case Phase::stop_reading:
    case Phase::stop_publishing:
        return UnitPhase::stopping;
    default:
        return UnitPhase::preparing;
    }
}

} // namespace

void World::enter(std::size_t node, Phase phase) {
    nodes_[node].phase = phase;
    refresh_told(node);
}

void World::refresh_told(std::size_t node) {
    Node& subject = nodes_[node];
    ++subject.version;
    subject.told_before = subject.told;
    subject.told.reset();
    if (!subject.published) {
        return;
    }
    const UnitState server{unit_phase_of(subject.phase), "i" + std::to_string(subject.invocation), ""};
    std::optional<UnitState> writer;
    if (subject.published->writer == record_unit) {
        const bool is_at_it = subject.phase >= Phase::boot_locking && subject.phase <= Phase::boot_publishing;
        writer = UnitState{is_at_it ? UnitPhase::starting : UnitPhase::down, server.invocation, ""};
    }
    try {
        // As a peer reads it: through the text.
        Record record = Record::parse(live_record(subject.published, server, writer).to_line());
        if (record.status == NodeStatus::bootstrapping && !setup_->rule.tells_that_it_bootstraps()) {
            record = blank_record(node, NodeStatus::stopped);
            record.evidence = subject.evidence;
        }
        subject.told = std::make_shared<const Record>(std::move(record));
    } catch (const Error&) {
        subject.told.reset();
    }
}

void World::publish(std::size_t node, Record record, const char* writer) {
    nodes_[node].published = PublishedRecord{std::move(record), writer, server_unit};
}

void World::save(std::size_t node, NodeMemory memory) {
    Disk& disk = nodes_[node].disk;
    disk.has_forgotten = disk.has_forgotten || memory.identities.size() == NodeMemory::most_identities;
    disk.memory = std::move(memory);
}

Record World::blank_record(std::size_t node, NodeStatus status) const {
    Record record;
    record.cluster_name = "lab";
    record.node_name = name(node);
    record.status = status;
    record.origin = "i" + std::to_string(nodes_[node].invocation);
    return record;
}

bool World::boot(std::size_t node) {
    Node& subject = nodes_[node];
    if (node >= node_count() || subject.phase != Phase::off) {
        return false;
    }
    if (story != nullptr) {
        say(name(node) + "'s machine boots.");
    }
    subject.invocation = ++invocations_;
    enter(node, Phase::boot_locking);
    return true;
}

bool World::begin_start(std::size_t node, bool operator_asks) {
    Node& subject = nodes_[node];
    if (node >= node_count() || subject.phase != Phase::down || subject.server.is_alive) {
        return false;
    }
    if (story != nullptr) {
        say((operator_asks ? "The operator runs galera_new_cluster on " : "The server's unit is started on ") +
            name(node) + ".");
    }
    words_were_spoken = words_were_spoken || operator_asks;
    subject.invocation = ++invocations_;
    std::vector<Answer> heard_before = std::move(subject.start.answers);
    subject.start = Start{};
    if (!setup_->rule.asks_for_current_answers()) {
        subject.start.answers = std::move(heard_before);
    }
    subject.start.operator_asks = operator_asks;
    enter(node, Phase::start_locking);
    return true;
}

void World::read_evidence(std::size_t node) {
    Node& subject = nodes_[node];
    Disk& disk = subject.disk;
    DiskFacts facts;
    facts.folder = disk.folder;
    facts.saved_state = file_text(disk.saved_file, disk);
    facts.view_state = file_text(disk.view_file, disk.view);
    facts.transfer_in_progress = disk.transfer_mark;
    facts.memory = NodeMemory::parse(disk.memory.to_text());
    const std::string print_of_data = std::to_string(disk.data_changes);
    facts.data_is_as_it_joined = facts.memory.joined_from == print_of_data;
    setup_->rule.look_at(facts);
    std::optional<RecoveryOutcome> outcome;
    NodeMemory memory = facts.memory;
    if (needs_recovery(facts)) {
        memory.recovered_from = print_of_data;
        outcome = RecoveryOutcome{RecoveredPosition{}, ""};
        if (disk.durable != 0) {
            outcome->recovered->position =
                Position(histories_[ledger_.history(disk.durable)], Seqno(ledger_.seqno(disk.durable)));
        }
    }
    Evidence evidence = assess(facts, outcome);
    setup_->rule.judge(evidence);
    RememberedEvidence remembered = remember_evidence(std::move(memory), std::move(evidence), new_uuid());
    save(node, std::move(remembered.memory));
    disk.was_by_hand = false;
    subject.evidence = std::move(remembered.evidence);
    if (story != nullptr) {
        Record record = blank_record(node, NodeStatus::stopped);
        record.evidence = subject.evidence;
        const std::string line = record.to_line();
        const auto begin = line.find("membership=");
        say("  " + name(node) + " reads its evidence: " + line.substr(begin, line.size() - begin - 4));
    }
}

void World::come_up(std::size_t node) {
    Node& subject = nodes_[node];
    const NodeMemory& memory = subject.disk.memory;
    const bool has_bootstrapped = memory.unfinished_start == NodeMemory::UnfinishedStart::bootstrap ||
                                  memory.unfinished_start == NodeMemory::UnfinishedStart::bootstrap_alone;
    std::vector<RunningHistory> running;
    for (std::size_t peer = 0; peer < node_count() && !has_bootstrapped; ++peer) {
        const Answer answer = answer_of(node, peer, false, false);
        const Record* record = answer.record.get();
        if (record != nullptr && record->status == NodeStatus::running && record->history && record->lineage) {
            running.push_back({*record->history, *record->lineage, setup_->addresses[peer], record->member});
        }
    }
    const Disk& disk = subject.disk;
    const bool names_history = disk.saved_file == File::whole && !disk.saved_history.is_nil();
    const std::optional<ViewState> view = disk.view_file == File::whole ? std::optional(disk.view) : std::nullopt;
    const auto component = component_told_by(running, view);
    const bool is_certain = has_bootstrapped || (component && is_of_own_component(*component, view));
    if (!is_certain && memory.joined_node && subject.start.hearings < most_hearings) {
        ++subject.start.hearings;
        return;
    }
    save(node,
         memory_once_up(memory, names_history ? std::optional(disk.saved_history) : std::nullopt, view, component));
    Record record = blank_record(node, NodeStatus::running);
    record.history = subject.disk.memory.lineage_history;
    if (record.history) {
        record.lineage = subject.disk.memory.lineage;
    }
    if (view) {
        record.member = view->own;
    }
    subject.disk.was_led_elsewhere = subject.disk.was_led_elsewhere && !is_certain;
    subject.disk.was_led_astray = subject.disk.was_led_astray && !is_certain;
    publish(node, std::move(record), server_unit);
    if (story != nullptr) {
        say("  " + name(node) + " is up.");
    }
    enter(node, Phase::running);
}

void World::save_view(std::size_t node) {
    Disk& disk = nodes_[node].disk;
    disk.copied_component = nodes_[node].server.last_component;
    if (setup_->rule.saves_view_before_stop()) {
        const std::optional<ViewState> view = disk.view_file == File::whole ? std::optional(disk.view) : std::nullopt;
        std::vector<NodeSight> sights;
        for (std::size_t peer = 0; peer < node_count(); ++peer) {
            const Answer answer = answer_of(node, peer, false, false);
            NodeSight& sight =
                sights.emplace_back(NodeSight{setup_->addresses[peer], answer.hearing, std::nullopt, {}, {}, {}});
            if (answer.record) {
                sight.record = *answer.record;
            }
        }
        const bool may_be_joined = view && somebody_may_join(sights, *view);
        disk.copied_component = may_be_joined ? -1 : disk.copied_component;
        save(node, memory_before_stop(disk.memory, view, may_be_joined));
    }
    enter(node, Phase::stop_leaving);
}

bool World::step(std::size_t node) {
    Node& subject = nodes_[node];
    const auto publish_status = [&](NodeStatus status, const char* writer, Phase next) {
        Record record = blank_record(node, status);
        if (status == NodeStatus::stopped) {
            record.evidence = subject.evidence;
        }
        publish(node, std::move(record), writer);
        enter(node, next);
    };
    const auto read = [&](Phase next) {
        read_evidence(node);
        enter(node, next);
    };
    switch (subject.phase) {
    case Phase::off:
    case Phase::down:
    case Phase::deciding:
    case Phase::starting:
    case Phase::running:
        return false;
    case Phase::boot_locking:
        publish_status(NodeStatus::recovering, record_unit, Phase::boot_reading);
        break;
    case Phase::boot_reading:
        read(Phase::boot_publishing);
        break;
    case Phase::boot_publishing:
        publish_status(NodeStatus::stopped, record_unit, Phase::down);
        break;
    case Phase::start_locking:
        publish_status(NodeStatus::recovering, server_unit, Phase::start_reading);
        break;
    case Phase::start_reading:
        read(Phase::start_publishing);
        break;
    case Phase::start_publishing:
        begin_deciding(node);
        break;
    case Phase::choosing:
        keep_choice(node);
        break;
    case Phase::telling:
        tell(node);
        break;
    case Phase::discarding:
        subject.disk.saved_file = File::whole;
        subject.disk.saved_history = Uuid();
        subject.disk.saved_seqno = -1;
        subject.disk.saved_flag = false;
        subject.disk.view_file = File::missing;
        subject.disk.is_given_up = true;
        enter(node, Phase::remembering);
        break;
    case Phase::remembering:
        remember_start(node);
        break;
    case Phase::editing:
        edit_files(node);
        break;
    case Phase::announcing:
        announce(node);
        break;
    case Phase::handing_over:
        start_server(node, subject.start.verdict.action == Action::bootstrap, false);
        break;
    case Phase::ready:
        come_up(node);
        break;
    case Phase::stop_saving:
        save_view(node);
        break;
    case Phase::stop_leaving:
        close_server(node);
        enter(node, Phase::stop_locking);
        break;
    case Phase::stop_locking:
        publish_status(NodeStatus::recovering, server_unit, Phase::stop_reading);
        break;
    case Phase::stop_reading:
        read(Phase::stop_publishing);
        break;
    case Phase::stop_publishing:
        publish_status(NodeStatus::stopped, server_unit, Phase::down);
        break;
    }
    return true;
}

} // namespace galera_initiator::sim
