#include "deciding/initiator.hpp"

#include "../answers.hpp"
#include "../decision/situations.hpp"
#include "../recording_announcer.hpp"
#include "common/error.hpp"
#include "decision/decide.hpp"
#include "turns.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <numeric>

using namespace galera_initiator;
using namespace galera_initiator::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Outcome = PeerAnswer::Outcome;

namespace {

std::vector<NodeAddress> addresses(std::size_t count) {
    std::vector<NodeAddress> nodes;
    for (std::size_t index = 0; index < count; ++index) {
        nodes.push_back(NodeAddress::parse("n" + std::to_string(index + 1)));
    }
    return nodes;
}

/// One node that decides, among peers that a test plays round by round.
class Play : public PeerGatherer {
public:
    /// What the peers answer in a round; the own agent serves what was published last unless a test says otherwise.
    using Peers = std::function<void(std::size_t round, std::vector<PeerAnswer>& answers)>;

    Play(std::size_t nodes, std::size_t self, const Evidence& evidence, Peers peers) : peers_(std::move(peers)) {
        start.nodes = addresses(nodes);
        start.self = self;
        start.own = record_of(self, NodeStatus::initiating, evidence, "start");
        start.wait_limit = 1h; // so that a fault fails the test and does not hang it
    }

    std::vector<PeerAnswer> gather(const std::vector<NodeAddress>& nodes) override {
        events.emplace_back("gather");
        std::vector<PeerAnswer> all(start.nodes.size());
        all.at(start.self) = answer_of(published.back());
        peers_(rounds++, all);
        std::vector<PeerAnswer> asked_for;
        for (const NodeAddress& node : nodes) {
            const auto at = std::find(start.nodes.begin(), start.nodes.end(), node) - start.nodes.begin();
            ++asked[static_cast<std::size_t>(at)];
            asked_at[static_cast<std::size_t>(at)].push_back(now - Clock::time_point());
            asked_for.push_back(all.at(static_cast<std::size_t>(at)));
        }
        return asked_for;
    }
    [[nodiscard]] bool is_authenticated() const override { return true; }

    Initiator initiator() {
        return Initiator({.gatherer = *this,
                          .announcer = announcer,
                          .phases = phases,
                          .publish =
                              [this](const Record& record) {
                                  events.emplace_back(record.claim ? "claim" : "publish");
                                  published.push_back(record);
                              },
                          .now = [this] { return now; },
                          .sleep =
                              [this](std::chrono::milliseconds time) {
                                  pauses.push_back(time);
                                  now += time;
                              },
                          .operator_word = [this] { return operator_word; },
                          .keep_choice =
                              [this](const std::optional<NodeMemory::Choice>& choice, const Evidence& /*own*/) {
                                  events.emplace_back(choice ? "keep choice" : "drop choice");
                                  kept_choice = choice;
                              },
                          .outlive_view =
                              [this](const Evidence& evidence) {
                                  events.emplace_back("outlive view");
                                  Evidence from_now_on = evidence;
                                  from_now_on.membership = Membership::left;
                                  return from_now_on;
                              },
                          .go_by =
                              [this](const NodeSight& node) {
                                  events.emplace_back("go by " + node.address.to_string());
                                  Evidence evidence = start.own.evidence.value();
                                  evidence.membership = Membership::left;
                                  evidence.joined = {node.record->evidence->identities.front()};
                                  return evidence;
                              },
                          .before_round = [this] { before_round(); },
                          .rule = decide,
                          .new_claim = [this] { return uuid(300 + ++claims_drawn); }},
                         start);
    }

    Initiator::Start start;
    RecordingAnnouncer announcer;
    StartPhases phases{Clock::time_point()};
    std::vector<Record> published;
    std::vector<std::string> events;
    std::optional<Override> operator_word;
    std::optional<NodeMemory::Choice> kept_choice;
    std::size_t rounds = 0;
    unsigned claims_drawn = 0; ///< the first is uuid(301)
    std::array<int, 5> asked{};
    std::array<std::vector<Clock::duration>, 5> asked_at;
    std::vector<std::chrono::milliseconds> pauses;
    Clock::time_point now;
    std::function<void()> before_round = [] {};

private:
    Peers peers_;
};

void nobody(std::size_t /*round*/, std::vector<PeerAnswer>& /*answers*/) {}

} // namespace

