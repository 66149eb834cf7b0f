#include "steps/handed_files.hpp"

#include "common/error.hpp"

namespace galera_initiator {

void write_decision(const StepContext& context, const HandedStart& start) {
    context.machine.files.replace(context.places.decision_file(), to_text(start, context.invocation), 0640);
}

std::optional<HandedStart> load_decision(const StepContext& context) {
    const auto text = context.machine.files.read(context.places.decision_file(), 256);
    return parse_handed_start(text.value_or(""), context.invocation);
}

void write_phases(const StepContext& context, const StartPhases& phases) {
    context.machine.files.replace(context.places.phases_file(), phases.to_text(context.invocation), 0640);
}

std::optional<StartPhases> load_phases(const StepContext& context) {
    try {
        const auto text = context.machine.files.read(context.places.phases_file(), 512);
        return text ? std::optional(StartPhases::parse(*text, context.invocation, context.machine.clock.now()))
                    : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

} // namespace galera_initiator
