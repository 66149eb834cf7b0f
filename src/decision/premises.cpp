#include "decision/premises.hpp"

#include "decision/closure.hpp"

#include <utility>

namespace galera_initiator {

Premises::Premises(const Situation& seen)
    : situation(seen), assumptions(apply_words(situation)), with_data(select(situation, [](const NodeSight& node) {
          return has_evidence(node) && node.record->evidence->has_history();
      })) {}

const Candidates& Premises::candidates() const {
    if (!candidates_) {
        candidates_ = find_candidates(situation, assumptions, with_data);
    }
    return *candidates_;
}

Verdict Premises::wait_for(Reason reason, std::vector<Concern> concerns) const {
    return assumptions.verdict(Action::wait, reason, std::move(concerns));
}

Verdict Premises::refuse(Reason reason, std::vector<Concern> concerns) const {
    return assumptions.verdict(Action::refuse, reason, std::move(concerns));
}

} // namespace galera_initiator
