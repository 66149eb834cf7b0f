// The operator's word, also that of a peer's operator.

#include "evidence/override.hpp"

#include "addresses.hpp"
#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view text) {
    const auto given = accepted(text, [&] { return Override::parse(text); });
    if (!given) {
        return;
    }
    require(Override::parse(given->to_string()) == *given, "a word that is printed is read again");
    require(is_print(given->evidence), "a word is bound to evidence");
    require((given->kind == Override::Kind::assume_lost) != given->lost.empty(), "only lost nodes are named");
    for (const NodeAddress& node : given->lost) {
        require_safe(node);
    }
}

const Registration registration("operators_word", run);

} // namespace

} // namespace galera_initiator::fuzz
