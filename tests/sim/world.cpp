#include "world.hpp"

#include "common/error.hpp"
#include "decision/assumptions.hpp"
#include "decision/claiming.hpp"
#include "evidence/saved_state.hpp"

#include <algorithm>
#include <bit>

namespace galera_initiator::sim {

namespace {

constexpr const char* server_unit = "mariadb.service";
constexpr const char* record_unit = "galera-initiator-record.service";

/// How often a joiner lets others go first; the product counts seconds.
constexpr std::uint8_t most_turns_given = 3;

std::string text_of(const Disk& disk) {
    return "# GALERA saved state\nversion: 2.1\nuuid:    " + disk.saved_history.to_string() +
           "\nseqno:   " + std::to_string(disk.saved_seqno) + "\nsafe_to_bootstrap: " + (disk.saved_flag ? "1" : "0") +
           "\n";
}

std::string text_of(const ViewState& view) {
    std::string text = "my_uuid: " + view.own.to_string() + "\n#vwbeg\nview_id: 3 " + view.own.to_string() +
                       " 1\nbootstrap: 0\n";
    for (const Uuid& member : view.members) {
        text += "member: " + member.to_string() + " 0\n";
    }
    return text + "#vwend\n";
}

template <typename Value> std::optional<std::string> file_text(File file, const Value& content) {
    switch (file) {
    case File::missing:
        return std::nullopt;
    case File::empty:
        return "";
    case File::whole:
        return text_of(content);
    }
    return std::nullopt;
}

bool is_deciding_phase(Phase phase) {
    return phase == Phase::deciding || phase == Phase::choosing || phase == Phase::telling;
}

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

std::size_t count(Nodes nodes) {
    return static_cast<std::size_t>(std::popcount(nodes));
}

Setup::Setup(std::size_t nodes, Policies wanted, const Rule& used_rule)
    : node_count(nodes), policies(wanted), rule(used_rule) {
    for (std::size_t node = 0; node < node_count; ++node) {
        addresses.push_back(NodeAddress::parse("n" + std::to_string(node + 1)));
    }
    settings_print = print_of_settings(addresses, policies);
}

World::World(std::shared_ptr<const Setup> setup, std::uint64_t seed)
    : setup_(std::move(setup)), uuid_seed_(seed), nodes_(setup_->member_count()) {}

// What is said and drawn.

Uuid World::new_uuid() {
    // SplitMix64, twice: the same seed gives the same UUIDs in the same order.
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(36, '-');
    std::size_t at = 0;
    for (int half = 0; half < 2; ++half) {
        std::uint64_t bits = uuid_seed_ + ++uuids_ * 0x9e3779b97f4a7c15U;
        bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
        bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
        bits ^= bits >> 31U;
        for (int digit = 0; digit < 16; ++digit, bits >>= 4U) {
            at += at == 8 || at == 13 || at == 18 || at == 23 ? 1U : 0U;
            text[at++] = digits[bits & 15U];
        }
    }
    return Uuid::parse(text);
}

Uuid World::raised(const Uuid& identity) const {
    // Bytes 8 and 9, the incarnation, are the fourth group of digits.
    std::string text = identity.to_string();
    const unsigned incarnation = static_cast<unsigned>(std::stoul(text.substr(19, 4), nullptr, 16)) + 1U;
    constexpr std::string_view digits = "0123456789abcdef";
    for (unsigned digit = 0; digit < 4; ++digit) {
        text[22 - digit] = digits[incarnation >> (4U * digit) & 15U];
    }
    return Uuid::parse(text);
}

void World::say(std::string sentence) {
    if (story != nullptr) {
        story->push_back(std::move(sentence));
    }
}

std::string World::name(std::size_t node) const {
    return node < node_count() ? "n" + std::to_string(node + 1) : "the arbitrator";
}

std::string World::names(Nodes nodes) const {
    std::string text;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        if (has(nodes, node)) {
            text += (text.empty() ? "" : ", ") + name(node);
        }
    }
    return text.empty() ? "nobody" : text;
}

void World::violate(const char* invariant, std::string what) {
    say(std::string("** ") + invariant + ": " + what);
    has_split = has_split || std::string_view(invariant) == "S1";
    has_lost = has_lost || (std::string_view(invariant) >= "S2" && std::string_view(invariant) <= "S4");
    if (!violation) {
        violation = Violation{invariant, std::move(what)};
    }
}

bool World::is_linked(std::size_t left, std::size_t right) const {
    return left == right || has(one_side_, left) == has(one_side_, right);
}

bool World::is_primary(std::size_t node) const {
    const Server& server = nodes_[node].server;
    return server.is_alive && server.group >= 0 && groups_[static_cast<std::size_t>(server.group)].is_primary;
}

Log World::held(std::size_t node) const {
    const Node& subject = nodes_[node];
    return subject.server.is_alive && subject.server.transfer == Transfer::synced ? subject.server.received
                                                                                  : subject.disk.durable;
}

int World::last_component(int branch) const {
    for (auto component = components_.size(); component > 0; --component) {
        if (components_[component - 1].branch == branch && components_[component - 1].data_members != 0) {
            return static_cast<int>(component - 1);
        }
    }
    return -1;
}

Nodes World::surviving(int component) const {
    Nodes nodes = 0;
    for (std::size_t node = 0; node < node_count(); ++node) {
        const Disk& disk = nodes_[node].disk;
        if (has(components_[static_cast<std::size_t>(component)].data_members, node) &&
            disk.last_component == component && disk.is_whole && !disk.is_given_up && held(node) != 0) {
            nodes |= only(node);
        }
    }
    return nodes;
}

std::string World::state_of(std::size_t node) const {
    const Node& subject = nodes_[node];
    if (subject.phase == Phase::off) {
        return name(node) + " is off";
    }
    if (is_deciding_phase(subject.phase)) {
        std::string text = name(node) + " decides: " + std::string(word(subject.start.verdict.action)) + ", " +
                           std::string(word(subject.start.verdict.reason));
        for (const Concern& concern : subject.start.verdict.concerns) {
            text += "; " + name(concern.node) + " " + concern.why;
        }
        return text;
    }
    if (subject.server.is_alive) {
        return name(node) + (is_primary(node) ? " runs in a primary component" : " runs, not primary") +
               (subject.phase == Phase::starting ? " (not ready)" : "");
    }
    return name(node) + " is down, phase " + std::to_string(static_cast<int>(subject.phase)) + ", last verdict " +
           std::string(word(subject.start.verdict.reason));
}

// The unit's life.

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
    nodes_[node].disk.memory = std::move(memory);
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
    subject.start = Start{};
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
    setup_->rule.look_at(facts);
    std::optional<RecoveryOutcome> outcome;
    if (needs_recovery(facts)) {
        outcome = RecoveryOutcome{RecoveredPosition{}, ""};
        if (disk.durable != 0) {
            outcome->recovered->position =
                Position(histories_[ledger_.history(disk.durable)], Seqno(ledger_.seqno(disk.durable)));
        }
    }
    Evidence evidence = assess(facts, outcome);
    setup_->rule.judge(evidence);
    RememberedEvidence remembered = remember_evidence(facts.memory, std::move(evidence), new_uuid());
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

void World::begin_deciding(std::size_t node) {
    Node& subject = nodes_[node];
    Start& start = subject.start;
    start.own = blank_record(node, NodeStatus::initiating);
    start.own.evidence = subject.evidence;
    start.own.settings = setup_->settings_print;
    start.provider_allows = subject.disk.saved_file == File::missing ||
                            (subject.disk.saved_file == File::whole && subject.disk.saved_flag);
    const auto& choice = subject.disk.memory.choice;
    if (choice && setup_->policies.wait_for == Policies::WaitFor::majority && setup_->rule.keeps_choices()) {
        const auto owner = std::find(setup_->addresses.begin(), setup_->addresses.end(), choice->owner);
        start.own.choice = choice->claim;
        start.choice_owner = static_cast<std::size_t>(owner - setup_->addresses.begin());
    }
    publish(node, start.own, server_unit);
    begin_round(node);
}

void World::begin_round(std::size_t node) {
    Node& subject = nodes_[node];
    subject.start.answers.assign(node_count(), Answer{});
    if (subject.word != subject.start.own.operator_word) {
        subject.start.own.operator_word = subject.word;
        publish(node, subject.start.own, server_unit);
    }
    enter(node, Phase::deciding);
}

Answer World::answer_of(std::size_t asker, std::size_t asked, bool is_lost, bool port_is_lost) const {
    const Node& peer = nodes_[asked];
    Answer answer;
    answer.is_sampled = true;
    answer.version = peer.version;
    const bool is_there = peer.phase != Phase::off && is_linked(asker, asked);
    if (is_there && !peer.snmpd_is_down && !is_lost && hears(asker, asked)) {
        answer.record = peer.told;
        if (!setup_->rule.asks_for_current_answers() && asked != asker && peer.told_before) {
            answer.record = peer.told_before;
        }
        answer.hearing = answer.record ? Hearing::heard : Hearing::no_record;
    } else if (is_there && peer.server.is_alive && !port_is_lost) {
        answer.hearing = Hearing::alive_but_silent;
    }
    return answer;
}

bool World::ask(std::size_t node, Nodes asked, Nodes lost, Nodes ports_lost) {
    Node& subject = nodes_[node];
    if (node >= node_count() || subject.phase != Phase::deciding) {
        return false;
    }
    bool has_asked = false;
    for (std::size_t peer = 0; peer < node_count(); ++peer) {
        if (has(asked, peer) && !subject.start.answers[peer].is_sampled) {
            subject.start.answers[peer] = answer_of(node, peer, has(lost, peer), has(ports_lost, peer));
            has_asked = true;
        }
    }
    if (story != nullptr && has_asked) {
        say("  " + name(node) + " asks " + names(asked & setup_->data_nodes()) +
            ((lost & asked) != 0 ? "; lost: the answers of " + names(lost & asked & setup_->data_nodes()) : "") + ".");
    }
    return has_asked;
}

Situation World::situation_of(std::size_t node) const {
    const Node& subject = nodes_[node];
    Situation situation;
    situation.nodes.reserve(node_count());
    for (std::size_t peer = 0; peer < node_count(); ++peer) {
        const Answer& answer = subject.start.answers[peer];
        NodeSight& sight = situation.nodes.emplace_back(
            NodeSight{setup_->addresses[peer], answer.hearing, std::nullopt, {}, {}});
        if (peer != node && answer.record) {
            sight.record = *answer.record;
        }
    }
    const Answer& own = subject.start.answers[node];
    situation.self = node;
    situation.own_record_is_served = own.hearing == Hearing::heard && own.version == subject.version;
    situation.nodes[node].hearing = Hearing::heard;
    situation.nodes[node].record = subject.start.own;
    situation.policies = setup_->policies;
    situation.operator_asks_for_bootstrap = subject.start.operator_asks;
    situation.provider_allows_bootstrap = subject.start.provider_allows;
    situation.majority_is_due = subject.start.majority_is_due;
    situation.choice_owner = subject.start.choice_owner;
    situation.may_let_others_join_first = subject.start.turns_given < most_turns_given;
    return situation;
}

bool World::decide(std::size_t node) {
    Node& subject = nodes_[node];
    if (node >= node_count() || subject.phase != Phase::deciding) {
        return false;
    }
    ++decisions_;
    Start& start = subject.start;
    const Situation situation = situation_of(node);
    const Verdict verdict = setup_->rule.decide(situation);
    if (story != nullptr) {
        std::string text = "  " + name(node) + " decides: " + std::string(word(verdict.action)) + " (" +
                           std::string(word(verdict.reason)) + ")";
        for (const Concern& concern : verdict.concerns) {
            text += "; " + name(concern.node) + " " + concern.why;
        }
        say(text + ".");
    }
    if (checks_other_deciders && setup_->rule.is_the_product()) {
        check_same_winner(situation, verdict);
    }
    if (verdict.reason == Reason::donor_busy) {
        ++start.turns_given;
    }
    start.rounds = static_cast<std::uint8_t>(std::min(start.rounds + 1, 250));
    start.verdict = verdict;
    switch (verdict.action) {
    case Action::refuse:
        enter(node, Phase::stop_locking);
        break;
    case Action::wait: {
        const bool needs_claim = verdict.claims && !start.own.claim;
        start.wanted = record_after(start.own, verdict, needs_claim ? new_uuid() : Uuid());
        if (start.wanted == start.own) {
            begin_round(node);
        } else {
            const bool binds = setup_->policies.wait_for == Policies::WaitFor::majority &&
                               start.wanted.choice != start.own.choice;
            enter(node, binds ? Phase::choosing : Phase::telling);
        }
        break;
    }
    case Action::join:
    case Action::bootstrap:
    case Action::restore:
        act_on(node, situation);
        break;
    }
    return true;
}

void World::act_on(std::size_t node, const Situation& situation) {
    Start& start = nodes_[node].start;
    start.goes_by_word = start.operator_asks;
    for (const NodeSight& sight : situation.nodes) {
        if (sight.record && sight.record->operator_word &&
            sight.record->operator_word->evidence == print_of_evidence(situation)) {
            start.goes_by_word = true;
        }
    }
    start.joined.reset();
    if (start.verdict.history_of) {
        const NodeSight& running = situation.nodes[*start.verdict.history_of];
        start.joined = RunningHistory{*running.record->history, *running.record->lineage, running.address};
    }
    enter(node, start.verdict.discards_data ? Phase::discarding : Phase::remembering);
}

void World::keep_choice(std::size_t node) {
    Node& subject = nodes_[node];
    Start& start = subject.start;
    start.choice_owner = start.wanted.choice ? start.verdict.choice_owner : std::nullopt;
    if (setup_->rule.keeps_choices()) {
        NodeMemory memory = subject.disk.memory;
        memory.choice.reset();
        if (start.wanted.choice) {
            memory.choice = NodeMemory::Choice{*start.wanted.choice, setup_->addresses.at(*start.choice_owner)};
        }
        save(node, std::move(memory));
    }
    enter(node, Phase::telling);
}

void World::tell(std::size_t node) {
    Start& start = nodes_[node].start;
    start.own = start.wanted;
    publish(node, start.own, server_unit);
    begin_round(node);
}

void World::remember_start(std::size_t node) {
    Node& subject = nodes_[node];
    const Start& start = subject.start;
    const NodeMemory before = subject.disk.memory;
    if (start.verdict.action == Action::bootstrap) {
        NodeMemory memory = memory_before_bootstrap(before, subject.evidence, new_uuid());
        setup_->rule.remember_bootstrap(memory, before);
        save(node, std::move(memory));
    } else {
        save(node, memory_before_join(before, subject.evidence, start.joined, start.verdict.discards_data));
    }
    enter(node, Phase::editing);
}

void World::edit_files(std::size_t node) {
    Node& subject = nodes_[node];
    Disk& disk = subject.disk;
    if (subject.start.verdict.action == Action::bootstrap) {
        if (subject.evidence.position) {
            // As make_safe_to_bootstrap() does, with its own editor.
            const Uuid& history = subject.evidence.position->history();
            if (disk.saved_file == File::whole) {
                const SavedState edited = SavedState::parse(made_safe_to_bootstrap(text_of(disk), history));
                disk.saved_history = edited.history;
                disk.saved_flag = edited.safe_to_bootstrap;
            } else {
                disk.saved_file = File::whole;
                disk.saved_history = history;
                disk.saved_seqno = -1;
                disk.saved_flag = true;
            }
        }
    } else if (disk.view_file == File::whole && disk.view.has_one_member() && setup_->rule.removes_lone_view()) {
        disk.view_file = File::missing;
    }
    enter(node, Phase::announcing);
}

void World::announce(std::size_t node) {
    Node& subject = nodes_[node];
    Record last = subject.start.own;
    last.status =
        subject.start.verdict.action == Action::bootstrap ? NodeStatus::bootstrapping : NodeStatus::joining;
    last.evidence.reset();
    last.choice.reset();
    last.operator_word.reset();
    last.history = subject.disk.memory.lineage_history;
    if (last.history) {
        last.lineage = subject.disk.memory.lineage;
    }
    publish(node, std::move(last), server_unit);
    subject.word.reset();
    enter(node, Phase::handing_over);
}

void World::come_up(std::size_t node) {
    Node& subject = nodes_[node];
    std::optional<RunningHistory> component;
    const auto hear = [&](std::size_t peer) {
        const Answer answer = answer_of(node, peer, false, false);
        if (!component && answer.record && answer.record->status == NodeStatus::running && answer.record->history &&
            answer.record->lineage) {
            component = RunningHistory{*answer.record->history, *answer.record->lineage, setup_->addresses[peer]};
        }
    };
    if (const auto& joined = subject.disk.memory.joined_node) {
        hear(static_cast<std::size_t>(std::find(setup_->addresses.begin(), setup_->addresses.end(), *joined) -
                                      setup_->addresses.begin()));
        for (std::size_t peer = 0; peer < node_count(); ++peer) {
            hear(peer);
        }
    }
    const Disk& disk = subject.disk;
    const bool names_history = disk.saved_file == File::whole && !disk.saved_history.is_nil();
    const std::optional<ViewState> view = disk.view_file == File::whole ? std::optional(disk.view) : std::nullopt;
    save(node, memory_once_up(disk.memory, names_history ? std::optional(disk.saved_history) : std::nullopt, view,
                              component));
    Record record = blank_record(node, NodeStatus::running);
    record.history = subject.disk.memory.lineage_history;
    if (record.history) {
        record.lineage = subject.disk.memory.lineage;
    }
    publish(node, std::move(record), server_unit);
    if (story != nullptr) {
        say("  " + name(node) + " is up.");
    }
    enter(node, Phase::running);
}

void World::save_view(std::size_t node) {
    const Disk& disk = nodes_[node].disk;
    if (setup_->rule.saves_view_before_stop()) {
        save(node, memory_before_stop(disk.memory,
                                      disk.view_file == File::whole ? std::optional(disk.view) : std::nullopt));
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

bool World::speak_word(std::size_t node, std::uint16_t kind, Nodes lost) {
    Node& subject = nodes_[node];
    const bool may_speak = (subject.phase == Phase::down && !subject.server.is_alive) || subject.phase == Phase::deciding;
    if (node >= node_count() || !may_speak || !subject.published || !subject.published->record.evidence ||
        subject.word) {
        return false;
    }
    // As the operator's command looks and judges: operator_commands.cpp.
    World view = *this;
    view.story = nullptr;
    Node& seer = view.nodes_[node];
    seer.start.own = subject.published->record;
    seer.start.own.status = NodeStatus::initiating;
    seer.start.own.settings = setup_->settings_print;
    seer.start.own.operator_word.reset();
    seer.start.operator_asks = false;
    seer.start.majority_is_due = false;
    seer.start.answers.assign(node_count(), Answer{});
    for (std::size_t peer = 0; peer < node_count(); ++peer) {
        seer.start.answers[peer] = view.answer_of(node, peer, false, false);
    }
    const Situation situation = view.situation_of(node);
    Override given;
    given.kind = static_cast<Override::Kind>(kind % 3);
    given.evidence = print_of_evidence(situation);
    if (given.kind == Override::Kind::assume_lost) {
        for (std::size_t peer = 0; peer < node_count(); ++peer) {
            if (has(lost, peer) && situation.nodes[peer].hearing == Hearing::unreachable) {
                given.lost.push_back(setup_->addresses[peer]);
            }
        }
        if (given.lost.empty()) {
            return false;
        }
    }
    Situation after_word = situation;
    after_word.nodes[node].record->operator_word = given;
    const Verdict before = setup_->rule.decide(situation);
    const Verdict after = setup_->rule.decide(after_word);
    bool makes_sense = false;
    switch (given.kind) {
    case Override::Kind::assume_lost:
        makes_sense = before.action == Action::wait && (before.reason == Reason::last_members_missing ||
                                                        before.reason == Reason::fresh_nodes_missing ||
                                                        before.reason == Reason::choice_is_bound);
        break;
    case Override::Kind::bootstrap_here:
        makes_sense = after.reason == Reason::operator_word || after.winner == node;
        break;
    case Override::Kind::discard_data:
        makes_sense = before.action == Action::refuse && after.reason != before.reason;
        break;
    }
    if (!makes_sense) {
        return false;
    }
    words_were_spoken = true;
    subject.word = given;
    if (story != nullptr) {
        say("The operator says on " + name(node) + ": " + std::string(word(given.kind)) +
            (given.lost.empty() ? "" : " (" + names(lost) + ")") + ".");
    }
    return true;
}

// The server.

void World::start_server(std::size_t node, bool bootstraps, bool by_hand) {
    Node& subject = nodes_[node];
    Disk& disk = subject.disk;
    Server& server = subject.server;
    server = Server{};
    server.is_alive = true;
    server.is_by_hand = by_hand;
    server.avoids_incremental_transfer = subject.invocation % 4 == 1;
    server.saved_flag = disk.saved_file != File::whole || disk.saved_flag;
    const bool names_history = disk.saved_file == File::whole && !disk.saved_history.is_nil();
    server.has_position = disk.folder == DataFolder::initialised && disk.durable != 0 && names_history &&
                          histories_[ledger_.history(disk.durable)] == disk.saved_history;
    server.applied = server.received = server.has_position ? disk.durable : 0;
    if (names_history) {
        disk.saved_seqno = -1;
    }
    if (!bootstraps && disk.view_file == File::whole) {
        server.identity = disk.view.own = raised(disk.view.own);
        server.has_restored_view = true;
        server.last_component = disk.view_component;
    } else {
        server.identity = new_uuid();
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
        end_process(node);
        return;
    }
    if (story != nullptr) {
        say("  " + name(node) + "'s server bootstraps" +
            (server.has_position ? " from " + std::to_string(ledger_.seqno(disk.durable)) : " a new history") + ".");
    }
    bootstrap_server(node, by_hand || subject.start.goes_by_word);
    regroup();
}

void World::bootstrap_server(std::size_t node, bool by_word) {
    Node& subject = nodes_[node];
    Server& server = subject.server;
    Disk& disk = subject.disk;
    const int branch = disk.last_component >= 0 ? components_[static_cast<std::size_t>(disk.last_component)].branch : 0;
    if (!by_word) {
        check_start_of_component(node, branch, disk.durable, !server.has_position);
    }
    if (!server.has_position) {
        histories_.push_back(new_uuid());
        server.applied = server.received = ledger_.append(0, static_cast<std::uint32_t>(histories_.size() - 1));
        disk.folder = DataFolder::initialised;
        disk.transfer_mark = false;
        disk.is_whole = true;
        disk.is_given_up = false;
        disk.durable = server.applied;
    }
    server.transfer = Transfer::synced;
    Group group;
    group.members = only(node);
    groups_.push_back(group);
    server.group = static_cast<int>(groups_.size() - 1);
    install(groups_.back(), group.members, server.received, by_word ? branches_++ : branch);
    flush(node);
}

/// Ends a server, or galera_init, as kill -9 does; systemd runs ExecStopPost= then.
void World::end_process(std::size_t node) {
    Node& subject = nodes_[node];
    const bool by_hand = subject.server.is_by_hand;
    subject.server = Server{};
    if (node >= node_count()) {
        subject.phase = Phase::off;
    } else if (!by_hand && subject.phase >= Phase::start_locking && subject.phase < Phase::stop_locking) {
        enter(node, Phase::stop_locking);
    }
}

void World::crash_server(std::size_t node) {
    end_process(node);
    regroup();
}

void World::lose_power(std::size_t node, bool tears_view, bool tears_saved) {
    Node& subject = nodes_[node];
    const bool ran = subject.server.is_alive;
    subject.server = Server{};
    subject.phase = Phase::off;
    subject.published.reset();
    subject.word.reset();
    subject.told.reset();
    subject.told_before.reset();
    ++subject.version;
    if (ran && tears_view && subject.disk.view_file == File::whole) {
        subject.disk.view_file = File::empty;
    }
    if (ran && tears_saved && subject.disk.saved_file == File::whole) {
        subject.disk.saved_file = File::empty;
    }
}

void World::close_server(std::size_t node) {
    Node& subject = nodes_[node];
    Server& server = subject.server;
    Disk& disk = subject.disk;
    if (!server.is_alive) {
        return;
    }
    if (server.transfer == Transfer::synced) {
        disk.durable = server.received;
        disk.saved_file = File::whole;
        disk.saved_history = histories_[ledger_.history(server.received)];
        disk.saved_seqno = ledger_.seqno(server.received);
        disk.saved_flag = server.saved_flag;
    }
    disk.view_file = File::missing;
    if (server.group >= 0) {
        groups_[static_cast<std::size_t>(server.group)].left |= only(node);
    }
    server = Server{};
    if (story != nullptr) {
        say("  " + name(node) + "'s server leaves and closes.");
    }
    regroup();
}

void World::flush(std::size_t node) {
    nodes_[node].disk.durable = nodes_[node].server.applied;
}

void World::write_view(std::size_t node, Nodes members, int component) {
    Disk& disk = nodes_[node].disk;
    disk.view_file = File::whole;
    disk.view_component = component;
    disk.view.own = nodes_[node].server.identity;
    disk.view.members.clear();
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        if (has(members, member)) {
            disk.view.members.push_back(nodes_[member].server.identity);
        }
    }
}

/// A new primary component of the group's members; those that are not synced yet are admitted after that.
void World::install(Group& group, Nodes synced, Log head, int branch) {
    components_.push_back({group.members, synced & setup_->data_nodes(), branch, head});
    const int component = static_cast<int>(components_.size() - 1);
    const Nodes with_data = synced & setup_->data_nodes();
    group.is_primary = with_data != 0;
    group.component = component;
    group.left = 0;
    const Log view = group.is_primary ? ledger_.append(head, ledger_.history(head)) : head;
    components_.back().head = view;
    if (story != nullptr) {
        say("  A primary component of " + names(group.members) +
            (group.is_primary ? " at " + std::to_string(ledger_.seqno(view)) : ", none of which has data") + ".");
    }
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        if (!has(group.members, member)) {
            continue;
        }
        Server& server = nodes_[member].server;
        Disk& disk = nodes_[member].disk;
        server.last_component = component;
        server.has_restored_view = false;
        if (member < node_count()) {
            write_view(member, group.members, component);
        }
        if (group.is_primary) {
            disk.last_component = component;
        }
        if (has(with_data, member)) {
            server.received = view;
            server.saved_flag = count(group.members) == 1;
            disk.saved_file = File::whole;
            disk.saved_history = server.runs_ddl ? Uuid() : histories_[ledger_.history(view)];
            disk.saved_seqno = -1;
            disk.saved_flag = server.saved_flag;
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
    install(group, synced, head, last.branch);
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        const bool is_new = has(group.members, member) && !has(synced, member) &&
                            (!has(stay, member) || nodes_[member].server.transfer == Transfer::outside);
        if (is_new && group.is_primary) {
            admit(member, synced, head);
        }
    }
}

/// The component that the group can re-form: all members of the last one are there, each from its own memory or its
/// view file. If nobody remembers, there may be nobody else.
int World::find_restorable(Nodes members) const {
    int last = -1;
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        if (has(members, member)) {
            last = std::max(last, nodes_[member].server.last_component);
        }
    }
    if (last < 0) {
        return -1;
    }
    const Nodes wanted = components_[static_cast<std::size_t>(last)].members;
    bool somebody_remembers = false;
    bool somebody_has_data = false;
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        if (!has(wanted, member)) {
            continue;
        }
        const Server& server = nodes_[member].server;
        if (!has(members, member) || !server.is_alive || server.last_component != last) {
            return -1;
        }
        somebody_remembers = somebody_remembers || !server.has_restored_view;
        somebody_has_data = somebody_has_data || (member < node_count() && (server.has_position ||
                                                                            server.transfer == Transfer::synced));
    }
    return somebody_has_data && (wanted == members || somebody_remembers) ? last : -1;
}

