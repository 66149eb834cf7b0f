#pragma once

#include "decision/situation.hpp"
#include "decision/verdict.hpp"
#include "node/reminders.hpp"
#include "systemd/announcer.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace galera_initiator {

/// Tells people the verdicts of one start: each change at once, with what was heard where that is new, and now and then
/// that a wait goes on.
class VerdictAnnouncements {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit VerdictAnnouncements(Announcer& announcer) : announcer_(announcer) {}

    void tell(const Situation& situation, const Verdict& verdict, Time now);

private:
    void tell_change(const Situation& situation, const Verdict& verdict, Time now);
    void remind(const Situation& situation, const Verdict& verdict, Time now);
    void refresh_status(const std::function<std::string()>& text, Time now);
    void tell_void_word(const Situation& situation);

    Announcer& announcer_;
    std::optional<Verdict> told_;
    std::vector<std::optional<Hold>> told_holds_; ///< of the nodes that it was about
    int changes_ = 0;
    Time told_at_;
    Time status_shown_at_;
    std::string listed_evidence_; ///< in the last announcement that had it
    Reminders reminders_;         ///< of the verdict that was told
    std::optional<Override> void_word_;
};

} // namespace galera_initiator
