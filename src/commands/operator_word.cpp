#include "commands/operator_word.hpp"

#include "common/error.hpp"
#include "decision/decide.hpp"
#include "decision/explanation.hpp"
#include "decision/loss.hpp"
#include "decision/sights.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

std::string verdict_text(const Situation& situation, const Verdict& verdict) {
    return std::string(word(verdict.action)) + ": " + summarise(situation, verdict);
}

bool is_about_the_same(const Verdict& left, const Verdict& right) {
    const auto nodes_of = [](const Verdict& verdict) {
        Indices nodes;
        for (const Concern& concern : verdict.concerns) {
            nodes.insert(concern.node);
        }
        return nodes;
    };
    return left.reason == right.reason && nodes_of(left) == nodes_of(right);
}

/// For people, whole sentences. Of who answers, though its data is not seen, it is heard whether it runs.
std::string why_loss_is_unknown(const Situation& situation, const Override& word) {
    std::string why;
    bool is_unheard = false;
    for (const NodeSight& node : situation.nodes) {
        const bool is_named = std::find(word.lost.begin(), word.lost.end(), node.address) != word.lost.end();
        if (is_named && has_unseen_data(node)) {
            why += " " + name_of(node) + " has data that cannot be seen there now (" + node.record->evidence->remark +
                   ").";
        } else {
            is_unheard = is_unheard || is_named;
        }
    }
    if (is_unheard) {
        why.append(" ").append(unheard_is_not_down);
    }
    return why;
}

} // namespace

std::string loss_of_word(const Situation& situation, const Override& word) {
    const Verdict before = decide(situation);
    Situation after_word = situation;
    after_word.nodes[after_word.self].record->operator_word = word;
    const Verdict after = decide(after_word);
    switch (word.kind) {
    case Override::Kind::assume_lost:
        if (before.action != Action::wait ||
            (before.reason != Reason::last_members_missing && before.reason != Reason::fresh_nodes_missing &&
             before.reason != Reason::choice_is_bound && before.reason != Reason::data_unseen)) {
            throw Error("this node does not wait for a node that may be lost. Its verdict is " +
                        verdict_text(situation, before));
        }
        return "What only the lost nodes hold is given up, and nobody knows how much that is." +
               why_loss_is_unknown(situation, word);
    case Override::Kind::bootstrap_here:
        if (after.reason != Reason::operator_word && after.winner != situation.self) {
            throw Error("the evidence speaks against it. With the word the verdict would be " +
                        verdict_text(after_word, after));
        }
        return loss_if_bootstrapped_here(situation) +
               " This node begins a new timeline of the cluster from what it holds. Nodes that hold other transactions "
               "will refuse to join until those are given up there with 'galera_init discard-local-data'.";
    case Override::Kind::discard_data:
        if (!has_unseen_data(situation.nodes[situation.self]) &&
            (before.action != Action::refuse || is_about_the_same(before, after))) {
            throw Error("nothing here needs to be given up. Its verdict is " + verdict_text(situation, before));
        }
        return loss_if_discarded(situation) +
               " This node's data will be replaced by a full state transfer. Without the word the verdict is " +
               verdict_text(situation, before) + ".";
    }
    throw Error("no such word");
}

} // namespace galera_initiator
