#include "configuration/time_span.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>

namespace galera_initiator {

namespace {

using std::chrono::milliseconds;

struct Unit {
    std::string_view name;
    milliseconds length;
};

constexpr std::array units{
    Unit{"", std::chrono::seconds(1)},
    Unit{"ms", milliseconds(1)},
    Unit{"msec", milliseconds(1)},
    Unit{"s", std::chrono::seconds(1)},
    Unit{"sec", std::chrono::seconds(1)},
    Unit{"second", std::chrono::seconds(1)},
    Unit{"seconds", std::chrono::seconds(1)},
    Unit{"m", std::chrono::minutes(1)},
    Unit{"min", std::chrono::minutes(1)},
    Unit{"minute", std::chrono::minutes(1)},
    Unit{"minutes", std::chrono::minutes(1)},
    Unit{"h", std::chrono::hours(1)},
    Unit{"hr", std::chrono::hours(1)},
    Unit{"hour", std::chrono::hours(1)},
    Unit{"hours", std::chrono::hours(1)},
    Unit{"d", std::chrono::days(1)},
    Unit{"day", std::chrono::days(1)},
    Unit{"days", std::chrono::days(1)},
    Unit{"w", std::chrono::weeks(1)},
    Unit{"week", std::chrono::weeks(1)},
    Unit{"weeks", std::chrono::weeks(1)},
};

constexpr milliseconds longest = std::chrono::weeks(52);

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::int64_t take_number(std::string_view& text) {
    std::int64_t number = -1;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || number < 0) {
        throw ParseError("must be a time span such as 90s, 5min or infinity");
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

milliseconds take_unit(std::string_view& text) {
    skip_blanks(text);
    const auto length = std::min(text.find_first_of(" \t0123456789"), text.size());
    const auto name = text.substr(0, length);
    const auto* const unit =
        std::find_if(units.begin(), units.end(), [name](const Unit& known) { return known.name == name; });
    if (unit == units.end()) {
        throw ParseError("a time span's unit must be one of ms, s, min, h, d and w");
    }
    text.remove_prefix(length);
    return unit->length;
}

} // namespace

std::optional<milliseconds> parse_time_span(std::string_view text) {
    if (text == "infinity") {
        return std::nullopt;
    }
    milliseconds sum{0};
    do {
        const std::int64_t number = take_number(text);
        const milliseconds unit = take_unit(text);
        if (number > longest / unit || sum + number * unit > longest) {
            throw ParseError("must be a time span of at most 52 weeks, or infinity");
        }
        sum += number * unit;
        skip_blanks(text);
    } while (!text.empty());
    return sum;
}

std::string format_time_span(std::optional<milliseconds> span) {
    if (!span) {
        return "infinity";
    }
    constexpr std::array largest_first{
        Unit{"w", std::chrono::weeks(1)},     Unit{"d", std::chrono::days(1)},    Unit{"h", std::chrono::hours(1)},
        Unit{"min", std::chrono::minutes(1)}, Unit{"s", std::chrono::seconds(1)}, Unit{"ms", milliseconds(1)},
    };
    std::string text;
    for (const Unit& unit : largest_first) {
        if (const auto number = *span / unit.length; number > 0) {
            text.append(text.empty() ? "" : " ").append(std::to_string(number)).append(unit.name);
            *span %= unit.length;
        }
    }
    return text.empty() ? "0s" : text;
}

std::string time_span_text(milliseconds span) {
    constexpr std::array<milliseconds, 5> shown{std::chrono::weeks(1), std::chrono::days(1), std::chrono::hours(1),
                                                std::chrono::minutes(1), std::chrono::seconds(1)};
    const auto* const greatest =
        std::find_if(shown.begin(), shown.end() - 2, [&](milliseconds unit) { return span >= unit; });
    return format_time_span(span - span % *(greatest + 1));
}

} // namespace galera_initiator
