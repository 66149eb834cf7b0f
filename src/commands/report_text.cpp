#include "commands/report_text.hpp"

#include "common/error.hpp"
#include "common/titled_text.hpp"
#include "common/words.hpp"
#include "decision/evidence_words.hpp"
#include "evidence/override.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace galera_initiator {

namespace {

constexpr std::string_view magic = "galera-initiator report";
constexpr std::string_view origin_title = "told";
constexpr std::string_view verdict_title = "verdict";
constexpr std::string_view situation_title = "situation";
constexpr std::string_view plain_title = "no Galera node";
constexpr std::string_view nothing_title = "no situation";
constexpr std::string_view node_title = "node ";

// Each kind of value in both directions.

using Number = std::size_t;

std::string tell(bool value) {
    return value ? "yes" : "no";
}

std::string tell(const std::string& text) {
    return text;
}

std::string tell(Number number) {
    return std::to_string(number);
}

void read_value(std::string_view text, bool& value) {
    if (text != "yes" && text != "no") {
        throw ParseError("is neither yes nor no");
    }
    value = text == "yes";
}

void read_value(std::string_view text, std::string& value) {
    value = text;
}

void read_value(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw ParseError("is no number");
    }
}

constexpr const char* unknown_word = "is a word that this version does not know";

constexpr std::array hearings{Hearing::heard,       Hearing::older_tool, Hearing::no_record, Hearing::alive_but_silent,
                              Hearing::unreachable, Hearing::unresolved};

void read_value(std::string_view text, Hearing& hearing) {
    const auto* found = std::ranges::find_if(hearings, [&](Hearing one) { return word(one) == text; });
    if (found == hearings.end()) {
        throw ParseError(unknown_word);
    }
    hearing = *found;
}

template <typename Value, std::size_t count>
struct Words {
    std::array<std::pair<Value, std::string_view>, count> pairs;

    [[nodiscard]] std::string tell(Value value) const {
        return std::string(
            std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == value; })->second);
    }
    void read(std::string_view text, Value& value) const {
        const auto* found =
            std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.second == text; });
        if (found == pairs.end()) {
            throw ParseError(unknown_word);
        }
        value = found->first;
    }
};

constexpr Words<Policies::WaitFor, 2> waits{
    {{{Policies::WaitFor::all, "all"}, {Policies::WaitFor::majority, "majority"}}}};

constexpr Words<Policies::Fresh, 2> beginnings{{{{Policies::Fresh::all, "all"}, {Policies::Fresh::first, "first"}}}};

/// A number of nodes that is counted from 1, as people do.
Number read_place(std::string_view text) {
    Number number = 0;
    read_value(text, number);
    if (number == 0) {
        throw ParseError("counts from 0, and nodes are counted from 1");
    }
    return number - 1;
}

constexpr std::string_view not_known = "-";

/// "<claim> <owner> <print of the owner>", with "-" for what is not known.
std::string tell(const Choice& choice) {
    return choice.claim.to_string() + " " +
           (choice.owner ? std::to_string(*choice.owner + 1) : std::string(not_known)) + " " +
           (choice.owner_evidence.empty() ? std::string(not_known) : choice.owner_evidence);
}

Choice read_choice(std::string_view text) {
    Choice choice;
    choice.claim = Uuid::parse(next_word(text));
    if (const std::string_view owner = next_word(text); owner != not_known) {
        choice.owner = read_place(owner);
    }
    if (text != not_known) {
        if (!is_print(text)) {
            throw ParseError("names no print of evidence");
        }
        choice.owner_evidence = text;
    }
    return choice;
}

/// One "key: value" of a part.
template <typename Subject>
struct Field {
    std::string_view key;
    std::optional<std::string> (*tell)(const Subject& subject); ///< none: it is left out
    void (*read)(std::string_view text, Subject& subject);
    bool may_lack = false;
};

/// Everything that is decided by, but for the nodes.
struct Frame {
    SeenCluster seen;
    Number nodes = 0;
};

template <auto member>
constexpr Field<Frame> of_situation(std::string_view key) {
    return {key, [](const Frame& frame) -> std::optional<std::string> { return tell(frame.seen.situation.*member); },
            [](std::string_view text, Frame& frame) { read_value(text, frame.seen.situation.*member); }};
}

