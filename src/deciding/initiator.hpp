#pragma once

#include "configuration/policies.hpp"
#include "deciding/announcements.hpp"
#include "deciding/answer_order.hpp"
#include "deciding/start_phases.hpp"
#include "decision/situation.hpp"
#include "decision/verdict.hpp"
#include "evidence/node_memory.hpp"
#include "evidence/override.hpp"
#include "evidence/record.hpp"
#include "snmp/peer_gatherer.hpp"
#include "systemd/announcer.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// Asks the peers round by round until decide() lets the server start: the loop around the pure decision.
class Initiator {
public:
    /// What the loop needs of the world.
    struct World {
        PeerGatherer& gatherer;
        Announcer& announcer;
        StartPhases& phases; ///< told in which one the start is
        std::function<void(const Record&)>
            publish; ///< makes the record readable to peers, durably enough for this boot
        std::function<std::chrono::steady_clock::time_point()> now;
        std::function<void(std::chrono::milliseconds)> sleep;
        std::function<std::optional<Override>()> operator_word; ///< as it stands now
        std::function<void(const std::optional<NodeMemory::Choice>&, const Evidence& own)> keep_choice; ///< durably
        /// Remembers durably that this node left the component that it crashed in. @returns its evidence from then on
        /// @param evidence  as it was read from the view file
        std::function<Evidence(const Evidence& evidence)> outlive_view;
        /// Writes down durably that this node goes by that one. @returns its own evidence, which tells so now
        std::function<Evidence(const NodeSight&)> go_by;
        std::function<void()> before_round; ///< may throw or replace the process, where settings have changed
        std::function<Verdict(const Situation&)> rule; ///< decide()
        std::function<Uuid()> new_claim;               ///< random
    };

    /// What is decided about.
    struct Start {
        std::vector<NodeAddress> nodes;
        std::size_t self = 0;
        std::optional<NodeAddress> own_agent; ///< where this node is asked, if not where the list says
        Record own;                           ///< initiating, with evidence, without claim
        bool operator_asks_for_bootstrap = false;
        bool bootstrap_flag_is_ignored = false;
        bool provider_allows_bootstrap = false;
        std::optional<std::chrono::milliseconds> wait_limit;
        Policies policies;
        std::chrono::milliseconds majority_after{};
        std::optional<NodeMemory::Choice> choice; ///< that an earlier start has kept
        std::string unit = "mariadb";             ///< for people to name to systemctl
    };

    /// What was decided, and on what.
    struct Outcome {
        Verdict verdict; ///< join or bootstrap
        Situation situation;
    };

    Initiator(World world, Start start);

    /// @throws Refusal, WaitLimitPassed, and what the world throws; own() is the record that the others last saw
    Outcome run();

    [[nodiscard]] const Record& own() const { return start_.own; }

private:
    [[nodiscard]] Situation look();
    /// @returns who was asked; the answers of the others are kept
    Indices ask();
    void publish(const Record& record);
    void take_operator_word();
    void publish_if_changed(const Situation& situation, const Verdict& verdict);
    void keep_choice(const Situation& situation, const std::optional<Choice>& choice);
    void outlive_view();
    void check_wait_limit(const Situation& situation, const Verdict& verdict) const;
    [[nodiscard]] std::chrono::milliseconds pause() const;
    [[nodiscard]] bool is_patient() const;
    [[nodiscard]] bool may_wait_for_fellows() const;
    [[nodiscard]] bool has_time_left(const std::optional<std::chrono::steady_clock::time_point>& since,
                                     std::chrono::milliseconds longest) const;

    World world_;
    Start start_;
    VerdictAnnouncements announcements_;
    std::chrono::steady_clock::time_point began_;
    std::vector<PeerAnswer> answers_; ///< the last one of each node
    bool own_is_served_ = false;      ///< the last round read back what this node published last
    AnswerOrder answer_order_;
    std::chrono::steady_clock::time_point asked_all_at_;
    std::optional<std::chrono::steady_clock::time_point> could_join_since_;
    std::optional<std::chrono::steady_clock::time_point> claims_since_;
    std::optional<NodeMemory::Choice> choice_;
    bool has_news_ = false; ///< this round changed what the others see, so they may answer differently at once
};

} // namespace galera_initiator
