#include "evidence/hold.hpp"

#include "common/error.hpp"
#include "common/printable.hpp"

#include <charconv>

namespace galera_initiator {

namespace {

// The last second of the year 2286.
constexpr std::int64_t last_moment = 9'999'999'999;

std::int64_t parse_time(std::string_view digits) {
    std::int64_t time = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), time);
    if (error != std::errc() || end != digits.data() + digits.size() || time < 0 || time > last_moment) {
        throw ParseError("it is not told since when a node is held");
    }
    return time;
}

} // namespace

Hold Hold::with_reason_of(std::size_t most_bytes) const {
    Hold shorter = *this;
    if (reason.size() > most_bytes) {
        std::size_t size = most_bytes;
        while (size > 0 && is_continuation(reason[size])) {
            --size;
        }
        shorter.reason.resize(size);
    }
    return shorter;
}

std::string Hold::to_string() const {
    return std::to_string(since) + "@" + by + ":" + reason;
}

Hold Hold::parse(std::string_view text) {
    const std::size_t at = text.find('@');
    const std::size_t colon = text.find(':'); // passwd(5): in no user's name
    if (at == std::string_view::npos || colon == std::string_view::npos || colon < at) {
        throw ParseError("it is not told by whom a node is held, and since when");
    }
    return {parse_time(text.substr(0, at)), std::string(text.substr(at + 1, colon - at - 1)),
            std::string(text.substr(colon + 1))};
}

std::string fault_of_reason(std::string_view reason) {
    if (reason.size() > Hold::longest_reason) {
        return "the reason of a hold is at most " + std::to_string(Hold::longest_reason) +
               " bytes long, and this one " + std::to_string(reason.size());
    }
    return printable(reason) == reason ? "" : "the reason of a hold is one line of printable UTF-8";
}

} // namespace galera_initiator
