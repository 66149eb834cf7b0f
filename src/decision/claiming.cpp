#include "decision/claiming.hpp"

namespace galera_initiator {

Record record_after(const Record& own, const Verdict& verdict, const Uuid& new_claim) {
    Record next = own;
    if (!verdict.claims) {
        next.claim.reset();
    } else if (!next.claim) {
        next.claim = new_claim;
    }
    next.choice = verdict.claims ? next.claim : verdict.choice ? std::optional(verdict.choice->claim) : std::nullopt;
    return next;
}

} // namespace galera_initiator
