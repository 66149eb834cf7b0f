#pragma once

#include "evidence/disk_evidence.hpp"
#include "evidence/published_record.hpp"
#include "node/this_node.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

// How the steps of a server that is down read this node's evidence, and publish it.

namespace galera_initiator {

/// Held while a process reads the evidence and publishes: two position recoveries at once would fail. Waits for it, and
/// tells people so.
std::unique_ptr<FileLock> lock_evidence(const StepContext& context);

/// While a state transfer of a server that is gone still writes, the data must neither be read nor be started on.
/// @param limit  none: waits as long as it takes
/// @throws WaitLimitPassed
void await_end_of_transfer(const StepContext& context, const NodeSettings& settings,
                           std::optional<std::chrono::milliseconds> limit);

/// Why evidence is read, which says what comes of a recovery that fails.
enum class EvidenceFor {
    start,  ///< in the server's unit
    stop,   ///< in the server's unit
    end,    ///< the same, and the server has ended by itself
    record, ///< in a unit of its own
};

/// Reads the evidence, and tells people about a position recovery.
/// @param before_recovery  called right before one, to tell the peers
/// @throws as DiskEvidence::read()
Evidence read_evidence(const StepContext& context, const NodeSettings& settings, EvidenceFor purpose,
                       const std::function<void()>& before_recovery);

/// Reads the evidence of a server that is down and publishes it, for peers to hear.
/// @param writer  the unit that this process runs in
void publish_evidence(const StepContext& context, EvidenceFor purpose, const std::string& writer);

} // namespace galera_initiator