TEST_SUITE("initiator") {
    TEST_CASE("a claim is published, and read back, before it is acted on") {
        Play play(1, 0, alone(7), nobody);
        Initiator initiator = play.initiator();
        CHECK(initiator.run().verdict.action == Action::bootstrap);
        CHECK(play.events == std::vector<std::string>{"publish", "gather", "claim", "gather"});
        CHECK(play.published.back().claim == uuid(301));
        CHECK(play.claims_drawn == 1);
        CHECK(play.published.back() == initiator.own());
        CHECK(initiator.own().choice == initiator.own().claim);
    }

    TEST_CASE("a claim that the own agent does not serve is never acted on") {
        Play play(1, 0, alone(7), [&](std::size_t, std::vector<PeerAnswer>& answers) {
            answers[0] = answer_of(record_of(0, NodeStatus::initiating, alone(7), "start"));
        });
        play.start.wait_limit = 10s;
        CHECK_THROWS_WITH_AS(play.initiator().run(), doctest::Contains("n1, still shows an older record"),
                             WaitLimitPassed);
        CHECK(std::count(play.events.begin(), play.events.end(), "claim") == 1);
    }

    TEST_CASE("a claim is not acted on while another deciding node has not chosen it") {
        std::size_t agrees_in = 0;
        Play* self = nullptr;
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), [&](std::size_t round, std::vector<PeerAnswer>& answers) {
            Record other = record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2}, 7)), "start");
            if (agrees_in != 0 && round >= agrees_in) {
                other.choice = self->published.back().claim;
            } else if (round > 2) {
                other.choice = uuid(77); // somebody else's claim
            }
            answers[1] = answer_of(other);
        });
        self = &play;
        SUBCASE("not before it says so") {
            agrees_in = 10;
            CHECK(play.initiator().run().verdict.action == Action::bootstrap);
            CHECK(play.rounds == 11);
        }
        SUBCASE("not ever if it never does") {
            play.start.wait_limit = 20s;
            CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        }
    }

    TEST_CASE("the wait limit ends a wait, with the name of whom it waited for, and not sooner") {
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), nobody);
        play.start.wait_limit = 90s;
        CHECK_THROWS_WITH_AS(play.initiator().run(), doctest::Contains("wait_limit, 90 s: Waits for n2"),
                             WaitLimitPassed);
        CHECK(play.now - Clock::time_point() == 90s);
        CHECK_THROWS_WITH_AS(play.initiator().run(), doctest::Contains("run 'galera_init assume-lost n2'"),
                             WaitLimitPassed);
    }

    TEST_CASE("what can be decided at once is decided even with no time to wait") {
        Play play(2, 1, of_node(2, alone(8)), [](std::size_t, std::vector<PeerAnswer>& answers) {
            Record running = record_of(0, NodeStatus::running, std::nullopt, "start");
            running.history = history();
            answers[0] = answer_of(running);
        });
        play.start.wait_limit = 0s;
        CHECK(play.initiator().run().verdict.action == Action::join);
        CHECK(play.rounds == 1);
        CHECK_FALSE(play.published.back().claim.has_value());
    }

    TEST_CASE("with no time to wait, what cannot be decided at once is given up at once") {
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), nobody);
        play.start.wait_limit = 0s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        CHECK(play.pauses.empty());
    }

    TEST_CASE("a refusal is announced with its evidence and ends the start") {
        Evidence other = of_node(2, alone(9));
        other.position = Position(uuid(888), Seqno(9));
        Play play(2, 0, of_node(1, alone(8)), [&](std::size_t, std::vector<PeerAnswer>& answers) {
            answers[1] = answer_of(record_of(1, NodeStatus::stopped, other, "boot"));
        });
        CHECK_THROWS_AS(play.initiator().run(), Refusal);
        REQUIRE(play.announcer.announcements.size() == 1);
        const Announcement& announcement = play.announcer.announcements[0];
        CHECK(std::string(announcement.id) == message_id::refuse);
        CHECK(announcement.urgency == Urgency::error);
        CHECK(has_field(announcement, "GALERA_DECISION", "refuse"));
        CHECK(has_field(announcement, "GALERA_REASON", "two-histories"));
        CHECK(has_field(announcement, "GALERA_UUID", history().to_string()));
        CHECK(has_field(announcement, "GALERA_SEQNO", "8"));
        CHECK(has_field(announcement, "GALERA_PEER", "n2"));
        CHECK(announcement.message.find(history().to_string() + ":8") != std::string::npos);
        CHECK(announcement.message.find(uuid(888).to_string() + ":9") != std::string::npos);
        CHECK(announcement.fields.count("GALERA_EVIDENCE") == 2);
        CHECK(has_field(announcement, "GALERA_EVIDENCE", "n1 this-node heard " + play.published[0].to_line()));
        REQUIRE(play.announcer.statuses.size() == 1);
        CHECK(play.announcer.statuses[0].find("Run 'galera_init bootstrap-here' on the furthest node") !=
              std::string::npos);
        CHECK(play.published.size() == 1);
    }

    TEST_CASE("a node that an old answer speaks for again counts as not heard, and the message says so") {
        // With answers of now it would bootstrap: n2 is behind.
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), [](std::size_t, std::vector<PeerAnswer>& answers) {
            answers[1] = answer_of(record_of(1, NodeStatus::stopped, of_node(2, crashed_in({1, 2}, 7)), "boot"), 5);
        });
        play.start.wait_limit = 20s;
        CHECK_THROWS_WITH_AS(play.initiator().run(), doctest::Contains("no newer than one that it told before"),
                             WaitLimitPassed);
        CHECK(play.rounds > 2);
    }

    TEST_CASE("a wait is announced once, and again when its reason changes") {
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), [](std::size_t round, std::vector<PeerAnswer>& answers) {
            if (round >= 50) {
                answers[1].outcome = Outcome::alive_but_silent;
            }
        });
        play.start.wait_limit = 60s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        REQUIRE(play.announcer.announcements.size() == 2);
        CHECK(has_field(play.announcer.announcements[0], "GALERA_REASON", "last-members-missing"));
        CHECK(has_field(play.announcer.announcements[0], "GALERA_PEER", "n2"));
        CHECK(has_field(play.announcer.announcements[1], "GALERA_REASON", "peer-silent"));
    }

    TEST_CASE("the status of a wait names the remedy, and every 10 s how long it has lasted") {
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), nobody);
        play.start.wait_limit = 45s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        const auto& statuses = play.announcer.statuses;
        REQUIRE(statuses.size() == 5);
        CHECK(statuses[0].starts_with("Waits for n2"));
        CHECK(statuses[1].starts_with("[10s] Waits for n2"));
        CHECK(statuses[4].starts_with("[40s] Waits for n2"));
        for (const std::string& status : statuses) {
            CHECK(status.find("run 'galera_init assume-lost n2'") != std::string::npos);
        }
    }

    TEST_CASE("a long wait is reminded of at growing intervals, with its fields and without the list") {
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), nobody);
        play.start.wait_limit = 10min;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        const auto& told = play.announcer.announcements;
        REQUIRE(told.size() == 4);
        CHECK(std::string(told[0].id) == message_id::wait);
        CHECK(told[0].message.find("What was heard:") != std::string::npos);
        const std::array<std::string, 4> spans{"", "1min", "3min", "7min"};
        for (std::size_t index = 1; index < told.size(); ++index) {
            CHECK(std::string(told[index].id) == message_id::wait_reminder);
            CHECK(told[index].message.starts_with("For " + spans[index] + " now: Waits for n2"));
            CHECK(told[index].message.find("run 'galera_init assume-lost n2'") != std::string::npos);
            CHECK(told[index].message.find('\n') == std::string::npos);
            CHECK(told[index].fields == told[0].fields);
        }
    }

    TEST_CASE("a wait that changes is reminded of from then on, and lists the evidence only if that has changed") {
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), [](std::size_t round, std::vector<PeerAnswer>& answers) {
            answers[1] = answer_of(record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2}, 7)), "start"));
            if (round < 50) {
                answers[0] = PeerAnswer();
            }
        });
        play.start.wait_limit = 80s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        const auto& told = play.announcer.announcements;
        REQUIRE(told.size() == 3);
        CHECK(has_field(told[0], "GALERA_WINNER", "n1"));
        CHECK(told[0].message.starts_with("Is to bootstrap, but its peers cannot hear it"));
        CHECK(told[0].message.find("What was heard:") != std::string::npos);
        CHECK(told[1].message.starts_with("Waits for n2"));
        CHECK(told[1].message.find("What was heard:") == std::string::npos);
        CHECK(told[2].message.starts_with("For 1min now: Waits for n2"));
    }

    TEST_CASE("a peer that comes and goes does not flood the journal, and the end of it is told all the same") {
        Record other = record_of(1, NodeStatus::stopped, of_node(2, crashed_in({1, 2}, 9)), "boot");
        const auto comes_and_goes = [&](std::size_t round, std::vector<PeerAnswer>& answers) {
            answers[1] = round / 20 % 2 == 0 ? answer_of(other) : PeerAnswer();
            if (round >= 2000) {
                other.status = NodeStatus::running;
                other.evidence.reset();
                other.history = history();
                answers[1] = answer_of(other);
            }
        };
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), comes_and_goes);
        CHECK(play.initiator().run().verdict.action == Action::join);
        const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(play.now - Clock::time_point()).count();
        CHECK(minutes > 10);
        const auto& told = play.announcer.announcements;
        CHECK(told.size() > 20);
        CHECK(told.size() <= static_cast<std::size_t>(20 + 2 * minutes));
        CHECK(std::string(told.back().id) == message_id::join);
        CHECK(play.announcer.statuses.size() > told.size());
    }

    TEST_CASE("the phases of a start are measured: hearing all, waiting, agreeing, and then files") {
        Play* self = nullptr;
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), [&](std::size_t round, std::vector<PeerAnswer>& answers) {
            self->now += 200ms;
            if (round >= 10) {
                Record other = record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2}, 7)), "start");
                other.choice = round >= 20 ? self->published.back().claim : std::nullopt;
                answers[1] = answer_of(other);
            }
        });
        self = &play;
        CHECK(play.initiator().run().verdict.action == Action::bootstrap);
        const auto total = std::chrono::duration_cast<std::chrono::milliseconds>(play.now - Clock::time_point());
        CHECK(play.phases.total() == total);
        CHECK(play.phases.spent(StartPhase::election) + play.phases.spent(StartPhase::wait) == total);
        CHECK(play.phases.spent(StartPhase::wait) >= 10 * 200ms);
        CHECK(play.phases.spent(StartPhase::election) >= 1s);
        play.phases.enter(std::nullopt, play.now + 5ms);
        CHECK(play.phases.spent(StartPhase::files) == 5ms);
    }

    TEST_CASE("a choice is published and taken back with the claim that it was for") {
        const Evidence mine = of_node(1, crashed_in({1, 2}, 7));
        Record other = record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2}, 8)), "start");
        std::vector<std::optional<Uuid>> seen;
        Play* self = nullptr;
        Play play(2, 0, mine, [&](std::size_t round, std::vector<PeerAnswer>& answers) {
            seen.push_back(self->published.back().choice);
            other.claim = round < 2 ? std::nullopt : std::optional(round < 60 ? uuid(50) : uuid(51));
            answers[1] = round < 90 ? answer_of(other) : PeerAnswer();
        });
        self = &play;
        play.start.wait_limit = 30s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        REQUIRE(seen.size() > 100);
        CHECK_FALSE(seen[2].has_value());
        CHECK(seen[3] == uuid(50));
        CHECK(seen[60] == uuid(50));
        CHECK(seen[61] == uuid(51));
        CHECK(seen[90] == uuid(51));
        CHECK_FALSE(seen[91].has_value());
        CHECK(std::count(play.events.begin(), play.events.end(), "claim") == 0);
        CHECK(play.claims_drawn == 0);
    }

    TEST_CASE("with a majority policy a choice is kept durably before anyone can hear of it") {
        Record other = record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2}, 8)), "start");
        other.claim = uuid(50);
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 7)),
                  [&](std::size_t, std::vector<PeerAnswer>& answers) { answers[1] = answer_of(other); });
        play.start.wait_limit = 5s;
        play.start.policies.wait_for = Policies::WaitFor::majority;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        CHECK(std::vector<std::string>(play.events.begin(), play.events.begin() + 4) ==
              std::vector<std::string>{"publish", "gather", "keep choice", "publish"});
        CHECK(play.kept_choice == NodeMemory::Choice{uuid(50), NodeAddress::parse("n2"),
                                                     print_of_node(of_node(2, crashed_in({1, 2}, 8))), member(2)});
    }

    TEST_CASE("with a majority policy a winner's own claim binds nobody, so only an earlier choice is dropped") {
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), [](std::size_t, std::vector<PeerAnswer>& answers) {
            answers[1] = answer_of(record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2}, 7)), "start"));
        });
        play.start.wait_limit = 5s;
        play.start.policies.wait_for = Policies::WaitFor::majority;
        play.start.choice = {uuid(50), NodeAddress::parse("n2"), print_of_node(of_node(2, crashed_in({1, 2}, 7)))};
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        REQUIRE(play.published.back().claim.has_value());
        CHECK(play.published.back().choice == play.published.back().claim);
        CHECK(std::count(play.events.begin(), play.events.end(), "drop choice") == 1);
        CHECK(std::count(play.events.begin(), play.events.end(), "keep choice") == 0);
    }

    TEST_CASE("with a majority policy a choice of an earlier start is kept while its owner is not heard") {
        Play play(3, 0, of_node(1, crashed_in({1, 2, 3}, 8)), [&](std::size_t, std::vector<PeerAnswer>& answers) {
            answers[2] = answer_of(record_of(2, NodeStatus::initiating, of_node(3, crashed_in({1, 2, 3}, 7)), "start"));
        });
        play.start.wait_limit = 20s;
        play.start.policies.wait_for = Policies::WaitFor::majority;
        play.start.own.choice = uuid(50);
        play.start.choice = {uuid(50), NodeAddress::parse("n2"), ""};
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        CHECK(play.published.back().choice == uuid(50));
        CHECK_FALSE(play.published.back().claim.has_value());
        CHECK(std::count(play.events.begin(), play.events.end(), "drop choice") == 0);
    }

    TEST_CASE(
        "a node whose choice may have been used tells that it left where it crashed, before it agrees to anything") {
        Record third = record_of(2, NodeStatus::initiating, of_node(3, crashed_in({1, 2, 3}, 9)), "start");
        third.claim = uuid(60);
        Play play(3, 0, of_node(1, crashed_in({1, 2, 3}, 8)), [&](std::size_t, std::vector<PeerAnswer>& answers) {
            answers[1] = answer_of(record_of(1, NodeStatus::stopped, of_node(2, left({1, 2, 3}, 8)), "boot"));
            answers[2] = answer_of(third);
        });
        play.start.wait_limit = 5s;
        play.start.policies.wait_for = Policies::WaitFor::majority;
        play.start.own.choice = uuid(50);
        play.start.choice = {uuid(50), NodeAddress::parse("n2"), print_of_node(of_node(2, crashed_in({1, 2, 3}, 8)))};
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        CHECK(std::vector<std::string>(play.events.begin(), play.events.begin() + 7) ==
              std::vector<std::string>{"publish", "gather", "outlive view", "publish", "gather", "keep choice",
                                       "publish"});
        CHECK(play.published[1].evidence->membership == Membership::left);
        CHECK(play.published[1].choice == uuid(50));
        CHECK(play.published.back().choice == uuid(60));
    }

    TEST_CASE("a node writes down that it goes by another one before it tells so, and takes its claim back") {
        Play play(2, 0, of_node(1, alone(15)), [](std::size_t round, std::vector<PeerAnswer>& answers) {
            const std::int64_t seqno = round == 0 ? 10 : 38;
            answers[1] = answer_of(record_of(1, NodeStatus::stopped, of_node(2, left({1, 2}, seqno)), "boot"));
        });
        play.start.wait_limit = 3s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        const auto written =
            std::find(play.events.begin(), play.events.end(), "go by " + play.start.nodes[1].to_string());
        REQUIRE(written != play.events.end());
        CHECK(*(written + 1) == "publish");
        CHECK(std::count(play.events.begin(), play.events.end(), "go by " + play.start.nodes[1].to_string()) == 1);
        CHECK(play.published.back().evidence->joined == std::vector{member(2)});
        CHECK_FALSE(play.published.back().claim.has_value());
    }

    TEST_CASE("a majority is not enough before its time") {
        Play* self = nullptr;
        Play play(3, 0, of_node(1, crashed_in({1, 2, 3}, 8)), [&](std::size_t, std::vector<PeerAnswer>& answers) {
            Record other = record_of(1, NodeStatus::initiating, of_node(2, crashed_in({1, 2, 3}, 7)), "start");
            other.choice = self->published.back().claim;
            answers[1] = answer_of(other);
        });
        self = &play;
        play.start.policies.wait_for = Policies::WaitFor::majority;
        play.start.majority_after = 40s;
        const Initiator::Outcome outcome = play.initiator().run();
        CHECK(outcome.verdict.reason == Reason::majority_position);
        CHECK(play.now - Clock::time_point() >= 40s);
        CHECK(play.now - Clock::time_point() < 42s);
    }

    TEST_CASE("the operator's word is published when it is given, and taken back with it") {
        Play* self = nullptr;
        std::vector<bool> seen;
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), [&](std::size_t round, std::vector<PeerAnswer>&) {
            seen.push_back(self->published.back().operator_word.has_value());
            self->operator_word.reset();
            if (round >= 3 && round < 6) {
                self->operator_word = Override::parse("bootstrap-here,0123456789abcdef");
            }
        });
        self = &play;
        play.start.wait_limit = 2s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        REQUIRE(seen.size() > 8);
        CHECK(std::vector<bool>(seen.begin(), seen.begin() + 8) ==
              std::vector<bool>{false, false, false, false, true, true, true, false});
    }

    TEST_CASE("a word that was given for other evidence is said to be void, once, also while a peer comes and goes") {
        const Evidence own = of_node(1, crashed_in({1, 2}, 8));
        const Situation alone_in_it = Cluster(2).is_deciding(1, crashed_in({1, 2}, 8)).seen_by(1);
        Play play(2, 0, own, [](std::size_t round, std::vector<PeerAnswer>& answers) {
            if (round / 3 % 2 == 0) {
                answers[1] = answer_of(record_of(1, NodeStatus::stopped, of_node(2, crashed_in({1, 2}, 9)), "boot"));
            }
        });
        play.operator_word = Override{Override::Kind::assume_lost,
                                      {alone_in_it.nodes[1].address},
                                      print_for_word(alone_in_it, 0, Override::Kind::assume_lost)};
        play.start.wait_limit = 20s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        CHECK(std::count_if(play.announcer.announcements.begin(), play.announcer.announcements.end(),
                            [](const Announcement& one) { return has_field(one, "GALERA_REASON", "word-is-void"); }) ==
              1);
    }

    TEST_CASE("a claim is given up when a better node begins to decide") {
        Play play(3, 0, of_node(1, crashed_in({1, 2, 3}, 7)), [](std::size_t round, std::vector<PeerAnswer>& answers) {
            answers[2] = answer_of(record_of(2, NodeStatus::initiating, of_node(3, crashed_in({1, 2, 3}, 6)), "start"));
            const Evidence better = of_node(2, crashed_in({1, 2, 3}, round < 5 ? 7 : 9));
            Record second = record_of(1, round < 5 ? NodeStatus::stopped : NodeStatus::initiating, better, "boot");
            second.claim = round < 6 ? std::nullopt : std::optional(uuid(60));
            answers[1] = answer_of(second);
        });
        play.start.wait_limit = 5s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        CHECK(std::count(play.events.begin(), play.events.end(), "claim") == 1);
        CHECK_FALSE(play.published.back().claim.has_value());
        CHECK(play.published.back().choice == uuid(60));
    }

    TEST_CASE("a node that gave no answer is asked again every two seconds, the others in every round") {
        Play play(3, 0, of_node(1, crashed_in({1, 2, 3}, 8)), [](std::size_t, std::vector<PeerAnswer>& answers) {
            answers[1] = answer_of(record_of(1, NodeStatus::stopped, of_node(2, crashed_in({1, 2, 3}, 7)), "boot"));
        });
        play.start.wait_limit = 20s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        CHECK(play.asked[1] == static_cast<int>(play.rounds));
        CHECK(play.asked_at[2][0] == 0s);
        CHECK(play.asked_at[2][1] == 2s);
        CHECK(play.asked[2] == 11);
    }

    TEST_CASE("the own agent is asked until it serves what was published last, and then every two seconds") {
        std::size_t served_from = 0;
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), [&](std::size_t round, std::vector<PeerAnswer>& answers) {
            answers[1] = answer_of(record_of(1, NodeStatus::stopped, of_node(2, crashed_in({1, 2}, 9)), "boot"));
            if (round < served_from) {
                answers[0] = PeerAnswer();
            }
        });
        play.start.wait_limit = 20s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        CHECK(play.asked[0] >= 9);
        CHECK(play.asked[0] <= 14);
        served_from = 1000;
        play.asked = {};
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        CHECK(play.asked[0] == play.asked[1]);
    }

    TEST_CASE("a wait asks less often the longer it lasts") {
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), nobody);
        play.start.wait_limit = 70s;
        CHECK_THROWS_AS(play.initiator().run(), WaitLimitPassed);
        std::vector<std::chrono::milliseconds> pauses(30, 100ms);
        pauses.insert(pauses.end(), 48, 250ms);
        pauses.insert(pauses.end(), 90, 500ms);
        pauses.insert(pauses.end(), 10, 1000ms);
        CHECK(play.pauses == pauses);
    }

    TEST_CASE("after it has published something it asks again at once, for the others may answer differently") {
        Play play(1, 0, alone(7), nobody);
        CHECK(play.initiator().run().verdict.action == Action::bootstrap);
        CHECK(play.pauses == std::vector<std::chrono::milliseconds>{20ms});
    }

    TEST_CASE("a joiner lets the one before it go first, but not for ever") {
        Play play(3, 1, of_node(2, alone(8)), [](std::size_t, std::vector<PeerAnswer>& answers) {
            Record running = record_of(0, NodeStatus::running, std::nullopt, "start");
            running.history = history();
            answers[0] = answer_of(running);
            answers[2] = answer_of(record_of(2, NodeStatus::joining, std::nullopt, "start"));
        });
        CHECK(play.initiator().run().verdict.action == Action::join);
        CHECK(play.now - Clock::time_point() == 15s);
    }

    TEST_CASE("changed settings are looked for before every round, and before a word is published by the old ones") {
        std::optional<Override>* word = nullptr;
        Play play(2, 0, of_node(1, crashed_in({1, 2}, 8)), [&](std::size_t round, std::vector<PeerAnswer>&) {
            *word = round == 3 ? std::optional(Override::parse("bootstrap-here,0123456789abcdef")) : std::nullopt;
        });
        word = &play.operator_word;
        play.before_round = [&] {
            if (play.rounds == 4) {
                throw ConfigurationError("they are bad now");
            }
        };
        CHECK_THROWS_AS(play.initiator().run(), ConfigurationError);
        CHECK(play.rounds == 4);
        CHECK_FALSE(play.published.back().operator_word.has_value());
    }
}

