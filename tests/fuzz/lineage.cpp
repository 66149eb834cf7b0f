// Timelines, as a record and the memory tell them. Two lineages, parted by a NUL.

#include "evidence/lineage.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void require_own(const Lineage& lineage) {
    require(Lineage::parse(lineage.to_string()) == lineage, "a lineage that is printed is read again");
    require(lineage.later().empty() || grew_from(lineage, lineage), "a lineage grew from itself");
    const Lineage newest = lineage.newest(2);
    require(newest.later().size() <= 2 && newest.completed_by(lineage).later().size() >= newest.later().size(),
            "a lineage that is completed loses nothing");
}

void run(std::string_view input) {
    const std::string_view text = take_part(input);
    const auto one = accepted(text, [&] { return Lineage::parse(text); });
    const auto other = accepted(input, [&] { return Lineage::parse(input); });
    if (one) {
        require_own(*one);
    }
    if (!one || !other) {
        return;
    }
    for (const std::int64_t number : {0, 7, 1000}) {
        const Seqno seqno(number);
        const auto shared = shared_up_to(*one, seqno, *other, seqno);
        require(shared == shared_up_to(*other, seqno, *one, seqno),
                "what two lineages share does not depend on who asks");
        require(!shared || *shared <= seqno, "nobody shares what he does not hold");
    }
}

const Registration registration("lineage", run);

} // namespace

} // namespace galera_initiator::fuzz
