#include "evidence/state_file_changes.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/files.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/view_state.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

void overwrite_in_place(const std::filesystem::path& path, const std::string& content) {
    const FileDescriptor descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!descriptor) {
        throw SystemError("cannot open " + path.string() + " for writing", errno);
    }
    const ssize_t written = ::pwrite(descriptor.get(), content.data(), content.size(), 0);
    if (written != static_cast<ssize_t>(content.size())) {
        throw SystemError("cannot write " + path.string(), written < 0 ? errno : EIO);
    }
    if (::fsync(descriptor.get()) != 0) {
        throw SystemError("cannot flush " + path.string(), errno);
    }
}

std::string state_text(const Uuid& history, bool is_safe_to_bootstrap) {
    // No seqno: the server's unit passes the recovered position, which counts only beside -1.
    return "# GALERA saved state\nversion: 2.1\nuuid:    " + history.to_string() +
           "\nseqno:   -1\nsafe_to_bootstrap: " + (is_safe_to_bootstrap ? "1" : "0") + "\n";
}

/// The provider was paused when it crashed: its seqno is older than the data, and the recovered one would count for
/// nothing beside it.
bool has_seqno_of_a_pause(const std::optional<std::string>& text, const std::filesystem::path& view,
                          const std::optional<Position>& position) {
    try {
        const auto seqno = text ? SavedState::parse(*text).seqno : std::nullopt;
        return seqno && (std::filesystem::exists(view) || (position && position->seqno() != *seqno));
    } catch (const ParseError&) {
        return false;
    }
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

std::optional<ViewState> view_in(const std::string& text) {
    try {
        return ViewState::parse(text);
    } catch (const ParseError&) {
        return std::nullopt;
    }
}

bool is_torn_view(const std::filesystem::path& path) {
    const auto text = read_file(path);
    return text && !view_in(*text);
}

bool is_lone_view(const std::filesystem::path& path) {
    const auto text = read_file(path);
    const auto view = text ? view_in(*text) : std::nullopt;
    return view && view->has_one_member();
}

bool has_seqno_of_no_history(const std::filesystem::path& path) {
    const auto text = read_file(path);
    if (!text) {
        return false;
    }
    try {
        const SavedState state = SavedState::parse(*text);
        return state.history.is_nil() && state.seqno;
    } catch (const ParseError&) {
        return false; // the provider takes a torn file for an empty one
    }
}

} // namespace

void make_safe_to_bootstrap(const std::filesystem::path& provider_folder, const std::optional<Position>& position,
                            const EvidenceArchive& archive, const std::string& time) {
    if (!position) {
        return;
    }
    const auto path = provider_folder / SavedState::file_name;
    const auto text = read_file(path);
    const auto view = provider_folder / ViewState::file_name;
    archive.keep({path, view}, time);
    const auto changed = has_seqno_of_a_pause(text, view, position) ? std::nullopt : edited(text, position->history());
    if (!changed) {
        write_file_atomically(path, state_text(position->history(), true), 0660);
    } else if (*changed != *text) {
        overwrite_in_place(path, *changed);
    }
    // Last: with a zero UUID in grastate.dat, a view file shows that DDL ran and no inconsistency was found.
    if (is_torn_view(view)) {
        remove_file(view);
    }
}

void give_up_history(const std::filesystem::path& provider_folder, const EvidenceArchive& archive,
                     const std::string& time) {
    const auto path = provider_folder / SavedState::file_name;
    archive.keep({path, provider_folder / ViewState::file_name}, time);
    write_file_atomically(path, state_text(Uuid(), false), 0660);
    remove_file(provider_folder / ViewState::file_name);
}

bool make_fit_to_join(const std::filesystem::path& provider_folder, const std::optional<Position>& position,
                      const EvidenceArchive& archive, const std::string& time) {
    const auto state = provider_folder / SavedState::file_name;
    const auto view = provider_folder / ViewState::file_name;
    const bool state_is_unfit = has_seqno_of_no_history(state);
    const auto text = read_file(state);
    const bool was_paused = has_seqno_of_a_pause(text, view, position);
    const bool view_is_unfit = is_torn_view(view) || is_lone_view(view);
    if (!state_is_unfit && !was_paused && !view_is_unfit) {
        return false;
    }
    archive.keep({state, view}, time);
    if (state_is_unfit) {
        write_file_atomically(state, state_text(Uuid(), false), 0660);
    } else if (was_paused) {
        write_file_atomically(state, state_text(SavedState::parse(*text).history, false), 0660);
    }
    if (view_is_unfit) {
        remove_file(view);
    }
    return true;
}

} // namespace galera_initiator
