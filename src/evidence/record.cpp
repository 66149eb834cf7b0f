#include "evidence/record.hpp"

#include "common/error.hpp"
#include "common/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace galera_initiator {

namespace {

constexpr std::string_view magic = "galera-initiator";
constexpr std::string_view last_word = "end";
constexpr std::string_view time_key = "told";

/// For what a record ends with. Kept free also where it is not used: what is told must not depend on when.
constexpr std::size_t room_at_end = (1 + time_key.size() + 1 + TellingTime::longest) + (1 + last_word.size());
constexpr std::size_t room_before_end = Record::longest - room_at_end;

template <typename Value, std::size_t count>
using Words = std::array<std::pair<Value, std::string_view>, count>;

constexpr Words<NodeStatus, 8> status_words{{{NodeStatus::stopped, "stopped"},
                                             {NodeStatus::recovering, "recovering"},
                                             {NodeStatus::initiating, "initiating"},
                                             {NodeStatus::joining, "joining"},
                                             {NodeStatus::bootstrapping, "bootstrapping"},
                                             {NodeStatus::running, "running"},
                                             {NodeStatus::non_primary, "non-primary"},
                                             {NodeStatus::stopping, "stopping"}}};

constexpr Words<Membership, 5> membership_words{{{Membership::never, "never"},
                                                 {Membership::view, "view"},
                                                 {Membership::alone, "alone"},
                                                 {Membership::left, "left"},
                                                 {Membership::unknown, "unknown"}}};

constexpr Words<DataState, 6> data_words{{{DataState::fresh, "fresh"},
                                          {DataState::standalone, "standalone"},
                                          {DataState::intact, "intact"},
                                          {DataState::damaged, "damaged"},
                                          {DataState::unreadable, "unreadable"},
                                          {DataState::unseen, "unseen"}}};

template <typename Value, std::size_t count>
std::string_view word_of(const Words<Value, count>& words, Value value) {
    return std::find_if(words.begin(), words.end(), [&](const auto& entry) { return entry.first == value; })->second;
}

template <typename Value, std::size_t count>
Value value_of(const Words<Value, count>& words, std::string_view word, std::string_view key) {
    const auto* found =
        std::find_if(words.begin(), words.end(), [&](const auto& entry) { return entry.second == word; });
    if (found == words.end()) {
        throw ParseError("the record's " + std::string(key) + " is '" + std::string(word.substr(0, 40)) +
                         "', which this version does not know");
    }
    return found->first;
}

constexpr std::array<bool, 256> characters_that_stand_for_themselves() {
    std::array<bool, 256> stand{};
    for (const char character :
         std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:,@")) {
        stand.at(static_cast<unsigned char>(character)) = true;
    }
    return stand;
}

bool stands_for_itself(char character) {
    static constexpr auto stand = characters_that_stand_for_themselves();
    return stand.at(static_cast<unsigned char>(character));
}

/// Encodes the text from there to the line's end, which stands for itself as a rule.
void encode_end(std::string& line, std::size_t begin) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto first =
        std::find_if_not(line.begin() + static_cast<std::ptrdiff_t>(begin), line.end(), stands_for_itself);
    const std::string text(first, line.end());
    line.erase(first, line.end());
    for (const char character : text) {
        if (stands_for_itself(character)) {
            line += character;
        } else {
            const auto byte = static_cast<unsigned char>(character);
            line += {'%', digits[byte >> 4U], digits[byte & 0x0fU]};
        }
    }
}

std::string decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] != '%') {
            if (!stands_for_itself(text[index])) {
                throw ParseError("the record holds a character that belongs percent-encoded");
            }
            decoded += text[index];
            continue;
        }
        unsigned byte = 0;
        const std::string_view digits = text.substr(index + 1, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || error != std::errc{} || end != digits.data() + 2) {
            throw ParseError("the record holds a bad percent-encoding");
        }
        decoded += static_cast<char>(byte);
        index += 2;
    }
    return decoded;
}

// Each kind of value in both directions, in plain text. To tell one appends it to the line.
//
// @returns is there anything to tell?

