#pragma once

#include "common/position.hpp"
#include "common/uuid.hpp"
#include "evidence/lineage.hpp"

#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// What a node's disk knows of the last primary component that it was in.
enum class Membership {
    never,   ///< no record of ever having been in one
    view,    ///< it crashed inside a component whose members the provider's view file names
    alone,   ///< the last component that it was in was itself alone
    left,    ///< it stopped cleanly while others stayed
    unknown, ///< torn, empty or contradictory files
};

/// What a node's disk holds.
enum class DataState {
    fresh,      ///< nothing, and no record of ever having had anything
    standalone, ///< databases that were never part of a history: a server from before it became a Galera node
    intact,     ///< a position is known
    damaged,    ///< a state transfer did not finish, or the data that this node's own record speaks of is gone
    unreadable, ///< data that may hold what nobody else has, and is never a candidate: its position could not be found,
                ///< or it was and nothing shows whether the data is whole
    unseen,     ///< data that this node is known to have held, or has, and that its disk does not show here and now:
                ///< not mounted, moved, put back from a snapshot, or readable by its server's own unit only
};

/// What is in the data folder in the place of data that is not seen. A state transfer would erase it.
struct ShownInstead {
    std::optional<Position> position; ///< where the same data was once; none: databases of no history
    bool operator==(const ShownInstead&) const = default;
};

/// A node's evidence while its server is not running: both axes of the decision rule.
struct Evidence {
    Membership membership = Membership::unknown;

    /// The members of that component for `view`, and for `left` if a copy was saved before the stop.
    /// Empty for `left` and `unknown`: it may have been any configured node.
    std::vector<Uuid> members;

    /// Whom this node set out to join, in starts of which it does not know how they ended, the latest last: each was in
    /// a later component than the one before. For `view` (where a state transfer of either kind may not have come to
    /// its end) the latest is where to look for whole data if nobody in the view has it.
    std::vector<Uuid> joined;

    DataState data = DataState::damaged;

    /// Set if data is intact. If it is unreadable: how far the data goes where it is whole.
    std::optional<Position> position;

    /// Where data is unseen: what is there instead; none: nothing but what a server puts into an empty folder.
    std::optional<ShownInstead> shown;

    /// The timelines that the data holds, where it has a position; those of what is shown instead, where that has a
    /// position.
    Lineage lineage;

    /// The UUIDs under which this node has been a member, the latest first, so that others find it in their views.
    std::vector<Uuid> identities;

    /// Members of components that were no configured node, as this node has seen while all of these were up in one: so
    /// they are arbitrators, and no disk is missed for them.
    std::vector<Uuid> arbitrators;

    /// For people: what the files showed, where it is not plain.
    std::string remark;

    /// Does this node hold, or did it ever hold, data of a history?
    [[nodiscard]] bool has_history() const { return data != DataState::fresh && data != DataState::standalone; }

    /// Was this node the only member of the last component that it was in?
    [[nodiscard]] bool names_nobody_else() const {
        return membership == Membership::alone || (membership == Membership::view && members.size() == 1);
    }

    /// Does this node know who was in the last component that it was in, however that ended for it?
    [[nodiscard]] bool knows_with_whom_it_was() const {
        return membership == Membership::view || membership == Membership::alone ||
               (membership == Membership::left && !members.empty() && joined.empty());
    }

    /// Is the data at its position if it is whole, and does nothing show whether it is? Then it must neither be gone on
    /// from nor be passed over, but where others hold all of that.
    [[nodiscard]] bool may_be_whole() const { return data == DataState::unreadable && position; }

    /// The same, where what is shown in the place of unseen data is to be gone on from.
    [[nodiscard]] Evidence as_shown() const {
        Evidence evidence = *this;
        if (shown && shown->position) {
            evidence.data = DataState::intact;
            evidence.position = shown->position;
            evidence.shown.reset();
        }
        return evidence;
    }

    bool operator==(const Evidence&) const = default;
};

} // namespace galera_initiator
