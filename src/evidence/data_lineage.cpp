#include "evidence/data_lineage.hpp"

#include "common/error.hpp"
#include "evidence/key_lines.hpp"
#include "evidence/saved_state.hpp"

namespace galera_initiator {

namespace {

DataLineage parse_whole(std::string_view text) {
    DataLineage parsed;
    bool has_version = false;
    bool has_end = false;
    read_key_lines(text, [&](std::string_view key, std::string_view value) {
        if (key == "id") {
            parsed.id = Uuid::parse(value);
        } else if (key == "history") {
            parsed.history = Uuid::parse(value);
        } else if (key == "timelines") {
            parsed.lineage = Lineage::parse(value);
        } else if (key == "version" && value == "1") {
            has_version = true;
        } else if (key == "end") {
            has_end = true;
        } else {
            throw ParseError("'" + std::string(key) + "' is not known to this version");
        }
    });
    if (!has_version || !has_end || !parsed.id || !parsed.history) {
        throw ParseError("it is not whole");
    }
    return parsed;
}

} // namespace

DataLineage DataLineage::parse(std::string_view text) {
    try {
        return parse_whole(text);
    } catch (const ParseError&) {
        return {std::nullopt, std::nullopt, Lineage({}, false)};
    }
}

FolderSigns signs_of(const Files& files, const std::filesystem::path& data_folder,
                     const std::filesystem::path& provider_folder) {
    const auto text = files.read(data_folder / DataLineage::file_name);
    return {files.print_of_file(provider_folder / SavedState::file_name),
            text ? std::optional(DataLineage::parse(*text)) : std::nullopt};
}

void put_beside_data(Files& files, const std::filesystem::path& data_folder,
                     const std::optional<DataLineage>& lineage) {
    const auto path = data_folder / DataLineage::file_name;
    if (lineage) {
        files.replace(path, lineage->to_text(), 0640);
    } else {
        files.remove(path);
    }
}

std::string DataLineage::to_text() const {
    std::string text = "# Through which bootstraps this data came to be. Written by galera_init; do not edit.\n";
    text += "version: 1\n";
    if (id) {
        text += "id: " + id->to_string() + "\n";
    }
    if (history) {
        text += "history: " + history->to_string() + "\n";
    }
    if (lineage != Lineage()) {
        text += "timelines: " + lineage.to_string() + "\n";
    }
    return text + "end: 1\n";
}

} // namespace galera_initiator
