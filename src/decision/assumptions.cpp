#include "decision/assumptions.hpp"

#include "decision/closure.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

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

} // namespace

std::string print_of_evidence(const Situation& situation) {
    std::string text;
    for (const NodeSight& node : situation.nodes) {
        text += node.address.to_string() + "=" + sight_text(node) + "\n";
    }
    return print_of(text);
}

std::string print_of_settings(const std::vector<NodeAddress>& nodes, const Policies& policies) {
    std::string text = std::to_string(static_cast<int>(policies.wait_for)) + "/" +
                       std::to_string(static_cast<int>(policies.fresh)) + "/" + std::to_string(policies.arbitrators);
    for (const NodeAddress& node : nodes) {
        text += "/" + node.to_string();
    }
    return print_of(text);
}

Assumptions apply_words(Situation& situation) {
    const auto has_word = [](const NodeSight& node) {
        return node.hearing == Hearing::heard && node.record->status == NodeStatus::initiating &&
               node.record->operator_word;
    };
    Assumptions assumptions;
    if (std::none_of(situation.nodes.begin(), situation.nodes.end(), has_word)) {
        return assumptions;
    }
    const std::string print = print_of_evidence(situation);
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        NodeSight& node = situation.nodes[index];
        if (!has_word(node) || node.record->operator_word->evidence != print) {
            continue;
        }
        const Override& word = *node.record->operator_word;
        switch (word.kind) {
        case Override::Kind::assume_lost:
            for (std::size_t other = 0; other < situation.nodes.size(); ++other) {
                const auto& lost = word.lost;
                if (is_away(situation.nodes[other]) &&
                    std::find(lost.begin(), lost.end(), situation.nodes[other].address) != lost.end()) {
                    assumptions.lost.insert(other);
                }
            }
            break;
        case Override::Kind::bootstrap_here:
            assumptions.insisting.insert(index);
            break;
        case Override::Kind::discard_data:
            if (node.record->evidence->has_history()) {
                node.record->evidence->data = DataState::damaged;
                node.record->evidence->position.reset();
                node.record->evidence->lineage = Lineage();
                node.record->evidence->remark = "the operator has given up its data";
                assumptions.discards_own_data = assumptions.discards_own_data || index == situation.self;
            }
            break;
        }
    }
    return assumptions;
}

bool own_word_applies(const Situation& situation) {
    const auto& word = situation.nodes[situation.self].record->operator_word;
    return !word || word->evidence == print_of_evidence(situation);
}

} // namespace galera_initiator
