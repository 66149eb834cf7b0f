#pragma once

#include "common/uuid.hpp"
#include "target.hpp"

#include <istream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

// How the provider itself reads its state files, said again in few words, as the measure of this project's readers:
// what they accept has to mean the same to the server. Source: galera, galera/src/saved_state.cpp (SavedState()) and
// gcomm/src/view.cpp (ViewState::read_stream(), View::read_stream()).

namespace galera_initiator::fuzz {

inline Uuid uuid_from(std::istringstream& words) {
    std::string word;
    words >> word;
    return Uuid::parse(word);
}

struct ProvidersState {
    Uuid history;
    std::string seqno = "-1"; ///< the word as it stands
    bool safe_to_bootstrap = true;
};

inline ProvidersState providers_state(std::string_view text) {
    ProvidersState state;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line), lines.good();) {
        std::istringstream words(line);
        std::string key;
        words >> key;
        if (key == "uuid:") {
            state.history = uuid_from(words);
        } else if (key == "seqno:") {
            words >> state.seqno;
        } else if (key == "safe_to_bootstrap:") {
            words >> state.safe_to_bootstrap;
        }
    }
    return state;
}

struct ProvidersView {
    Uuid own;
    std::vector<Uuid> members;
};

inline ProvidersView providers_view(std::string_view text) {
    ProvidersView view;
    std::istringstream lines{std::string(text)};
    bool is_inside = false;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string key;
        words >> key;
        if (!is_inside && key == "my_uuid:") {
            view.own = uuid_from(words);
        } else if (!is_inside && key == "#vwbeg") {
            is_inside = true;
        } else if (is_inside && key == "#vwend") {
            is_inside = false;
        } else if (is_inside && key == "member:") {
            view.members.push_back(uuid_from(words));
        }
    }
    return view;
}

} // namespace galera_initiator::fuzz
