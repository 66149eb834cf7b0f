#include "faults.hpp"

#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/election.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace galera_initiator::sim {

namespace {

// What the faults have in common.

/// The product decides, but on something else than what was heard.
class Mishearing : public Rule {
public:
    [[nodiscard]] Verdict decide(const Situation& situation) const final {
        Situation misheard = situation;
        mishear(misheard);
        return galera_initiator::decide(misheard);
    }

protected:
    virtual void mishear(Situation& situation) const = 0;
};

/// The product decides, and something else is done.
class Misjudging : public Rule {
public:
    [[nodiscard]] Verdict decide(const Situation& situation) const final {
        Verdict verdict = galera_initiator::decide(situation);
        misjudge(situation, verdict);
        return verdict;
    }

protected:
    virtual void misjudge(const Situation& situation, Verdict& verdict) const = 0;
};

/// Every node judges its evidence wrong.
class Misjudgement : public Mishearing {
protected:
    virtual void judge(Evidence& evidence) const = 0;

private:
    void mishear(Situation& situation) const final {
        for (NodeSight& node : situation.nodes) {
            if (node.record && node.record->evidence) {
                judge(*node.record->evidence);
            }
        }
    }
};

bool somebody_runs(const Situation& situation) {
    return !peers(situation, runs).empty();
}

bool is_intact(const NodeSight& node) {
    return has_evidence(node) && node.record->evidence->data == DataState::intact;
}

/// As if this node had told that it is stopped and never held anything.
void count_as_empty(NodeSight& node) {
    Evidence nothing;
    nothing.membership = Membership::never;
    nothing.data = DataState::fresh;
    Record record;
    record.status = NodeStatus::stopped;
    record.evidence = std::move(nothing);
    node.hearing = Hearing::heard;
    node.record = std::move(record);
}

/// The furthest position decides, then who is being started, then the order of the cluster address: the product's own
/// order, among other candidates.
std::optional<std::size_t> find_furthest(const Situation& situation, const Indices& candidates) {
    std::optional<std::size_t> best;
    const auto rank = [&](std::size_t index) {
        return std::pair(evidence_of(situation, index).position->seqno(),
                         has_status(situation.nodes[index], NodeStatus::initiating));
    };
    for (const std::size_t index : candidates) {
        if (is_intact(situation.nodes[index]) && (!best || rank(index) > rank(*best))) {
            best = index;
        }
    }
    return best;
}

/// The product's own claims and choices, for the furthest of other candidates.
void elect_furthest_of(const Situation& situation, const Indices& candidates, Verdict& verdict) {
    if (const auto winner = find_furthest(situation, candidates)) {
        verdict = elect(situation, {}, {*winner, select(situation, has_evidence), Reason::furthest_position});
    }
}

/// Did the product get as far as asking the evidence who was last?
bool went_by_evidence(const Verdict& verdict) {
    return verdict.winner || verdict.reason == Reason::last_members_missing ||
           verdict.reason == Reason::members_unknown;
}

// Positions.

class SeqnosAsText : public Mishearing {
    /// A number that is greater exactly where the text is.
    static Seqno rank_as_text(Seqno seqno) {
        constexpr std::size_t widest = 16;
        const std::string digits = seqno.to_string();
        const std::string length = std::to_string(digits.size());
        return *Seqno::parse(digits + std::string(widest - digits.size(), '0') + std::string(2 - length.size(), '0') +
                             length);
    }
    void mishear(Situation& situation) const override {
        for (NodeSight& node : situation.nodes) {
            if (is_intact(node) && !somebody_runs(situation)) {
                auto& position = node.record->evidence->position;
                position = Position(position->history(), rank_as_text(position->seqno()));
            }
        }
    }
};

class RawSeqnoOfACrash : public Rule {
    void misread(std::string& saved_state) const override {
        const std::string raw = "seqno:   -1";
        const auto at = saved_state.find(raw);
        if (at != std::string::npos) {
            saved_state.replace(at, raw.size(), "seqno:   0");
        }
    }
    /// Or what is less than the node is known to have held would not be believed.
    void misread(NodeMemory& memory) const override { memory.last_position.reset(); }
};

class OlderViewBelieved : public Rule {
    [[nodiscard]] bool sees_unfinished_view() const override { return false; }
};

class LineageOfMemory : public Rule {
    [[nodiscard]] bool reads_lineage_beside_data() const override { return false; }
};

class HistoriesIgnored : public Mishearing {
    void mishear(Situation& situation) const override {
        std::optional<Uuid> history;
        const auto ignore = [&](Uuid& other) {
            history = history.value_or(other);
            other = *history;
        };
        if (auto& own = situation.nodes[situation.self].record->evidence->position) {
            history = own->history();
        }
        for (NodeSight& node : situation.nodes) {
            if (is_intact(node)) {
                auto& position = node.record->evidence->position;
                Uuid other = position->history();
                ignore(other);
                position = Position(other, position->seqno());
            } else if (node.record && node.record->history) {
                ignore(*node.record->history);
            }
        }
    }
};

class UnfinishedTransferIsData : public Rule {
    void misread(DatabaseLook& look) const override { look.transfer_in_progress = false; }
    void misread(NodeMemory& memory) const override { memory.unfinished_start = NodeMemory::UnfinishedStart::none; }
};

class DamagedIsFresh : public Misjudgement {
    void judge(Evidence& evidence) const override {
        if (evidence.data == DataState::damaged) {
            evidence.data = DataState::fresh;
            evidence.membership = Membership::never;
            evidence.members.clear();
            evidence.joined.clear();
        }
    }
};

// Who was in the last component.

class FlagWins : public Misjudging {
    void misjudge(const Situation& situation, Verdict& verdict) const override {
        if (!somebody_runs(situation) && situation.provider_allows_bootstrap) {
            verdict = {.action = Action::bootstrap, .reason = Reason::furthest_position};
        }
    }
    /// No election, so no winner of which all could be asked.
    [[nodiscard]] bool is_the_product() const override { return false; }
};

class StaleFlagBelieved : public Rule {
    void misread(NodeMemory& memory) const override {
        if (memory.unfinished_start == NodeMemory::UnfinishedStart::bootstrap) {
            memory.unfinished_start = NodeMemory::UnfinishedStart::bootstrap_alone;
        }
    }
};

class LeftCountsAsAlone : public Misjudgement {
    void judge(Evidence& evidence) const override {
        if (evidence.membership == Membership::left) {
            evidence.membership = Membership::alone;
            evidence.members.clear();
            evidence.joined.clear();
        }
    }
};

class JoinForgotten : public Rule {
    void misread(NodeMemory& memory) const override {
        if (memory.unfinished_start == NodeMemory::UnfinishedStart::join && !memory.has_run_since) {
            memory.unfinished_start = NodeMemory::UnfinishedStart::none;
            memory.joined_node.reset();
            memory.joined_members.clear();
            memory.left_members.clear(); // else it was told to stop
        }
    }
};

class ViewNotSaved : public Rule {
    [[nodiscard]] bool saves_view_before_stop() const override { return false; }
};

class IdentityForgotten : public Misjudgement {
    void judge(Evidence& evidence) const override { evidence.identities.clear(); }
};

class UnknownMembersDropped : public Mishearing {
    void mishear(Situation& situation) const override {
        const Situation heard = situation;
        for (NodeSight& node : situation.nodes) {
            if (has_evidence(node)) {
                std::erase_if(node.record->evidence->members,
                              [&](const Uuid& member) { return !match_members(heard, {member}).nodes.front(); });
            }
        }
    }
};

class ArbitratorMissed : public Mishearing {
    void mishear(Situation& situation) const override { situation.policies.arbitrators = 0; }
};

class EverybodyWaitedFor : public Misjudging {
    void misjudge(const Situation& situation, Verdict& verdict) const override {
        const Indices missing = select(situation, [](const NodeSight& node) { return !has_evidence(node); });
        if (verdict.winner && !missing.empty()) {
            verdict = wait_for(Reason::last_members_missing, concerns_for(missing, "is not heard"));
        }
    }
};

// Who is not heard.

class UnreachableIsDown : public Mishearing {
    void mishear(Situation& situation) const override {
        for (NodeSight& node : situation.nodes) {
            if (node.hearing == Hearing::unreachable) {
                count_as_empty(node);
            }
        }
    }
};

class SilentIsDown : public Mishearing {
    void mishear(Situation& situation) const override {
        for (NodeSight& node : situation.nodes) {
            if (node.hearing == Hearing::alive_but_silent) {
                count_as_empty(node);
            }
        }
    }
};

class FreshWithoutTheAbsent : public Mishearing {
    void mishear(Situation& situation) const override {
        for (NodeSight& node : situation.nodes) {
            if (own_evidence(situation).data == DataState::fresh && node.hearing == Hearing::unreachable) {
                count_as_empty(node);
            }
        }
    }
};

class LateAnswersBelieved : public Rule {
    [[nodiscard]] bool asks_for_current_answers() const override { return false; }
};

// Among whom the furthest is sought.

class FurthestOfAllHeard : public Misjudging {
    void misjudge(const Situation& situation, Verdict& verdict) const override {
        if (verdict.winner) {
            elect_furthest_of(situation, select(situation, is_intact), verdict);
        }
    }
};

class FurthestOfOwnClosure : public Misjudging {
    void misjudge(const Situation& situation, Verdict& verdict) const override {
        const Closure closure = closure_of(situation, situation.self, {});
        if (went_by_evidence(verdict) && closure.is_complete()) {
            elect_furthest_of(situation, closure.nodes, verdict);
        }
    }
};

class FurthestOfTheReachable : public Misjudging {
    void misjudge(const Situation& situation, Verdict& verdict) const override {
        if (went_by_evidence(verdict)) {
            elect_furthest_of(situation, select(situation, is_intact), verdict);
        }
    }
};

class MajorityOfTheConfigured : public Misjudging {
    void misjudge(const Situation& situation, Verdict& verdict) const override {
        if (went_by_evidence(verdict) && 2 * select(situation, has_evidence).size() > situation.nodes.size()) {
            elect_furthest_of(situation, select(situation, is_intact), verdict);
        }
    }
};

// Agreement.

class ActsOnItsOwnClaim : public Misjudging {
    void misjudge(const Situation& /*situation*/, Verdict& verdict) const override {
        if (verdict.claims) {
            verdict.action = Action::bootstrap;
        }
    }
};

class BootstrapNotTold : public Rule {
    [[nodiscard]] bool tells_that_it_bootstraps() const override { return false; }
};

class PrefersItself : public Misjudging {
    void misjudge(const Situation& situation, Verdict& verdict) const override {
        if (!verdict.winner || !is_intact(situation.nodes[*verdict.winner]) ||
            !is_intact(situation.nodes[situation.self])) {
            return;
        }
        if (own_evidence(situation).position == evidence_of(situation, *verdict.winner).position) {
            elect_furthest_of(situation, {situation.self}, verdict);
        }
    }
};

class NothingBindsUntilDue : public Mishearing {
    void mishear(Situation& situation) const override {
        if (!situation.majority_is_due) {
            situation.policies.wait_for = Policies::WaitFor::all;
        }
    }
};

/// As if all that a winner with a majority lacks were those that the other half can spare.
class ChoiceNotKept : public Rule {
    void misread(NodeMemory& memory) const override { memory.choice.reset(); }
};

// What must not be replaced.

class JoinsWithoutProof : public Misjudging {
    void misjudge(const Situation& /*situation*/, Verdict& verdict) const override {
        if (verdict.reason == Reason::forked_history || verdict.reason == Reason::fork_unproven) {
            verdict.action = Action::join;
            verdict.history_of = verdict.concerns.front().node;
        }
    }
};

class OwnTimelinesIgnored : public Mishearing {
    void mishear(Situation& situation) const override {
        if (somebody_runs(situation)) {
            situation.nodes[situation.self].record->evidence->lineage = Lineage();
        }
    }
};

class TimelineNotWritten : public Rule {
    void remember(NodeMemory& memory, const NodeMemory& before) const override {
        const bool bootstraps = memory.unfinished_start == NodeMemory::UnfinishedStart::bootstrap ||
                                memory.unfinished_start == NodeMemory::UnfinishedStart::bootstrap_alone;
        if (bootstraps) {
            memory.lineage = before.lineage;
        }
    }
};

// The catalogue.

// Histories in which a fault shows soon. Comebacks are tried only where liveness is what breaks: a fault that makes
// nodes wait as well would else be seen by that first, and not by the harm that it does.

Plan for_safety() {
    Plan plan;
    plan.may_have_words = false;
    plan.wait_for = Policies::WaitFor::all;
    plan.tries_comebacks = false;
    return plan;
}

Plan for_safety_of_two() {
    Plan plan = for_safety();
    plan.most_nodes = 2;
    return plan;
}

Plan for_safety_with_words() {
    Plan plan = for_safety();
    plan.may_have_words = true;
    plan.most_nodes = 2;
    return plan;
}

/// The first node makes a new cluster while the others are away: this is how two histories come about.
Plan for_two_histories() {
    Plan plan = for_safety_of_two();
    plan.fresh = Policies::Fresh::first;
    plan.climate = Climate{.has_partitions = true, .loses_disks = true, .trouble = 14, .kindness = 90};
    return plan;
}

/// Operators bootstrap one of two while the other one is away.
Plan for_forks_by_word() {
    Plan plan = for_safety_of_two();
    plan.may_have_words = true;
    plan.climate =
        Climate{.has_partitions = true, .has_words = true, .has_process_crashes = true, .trouble = 14, .kindness = 90};
    return plan;
}

/// Joins are cut before their servers have been seen up.
/// All answers come, until the network parts.
Plan for_safety_of_majority(std::size_t nodes) {
    Plan plan = for_safety();
    plan.fewest_nodes = nodes;
    plan.most_nodes = nodes;
    plan.wait_for = Policies::WaitFor::majority;
    plan.climate = Climate{.has_partitions = true, .has_process_crashes = true, .trouble = 6, .kindness = 95};
    return plan;
}

/// Views cannot be written down for want of room.
Plan for_full_disks() {
    Plan plan = for_safety_of_two();
    plan.climate = Climate{.fills_disks = true, .stops_agents = true, .trouble = 14, .kindness = 70};
    plan.steps = 1000;
    return plan;
}

Plan for_liveness() {
    Plan plan = for_safety();
    plan.tries_comebacks = true;
    return plan;
}

template <typename Fault>
PlantedFault plant(std::string name, std::string what, std::set<std::string> invariants, Plan plan,
                   std::string story = "") {
    return {std::move(name), std::move(what), std::move(invariants), std::make_unique<const Fault>(), plan,
            std::move(story)};
}

} // namespace

