#include "evidence/view_state.hpp"

#include "common/error.hpp"
#include "evidence/state_file_reader.hpp"

#include <optional>
#include <string>

namespace galera_initiator {

namespace {

constexpr std::string_view file_name = "gvwstate.dat";

} // namespace

ViewState ViewState::parse(std::string_view text) {
    // inih takes the two marks for comments, so they are looked for here: without the end the file is torn.
    if (text.find("#vwbeg\n") == std::string_view::npos || text.find("\n#vwend") == std::string_view::npos) {
        throw ParseError(std::string(file_name) + " is torn: it has no whole view");
    }
    std::optional<Uuid> own;
    ViewState state;
    read_state_lines(text, file_name, [&](std::string_view key, std::string_view value) {
        if (key == "my_uuid") {
            own = Uuid::parse(value);
        } else if (key == "member") {
            state.members.push_back(Uuid::parse(value.substr(0, value.find(' '))));
        }
    });
    if (!own || own->is_nil()) {
        throw ParseError(std::string(file_name) + " does not say which member this node is");
    }
    state.own = *own;
    if (!names_member(state.members, state.own)) {
        throw ParseError(std::string(file_name) + " names a view that this node is not in");
    }
    return state;
}

} // namespace galera_initiator
