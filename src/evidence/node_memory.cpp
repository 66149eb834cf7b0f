#include "evidence/node_memory.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "common/words.hpp"
#include "evidence/key_lines.hpp"
#include "evidence/override.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace galera_initiator {

namespace {

using UnfinishedStart = NodeMemory::UnfinishedStart;

constexpr std::array<std::pair<UnfinishedStart, std::string_view>, 8> start_words{
    {{UnfinishedStart::none, "none"},
     {UnfinishedStart::bootstrap, "bootstrap"},
     {UnfinishedStart::bootstrap_alone, "bootstrap_alone"},
     {UnfinishedStart::join, "join"},
     {UnfinishedStart::join_to_fill, "join_to_fill"},
     {UnfinishedStart::finishing, "finishing"},
     {UnfinishedStart::restore, "restore"},
     {UnfinishedStart::restore_over_view, "restore_over_view"}}};

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
        throw OtherVersionError("unfinished_start is '" + std::string(word) + "', which this version does not know");
    }
    return found->first;
}

void forget(std::vector<Uuid>& members, const Uuid& member) {
    std::erase_if(members, [&](const Uuid& known) { return known.same_member(member); });
}

void put_first(std::vector<Uuid>& members, const Uuid& member, std::size_t most) {
    forget(members, member);
    members.insert(members.begin(), member);
    members.resize(std::min(members.size(), most));
}

/// Of a print of a file.
std::string mark_of(const std::string& print) {
    return print.substr(0, print.find(' '));
}

std::string time_of(const std::string& print) {
    const auto end = print.find(' ');
    return end == std::string::npos ? "" : print.substr(end + 1);
}

constexpr std::string_view no_member = "-";

NodeMemory::LastView parse_last_view(std::string_view text) {
    const Uuid member = Uuid::parse(next_word(text));
    return {member, parse_view_number(text)};
}

/// "<claim> <owner>", what is known of its evidence: " <print> <member>", and what it was about: " <member> <number>"
NodeMemory::Choice parse_choice(std::string_view text) {
    const Uuid claim = Uuid::parse(next_word(text));
    if (text.empty()) {
        throw ParseError("choice names no owner");
    }
    const NodeAddress owner = NodeAddress::parse(next_word(text));
    const std::string_view print = next_word(text);
    if (!print.empty() && !is_print(print)) {
        throw ParseError("choice names no evidence of its owner");
    }
    const std::string_view member = next_word(text);
    return {claim, owner, std::string(print),
            member.empty() || member == no_member ? std::nullopt : std::optional(Uuid::parse(member)),
            text.empty() ? std::nullopt : std::optional(parse_last_view(text))};
}

std::string to_text(const Uuid& uuid) {
    return uuid.to_string();
}

std::string to_text(const Position& position) {
    return position.to_string();
}

std::string to_text(const NodeAddress& node) {
    return node.to_string();
}

std::string to_text(const NodeMemory::LastView& view) {
    return view.member.to_string() + " " + std::to_string(view.number);
}

std::string to_text(const NodeMemory::Choice& choice) {
    std::string text = choice.claim.to_string() + " " + choice.owner.to_string();
    if (!choice.owner_evidence.empty()) {
        text += " " + choice.owner_evidence;
    }
    if (choice.owner_member || choice.view) {
        text += " " + (choice.owner_member ? to_text(*choice.owner_member) : std::string(no_member));
    }
    return text + (choice.view ? " " + to_text(*choice.view) : "");
}

void read_text(std::string_view text, std::optional<NodeMemory::LastView>& view) {
    view = parse_last_view(text);
}

void read_text(std::string_view text, std::optional<Uuid>& uuid) {
    uuid = Uuid::parse(text);
}

void read_text(std::string_view text, std::optional<Position>& position) {
    position = Position::parse(text);
}

void read_text(std::string_view text, std::optional<NodeAddress>& node) {
    node = NodeAddress::parse(text);
}

