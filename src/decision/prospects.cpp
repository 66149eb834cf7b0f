#include "decision/prospects.hpp"

#include "common/error.hpp"
#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/decide.hpp"
#include "decision/explanation.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace galera_initiator {

namespace {

/// This node's verdict once the other nodes have agreed with it and its agent is mended: both will come, or are told of
/// elsewhere.
Verdict verdict_in_the_end(Situation situation) {
    situation.own_record_is_served = true;
    situation.may_let_others_join_first = false;
    Verdict verdict = decide(situation);
    if (verdict.action == Action::wait && verdict.reason == Reason::agreement_pending) {
        verdict.action = Action::bootstrap;
    }
    return verdict;
}

/// The names of nodes, or "it" and "they" for those that the condition is about.
class Names {
public:
    Names(const Situation& situation, Indices meant) : situation_(situation), meant_(std::move(meant)) {}

    [[nodiscard]] std::string of(std::size_t node) const {
        if (!meant_.contains(node)) {
            return name_of(situation_.nodes[node]);
        }
        return meant_.size() == 1 ? "it" : "that one";
    }
    [[nodiscard]] std::string of(const std::vector<Concern>& concerns) const {
        std::string names;
        for (const Concern& concern : concerns) {
            names += (names.empty() ? "" : ", ") + of(concern.node);
        }
        return names;
    }

private:
    const Situation& situation_;
    Indices meant_;
};

std::string outcome_of(const Verdict& verdict, const Names& names) {
    switch (verdict.action) {
    case Action::bootstrap:
        return "this node bootstraps";
    case Action::restore:
        return "this node starts together with " + names.of(verdict.concerns);
    case Action::join:
        return "this node joins the cluster";
    case Action::refuse:
        return "this node refuses to start (" + std::string(word(verdict.reason)) + ")";
    case Action::wait:
        break;
    }
    switch (verdict.reason) {
    case Reason::peer_will_bootstrap:
        return names.of(*verdict.winner) + " bootstraps and this node joins it";
    case Reason::peer_not_started:
        return names.of(verdict.concerns) + " must be started, and this node waits for that";
    default:
        return "this node waits" + (verdict.concerns.empty() ? "" : " for " + names.of(verdict.concerns)) + " (" +
               std::string(word(verdict.reason)) + ")";
    }
}

/// The furthest position that is heard.
std::optional<std::size_t> furthest(const Situation& situation) {
    std::optional<std::size_t> best;
    for (std::size_t index = 0; index < situation.nodes.size(); ++index) {
        if (!has_evidence(situation.nodes[index]) || !evidence_of(situation, index).position) {
            continue;
        }
        if (!best ||
            evidence_of(situation, index).position->seqno() > evidence_of(situation, *best).position->seqno()) {
            best = index;
        }
    }
    return best;
}

/// The members of a component that heard nodes crashed in who are none of the heard nodes.
std::vector<Uuid> unheard_members(const Situation& situation, const Evidence& crashed) {
    const Matching matching = match_members(situation, crashed.members);
    std::vector<Uuid> unheard;
    for (std::size_t member = 0; member < crashed.members.size(); ++member) {
        if (!matching.nodes[member] && !matching.arbitrators.contains(member)) {
            unheard.push_back(crashed.members[member]);
        }
    }
    return unheard;
}

/// Evidence of a component in which a heard node crashed and that has members who are not heard.
const Evidence* component_of_missing(const Situation& situation) {
    for (const NodeSight& node : situation.nodes) {
        if (has_evidence(node) && node.record->evidence->membership == Membership::view &&
            !unheard_members(situation, *node.record->evidence).empty()) {
            return &*node.record->evidence;
        }
    }
    return nullptr;
}

/// Makes answers of nodes that have not given one.
class Imagined {
public:
    Imagined(const Situation& situation, Indices missing)
        : situation_(situation), missing_(std::move(missing)), component_(component_of_missing(situation)) {
        if (component_ != nullptr) {
            members_ = unheard_members(situation, *component_);
        }
    }

    /// Were the missing nodes in a component that heard ones crashed in? Else the last component was theirs, after the
    /// heard ones had stopped, as far as anybody knows.
    [[nodiscard]] bool crashed_together() const { return component_ != nullptr; }

