#include "deciding/start_phases.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace std::chrono_literals;

namespace {

const std::string start = "0123456789abcdef0123456789abcdef";

StartPhases::Clock::time_point at(std::chrono::microseconds time) {
    return StartPhases::Clock::time_point(time);
}

/// As a start goes that recovers, waits, elects, waits again, and hands over to the server.
StartPhases whole_start() {
    StartPhases phases(at(5s));
    phases.enter(StartPhase::recovery, at(6s));
    phases.enter(std::nullopt, at(8s));
    phases.enter(StartPhase::election, at(9s));
    phases.enter(StartPhase::wait, at(9250ms));
    phases.enter(StartPhase::election, at(19250ms));
    phases.enter(StartPhase::wait, at(19300ms));
    phases.enter(StartPhase::files, at(20s));
    phases.enter(StartPhase::server, at(20007ms));
    return phases;
}

} // namespace

TEST_SUITE("start phases") {
    TEST_CASE("each phase gets its time, also if it comes back, and time in none counts in the total only") {
        StartPhases phases = whole_start();
        phases.enter(std::nullopt, at(24s));
        CHECK(phases.spent(StartPhase::recovery) == 2s);
        CHECK(phases.spent(StartPhase::wait) == 10700ms);
        CHECK(phases.spent(StartPhase::election) == 300ms);
        CHECK(phases.spent(StartPhase::files) == 7ms);
        CHECK(phases.spent(StartPhase::server) == 3993ms);
        CHECK(phases.total() == 19s);
    }

    TEST_CASE("another process goes on in the phase that it is handed") {
        StartPhases phases = StartPhases::parse(whole_start().to_text(start), start, at(21s));
        CHECK(phases == whole_start());
        phases.enter(std::nullopt, at(24s));
        CHECK(phases.spent(StartPhase::server) == 3993ms);
        StartPhases waiting(at(5s));
        waiting.enter(StartPhase::wait, at(6s));
        StartPhases replaced = StartPhases::parse(waiting.to_text(start), start, at(7s));
        replaced.enter(StartPhase::wait, at(16s));
        CHECK(replaced.spent(StartPhase::wait) == 10s);
        CHECK(replaced.total() == 11s);
    }

    TEST_CASE("the phases never add up to more than the total, whatever is cut off below a millisecond") {
        StartPhases phases(at(999us));
        auto now = 1999us;
        for (int round = 0; round < 1000; ++round, now += 1777us) {
            phases.enter(static_cast<StartPhase>(round % 5), at(now));
        }
        std::chrono::milliseconds sum{};
        for (std::size_t index = 0; index < StartPhases::count; ++index) {
            sum += phases.spent(static_cast<StartPhase>(index));
        }
        CHECK(sum <= phases.total());
        CHECK(StartPhases::parse(phases.to_text(start), start, at(now)) == phases);
    }

    TEST_CASE("a torn or foreign text is not believed") {
        const std::string text = whole_start().to_text(start);
        CHECK(text == start + " 5000 20007 server 2000 10700 300 7 0 end\n");
        for (std::size_t length = 0; length < text.size(); ++length) {
            CHECK_THROWS_AS(StartPhases::parse(text.substr(0, length), start, at(21s)), ParseError);
        }
        for (const std::string& other :
             {text + "\n", " " + text, text + text, start + " 5000 20007 lunch 2000 10700 300 7 0 end\n",
              start + " 05000 20007 server 2000 10700 300 7 0 end\n",
              start + " 5000 20007 server -2000 10700 300 7 0 end\n",
              start + " 5000 20007 server +2000 10700 300 7 0 end\n",
              start + " 5000 20007 server 2000 10700 300 7 0 0 end\n",
              start + " 5000 20007 server 9223372036854775807 9223372036854775807 300 7 0 end\n",
              start + " 5000 20007 server 99999999999999999999 0 300 7 0 end\n"}) {
            CAPTURE(other);
            CHECK_THROWS_AS(StartPhases::parse(other, start, at(21s)), ParseError);
        }
    }

    TEST_CASE("nothing is believed of another start, or without a start") {
        CHECK_THROWS_AS(StartPhases::parse(whole_start().to_text(start), "f" + start.substr(1), at(21s)), ParseError);
        CHECK_THROWS_AS(StartPhases::parse(whole_start().to_text(""), "", at(21s)), ParseError);
    }

    TEST_CASE("times that cannot be are not believed: from the future, backwards, or more than the total") {
        CHECK_THROWS_AS(StartPhases::parse(whole_start().to_text(start), start, at(20s)), ParseError);
        CHECK_THROWS_AS(StartPhases::parse(start + " 5000 4000 server 0 0 0 0 0 end\n", start, at(21s)), ParseError);
        CHECK_THROWS_AS(StartPhases::parse(start + " 5000 6000 server 500 0 501 0 0 end\n", start, at(21s)),
                        ParseError);
        CHECK_NOTHROW(StartPhases::parse(start + " 5000 6000 server 500 0 500 0 0 end\n", start, at(21s)));
    }

    TEST_CASE("to agree is the election, any other wait is a wait, and after a verdict files are written") {
        CHECK(phase_of({Action::wait, Reason::agreement_pending}) == StartPhase::election);
        CHECK(phase_of({Action::wait, Reason::peer_will_bootstrap}) == StartPhase::election);
        CHECK(phase_of({Action::wait, Reason::last_members_missing}) == StartPhase::wait);
        CHECK(phase_of({Action::wait, Reason::donor_busy}) == StartPhase::wait);
        CHECK(phase_of({Action::join, Reason::peer_runs}) == StartPhase::files);
        CHECK(phase_of({Action::bootstrap, Reason::furthest_position}) == StartPhase::files);
    }

    TEST_CASE("the phases are told in words and in fields") {
        StartPhases phases = whole_start();
        phases.enter(std::nullopt, at(24s));
        CHECK(describe(phases) == "position recovery 2000 ms, waiting 10700 ms, election 300 ms, state files 7 ms, "
                                  "the server's own start 3993 ms");
        const auto fields = journal_fields(phases);
        CHECK(fields == std::multimap<std::string, std::string>{{"GALERA_MILLISECONDS_TOTAL", "19000"},
                                                                {"GALERA_MILLISECONDS_RECOVERY", "2000"},
                                                                {"GALERA_MILLISECONDS_WAIT", "10700"},
                                                                {"GALERA_MILLISECONDS_ELECTION", "300"},
                                                                {"GALERA_MILLISECONDS_FILES", "7"},
                                                                {"GALERA_MILLISECONDS_SERVER", "3993"}});
    }
}
