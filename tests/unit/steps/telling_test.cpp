#include "steps/telling.hpp"

#include "common/error.hpp"
#include "deciding/initiator.hpp"

#include <doctest/doctest.h>

#include <new>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sysexits.h>
#include <unistd.h>

using namespace galera_initiator;

namespace {

class Listener : public Announcer {
public:
    void announce(const Announcement& announcement) override {
        if (lacks_memory) {
            throw std::bad_alloc();
        }
        told.push_back(announcement);
    }
    void note(const Announcement& /*announcement*/) override {}
    void show_status(const std::string& text) override { status = text; }

    bool lacks_memory = false;
    std::vector<Announcement> told;
    std::string status;
};

} // namespace

TEST_SUITE("telling") {
    TEST_CASE("what succeeds is not talked about") {
        Listener listener;
        CHECK(run_and_tell(listener, [] { return 64; }) == 64);
        CHECK(listener.told.empty());
    }

    TEST_CASE("a failure is told as a sentence, in the status as well") {
        Listener listener;
        CHECK(run_and_tell(listener, []() -> int { throw Error("cannot read /etc/x"); }) == 1);
        REQUIRE(listener.told.size() == 1);
        CHECK(listener.told.front().message == "cannot read /etc/x.");
        CHECK(listener.told.front().fields.find("GALERA_REASON")->second == "failure");
        CHECK(listener.status == "cannot read /etc/x.");
    }

    TEST_CASE("a configuration error has an exit status of its own") {
        Listener listener;
        CHECK(run_and_tell(listener, []() -> int { throw ConfigurationError("set x"); }) == EX_CONFIG);
        CHECK(listener.told.at(0).fields.find("GALERA_REASON")->second == "configuration-error");
    }

    TEST_CASE("a wait that has lasted too long is told with its own reason") {
        Listener listener;
        CHECK(run_and_tell(listener, []() -> int { throw WaitLimitPassed("gave up"); }) == 1);
        CHECK(listener.told.at(0).fields.find("GALERA_REASON")->second == "wait-limit-passed");
    }

    TEST_CASE("a refusal was told with its evidence, so it is not told again") {
        Listener listener;
        CHECK(run_and_tell(listener, []() -> int { throw Refusal("no"); }) == 1);
        CHECK(listener.told.empty());
    }

    TEST_CASE("a lack of memory is told in words that a person can act on") {
        Listener listener;
        CHECK(run_and_tell(listener, []() -> int { throw std::bad_alloc(); }) == 1);
        REQUIRE(listener.told.size() == 1);
        CHECK(listener.told.front().message.find("not enough memory") != std::string::npos);
        CHECK(listener.told.front().message.find("bad_alloc") == std::string::npos);
    }

    TEST_CASE("where even the message takes more memory than there is, standard error has it") {
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        const int standard_error = ::dup(STDERR_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        Listener listener;
        listener.lacks_memory = true;
        const int status = run_and_tell(listener, []() -> int { throw Error("cannot read /etc/x"); });
        ::dup2(standard_error, STDERR_FILENO);
        ::close(standard_error);
        ::close(ends[1]);
        char text[1000] = {};
        const ssize_t count = ::read(ends[0], text, sizeof text - 1);
        ::close(ends[0]);
        CHECK(status == 1);
        REQUIRE(count > 0);
        CHECK(std::string(text).find("galera_init: there is not enough memory") == 0);
    }
}
