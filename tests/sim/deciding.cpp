// How a node asks, decides and acts, round by round, and what an operator says to it.

#include "decision/assumptions.hpp"
#include "decision/claiming.hpp"
#include "decision/sights.hpp"
#include "disk_texts.hpp"
#include "evidence/saved_state.hpp"
#include "world.hpp"

#include <algorithm>

namespace galera_initiator::sim {

namespace {

/// How often a joiner lets others go first; the product counts seconds.
constexpr std::uint8_t most_turns_given = 3;

} // namespace

void World::begin_deciding(std::size_t node) {
    Node& subject = nodes_[node];
    Start& start = subject.start;
    start.own = blank_record(node, NodeStatus::initiating);
    start.own.evidence = subject.evidence;
    start.own.settings = setup_->settings_print;
    start.provider_allows =
        subject.disk.saved_file == File::missing || (subject.disk.saved_file == File::whole && subject.disk.saved_flag);
    const auto& choice = subject.disk.memory.choice;
    if (choice && setup_->policies.wait_for == Policies::WaitFor::majority && setup_->rule.keeps_choices()) {
        const auto owner = std::find(setup_->addresses.begin(), setup_->addresses.end(), choice->owner);
        start.own.choice = choice->claim;
        start.choice_owner = static_cast<std::size_t>(owner - setup_->addresses.begin());
        start.choice_owner_evidence = choice->owner_evidence;
    }
    publish(node, start.own, server_unit);
    begin_round(node);
}

void World::begin_round(std::size_t node) {
    Node& subject = nodes_[node];
    std::vector<Answer>& answers = subject.start.answers;
    answers.resize(node_count());
    for (Answer& answer : answers) {
        const auto last = answer.record;
        answer = Answer{};
        answer.record = setup_->rule.asks_for_current_answers() ? nullptr : last;
    }
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
            const auto last = subject.start.answers[peer].record;
            Answer& answer = subject.start.answers[peer];
            answer = answer_of(node, peer, has(lost, peer), has(ports_lost, peer));
            if (!answer.record && last) {
                answer.record = last;
                answer.hearing = Hearing::heard;
            }
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
        NodeSight& sight =
            situation.nodes.emplace_back(NodeSight{setup_->addresses[peer], answer.hearing, std::nullopt, {}, {}, {}});
        if (peer != node && answer.record) {
            sight.record = *answer.record;
        }
    }
    const Answer& own = subject.start.answers[node];
    situation.self = node;
    situation.own_record_is_served = own.hearing == Hearing::heard && own.version == subject.version;
    situation.nodes[node].hearing = Hearing::heard;
    // As the others hear it.
    situation.nodes[node].record = Record::parse(subject.start.own.to_line());
    situation.policies = setup_->policies;
    situation.operator_asks_for_bootstrap = subject.start.operator_asks;
    situation.provider_allows_bootstrap = subject.start.provider_allows;
    situation.majority_is_due = subject.start.majority_is_due;
    situation.choice_owner = subject.start.choice_owner;
    situation.choice_owner_evidence = subject.start.choice_owner_evidence;
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
            const bool binds =
                setup_->policies.wait_for == Policies::WaitFor::majority && start.wanted.choice != start.own.choice;
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
        if (sight.record && sight.record->operator_word && sight.record->evidence &&
            sight.record->operator_word->evidence ==
                print_for_word(situation, static_cast<std::size_t>(&sight - situation.nodes.data()),
                               sight.record->operator_word->kind)) {
            start.goes_by_word = true;
        }
    }
    start.joined.reset();
    if (start.verdict.history_of) {
        const NodeSight& running = situation.nodes[*start.verdict.history_of];
        start.joined =
            RunningHistory{*running.record->history, *running.record->lineage, running.address, running.record->member};
    }
    enter(node, start.verdict.discards_data ? Phase::discarding : Phase::remembering);
}

void World::keep_choice(std::size_t node) {
    Node& subject = nodes_[node];
    Start& start = subject.start;
    start.choice_owner = start.wanted.choice ? start.verdict.choice_owner : std::nullopt;
    start.choice_owner_evidence = start.wanted.choice ? start.verdict.choice_owner_evidence : "";
    if (setup_->rule.keeps_choices()) {
        NodeMemory memory = subject.disk.memory;
        memory.choice.reset();
        if (start.wanted.choice) {
            memory.choice = NodeMemory::Choice{*start.wanted.choice, setup_->addresses.at(start.choice_owner.value()),
                                               start.choice_owner_evidence};
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
    if (disk.view_file == File::empty) {
        disk.view_file = File::missing;
    }
    enter(node, Phase::announcing);
}

void World::announce(std::size_t node) {
    Node& subject = nodes_[node];
    Record last = subject.start.own;
    last.status = subject.start.verdict.action == Action::bootstrap ? NodeStatus::bootstrapping : NodeStatus::joining;
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

bool World::speak_word(std::size_t node, std::uint16_t kind, Nodes lost) {
    Node& subject = nodes_[node];
    // Who gives up data names nobody else: then the word that is there is replaced.
    const bool is_said_again = static_cast<Override::Kind>(kind % 3) == Override::Kind::discard_data && lost == 1;
    const bool may_speak =
        (subject.phase == Phase::down && !subject.server.is_alive) || subject.phase == Phase::deciding;
    if (node >= node_count() || !may_speak || !subject.published || !subject.published->record.evidence ||
        (subject.word && !is_said_again)) {
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
    given.evidence = print_for_word(situation, node, given.kind);
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
        makes_sense = before.action == Action::wait &&
                      (before.reason == Reason::last_members_missing || before.reason == Reason::fresh_nodes_missing ||
                       before.reason == Reason::choice_is_bound || before.reason == Reason::data_unseen);
        break;
    case Override::Kind::bootstrap_here:
        makes_sense = after.reason == Reason::operator_word || after.winner == node;
        break;
    case Override::Kind::discard_data:
        makes_sense = has_unseen_data(situation.nodes[node]) ||
                      (before.action == Action::refuse && after.reason != before.reason);
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

} // namespace galera_initiator::sim
