#include "commands/cluster_table.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace galera_initiator {

namespace {

using std::chrono::milliseconds;

// SGR codes of ECMA-48; every terminal that shows colours knows these.
constexpr std::string_view plain = "\x1b[0m";
constexpr std::string_view bold = "\x1b[1m";

std::string_view colour_of(Grade grade) {
    switch (grade) {
    case Grade::well:
        return "\x1b[32m";
    case Grade::warning:
        return "\x1b[33m";
    case Grade::critical:
    case Grade::unknown:
        return "\x1b[31m";
    }
    return plain;
}

std::string painted(const std::string& text, std::string_view code, const TableStyle& style) {
    return style.has_colours && !text.empty() ? std::string(code) + text + std::string(plain) : text;
}

/// Breaks text at blanks; every line begins with the indent, the first one only if it is not `begun`.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width, std::size_t begun = 0) {
    std::string lines;
    std::size_t column = begun;
    const auto new_line = [&] {
        lines += (lines.empty() && begun == 0 ? "" : "\n") + std::string(indent, ' ');
        column = indent;
    };
    if (begun == 0) {
        new_line();
    }
    bool is_first_word = true;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(" \n"), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty()) {
            continue;
        }
        if (!is_first_word && column + 1 + word.size() > width) {
            new_line();
            is_first_word = true;
        }
        if (!is_first_word) {
            lines += ' ';
            ++column;
        }
        lines += word;
        column += word.size();
        is_first_word = false;
    }
    return lines + "\n";
}

/// "3 ms", "1.2 s"
std::string in_short(std::chrono::microseconds time) {
    std::array<char, 32> text{};
    if (time < std::chrono::seconds(1)) {
        std::snprintf(text.data(), text.size(), "%lld ms",
                      static_cast<long long>(std::chrono::round<milliseconds>(time).count()));
    } else {
        std::snprintf(text.data(), text.size(), "%.1f s", std::chrono::duration<double>(time).count());
    }
    return text.data();
}

std::string in_seconds(milliseconds time) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    return seconds < 120 ? std::to_string(seconds) + " s" : std::to_string(seconds / 60) + " min";
}

/// When and how fast: "in 3 ms" for a node that was heard just now, "40 s ago" for one that is not any more.
std::string heard_text(const NodeView& node) {
    if (!node.heard_ago) {
        return "-";
    }
    return node.is_heard ? "in " + in_short(*node.answered_in) : in_seconds(*node.heard_ago) + " ago";
}

struct Column {
    std::string title;
    bool is_number = false;
    std::vector<std::string> cells;

    [[nodiscard]] std::size_t width() const {
        std::size_t widest = title.size();
        for (const std::string& cell : cells) {
            widest = std::max(widest, cell.size());
        }
        return widest;
    }
};

enum ColumnNumber : std::size_t {
    column_node,
    column_address,
    column_status,
    column_history,
    column_seqno,
    column_behind,
    column_heard,
    column_count
};

std::array<Column, column_count> columns_of(const ClusterView& view) {
    std::array<Column, column_count> columns{Column{"NODE", false, {}},   Column{"ADDRESS", false, {}},
                                             Column{"STATUS", false, {}}, Column{"HISTORY", false, {}},
                                             Column{"SEQNO", true, {}},   Column{"BEHIND", true, {}},
                                             Column{"HEARD", false, {}}};
    for (const NodeView& node : view.nodes) {
        columns[column_node].cells.push_back(node.name.empty() ? "-" : node.name);
        columns[column_address].cells.push_back(node.address);
        columns[column_status].cells.push_back(node.status);
        columns[column_history].cells.push_back(node.timeline ? view.timelines[*node.timeline].label : "-");
        columns[column_seqno].cells.push_back(node.seqno ? node.seqno->to_string() : "-");
        columns[column_behind].cells.push_back(node.behind ? std::to_string(*node.behind) : "-");
        columns[column_heard].cells.push_back(heard_text(node));
    }
    return columns;
}

constexpr std::size_t gap = 2;
constexpr std::size_t mark_width = 2;
constexpr std::size_t detail_indent = mark_width + 4;