constexpr std::array situation_fields{
    Field<Frame>{"nodes", [](const Frame& frame) -> std::optional<std::string> { return tell(frame.nodes); },
                 [](std::string_view text, Frame& frame) { read_value(text, frame.nodes); }},
    Field<Frame>{"this-node",
                 [](const Frame& frame) -> std::optional<std::string> { return tell(frame.seen.situation.self + 1); },
                 [](std::string_view text, Frame& frame) { frame.seen.situation.self = read_place(text); }},
    of_situation<&Situation::unit>("unit"),
    Field<Frame>{"print-of-settings",
                 [](const Frame& frame) -> std::optional<std::string> { return tell(frame.seen.settings); },
                 [](std::string_view text, Frame& frame) { read_value(text, frame.seen.settings); }},
    Field<Frame>{"wait_for",
                 [](const Frame& frame) -> std::optional<std::string> {
                     return waits.tell(frame.seen.situation.policies.wait_for);
                 },
                 [](std::string_view text, Frame& frame) { waits.read(text, frame.seen.situation.policies.wait_for); }},
    Field<Frame>{
        "fresh",
        [](const Frame& frame) -> std::optional<std::string> {
            return beginnings.tell(frame.seen.situation.policies.fresh);
        },
        [](std::string_view text, Frame& frame) { beginnings.read(text, frame.seen.situation.policies.fresh); }},
    Field<Frame>{
        "arbitrators",
        [](const Frame& frame) -> std::optional<std::string> {
            return tell(frame.seen.situation.policies.arbitrators);
        },
        [](std::string_view text, Frame& frame) { read_value(text, frame.seen.situation.policies.arbitrators); }},
    of_situation<&Situation::majority_is_due>("majority-is-due"),
    Field<Frame>{"choice",
                 [](const Frame& frame) -> std::optional<std::string> {
                     const auto& choice = frame.seen.situation.choice;
                     return choice ? std::optional(tell(*choice)) : std::nullopt;
                 },
                 [](std::string_view text, Frame& frame) { frame.seen.situation.choice = read_choice(text); }, true},
    of_situation<&Situation::own_record_is_served>("own-record-is-served"),
    of_situation<&Situation::own_service_detail>("why-it-is-not-served"),
    of_situation<&Situation::own_agent_is_silent>("own-agent-is-silent"),
    of_situation<&Situation::may_let_others_join_first>("may-let-others-join-first"),
    of_situation<&Situation::may_wait_for_fellows>("may-wait-for-fellows"),
    of_situation<&Situation::operator_asks_for_bootstrap>("operator-asks-for-bootstrap"),
    of_situation<&Situation::bootstrap_flag_is_ignored>("bootstrap-flag-is-ignored"),
    of_situation<&Situation::provider_allows_bootstrap>("provider-allows-bootstrap"),
};

template <auto member>
constexpr Field<NodeSight> of_node(std::string_view key) {
    return {key, [](const NodeSight& node) -> std::optional<std::string> { return tell(node.*member); },
            [](std::string_view text, NodeSight& node) { read_value(text, node.*member); }};
}

constexpr std::array node_fields{
    Field<NodeSight>{"address",
                     [](const NodeSight& node) -> std::optional<std::string> { return node.address.to_string(); },
                     [](std::string_view text, NodeSight& node) { node.address = NodeAddress::parse(text); }},
    Field<NodeSight>{
        "hearing", [](const NodeSight& node) -> std::optional<std::string> { return std::string(word(node.hearing)); },
        [](std::string_view text, NodeSight& node) { read_value(text, node.hearing); }},
    of_node<&NodeSight::older_status>("status-word"),
    of_node<&NodeSight::detail>("detail"),
    of_node<&NodeSight::machine_is_up>("machine-is-up"),
    Field<NodeSight>{
        "record",
        [](const NodeSight& node) { return node.record ? std::optional(node.record->to_line()) : std::nullopt; },
        [](std::string_view text, NodeSight& node) { node.record = Record::parse(text); }, true},
    Field<NodeSight>{
        "told-at",
        [](const NodeSight& node) { return node.told_at ? std::optional(node.told_at->to_string()) : std::nullopt; },
        [](std::string_view text, NodeSight& node) { node.told_at = TellingTime::parse(text); }, true},
};

