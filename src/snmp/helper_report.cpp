#include "snmp/helper_report.hpp"

#include "common/printable.hpp"
#include "snmp/galera_objects.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>

namespace galera_initiator {

namespace {

constexpr char answer_type = 'A';
constexpr char end_mark = '\x17';
constexpr std::size_t frame_length_size = 4;
constexpr std::size_t text_length_size = 2;

void append_number(std::string& bytes, std::size_t number, std::size_t size) {
    for (std::size_t position = size; position-- > 0;) {
        bytes += static_cast<char>((number >> (8 * position)) & 0xffU);
    }
}

void append_text(std::string& bytes, std::string_view text, std::size_t limit) {
    const std::string_view kept = text.substr(0, limit);
    append_number(bytes, kept.size(), text_length_size);
    bytes += kept;
}

std::string frame(char type, const std::string& payload) {
    std::string bytes(1, type);
    append_number(bytes, payload.size(), frame_length_size);
    return bytes + payload + end_mark;
}

/// Takes parts off the front of what is left; each take gives nothing if there is not enough.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    std::optional<std::string_view> take(std::size_t size) {
        if (size > rest_.size()) {
            return std::nullopt;
        }
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    std::optional<std::size_t> take_number(std::size_t size) {
        const auto bytes = take(size);
        if (!bytes) {
            return std::nullopt;
        }
        std::size_t number = 0;
        for (const char byte : *bytes) {
            number = (number << 8U) | static_cast<unsigned char>(byte);
        }
        return number;
    }

    std::optional<std::string_view> take_text(std::size_t limit) {
        const auto size = take_number(text_length_size);
        return size && *size <= limit ? take(*size) : std::nullopt;
    }

private:
    std::string_view rest_;
};

struct Frame {
    char type;
    std::string_view payload;
};

std::optional<Frame> take_frame(Reader& reader) {
    const auto type = reader.take(1);
    const auto size = reader.take_number(frame_length_size);
    if (!type || !size) {
        return std::nullopt;
    }
    const auto payload = reader.take(*size);
    const auto end = reader.take(1);
    if (!payload || !end || end->front() != end_mark) {
        return std::nullopt;
    }
    return Frame{type->front(), *payload};
}

/// The one of these values that has this number.
template <typename Value>
std::optional<Value> numbered(std::optional<std::size_t> number, std::initializer_list<Value> values) {
    const auto* found = std::find_if(values.begin(), values.end(),
                                     [&](Value value) { return number == static_cast<std::size_t>(value); });
    return found == values.end() ? std::nullopt : std::optional(*found);
}

std::optional<PeerAnswer> parse_answer(std::string_view payload) {
    Reader reader(payload);
    using Outcome = PeerAnswer::Outcome;
    const auto outcome = numbered(reader.take_number(1), {Outcome::answered, Outcome::alive_but_silent,
                                                          Outcome::unreachable, Outcome::unresolved});
    const auto state = reader.take_text(object_text_limit);
    const auto status = reader.take_text(object_text_limit);
    const auto seqno = reader.take_text(object_text_limit);
    const auto detail = reader.take_text(detail_limit);
    const auto finding =
        numbered(reader.take_number(1), {PortFinding::not_known, PortFinding::accepts, PortFinding::refuses});
    if (!outcome || !state || !status || !seqno || !detail || !finding || !reader.at_end()) {
        return std::nullopt;
    }
    PeerAnswer answer;
    answer.outcome = *outcome;
    answer.state = *state;
    answer.status = *status;
    answer.seqno = *seqno;
    answer.detail = printable(*detail);
    answer.galera_port = *finding;
    return answer;
}

std::string reason_without_answer(const HelperReport& report, HelperEnd end, std::chrono::milliseconds timeout) {
    switch (end) {
    case HelperEnd::finished:
        return "the helper process that asks this node ended without an answer";
    case HelperEnd::overflowed:
        return "the helper process that asks this node wrote too much";
    case HelperEnd::cancelled:
        return "cancelled";
    case HelperEnd::ran_late:
        break;
    }
    const std::string limit = " within " + std::to_string(timeout.count()) + " ms";
    if (!report.resolved) {
        return "the name was not resolved" + limit;
    }
    return "no answer over SNMP" + limit + (report.port_accepts ? "; the Galera port accepts connections" : "");
}

PeerAnswer::Outcome outcome_without_answer(const HelperReport& report, HelperEnd end) {
    if (end == HelperEnd::cancelled) {
        return PeerAnswer::Outcome::unreachable;
    }
    if (report.port_accepts) {
        return PeerAnswer::Outcome::alive_but_silent;
    }
    return end == HelperEnd::ran_late && !report.resolved ? PeerAnswer::Outcome::unresolved
                                                          : PeerAnswer::Outcome::unreachable;
}

} // namespace

std::string encode(HelperStep step) {
    return frame(static_cast<char>(step), {});
}

std::string encode(const PeerAnswer& answer) {
    std::string payload(1, static_cast<char>(answer.outcome));
    append_text(payload, answer.state, object_text_limit);
    append_text(payload, answer.status, object_text_limit);
    append_text(payload, answer.seqno, object_text_limit);
    append_text(payload, answer.detail, detail_limit);
    append_number(payload, static_cast<std::size_t>(answer.galera_port), 1);
    return frame(answer_type, payload);
}

HelperReport HelperReport::parse(std::string_view bytes) {
    HelperReport report;
    Reader reader(bytes);
    while (const auto next = take_frame(reader)) {
        if (next->type == static_cast<char>(HelperStep::resolved) && next->payload.empty()) {
            report.resolved = true;
        } else if (next->type == static_cast<char>(HelperStep::port_accepts) && next->payload.empty()) {
            report.port_accepts = true;
        } else if (next->type == answer_type && !report.answer) {
            report.answer = parse_answer(next->payload);
            break;
        } else {
            break;
        }
    }
    return report;
}

PeerAnswer conclude(const HelperReport& report, HelperEnd end, std::chrono::milliseconds timeout) {
    if (report.answer && end != HelperEnd::overflowed) {
        return *report.answer;
    }
    PeerAnswer answer;
    answer.outcome = outcome_without_answer(report, end);
    answer.detail = reason_without_answer(report, end, timeout);
    return answer;
}

} // namespace galera_initiator
