// Performs one step of a unit's life as galera_init does, below another root folder; for tests, not installed.
//
//   step ROOT STEP

#include "common/error.hpp"
#include "initiation/operator_commands.hpp"
#include "initiation/steps.hpp"
#include "initiation/telling.hpp"

#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <sysexits.h>
#include <unistd.h>

namespace {

using namespace galera_initiator;

std::string environment(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? "" : value;
}

/// Of a server that is down.
class DownUnit : public UnitStates {
public:
    UnitState read(const std::string& /*unit*/) override {
        return {.phase = UnitPhase::down, .invocation = {}, .text = "inactive"};
    }
    pid_t main_process(const std::string& /*unit*/) override { return 0; }
};

int run(const StepContext& context, std::string_view step) {
    const std::map<std::string_view, std::function<void()>> steps{
        {"prepare", [&] { prepare(context, environment("USER")); }},
        {"decide", [&] { decide_start(context); }},
        {"hand-over", [&] { hand_over(context, [&] { return BusUnitStates().read(context.unit); }); }},
        {"after-start", [&] { after_start(context); }},
        {"before-stop", [&] { before_stop(context); }},
        {"after-stop", [&] { after_stop(context); }},
        {"publish",
         [&] {
             BusUnitStates units;
             publish(context, units);
         }},
        {"discard-local-data",
         [&] {
             DownUnit units;
             give_word(context, units, Override::Kind::discard_data, {}, true);
         }},
    };
    const auto found = steps.find(step);
    if (found == steps.end()) {
        return EX_USAGE;
    }
    found->second();
    return EXIT_SUCCESS;
}

} // namespace

int main(int count, char** values) {
    if (count != 3) {
        return EX_USAGE;
    }
    // Shows in a trace where the dynamic loader has ended and the program begins.
    [[maybe_unused]] const int marked = ::access("/step-begins", F_OK);
    SystemAnnouncer announcer;
    return run_and_tell(announcer, [&] {
        const StepContext context{.places = {values[1]},
                                  .unit = "mariadb.service",
                                  .invocation = environment("INVOCATION_ID"),
                                  .cluster_address = std::nullopt,
                                  .announcer = announcer};
        return run(context, values[2]);
    });
}
