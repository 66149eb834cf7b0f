#pragma once

#include "decision/assumptions.hpp"
#include "decision/candidates.hpp"
#include "decision/sights.hpp"
#include "decision/situation.hpp"
#include "decision/verdict.hpp"

#include <optional>
#include <vector>

namespace galera_initiator {

/// What the rules go by, made once from what was seen.
struct Premises {
    /// @param seen  as decide() takes it
    explicit Premises(const Situation& seen);

    Situation situation; ///< as it was seen, but what an operator's word gives up is damaged data here
    Assumptions assumptions;
    Indices with_data; ///< the heard nodes that hold, or held, data of a history

    /// Among those. Found with the first question: most rounds of a wait end with a rule that has none.
    [[nodiscard]] const Candidates& candidates() const;

    /// Verdicts that keep the choice that binds this node.
    [[nodiscard]] Verdict wait_for(Reason reason, std::vector<Concern> concerns) const;
    [[nodiscard]] Verdict refuse(Reason reason, std::vector<Concern> concerns) const;

private:
    mutable std::optional<Candidates> candidates_;
};

} // namespace galera_initiator
