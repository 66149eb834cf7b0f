// gvwstate.dat, which the server's user owns.

#include "evidence/view_state.hpp"

#include "provider.hpp"

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view text) {
    const auto state = accepted(text, [&] { return ViewState::parse(text); });
    if (!state) {
        return;
    }
    require(!state->own.is_nil() && names_member(state->members, state->own), "this node is in its view");
    const ProvidersView providers = providers_view(text);
    require(state->own == providers.own, "the provider reads the same member for this node");
    require(state->members == providers.members, "the provider reads the same members");
}

const Registration registration("view_state", run);

} // namespace

} // namespace galera_initiator::fuzz
