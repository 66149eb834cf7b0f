// What this node must not forget, in a folder that the server's user owns.

#include "evidence/node_memory.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view text) {
    const auto memory = accepted(text, [&] { return NodeMemory::parse(text); });
    if (!memory) {
        return;
    }
    require(NodeMemory::parse(memory->to_text()) == *memory, "a memory that is written is read again");
}

const Registration registration("node_memory", run);

} // namespace

} // namespace galera_initiator::fuzz
