#pragma once

#include "common/file_access.hpp"
#include "common/uuid.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// The content of gvwstate.dat, the provider's record of the last primary view that it was in.
/// Source: galera, gcomm/src/view.cpp (ViewState::read_stream).
struct ViewState {
    static constexpr std::string_view file_name = "gvwstate.dat";

    Uuid own;                  ///< this process as the view knows it, perhaps at a later incarnation
    std::vector<Uuid> members; ///< arbitrators included; this node is always among them
    std::uint32_t number = 0;  ///< grows from view to view of one member, at later incarnations as well

    /// Of a view that has not formed: id_of_agreement() of the claim by which its members have agreed on it; else the
    /// view's id is a member's. The provider writes the file anew when it begins with it, and keeps the id; it forms
    /// the component of members with one and the same.
    /// Source: galera, gcomm/src/pc.cpp (PC::PC), gcomm/src/pc_proto.cpp (deliver_view).
    std::optional<Uuid> agreement = std::nullopt;

    [[nodiscard]] bool has_formed() const { return !agreement; }
    [[nodiscard]] bool has_one_member() const { return members.size() == 1; }

    /// @throws ParseError if it is empty or torn (no "#vwend"), has no number, or does not name this node among its
    /// members
    static ViewState parse(std::string_view text);

    /// The file's content.
    /// Source: galera, gcomm/src/view.cpp (ViewState::write_stream); 3 is V_PRIM.
    [[nodiscard]] std::string to_text() const;

    bool operator==(const ViewState&) const = default;
};

/// The claim with "agreed" for its last six bytes, which the provider draws at random for a member.
Uuid id_of_agreement(const Uuid& claim);

/// Has the provider begun to write another view down, and not finished? It renames a file beside it; where that file
/// stays, the disk was full, or the power was cut amid it, and the last view is not the one that it had written down.
/// Source: galera, gcomm/src/view.cpp (ViewState::write_file).
/// @throws SystemError
bool has_unfinished_view(const Files& files, const std::filesystem::path& provider_folder);

/// A view as it is written down.
struct WrittenView {
    ViewState view;
    bool is_last = true; ///< false: has_unfinished_view()
    bool operator==(const WrittenView&) const = default;
};

/// One look at both files. @returns none if no view is written down @throws ParseError, SystemError
std::optional<WrittenView> read_view(const Files& files, const std::filesystem::path& provider_folder);

/// The last view, where it is written down.
std::optional<ViewState> last_of(const std::optional<WrittenView>& written);

/// @throws ParseError
std::uint32_t parse_view_number(std::string_view text);

} // namespace galera_initiator
