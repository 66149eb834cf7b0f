// A UUID and a seqno: what every other text is made of. Both readers get the same text.

#include "common/position.hpp"
#include "common/uuid.hpp"
#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view text) {
    if (const auto uuid = accepted(text, [&] { return Uuid::parse(text); })) {
        require(Uuid::parse(uuid->to_string()) == *uuid && uuid->same_member(*uuid),
                "a UUID that is printed is read again");
    }
    if (const auto seqno = accepted(text, [&] { return Seqno::parse(text); })) {
        require(!*seqno || ((*seqno)->value() >= 0 && Seqno::parse((*seqno)->to_string()) == *seqno),
                "a seqno that is printed is read again");
    }
}

const Registration registration("identities", run);

} // namespace

} // namespace galera_initiator::fuzz
