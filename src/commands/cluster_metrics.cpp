#include "commands/cluster_metrics.hpp"

#include "common/error.hpp"
#include "common/printable.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace galera_initiator {

namespace {

struct Sample {
    std::vector<std::pair<std::string_view, std::string>> labels;
    std::int64_t value;
};

std::int64_t number_of(std::size_t count) {
    return static_cast<std::int64_t>(count);
}

/// A line break would have to be escaped as well; what is printable has none.
std::string escaped(std::string_view value) {
    std::string text;
    for (const char character : printable(value)) {
        if (character == '\\' || character == '"') {
            text += '\\';
        }
        text += character;
    }
    return text;
}

std::string labels_of(const Sample& sample) {
    std::string text;
    for (const auto& [name, value] : sample.labels) {
        text.append(text.empty() ? "{" : ",").append(name).append("=\"").append(escaped(value)).append("\"");
    }
    return text.empty() ? text : text + "}";
}

std::string gauge(const std::string& name, const std::string& help, const std::vector<Sample>& samples) {
    if (samples.empty()) {
        return "";
    }
    std::string text = "# HELP " + name + " " + help + "\n# TYPE " + name + " gauge\n";
    for (const Sample& sample : samples) {
        text.append(name).append(labels_of(sample)).append(" ").append(std::to_string(sample.value)).append("\n");
    }
    return text;
}

std::string gauge(const std::string& name, const std::string& help, std::int64_t value) {
    return gauge(name, help, {Sample{{}, value}});
}

/// By the address, which is configured: a node that is not heard has no name.
std::string gauges_of_nodes(const ClusterView& view) {
    std::vector<Sample> infos;
    std::vector<Sample> hearings;
    std::vector<Sample> lags;
    std::vector<Sample> holds;
    for (const NodeView& node : view.nodes) {
        infos.push_back({{{"address", node.address},
                          {"name", node.name},
                          {"this_node", node.is_this_node ? "true" : "false"},
                          {"status", node.status}},
                         1});
        hearings.push_back({{{"address", node.address}}, node.is_heard ? 1 : 0});
        if (node.behind) {
            lags.push_back({{{"address", node.address}}, *node.behind});
        }
        if (node.hold) {
            holds.push_back({{{"address", node.address}}, node.hold->since});
        }
    }
    return gauge("galera_initiator_node_info", "A configured node, with its status as this node hears it.", infos) +
           gauge("galera_initiator_node_heard", "Whether a node tells this one its status.", hearings) +
           gauge("galera_initiator_node_behind_transactions",
                 "How far a node is behind the furthest of its history, while that is down.", lags) +
           gauge("galera_initiator_node_held_since_timestamp_seconds",
                 "Since when a person keeps a node from being started, while it is down.", holds);
}

std::string gauges_of_start(const ClusterView& view, std::chrono::system_clock::time_point now) {
    std::vector<Sample> verdict;
    if (view.verdict) {
        verdict.push_back({{{"action", std::string(word(view.verdict->action))},
                            {"reason", std::string(word(view.verdict->reason))},
                            {"of_a_start_that_waits", view.is_being_started ? "true" : "false"}},
                           1});
    }
    std::vector<Sample> since;
    if (view.waited) {
        const auto began = std::chrono::round<std::chrono::seconds>(now - *view.waited);
        since.push_back({{}, began.time_since_epoch().count()});
    }
    return gauge("galera_initiator_verdict_info",
                 "What the start of this node that waits decides, or one that would begin now.", verdict) +
           gauge("galera_initiator_waiting_since_timestamp_seconds", "When the start began that waits now.", since);
}

} // namespace

std::string to_metrics(const ClusterView& view, std::chrono::system_clock::time_point now) {
    if (view.grade == Grade::unknown) {
        std::string why = view.conclusion;
        for (const std::string& note : view.notes) {
            why += " " + note;
        }
        throw Error(why);
    }
    return gauge("galera_initiator_grade",
                 "How well the cluster is as this node sees it: 0 well, 1 warning, 2 critical.",
                 static_cast<std::int64_t>(view.grade)) +
           gauge("galera_initiator_primary", "Whether the server of this node runs in a primary component.",
                 view.own_node().grade == Grade::well ? 1 : 0) +
           gauge("galera_initiator_nodes_configured", "Nodes in the cluster address.", number_of(view.nodes.size())) +
           gauge("galera_initiator_nodes_heard", "Nodes that tell this one their status, with itself.",
                 number_of(view.count_heard())) +
           gauge("galera_initiator_nodes_running", "Nodes of which this one hears that their server runs.",
                 number_of(view.count_running())) +
           gauges_of_nodes(view) + gauges_of_start(view, now);
}

} // namespace galera_initiator