std::vector<PlantedFault> plant_faults() {
    std::vector<PlantedFault> faults;
    const auto add = [&](PlantedFault fault) { faults.push_back(std::move(fault)); };
    add(plant<SeqnosAsText>("seqnos-as-text", "seqnos are compared as text, so 9 is further than 10", {"S2"},
                            for_safety()));
    add(plant<RawSeqnoOfACrash>(
        "raw-seqno", "the seqno -1 of a crash is taken as it is, and compared with no position that was known",
        {"S2", "S4"}, for_safety(), "f05_used_choice.story"));
    add(plant<OlderViewBelieved>("older-view", "beside a view that could not be written the one before counts",
                                 {"S1", "S2"}, for_full_disks(), "views_that_could_not_be_written.story"));
    add(plant<LineageOfMemory>("lineage-of-memory", "whatever data is put there counts as of the lineage known before",
                               {"S3"}, for_safety_with_words(), "put_back_to_a_fork_that_was_given_up.story"));
    add(plant<HistoriesIgnored>("histories-ignored", "seqnos are compared across history UUIDs", {"S2", "S3"},
                                for_two_histories(), "two_histories.story"));
    add(plant<UnfinishedTransferIsData>("unfinished-transfer", "a half-done state transfer counts as data", {"S2"},
                                        for_safety(), "stopped_amid_their_starts_and_killed.story"));
    add(plant<DamagedIsFresh>("damaged-is-fresh", "a node that lost its data says that it never had any",
                              {"L1", "L2", "S4"}, for_liveness()));
    add(plant<FlagWins>("flag-wins", "safe_to_bootstrap: 1 bootstraps at once", {"S1", "S2", "S4"}, for_safety()));
    add(plant<StaleFlagBelieved>("stale-flag", "the flag that an unfinished bootstrap has set counts as alone",
                                 {"S1", "S2"}, for_forks_by_word()));
    add(plant<LeftCountsAsAlone>("left-is-alone", "who stopped while others stayed says that it was alone",
                                 {"S1", "S2"}, for_safety()));
    add(plant<JoinForgotten>("join-forgotten", "a node that set out to join forgets that once it has read its evidence",
                             {"S1", "S2"}, for_safety(), "went_by_another_and_was_cut.story"));
    add(plant<ViewNotSaved>("view-not-saved", "the members are not written down before a stop", {"L2"},
                            for_liveness()));
    add(plant<IdentityForgotten>("identity-forgotten", "nodes forget under which UUID they were members", {"L1", "L2"},
                                 for_liveness()));
    add(plant<UnknownMembersDropped>("unknown-members-dropped", "members of a view that no heard node was are dropped",
                                     {"S1", "S2"}, for_safety()));
    add(plant<ArbitratorMissed>("arbitrator-missed", "the arbitrator counts as a node that is missing", {"L1", "L2"},
                                for_liveness()));
    add(plant<EverybodyWaitedFor>("everybody-waited-for", "nodes that were not in the last component are waited for",
                                  {"L2"}, for_liveness()));
    add(plant<UnreachableIsDown>("unreachable-is-down", "a node that gives no answer counts as down and empty",
                                 {"S1", "S2", "S4"}, for_safety()));
    add(plant<SilentIsDown>("silent-is-down", "a node whose port accepts, but that tells nothing, counts as down",
                            {"S1", "S2", "S4"}, for_safety_of_two()));
    add(plant<FreshWithoutTheAbsent>("fresh-shortcut", "an empty node makes a new cluster without hearing all",
                                     {"S1", "S4", "S5"}, for_safety()));
    add(plant<LateAnswersBelieved>("late-answers", "what a peer told in an earlier start is taken for now",
                                   {"S1", "S2", "S4"}, for_safety_of_two()));
    add(plant<FurthestOfAllHeard>("furthest-of-all-heard", "candidates are all that are heard, in no closure or not",
                                  {"S1", "S2"}, for_safety_of_two(), "discarded_after_two_words.story"));
    add(plant<FurthestOfOwnClosure>("furthest-of-own-closure", "each node goes by its own closure only",
                                    {"S1", "S2", "S5"}, for_safety()));
    add(plant<FurthestOfTheReachable>("furthest-of-reachable", "no closure is waited for", {"S1", "S2", "S5"},
                                      for_safety()));
    add(plant<MajorityOfTheConfigured>("majority-of-reachable",
                                       "more than half of the configured nodes are enough, whoever was last",
                                       {"S1", "S2"}, for_safety(), "told_to_stop_and_cut_count_as_gone.story"));
    add(plant<ActsOnItsOwnClaim>("no-agreement", "the winner acts before the others have chosen its claim",
                                 {"S1", "S2", "S4"}, for_safety()));
    add(plant<BootstrapNotTold>("bootstrap-not-told", "a node that bootstraps still tells that it is stopped",
                                {"S1", "S2", "S4"}, for_safety()));
    add(plant<PrefersItself>("prefers-itself", "of equal positions each node takes its own", {"S5"}, for_safety()));
    add(plant<NothingBindsUntilDue>("choice-withdrawn",
                                    "with a majority, a choice is taken back as long as majority_after has not passed",
                                    {"S1", "S2"}, for_safety_of_majority(3), "f04_torn_owner.story"));
    add(plant<ChoiceNotKept>("choice-not-kept", "with a majority, a choice does not outlive a start", {"S1", "S2"},
                             for_safety_of_majority(3), "chooses_beside_an_agreed_view.story"));
    add(plant<JoinsWithoutProof>("no-containment", "a node with transactions of its own joins", {"S3"},
                                 for_safety_with_words()));
    add(plant<OwnTimelinesIgnored>("own-timelines-ignored", "where this node itself forked is not looked at",
                                   {"S2", "S3"}, for_safety_with_words(),
                                   "fork_by_a_word_beside_who_never_bootstrapped.story"));
    add(plant<TimelineNotWritten>("timeline-not-written", "a bootstrap does not begin a timeline", {"S2", "S3"},
                                  for_safety_with_words()));
    return faults;
}

} // namespace galera_initiator::sim
