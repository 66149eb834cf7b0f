#include "evidence/state_file_changes.hpp"

#include "common/error.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/view_state.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

/// @param seqno  mostly none: the server's unit passes the recovered position, which counts only beside -1
std::string state_text(const Uuid& history, bool is_safe_to_bootstrap,
                       const std::optional<Seqno>& seqno = std::nullopt) {
    return "# GALERA saved state\nversion: 2.1\nuuid:    " + history.to_string() +
           "\nseqno:   " + (seqno ? seqno->to_string() : "-1") +
           "\nsafe_to_bootstrap: " + (is_safe_to_bootstrap ? "1" : "0") + "\n";
}

/// In place, as the provider does it, so that it stays the file that this node knows; what was longer is written over
/// with blanks. Source: galera, galera/src/saved_state.cpp (write_file()).
void write_state(Files& files, const std::filesystem::path& path, std::string text) {
    const auto before = files.read(path);
    if (!before) {
        files.replace(path, text, 0660);
        return;
    }
    text.resize(std::max(text.size(), before->size()), ' ');
    files.overwrite(path, text);
}

/// Nothing of a torn file: the provider takes it for an empty one.
std::optional<SavedState> state_in(const std::optional<std::string>& text) {
    try {
        return text ? std::optional(SavedState::parse(*text)) : std::nullopt;
    } catch (const ParseError&) {
        return std::nullopt;
    }
}

/// The provider was paused when it crashed: its seqno is older than the data, and the recovered one would count for
/// nothing beside it.
bool has_seqno_of_a_pause(const std::optional<std::string>& text, bool has_view) {
    const auto state = state_in(text);
    return has_view && state && state->seqno;
}

std::optional<std::string> edited(const std::optional<std::string>& text, const Uuid& history) {
    if (!text) {
        return std::nullopt;
    }
    try {
        return made_safe_to_bootstrap(*text, history);
    } catch (const ParseError&) {
        return std::nullopt;
    }
}

/// Would the provider ask for less than all data, though this node brings none, or not start?
bool promises_data(const std::optional<std::string>& text, const std::optional<Position>& position) {
    const auto state = state_in(text);
    return state && (state->history.is_nil() ? state->seqno.has_value() : !position);
}

/// Does grastate.dat name no history, because DDL ran when the node crashed? Of whole data that only the view file
/// shows.
bool needs_view(const std::optional<std::string>& text, const std::optional<Position>& position) {
    const auto state = state_in(text);
    return state && position && state->history.is_nil() && !state->seqno;
}

std::optional<ViewState> view_in(const std::optional<std::string>& text) {
    try {
        return text ? std::optional(ViewState::parse(*text)) : std::nullopt;
    } catch (const ParseError&) {
        return std::nullopt;
    }
}

bool is_of(const std::optional<ViewState>& view, const WholeCluster& cluster) {
    return view && cluster.joined && view->members.size() >= cluster.most_members &&
           names_member(view->members, *cluster.joined);
}

/// What the view file alone shows is written down before that goes: whose data it is amid DDL, that a seqno is not of a
/// stop, and that the flag is of an earlier component, which stands there until all before the view is applied.
void remove_view(Files& files, const std::filesystem::path& provider_folder, const std::optional<Position>& position) {
    const auto path = provider_folder / SavedState::file_name;
    const auto view = view_in(files.read(provider_folder / ViewState::file_name));
    const auto text = files.read(path);
    const auto state = state_in(text);
    const bool has_old_flag =
        state && state->safe_to_bootstrap && view && view->has_formed() && !view->has_one_member();
    if (needs_view(text, position)) {
        write_state(files, path, state_text(position->history(), false));
    } else if (has_seqno_of_a_pause(text, true) || has_old_flag) {
        write_state(files, path, state_text(state->history, state->safe_to_bootstrap && !has_old_flag));
    }
    files.remove(provider_folder / ViewState::file_name);
}

} // namespace

bool has_seqno_beside(const Files& files, const std::filesystem::path& provider_folder, const Position& position) {
    const auto state = state_in(files.read(provider_folder / SavedState::file_name));
    const bool has_view = files.read(provider_folder / ViewState::file_name).has_value();
    return !has_view && state && state->seqno && *state->seqno != position.seqno();
}

