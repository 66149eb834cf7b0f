#include "commands/cluster_monitor.hpp"

#include "common/error.hpp"
#include "common/printable.hpp"

#include <chrono>

namespace galera_initiator {

namespace {

std::string_view word(Grade grade) {
    switch (grade) {
    case Grade::well:
        return "OK";
    case Grade::warning:
        return "WARNING";
    case Grade::critical:
        return "CRITICAL";
    case Grade::unknown:
        return "UNKNOWN";
    }
    throw Error("no such grade");
}

/// Names and what the system says may hold other characters than a monitoring system takes; "|" would begin the
/// performance data.
std::string in_ascii(std::string_view text) {
    std::string plain;
    for (const char character : printable(text)) {
        if (character == '|') {
            plain += '/';
        } else if (static_cast<unsigned char>(character) < 0x80U) {
            plain += character;
        } else if (!is_continuation(character)) {
            plain += '?';
        }
    }
    return plain;
}

std::string line(Grade grade, std::string_view text) {
    return "GALERA " + std::string(word(grade)) + " - " + in_ascii(text);
}

/// What this node does, and why.
std::string told_of(const ClusterView& view) {
    if (view.verdict) {
        return view.own_node().status + ", " + std::string(word(view.verdict->action)) + " (" +
               std::string(word(view.verdict->reason)) + "): " + view.conclusion;
    }
    std::string text = view.conclusion;
    for (const std::string& note : view.notes) {
        text += " " + note;
    }
    return view.grade == Grade::well || view.next_step.empty() ? text : text + " " + view.next_step;
}

/// A count of nodes, which is to be that of all.
std::string count_of_nodes(std::string_view label, std::size_t count, std::size_t all) {
    return std::string(label) + "=" + std::to_string(count) + ";" + std::to_string(all) + ":;;0;" + std::to_string(all);
}

std::string performance_data(const ClusterView& view) {
    using std::chrono::seconds;
    const auto waited = view.waited ? std::chrono::duration_cast<seconds>(*view.waited) : seconds(0);
    const auto behind = view.own_node().behind;
    return count_of_nodes("'nodes heard'", view.count_heard(), view.nodes.size()) + " " +
           count_of_nodes("'nodes running'", view.count_running(), view.nodes.size()) +
           " 'seconds waited'=" + std::to_string(waited.count()) + "s;;;0" +
           (behind ? " 'transactions behind'=" + std::to_string(*behind) + ";;;0" : "");
}

} // namespace

std::string to_monitor_line(const ClusterView& view) {
    return line(view.grade, told_of(view)) + " | " + performance_data(view);
}

std::string to_monitor_line(std::string_view why) {
    return line(Grade::unknown, why);
}

} // namespace galera_initiator
