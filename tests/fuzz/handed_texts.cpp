// The two one-line files in which one step of a start hands on to the next: the decision, from the server's user to
// root, and the phases of the start. Both readers get the same text.

#include "deciding/start_phases.hpp"
#include "node/handed_decision.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

constexpr std::string_view invocation = "0123456789abcdef0123456789abcdef";

void run(std::string_view text) {
    if (const auto decision = parse_handed_start(text, invocation)) {
        require(text == to_text(*decision, invocation), "root takes exactly what it would have written");
    }
    const StartPhases::Clock::time_point now{std::chrono::hours(1)};
    if (const auto phases = accepted(text, [&] { return StartPhases::parse(text, invocation, now); })) {
        require(text == phases->to_text(invocation), "phases are exactly what was written");
        require(phases->total().count() >= 0 && phases->total() <= std::chrono::hours(1),
                "a start is no longer than it is");
        require(!describe(*phases).empty() && journal_fields(*phases).size() == StartPhases::count + 1,
                "every phase is told");
    }
}

const Registration registration("handed_texts", run);

} // namespace

} // namespace galera_initiator::fuzz
