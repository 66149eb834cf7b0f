#include "evidence/record.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
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

constexpr Words<NodeStatus, 7> status_words{{{NodeStatus::stopped, "stopped"},
                                             {NodeStatus::recovering, "recovering"},
                                             {NodeStatus::initiating, "initiating"},
                                             {NodeStatus::joining, "joining"},
                                             {NodeStatus::bootstrapping, "bootstrapping"},
                                             {NodeStatus::running, "running"},
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

bool stands_for_itself(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') ||
           std::string_view("-._:,@").find(character) != std::string_view::npos;
}

std::string encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string encoded;
    for (const char character : text) {
        if (stands_for_itself(character)) {
            encoded += character;
        } else {
            const auto byte = static_cast<unsigned char>(character);
            encoded += {'%', digits[byte >> 4U], digits[byte & 0x0fU]};
        }
    }
    return encoded;
}

std::string decode(std::string_view text) {
    std::string decoded;
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

std::string join(const std::vector<Uuid>& uuids) {
    std::string text;
    for (const Uuid& uuid : uuids) {
        text += (text.empty() ? "" : ",") + uuid.to_string();
    }
    return text;
}

std::vector<Uuid> parse_uuids(std::string_view text) {
    std::vector<Uuid> uuids;
    while (!text.empty()) {
        const std::string_view one = text.substr(0, text.find(','));
        uuids.push_back(Uuid::parse(one));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
    }
    return uuids;
}

/// The words of a line by key. Each is asked for at most once, and what is not asked for is skipped.
class Fields {
public:
    explicit Fields(std::string_view line) {
        if (line.size() > Record::longest) {
            throw ParseError("the record is longer than " + std::to_string(Record::longest) + " bytes");
        }
        if (next_word(line) != magic) {
            throw ParseError("not a record of Galera Initiator");
        }
        const std::string_view version = next_word(line);
        if (version != std::to_string(Record::format_version)) {
            throw ParseError("the record has format version '" + std::string(version.substr(0, 20)) +
                             "'; this program reads version " + std::to_string(Record::format_version) +
                             ": run the same version of Galera Initiator on all nodes");
        }
        while (!line.empty()) {
            const std::string_view word = next_word(line);
            if (word == last_word && line.empty()) {
                return;
            }
            add(word);
        }
        throw ParseError("the record is cut: its last word is missing");
    }

    [[nodiscard]] std::optional<std::string> optional(const std::string& key) const {
        const auto found = values_.find(key);
        return found == values_.end() ? std::nullopt : std::optional(found->second);
    }

    [[nodiscard]] std::string required(const std::string& key) const {
        auto value = optional(key);
        if (!value) {
            throw ParseError("the record has no " + key);
        }
        return *std::move(value);
    }

    [[nodiscard]] std::optional<Uuid> optional_uuid(const std::string& key) const {
        const auto value = optional(key);
        return value ? std::optional(Uuid::parse(*value)) : std::nullopt;
    }

private:
    static std::string_view next_word(std::string_view& line) {
        const std::string_view word = line.substr(0, line.find(' '));
        line.remove_prefix(std::min(word.size() + 1, line.size()));
        return word;
    }

    void add(std::string_view word) {
        const std::size_t equals = word.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            throw ParseError("the record holds a word that is no key=value");
        }
        if (!values_.emplace(std::string(word.substr(0, equals)), decode(word.substr(equals + 1))).second) {
            throw ParseError("the record holds " + std::string(word.substr(0, equals)) + " twice");
        }
    }

    std::map<std::string, std::string> values_;
};

bool carries_evidence(NodeStatus status) {
    return status == NodeStatus::stopped || status == NodeStatus::initiating;
}

Evidence parse_evidence(const Fields& fields) {
    Evidence evidence;
    evidence.membership = value_of(membership_words, fields.required("membership"), "membership");
    evidence.members = parse_uuids(fields.optional("members").value_or(""));
    evidence.data = value_of(data_words, fields.required("data"), "data");
    evidence.joined = fields.optional_uuid("joined");
    evidence.identities = parse_uuids(fields.optional("identities").value_or(""));
    evidence.remark = fields.optional("remark").value_or("");
    if (evidence.data == DataState::intact) {
        const auto seqno = Seqno::parse(fields.required("seqno"));
        if (!seqno) {
            throw ParseError("the record says that its data is intact and gives no seqno");
        }
        evidence.position = Position(Uuid::parse(fields.required("history")), *seqno);
        evidence.lineage = Lineage::parse(fields.optional("timelines").value_or(""));
        if (evidence.lineage.held_at(*seqno) != evidence.lineage) {
            throw ParseError("the record's timelines begin after its position");
        }
    }
    const bool names_members = !evidence.members.empty();
    const bool may_name_members = evidence.membership == Membership::view || evidence.membership == Membership::left;
    if ((evidence.membership == Membership::view && !names_members) || (names_members && !may_name_members)) {
        throw ParseError("the record's members contradict its membership");
    }
    const bool may_name_joined = evidence.membership == Membership::left ||
                                 (evidence.membership == Membership::view && evidence.data == DataState::damaged);
    if (evidence.joined && !may_name_joined) {
        throw ParseError("the record names whom the node set out to join, and shows no such start");
    }
    if ((evidence.membership == Membership::never) == evidence.has_history()) {
        // A node that was never in a component has no data of one, and the other way round; damage is the exception,
        // a first state transfer that failed.
        if (!(evidence.membership == Membership::never && evidence.data == DataState::damaged)) {
            throw ParseError("the record's data contradicts its membership");
        }
    }
    return evidence;
}

/// The timelines that a record tells, if it tells any.
const Lineage* told_lineage(const Record& record) {
    if (record.evidence) {
        const bool has_any = record.evidence->position && record.evidence->lineage != Lineage();
        return has_any ? &record.evidence->lineage : nullptr;
    }
    return record.history && record.lineage ? &*record.lineage : nullptr;
}

/// Fewer where a big cluster leaves no room: then less can be proven, and nothing wrong is believed.
std::string timelines_that_fit(const Lineage& lineage, std::size_t size_before) {
    for (std::size_t count = Record::most_timelines;; --count) {
        std::string word = " timelines=" + lineage.newest(count).to_string();
        if (count == 0 || size_before + word.size() <= room_before_end) {
            return word;
        }
    }
}

} // namespace

