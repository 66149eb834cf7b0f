#include "common/error.hpp"
#include "decision/verdict.hpp"
#include "evidence/published_record.hpp"
#include "steps/handed_files.hpp"
#include "steps/running_node.hpp"
#include "steps/steps.hpp"
#include "steps/undecided_bootstrap.hpp"

namespace galera_initiator {

namespace {

/// What this start's decision was, where that can be told.
std::optional<Action> decided_action(const StepContext& context) {
    try {
        const auto decision = load_decision(context);
        if (!decision) {
            return std::nullopt;
        }
        if (decision->decision == HandedDecision::bootstrap) {
            return Action::bootstrap;
        }
        const auto published = PublishedRecordFile(context.machine.files, context.places.published_folder()).load();
        return published && published->record.together ? Action::restore : Action::join;
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::string_view in_words(Action action) {
    return action == Action::bootstrap ? "by bootstrapping"
           : action == Action::restore ? "by starting together with others"
                                       : "by joining";
}

/// The summary of a start. @param phases  up to the moment when the server was ready
void announce_up(const StepContext& context, std::optional<Action> action, const std::optional<StartPhases>& phases) {
    std::string message = "This node is up";
    std::multimap<std::string, std::string> fields;
    if (action) {
        message.append(", ").append(in_words(*action));
        fields.emplace("GALERA_START", word(*action));
    }
    if (phases) {
        message += ", after " + std::to_string(phases->total().count()) + " ms: " + describe(*phases);
        fields.merge(journal_fields(*phases));
    }
    context.announcer.announce({message_id::up, Urgency::notice, message + ".", std::move(fields)});
}

} // namespace

void after_start(const StepContext& context) {
    const Machine& machine = context.machine;
    machine.process.stop_being_root();
    std::optional<StartPhases> phases = load_phases(context);
    if (phases) {
        phases->enter(std::nullopt, machine.clock.now());
    }
    const NodeSettings settings = machine.configuration.settings();
    if (!settings.is_galera_node()) {
        return;
    }
    const std::optional<Action> action = decided_action(context);
    if (action && action != Action::bootstrap && end_undecided_bootstrap(context, context.invocation)) {
        throw Error("the server was stopped, because it bootstraps though it was to join");
    }
    publish_running(context, settings, context.invocation);
    announce_up(context, action, phases);
}

} // namespace galera_initiator