void read_text(std::string_view text, std::optional<NodeMemory::Choice>& choice) {
    choice = parse_choice(text);
}

/// A memory while it is read: its timelines make a lineage when all of them are there.
struct Draft {
    NodeMemory memory;
    std::vector<Timeline> timelines;
    bool lineage_is_whole = true;
};

using Texts = std::vector<std::string>;

/// What stands under one key, on a line for each text.
struct Entry {
    std::string_view key;
    Texts (*written)(const NodeMemory& memory);
    void (*read)(std::string_view text, Draft& draft);
};

template <auto member>
constexpr Entry optional_entry(std::string_view key) {
    return {key,
            [](const NodeMemory& memory) {
                const auto& value = memory.*member;
                return value ? Texts{to_text(*value)} : Texts{};
            },
            [](std::string_view text, Draft& draft) { read_text(text, draft.memory.*member); }};
}

template <auto member>
constexpr Entry uuids_entry(std::string_view key) {
    return {key,
            [](const NodeMemory& memory) {
                Texts texts;
                for (const Uuid& uuid : memory.*member) {
                    texts.push_back(uuid.to_string());
                }
                return texts;
            },
            [](std::string_view text, Draft& draft) { (draft.memory.*member).push_back(Uuid::parse(text)); }};
}

template <auto member>
constexpr Entry text_entry(std::string_view key) {
    return {key, [](const NodeMemory& memory) { return (memory.*member).empty() ? Texts{} : Texts{memory.*member}; },
            [](std::string_view text, Draft& draft) { draft.memory.*member = text; }};
}

Texts written_start(const NodeMemory& memory) {
    const auto* found = std::find_if(start_words.begin(), start_words.end(),
                                     [&](const auto& entry) { return entry.first == memory.unfinished_start; });
    return {std::string(found->second)};
}

void read_start(std::string_view text, Draft& draft) {
    draft.memory.unfinished_start = parse_start(text);
}

Texts written_timelines(const NodeMemory& memory) {
    Texts texts;
    for (const Timeline& timeline : memory.lineage.later()) {
        texts.push_back(Lineage({timeline}).to_string());
    }
    return texts;
}

void read_timeline(std::string_view text, Draft& draft) {
    draft.timelines.push_back(parse_one_timeline(text));
}

Texts written_gap(const NodeMemory& memory) {
    return memory.lineage.is_whole() ? Texts{} : Texts{"older ones are not known"};
}

void read_gap(std::string_view /*text*/, Draft& draft) {
    draft.lineage_is_whole = false;
}

template <auto member>
constexpr Entry flag_entry(std::string_view key) {
    return {key, [](const NodeMemory& memory) { return memory.*member ? Texts{"1"} : Texts{}; },
            [](std::string_view text, Draft& draft) {
                if (text != "1") {
                    throw OtherVersionError("a flag is '" + std::string(text) + "', which this version does not know");
                }
                draft.memory.*member = true;
            }};
}

/// For what older versions wrote and no decision needs any more.
Texts written_never(const NodeMemory& /*memory*/) {
    return {};
}

void read_past(std::string_view /*text*/, Draft& /*draft*/) {}