std::string Record::to_line() const {
    std::string line = std::string(magic) + " " + std::to_string(format_version);
    const auto add = [&](std::string_view key, std::string_view value) {
        line += " " + std::string(key) + "=" + encode(value);
    };
    add("cluster", cluster_name);
    add("node", node_name);
    add("status", word_of(status_words, status));
    add("origin", origin);
    if (!settings.empty()) {
        add("settings", settings);
    }
    if (evidence) {
        add("membership", word_of(membership_words, evidence->membership));
        if (!evidence->members.empty()) {
            add("members", join(evidence->members));
        }
        if (evidence->joined) {
            add("joined", evidence->joined->to_string());
        }
        add("data", word_of(data_words, evidence->data));
        if (evidence->position) {
            add("history", evidence->position->history().to_string());
            add("seqno", evidence->position->seqno().to_string());
        }
        if (!evidence->identities.empty()) {
            add("identities", join(evidence->identities));
        }
    } else if (history) {
        add("history", history->to_string());
    }
    if (!evidence && member) {
        add("member", member->to_string());
    }
    if (claim) {
        add("claim", claim->to_string());
    }
    if (choice) {
        add("choice", choice->to_string());
    }
    if (operator_word) {
        add("word", operator_word->to_string());
    }
    if (const Lineage* told = told_lineage(*this)) {
        line += timelines_that_fit(*told, line.size());
    }
    // For people only, so these give way where a big cluster leaves no room.
    const auto add_if_it_fits = [&](const std::string& word) {
        line += line.size() + word.size() <= room_before_end ? word : "";
    };
    if (failed_starts) {
        add_if_it_fits(" failed=" + encode(failed_starts->to_string()));
    }
    if (evidence && !evidence->remark.empty()) {
        constexpr std::size_t longest_remark = 160;
        add_if_it_fits(" remark=" + encode(evidence->remark.substr(0, longest_remark)));
    }
    if (line.size() > room_before_end) {
        throw Error("the record is longer than " + std::to_string(longest) + " bytes");
    }
    if (told_at) {
        add(time_key, told_at->to_string());
    }
    return line + " " + std::string(last_word);
}

Record Record::parse(std::string_view line) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
        line.remove_suffix(1);
    }
    const Fields fields(line);
    Record record;
    record.cluster_name = fields.required("cluster");
    record.node_name = fields.required("node");
    record.status = value_of(status_words, fields.required("status"), "status");
    record.origin = fields.required("origin");
    record.settings = fields.optional("settings").value_or("");
    if (carries_evidence(record.status)) {
        record.evidence = parse_evidence(fields);
    } else {
        record.history = fields.optional_uuid("history");
        record.member = fields.optional_uuid("member");
        if (const auto timelines = fields.optional("timelines"); timelines && record.history) {
            record.lineage = Lineage::parse(*timelines);
        }
    }
    record.claim = fields.optional_uuid("claim");
    record.choice = fields.optional_uuid("choice");
    if (const auto text = fields.optional("word")) {
        record.operator_word = Override::parse(*text);
    }
    if (const auto text = fields.optional("failed")) {
        record.failed_starts = FailedStarts::parse(*text);
    }
    if (const auto text = fields.optional(std::string(time_key))) {
        record.told_at = TellingTime::parse(*text);
    }
    // Who believes a record tells it in the journal, and there is room for the time in each that a node tells.
    try {
        static_cast<void>(record.to_line());
    } catch (const Error& error) {
        throw ParseError(error.what());
    }
    return record;
}

std::string_view status_word(NodeStatus status) {
    switch (status) {
    case NodeStatus::stopped:
        return "stopped";
    case NodeStatus::recovering:
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
