#pragma once

#include "probing.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace galera_initiator {

/// Branches that are seldom taken: the simulator's standing run fails where its histories and stories reach one never.
enum class Probe : std::uint8_t {
    closure_strangers,
    closure_later_component,
    closure_unseen_leave,
    closure_leads_nowhere,
    closure_whoever_it_was,
    closure_without_data,
    closure_known_arbitrator,
    candidates_contradictory_for_now,
    candidates_goes_by_who_left,
    candidates_holds_more_than_a_majority,
    election_lacks_a_majority,
    election_choice_was_unused,
    election_choice_outlived,
    election_owner_is_not_listed,
    joining_beside_another_lineage,
    word_of_several,
    word_of_a_lone_node,
    disk_first_transfer_unfinished,
    disk_half_transferred,
    disk_shows_less,
    disk_of_another_history,
    disk_bootstrap_unseen,
    disk_alone_unseen,
    disk_agreed_view_has_not_formed,
    disk_joined_in_another_folder,
    disk_torn_and_intact,
    disk_crashed_amid_ddl,
    disk_untouched_since_it_joined,
    disk_whole_or_not,
    disk_left_behind,
    disk_merged_unseen,
    disk_closed_by_hand,
    disk_flag_of_another_run,
    memory_choice_outlived,
    memory_moved_by_hand,
    memory_outrun,
    memory_lineage_put_there,
    memory_may_be_of_fork,
    memory_moved_untold,
    memory_closer_component,
};
constexpr std::size_t probe_count = static_cast<std::size_t>(Probe::memory_closer_component) + 1;
constexpr std::array<std::string_view, probe_count> probe_names{
    "closure strangers",
    "closure later component",
    "closure unseen leave",
    "closure leads nowhere",
    "closure whoever it was",
    "closure without data",
    "closure known arbitrator",
    "candidates contradictory for now",
    "candidates goes by who left",
    "candidates holds more than a majority",
    "election lacks a majority",
    "election choice was unused",
    "election choice outlived",
    "election owner is not listed",
    "joining beside another lineage",
    "word of several",
    "word of a lone node",
    "disk first transfer unfinished",
    "disk half transferred",
    "disk shows less",
    "disk of another history",
    "disk bootstrap unseen",
    "disk alone unseen",
    "disk agreed view has not formed",
    "disk joined in another folder",
    "disk torn and intact",
    "disk crashed amid ddl",
    "disk untouched since it joined",
    "disk whole or not",
    "disk left behind",
    "disk merged unseen",
    "disk closed by hand",
    "disk flag of another run",
    "memory choice outlived",
    "memory moved by hand",
    "memory outrun",
    "memory lineage put there",
    "memory may be of fork",
    "memory moved untold",
    "memory closer component",
};
static_assert(!probe_names.back().empty(), "each has a name");

#ifdef GALERA_INITIATOR_PROBES
inline std::array<std::atomic<std::uint64_t>, probe_count> probe_counts{};

/// Counts that a branch was taken. Nothing where the simulator is not compiled.
inline void reached(Probe probe) {
    probe_counts.at(static_cast<std::size_t>(probe)).fetch_add(1, std::memory_order_relaxed);
}
#else
constexpr void reached(Probe /*probe*/) {}
#endif

} // namespace galera_initiator