namespace {

/// A cluster in memory: nodes that start, decide, publish, run. What one publishes the others can read, one node at a
/// time.
class TinyCluster {
public:
    struct Conduct {
        unsigned seed = 1;
        std::size_t lost_of_100 = 0;          ///< answers
        std::size_t stale_of_100 = 0;         ///< answers that show what the node had published before
        std::vector<std::size_t> start_steps; ///< when each node is started; a node without one is not
        std::size_t longest = 20'000;
    };

    TinyCluster(std::vector<Evidence> disks, Conduct conduct)
        : disks_(std::move(disks)), conduct_(std::move(conduct)), turns_(conduct_.seed, conduct_.longest) {
        for (std::size_t index = 0; index < disks_.size(); ++index) {
            published_.push_back({record_of(index, NodeStatus::stopped, disks_[index], "boot")});
            published_.back().push_back(published_.back().front());
        }
    }

    void run() {
        for (std::size_t index = 0; index < conduct_.start_steps.size(); ++index) {
            turns_.add([this, index] { live(index); }, conduct_.start_steps[index]);
        }
        turns_.run();
    }

    [[nodiscard]] std::size_t running() const {
        return static_cast<std::size_t>(std::count_if(published_.begin(), published_.end(), [](const auto& records) {
            return records.back().status == NodeStatus::running;
        }));
    }