bool tell(const std::string& text, std::string& line) {
    line += text;
    return !text.empty();
}

bool tell(NodeStatus status, std::string& line) {
    line += word_of(status_words, status);
    return true;
}

bool tell(Membership membership, std::string& line) {
    line += word_of(membership_words, membership);
    return true;
}

bool tell(DataState data, std::string& line) {
    line += word_of(data_words, data);
    return true;
}

template <typename Value>
bool tell(const std::optional<Value>& value, std::string& line) {
    if (value) {
        line += value->to_string();
    }
    return value.has_value();
}

constexpr std::string_view no_position = "databases";

bool tell(const std::optional<ShownInstead>& shown, std::string& line) {
    if (shown) {
        line += shown->position ? shown->position->to_string() : std::string(no_position);
    }
    return shown.has_value();
}

bool tell(const std::vector<Uuid>& uuids, std::string& line) {
    for (const Uuid& uuid : uuids) {
        line += &uuid == &uuids.front() ? "" : ",";
        line += uuid.to_string();
    }
    return !uuids.empty();
}

void read_value(std::string_view text, std::string& value) {
    value = text;
}

void read_value(std::string_view text, NodeStatus& status) {
    status = value_of(status_words, text, "status");
}

void read_value(std::string_view text, Membership& membership) {
    membership = value_of(membership_words, text, "membership");
}

void read_value(std::string_view text, DataState& data) {
    data = value_of(data_words, text, "data");
}

template <typename Value>
void read_value(std::string_view text, std::optional<Value>& value) {
    value = Value::parse(text);
}

void read_value(std::string_view text, std::optional<ShownInstead>& shown) {
    shown.emplace();
    if (text == no_position) {
        return;
    }
    const std::size_t colon = text.find(':');
    const auto seqno = colon == std::string_view::npos ? std::nullopt : Seqno::parse(text.substr(colon + 1));
    if (!seqno) {
        throw ParseError("the record tells what is shown, and that is no position");
    }
    shown->position.emplace(Uuid::parse(text.substr(0, colon)), *seqno);
}

void read_value(std::string_view text, std::vector<Uuid>& uuids) {
    while (!text.empty()) {
        const std::string_view one = text.substr(0, text.find(','));
        uuids.push_back(Uuid::parse(one));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
    }
}

enum class Presence {
    never,    ///< not told, and skipped if somebody tells it
    possible, ///< told where there is anything to tell
    certain,  ///< told though it be empty, and refused without it
};

/// What becomes of a field for which a big cluster leaves no room.
enum class Room {
    needed,    ///< the record cannot be told
    shrinks,   ///< fewer of its items are told: then less can be proven, and nothing wrong is believed
    gives_way, ///< for people only: less of it is told, or nothing
    kept_free, ///< there is room for it in each record, so that what is told does not depend on when
};

struct Field {
    std::string_view key;
    /// @param record  while it is read: all that stands before the field in the table
    Presence (*presence)(const Record& record);
    bool (*tell)(const Record& record, std::size_t most_items, std::string& line);
    void (*read)(std::string_view text, Record& record);
    Room room = Room::needed;
};

Presence certain(const Record& /*record*/) {
    return Presence::certain;
}

Presence possible(const Record& /*record*/) {
    return Presence::possible;
}

Presence certain_as_evidence(const Record& record) {
    return record.evidence ? Presence::certain : Presence::never;
}

Presence possible_as_evidence(const Record& record) {
    return record.evidence ? Presence::possible : Presence::never;
}

Presence possible_of_server(const Record& record) {
    return record.evidence ? Presence::never : Presence::possible;
}

Presence presence_of_agreed_view(const Record& record) {
    return record.status == NodeStatus::stopped ? Presence::never : Presence::possible;
}

Presence presence_of_position(const Record& record) {
    const auto& evidence = record.evidence;
    return !evidence                                 ? Presence::never
           : evidence->data == DataState::intact     ? Presence::certain
           : evidence->data == DataState::unreadable ? Presence::possible
                                                     : Presence::never;
}

