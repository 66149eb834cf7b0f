#pragma once

#include "node/machine.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// The product's steps, each as it is, on a machine that is made of memory: a step stops before everything that it does
// to the world, and goes on when the world lets it. In between there may be anything: a crash, a power cut, other
// nodes.

namespace galera_initiator::sim {

class World;

/// The steps of the unit, src/steps.
enum class Step : std::uint8_t {
    publish,
    prepare,
    decide,
    hand_over,
    after_start,
    before_stop,
    after_stop,
    watch,
    follow
};

/// What a step has stopped before.
enum class Stop : std::uint8_t {
    none,  ///< it has ended
    begin, ///< it has not begun
    write_memory,
    write_record,
    write_decision,
    write_environment,
    write_phases,
    write_call, ///< of galera_new_cluster
    write_saved_state,
    write_lineage,
    change_view,
    remove_word,
    archive, ///< copies of the provider's files
    recover, ///< the position from the data
    ask,     ///< the peers
    end_server,
};

/// What a step has heard from its machine; with it the step can be played again up to where it is.
using Heard = std::variant<std::monostate, std::optional<std::string>, std::string, bool, DatabaseLook,
                           RecoveredPosition, std::vector<PeerAnswer>, UnitState, Uuid, Verdict>;

/// One run of a step on one node. A copy is the same run in another world.
class StepRun {
public:
    /// @param service_result  $SERVICE_RESULT, empty: not set
    /// @param operator_asks  galera_new_cluster runs
    struct Circumstances {
        Step step = Step::publish;
        std::string invocation;
        std::string service_result{};
        bool operator_asks = false;
        std::chrono::milliseconds clock{};
    };

    explicit StepRun(Circumstances circumstances);
    StepRun(const StepRun& other);
    StepRun& operator=(const StepRun& other);
    StepRun(StepRun&& other) noexcept;
    StepRun& operator=(StepRun&& other) noexcept;
    ~StepRun();

    /// Does what the step has stopped before, and lets it go on to where it stops next.
    void go_on(World& world, std::size_t node);

    [[nodiscard]] Step step() const { return circumstances_.step; }
    [[nodiscard]] Stop next() const { return next_; }
    [[nodiscard]] bool has_ended() const { return next_ == Stop::none; }
    /// Why it ended before its end; empty: it did not.
    [[nodiscard]] const std::string& failure() const { return failure_; }
    /// How often it has stopped since it last asked the peers, or since it began.
    [[nodiscard]] std::size_t stops_since_asking() const { return stops_; }
    /// By the clock of its machine.
    [[nodiscard]] std::chrono::milliseconds clock() const { return clock_; }
    /// Has it the lock on the evidence?
    [[nodiscard]] bool is_locking() const { return is_locking_; }
    /// Is the server to be ended, as the step that just went on has decided?
    [[nodiscard]] bool take_end_of_server() { return std::exchange(ends_server_, false); }

private:
    friend class PlayedMachine;

    /// Told in the order in which it was heard; shared with the copies.
    struct Memory {
        std::shared_ptr<const Memory> before;
        Heard heard;
    };

    struct Play;

    void play(World& world, std::size_t node);

    Circumstances circumstances_;
    Stop next_ = Stop::begin;
    std::string failure_;
    std::size_t stops_ = 0;
    std::chrono::milliseconds clock_{};
    bool ends_server_ = false;
    bool is_locking_ = false; ///< as the play was when it stopped
    std::shared_ptr<const Memory> memory_;
    std::size_t memories_ = 0;
    std::unique_ptr<Play> play_; ///< none in a copy, until it goes on
};

} // namespace galera_initiator::sim
