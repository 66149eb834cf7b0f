// What the server says on standard error when it is to find its position.

#include "evidence/position_recovery.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view text) {
    const auto found = accepted(text, [&] {
        try {
            return parse_recovery_output(text);
        } catch (const InconclusiveRecovery& error) {
            throw ParseError(error.what());
        }
    });
    if (!found) {
        return;
    }
    const std::string line =
        "WSREP: Recovered position: " + (found->position ? found->position->to_string() : Uuid().to_string() + ":-1");
    require(parse_recovery_output(line).position == found->position, "a position that is printed is read again");
    const std::string longer = line + "\n" + std::string(text) + "\nWSREP: Recovered position from storage: x:1\n";
    require(parse_recovery_output(longer).position == found->position, "the same position twice is one");
}

const Registration registration("recovery_output", run);

} // namespace

} // namespace galera_initiator::fuzz
