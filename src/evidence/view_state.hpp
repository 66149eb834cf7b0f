#pragma once

#include "common/uuid.hpp"

#include <string_view>
#include <vector>

namespace galera_initiator {

/// The content of gvwstate.dat, the provider's record of the last primary view that it was in.
/// Source: galera, gcomm/src/view.cpp (ViewState::read_stream).
struct ViewState {
    static constexpr std::string_view file_name = "gvwstate.dat";

    Uuid own;                  ///< this process as the view knows it, perhaps at a later incarnation
    std::vector<Uuid> members; ///< arbitrators included; this node is always among them

    [[nodiscard]] bool has_one_member() const { return members.size() == 1; }

    /// @throws ParseError if it is empty or torn (no "#vwend"), or does not name this node among its members
    static ViewState parse(std::string_view text);

    bool operator==(const ViewState&) const = default;
};

} // namespace galera_initiator