    std::vector<std::size_t> bootstrapped; ///< nodes, in the order of time
    std::vector<std::string> faults;

private:
    class Gatherer : public PeerGatherer {
    public:
        Gatherer(TinyCluster& cluster, std::size_t self) : cluster_(cluster), self_(self) {}

        std::vector<PeerAnswer> gather(const std::vector<NodeAddress>& nodes) override {
            std::vector<PeerAnswer> answers;
            for (const NodeAddress& node : nodes) {
                cluster_.turns_.yield(self_); // the answers of one round are not of one moment
                answers.push_back(cluster_.ask(static_cast<std::size_t>(node.host().back() - '1')));
            }
            return answers;
        }
        [[nodiscard]] bool is_authenticated() const override { return true; }

    private:
        TinyCluster& cluster_;
        std::size_t self_;
    };

    PeerAnswer ask(std::size_t index) {
        if (turns_.random(100) < conduct_.lost_of_100) {
            return {};
        }
        const auto& records = published_[index];
        // Those that tell by themselves that they are old are left out by AnswerOrder; these do not.
        return answer_of(turns_.random(100) < conduct_.stale_of_100 ? records[records.size() - 2] : records.back());
    }

    void publish(std::size_t index, const Record& record) {
        turns_.yield(index);
        published_[index].push_back(record);
        turns_.yield(index);
    }