constexpr std::array nothing_fields{
    Field<NothingSeen>{
        "is-configuration-error",
        [](const NothingSeen& nothing) -> std::optional<std::string> { return tell(nothing.is_configuration_error); },
        [](std::string_view text, NothingSeen& nothing) { read_value(text, nothing.is_configuration_error); }},
    Field<NothingSeen>{"why", [](const NothingSeen& nothing) -> std::optional<std::string> { return nothing.why; },
                       [](std::string_view text, NothingSeen& nothing) { nothing.why = text; }},
};

template <typename Subject, std::size_t count>
TitledText::Part tell_fields(std::string title, const std::array<Field<Subject>, count>& fields,
                             const Subject& subject) {
    TitledText::Part part{std::move(title), {}};
    for (const Field<Subject>& field : fields) {
        if (const auto value = field.tell(subject)) {
            part.lines.push_back(std::string(field.key) + ":" + (value->empty() ? "" : " ") + *value);
        }
    }
    return part;
}

/// What a message shows of a text that may be anything.
std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 40;
    return "'" + std::string(text.substr(0, longest)) + "'";
}

/// Takes the parts of a text one by one.
class Parts {
public:
    Parts(const std::string& name, TitledText text) : name_(name), parts_(std::move(text.parts)) {}

    /// @returns nothing if there is none
    std::optional<TitledText::Part> take_if_there(std::string_view title) {
        std::optional<TitledText::Part> found;
        for (TitledText::Part& part : parts_) {
            if (part.title != title) {
                continue;
            }
            if (found) {
                refuse_line(name_, part.number, "there is a part " + quoted(title) + " before");
            }
            found = part;
        }
        std::erase_if(parts_, [&](const TitledText::Part& part) { return part.title == title; });
        return found;
    }

    TitledText::Part take(std::string_view title) {
        auto part = take_if_there(title);
        if (!part) {
            throw ParseError(name_ + ": there is no part " + quoted(title));
        }
        return *std::move(part);
    }

    /// Those that are left.
    [[nodiscard]] const std::vector<TitledText::Part>& rest() const { return parts_; }

    template <typename Subject, std::size_t count>
    void read_fields(const TitledText::Part& part, const std::array<Field<Subject>, count>& fields,
                     Subject& subject) const {
        std::array<bool, count> found{};
        for (std::size_t index = 0; index < part.lines.size(); ++index) {
            const std::string_view line = part.lines[index];
            const std::size_t number = part.number + 1 + index;
            const std::string_view key = line.substr(0, line.find(':'));
            const auto* field =
                std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.key == key; });
            if (field == fields.end() || key.size() == line.size()) {
                refuse_line(name_, number, quoted(line) + " begins with no key of this part and a colon");
            }
            bool& is_there = found.at(static_cast<std::size_t>(field - fields.begin()));
            if (std::exchange(is_there, true)) {
                refuse_line(name_, number, std::string(key) + " stands here for the second time");
            }
            read_field(*field, number, line.substr(key.size() + 1), subject);
        }
        for (std::size_t index = 0; index < count; ++index) {
            if (!found.at(index) && !fields.at(index).may_lack) {
                refuse_line(name_, part.number, "this part lacks " + std::string(fields.at(index).key));
            }
        }
    }

private:
    template <typename Subject>
    void read_field(const Field<Subject>& field, std::size_t number, std::string_view text, Subject& subject) const {
        const std::string key(field.key);
        if (!text.empty() && !text.starts_with(' ')) {
            refuse_line(name_, number, key + ": a blank belongs before the value");
        }
        text.remove_prefix(text.empty() ? 0 : 1);
        try {
            field.read(text, subject);
        } catch (const ParseError& error) {
            refuse_line(name_, number, key + ": " + error.what());
        }
    }

    const std::string& name_;
    std::vector<TitledText::Part> parts_;
};

std::string title_of_node(std::size_t index) {
    return std::string(node_title) + std::to_string(index + 1);
}

void add_inputs(const SeenCluster& seen, std::vector<TitledText::Part>& parts) {
    parts.push_back(
        tell_fields(std::string(situation_title), situation_fields, Frame{seen, seen.situation.nodes.size()}));
    for (std::size_t index = 0; index < seen.situation.nodes.size(); ++index) {
        parts.push_back(tell_fields(title_of_node(index), node_fields, seen.situation.nodes[index]));
    }
}

