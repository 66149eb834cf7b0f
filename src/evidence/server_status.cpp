#include "evidence/server_status.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace galera_initiator {

InComponent in_component(const std::optional<std::string>& status_file) {
    constexpr std::array<std::string_view, 2> with_all_data{"SYNCED", "DONOR"};
    constexpr std::array<std::string_view, 2> inside{"JOINING", "JOINED"};
    constexpr std::array<std::string_view, 3> outside{"CONNECTED", "DISCONNECTED", "DISCONNECTING"};
    using Json = nlohmann::json;
    const Json whole = Json::parse(status_file.value_or(""), nullptr, false);
    const auto status = whole.is_object() ? whole.find("status") : whole.end();
    if (!whole.is_object() || status == whole.end() || !status->is_object()) {
        return InComponent::unknown;
    }
    const auto state = status->find("state");
    if (state == status->end() || !state->is_string()) {
        return InComponent::unknown;
    }
    const auto is_state = [word = state->get<std::string>()](std::string_view one) { return word == one; };
    if (std::any_of(with_all_data.begin(), with_all_data.end(), is_state)) {
        return InComponent::synced;
    }
    if (std::any_of(inside.begin(), inside.end(), is_state)) {
        return InComponent::not_synced;
    }
    return std::any_of(outside.begin(), outside.end(), is_state) ? InComponent::no : InComponent::unknown;
}

bool may_lack_data(InComponent in_component) {
    return in_component == InComponent::no || in_component == InComponent::not_synced;
}

} // namespace galera_initiator
