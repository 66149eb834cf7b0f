#pragma once

#include "decision/verdict.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// What a start spends its time with.
enum class StartPhase {
    recovery, ///< position recovery
    wait,     ///< for other nodes, for this node's own name, or for who else reads the evidence
    election, ///< hearing all nodes for the first time, and agreeing on who bootstraps
    files,    ///< writing down what must survive a crash
    server,   ///< the server's own start: it bootstraps or joins
};

/// Measures the phases of one start over the processes that it consists of: it is handed from one to the next as text.
/// Its times are those of the steady clock (CLOCK_MONOTONIC): one clock for all processes of a boot, which stands still
/// while the machine is suspended.
class StartPhases {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t count = 5;

    /// In no phase yet.
    explicit StartPhases(Clock::time_point begins_at);

    /// Ends the phase that was, if any, and begins another one, or none. A phase may come back.
    /// @param now  not before the call before
    void enter(std::optional<StartPhase> phase, Clock::time_point now);

    /// Up to the last enter().
    [[nodiscard]] std::chrono::milliseconds spent(StartPhase phase) const;
    [[nodiscard]] std::chrono::milliseconds total() const;

    /// One line, for parse().
    [[nodiscard]] std::string to_text(std::string_view invocation) const;

    /// @param invocation, now  of the reader
    /// @throws ParseError unless text is exactly what to_text() makes in this start, and told by this clock before now
    static StartPhases parse(std::string_view text, std::string_view invocation, Clock::time_point now);

    bool operator==(const StartPhases&) const = default;

private:
    std::chrono::milliseconds begins_at_;
    std::chrono::milliseconds changed_at_;
    std::optional<StartPhase> phase_;
    std::array<std::chrono::milliseconds, count> spent_{};
};

/// What a verdict makes a start spend its time with until the next one.
StartPhase phase_of(const Verdict& verdict);

/// For people: "position recovery 1843 ms, waiting 0 ms, ..."
std::string describe(const StartPhases& phases);

/// For the journal: GALERA_MILLISECONDS_TOTAL, GALERA_MILLISECONDS_RECOVERY and so on.
std::multimap<std::string, std::string> journal_fields(const StartPhases& phases);

} // namespace galera_initiator
