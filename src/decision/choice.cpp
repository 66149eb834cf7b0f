#include "decision/choice.hpp"

#include <algorithm>

namespace galera_initiator {

std::optional<Choice> choice_among(const std::vector<NodeAddress>& nodes,
                                   const std::optional<NodeMemory::Choice>& remembered) {
    const auto owner = remembered ? std::find(nodes.begin(), nodes.end(), remembered->owner) : nodes.end();
    if (owner == nodes.end()) {
        return std::nullopt;
    }
    return Choice{remembered->claim, static_cast<std::size_t>(owner - nodes.begin()), remembered->owner_evidence};
}

} // namespace galera_initiator