    void live(std::size_t index) {
        try {
            Gatherer gatherer(*this, index);
            RecordingAnnouncer announcer;
            StartPhases phases{Clock::time_point()};
            Initiator::Start start;
            start.nodes = addresses(disks_.size());
            start.self = index;
            start.own = record_of(index, NodeStatus::initiating, disks_[index], "start");
            Initiator initiator({.gatherer = gatherer,
                                 .announcer = announcer,
                                 .phases = phases,
                                 .publish = [&](const Record& record) { publish(index, record); },
                                 .now = [&] { return Clock::time_point() + turns_.step() * 1ms; },
                                 .sleep = [&](std::chrono::milliseconds) { turns_.yield(index); },
                                 .operator_word = [] { return std::nullopt; },
                                 .keep_choice = [](const std::optional<NodeMemory::Choice>&, const Evidence&) {},
                                 .outlive_view = [](const Evidence& evidence) { return evidence; },
                                 .go_by = [&](const NodeSight&) { return disks_[index]; },
                                 .before_round = [] {},
                                 .rule = decide,
                                 .new_claim = Uuid::random},
                                start);
            const Action action = initiator.run().verdict.action;
            if (action == Action::bootstrap) {
                bootstrapped.push_back(index);
                if (!initiator.own().claim || published_[index].back().claim != initiator.own().claim) {
                    faults.emplace_back("it acted on a claim that was not published");
                }
            }
            turns_.yield(index);
            Record last = initiator.own();
            last.status = action == Action::bootstrap ? NodeStatus::bootstrapping : NodeStatus::joining;
            last.evidence.reset();
            last.choice.reset();
            publish(index, last);
            for (int count = 0; count < 20; ++count) {
                turns_.yield(index);
            }
            if (action == Action::join && running() == 0) {
                faults.emplace_back("it joined, and nobody ran");
            }
            last.status = NodeStatus::running;
            last.claim.reset();
            last.history = history();
            publish(index, last);
        } catch (const std::exception& error) {
            faults.push_back("n" + std::to_string(index + 1) + ": " + error.what());
        }
    }

