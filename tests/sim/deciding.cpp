// How nodes hear each other, and what an operator says to one.

#include "commands/operator_word.hpp"
#include "common/error.hpp"
#include "deciding/sighting.hpp"
#include "decision/assumptions.hpp"
#include "decision/sights.hpp"
#include "evidence/remembering.hpp"
#include "snmp/galera_objects.hpp"
#include "world.hpp"

#include <algorithm>

namespace galera_initiator::sim {

namespace {

constexpr const char* record_unit = "galera-initiator-record.service";

/// A record's line up to the number that tells its time, which is the last thing but its end.
std::string line_up_to_time(Record record, const Uuid& boot) {
    record.told_at = TellingTime{boot, 0};
    const std::string line = record.to_line();
    return line.substr(0, line.rfind('@') + 1);
}

/// Has this start heard the same before, one after the other? Most rounds of a wait do.
bool has_news(Start& start, const Situation& situation) {
    std::vector<std::uint32_t> heard{situation.majority_is_due ? 1U : 0U, situation.own_record_is_served ? 1U : 0U};
    for (const Answer& answer : start.answers) {
        heard.push_back(answer.is_sampled ? answer.version : 0);
        heard.push_back(static_cast<std::uint32_t>(answer.hearing));
    }
    return std::exchange(start.checked, heard) != heard;
}

} // namespace

void World::refresh_told(std::size_t node) {
    Node& subject = nodes_[node];
    ++subject.version;
    if (!setup_->rule.asks_for_current_answers()) {
        tell(node);
        subject.told_before = subject.told;
    }
    subject.is_told = false;
}

/// What the node's agent tells, as galera_check makes it.
void World::tell(std::size_t node) {
    Node& subject = nodes_[node];
    if (std::exchange(subject.is_told, true)) {
        return;
    }
    const UnitState server = unit_state(node);
    std::optional<UnitState> writer;
    if (subject.published && subject.published->writer == record_unit) {
        const bool is_at_it = subject.phase == Phase::publishing;
        writer = UnitState{is_at_it ? UnitPhase::starting : UnitPhase::down, server.invocation, "", {}};
    }
    subject.told.reset();
    subject.texts = {};
    subject.texts[1] = status_word(live_status(subject.published, server, writer));
    try {
        Record record = live_record(subject.published, server, writer);
        if (record.status == NodeStatus::bootstrapping && !setup_->rule.tells_that_it_bootstraps()) {
            record.status = NodeStatus::stopped;
            record.evidence = subject.start.own.evidence;
        }
        subject.texts[0] = line_up_to_time(record, subject.boot);
        subject.told = std::make_shared<const Record>(std::move(record));
    } catch (const Error& error) {
        subject.texts[0] = std::string("galera_check: ") + error.what();
    }
}

void World::begin_round(std::size_t node) {
    std::vector<Answer>& answers = nodes_[node].start.answers;
    answers.resize(node_count());
    for (Answer& answer : answers) {
        const auto last = answer.record;
        answer = Answer{};
        answer.record = setup_->rule.asks_for_current_answers() ? nullptr : last;
    }
}

Answer World::answer_of(std::size_t asker, std::size_t asked, bool is_lost, bool port_is_lost) {
    Node& peer = nodes_[asked];
    Answer answer;
    answer.is_sampled = true;
    answer.version = peer.version;
    const bool is_there = peer.phase != Phase::off && is_linked(asker, asked);
    const PortFinding port = !is_there || port_is_lost ? PortFinding::not_known
                             : peer.server.is_alive    ? PortFinding::accepts
                                                       : PortFinding::refuses;
    if (is_there && !peer.snmpd_is_down && !is_lost && hears(asker, asked)) {
        tell(asked);
        answer.record = peer.told;
        answer.hearing = answer.record ? Hearing::heard : Hearing::no_record;
        answer.answer.outcome = PeerAnswer::Outcome::answered;
        answer.answer.status = peer.texts[1];
        answer.answer.state = peer.texts[0];
        if (!setup_->rule.asks_for_current_answers() && asked != asker && peer.told_before) {
            answer.record = peer.told_before;
            answer.answer.state = line_up_to_time(*peer.told_before, peer.boot);
        }
        answer.answer.galera_port = tells_of_live_server(peer.texts) ? PortFinding::not_known : port;
        if (answer.record) {
            answer.answer.state += std::to_string(++answers_) + " end";
        }
    } else {
        answer.answer.galera_port = port;
        if (port == PortFinding::accepts) {
            answer.hearing = Hearing::alive_but_silent;
            answer.answer.outcome = PeerAnswer::Outcome::alive_but_silent;
        }
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
        Answer& answer = subject.start.answers[peer];
        if (!has(asked, peer) || answer.is_sampled) {
            continue;
        }
        const auto last = answer.record;
        answer = answer_of(node, peer, has(lost, peer), has(ports_lost, peer));
        if (!answer.record && last) { // LateAnswersBelieved
            answer.record = last;
            answer.hearing = Hearing::heard;
            answer.answer.outcome = PeerAnswer::Outcome::answered;
            answer.answer.state = line_up_to_time(*last, nodes_[peer].boot) + std::to_string(++answers_) + " end";
            answer.answer.galera_port = PortFinding::not_known;
        }
        has_asked = true;
    }
    if (story != nullptr && has_asked) {
        say("  " + name(node) + " asks " + names(asked & setup_->data_nodes()) +
            ((lost & asked) != 0 ? "; lost: the answers of " + names(lost & asked & setup_->data_nodes()) : "") + ".");
    }
    return has_asked;
}

std::vector<PeerAnswer> World::give_answers(std::size_t node, const std::vector<NodeAddress>& nodes, Step step) {
    Start& start = nodes_[node].start;
    std::vector<PeerAnswer> answers;
    std::vector<RunningHistory> running;
    for (const NodeAddress& address : nodes) {
        const auto found = std::find(setup_->addresses.begin(), setup_->addresses.end(), address);
        const auto peer = static_cast<std::size_t>(found - setup_->addresses.begin());
        const Answer answer = step == Step::decide ? start.answers.at(peer) : answer_of(node, peer, false, false);
        if (answer.record && answer.record->status == NodeStatus::running) {
            if (auto history = told_history(address, *answer.record)) {
                running.push_back(*std::move(history));
            }
        }
        answers.push_back(answer.answer);
    }
    if (step == Step::after_start || step == Step::follow) {
        const Disk& disk = nodes_[node].disk;
        const std::optional<ViewState> view = disk.view_file == File::whole ? std::optional(disk.view) : std::nullopt;
        const auto component = component_told_by(running, view);
        start.has_heard_component = component && is_of_own_component(*component, view);
    }
    return answers;
}

bool World::decide(std::size_t node) {
    Node& subject = nodes_[node];
    if (node >= node_count() || subject.phase != Phase::deciding) {
        return false;
    }
    subject.run->go_on(*this, node);
    settle(node);
    return true;
}

Verdict World::decide_in(std::size_t node, const Situation& situation) {
    ++decisions_;
    Start& start = nodes_[node].start;
    const Verdict verdict = setup_->rule.decide(situation);
    if (story != nullptr) {
        std::string text = "  " + name(node) + " decides: " + std::string(word(verdict.action)) + " (" +
                           std::string(word(verdict.reason)) + ")";
        for (const Concern& concern : verdict.concerns) {
            text += "; " + name(concern.node) + " " + concern.why;
        }
        say(text + ".");
    }
    if (checks_other_deciders && setup_->rule.is_the_product() && has_news(start, situation)) {
        check_same_winner(situation, verdict);
    }
    if (verdict.reason == Reason::donor_busy && start.turns_given < 250) {
        ++start.turns_given;
    }
    start.verdict = verdict;
    start.has_decided = true;
    start.provider_allows = situation.provider_allows_bootstrap;
    start.choice = situation.choice;
    start.given_up = given_up_by_word(situation);
    start.joined.reset();
    if (verdict.history_of) {
        const NodeSight& running = situation.nodes[*verdict.history_of];
        start.joined = told_history(running.address, running.record.value());
    }
    return verdict;
}

bool World::speak_word(std::size_t node, std::uint16_t kind, Nodes lost) {
    Node& subject = nodes_[node];
    // Where a word names nobody else, 1 says that the one that is there is replaced.
    const bool is_said_again = static_cast<Override::Kind>(kind % 3) != Override::Kind::assume_lost && lost == 1;
    const bool may_speak =
        (subject.phase == Phase::down && !subject.server.is_alive) || subject.phase == Phase::deciding;
    if (node >= node_count() || !may_speak || !subject.published || !subject.published->record.evidence ||
        (subject.word && !is_said_again)) {
        return false;
    }
    Record own = subject.published->record;
    own.status = NodeStatus::initiating;
    own.settings = setup_->settings_print;
    own.operator_word.reset();
    std::vector<PeerAnswer> answers;
    for (std::size_t peer = 0; peer < node_count(); ++peer) {
        answers.push_back(answer_of(node, peer, false, false).answer);
    }
    Situation situation = galera_initiator::situation_of(setup_->addresses, node, answers, own);
    situation.policies = setup_->policies;
    Override given;
    given.kind = static_cast<Override::Kind>(kind % 3);
    given.evidence = print_for_word(situation, node, given.kind);
    if (given.kind == Override::Kind::assume_lost) {
        for (std::size_t peer = 0; peer < node_count(); ++peer) {
            if (has(lost, peer) && may_be_lost(situation.nodes[peer])) {
                given.lost.push_back(setup_->addresses[peer]);
            }
        }
        if (given.lost.empty()) {
            return false;
        }
    }
    try {
        static_cast<void>(loss_of_word(situation, given));
    } catch (const Error&) {
        return false; // as the command refuses it
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
