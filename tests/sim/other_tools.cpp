#include "other_tools.hpp"

#include "decision/closure.hpp"
#include "decision/sights.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace galera_initiator::sim {

namespace {

/// None of them bootstraps while it hears a peer that runs or bootstraps: it joins, whatever it holds.
class OtherRule : public Rule {
public:
    [[nodiscard]] Verdict decide(const Situation& situation) const final {
        const Indices running = peers(situation, runs);
        if (!running.empty()) {
            return join(situation, running);
        }
        const Indices bootstrapping =
            peers(situation, [](const NodeSight& node) { return has_status(node, NodeStatus::bootstrapping); });
        if (!bootstrapping.empty()) {
            return wait_for(Reason::peer_starting, concerns_for(bootstrapping, "bootstraps"));
        }
        return decide_while_nobody_runs(situation);
    }
    [[nodiscard]] bool is_the_product() const final { return false; }

protected:
    [[nodiscard]] virtual Verdict decide_while_nobody_runs(const Situation& situation) const = 0;

    static Verdict follow(const Situation& situation, std::size_t winner) {
        if (winner == situation.self) {
            return {.action = Action::bootstrap, .reason = Reason::furthest_position, .winner = winner};
        }
        Verdict verdict = wait_for(Reason::peer_will_bootstrap, {{winner, "is to bootstrap"}});
        verdict.winner = winner;
        return verdict;
    }

private:
    static Verdict join(const Situation& situation, const Indices& running) {
        Verdict verdict{.action = Action::join, .reason = Reason::peer_runs_unproven};
        // So that the simulator knows whom this node set out to join.
        for (const std::size_t index : running) {
            if (situation.nodes[index].record->history && situation.nodes[index].record->lineage) {
                verdict.history_of = index;
            }
        }
        return verdict;
    }
};

Indices reporting(const Situation& situation) {
    return select(situation, has_evidence);
}

Indices not_reporting(const Situation& situation) {
    return select(situation, [](const NodeSight& node) { return !has_evidence(node); });
}

/// -1 for a node that has no position, as Galera writes it.
std::int64_t seqno_of(const Situation& situation, std::size_t index) {
    const auto& position = evidence_of(situation, index).position;
    return position ? position->seqno().value() : -1;
}

/// The greatest number, of whatever history; the first in the cluster address of equal ones.
std::size_t furthest(const Situation& situation, const Indices& nodes) {
    return *std::max_element(nodes.begin(), nodes.end(), [&](std::size_t left, std::size_t right) {
        return seqno_of(situation, left) < seqno_of(situation, right);
    });
}

Verdict wait_for_reports(const Situation& situation) {
    return wait_for(Reason::last_members_missing, concerns_for(not_reporting(situation), "has not reported"));
}

/// The older Python tool: asks all peers over SNMP for a status word and a seqno. The seqnos are compared as text, a
/// peer that does not answer is left out, and if no other is further the node bootstraps. One that is not the furthest
/// ends its start. While a peer recovers its position it waits.
/// Not known from its description: which of equal ones goes first. Here the first in the cluster address, which spares
/// it some splits.
class OlderPythonTool : public OtherRule {
    [[nodiscard]] Verdict decide_while_nobody_runs(const Situation& situation) const override {
        const Indices recovering =
            peers(situation, [](const NodeSight& node) { return has_status(node, NodeStatus::recovering); });
        if (!recovering.empty()) {
            return wait_for(Reason::peer_starting, concerns_for(recovering, "recovers its position"));
        }
        const Indices heard = reporting(situation);
        const std::size_t winner =
            *std::max_element(heard.begin(), heard.end(), [&](std::size_t left, std::size_t right) {
                return std::to_string(seqno_of(situation, left)) < std::to_string(seqno_of(situation, right));
            });
        const bool is_as_far = seqno_of(situation, winner) == seqno_of(situation, situation.self);
        return winner == situation.self || is_as_far
                   ? follow(situation, winner)
                   : refuse(Reason::peer_not_started, {{winner, "is further, so this node is not eligible"}});
    }
};

/// What many scripts and charts do: the node whose grastate.dat says safe_to_bootstrap: 1 bootstraps, any other one
/// starts to join. After a crash of all no node says so, and they wait for an operator. On empty nodes the first one
/// of the cluster address makes the cluster.
class FlagAlone : public OtherRule {
    [[nodiscard]] Verdict decide_while_nobody_runs(const Situation& situation) const override {
        const Evidence& own = own_evidence(situation);
        // An empty file allows it beside no position only, and says nothing to a script.
        const bool is_safe = own.position && situation.provider_allows_bootstrap;
        const bool goes = own.data == DataState::fresh ? situation.self == 0 : is_safe;
        return goes ? follow(situation, situation.self)
                    : wait_for(Reason::peer_not_started, {{situation.self, "is not safe to bootstrap"}});
    }
};

/// The furthest of those that answer, at once.
class FurthestOfTheReachable : public OtherRule {
    [[nodiscard]] Verdict decide_while_nobody_runs(const Situation& situation) const override {
        return follow(situation, furthest(situation, reporting(situation)));
    }
};

/// The furthest of those that answer, once they are more than half of the configured nodes.
class FurthestOfAMajority : public OtherRule {
    [[nodiscard]] Verdict decide_while_nobody_runs(const Situation& situation) const override {
        const Indices heard = reporting(situation);
        return 2 * heard.size() > situation.nodes.size() ? follow(situation, furthest(situation, heard))
                                                         : wait_for_reports(situation);
    }
};

/// Pacemaker's galera agent: each node reports its position as an attribute. A node that is safe to bootstrap is taken
/// at once, the first one if there are more; else every configured node has to report, and the furthest is taken.
/// Neither the history's UUID nor the view files count.
/// Pacemaker itself is modelled by its quorum only: nothing is begun by those who do not hear more than half of the
/// nodes. Its one coordinator and its fencing are not.
class FlagElseAllReport : public OtherRule {
    [[nodiscard]] Verdict decide_while_nobody_runs(const Situation& situation) const override {
        const Indices told = select(situation, [](const NodeSight& node) { return node.hearing == Hearing::heard; });
        if (2 * told.size() <= situation.nodes.size()) {
            return wait_for_reports(situation);
        }
        const Indices heard = reporting(situation);
        const auto safe = std::find_if(heard.begin(), heard.end(), [&](std::size_t index) {
            return evidence_of(situation, index).membership == Membership::alone;
        });
        if (safe != heard.end()) {
            return follow(situation, *safe);
        }
        return heard.size() == situation.nodes.size() ? follow(situation, furthest(situation, heard))
                                                      : wait_for_reports(situation);
    }
};

/// Operators of containers with numbered replicas, at their most careful: all replicas have to report; the furthest is
/// taken, the lowest number of equal ones, and number 0 where none has a position; two history UUIDs are left to a
/// person. Some of them take a replica with safe_to_bootstrap: 1 at once; that is in the rule above.
/// Not modelled: that the operator is one program and knows which containers it has started, and that it can start and
/// end them itself.
class AllReportLowestOrdinal : public OtherRule {
    [[nodiscard]] Verdict decide_while_nobody_runs(const Situation& situation) const override {
        const Indices heard = reporting(situation);
        if (heard.size() < situation.nodes.size()) {
            return wait_for_reports(situation);
        }
        std::set<Uuid> histories;
        for (const std::size_t index : heard) {
            if (const auto& position = evidence_of(situation, index).position) {
                histories.insert(position->history());
            }
        }
        return histories.size() > 1 ? refuse(Reason::two_histories, concerns_for(heard, "holds another history"))
                                    : follow(situation, furthest(situation, heard));
    }
};

template <typename Tool>
OtherTool describe(std::string name) {
    return {std::move(name), std::make_unique<const Tool>()};
}

} // namespace

std::vector<OtherTool> other_tools() {
    std::vector<OtherTool> tools;
    tools.push_back(describe<OlderPythonTool>("the older Python tool"));
    tools.push_back(describe<FlagAlone>("`safe_to_bootstrap: 1` bootstraps"));
    tools.push_back(describe<FurthestOfTheReachable>("furthest of the reachable"));
    tools.push_back(describe<FurthestOfAMajority>("furthest of a reachable majority"));
    tools.push_back(describe<FlagElseAllReport>("flag, else all report (Pacemaker's agent)"));
    tools.push_back(describe<AllReportLowestOrdinal>("all report, lowest ordinal (container operators)"));
    return tools;
}

} // namespace galera_initiator::sim
