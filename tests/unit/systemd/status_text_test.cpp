#include "systemd/status_text.hpp"

#include <doctest/doctest.h>

using galera_initiator::fit_status;
using galera_initiator::longest_status;

TEST_SUITE("status text") {
    TEST_CASE("a short text stays as it is, on one line") {
        CHECK(fit_status("Waits for n2: start it.") == "Waits for n2: start it.");
        CHECK(fit_status("Waits for\nn2:\tstart\x7fit") == "Waits for n2: start it");
        CHECK(fit_status("").empty());
    }

    TEST_CASE("a long text keeps its beginning and its end, and the end gets most of the room") {
        const std::string text =
            fit_status("Waits for n2" + std::string(9000, '.') + "run 'galera_init assume-lost n2'");
        CHECK(text.size() == longest_status);
        CHECK(text.starts_with("Waits for n2..."));
        CHECK(text.find("... [...] ...") < longest_status / 3);
        CHECK(text.ends_with("...run 'galera_init assume-lost n2'"));
    }

    TEST_CASE("a text of just the greatest length loses nothing") {
        const std::string text(longest_status, 'x');
        CHECK(fit_status(text) == text);
    }

    TEST_CASE("no character is split, wherever the cut falls") {
        for (const std::string& character : {std::string("\u00e4"), std::string("\u20ac"), std::string("\U0001f5a7")}) {
            for (std::size_t before = 0; before < 8; ++before) {
                std::string text(before, 'x');
                for (int count = 0; count < 60; ++count) {
                    text += character;
                }
                const std::string cut = fit_status(text, 50);
                CAPTURE(cut);
                CHECK(cut.size() <= 50);
                CHECK(cut.size() > 50 - 7);
                CHECK(fit_status(cut, 1000) == cut); // it would show a "?" for what is left of a split one
                CHECK(cut.find('?') == std::string::npos);
            }
        }
    }

    TEST_CASE("what is no UTF-8 becomes a question mark, because the service manager would drop all of it") {
        CHECK(fit_status("a\xffz") == "a?z");
        CHECK(fit_status("a\xc3") == "a?");
        CHECK(fit_status("\xc0\xaf") == "??");           // overlong
        CHECK(fit_status("\xe0\x80\xaf") == "???");      // overlong
        CHECK(fit_status("\xed\xa0\x80") == "???");      // a surrogate
        CHECK(fit_status("\xf4\x90\x80\x80") == "????"); // beyond U+10FFFF
        CHECK(fit_status("\xf0\x80\x80\xaf") == "????"); // overlong
        CHECK(fit_status("\u00e4\u20ac\U0001f5a7") == "\u00e4\u20ac\U0001f5a7");
    }
}
