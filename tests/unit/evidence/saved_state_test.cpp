#include "evidence/saved_state.hpp"

#include "common/error.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

TEST_SUITE("saved state") {
    TEST_CASE("a clean stop leaves history, seqno and flag") {
        const SavedState state = SavedState::parse(grastate(history_a, "1234", true));
        CHECK(state.history == Uuid::parse(history_a));
        CHECK(state.seqno == Seqno(1234));
        CHECK(state.safe_to_bootstrap);
    }

    TEST_CASE("a running or killed server leaves no seqno, and seqno 0 is one") {
        CHECK_FALSE(SavedState::parse(grastate(history_a, "-1", false)).seqno.has_value());
        CHECK_FALSE(SavedState::parse(grastate(history_a, "18446744073709551615", false)).seqno.has_value());
        CHECK(SavedState::parse(grastate(history_a, "0", false)).seqno == Seqno(0));
    }

    TEST_CASE("a file without the flag counts as not safe to bootstrap") {
        const SavedState state =
            SavedState::parse("# GALERA saved state\nversion: 2.1\nuuid: " + std::string(history_a) + "\nseqno: 5\n");
        CHECK(state.seqno == Seqno(5));
        CHECK_FALSE(state.safe_to_bootstrap);
    }

    TEST_CASE("padding at the end and unknown keys are passed over") {
        for (const char* padding : {" ", "      ", "      \n", "\n\n", "            \n   "}) {
            CAPTURE(padding);
            const SavedState state = SavedState::parse(grastate(history_a, "7", true) + padding);
            CHECK(state.seqno == Seqno(7));
            CHECK(state.safe_to_bootstrap);
        }
        CHECK(SavedState::parse("cert_index: x\n" + grastate(history_a, "7", true)).seqno == Seqno(7));
    }

    TEST_CASE("a last line without a newline is ignored, as the provider does") {
        std::string text = grastate(history_a, "7", true);
        text.pop_back();
        CHECK_FALSE(SavedState::parse(text).safe_to_bootstrap);
    }

    TEST_CASE("wherever the file is torn, it is not taken for another state") {
        const std::string whole = grastate(history_a, "1234", true);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(length);
            try {
                const SavedState state = SavedState::parse(whole.substr(0, length));
                CHECK(state.seqno == Seqno(1234));
                CHECK_FALSE(state.safe_to_bootstrap);
            } catch (const ParseError&) {
                CHECK(length < whole.find("safe_to_bootstrap"));
            }
        }
    }

    TEST_CASE("contradictory and malformed files are refused") {
        const std::string good = grastate(history_a, "1", true);
        for (const std::string& text :
             {std::string(""), std::string(64, '\0'), good + std::string(10, '\0'), good + "seqno: 2\n", good + good,
              good + "safe_to_bootstrap: 0\n", grastate(history_a, "x", true), grastate("x", "1", true),
              grastate(history_a, "-2", true), grastate(history_a, "99999999999999999999", true),
              "safe_to_bootstrap: 2\n" + good.substr(0, good.find("safe")), "[section]\n" + good, good + "rubbish\n",
              std::string("uuid: ") + history_a + "\n", std::string("seqno: 1\n")}) {
            CAPTURE(text);
            CHECK_THROWS_AS(SavedState::parse(text), ParseError);
        }
    }
}

TEST_SUITE("made safe to bootstrap") {
    TEST_CASE("the flag is set and nothing else changes") {
        CHECK(made_safe_to_bootstrap(grastate(history_a, "1234", false), Uuid::parse(history_a)) ==
              grastate(history_a, "1234", true));
        CHECK(made_safe_to_bootstrap(grastate(history_a, "-1", true), Uuid::parse(history_a)) ==
              grastate(history_a, "-1", true));
    }

    TEST_CASE("a history that DDL has zeroed is put in") {
        CHECK(made_safe_to_bootstrap(grastate(nil_history, "-1", false), Uuid::parse(history_a)) ==
              grastate(history_a, "-1", true));
    }

    TEST_CASE("padding stays, so the length does") {
        const std::string padded = grastate(history_a, "-1", false) + "     \n";
        CHECK(made_safe_to_bootstrap(padded, Uuid::parse(history_a)) == grastate(history_a, "-1", true) + "     \n");
    }

    TEST_CASE("what is no state is none after an edit either") {
        std::string odd = grastate(history_a, "-1", false);
        odd.replace(odd.find("bootstrap: 0"), 12, "bootstrap: 2");
        CHECK_THROWS_AS(made_safe_to_bootstrap(odd, Uuid::parse(history_a)), ParseError);
        CHECK_THROWS_WITH(
            made_safe_to_bootstrap("uuid:    " + std::string(history_a) + "\nseqno:   -1\n", Uuid::parse(history_a)),
            "grastate.dat has no safe_to_bootstrap");
    }

    TEST_CASE("what is no whole state with a flag cannot be edited") {
        const std::string whole = grastate(history_a, "-1", false);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(length);
            CHECK_THROWS_AS(made_safe_to_bootstrap(whole.substr(0, length), Uuid::parse(history_a)), ParseError);
        }
    }
}
