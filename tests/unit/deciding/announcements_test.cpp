#include "deciding/announcements.hpp"

#include "../decision/situations.hpp"
#include "../recording_announcer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace galera_initiator;
using namespace galera_initiator::test;
using namespace std::chrono_literals;

namespace {

/// The verdicts of one start of n1, and what people are told of them.
class ToldVerdicts {
public:
    void tell(const Verdict& verdict, std::chrono::milliseconds at) {
        announcements_.tell(situation_, verdict, VerdictAnnouncements::Time(at));
    }

    /// The ids of what was announced since the call before.
    std::vector<std::string> ids() {
        std::vector<std::string> ids;
        for (const Announcement& announcement : announcer_.announcements) {
            ids.emplace_back(announcement.id);
        }
        announcer_.announcements.clear();
        return ids;
    }

    void n2_is_held(const std::optional<Hold>& hold) {
        Record record;
        record.hold = hold;
        situation_.nodes[1].record = record;
    }

    [[nodiscard]] const std::vector<std::string>& statuses() const { return announcer_.statuses; }

private:
    RecordingAnnouncer announcer_;
    VerdictAnnouncements announcements_{announcer_};
    Situation situation_ = Cluster().is_deciding(1, crashed_in({1, 2}, 8)).seen_by(1);
};

Verdict waits_for_n2(Reason reason) {
    return {.action = Action::wait, .reason = reason, .concerns = {{1, "was in the last primary component"}}};
}

const std::vector<std::string> nothing;
const std::vector<std::string> one_wait{message_id::wait};

} // namespace

TEST_SUITE("announcements of verdicts") {
    TEST_CASE("verdicts are told apart by their action, their reason and whom they concern, each of them") {
        const Verdict first = waits_for_n2(Reason::last_members_missing);
        Verdict other = first;
        std::vector<std::string> told = one_wait;
        SUBCASE("action") {
            other.action = Action::join;
            told = {message_id::join};
        }
        SUBCASE("reason") {
            other.reason = Reason::peer_silent;
        }
        SUBCASE("concerns") {
            other.concerns = {{2, "was in the last primary component"}};
        }
        SUBCASE("none of them") {
            other.winner = 1;
            told = nothing;
        }
        ToldVerdicts start;
        start.tell(first, 0s);
        CHECK(start.ids() == one_wait);
        start.tell(other, 1s);
        CHECK(start.ids() == told);
    }

    TEST_CASE("that a peer is held, and that it is so no more, is told though the verdict stays") {
        ToldVerdicts start;
        const Verdict verdict = waits_for_n2(Reason::peer_not_started);
        start.tell(verdict, 0s);
        CHECK(start.ids() == one_wait);
        start.n2_is_held(Hold{1, "root", "work"});
        start.tell(verdict, 1s);
        CHECK(start.ids() == one_wait);
        start.tell(verdict, 2s);
        CHECK(start.ids() == nothing);
        start.n2_is_held(std::nullopt);
        start.tell(verdict, 3s);
        CHECK(start.ids() == one_wait);
    }

    TEST_CASE("twenty changes are told at once, and further ones once a minute, with a status meanwhile") {
        ToldVerdicts start;
        Verdict verdict = waits_for_n2(Reason::last_members_missing);
        int number = 0;
        const auto change = [&](std::chrono::milliseconds at) {
            verdict.concerns[0].why = "is missed for reason " + std::to_string(++number);
            start.tell(verdict, at);
            return start.ids();
        };
        for (int count = 0; count < 20; ++count) {
            CHECK(change(0s) == one_wait);
        }
        CHECK(change(1s) == nothing);
        CHECK(start.statuses().size() == 20);
        CHECK(change(10s) == nothing);
        CHECK(start.statuses().size() == 21);
        CHECK(contains(start.statuses().back(), "is missed for reason 22"));
        CHECK(change(60s - 1ms) == nothing);
        CHECK(change(60s) == one_wait);
        CHECK(change(61s) == nothing);
        verdict.action = Action::join;
        CHECK(change(62s) == std::vector<std::string>{message_id::join});
    }

    TEST_CASE("a reminder is due a minute after the verdict that it reminds of, whatever was told before") {
        ToldVerdicts start;
        const Verdict first = waits_for_n2(Reason::last_members_missing);
        const Verdict second = waits_for_n2(Reason::peer_silent);
        start.tell(first, 0s);
        start.tell(first, 60s);
        CHECK(start.ids() == std::vector<std::string>{message_id::wait, message_id::wait_reminder});
        start.tell(second, 61s);
        CHECK(start.ids() == one_wait);
        start.tell(second, 121s - 1ms);
        CHECK(start.ids() == nothing);
        start.tell(second, 121s);
        CHECK(start.ids() == std::vector<std::string>{message_id::wait_reminder});
    }
}