    /// The first of the missing nodes at one position, the others at another, all being started.
    [[nodiscard]] Situation at(const Evidence& best, Seqno first, Seqno others) const {
        Situation situation = situation_;
        std::size_t number = 0;
        for (const std::size_t node : missing_) {
            Evidence evidence;
            evidence.data = DataState::intact;
            const Seqno seqno = number == 0 ? first : others;
            evidence.position = Position(best.position->history(), seqno);
            evidence.lineage = best.lineage.held_at(seqno);
            if (number < members_.size()) {
                evidence.membership = Membership::view;
                evidence.members = component_->members;
                evidence.identities = {members_[number]};
            } else {
                evidence.membership = number == 0 ? Membership::alone : Membership::left;
            }
            answers(situation, node, std::move(evidence));
            ++number;
        }
        return situation;
    }

    [[nodiscard]] Situation stopped_before(const Evidence& best, Seqno seqno) const {
        Evidence evidence;
        evidence.data = DataState::intact;
        evidence.membership = Membership::left;
        evidence.position = Position(best.position->history(), seqno);
        evidence.lineage = best.lineage.held_at(seqno);
        return all(evidence);
    }

    [[nodiscard]] Situation without_data() const {
        Evidence evidence;
        evidence.membership = Membership::never;
        evidence.data = DataState::fresh;
        return all(evidence);
    }

    /// The first of them runs, in the history of the heard nodes if they hold one.
    [[nodiscard]] Situation running(const Evidence* best) const {
        Situation situation = situation_;
        Record record = blank();
        record.status = NodeStatus::running;
        if (best != nullptr) {
            record.history = best->position->history();
            record.lineage = best->lineage;
        }
        hear(situation, *missing_.begin(), std::move(record));
        return situation;
    }

private:
    [[nodiscard]] Situation all(const Evidence& evidence) const {
        Situation situation = situation_;
        for (const std::size_t node : missing_) {
            answers(situation, node, evidence);
        }
        return situation;
    }

    [[nodiscard]] Record blank() const {
        Record record;
        record.cluster_name = situation_.nodes[situation_.self].record->cluster_name;
        record.settings = situation_.nodes[situation_.self].record->settings;
        record.status = NodeStatus::initiating;
        return record;
    }

    static void hear(Situation& situation, std::size_t node, Record record) {
        NodeSight& sight = situation.nodes[node];
        sight.hearing = Hearing::heard;
        sight.record = std::move(record);
        sight.older_status.clear();
        sight.detail.clear();
    }

    void answers(Situation& situation, std::size_t node, Evidence evidence) const {
        Record record = blank();
        record.evidence = std::move(evidence);
        hear(situation, node, std::move(record));
    }

    const Situation& situation_;
    Indices missing_;
    const Evidence* component_;
    std::vector<Uuid> members_;
};

/// Asks decide() and words what it answers.
class Teller {
public:
    Teller(const Situation& situation, const Indices& missing)
        : names_(situation, missing), is_one_(missing.size() == 1), subject_(names_of(situation, missing)),
          now_(outcome_of(verdict_in_the_end(situation), names_)) {}

    [[nodiscard]] std::string outcome(const Situation& situation) const {
        return outcome_of(verdict_in_the_end(situation), names_);
    }

    void tell(std::string condition, std::string outcome) {
        if (outcome != now_) {
            told_.push_back({std::move(condition), std::move(outcome)});
        }
    }

    /// @param one, several  the verb's forms
    [[nodiscard]] std::string subject(const std::string& one, const std::string& several) const {
        return is_one_ ? subject_ + " " + one : "all of " + subject_ + " " + several;
    }
    [[nodiscard]] std::string one_of_them(const std::string& verb) const {
        return (is_one_ ? "" : "one of ") + subject_ + " " + verb;
    }

