#include "decision/loss.hpp"

#include "decision/closure.hpp"
#include "decision/explanation.hpp"
#include "decision/sights.hpp"
#include "evidence/lineage.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace galera_initiator {

namespace {

/// Up to where `own` is contained in `other`, both of one history.
std::optional<Seqno> contained_up_to(const Holding& own, const Holding& other) {
    return own.lineage && own.seqno && other.lineage
               ? shared_up_to(*own.lineage, *own.seqno, *other.lineage, other.seqno)
               : std::nullopt;
}

bool may_hold_what_is_not_read(const Evidence& evidence) {
    return (evidence.data == DataState::unreadable && !evidence.may_be_whole()) || evidence.data == DataState::unseen;
}

/// What a node shows is what is given up, or gone on from, where what it held is not seen.
std::optional<Holding> shown_by(const NodeSight& node) {
    NodeSight showing = node;
    if (has_evidence(showing)) {
        showing.record->evidence = showing.record->evidence->as_shown();
    }
    return holding_of(showing);
}

std::string range(std::int64_t first, std::int64_t last) {
    return first == last ? std::to_string(first) : std::to_string(first) + " to " + std::to_string(last);
}

std::string loss_of_what_is_there(const Situation& situation) {
    const auto own = shown_by(situation.nodes[situation.self]);
    if (!own || !own->seqno) {
        return "What this node holds is not known, so neither is what is lost with it.";
    }
    const std::string own_text = own->history.to_string() + ":" + own->seqno->to_string();
    bool is_history_heard = false;
    bool is_certain = true;
    std::int64_t held_elsewhere = 0;
    Indices keepers;
    for (const std::size_t index : peers(situation, [](const NodeSight&) { return true; })) {
        const auto other = holding_of(situation.nodes[index]);
        if (!other) {
            // It runs, or is on its way, and does not tell what.
            is_certain =
                is_certain && (!tells_its_status(situation.nodes[index]) || has_evidence(situation.nodes[index]));
            continue;
        }
        if (other->history != own->history || !keeps_what_it_holds(situation.nodes[index])) {
            continue;
        }
        is_history_heard = true;
        const auto shared = contained_up_to(*own, *other);
        is_certain = is_certain && shared;
        held_elsewhere = std::max(held_elsewhere, shared ? shared->value() : 0);
        if (shared == own->seqno) {
            keepers.insert(index);
        }
    }
    if (!is_history_heard && is_certain) {
        return "No other node that was heard keeps anything of this node's history " + own->history.to_string() +
               ": all of it, up to " + own->seqno->to_string() + ", is lost here.";
    }
    if (!keepers.empty()) {
        return "All that this node holds, " + own_text + ", is held by " + names_of(situation, keepers) +
               ", too: nothing is lost as long as it is kept there.";
    }
    const std::int64_t lost = own->seqno->value() - held_elsewhere;
    if (!is_certain) {
        return "How much of " + own_text + " the other nodes hold is not known: up to " + count_of_transactions(lost) +
               " may be lost.";
    }
    return "No other node that was heard keeps " + count_of_transactions(lost) + " of this node, " +
           range(held_elsewhere + 1, own->seqno->value()) + " of history " + own->history.to_string() + ": lost here.";
}

} // namespace

std::string count_of_transactions(std::int64_t count) {
    return std::to_string(count) + (count == 1 ? " transaction" : " transactions");
}

std::string loss_if_discarded(const Situation& situation) {
    const auto& evidence = situation.nodes[situation.self].record->evidence;
    return loss_of_what_is_there(situation) +
           (evidence && evidence->shown ? " What it is known to have held, and does not show, is given up as well."
                                        : "");
}

std::string loss_if_bootstrapped_here(const Situation& situation) {
    const auto own = shown_by(situation.nodes[situation.self]);
    std::string lacked;
    std::string unheard;
    bool may_one_run = false;
    const auto add = [](std::string& list, const std::string& item) { list += (list.empty() ? "" : "; ") + item; };
    for (const std::size_t index : peers(situation, [](const NodeSight&) { return true; })) {
        const NodeSight& node = situation.nodes[index];
        const auto other = holding_of(node);
        if (!has_evidence(node) || may_hold_what_is_not_read(evidence_of(situation, index))) {
            unheard += (unheard.empty() ? "" : ", ") + name_of(node);
            may_one_run = may_one_run || node.hearing != Hearing::heard;
        } else if (!other) {
            continue;
        } else if (!own || own->history != other->history) {
            add(lacked,
                name_of(node) + " holds history " + other->history.to_string() + " up to " + other->seqno->to_string());
        } else if (const auto shared = contained_up_to(*other, *own); !shared) {
            add(lacked, name_of(node) + " may hold up to " + count_of_transactions(other->seqno->value()) +
                            " that this node lacks");
        } else if (*shared != *other->seqno) {
            add(lacked, name_of(node) + " holds " + count_of_transactions(other->seqno->value() - shared->value()) +
                            " that this node lacks, " + range(shared->value() + 1, other->seqno->value()));
        }
    }
    const auto& evidence = situation.nodes[situation.self].record->evidence;
    const std::string doubt = evidence && evidence->may_be_whole()
                                  ? "Nothing shows whether this node's data is whole: " + evidence->remark + ". "
                                  : "";
    std::string text = doubt + (lacked.empty() ? "No node that was heard holds a transaction that this node lacks."
                                               : "The cluster then lacks what others hold: " + lacked + ".");
    text += unheard.empty() ? "" : " What " + unheard + " may hold is not known.";
    return may_one_run ? text + " " + std::string(unheard_is_not_down) : text;
}

} // namespace galera_initiator