Presence possible_of_unseen_data(const Record& record) {
    return record.evidence && record.evidence->data == DataState::unseen ? Presence::possible : Presence::never;
}

Presence presence_of_history(const Record& record) {
    return record.evidence ? presence_of_position(record) : Presence::possible;
}

Presence presence_of_timelines(const Record& record) {
    const auto& evidence = record.evidence;
    const bool has_history =
        evidence ? evidence->position || (evidence->shown && evidence->shown->position) : record.history.has_value();
    return has_history ? Presence::possible : Presence::never;
}

template <auto member>
constexpr Field field(std::string_view key, Presence (*presence)(const Record&), Room room = Room::needed) {
    return {key, presence,
            [](const Record& record, std::size_t /*most*/, std::string& line) { return tell(record.*member, line); },
            [](std::string_view text, Record& record) { read_value(text, record.*member); }, room};
}

template <auto member>
constexpr Field evidence_field(std::string_view key, Presence (*presence)(const Record&)) {
    return {key, presence,
            [](const Record& record, std::size_t /*most*/, std::string& line) {
                return tell((*record.evidence).*member, line);
            },
            [](std::string_view text, Record& record) { read_value(text, (*record.evidence).*member); }};
}

void read_status(std::string_view text, Record& record) {
    read_value(text, record.status);
    if (record.status == NodeStatus::stopped || record.status == NodeStatus::initiating) {
        record.evidence.emplace();
    }
}

bool tell_history(const Record& record, std::size_t /*most*/, std::string& line) {
    if (!record.evidence) {
        return tell(record.history, line);
    }
    const auto& position = record.evidence->position;
    return tell(position ? std::optional(position->history()) : std::nullopt, line);
}

bool tell_seqno(const Record& record, std::size_t /*most*/, std::string& line) {
    const auto& position = record.evidence->position;
    return tell(position ? std::optional(position->seqno()) : std::nullopt, line);
}

void read_seqno(std::string_view text, Record& record) {
    const auto seqno = Seqno::parse(text);
    if (!seqno || !record.history) {
        throw ParseError(std::string("the record tells a position and gives no ") + (seqno ? "history" : "seqno"));
    }
    // Where there is evidence the history that was read is its position's.
    record.evidence->position.emplace(std::exchange(record.history, std::nullopt).value(), *seqno);
}

bool tell_timelines(const Record& record, std::size_t most, std::string& line) {
    if (record.evidence) {
        line += record.evidence->lineage.newest(most).to_string();
        return record.evidence->lineage != Lineage();
    }
    line += record.lineage ? record.lineage->newest(most).to_string() : "";
    return record.lineage.has_value();
}

void read_timelines(std::string_view text, Record& record) {
    (record.evidence ? record.evidence->lineage : record.lineage.emplace()) = Lineage::parse(text);
}

/// The moment and the name come first: a reason is of no use without them.
bool tell_hold(const Record& record, std::size_t most, std::string& line) {
    constexpr std::size_t bytes_of_item = Hold::longest_reason / Record::most_timelines;
    return tell(record.hold ? std::optional(record.hold->with_reason_of(most * bytes_of_item)) : std::nullopt, line);
}

bool tell_remark(const Record& record, std::size_t /*most*/, std::string& line) {
    constexpr std::size_t longest_remark = 160;
    return tell(record.evidence->remark.substr(0, longest_remark), line);
}