    [[nodiscard]] std::vector<Prospect> told() && {
        if (told_.empty()) {
            told_.push_back({"whatever " + subject_ + (is_one_ ? " answers" : " answer"), now_});
        }
        return std::move(told_);
    }

private:
    Names names_;
    bool is_one_;
    std::string subject_;
    std::string now_;
    std::vector<Prospect> told_;
};

/// Data of a history that nobody heard holds. Any UUID will do.
Evidence evidence_of_some_history() {
    Evidence evidence;
    evidence.data = DataState::intact;
    evidence.position = Position(Uuid::parse("00000000-0000-0000-0000-000000000001"), Seqno(1));
    return evidence;
}

/// What positions on either side of the furthest that is heard would change.
void tell_of_positions(const Imagined& imagined, const Evidence& best, Teller& teller) {
    const Seqno seqno = best.position->seqno();
    const Seqno more(seqno.value() + 1);
    const std::string number = seqno.to_string();
    const std::string further = teller.outcome(imagined.at(best, more, seqno));
    const std::string equal = teller.outcome(imagined.at(best, seqno, seqno));
    if (!imagined.crashed_together()) {
        // Who was left alone after the others had stopped can only be as far as they are, or further.
        teller.tell(teller.one_of_them("answers and was the last to stop, with position " + number + " or more"),
                    further);
        teller.tell(teller.subject("answers and stopped before the others", "answer and stopped before the others"),
                    teller.outcome(imagined.stopped_before(best, seqno)));
        return;
    }
    const std::string answers = teller.subject("answers", "answer");
    const std::string one_answers = teller.one_of_them("answers");
    if (seqno.value() == 0) {
        teller.tell(answers + " with position 0", equal);
        teller.tell(one_answers + " with a position above 0", further);
        return;
    }
    const Seqno less(seqno.value() - 1);
    const std::string nearer = teller.outcome(imagined.at(best, less, less));
    if (nearer == equal) {
        teller.tell(answers + " with position " + number + " or less", equal);
        teller.tell(one_answers + " with more than " + number, further);
        return;
    }
    teller.tell(answers + " with less than " + number, nearer);
    if (equal == further) {
        teller.tell(one_answers + " with position " + number + " or more", further);
        return;
    }
    teller.tell(answers + " with position " + number, equal);
    teller.tell(one_answers + " with more than " + number, further);
}

void tell_of_lost_nodes(const Situation& situation, const Indices& missing, Teller& teller) {
    Override word{
        Override::Kind::assume_lost, {}, print_for_word(situation, situation.self, Override::Kind::assume_lost)};
    std::string command = "galera_init assume-lost";
    for (const std::size_t node : missing) {
        const NodeSight& sight = situation.nodes[node];
        if (!is_away(sight) || sight.hearing == Hearing::unresolved || situation.own_agent_is_silent) {
            return; // it may well be there: no reason to give it up
        }
        word.lost.push_back(situation.nodes[node].address);
        command += " " + situation.nodes[node].address.to_string();
    }
    Situation told = situation;
    told.nodes[told.self].record->operator_word = word;
    teller.tell("you give up what only " + std::string(missing.size() == 1 ? "it holds" : "they hold") + ", with '" +
                    command + "'",
                teller.outcome(told));
}

} // namespace

std::vector<Prospect> prospects(const Situation& situation) {
    // What a server that starts, stops or runs will tell is no evidence, and the older tool never tells any.
    const Indices missing = peers(situation, [](const NodeSight& node) {
        return node.hearing == Hearing::heard ? has_status(node, NodeStatus::recovering)
                                              : node.hearing != Hearing::older_tool;
    });
    if (missing.empty()) {
        return {};
    }
    Teller teller(situation, missing);
    const Imagined imagined(situation, missing);
    const auto best = furthest(situation);
    const Evidence* evidence = best ? &evidence_of(situation, *best) : nullptr;
    if (evidence != nullptr) {
        tell_of_positions(imagined, *evidence, teller);
    } else {
        const Evidence some = evidence_of_some_history();
        teller.tell(teller.one_of_them("answers and holds data"),
                    teller.outcome(imagined.at(some, some.position->seqno(), some.position->seqno())));
    }
    teller.tell(teller.subject("answers and holds no data", "answer and hold no data"),
                teller.outcome(imagined.without_data()));
    teller.tell(teller.one_of_them("runs"), teller.outcome(imagined.running(evidence)));
    if (situation.policies.wait_for == Policies::WaitFor::majority && !situation.majority_is_due) {
        Situation later = situation;
        later.majority_is_due = true;
        teller.tell("majority_after passes", teller.outcome(later));
    }
    tell_of_lost_nodes(situation, missing, teller);
    return std::move(teller).told();
}

} // namespace galera_initiator