    std::vector<Evidence> disks_;
    Conduct conduct_;
    Turns turns_;
    std::vector<std::vector<Record>> published_;
};

struct Outage {
    const char* name;
    std::vector<Evidence> disks;
    std::optional<std::size_t> winner; ///< none: any of them
};

std::vector<Outage> outages() {
    return {
        {"all fresh", {fresh(), fresh(), fresh()}, {}},
        {"all at the same position",
         {of_node(1, crashed_in({1, 2, 3}, 100)), of_node(2, crashed_in({1, 2, 3}, 100)),
          of_node(3, crashed_in({1, 2, 3}, 100))},
         {}},
        {"a power cut of all at different positions",
         {of_node(1, crashed_in({1, 2, 3}, 99)), of_node(2, crashed_in({1, 2, 3}, 100)),
          of_node(3, crashed_in({1, 2, 3}, 98))},
         1},
        {"clean stops one after the other",
         {of_node(1, left({1, 2, 3}, 98)), of_node(2, left({2, 3}, 99)), of_node(3, alone(100))},
         2},
        {"the first is damaged",
         {of_node(1, damaged()), of_node(2, crashed_in({2, 3}, 50)), of_node(3, crashed_in({2, 3}, 50))},
         {}},
        {"two nodes cut together", {of_node(1, crashed_in({1, 2}, 0)), of_node(2, crashed_in({1, 2}, 0))}, {}},
    };
}

/// Every order in which the nodes of an outage can be started, close together and far apart.
void in_all_orders(const Outage& outage, const std::function<void(std::vector<std::size_t>)>& action) {
    std::vector<std::size_t> order(outage.disks.size());
    std::iota(order.begin(), order.end(), 0U);
    do {
        for (const std::size_t lag : {std::size_t{0}, std::size_t{7}, std::size_t{25}, std::size_t{400}}) {
            std::vector<std::size_t> start_steps(order.size());
            for (std::size_t place = 0; place < order.size(); ++place) {
                start_steps[order[place]] = place * lag;
            }
            action(start_steps);
        }
    } while (std::next_permutation(order.begin(), order.end()));
}

} // namespace

