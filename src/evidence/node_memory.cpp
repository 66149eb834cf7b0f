#include "evidence/node_memory.hpp"

#include "common/error.hpp"
#include "evidence/override.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace galera_initiator {

namespace {

using UnfinishedStart = NodeMemory::UnfinishedStart;

constexpr std::array<std::pair<UnfinishedStart, std::string_view>, 5> start_words{
    {{UnfinishedStart::none, "none"},
     {UnfinishedStart::bootstrap, "bootstrap"},
     {UnfinishedStart::bootstrap_alone, "bootstrap_alone"},
     {UnfinishedStart::join, "join"},
     {UnfinishedStart::join_to_fill, "join_to_fill"}}};

/// Hands on the "key: value" lines. Not with inih, as the provider's files are read: its lines are too short for a
/// host's name, and it takes the rest of a longer one for the next line.
template <typename Entry>
void read_lines(std::string_view text, Entry entry) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        if (line.size() == text.size()) {
            throw ParseError("it is not whole");
        }
        text.remove_prefix(line.size() + 1);
        const std::size_t colon = line.find(": ");
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        if (colon == std::string_view::npos) {
            throw ParseError("'" + std::string(line) + "' is no line of it");
        }
        entry(line.substr(0, colon), line.substr(colon + 2));
    }
}

Timeline parse_one_timeline(std::string_view text) {
    const Lineage one = Lineage::parse(text);
    if (!one.is_whole() || one.later().size() != 1) {
        throw ParseError("'" + std::string(text) + "' is not one timeline");
    }
    return one.later().front();
}

UnfinishedStart parse_start(std::string_view word) {
    const auto* found =
        std::find_if(start_words.begin(), start_words.end(), [&](const auto& entry) { return entry.second == word; });
    if (found == start_words.end()) {
        throw ParseError("unfinished_start is '" + std::string(word) + "', which this version does not know");
    }
    return found->first;
}

Position parse_position(std::string_view text) {
    const std::size_t colon = text.find(':');
    const auto seqno = colon == std::string_view::npos ? std::nullopt : Seqno::parse(text.substr(colon + 1));
    if (!seqno) {
        throw ParseError("'" + std::string(text) + "' is no position");
    }
    return {Uuid::parse(text.substr(0, colon)), *seqno};
}

NodeMemory::Choice parse_choice(std::string_view text) {
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) {
        throw ParseError("choice names no owner");
    }
    const std::string_view owner = text.substr(blank + 1);
    const std::size_t end_of_owner = std::min(owner.find(' '), owner.size());
    const std::string_view print = owner.substr(std::min(end_of_owner + 1, owner.size()));
    if (!print.empty() && !is_print(print)) {
        throw ParseError("choice names no evidence of its owner");
    }
    return {Uuid::parse(text.substr(0, blank)), NodeAddress::parse(owner.substr(0, end_of_owner)), std::string(print)};
}

} // namespace

void NodeMemory::add_identity(const Uuid& identity) {
    const auto is_same = [&](const Uuid& known) { return known.same_member(identity); };
    identities.erase(std::remove_if(identities.begin(), identities.end(), is_same), identities.end());
    identities.insert(identities.begin(), identity);
    identities.resize(std::min(identities.size(), most_identities));
}

std::string NodeMemory::to_text() const {
    std::string text = "# What this node must not forget. Written by galera_init; do not edit.\nversion: 1\n";
    const auto add = [&](std::string_view key, std::string_view value) {
        text += std::string(key) + ": " + std::string(value) + "\n";
    };
    if (history) {
        add("history", history->to_string());
    }
    for (const Uuid& identity : identities) {
        add("identity", identity.to_string());
    }
    for (const Uuid& member : left_members) {
        add("left_member", member.to_string());
    }
    add("unfinished_start", std::find_if(start_words.begin(), start_words.end(), [&](const auto& entry) {
                                return entry.first == unfinished_start;
                            })->second);
    if (joined_node) {
        add("joined_node", joined_node->to_string());
    }
    if (joined_member) {
        add("joined_member", joined_member->to_string());
    }
    if (lineage_history) {
        add("lineage_history", lineage_history->to_string());
    }
    for (const Timeline& timeline : lineage.later()) {
        add("timeline", Lineage({timeline}).to_string());
    }
    if (!lineage.is_whole()) {
        add("timelines", "older ones are not known");
    }
    if (last_position) {
        add("last_position", last_position->to_string());
    }
    if (has_run_since) {
        add("has_run_since", "1");
    }
    if (choice) {
        add("choice", choice->claim.to_string() + " " + choice->owner.to_string() +
                          (choice->owner_evidence.empty() ? "" : " ") + choice->owner_evidence);
    }
    if (recovered_position) {
        add("recovered_position", recovered_position->to_string());
    }
    if (!recovered_from.empty()) {
        add("recovered_from", recovered_from);
    }
    if (!joined_from.empty()) {
        add("joined_from", joined_from);
    }
    return text + "end: 1\n";
}

NodeMemory NodeMemory::parse(std::string_view text) {
    NodeMemory memory;
    bool has_version = false;
    bool has_end = false;
    std::vector<Timeline> timelines;
    bool lineage_is_whole = true;
    read_lines(text, [&](std::string_view key, std::string_view value) {
        if (key == "version" && value == "1") {
            has_version = true;
        } else if (key == "history") {
            memory.history = Uuid::parse(value);
        } else if (key == "identity") {
            memory.identities.push_back(Uuid::parse(value));
        } else if (key == "left_member") {
            memory.left_members.push_back(Uuid::parse(value));
        } else if (key == "unfinished_start") {
            memory.unfinished_start = parse_start(value);
        } else if (key == "joined_node") {
            memory.joined_node = NodeAddress::parse(value);
        } else if (key == "joined_member") {
            memory.joined_member = Uuid::parse(value);
        } else if (key == "lineage_history") {
            memory.lineage_history = Uuid::parse(value);
        } else if (key == "timeline") {
            timelines.push_back(parse_one_timeline(value));
        } else if (key == "timelines") {
            lineage_is_whole = false;
        } else if (key == "last_position") {
            memory.last_position = parse_position(value);
        } else if (key == "has_run_since" && value == "1") {
            memory.has_run_since = true;
        } else if (key == "choice") {
            memory.choice = parse_choice(value);
        } else if (key == "recovered_position") {
            memory.recovered_position = parse_position(value);
        } else if (key == "recovered_from") {
            memory.recovered_from = value;
        } else if (key == "joined_from") {
            memory.joined_from = value;
        } else if (key == "end") {
            has_end = true;
        } else {
            throw ParseError("'" + std::string(key) + ": " + std::string(value) + "' is not known to this version");
        }
    });
    if (!has_version || !has_end) {
        throw ParseError("it is not whole");
    }
    memory.lineage = Lineage(std::move(timelines), lineage_is_whole);
    return memory;
}

NodeMemoryFile::NodeMemoryFile(Files& files, const std::filesystem::path& folder)
    : files_(files), path_(folder / "memory") {}

NodeMemory NodeMemoryFile::load() const {
    const auto text = files_.read(path_);
    if (!text) {
        return {};
    }
    try {
        return NodeMemory::parse(*text);
    } catch (const ParseError& error) {
        throw ParseError(path_.string() + " cannot be believed: " + error.what() +
                         ". It is only ever replaced whole, so the disk may be damaged. Once you know which node holds "
                         "the furthest position, move this file away");
    }
}

void NodeMemoryFile::save(const NodeMemory& memory) const {
    files_.replace(path_, memory.to_text(), 0644);
}

} // namespace galera_initiator
