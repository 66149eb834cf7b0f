#include "node/handed_decision.hpp"

#include "common/error.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

std::string_view word_of(HandedDecision decision) {
    switch (decision) {
    case HandedDecision::join:
        return "join";
    case HandedDecision::bootstrap:
        return "bootstrap";
    case HandedDecision::plain:
        return "plain";
    }
    throw Error("no such decision");
}

constexpr std::string_view status_mark = " status-file";

std::optional<Position> parse_position_at_end(std::string_view text) {
    try {
        return Position::parse(text.substr(std::min(text.rfind(' ') + 1, text.size())));
    } catch (const ParseError&) {
        return std::nullopt;
    }
}

/// Inside single quotes nothing means anything else; systemd.exec(5), EnvironmentFile=.
std::string quoted_line(const std::string& variable, const std::string& content, const std::string& addition = "") {
    if (content.find_first_of("'\n\r\\") != std::string::npos) {
        throw ConfigurationError("the unit's " + variable +
                                 " has a quote, a backslash or a line break, beside which no decision can be passed "
                                 "on: set those options in an option file");
    }
    return variable + "='" + content + (content.empty() || addition.empty() ? "" : " ") + addition + "'\n";
}

} // namespace

std::string to_text(const HandedStart& start, std::string_view invocation) {
    return std::string(word_of(start.decision)) + " " + std::string(invocation) +
           (start.position ? " " + start.position->to_string() : "") +
           (start.asks_for_status ? std::string(status_mark) : "") + "\n";
}

std::optional<HandedStart> parse_handed_start(std::string_view text, std::string_view invocation) {
    std::string_view rest = text.substr(0, text.find('\n'));
    const bool asks_for_status = rest.ends_with(status_mark);
    rest.remove_suffix(asks_for_status ? status_mark.size() : 0);
    const std::optional<Position> position = parse_position_at_end(rest);
    for (const HandedDecision decision : {HandedDecision::join, HandedDecision::bootstrap, HandedDecision::plain}) {
        const HandedStart start{decision, position, asks_for_status};
        if (!invocation.empty() && text == to_text(start, invocation)) {
            return start;
        }
    }
    return std::nullopt;
}

std::string environment_for(const HandedStart& start, const std::optional<ClusterAddress>& address,
                            const DecisionCarrier& carrier, const std::filesystem::path& status_file) {
    const std::string head = "# Written by galera_init for one start of the server.\n";
    if (start.decision == HandedDecision::plain) {
        // A carrier that has other uses keeps what it has.
        return head + (carrier.variable == "_WSREP_NEW_CLUSTER" ? "_WSREP_NEW_CLUSTER=\n" : "");
    }
    if (!address || address->is_bare()) {
        throw ConfigurationError("the cluster address names no nodes");
    }
    std::string lines;
    for (const auto& [variable, content] : carrier.others) {
        lines += quoted_line(variable, content);
    }
    const std::string addition = "--wsrep-cluster-address=" + address->to_string() +
                                 (start.decision == HandedDecision::bootstrap ? " --wsrep-new-cluster" : "") +
                                 (start.position ? " --wsrep_start_position=" + start.position->to_string() : "") +
                                 (start.asks_for_status ? " --loose-wsrep-status-file=" + status_file.string() : "");
    return head + quoted_line(carrier.variable, carrier.content, addition) + lines;
}

} // namespace galera_initiator