void add_inputs(const PlainServer& /*server*/, std::vector<TitledText::Part>& parts) {
    parts.push_back({std::string(plain_title), {}});
}

void add_inputs(const NothingSeen& nothing, std::vector<TitledText::Part>& parts) {
    parts.push_back(tell_fields(std::string(nothing_title), nothing_fields, nothing));
}

NodeSight read_node(const std::string& name, Parts& parts, std::size_t index) {
    const TitledText::Part part = parts.take(title_of_node(index));
    NodeSight node{.address = NodeAddress::parse("unknown"), .record = {}, .older_status = {}, .detail = {}};
    parts.read_fields(part, node_fields, node);
    if (node.record.has_value() != (node.hearing == Hearing::heard)) {
        refuse_line(name, part.number, "a node has a record exactly if it was heard");
    }
    return node;
}

SeenCluster read_seen(const std::string& name, Parts& parts, const TitledText::Part& part) {
    Frame frame;
    parts.read_fields(part, situation_fields, frame);
    Situation& situation = frame.seen.situation;
    for (std::size_t index = 0; index < frame.nodes; ++index) {
        situation.nodes.push_back(read_node(name, parts, index));
    }
    const auto& choice = situation.choice;
    if (situation.self >= frame.nodes || (choice && choice->owner.value_or(0) >= frame.nodes)) {
        refuse_line(name, part.number, "names a node beyond the last one");
    }
    if (!situation.nodes[situation.self].record) {
        refuse_line(name, part.number, "this node knows its own record, and there is none");
    }
    return std::move(frame.seen);
}

DecisionInputs read_inputs(const std::string& name, Parts& parts) {
    const auto situation = parts.take_if_there(situation_title);
    const auto no_node = parts.take_if_there(plain_title);
    const auto nothing = parts.take_if_there(nothing_title);
    if ((situation ? 1 : 0) + (no_node ? 1 : 0) + (nothing ? 1 : 0) != 1) {
        throw ParseError(name + ": there is no part " + quoted(situation_title) +
                         ", or there is more than one in its place");
    }
    if (situation) {
        return read_seen(name, parts, *situation);
    }
    if (no_node) {
        return PlainServer();
    }
    NothingSeen seen;
    parts.read_fields(*nothing, nothing_fields, seen);
    return seen;
}

void refuse_other_version(const std::string& name, std::string_view first_line) {
    if (!first_line.starts_with(std::string(magic) + " ")) {
        refuse_line(name, 1, "is not the first line of a report: 'galera_check report' tells one");
    }
    std::string_view version = first_line.substr(magic.size() + 1);
    version = version.substr(0, version.find_last_not_of(" \r") + 1);
    if (version != std::to_string(Report::format_version)) {
        throw OtherVersionError(name + ":1: the report has format version " + quoted(version) +
                                "; this program reads version " + std::to_string(Report::format_version) +
                                ": use the version of Galera Initiator that told it");
    }
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += (&line == &lines.front() ? "" : "\n") + line;
    }
    return text;
}

} // namespace

std::string Report::to_text() const {
    TitledText text{std::string(magic) + " " + std::to_string(format_version), {}};
    text.parts.push_back({std::string(origin_title), origin});
    text.parts.push_back({std::string(verdict_title), lines_of(verdict)});
    std::visit([&](const auto& one) { add_inputs(one, text.parts); }, inputs);
    for (const Part& part : parts) {
        text.parts.push_back({part.title, part.lines});
    }
    return text.to_string();
}

Report Report::parse(const std::string& name, std::string_view text) {
    refuse_other_version(name, text.substr(0, text.find('\n')));
    Parts parts(name, TitledText::parse(name, text));
    Report report;
    report.origin = parts.take(origin_title).lines;
    report.verdict = joined(parts.take(verdict_title).lines);
    report.inputs = read_inputs(name, parts);
    for (const TitledText::Part& part : parts.rest()) {
        if (part.title.starts_with(node_title)) {
            refuse_line(name, part.number, "there are not so many nodes");
        }
        report.parts.push_back({part.title, part.lines});
    }
    return report;
}

} // namespace galera_initiator