std::string padded(const std::string& text, std::size_t width, bool to_the_right) {
    const std::string blanks(width - std::min(width, text.size()), ' ');
    return to_the_right ? blanks + text : text + blanks;
}

/// One line of the table. Columns that are left out show further down.
class Lines {
public:
    Lines(const ClusterView& view, const TableStyle& style) : view_(view), style_(style), columns_(columns_of(view)) {
        // Long names and addresses go to the line below rather than beyond the screen's edge.
        for (const ColumnNumber number : {column_address, column_node}) {
            if (width() > style.width) {
                is_below_[number] = true;
            }
        }
    }

    [[nodiscard]] std::string heading() const {
        return painted(line(
                           "  ", [&](std::size_t number) { return columns_[number].title; }, false),
                       bold, style_) +
               "\n";
    }

    [[nodiscard]] std::string of(std::size_t node) const {
        const NodeView& view = view_.nodes[node];
        std::string text =
            line(
                view.is_this_node ? "* " : "  ", [&](std::size_t number) { return columns_[number].cells[node]; }, true,
                colour_of(view.grade)) +
            "\n";
        std::string below;
        for (const ColumnNumber number : {column_node, column_address}) {
            if (is_below_[number]) {
                below += (below.empty() ? "" : " ") + columns_[number].cells[node];
            }
        }
        below += (below.empty() || view.evidence.empty() ? "" : ": ") + view.evidence;
        return below.empty() ? text : text + wrapped(below, detail_indent, style_.width);
    }

private:
    [[nodiscard]] std::size_t width() const {
        std::size_t sum = mark_width;
        for (std::size_t number = 0; number < column_count; ++number) {
            sum += is_below_[number] ? 0 : columns_[number].width() + gap;
        }
        return sum - gap;
    }

    template <typename Cell>
    [[nodiscard]] std::string line(const std::string& mark, const Cell& cell, bool paints,
                                   std::string_view colour = plain) const {
        std::string text = mark;
        for (std::size_t number = 0; number < column_count; ++number) {
            if (is_below_[number]) {
                continue;
            }
            const Column& column = columns_[number];
            const bool is_last = number + 1 == column_count;
            std::string shown = is_last ? cell(number) : padded(cell(number), column.width(), column.is_number);
            text += paints && number == column_status ? painted(shown, colour, style_) : shown;
            text += is_last ? "" : std::string(gap, ' ');
        }
        return text;
    }

    const ClusterView& view_;
    const TableStyle& style_;
    std::array<Column, column_count> columns_;
    std::array<bool, column_count> is_below_{};
};

std::string title_of(const ClusterView& view) {
    const std::size_t running = view.count_running();
    return "Cluster " + view.cluster_name + ": " + std::to_string(view.nodes.size()) + " nodes, " +
           std::to_string(view.count_heard()) + " heard, " + std::to_string(running) +
           (running == 1 ? " runs" : " run");
}

std::string timeline_text(const TimelineView& timeline) {
    std::string text = "history " + timeline.history.to_string();
    return timeline.timeline ? text + ", bootstrapped at " + timeline.timeline->begins_at.to_string() : text;
}

std::string paragraph(const std::string& label, const std::string& text, const TableStyle& style) {
    return painted(label, bold, style) + " " + wrapped(text, 2, style.width, label.size() + 1);
}

} // namespace

std::string to_table(const ClusterView& view, const TableStyle& style) {
    const Lines lines(view, style);
    std::string text = wrapped(title_of(view), 0, style.width) + "\n" + lines.heading();
    for (std::size_t node = 0; node < view.nodes.size(); ++node) {
        text += lines.of(node);
    }
    text += "\n";
    for (const TimelineView& timeline : view.timelines) {
        text += wrapped(timeline.label + " = " + timeline_text(timeline), 0, style.width);
    }
    text += view.timelines.empty() ? "" : "\n";
    if (view.verdict) {
        text += paragraph(
            "Verdict:", std::string(word(view.verdict->action)) + " (" + std::string(word(view.verdict->reason)) + ")",
            style);
    }
    text += wrapped(view.conclusion, 0, style.width);
    text += paragraph("Next:", view.next_step, style);
    for (const std::string& note : view.notes) {
        text += paragraph("Note:", note, style);
    }
    return text;
}

} // namespace galera_initiator
