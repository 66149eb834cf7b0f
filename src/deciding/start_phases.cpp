#include "deciding/start_phases.hpp"

#include "common/error.hpp"

#include <charconv>
#include <numeric>

namespace galera_initiator {

namespace {

using std::chrono::milliseconds;

struct Name {
    std::string_view key; ///< in the text
    std::string_view field;
    std::string_view words;
};

/// In the order of StartPhase.
constexpr std::array<Name, StartPhases::count> phase_names{{{"recovery", "RECOVERY", "position recovery"},
                                                            {"wait", "WAIT", "waiting"},
                                                            {"election", "ELECTION", "election"},
                                                            {"files", "FILES", "state files"},
                                                            {"server", "SERVER", "the server's own start"}}};

constexpr std::string_view no_phase = "none";

std::size_t index_of(StartPhase phase) {
    return static_cast<std::size_t>(phase);
}

milliseconds in_milliseconds(StartPhases::Clock::time_point time) {
    return std::chrono::duration_cast<milliseconds>(time.time_since_epoch());
}

[[noreturn]] void fail() {
    throw ParseError("these are not the phases of this start");
}

std::string_view take_word(std::string_view& text) {
    const std::size_t end = text.find(' ');
    if (end == std::string_view::npos) {
        fail();
    }
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end + 1);
    return word;
}

milliseconds take_number(std::string_view& text) {
    // More milliseconds than a machine has ever been up.
    constexpr std::int64_t greatest = std::int64_t{1} << 50U;
    const std::string_view word = take_word(text);
    std::int64_t number = -1;
    const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (code != std::errc() || number < 0 || number > greatest) {
        fail();
    }
    return milliseconds(number);
}

} // namespace

StartPhases::StartPhases(Clock::time_point begins_at)
    : begins_at_(in_milliseconds(begins_at)), changed_at_(begins_at_) {}

void StartPhases::enter(std::optional<StartPhase> phase, Clock::time_point now) {
    if (phase_) {
        spent_.at(index_of(*phase_)) += in_milliseconds(now) - changed_at_;
    }
    phase_ = phase;
    changed_at_ = in_milliseconds(now);
}

milliseconds StartPhases::spent(StartPhase phase) const {
    return spent_.at(index_of(phase));
}

milliseconds StartPhases::total() const {
    return changed_at_ - begins_at_;
}

std::string StartPhases::to_text(std::string_view invocation) const {
    std::string text = std::string(invocation) + " " + std::to_string(begins_at_.count()) + " " +
                       std::to_string(changed_at_.count()) + " ";
    text += phase_ ? phase_names.at(index_of(*phase_)).key : no_phase;
    for (const milliseconds time : spent_) {
        text += " " + std::to_string(time.count());
    }
    return text + " end\n";
}

StartPhases StartPhases::parse(std::string_view text, std::string_view invocation, Clock::time_point now) {
    const std::string_view whole = text;
    StartPhases phases{Clock::time_point()};
    if (invocation.empty()) {
        fail();
    }
    take_word(text); // compared below, as all of it
    phases.begins_at_ = take_number(text);
    phases.changed_at_ = take_number(text);
    const std::string_view phase = take_word(text);
    for (std::size_t index = 0; index < count; ++index) {
        if (phase_names.at(index).key == phase) {
            phases.phase_ = static_cast<StartPhase>(index);
        }
    }
    for (milliseconds& time : phases.spent_) {
        time = take_number(text);
    }
    const milliseconds sum = std::accumulate(phases.spent_.begin(), phases.spent_.end(), milliseconds(0));
    if (phases.to_text(invocation) != whole || sum > phases.total() || phases.changed_at_ > in_milliseconds(now)) {
        fail();
    }
    return phases;
}

StartPhase phase_of(const Verdict& verdict) {
    if (verdict.action != Action::wait) {
        return StartPhase::files;
    }
    return verdict.reason == Reason::agreement_pending || verdict.reason == Reason::peer_will_bootstrap
               ? StartPhase::election
               : StartPhase::wait;
}

std::string describe(const StartPhases& phases) {
    std::string text;
    for (std::size_t index = 0; index < StartPhases::count; ++index) {
        text += (text.empty() ? "" : ", ") + std::string(phase_names.at(index).words) + " " +
                std::to_string(phases.spent(static_cast<StartPhase>(index)).count()) + " ms";
    }
    return text;
}

std::multimap<std::string, std::string> journal_fields(const StartPhases& phases) {
    const std::string prefix = "GALERA_MILLISECONDS_";
    std::multimap<std::string, std::string> fields{{prefix + "TOTAL", std::to_string(phases.total().count())}};
    for (std::size_t index = 0; index < StartPhases::count; ++index) {
        fields.emplace(prefix + std::string(phase_names.at(index).field),
                       std::to_string(phases.spent(static_cast<StartPhase>(index)).count()));
    }
    return fields;
}

} // namespace galera_initiator
