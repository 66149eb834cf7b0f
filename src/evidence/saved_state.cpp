#include "evidence/saved_state.hpp"

#include "common/error.hpp"
#include "evidence/state_file_reader.hpp"

namespace galera_initiator {

namespace {

template <typename Value>
void set_once(std::optional<Value>& field, Value value, std::string_view key) {
    if (field) {
        throw ParseError(std::string(SavedState::file_name) + " names " + std::string(key) + " twice");
    }
    field = std::move(value);
}

bool parse_flag(std::string_view value) {
    if (value != "0" && value != "1") {
        throw ParseError(std::string(SavedState::file_name) + ": safe_to_bootstrap is neither 0 nor 1");
    }
    return value == "1";
}

std::size_t value_offset(const std::string& text, std::string_view key) {
    const std::string line_start = std::string(key) + ":";
    std::size_t offset = text.starts_with(line_start) ? 0 : text.find("\n" + line_start);
    if (offset == std::string::npos) {
        throw ParseError(std::string(SavedState::file_name) + " has no " + std::string(key));
    }
    offset = text.find(':', offset) + 1;
    offset = text.find_first_not_of(" \t", offset);
    if (offset == std::string::npos) {
        throw ParseError(std::string(SavedState::file_name) + " is torn: it has no value for " + std::string(key));
    }
    return offset;
}

} // namespace

SavedState SavedState::parse(std::string_view text) {
    std::optional<Uuid> history;
    std::optional<std::optional<Seqno>> seqno;
    std::optional<bool> safe_to_bootstrap;
    read_state_lines(text, SavedState::file_name, [&](std::string_view key, std::string_view value) {
        if (key == "uuid") {
            set_once(history, Uuid::parse(value), key);
        } else if (key == "seqno") {
            set_once(seqno, Seqno::parse(value), key);
        } else if (key == "safe_to_bootstrap") {
            set_once(safe_to_bootstrap, parse_flag(value), key);
        }
    });
    if (!history || !seqno) {
        throw ParseError(std::string(SavedState::file_name) + " is torn: it has no whole uuid and seqno");
    }
    return {*history, *seqno, safe_to_bootstrap.value_or(false)};
}

std::string made_safe_to_bootstrap(std::string_view text, const Uuid& history) {
    SavedState::parse(text);
    std::string edited(text);
    edited.at(value_offset(edited, "safe_to_bootstrap")) = '1';
    const std::string uuid = history.to_string();
    edited.replace(value_offset(edited, "uuid"), uuid.size(), uuid);
    const SavedState result = SavedState::parse(edited);
    if (!result.safe_to_bootstrap || result.history != history || edited.size() != text.size()) {
        throw ParseError(std::string(SavedState::file_name) + " has a form that cannot be edited in place");
    }
    return edited;
}

} // namespace galera_initiator