// A memory, in the order in which it is written.
//
// Its rule for upgrades is simpler than that of a record, for nobody else reads it. A version reads what each older one
// has written, and takes a key that is not there for "not known". What it does not know itself it does not skip: it
// would leave that out when it writes the memory anew, and this must not be forgotten.
constexpr std::array entries{
    optional_entry<&NodeMemory::history>("history"),
    uuids_entry<&NodeMemory::identities>("identity"),
    optional_entry<&NodeMemory::last_view>("last_view"),
    flag_entry<&NodeMemory::tells_when_synced>("tells_when_synced"),
    uuids_entry<&NodeMemory::left_members>("left_member"),
    flag_entry<&NodeMemory::may_have_left>("may_have_left"),
    uuids_entry<&NodeMemory::arbitrators>("arbitrator"),
    Entry{"unfinished_start", written_start, read_start},
    optional_entry<&NodeMemory::joined_node>("joined_node"),
    uuids_entry<&NodeMemory::joined_members>("joined_member"),
    optional_entry<&NodeMemory::lineage_history>("lineage_history"),
    Entry{"timeline", written_timelines, read_timeline},
    Entry{"timelines", written_gap, read_gap},
    optional_entry<&NodeMemory::forked_at>("forked_at"),
    optional_entry<&NodeMemory::last_position>("last_position"),
    flag_entry<&NodeMemory::has_run_since>("has_run_since"),
    Entry{"was_moved", written_never, read_past},
    Entry{"outlived_transfer", written_never, read_past},
    optional_entry<&NodeMemory::choice>("choice"),
    optional_entry<&NodeMemory::recovered_position>("recovered_position"),
    text_entry<&NodeMemory::recovered_from>("recovered_from"),
    text_entry<&NodeMemory::joined_from>("joined_from"),
    text_entry<&NodeMemory::data_folder>("data_folder"),
    text_entry<&NodeMemory::state_file>("state_file"),
    optional_entry<&NodeMemory::beside_data>("beside_data"),
    optional_entry<&NodeMemory::next_beside_data>("next_beside_data"),
};

constexpr std::string_view version_line = "version: 1\n";
constexpr std::string_view end_line = "end: 1\n";

} // namespace

bool is_after(const ViewState& view, const NodeMemory::LastView& other) {
    return !other.member.same_member(view.own) || view.number > other.number;
}

void NodeMemory::add_identity(const Uuid& identity) {
    put_first(identities, identity, most_identities);
}

void NodeMemory::add_view(const ViewState& view) {
    add_identity(view.own);
    last_view = {view.own, view.number};
}

bool NodeMemory::is_before_last_view(const ViewState& view) const {
    if (last_view && last_view->member.same_member(view.own)) {
        return view.number < last_view->number;
    }
    return !identities.empty() && !identities.front().same_member(view.own) && names_member(identities, view.own);
}

bool NodeMemory::is_after_last_view(const ViewState& view) const {
    if (!last_view) { // none yet, or an older version has written this
        return !are_same_members(view.members, left_members);
    }
    return is_after(view, *last_view);
}

bool NodeMemory::knows_state_file(const FolderSigns& signs) const {
    const std::string& print = signs.state_file;
    const std::string known_time = time_of(state_file);
    // Only a state transfer takes it away.
    const bool has_gone = beside_data && !signs.lineage && !is_join(unfinished_start);
    return !state_file.empty() && !print.empty() && may_be_that_state_file(signs) &&
           (known_time.empty() || known_time == time_of(print)) && !is_put_there(signs) && !has_gone;
}

bool NodeMemory::is_put_there(const FolderSigns& signs) const {
    const auto& beside = signs.lineage;
    return beside && (!beside->id || (beside->id != beside_data && beside->id != next_beside_data));
}

void NodeMemory::let_write_beside_data(const Uuid& id, const FolderSigns& there) {
    // Not always the last one that this memory has let be written: that may not have come to be there.
    beside_data = there.lineage && !is_put_there(there) ? there.lineage->id : std::nullopt;
    next_beside_data = id;
}

void NodeMemory::know_beside_data() {
    beside_data = next_beside_data;
    next_beside_data.reset();
}

void NodeMemory::let_write_state_file(const std::string& print) {
    state_file = mark_of(print);
}

void NodeMemory::see_state_file(const std::string& print) {
    if (may_be_that_state_file({print, std::nullopt})) {
        let_write_state_file(print);
    } else {
        disown_state_file();
    }
}

void NodeMemory::disown_state_file() {
    state_file = anothers_file;
}

bool NodeMemory::may_be_that_state_file(const FolderSigns& signs) const {
    return state_file.empty() || are_marks_of_one(mark_of(state_file), mark_of(signs.state_file));
}

