#pragma once

#include "decision/sights.hpp"
#include "decision/situation.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// Recognises answers that are not of now: one that came before and comes again, one that was overtaken by a later one,
/// and one from before the node's last boot. For one start: it knows what was heard in it.
class AnswerOrder {
public:
    /// Takes note of the records that are heard in a round, and takes those out of the situation that are no newer than
    /// what their node has told before: that node counts as not heard.
    /// @param asked  who was asked in this round: what was kept of an earlier one is no old answer
    void leave_out_old_answers(Situation& situation, const Indices& asked);

private:
    struct Boot {
        Uuid id;
        std::uint64_t newest = 0; ///< of what was told in it
    };

    [[nodiscard]] std::string objection(std::size_t node, const std::optional<TellingTime>& told_at);

    std::vector<std::vector<Boot>> heard_; ///< of each node, the latest boot last
};

} // namespace galera_initiator
