#include "commands/decision_inputs.hpp"

#include "common/error.hpp"
#include "common/printable.hpp"
#include "decision/assumptions.hpp"
#include "decision/closure.hpp"
#include "decision/decide.hpp"
#include "decision/evidence_words.hpp"
#include "decision/explanation.hpp"
#include "decision/prospects.hpp"
#include "decision/sights.hpp"

#include <vector>

namespace galera_initiator {

namespace {

std::string tell(const SeenCluster& seen) {
    const Situation situation = situation_to_decide(seen);
    const Verdict verdict = verdict_of_a_start(situation);
    std::string text = verdict_sentence(situation, verdict) + "\nreason: " + std::string(word(verdict.reason)) +
                       ", by " + std::string(rule_of(verdict.reason)) + "\nWhat was heard:\n" +
                       list_evidence(seen.situation);
    const auto told = verdict.reason == Reason::held ? std::vector<Prospect>() : prospects(situation);
    for (const Prospect& one : told) {
        text += "\nIf " + one.condition + ": " + one.outcome + ".";
    }
    // It may have come from another machine, in a file.
    return printable(text, LineBreaks::kept);
}

std::string tell(const PlainServer& /*server*/) {
    return "plain: the server is not configured as a Galera node";
}

std::string tell(const NothingSeen& nothing) {
    if (nothing.is_configuration_error) {
        throw ConfigurationError(nothing.why);
    }
    throw Error(nothing.why);
}

} // namespace

std::optional<Situation> SeenCluster::as_seen_by_a_start() const {
    if (!has_evidence(situation.nodes[situation.self])) {
        return std::nullopt;
    }
    Situation seen = situation;
    Record& own = *seen.nodes[seen.self].record;
    own.status = NodeStatus::initiating;
    own.settings = settings;
    if (seen.choice) {
        own.choice = seen.choice->claim;
    }
    return seen;
}

Situation situation_to_decide(const SeenCluster& seen) {
    auto situation = seen.as_seen_by_a_start();
    if (!situation) {
        const auto& own = seen.situation.nodes[seen.situation.self].record;
        throw Error("only a node whose server is down has something to decide, and this one is " +
                    std::string(status_in_words(own->status)) +
                    ": 'galera_check cluster' shows the cluster. If its server is down, run 'systemctl start "
                    "galera-initiator-record.service' first");
    }
    return *std::move(situation);
}

Verdict verdict_of_a_start(const Situation& seen) {
    return is_held(seen.nodes[seen.self]) ? refuse(Reason::held, {}) : decide(seen);
}

std::string verdict_sentence(const Situation& situation, const Verdict& verdict) {
    return std::string(word(verdict.action)) + ": " + sentence(situation, verdict);
}

std::string tell_verdict(const DecisionInputs& inputs) {
    return std::visit([](const auto& one) { return tell(one); }, inputs);
}

std::string verdict_or_why_none(const DecisionInputs& inputs) {
    try {
        return tell_verdict(inputs);
    } catch (const Error& error) {
        return std::string("none: ") + error.what();
    }
}

} // namespace galera_initiator
