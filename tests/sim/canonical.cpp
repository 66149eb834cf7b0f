#include "canonical.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>

namespace galera_initiator::sim {

namespace {

constexpr std::uint64_t no_component = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t older_component = no_component - 8;

std::uint64_t mixed(std::uint64_t bits) {
    bits = (bits ^ (bits >> 32U)) * 0xd6e8feb86659fd93U;
    bits = (bits ^ (bits >> 32U)) * 0xd6e8feb86659fd93U;
    return bits ^ (bits >> 32U);
}

/// The last entry that both logs begin with.
Log shared(const Ledger& ledger, Log one, Log other) {
    while (one != other) {
        Log& longer = ledger.seqno(one) >= ledger.seqno(other) ? one : other;
        longer = ledger.before(longer);
    }
    return one;
}

} // namespace

Fingerprint Canonical::fingerprint(const World& world, bool tells_turns_apart, std::uint64_t also) {
    Canonical canonical(world, tells_turns_apart);
    canonical.words_.reserve(512);
    canonical.write_world();
    return canonical.digest(also);
}

void Canonical::write_world() {
    const Nodes members = only(world_.nodes_.size()) - 1;
    number(has(world_.one_side_, 0) ? ~world_.one_side_ & members : world_.one_side_ & members);
    number(world_.parted_amid_);
    number(tells_turns_apart_ ? world_.invocations_ % 4 : 0);
    number(world_.branches_);
    number(world_.words_were_spoken);
    for (std::size_t node = 0; node < world_.nodes_.size(); ++node) {
        write_node(node);
    }
    number(world_.groups_.size());
    for (const Group& group : world_.groups_) {
        write_group(group);
    }
    for (int branch = 0; branch < world_.branches_; ++branch) {
        component(world_.last_component(branch));
    }
    write_components();
    write_logs();
}

void Canonical::write_node(std::size_t node) {
    const Node& subject = world_.nodes_[node];
    number(subject.phase);
    write_run(subject.run);
    write_run(subject.watch);
    number(is_to_follow(world_, node));
    number(subject.is_seen_up);
    number(subject.snmpd_is_down);
    number(world_.deaf_to_[node]);
    const bool may_start_server = subject.phase >= Phase::preparing && subject.phase <= Phase::starting;
    number(may_start_server && tells_turns_apart_ ? subject.invocation % 4 : 0);
    const Rule& rule = world_.setup_->rule;
    if (subject.published) {
        // Whether it is of now is all that its origin tells; what agents tell follows from it and the phase.
        number(subject.published->record.origin == "i" + std::to_string(subject.invocation) ? 2 : 1);
        number(subject.published->writer == subject.published->server);
        write_record(subject.published->record);
    } else {
        number(0);
    }
    if (!rule.asks_for_current_answers()) {
        number(subject.told_before != nullptr);
        if (subject.told_before) {
            write_record(*subject.told_before);
        }
    }
    perhaps(subject.word, [&](const Override& value) { text(value.to_string()); });
    perhaps(subject.queued_start, [&](const QueuedStart& value) { number(value.operator_asks); });
    perhaps(subject.unwritten, [&](Log value) { log(value); });
    write_disk(node, subject.disk);
    write_server(subject.server);
    write_start(subject);
    for (std::size_t peer = 0; subject.phase == Phase::deciding && peer < world_.node_count(); ++peer) {
        write_answer(node, peer);
    }
}

void Canonical::write_disk(std::size_t node, const Disk& disk) {
    number(disk.folder);
    log(disk.durable);
    number(disk.transfer_mark);
    number(disk.saved_file);
    if (disk.saved_file == File::whole) {
        uuid(disk.saved_history);
        seqno(disk.saved_seqno);
        number(disk.saved_flag);
    }
    number(disk.view_file);
    if (disk.view_file == File::whole) {
        uuid(disk.view.own);
        uuids(disk.view.members);
        component(disk.view_component);
        component(disk.replaced_component);
    }
    number(disk.has_unfinished_view);
    const auto& last_view = disk.memory.last_view; // of which only that matters
    const bool is_comparable = last_view && last_view->member.same_member(disk.view.own);
    number(is_comparable ? 1 + (disk.view.number < last_view->number) + 2 * (disk.view.number > last_view->number) : 0);
    number(disk.memory.may_have_merged_into(disk.view));
    const std::string saved_state = world_.print_of_saved_state(node); // of which only that matters
    const FolderSigns signs = world_.signs_of_folder(node);
    // No folder gets into another place here: which writing is beside the data matters to its own node only, and what
    // that says where it is not what the memory says.
    number(disk.memory.is_put_there(signs));
    number(disk.memory.beside_data.has_value());
    perhaps(signs.lineage, [&](const DataLineage& beside) {
        const bool is_known = beside.says_the_same({{}, disk.memory.lineage_history, disk.memory.lineage});
        number(is_known);
        if (!is_known) {
            perhaps(beside.history, [&](const Uuid& value) { uuid(value); });
            lineage(beside.lineage);
        }
    });
    number(disk.memory.knows_state_file(signs));
    const auto mark = [](const std::string& print) { return print.substr(0, print.find(' ')); };
    number(mark(disk.memory.state_file) == mark(saved_state)); // or is known once this unit may write it again
    number(disk.memory.state_file.find(' ') == std::string::npos);
    const auto& choice = disk.memory.choice;
    number(choice && choice->view && is_after(disk.view, *choice->view));
    number(disk.view.agreement.has_value());
    number(disk.view_was_torn);
    number(disk.has_lost_view);
    number(disk.was_led_elsewhere);
    number(disk.is_folder_of_before_join);
    number(disk.is_whole);
    number(disk.is_given_up);
    component_of_disk(disk.copied_component);
    component_of_disk(disk.last_component);
    write_memory(disk.memory);
}

void Canonical::write_memory(const NodeMemory& memory) {
    perhaps(memory.history, [&](const Uuid& value) { uuid(value); });
    uuids(memory.identities);
    perhaps(memory.last_view, [&](const NodeMemory::LastView& value) { uuid(value.member); });
    uuids(memory.left_members);
    uuids(memory.arbitrators);
    number(memory.unfinished_start);
    perhaps(memory.joined_node, [&](const NodeAddress& value) {
        const auto& addresses = world_.setup_->addresses;
        number(std::find(addresses.begin(), addresses.end(), value) - addresses.begin());
    });
    uuids(memory.joined_members);
    perhaps(memory.lineage_history, [&](const Uuid& value) { uuid(value); });
    lineage(memory.lineage);
    perhaps(memory.forked_at, [&](const Position& value) { position(value); });
    perhaps(memory.last_position, [&](const Position& value) { position(value); });
    number(memory.has_run_since);
    number(memory.tells_when_synced);
    perhaps(memory.choice, [&](const NodeMemory::Choice& value) {
        uuid(value.claim);
        const auto& addresses = world_.setup_->addresses;
        number(std::find(addresses.begin(), addresses.end(), value.owner) - addresses.begin());
        perhaps(value.owner_member, [&](const Uuid& member) { uuid(member); });
    });
    perhaps(memory.recovered_position, [&](const Position& value) { position(value); });
    text(memory.recovered_from);
    text(memory.joined_from);
    text(memory.data_folder);
}

void Canonical::write_server(const Server& server) {
    number(server.is_alive);
    if (!server.is_alive) {
        return;
    }
    number(server.is_by_hand);
    number(server.has_restored_view);
    number(server.has_merged);
    number(server.has_changed_branch);
    number(server.avoids_incremental_transfer);
    number(server.runs_ddl);
    number(server.is_paused);
    number(server.saved_flag);
    log(server.view_to_apply);
    number(server.has_view_of_one);
    number(server.transfer);
    const bool is_filled = server.transfer != Transfer::outside && server.transfer != Transfer::synced;
    number(is_filled ? server.donor : 0);
    number(server.group);
    component(server.last_component);
    uuids(server.fellows);
    uuid(server.identity);
    number(server.has_position);
    log(server.applied);
    log(server.received);
}

/// What a step has heard so far, it has heard from what is written here already; and what it did is in its files.
void Canonical::write_run(const std::optional<StepRun>& run) {
    number(run.has_value());
    if (!run) {
        return;
    }
    number(run->step());
    number(run->next());
    // A step that asks again and again is no other for that.
    number(run->next() == Stop::ask ? 0 : run->stops_since_asking());
}

void Canonical::write_start(const Node& node) {
    const Start& start = node.start;
    number(start.operator_asks);
    const bool decides = node.run && node.run->step() == Step::decide;
    if (!decides && node.phase != Phase::handing_over && node.phase != Phase::preparing) {
        return;
    }
    number(start.provider_allows);
    number(start.majority_is_due);
    number(start.turns_given);
    const auto write_choice = [&](const Choice& choice) {
        uuid(choice.claim);
        number(choice.owner.value_or(world_.node_count()));
        // A print is of UUIDs as they are, so this tells more states apart than there are, never fewer.
        number(std::hash<std::string>{}(choice.owner_evidence));
    };
    perhaps(start.choice, write_choice);
    write_record(start.own);
    number(start.verdict.action);
    number(start.verdict.claims);
    number(start.verdict.discards_data);
    perhaps(start.verdict.together, [&](const AgreedView& value) { uuids(value.members); });
    number(start.given_up);
    perhaps(start.verdict.choice, write_choice);
    perhaps(start.joined, [&](const RunningHistory& joined) {
        uuid(joined.history);
        lineage(joined.lineage);
        text(joined.node.to_string());
        perhaps(joined.member, [&](const Uuid& value) { uuid(value); });
    });
}

void Canonical::write_answer(std::size_t node, std::size_t peer) {
    const Answer& answer = world_.nodes_[node].start.answers[peer];
    number(answer.is_sampled);
    if (!answer.is_sampled) {
        return;
    }
    number(answer.hearing);
    number(answer.answer.galera_port);
    if (answer.record) {
        write_record(*answer.record);
    }
}

void Canonical::write_record(const Record& record) {
    number(record.status);
    number(record.settings.empty());
    perhaps(record.evidence, [&](const Evidence& value) { write_evidence(value); });
    perhaps(record.history, [&](const Uuid& value) { uuid(value); });
    perhaps(record.lineage, [&](const Lineage& value) { lineage(value); });
    perhaps(record.member, [&](const Uuid& value) { uuid(value); });
    perhaps(record.together, [&](const AgreedView& value) { uuids(value.members); });
    perhaps(record.claim, [&](const Uuid& value) { uuid(value); });
    perhaps(record.choice, [&](const Uuid& value) { uuid(value); });
    perhaps(record.operator_word, [&](const Override& value) { text(value.to_string()); });
}

void Canonical::write_evidence(const Evidence& evidence) {
    number(evidence.membership);
    uuids(evidence.members);
    uuids(evidence.joined);
    number(evidence.data);
    perhaps(evidence.position, [&](const Position& value) { position(value); });
    lineage(evidence.lineage);
    uuids(evidence.identities);
    uuids(evidence.arbitrators);
}

void Canonical::write_group(const Group& group) {
    number(group.members);
    number(group.left);
    number(group.is_primary);
    component(group.component);
    if (group.component >= 0) {
        log(world_.components_[static_cast<std::size_t>(group.component)].head);
    }
}

/// Components get numbers by their age among those that something names.
void Canonical::write_components() {
    std::vector<std::uint64_t> used;
    for (const std::size_t at : component_words_) {
        used.push_back(words_[at]);
    }
    std::sort(used.begin(), used.end());
    used.erase(std::unique(used.begin(), used.end()), used.end());
    for (const std::size_t at : component_words_) {
        words_[at] = static_cast<std::uint64_t>(std::lower_bound(used.begin(), used.end(), words_[at]) - used.begin());
    }
    for (const std::uint64_t index : used) {
        const Component& named = world_.components_[index];
        number(named.members);
        number(named.data_members);
        number(named.branch);
        number(named.agreed_on.has_value());
        number(named.lost_members_amid);
    }
}

void Canonical::write_logs() {
    const Ledger& ledger = world_.ledger_;
    for (std::size_t index = 0; index < logs_.size(); ++index) {
        uuid(world_.histories_[ledger.history(logs_[index])]);
        seqno(ledger.seqno(logs_[index]));
        for (std::size_t other = 0; other < index; ++other) {
            seqno(ledger.seqno(shared(ledger, logs_[index], logs_[other])));
        }
    }
}

void Canonical::seqno(std::int64_t value) {
    if (value >= 0) {
        seqnos_.push_back(words_.size());
    }
    number(value);
}

void Canonical::text(const std::string& value) {
    word(value.empty() ? 0 : std::hash<std::string>{}(value));
}

void Canonical::uuid(const Uuid& value) {
    if (value.is_nil()) {
        word(0);
        return;
    }
    const auto bits = std::bit_cast<std::array<std::uint64_t, 2>>(value);
    auto known = std::find_if(named_.begin(), named_.end(), [&](const Named& name) { return name.bits == bits; });
    if (known == named_.end()) {
        known = named_.insert(named_.end(), named(value));
    }
    word((std::uint64_t{known->member} + 1) << 16U | known->incarnation);
}

Canonical::Named Canonical::named(const Uuid& value) {
    Named name{value, std::bit_cast<std::array<std::uint64_t, 2>>(value), members_, 0};
    for (const Named& known : named_) {
        if (known.uuid.same_member(value)) {
            name.member = known.member;
            name.incarnation = known.incarnation + 1;
        }
    }
    members_ += name.member == members_ ? 1U : 0U;
    return name;
}

void Canonical::uuids(const std::vector<Uuid>& values) {
    number(values.size());
    for (const Uuid& value : values) {
        uuid(value);
    }
}

void Canonical::position(const Position& value) {
    uuid(value.history());
    seqno(value.seqno().value());
}

void Canonical::lineage(const Lineage& value) {
    number(value.later().size());
    number(value.is_whole());
    for (const Timeline& timeline : value.later()) {
        uuid(timeline.id);
        seqno(timeline.begins_at.value());
    }
}

void Canonical::log(Log value) {
    if (value == 0) {
        word(0);
        return;
    }
    auto known = std::find(logs_.begin(), logs_.end(), value);
    if (known == logs_.end()) {
        known = logs_.insert(logs_.end(), value);
    }
    number(known - logs_.begin() + 1);
}

void Canonical::component(int value) {
    if (value < 0) {
        word(no_component + static_cast<std::uint64_t>(value) + 1);
        return;
    }
    component_words_.push_back(words_.size());
    number(value);
}

/// Of a component that is not the last one, a disk matters only as one that is older.
void Canonical::component_of_disk(int value) {
    if (value >= 0 && world_.branches_ == 1 && value < world_.last_component(0)) {
        word(older_component);
        return;
    }
    component(value);
}

Fingerprint Canonical::digest(std::uint64_t also) const {
    std::uint64_t lowest = std::numeric_limits<std::uint64_t>::max();
    for (const std::size_t at : seqnos_) {
        lowest = std::min(lowest, words_[at]);
    }
    Fingerprint digest{also, ~also};
    auto next_seqno = seqnos_.begin();
    for (std::size_t at = 0; at < words_.size(); ++at) {
        std::uint64_t value = words_[at];
        if (next_seqno != seqnos_.end() && *next_seqno == at) {
            value -= lowest;
            ++next_seqno;
        }
        digest.high = mixed(digest.high + value * 0x9e3779b97f4a7c15U + 1);
        digest.low = mixed(std::rotl(digest.low, 23) ^ (value + 0x94d049bb133111ebU));
    }
    return digest;
}

} // namespace galera_initiator::sim
