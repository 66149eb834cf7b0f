#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace galera_initiator::sim {

/// What the oracle does not assert, and why. Each is counted each time that it makes a difference.
enum class Exemption : std::uint8_t {
    nothing_survived,   ///< L1: no disk holds whole data of the last component, so there is nothing to go on from
    not_shown_whole,    ///< L1, L2: nothing on a disk shows that what it holds is whole, though it is: a person says it
    not_remembered,     ///< L2: speaks of members that all remember the last component
    pending_word,       ///< L1: a word that waits for a start is for the person who spoke it, if it keeps nodes down
    forked_by_word,     ///< L1: where a word has forked the data, or one for whom the operator vouches or who was put
                        ///< back unheard, only a person can say which is right
    arbitrator_unnamed, ///< L2: an arbitrator that nobody knows may as well be a node that is not heard, and
                        ///< whose component it took with it is not ended before all are heard
    arbitrator_mistaken,  ///< L1: who was taken for the arbitrator, and acted, is in none of the others' evidence
    fork_from_before,     ///< L1: a disk of an earlier component holds what the last one lacks, and that may be told
    owner_absent,         ///< L2: a choice binds, with a majority, until its owner is heard; that one is not started
    majority_on_its_way,  ///< L1: a start decided, with a majority, before the faults ended
    given_up_by_majority, ///< S2: what only a minority held that was not heard
    vouched_for,          ///< S2, S4: fresh = first, the operator vouches for those that do not answer
    put_back_unheard,     ///< S1, S2: a machine that was put back knows nothing of what came after, and who does is not
                          ///< heard
    put_back_since,       ///< S2, S4: a machine was put back when it had told, for this start, of what was there before
    bootstrapped_by_word, ///< S2, S4: a person has said who is to bootstrap
    given_up_by_word,     ///< S2, S4: a person has said that this node, or what it holds, is lost
    joined_by_hand,       ///< S3: nobody asks the product
    led_astray, ///< S3: a server that waited joins what an operator bootstrapped beside it, or the other way round,
                ///< unasked
    asked_by_operator,   ///< S5: galera_new_cluster is one node's
    servers_cannot_tell, ///< L1: that a server has lost its component shows nowhere, so a person has to restart it
    not_by_itself,       ///< L4: speaks of clusters in which no word was spoken and nothing was run by hand
    fork_unproven,       ///< L4: too little is known of a lineage to tell that the component holds all of its data
    ended_by_hand,       ///< L1: a server that a person runs by hand, and that has no component, is that one's to end
};
constexpr std::size_t exemption_count = 23;
constexpr std::array<std::string_view, exemption_count> exemption_names{
    "nothing survived",     "not shown whole",     "not remembered",   "pending word",      "forked by word",
    "arbitrator unnamed",   "arbitrator mistaken", "fork from before", "owner absent",      "majority on its way",
    "given up by majority", "vouched for",         "put back unheard", "put back since",    "bootstrapped by word",
    "given up by word",     "joined by hand",      "led astray",       "asked by operator", "servers cannot tell",
    "not by itself",        "fork unproven",       "ended by hand"};

using ExemptionCounts = std::array<std::uint64_t, exemption_count>;

} // namespace galera_initiator::sim
