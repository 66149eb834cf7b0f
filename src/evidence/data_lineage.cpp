#include "evidence/data_lineage.hpp"

#include "common/error.hpp"
#include "evidence/key_lines.hpp"
#include "evidence/saved_state.hpp"

namespace galera_initiator {

namespace {

constexpr std::string_view version_line = "version: 1\n";
constexpr std::string_view end_line = "end: 1\n";

DataLineage parse_whole(std::string_view text) {
    DataLineage parsed;
    bool has_version = false;
    bool has_end = false;
    read_key_lines(text, [&](std::string_view key, std::string_view value) {
        if (key == "member") {
            parsed.member = Uuid::parse(value);
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
    if (!has_version || !has_end) {
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
    const auto before = files.read(path);
    if (!lineage) {
        files.remove(path);
    } else if (const std::string text = lineage->to_text(); before != text) {
        files.replace(path, text, 0640);
    }
}

std::string DataLineage::to_text() const {
    std::string text = "# Through which bootstraps this data came to be. Written by galera_init; do not edit.\n";
    text += version_line;
    if (member) {
        text += "member: " + member->to_string() + "\n";
    }
    if (history) {
        text += "history: " + history->to_string() + "\n";
    }
    if (lineage != Lineage()) {
        text += "timelines: " + lineage.to_string() + "\n";
    }
    return text.append(end_line);
}

} // namespace galera_initiator
