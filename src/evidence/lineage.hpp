#pragma once

#include "common/position.hpp"
#include "common/uuid.hpp"

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// A lineage inside one history: every bootstrap begins a new one. Galera has no such thing, which is why it can hand
/// a forked node an incremental state transfer and leave two nodes Synced with different rows.
struct Timeline {
    Uuid id;         ///< random, drawn for the bootstrap
    Seqno begins_at; ///< the position that was bootstrapped: what follows it belongs to this timeline

    auto operator<=>(const Timeline&) const = default;
};

/// The timelines of one history, one grown from the other, from the first to the one that is (or was) written last.
///
/// The first timeline of a history is the history itself and is never listed, so that nodes which have never talked to
/// each other agree on it: an existing cluster takes this project over node by node.
class Lineage {
public:
    /// Only the first timeline.
    Lineage() = default;

    /// @param later  the timelines after the first one, in order
    /// @param is_whole  false: older ones were left out
    /// @throws ParseError if a timeline begins before the one that it grew from, or is listed twice
    explicit Lineage(std::vector<Timeline> later, bool is_whole = true);

    [[nodiscard]] const std::vector<Timeline>& later() const { return later_; }
    [[nodiscard]] bool is_whole() const { return is_whole_; }

    /// What data at this position holds of the lineage. A timeline that begins there has left nothing in the data, so
    /// neither a bootstrap that failed nor a join that got nothing counts.
    [[nodiscard]] Lineage held_at(Seqno seqno) const;

    /// The lineage that a bootstrap from this position begins.
    [[nodiscard]] Lineage bootstrapped(const Uuid& id, Seqno from) const;

    /// The newest ones, for a record, which has not room for all.
    [[nodiscard]] Lineage newest(std::size_t count) const;

    /// The same with the older timelines that were left out here, where the other one has them.
    [[nodiscard]] Lineage completed_by(const Lineage& other) const;

    /// "" or "<id>@<seqno>,..."; begins with "..," if it is not whole.
    [[nodiscard]] std::string to_string() const;
    /// @throws ParseError
    static Lineage parse(std::string_view text);

    bool operator==(const Lineage&) const = default;

private:
    std::vector<Timeline> later_;
    bool is_whole_ = true;
};

/// Is the first lineage the second one, or grown from it?
bool grew_from(const Lineage& lineage, const Lineage& ancestor);

/// Up to where data at `position` of one lineage and data of another (up to `other_position`, or, if none is given, of
/// a server that runs and is at least as far as its own newest timeline) are the same transactions, both being of one
/// history. None: too many timelines were left out to tell.
std::optional<Seqno> shared_up_to(const Lineage& lineage, Seqno position, const Lineage& other,
                                  std::optional<Seqno> other_position);

} // namespace galera_initiator
