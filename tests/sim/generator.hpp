#pragma once

#include "world.hpp"

#include <cstdint>

namespace galera_initiator::sim {

/// SplitMix64: small, and the same on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t bits = state_ += 0x9e3779b97f4a7c15U;
        bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
        bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
        return bits ^ (bits >> 31U);
    }
    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(next() % limit); }
    bool chance(std::uint32_t percent) { return below(100) < percent; }

private:
    std::uint64_t state_;
};

/// What may go wrong in one history. Each history has its own mixture, so that rare combinations come up.
struct Climate {
    bool begins_fresh = false;
    bool has_partitions = false;
    bool loses_answers = false;
    bool tears_files = false;
    bool loses_disks = false;
    bool puts_disks_back = false; ///< from snapshots
    bool copies_folders = false;  ///< of one node to another one
    unsigned folder_trouble = 3;  ///< how often a folder is copied, saved or put back, of a hundred events
    bool fills_disks = false;
    bool unmounts_disks = false;
    bool has_hand_starts = false;
    bool has_words = false;
    bool has_ddl = false;
    bool stops_agents = false;
    bool has_process_crashes = false;
    bool leaves_a_node_down = false;  ///< off, or up and not started, for long
    std::uint32_t left_down = 0;      ///< which
    bool crashes_amid_writes = false; ///< right before something is written
    std::uint32_t trouble = 10;       ///< percent of all events
    std::uint32_t kindness = 50;      ///< percent: asks all and loses nothing

    static Climate draw(Random& random, bool may_have_words);
};

/// The next event, fit for what the world is at.
Event draw_event(const World& world, const Climate& climate, Random& random);

} // namespace galera_initiator::sim
