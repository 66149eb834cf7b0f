// grastate.dat, which the server's user owns.

#include "evidence/saved_state.hpp"

#include "provider.hpp"

#include <algorithm>

namespace galera_initiator::fuzz {

namespace {

void require_as_provider_reads(const SavedState& state, std::string_view text) {
    const ProvidersState providers = providers_state(text);
    require(state.history == providers.history, "the provider reads the same history");
    require(state.seqno == Seqno::parse(providers.seqno), "the provider reads the same seqno");
    require(!state.safe_to_bootstrap || providers.safe_to_bootstrap, "what is safe to bootstrap is so to the provider");
}

std::size_t count_of_changed_bytes(std::string_view before, std::string_view after) {
    const auto first = std::mismatch(before.begin(), before.end(), after.begin()).first;
    const auto last = std::mismatch(before.rbegin(), std::make_reverse_iterator(first), after.rbegin()).first;
    std::size_t count = 0;
    for (auto at = first; at != last.base(); ++at) {
        count += *at != after[static_cast<std::size_t>(at - before.begin())] ? 1 : 0;
    }
    return count;
}

void run(std::string_view text) {
    const auto state = accepted(text, [&] { return SavedState::parse(text); });
    const Uuid history = Uuid::parse("6e3fa5c2-0b1d-11ef-8f5a-02420a000002");
    const auto edited = accepted(text, [&] { return made_safe_to_bootstrap(text, history); });
    if (state) {
        require_as_provider_reads(*state, text);
    }
    if (edited) {
        require(state.has_value(), "only a whole state is edited");
        require(edited->size() == text.size(), "an edited state has its size");
        require(count_of_changed_bytes(text, *edited) <= 37, "only the flag and the history are edited");
        const SavedState result = SavedState::parse(*edited);
        require(result.safe_to_bootstrap && result.history == history && result.seqno == state->seqno,
                "an edited state is safe to bootstrap, of the history, and at the same seqno");
        require_as_provider_reads(result, *edited);
    }
}

const Registration registration("saved_state", run);

} // namespace

} // namespace galera_initiator::fuzz