// A record, in the order in which it is written.
//
// Nodes are upgraded one at a time, so records of two versions meet: whoever reads one skips a key that it does not
// know, and takes one that is not there for "not told". The rule for a change:
//
// - A key is added, and the format version stays, if nobody who skips or misses it believes more than is true, or acts
//   where it would else wait. So it is for what only people read ("remark", "failed", "hold": who skips that sees a
//   node that is down, and waits for it as it would otherwise), and for what a reader misses as long as it is not told
//   ("told": a record without it is of no use; "arbitrators": who misses it waits for more nodes; "together": who
//   misses it sees a node that bootstraps, and waits).
// - The version is raised if the key takes back, narrows or binds what the others tell ("joined", "word"), if a key
//   goes or means something else, if there is a new status, membership or state of data (an older reader refuses the
//   record then, with a worse reason), and if a print is of other things than before: print_of_settings(),
//   print_of_node() and print_for_word() must come out alike on all nodes.
// - Of a record of another version nothing is believed but that its node lives: sight_of(). Nobody bootstraps or joins
//   by it, nobody gives the node up, and the wait says which versions met. For a cluster to come up in the midst of
//   such an upgrade, one release reads both versions and still writes the older, and the next one writes the newer. A
//   release reads what the one before it wrote anyway: the record that it finds below /run is that one's.
constexpr std::array fields{
    field<&Record::cluster_name>("cluster", certain),
    field<&Record::node_name>("node", certain),
    Field{"status", certain, field<&Record::status>("status", certain).tell, read_status},
    field<&Record::origin>("origin", certain),
    field<&Record::settings>("settings", possible),
    evidence_field<&Evidence::membership>("membership", certain_as_evidence),
    evidence_field<&Evidence::members>("members", possible_as_evidence),
    evidence_field<&Evidence::joined>("joined", possible_as_evidence),
    evidence_field<&Evidence::data>("data", certain_as_evidence),
    Field{"history", presence_of_history, tell_history, field<&Record::history>("history", possible).read},
    Field{"seqno", presence_of_position, tell_seqno, read_seqno},
    evidence_field<&Evidence::shown>("shown", possible_of_unseen_data),
    evidence_field<&Evidence::identities>("identities", possible_as_evidence),
    evidence_field<&Evidence::arbitrators>("arbitrators", possible_as_evidence),
    field<&Record::member>("member", possible_of_server),
    field<&Record::together>("together", presence_of_agreed_view),
    field<&Record::claim>("claim", possible),
    field<&Record::choice>("choice", possible),
    field<&Record::operator_word>("word", possible),
    Field{"timelines", presence_of_timelines, tell_timelines, read_timelines, Room::shrinks},
    Field{"hold", possible_as_evidence, tell_hold, field<&Record::hold>("hold", possible).read, Room::gives_way},
    field<&Record::failed_starts>("failed", possible, Room::gives_way),
    Field{"remark", possible_as_evidence, tell_remark, evidence_field<&Evidence::remark>("remark", certain).read,
          Room::gives_way},
    field<&Record::told_at>(time_key, possible, Room::kept_free),
};

void add_field(const Field& field, const Record& record, std::string& line) {
    const Presence presence = field.presence(record);
    if (presence == Presence::never) {
        return;
    }
    const std::size_t before = line.size();
    for (std::size_t most = Record::most_timelines;; --most) {
        line.append(" ").append(field.key).append("=");
        const std::size_t begin = line.size();
        const bool is_told = field.tell(record, most, line) || presence == Presence::certain;
        encode_end(line, begin);
        const bool may_be_less = field.room == Room::gives_way || (field.room == Room::shrinks && most > 0);
        if (is_told && (line.size() <= room_before_end || !may_be_less)) {
            return;
        }
        line.resize(before);
        if (!is_told || (field.room == Room::gives_way && most == 0)) {
            return;
        }
    }
}

/// The encoded values of a line, in the order of the table.
using Values = std::array<std::optional<std::string_view>, fields.size()>;