void World::restore(Group& group, int component) {
    Nodes synced = 0;
    Log head = 0;
    const Component last = components_[static_cast<std::size_t>(component)];
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        Server& server = nodes_[member].server;
        if (!has(group.members, member) || !has(last.members, member)) {
            continue;
        }
        if (member >= node_count()) {
            synced |= only(member);
        } else if (server.transfer == Transfer::synced || server.has_position) {
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
            if (has(synced, member)) {
                check_replacement(member, head, "continued by an incremental state transfer");
                server.transfer = Transfer::synced;
                server.applied = ledger_.up_to(head, ledger_.seqno(server.received));
            }
        }
        check_start_of_component(setup_->node_count, last.branch, head, false);
    }
    install(group, synced, head, last.branch);
    for (std::size_t member = 0; member < nodes_.size(); ++member) {
        if (group.is_primary && has(group.members, member) && !has(synced, member)) {
            admit(member, synced, head);
        }
    }
}

/// A server that joins a primary component which is at `head`: what it gets.
void World::admit(std::size_t node, Nodes synced, Log head) {
    Server& server = nodes_[node].server;
    if (node >= node_count()) {
        server.transfer = Transfer::synced;
        return;
    }
    Disk& disk = nodes_[node].disk;
    const Component& component = components_[static_cast<std::size_t>(server.last_component)];
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
            return;
        }
        check_replacement(node, head, "continued by an incremental state transfer");
        server.applied = ledger_.up_to(head, ledger_.seqno(server.received));
        disk.durable = server.applied;
        server.received = component.head;
        server.transfer = Transfer::synced;
        server.saved_flag = false;
        disk.saved_file = File::whole;
        disk.saved_history = histories_[ledger_.history(head)];
        disk.saved_seqno = -1;
        disk.saved_flag = false;
        components_[static_cast<std::size_t>(server.last_component)].data_members |= only(node);
        return;
    }
    check_replacement(node, head, "replaced by a full state transfer");
    if (story != nullptr) {
        say("  " + name(node) + " gets a full state transfer.");
    }
    server.transfer = Transfer::sst_begun;
    server.has_position = false;
    disk.transfer_mark = true;
    if (disk.saved_file == File::whole) {
        disk.saved_history = Uuid();
        disk.saved_seqno = -1;
    } else {
        disk.saved_file = File::empty;
    }
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
        const bool has_donor = is_primary(node) && donor.is_alive && donor.group == server.group &&
                               donor.transfer == Transfer::synced;
        if (was_rejected || (is_filling && !has_donor)) {
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
        enter(node, Phase::ready);
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
    const int index = groups_[static_cast<std::size_t>(server.group)].component;
    Component& component = components_[static_cast<std::size_t>(index)];
    switch (server.transfer) {
    case Transfer::sst_begun:
        server.transfer = Transfer::sst_partial;
        disk.is_whole = false;
        // Some methods bring the system tables and the position long before all of the data.
        disk.folder = nodes_[node].invocation % 2 == 0 ? DataFolder::incomplete : DataFolder::initialised;
        disk.durable = disk.folder == DataFolder::initialised ? component.head : 0;
        if (story != nullptr) {
            say("  Part of the transfer to " + name(node) + " is done.");
        }
        break;
    case Transfer::sst_partial:
        server.transfer = Transfer::sst_filled;
        disk.folder = DataFolder::initialised;
        disk.durable = component.head;
        disk.transfer_mark = false;
        disk.is_whole = true;
        disk.is_given_up = false;
        break;
    default:
        server.transfer = Transfer::synced;
        server.applied = disk.durable;
        server.received = component.head;
        server.saved_flag = false;
        disk.saved_file = File::whole;
        disk.saved_history = histories_[ledger_.history(component.head)];
        disk.saved_seqno = -1;
        disk.saved_flag = false;
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
    Component& component =
        components_[static_cast<std::size_t>(groups_[static_cast<std::size_t>(group)].component)];
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
    components_.push_back({rest, 0, 0, 0}); // nobody ever committed in it
    for (std::size_t node = 0; node < node_count(); ++node) {
        if (has(event.b & rest, node)) {
            write_view(node, rest, static_cast<int>(components_.size() - 1));
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

// The oracle.

void World::check_components() {
    std::array<int, 64> primary_of_branch{};
    primary_of_branch.fill(-1);
    for (std::size_t index = 0; index < groups_.size(); ++index) {
        if (!groups_[index].is_primary) {
            continue;
        }
        const int branch = components_[static_cast<std::size_t>(groups_[index].component)].branch;
        int& other = primary_of_branch.at(static_cast<std::size_t>(branch) % primary_of_branch.size());
        if (other >= 0) {
            violate("S1", "two primary components at a time: " +
                              names(groups_[static_cast<std::size_t>(other)].members) + ", and " +
                              names(groups_[index].members));
        }
        other = static_cast<int>(index);
    }
}

void World::check_start_of_component(std::size_t node, int branch, Log chosen, bool is_new_history) {
    if (is_new_history) {
        for (std::size_t other = 0; other < node_count(); ++other) {
            const Disk& disk = nodes_[other].disk;
            if (setup_->policies.fresh == Policies::Fresh::all && held(other) != 0 && disk.is_whole &&
                !disk.is_given_up) {
                violate("S4", name(node) + " makes a new history although " + name(other) + " holds data at " +
                                  std::to_string(ledger_.seqno(held(other))));
                return;
            }
        }
        return;
    }
    if (node < node_count() && (!nodes_[node].disk.is_whole || nodes_[node].disk.is_given_up)) {
        violate("S2", name(node) + " bootstraps from data that is not whole");
        return;
    }
    const int last = last_component(branch);
    if (setup_->policies.wait_for != Policies::WaitFor::all || last < 0) {
        return;
    }
    const Nodes survivors = surviving(last);
    for (std::size_t other = 0; other < node_count(); ++other) {
        if (has(survivors, other) && !ledger_.contains(chosen, held(other))) {
            violate("S2", "a component starts from " + std::to_string(ledger_.seqno(chosen)) + ", but " + name(other) +
                              " was in the last one and holds " + std::to_string(ledger_.seqno(held(other))) +
                              (ledger_.seqno(chosen) >= ledger_.seqno(held(other)) ? " of another lineage" : ""));
            return;
        }
    }
}

void World::check_replacement(std::size_t node, Log by, const char* how) {
    const Disk& disk = nodes_[node].disk;
    const Log own = held(node);
    if (own != 0 && disk.is_whole && !disk.is_given_up && !ledger_.contains(by, own)) {
        violate("S3", name(node) + "'s data at " + std::to_string(ledger_.seqno(own)) + " is " + how + " from " +
                          std::to_string(ledger_.seqno(by)) + ", which does not contain it");
    }
}

void World::check_same_winner(const Situation& situation, const Verdict& verdict) {
    if (situation.operator_asks_for_bootstrap) {
        return;
    }
    Situation seen_by_other = situation;
    seen_by_other.choice_owner.reset();
    for (std::size_t other = 0; other < node_count(); ++other) {
        const NodeSight& sight = situation.nodes[other];
        if (other == situation.self || sight.hearing != Hearing::heard ||
            sight.record->status != NodeStatus::initiating || sight.record->settings.empty()) {
            continue; // one that has been started and has not published for this start yet does not decide either
        }
        seen_by_other.self = other;
        const Verdict its = setup_->rule.decide(seen_by_other);
        if (its.winner != verdict.winner && verdict.action != Action::refuse && its.action != Action::refuse) {
            violate("S5", "on the same evidence " + name(situation.self) + " would let " +
                              (verdict.winner ? name(*verdict.winner) : "nobody") + " bootstrap (" +
                              std::string(word(verdict.reason)) + "), and " + name(other) + " " +
                              (its.winner ? name(*its.winner) : "nobody") + " (" + std::string(word(its.reason)) + ")");
            return;
        }
    }
}

// Events.

bool World::apply(const Event& event) {
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
            // Only the product's watch ends this one, and only when it finds nobody who could be joined.
            for (std::size_t peer = 0; peer < node_count(); ++peer) {
                const Answer answer = answer_of(node, peer, false, false);
                const bool runs = answer.record && (answer.record->status == NodeStatus::running ||
                                                    answer.record->status == NodeStatus::bootstrapping);
                if (peer != node && (runs || answer.hearing == Hearing::alive_but_silent ||
                                     answer.hearing == Hearing::no_record)) {
                    return false;
                }
            }
        } else {
            subject.disk.view_file = File::missing;
        }
        if (story != nullptr) {
            say("  " + name(node) + "'s server finds no component, and its start is ended.");
        }
        crash_server(node);
        return true;
    case Kind::stop:
        if (subject.phase != Phase::running || !is_data_node) {
            return false;
        }
        if (story != nullptr) {
            say("The server on " + name(node) + " is told to stop.");
        }
        enter(node, Phase::stop_saving);
        return true;
    case Kind::kill: {
        Nodes killed = 0;
        for (std::size_t victim = 0; victim < node_count(); ++victim) {
            const Phase phase = nodes_[victim].phase;
            const bool by_hand = nodes_[victim].server.is_by_hand;
            if (has(event.a, victim) && (by_hand || (phase >= Phase::start_locking && phase < Phase::stop_locking))) {
                killed |= only(victim);
            }
        }
        if (killed == 0) {
            return false;
        }
        if (story != nullptr) {
            say("kill -9 on " + names(killed) + ".");
        }
        for (std::size_t victim = 0; victim < node_count(); ++victim) {
            if (has(killed, victim)) {
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
        subject.disk = Disk{};
        if (keeps_memory) {
            subject.disk.memory = std::move(memory);
        }
        if (story != nullptr) {
            say(name(node) + (keeps_memory ? "'s data folder is lost." : "'s whole disk is lost."));
        }
        return true;
    }
    case Kind::by_hand:
        if (!is_data_node || subject.phase != Phase::down || subject.server.is_alive || subject.disk.durable == 0 ||
            !subject.disk.is_whole || subject.disk.transfer_mark || subject.disk.saved_file != File::whole ||
            subject.disk.saved_history.is_nil()) {
            return false;
        }
        words_were_spoken = true;
        subject.disk.saved_flag = true;
        subject.disk.was_by_hand = true;
        if (story != nullptr) {
            say("The operator runs mariadbd --wsrep-new-cluster by hand on " + name(node) + ", beside the unit.");
        }
        start_server(node, true, true);
        return true;
    case Kind::end_by_hand:
        if (!is_data_node || !subject.server.is_alive || !subject.server.is_by_hand) {
            return false;
        }
        if (story != nullptr) {
            say("The operator ends the server that runs by hand on " + name(node) + ".");
        }
        if (event.a != 0) {
            close_server(node);
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
        for (std::size_t member = 0; member < node_count(); ++member) {
            Node& other = nodes_[member];
            if (other.server.is_alive && other.server.group == group && other.server.transfer == Transfer::synced) {
                other.server.runs_ddl = begins;
                other.disk.saved_history = begins ? Uuid() : histories_[ledger_.history(other.server.received)];
            }
        }
        if (story != nullptr) {
            say(begins ? "DDL begins on " + name(node) + "'s component." : "DDL ends.");
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
        subject.disk.saved_history = Uuid();
        subject.disk.saved_seqno = -1;
        subject.disk.view_file = File::missing;
        crash_server(node);
        return true;
    case Kind::due:
        if (!is_data_node || !is_deciding_phase(subject.phase) || subject.start.majority_is_due ||
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
    }
    return false;
}

void World::begin_fresh() {
    for (std::size_t node = 0; node < node_count(); ++node) {
        nodes_[node].disk.folder = DataFolder::initialised;
    }
}

void World::begin_running() {
    const Log root = [&] {
        histories_.push_back(new_uuid());
        return ledger_.append(0, 0);
    }();
    Group group;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        group.members |= only(node);
        Node& subject = nodes_[node];
        subject.invocation = ++invocations_;
        subject.server.is_alive = true;
        subject.server.identity = new_uuid();
        subject.server.transfer = Transfer::synced;
        subject.server.group = 0;
        subject.server.applied = subject.server.received = root;
        subject.disk.folder = DataFolder::initialised;
        subject.phase = Phase::running;
    }
    groups_.push_back(group);
    install(groups_.back(), group.members, root, 0);
    for (std::size_t node = 0; node < node_count(); ++node) {
        Node& subject = nodes_[node];
        subject.server.applied = subject.server.received;
        flush(node);
        come_up(node);
    }
}

} // namespace galera_initiator::sim
