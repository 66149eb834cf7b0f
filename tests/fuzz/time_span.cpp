#include "configuration/time_span.hpp"

#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view text) {
    const auto span = accepted(text, [&] { return parse_time_span(text); });
    if (!span) {
        return;
    }
    require(parse_time_span(format_time_span(*span)) == *span, "a time span that is printed is read again");
    if (*span) {
        require(**span >= std::chrono::milliseconds(0) && **span <= std::chrono::weeks(52), "a time span has bounds");
        require(*parse_time_span(time_span_text(**span)) <= **span, "a time span for people is rounded down");
    }
}

const Registration registration("time_span", run);

} // namespace

} // namespace galera_initiator::fuzz
