#include "configuration/time_span.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

using galera_initiator::format_time_span;
using galera_initiator::parse_time_span;
using galera_initiator::ParseError;
using galera_initiator::time_span_text;
using std::chrono::milliseconds;

TEST_SUITE("time span") {
    TEST_CASE("a time span is read as systemd reads it") {
        using namespace std::chrono_literals;
        CHECK(parse_time_span("90") == milliseconds(90s));
        CHECK(parse_time_span("90s") == milliseconds(90s));
        CHECK(parse_time_span("90 s") == milliseconds(90s));
        CHECK(parse_time_span("5min") == milliseconds(5min));
        CHECK(parse_time_span("5m") == milliseconds(5min));
        CHECK(parse_time_span("1h") == milliseconds(1h));
        CHECK(parse_time_span("1h30min") == milliseconds(90min));
        CHECK(parse_time_span("1min 30s 500ms") == milliseconds(90500ms));
        CHECK(parse_time_span("2days") == milliseconds(48h));
        CHECK(parse_time_span("0") == milliseconds(0));
        CHECK(parse_time_span("52weeks") == milliseconds(std::chrono::weeks(52)));
    }

    TEST_CASE("infinity is no limit") {
        CHECK_FALSE(parse_time_span("infinity").has_value());
    }

    TEST_CASE("a time span is written in its largest units, and read back as it was") {
        using namespace std::chrono_literals;
        CHECK(format_time_span(std::nullopt) == "infinity");
        CHECK(format_time_span(0ms) == "0s");
        CHECK(format_time_span(500ms) == "500ms");
        CHECK(format_time_span(5min) == "5min");
        CHECK(format_time_span(90500ms) == "1min 30s 500ms");
        for (const milliseconds span : {milliseconds(1), milliseconds(36h), milliseconds(std::chrono::weeks(52))}) {
            CHECK(parse_time_span(format_time_span(span)) == span);
        }
    }

    TEST_CASE("anything else is refused, too long a span as well") {
        for (const char* text :
             {"", " ", "s", "-1s", "+1s", "1.5s", "1x", "1 0x", "5 min s", "Infinity", "infinity 1s", "52w 1ms", "53w",
              "9223372036854775807w", "9223372036854775807ms", "99999999999999999999"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(parse_time_span(text), ParseError);
        }
    }

    TEST_CASE("a time span is told in its two greatest units, and read back") {
        using namespace std::chrono_literals;
        CHECK(time_span_text(0s) == "0s");
        CHECK(time_span_text(999ms) == "0s");
        CHECK(time_span_text(59999ms) == "59s");
        CHECK(time_span_text(1min) == "1min");
        CHECK(time_span_text(200s) == "3min 20s");
        CHECK(time_span_text(1h + 30s) == "1h");
        CHECK(time_span_text(2h + 5min + 59s) == "2h 5min");
        CHECK(time_span_text(76h) == "3d 4h");
        CHECK(parse_time_span(time_span_text(76h)) == milliseconds(76h));
    }
}
