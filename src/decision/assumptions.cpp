#include "decision/assumptions.hpp"

#include "common/probe.hpp"
#include "decision/closure.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

namespace galera_initiator {

namespace {

std::string print_of(std::string_view text) {
    // Fowler, Noll and Vo: FNV-1a with 64 bits.
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char character : text) {
        hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3U;
    }
    std::array<char, 16> digits{};
    const std::string significant(digits.data(), std::to_chars(digits.begin(), digits.end(), hash, 16).ptr);
    return std::string(digits.size() - significant.size(), '0') + significant;
}

std::string history_text(const std::string& position, const Lineage& lineage) {
    return position + "/" + lineage.newest(Record::most_timelines).to_string();
}

std::string evidence_text(const Evidence& evidence) {
    std::string text =
        std::to_string(static_cast<int>(evidence.membership)) + "/" + std::to_string(static_cast<int>(evidence.data));
    for (const Uuid& member : evidence.members) {
        text += "/" + member.to_string();
    }
    for (const Uuid& member : evidence.joined) {
        text += "/joined " + member.to_string();
    }
    return evidence.position ? text + "/" + history_text(evidence.position->to_string(), evidence.lineage) : text;
}

std::string sight_text(const NodeSight& node) {
    if (has_evidence(node)) {
        return evidence_text(*node.record->evidence);
    }
    if (node.hearing == Hearing::heard && node.record->history) {
        return history_text(node.record->history->to_string(), node.record->lineage.value_or(Lineage()));
    }
    return is_away(node) ? "away" : "alive";
}

/// How far a node knows another one's history to be its own.
std::string shared_text(const Evidence& own, const NodeSight& other) {
    const bool is_stopped = has_evidence(other);
    if (is_stopped ? !other.record->evidence->position : !(other.record && other.record->history)) {
        return "";
    }
    const auto& position = is_stopped ? other.record->evidence->position : std::nullopt;
    const Uuid history = is_stopped ? position->history() : *other.record->history;
    if (!own.position || own.position->history() != history) {
        return history.to_string();
    }
    const Lineage lineage = is_stopped ? other.record->evidence->lineage : other.record->lineage.value_or(Lineage());
    const auto shared = shared_up_to(own.lineage, own.position->seqno(), lineage,
                                     is_stopped ? std::optional(position->seqno()) : std::nullopt);
    // As wide as the widest, so that the greatest comes last.
    const std::string digits = shared ? std::to_string(shared->value()) : "";
    return history.to_string() + "/" + std::string(20 - digits.size(), '0') + digits;
}

/// What giving up this node's data rests on: what it holds, and how much of that the others hold and keep. Not how far
/// they are on their way to run it again.
std::string print_of_loss(const Situation& situation, std::size_t node) {
    const Evidence& own = evidence_of(situation, node);
    std::map<std::string, std::string> most_shared;
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        const NodeSight& other = situation.nodes[index];
        const std::string shared = index != node && keeps_what_it_holds(other) ? shared_text(own, other) : "";
        if (!shared.empty()) {
            auto& most = most_shared[shared.substr(0, shared.find('/'))];
            most = std::max(most, shared);
        }
    }
    std::string text = situation.nodes[node].address.to_string() + "=" + evidence_text(own) + "\n";
    for (const auto& [history, shared] : most_shared) {
        text += shared + "\n";
    }
    return print_of(text);
}

void give_up_data(Evidence& evidence) {
    evidence.data = DataState::damaged;
    evidence.position.reset();
    evidence.shown.reset();
    evidence.lineage = Lineage();
    evidence.remark = "the operator has given up its data";
}

void assume_lost(Situation& situation, std::size_t node, Assumptions& assumptions) {
    if (is_away(situation.nodes[node])) {
        assumptions.lost.insert(node);
    } else if (has_unseen_data(situation.nodes[node])) {
        give_up_data(*situation.nodes[node].record->evidence);
    }
}

bool applies(const Situation& situation, std::size_t node, const Override& word) {
    return word.evidence == print_for_word(situation, node, word.kind);
}

} // namespace

std::string print_of_evidence(const Situation& situation) {
    std::string text;
    for (const NodeSight& node : situation.nodes) {
        text += node.address.to_string() + "=" + sight_text(node) + "\n";
    }
    return print_of(text);
}

std::string print_of_node(const Evidence& evidence) {
    return print_of(evidence_text(evidence) + "/as/" +
                    (evidence.identities.empty() ? "" : evidence.identities.front().to_string()));
}

std::string print_for_word(const Situation& situation, std::size_t node, Override::Kind kind) {
    return kind == Override::Kind::discard_data ? print_of_loss(situation, node) : print_of_evidence(situation);
}

std::string print_of_settings(const std::vector<NodeAddress>& nodes, const Policies& policies) {
    std::string text = std::to_string(static_cast<int>(policies.wait_for)) + "/" +
                       std::to_string(static_cast<int>(policies.fresh)) + "/" + std::to_string(policies.arbitrators);
    for (const NodeAddress& node : nodes) {
        text += "/" + node.to_string();
    }
    return print_of(text);
}

Verdict Assumptions::verdict(Action action, Reason reason, std::vector<Concern> concerns) const {
    return {.action = action, .reason = reason, .concerns = std::move(concerns), .choice = bound_choice};
}

Assumptions apply_words(Situation& situation) {
    // All are judged by what was heard, before any of them changes it.
    const Indices speaking = select(situation, [](const NodeSight& node) {
        return has_status(node, NodeStatus::initiating) && node.record->operator_word;
    });
    Indices heeded;
    std::copy_if(speaking.begin(), speaking.end(), std::inserter(heeded, heeded.end()), [&](std::size_t index) {
        return applies(situation, index, *situation.nodes[index].record->operator_word);
    });
    if (heeded.size() > 1) {
        reached(Probe::word_of_several);
    }
    Assumptions assumptions;
    for (const std::size_t index : heeded) {
        NodeSight& node = situation.nodes[index];
        const Override word = *node.record->operator_word;
        switch (word.kind) {
        case Override::Kind::assume_lost:
            for (std::size_t other = 0; other < situation.nodes.size(); ++other) {
                if (std::find(word.lost.begin(), word.lost.end(), situation.nodes[other].address) != word.lost.end()) {
                    assume_lost(situation, other, assumptions);
                }
            }
            break;
        case Override::Kind::bootstrap_here:
            assumptions.insisting.insert(index);
            node.record->evidence = node.record->evidence->as_shown();
            break;
        case Override::Kind::discard_data:
            if (node.record->evidence->has_history()) {
                Evidence& evidence = *node.record->evidence;
                give_up_data(evidence);
                if (evidence.names_nobody_else()) {
                    reached(Probe::word_of_a_lone_node);
                    assumptions.lone_and_given_up.insert(index);
                }
                assumptions.discards_own_data = assumptions.discards_own_data || index == situation.self;
            }
            break;
        }
    }
    const auto& own_word = situation.nodes[situation.self].record->operator_word;
    assumptions.own_discard_is_void =
        own_word && own_word->kind == Override::Kind::discard_data && !heeded.contains(situation.self);
    assumptions.bound_choice = bound_choice(situation, assumptions.lost);
    return assumptions;
}

bool own_word_applies(const Situation& situation) {
    const auto& word = situation.nodes[situation.self].record->operator_word;
    return !word || applies(situation, situation.self, *word);
}

} // namespace galera_initiator
