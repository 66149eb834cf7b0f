#pragma once

#include "common/position.hpp"
#include "common/uuid.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// The content of grastate.dat, the provider's record of its position.
/// Source: galera, galera/src/saved_state.cpp.
struct SavedState {
    static constexpr std::string_view file_name = "grastate.dat";

    Uuid history;               ///< nil: none, or a state that must not be trusted
    std::optional<Seqno> seqno; ///< none while the server runs and after a crash
    bool safe_to_bootstrap = false;

    /// Stricter than the provider, which takes what is missing for "nil, -1, safe to bootstrap".
    /// A file without safe_to_bootstrap (before Galera 25.3.19) counts as not safe.
    /// @throws ParseError if uuid or seqno is missing, given twice or malformed (a torn or empty file)
    static SavedState parse(std::string_view text);
};

/// The same text with the flag set to 1 and the history set, at unchanged length, so that it can be
/// written in place and the file keeps its owner.
/// @throws ParseError if text is no whole state with a flag
std::string made_safe_to_bootstrap(std::string_view text, const Uuid& history);

} // namespace galera_initiator
