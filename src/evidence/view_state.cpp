#include "evidence/view_state.hpp"

#include "common/error.hpp"
#include "evidence/state_file_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace galera_initiator {

namespace {

constexpr std::string_view mark_of_agreement = "-616772656564"; // "agreed"

/// Takes the part up to a mark off the text; the mark has a line of its own.
std::string_view take_up_to(std::string_view mark, std::string_view& text) {
    const std::size_t at = text.find(mark);
    const std::string_view part = text.substr(0, at);
    const std::string_view rest = text.substr(std::min(part.size() + mark.size(), text.size()));
    const bool is_line = (part.empty() || part.ends_with('\n')) && (rest.empty() || rest.starts_with('\n'));
    if (at == std::string_view::npos || !is_line) {
        throw ParseError(std::string(ViewState::file_name) + " is torn: it has no whole view");
    }
    text = rest;
    return part;
}

} // namespace

Uuid id_of_agreement(const Uuid& claim) {
    const std::string text = claim.to_string();
    return Uuid::parse(text.substr(0, text.rfind('-')).append(mark_of_agreement));
}

bool has_unfinished_view(const Files& files, const std::filesystem::path& provider_folder) {
    return files.read(provider_folder / (std::string(ViewState::file_name) + ".tmp")).has_value();
}

std::optional<WrittenView> read_view(const Files& files, const std::filesystem::path& provider_folder) {
    const auto text = files.read(provider_folder / ViewState::file_name);
    if (!text) {
        return std::nullopt;
    }
    return WrittenView{ViewState::parse(*text), !has_unfinished_view(files, provider_folder)};
}

std::optional<ViewState> last_of(const std::optional<WrittenView>& written) {
    return written && written->is_last ? std::optional(written->view) : std::nullopt;
}

std::uint32_t parse_view_number(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw ParseError("'" + std::string(text) + "' is no number of a view");
    }
    return number;
}

std::string ViewState::to_text() const {
    std::string text = "my_uuid: " + own.to_string() + "\n#vwbeg\nview_id: 3 " +
                       agreement.value_or(members.front()).to_string() + " " + std::to_string(number) +
                       "\nbootstrap: 0\n";
    for (const Uuid& member : members) {
        text += "member: " + member.to_string() + " 0\n";
    }
    return text + "#vwend\n";
}

ViewState ViewState::parse(std::string_view text) {
    // inih takes the two marks for comments, so they are looked for here. The provider reads members between them only.
    const std::string_view before = take_up_to("#vwbeg", text);
    const std::string_view view = take_up_to("#vwend", text);
    if (text.find_first_not_of('\n') != std::string_view::npos || view.find("#vwbeg") != std::string_view::npos) {
        throw ParseError(std::string(ViewState::file_name) + " holds more than one view");
    }
    std::optional<Uuid> own;
    ViewState state;
    read_state_lines(before, ViewState::file_name, [&](std::string_view key, std::string_view value) {
        if (key == "my_uuid") {
            own = Uuid::parse(value);
        }
    });
    std::optional<std::uint32_t> number;
    read_state_lines(view, ViewState::file_name, [&](std::string_view key, std::string_view value) {
        if (key == "view_id") {
            const std::size_t before_number = value.rfind(' '); // after its type and its UUID
            number = parse_view_number(value.substr(before_number + 1));
            const std::string_view id = value.substr(0, before_number);
            if (id.ends_with(mark_of_agreement)) {
                state.agreement = Uuid::parse(id.substr(id.rfind(' ') + 1));
            }
        } else if (key == "member") {
            state.members.push_back(Uuid::parse(value.substr(0, value.find(' '))));
        }
    });
    if (!own || own->is_nil()) {
        throw ParseError(std::string(ViewState::file_name) + " does not say which member this node is");
    }
    if (!number) {
        throw ParseError(std::string(ViewState::file_name) + " has a view without a number");
    }
    state.own = *own;
    state.number = *number;
    if (!names_member(state.members, state.own)) {
        throw ParseError(std::string(ViewState::file_name) + " names a view that this node is not in");
    }
    return state;
}

} // namespace galera_initiator