void correct_seqno(Files& files, const std::filesystem::path& provider_folder, const Position& position,
                   const Archive& archive, const std::string& time) {
    const auto path = provider_folder / SavedState::file_name;
    const SavedState state = SavedState::parse(files.read(path).value());
    archive.keep({path}, time);
    const bool has_lost_data = state.seqno && *state.seqno > position.seqno();
    write_state(files, path,
                state_text(state.history, state.safe_to_bootstrap,
                           has_lost_data ? std::optional(position.seqno()) : std::nullopt));
}

void take_away_flag(Files& files, const std::filesystem::path& provider_folder, const Archive& archive,
                    const std::string& time) {
    const auto path = provider_folder / SavedState::file_name;
    const auto state = state_in(files.read(path));
    if (state && state->safe_to_bootstrap) {
        archive.keep({path}, time);
        write_state(files, path, state_text(state->history, false));
    }
}

void make_state_file(Files& files, const std::filesystem::path& provider_folder) {
    if (const auto path = provider_folder / SavedState::file_name; !files.read(path)) {
        files.replace(path, "", 0660);
    }
}

void make_safe_to_bootstrap(Files& files, const std::filesystem::path& provider_folder,
                            const std::optional<Position>& position, bool keeps_view, const Archive& archive,
                            const std::string& time) {
    if (!position) {
        return;
    }
    const auto state = provider_folder / SavedState::file_name;
    const auto view = provider_folder / ViewState::file_name;
    const bool has_view = files.read(view).has_value();
    archive.keep({state, view}, time);
    if (has_view && !keeps_view) {
        remove_view(files, provider_folder, position);
    }
    const auto text = files.read(state);
    const auto changed = has_seqno_of_a_pause(text, has_view) ? std::nullopt : edited(text, position->history());
    if (!changed) {
        write_state(files, state, state_text(position->history(), true));
    } else if (*changed != *text) {
        files.overwrite(state, *changed);
    }
}

void put_agreed_view(Files& files, const std::filesystem::path& provider_folder, const Position& position,
                     const ViewState& agreed, const Archive& archive, const std::string& time) {
    const auto state = provider_folder / SavedState::file_name;
    const auto view = provider_folder / ViewState::file_name;
    archive.keep({state, view}, time);
    const auto text = files.read(state);
    if (!state_in(text) || needs_view(text, position) || has_seqno_of_a_pause(text, files.read(view).has_value())) {
        write_state(files, state, state_text(position.history(), false));
    }
    files.replace(view, agreed.to_text(), 0660);
}

void put_back_view(Files& files, const std::filesystem::path& provider_folder, const ViewState& replaced) {
    files.replace(provider_folder / ViewState::file_name, replaced.to_text(), 0660);
}

void give_up_history(Files& files, const std::filesystem::path& provider_folder,
                     const std::filesystem::path& write_set_cache, const Archive& archive, const std::string& time) {
    const auto state = provider_folder / SavedState::file_name;
    const auto view = provider_folder / ViewState::file_name;
    archive.keep({state, view}, time);
    files.remove(write_set_cache); // first: a nil history would not tell the next start that it has to go
    write_state(files, state, state_text(Uuid(), false));
    files.remove(view);
}

void take_away_view(Files& files, const std::filesystem::path& provider_folder, const std::optional<Position>& position,
                    const Archive& archive, const std::string& time) {
    archive.keep({provider_folder / SavedState::file_name, provider_folder / ViewState::file_name}, time);
    remove_view(files, provider_folder, position);
}

bool make_fit_to_join(Files& files, const std::filesystem::path& provider_folder,
                      const std::optional<Position>& position, const WholeCluster& cluster, const Archive& archive,
                      const std::string& time) {
    const auto state = provider_folder / SavedState::file_name;
    const auto view = provider_folder / ViewState::file_name;
    const auto text = files.read(state);
    const auto view_text = files.read(view);
    const bool state_is_unfit = promises_data(text, position);
    const bool was_paused = has_seqno_of_a_pause(text, view_text.has_value());
    const bool view_is_unfit = view_text && !is_of(view_in(view_text), cluster);
    if (!state_is_unfit && !was_paused && !view_is_unfit) {
        return false;
    }
    archive.keep({state, view}, time);
    if (state_is_unfit) {
        write_state(files, state, state_text(Uuid(), false));
    } else if (was_paused) {
        write_state(files, state, state_text(SavedState::parse(*text).history, false));
    }
    if (view_is_unfit) {
        remove_view(files, provider_folder, position);
    }
    return true;
}

} // namespace galera_initiator
