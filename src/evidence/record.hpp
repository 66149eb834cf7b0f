#pragma once

#include "evidence/agreed_view.hpp"
#include "evidence/evidence.hpp"
#include "evidence/failed_starts.hpp"
#include "evidence/hold.hpp"
#include "evidence/lineage.hpp"
#include "evidence/override.hpp"
#include "evidence/telling_time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// Where a node is in the life of its server.
enum class NodeStatus {
    stopped,       ///< the server is down and its evidence is known
    recovering,    ///< a position recovery is under way
    initiating,    ///< galera_init is deciding
    joining,       ///< the server starts, to join
    bootstrapping, ///< the server starts, as the first of a new primary component
    running,       ///< the server is up
    non_primary,   ///< the server is up, and has lost its primary component
    stopping,      ///< the server is on its way down; its position is not final
};

/// What a node tells its peers, as one snapshot on one line, so that it fits SNMP's nsExtendOutput1Line:
///
///     galera-initiator 1 cluster=lab node=n1 status=stopped ... end
///
/// Words are parted by one blank; the second is the format's version; the last one shows that nothing was cut.
/// Values are percent-encoded where they need it. Keys that a reader does not know are skipped; which of them raise the
/// version is told at the table in record.cpp.
struct Record {
    static constexpr int format_version = 1;
    static constexpr std::size_t longest = 1400; ///< bytes: one unfragmented UDP answer
    static constexpr std::size_t most_timelines = 8;

    std::string cluster_name;
    std::string node_name; ///< for people
    NodeStatus status = NodeStatus::initiating;

    /// The start (systemd's invocation id) or the reading that this record was made in: shows a node its own record.
    std::string origin;

    /// A print of what must be configured alike on all nodes: the cluster address and the policies. Empty where the
    /// writer does not decide.
    std::string settings;

    /// Set exactly for stopped and initiating: before a recovery has ended and while the server runs, there is none.
    std::optional<Evidence> evidence;

    /// The history of a running server, where known, and its timelines.
    std::optional<Uuid> history;
    std::optional<Lineage> lineage;

    /// The UUID of a running server in its component, where known; of one that starts together with others, in theirs.
    std::optional<Uuid> member;

    /// The agreed view that the server starts with, together with others. Of a deciding node that can start so: the
    /// number of the last view that it has been in, and no members yet.
    std::optional<AgreedView> together;

    /// Random, chosen for one start: "I would bootstrap". Kept while bootstrapping.
    std::optional<Uuid> claim;

    /// The claim that this deciding node would let bootstrap.
    std::optional<Uuid> choice;

    /// The operator's word on a deciding node: the others go by it as well where they see the same evidence.
    std::optional<Override> operator_word;

    /// Set only where the server is down, and a person keeps it from being started. As much of the reason as there is
    /// room for. For people: nothing is decided by it.
    std::optional<Hold> hold;

    /// The starts that have failed since the server was last up, where there are any and there is room.
    std::optional<FailedStarts> failed_starts;

    /// When it was told; set by what answers a peer, not in the record that a node keeps.
    std::optional<TellingTime> told_at;

    /// @throws Error if it would be longer than `longest`
    [[nodiscard]] std::string to_line() const;

    /// @throws OtherVersionError if it is of another format version, ParseError unless it is whole and consistent
    static Record parse(std::string_view line);

    bool operator==(const Record&) const = default;
};

/// The word that users of the older Python tool know: bootstrapping, running, initiating, locked or stopped.
std::string_view status_word(NodeStatus status);

} // namespace galera_initiator