TEST_SUITE("initiators against each other") {
    TEST_CASE("exactly one bootstraps and all others join, in every order of start") {
        for (const Outage& outage : outages()) {
            CAPTURE(outage.name);
            unsigned seed = 0;
            in_all_orders(outage, [&](const std::vector<std::size_t>& start_steps) {
                CAPTURE(++seed);
                TinyCluster cluster(outage.disks, {.seed = seed, .start_steps = start_steps});
                cluster.run();
                CHECK(cluster.faults.empty());
                CHECK(cluster.bootstrapped.size() == 1);
                CHECK(cluster.running() == outage.disks.size());
                if (outage.winner && !cluster.bootstrapped.empty()) {
                    CHECK(cluster.bootstrapped.front() == *outage.winner);
                }
            });
        }
    }

    TEST_CASE("never do two bootstrap, however many answers are lost") {
        for (const Outage& outage : outages()) {
            CAPTURE(outage.name);
            for (const std::size_t lost : {std::size_t{10}, std::size_t{50}}) {
                for (unsigned seed = 1; seed <= 6; ++seed) {
                    CAPTURE(lost);
                    CAPTURE(seed);
                    TinyCluster cluster(outage.disks, {.seed = seed,
                                                       .lost_of_100 = lost,
                                                       .start_steps = std::vector<std::size_t>(outage.disks.size()),
                                                       .longest = 800});
                    cluster.run();
                    CHECK(cluster.bootstrapped.size() <= 1);
                }
            }
        }
    }

    TEST_CASE("the best node that nobody starts is waited for, and nobody bootstraps in its place") {
        const Outage outage = outages()[2];
        TinyCluster cluster({outage.disks[1], outage.disks[0], outage.disks[2]},
                            {.start_steps = {0, 0}, .longest = 2000});
        cluster.run();
        CHECK(cluster.bootstrapped.size() == 1);

        TinyCluster without({outage.disks[0], outage.disks[2], outage.disks[1]},
                            {.start_steps = {0, 0}, .longest = 2000});
        without.run();
        CHECK(without.bootstrapped.empty());
        CHECK(without.faults.size() == 2);
    }
}
