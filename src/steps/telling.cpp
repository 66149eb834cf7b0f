#include "steps/telling.hpp"

#include "common/error.hpp"

#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include <sysexits.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

void announce_failure(Announcer& announcer, const char* id, const std::string& message, const char* reason) {
    const std::string sentence = message.ends_with('.') ? message : message + ".";
    announcer.show_status(sentence);
    announcer.announce({id, Urgency::error, sentence, {{"GALERA_REASON", reason}}});
}

int tell_failure(Announcer& announcer, const std::exception& error) {
    announce_failure(announcer, message_id::failure, error.what(), "failure");
    return EXIT_FAILURE;
}

constexpr const char* no_memory = "there is not enough memory for this step: free some, and see MemoryMax= and "
                                  "LimitAS= of the server's unit";

/// Without the announcer, which takes memory.
void tell_lack_of_memory() {
    const std::string_view end = ".\n";
    // There is nobody left to tell if this fails.
    for (const std::string_view part : {std::string_view("galera_init: "), std::string_view(no_memory), end}) {
        [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, part.data(), part.size());
    }
}

} // namespace

int run_and_tell(Announcer& announcer, const std::function<int()>& action) {
    try {
        try {
            return action();
        } catch (const Refusal&) {
            return EXIT_FAILURE; // announced with its evidence
        } catch (const WaitLimitPassed& error) {
            announce_failure(announcer, message_id::wait_limit_passed, error.what(), "wait-limit-passed");
            return EXIT_FAILURE;
        } catch (const ConfigurationError& error) {
            announce_failure(announcer, message_id::configuration_error, error.what(), "configuration-error");
            return EX_CONFIG;
        } catch (const std::bad_alloc&) {
            return tell_failure(announcer, Error(no_memory));
        } catch (const std::exception& error) {
            return tell_failure(announcer, error);
        }
    } catch (const std::bad_alloc&) {
        tell_lack_of_memory();
        return EXIT_FAILURE;
    }
}

} // namespace galera_initiator