bool NodeMemory::may_be_own(const ViewState& view, const FolderSigns& signs) const {
    const bool may_be_new = !has_been_seen_up(unfinished_start) && knows_state_file(signs);
    const bool is_taken_over = beside_data && state_file.empty(); // and no start has made it this node's since
    return may_be_new || (names_member(identities, view.own) && !is_put_there(signs) && !is_taken_over);
}

bool NodeMemory::may_have_merged_into(const ViewState& view) const {
    return tells_when_synced && has_been_seen_up(unfinished_start) && last_view &&
           last_view->member.same_member(view.own) && view.number > last_view->number &&
           view.number - last_view->number > 1;
}

std::optional<ViewState> NodeMemory::replaced_view() const {
    return unfinished_start == UnfinishedStart::restore_over_view && last_view &&
                   names_member(left_members, last_view->member)
               ? std::optional(
                     ViewState{.own = last_view->member, .members = left_members, .number = last_view->number})
               : std::nullopt;
}

void NodeMemory::add_arbitrator(const Uuid& member) {
    put_first(arbitrators, member, most_arbitrators);
}

void NodeMemory::add_joined(const Uuid& member) {
    forget(joined_members, member);
    joined_members.push_back(member);
}

std::optional<Uuid> NodeMemory::joined_last() const {
    return joined_members.empty() ? std::nullopt : std::optional(joined_members.back());
}

std::string NodeMemory::to_text() const {
    std::string text = "# What this node must not forget. Written by galera_init; do not edit.\n";
    text += version_line;
    for (const Entry& entry : entries) {
        for (const std::string& value : entry.written(*this)) {
            text.append(entry.key).append(": ").append(value).append("\n");
        }
    }
    return text.append(end_line);
}

NodeMemory NodeMemory::parse(std::string_view text) {
    Draft draft;
    bool has_version = false;
    bool has_end = false;
    read_key_lines(text, [&](std::string_view key, std::string_view value) {
        const auto* entry =
            std::find_if(entries.begin(), entries.end(), [&](const Entry& one) { return one.key == key; });
        if (entry != entries.end()) {
            entry->read(value, draft);
        } else if (key == "version" && value == "1") {
            has_version = true;
        } else if (key == "end") {
            has_end = true;
        } else {
            throw OtherVersionError("'" + std::string(key) + ": " + std::string(value) +
                                    "' is not known to this version");
        }
    });
    if (!has_version || !has_end) {
        throw ParseError("it is not whole");
    }
    draft.memory.lineage = Lineage(std::move(draft.timelines), draft.lineage_is_whole);
    return std::move(draft.memory);
}

bool has_been_seen_up(NodeMemory::UnfinishedStart start) {
    return start == UnfinishedStart::none || start == UnfinishedStart::finishing;
}

bool is_bootstrap(NodeMemory::UnfinishedStart start) {
    return start == UnfinishedStart::bootstrap || start == UnfinishedStart::bootstrap_alone;
}

bool knows_its_lineage(NodeMemory::UnfinishedStart start) {
    return is_bootstrap(start) || is_restore(start);
}

bool is_restore(NodeMemory::UnfinishedStart start) {
    return start == UnfinishedStart::restore || start == UnfinishedStart::restore_over_view;
}

bool is_join(NodeMemory::UnfinishedStart start) {
    return is_join_with_data(start) || start == UnfinishedStart::join_to_fill;
}

bool is_join_with_data(NodeMemory::UnfinishedStart start) {
    return start == UnfinishedStart::join || is_restore(start);
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
    } catch (const OtherVersionError& error) {
        throw ParseError(
            path_.string() +
            " was written by a newer version of Galera Initiator, or the disk is damaged: " + error.what() +
            ". Install the newest version again that this node has had: an older one would forget what "
            "this node must not forget. If it has had no newer one, move this file away once you know "
            "which node holds the furthest position");
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
