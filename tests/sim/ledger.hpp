#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace galera_initiator::sim {

/// The last entry of a log, and so the whole log: what comes before an entry never changes. 0 is the empty log.
using Log = std::uint32_t;

/// All that was ever written in a world, as a tree: two logs that share a beginning share the entries of it. An entry
/// is a transaction or a view of a primary component, which uses up a seqno as well.
class Ledger {
public:
    struct Entry {
        Log before = 0;
        std::int32_t seqno = -1;
        std::uint32_t history = 0; ///< index of the history's UUID in the world
    };

    Log append(Log log, std::uint32_t history) {
        entries_.push_back({log, entries_[log].seqno + 1, history});
        return static_cast<Log>(entries_.size() - 1);
    }

    [[nodiscard]] std::int32_t seqno(Log log) const { return entries_[log].seqno; }
    [[nodiscard]] std::uint32_t history(Log log) const { return entries_[log].history; }
    [[nodiscard]] Log before(Log log) const { return entries_[log].before; }

    /// The beginning of a log up to a seqno that it reaches.
    [[nodiscard]] Log up_to(Log log, std::int32_t seqno) const {
        while (entries_[log].seqno > seqno) {
            log = entries_[log].before;
        }
        return log;
    }

    /// Does the log begin with all of the other one?
    [[nodiscard]] bool contains(Log log, Log other) const { return up_to(log, entries_[other].seqno) == other; }

private:
    std::vector<Entry> entries_{Entry{}};
};

} // namespace galera_initiator::sim