Values split(std::string_view line) {
    const std::size_t size = line.size();
    if (next_word(line) != magic) {
        throw ParseError("not a record of Galera Initiator");
    }
    const std::string_view version = next_word(line);
    if (version != std::to_string(Record::format_version)) {
        throw OtherVersionError("the record has format version '" + std::string(version.substr(0, 20)) +
                                "'; this program reads version " + std::to_string(Record::format_version) +
                                ": run the same version of Galera Initiator on all nodes");
    }
    // After the version: how long another one's may be is not known here.
    if (size > Record::longest) {
        throw ParseError("the record is longer than " + std::to_string(Record::longest) + " bytes");
    }
    Values values;
    std::vector<std::string_view> unknown_keys;
    while (!line.empty()) {
        const std::string_view word = next_word(line);
        if (word == last_word && line.empty()) {
            return values;
        }
        const std::size_t equals = word.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            throw ParseError("the record holds a word that is no key=value");
        }
        const std::string_view key = word.substr(0, equals);
        const std::string_view value = word.substr(equals + 1);
        const auto* found =
            std::find_if(fields.begin(), fields.end(), [&](const Field& one) { return one.key == key; });
        bool is_twice = false;
        if (found != fields.end()) {
            auto& place = values.at(static_cast<std::size_t>(found - fields.begin()));
            is_twice = place.has_value();
            place = value;
        } else {
            static_cast<void>(decode(value));
            is_twice = std::find(unknown_keys.begin(), unknown_keys.end(), key) != unknown_keys.end();
            unknown_keys.push_back(key);
        }
        if (is_twice) {
            throw ParseError("the record holds " + std::string(key) + " twice");
        }
    }
    throw ParseError("the record is cut: its last word is missing");
}

void refuse_contradictions(const Evidence& evidence) {
    const auto position = evidence.as_shown().position;
    if (position && evidence.lineage.held_at(position->seqno()) != evidence.lineage) {
        throw ParseError("the record's timelines begin after its position");
    }
    const bool names_members = !evidence.members.empty();
    const bool may_name_members = evidence.membership == Membership::view || evidence.membership == Membership::left;
    if ((evidence.membership == Membership::view && !names_members) || (names_members && !may_name_members)) {
        throw ParseError("the record's members contradict its membership");
    }
    if (!evidence.joined.empty() && !may_name_members) {
        throw ParseError("the record names whom the node set out to join, and shows no such start");
    }
    if ((evidence.membership == Membership::never) == evidence.has_history()) {
        // A node that was never in a component has no data of one, and the other way round; damage is the exception,
        // a first state transfer that failed.
        if (!(evidence.membership == Membership::never && evidence.data == DataState::damaged)) {
            throw ParseError("the record's data contradicts its membership");
        }
    }
}

} // namespace

std::string Record::to_line() const {
    std::string line = std::string(magic) + " " + std::to_string(format_version);
    line.reserve(longest);
    for (const Field& field : fields) {
        if (field.room == Room::kept_free && line.size() > room_before_end) {
            throw Error("the record is longer than " + std::to_string(longest) + " bytes");
        }
        add_field(field, *this, line);
    }
    return line.append(" ").append(last_word);
}

Record Record::parse(std::string_view line) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
        line.remove_suffix(1);
    }
    const Values values = split(line);
    Record record;
    for (std::size_t index = 0; index < fields.size(); ++index) {
        const Field& field = fields.at(index);
        const auto& value = values.at(index);
        // What is not to be there is looked at all the same, so that damage is seen.
        const std::string text = value ? decode(*value) : "";
        const Presence presence = field.presence(record);
        if (value && presence != Presence::never) {
            field.read(text, record);
        } else if (presence == Presence::certain) {
            throw ParseError("the record has no " + std::string(field.key));
        }
    }
    if (record.evidence) {
        if (record.history) {
            throw ParseError("the record tells a position and gives no seqno");
        }
        refuse_contradictions(*record.evidence);
    }
    // Who believes a record tells it in the journal, and there is room for the time in each that a node tells. What was
    // read is never longer when it is told again.
    if (line.size() > room_before_end) {
        try {
            static_cast<void>(record.to_line());
        } catch (const Error& error) {
            throw ParseError(error.what());
        }
    }
    return record;
}

std::string_view status_word(NodeStatus status) {
    switch (status) {
    case NodeStatus::stopped:
        return "stopped";
    case NodeStatus::recovering:
    case NodeStatus::non_primary: // nobody is to join it, or to bootstrap beside it
        return "locked";
    case NodeStatus::initiating:
    case NodeStatus::joining: // to the older tool a joiner is not yet a member that runs
        return "initiating";
    case NodeStatus::bootstrapping:
        return "bootstrapping";
    case NodeStatus::running:
    case NodeStatus::stopping: // its server is still up, and its seqno must not be compared
        return "running";
    }
    throw Error("no such status");
}

} // namespace galera_initiator
