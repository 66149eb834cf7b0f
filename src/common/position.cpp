#include "common/position.hpp"

#include "common/error.hpp"

#include <charconv>

namespace galera_initiator {

Seqno::Seqno(std::int64_t value) : value_(value) {
    if (value < 0) {
        throw ParseError("a seqno is never negative: " + std::to_string(value));
    }
}

std::optional<Seqno> Seqno::parse(std::string_view text) {
    if (text == "-1" || text == "18446744073709551615") {
        return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 0) {
        throw ParseError("not a seqno: '" + std::string(text.substr(0, 40)) + "'");
    }
    return Seqno(value);
}

Position::Position(Uuid history, Seqno seqno) : history_(history), seqno_(seqno) {
    if (history.is_nil()) {
        throw ParseError("a position needs a history; its UUID is nil");
    }
}

Position Position::parse(std::string_view text) {
    const std::size_t colon = text.find(':');
    const auto seqno = colon == std::string_view::npos ? std::nullopt : Seqno::parse(text.substr(colon + 1));
    if (!seqno) {
        throw ParseError("not a position: '" + std::string(text.substr(0, 80)) + "'");
    }
    return {Uuid::parse(text.substr(0, colon)), *seqno};
}

std::string Position::to_string() const {
    return history_.to_string() + ":" + seqno_.to_string();
}

} // namespace galera_initiator
