#include "common/titled_text.hpp"

#include "common/error.hpp"
#include "common/printable.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

constexpr std::string_view before_title = "== ";
constexpr std::string_view after_title = " ==";
constexpr std::string_view margin = "    ";
constexpr std::string_view last_title = "end";

void drop_empty_end(std::vector<std::string>& lines) {
    while (!lines.empty() && lines.back().empty()) {
        lines.pop_back();
    }
}

std::string heading(std::string_view title) {
    return std::string(before_title).append(escaped(title)).append(after_title) + "\n";
}

bool is_heading(std::string_view line) {
    return line.size() >= before_title.size() + after_title.size() && line.starts_with(before_title) &&
           line.ends_with(after_title);
}

/// One after the other, with its number.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool are_left() const { return !rest_.empty(); }
    [[nodiscard]] std::size_t number() const { return number_; }

    /// What a mailer or an editor adds to its end is not taken for a part of it: what belongs there is escaped.
    std::string_view take() {
        std::string_view line = rest_.substr(0, rest_.find('\n'));
        rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
        ++number_;
        while (line.ends_with(' ') || line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        return line;
    }

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

std::string unescaped_line(const std::string& name, std::size_t number, std::string_view line) {
    try {
        return unescaped(line);
    } catch (const ParseError& error) {
        refuse_line(name, number, error.what());
    }
}

void read_line(const std::string& name, std::size_t number, std::string_view line, TitledText& text) {
    if (is_heading(line)) {
        const auto title = line.substr(before_title.size(), line.size() - before_title.size() - after_title.size());
        text.parts.push_back({unescaped_line(name, number, title), {}, number});
    } else if (line.empty() && !text.parts.empty()) {
        text.parts.back().lines.emplace_back();
    } else if (line.starts_with(margin) && !text.parts.empty()) {
        text.parts.back().lines.push_back(unescaped_line(name, number, line.substr(margin.size())));
    } else if (!line.empty()) {
        refuse_line(name, number, "is neither a heading nor a line of a part, which begins with four blanks");
    }
}

} // namespace

void refuse_line(const std::string& name, std::size_t number, const std::string& what) {
    throw ParseError(name + ":" + std::to_string(number) + ": " + what);
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        lines.emplace_back(line);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    drop_empty_end(lines);
    return lines;
}

std::string TitledText::to_string() const {
    std::string text = first_line + "\n";
    for (const Part& part : parts) {
        text.append("\n").append(heading(part.title));
        std::vector<std::string> lines = part.lines;
        drop_empty_end(lines);
        for (const std::string& line : lines) {
            text.append(line.empty() ? "" : margin).append(escaped(line)).append("\n");
        }
    }
    return text.append("\n").append(heading(last_title));
}

TitledText TitledText::parse(const std::string& name, std::string_view text) {
    Lines lines(text);
    TitledText read{std::string(lines.take()), {}};
    while (lines.are_left()) {
        const std::string_view line = lines.take();
        const bool has_ended = !read.parts.empty() && read.parts.back().title == last_title;
        if (has_ended && !line.empty()) {
            refuse_line(name, lines.number(), "stands behind the end");
        }
        if (!has_ended) {
            read_line(name, lines.number(), line, read);
        }
    }
    if (read.parts.empty() || read.parts.back().title != last_title) {
        refuse_line(name, lines.number(), "is the last line, and the heading '== end ==' is missing: it was cut");
    }
    read.parts.pop_back();
    for (Part& part : read.parts) {
        drop_empty_end(part.lines);
    }
    return read;
}

} // namespace galera_initiator
