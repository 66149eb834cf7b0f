#include "evidence/failed_starts.hpp"

#include "common/error.hpp"

#include <charconv>

namespace galera_initiator {

namespace {

// The last second of the year 2286.
constexpr std::int64_t latest = 9'999'999'999;

template <typename Number>
Number parse_number(std::string_view digits, Number least, Number greatest) {
    Number number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number < least || number > greatest) {
        throw ParseError("the record does not say how many starts failed, and since when");
    }
    return number;
}

} // namespace

std::string FailedStarts::to_string() const {
    return std::to_string(count) + "@" + std::to_string(since);
}

FailedStarts FailedStarts::parse(std::string_view text) {
    const std::size_t at = text.find('@');
    const std::string_view since = at == std::string_view::npos ? "" : text.substr(at + 1);
    return {parse_number<std::uint32_t>(text.substr(0, at), 1, most), parse_number<std::int64_t>(since, 0, latest)};
}

} // namespace galera_initiator
