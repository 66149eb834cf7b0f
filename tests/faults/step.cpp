// Performs one step of a unit's life as galera_init does, below another root folder; for tests, not installed.
//
//   step ROOT STEP [UNIT [CLUSTER_ADDRESS]]
//
// With TELL_FIELDS in the environment the journal's fields of each announcement follow it as "@NAME=VALUE".
// PRETENDED_PHASE is the phase that the unit is in for the steps that ask, down without it.

#include "commands/configuration_command.hpp"
#include "commands/operator_commands.hpp"
#include "commands/report_command.hpp"
#include "common/error.hpp"
#include "node/system_machine.hpp"
#include "steps/steps.hpp"
#include "steps/telling.hpp"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <sysexits.h>
#include <unistd.h>

namespace {

using namespace galera_initiator;

std::string environment(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? "" : value;
}

/// Of a server that is in the phase that a test pretends.
class PretendedUnit : public UnitStates {
public:
    UnitState read(const std::string& /*unit*/) override {
        static const std::map<std::string_view, UnitPhase> phases{{"", UnitPhase::down},
                                                                  {"down", UnitPhase::down},
                                                                  {"preparing", UnitPhase::preparing},
                                                                  {"starting", UnitPhase::starting},
                                                                  {"up", UnitPhase::up},
                                                                  {"stopping", UnitPhase::stopping}};
        const std::string pretended = environment("PRETENDED_PHASE");
        return {.phase = phases.at(pretended),
                .invocation = environment("INVOCATION_ID"),
                .text = pretended.empty() ? "inactive" : pretended};
    }
    pid_t main_process(const std::string& /*unit*/) override { return 0; }
};

/// Shows what the journal would hold besides the message.
class FieldTeller : public Announcer {
public:
    void announce(const Announcement& announcement) override {
        system_.announce(announcement);
        if (!environment("TELL_FIELDS").empty()) {
            for (const auto& [name, value] : announcement.fields) {
                std::fprintf(stderr, "@%s=%s\n", name.c_str(), value.c_str());
            }
        }
    }
    void note(const Announcement& announcement) override { system_.note(announcement); }
    void show_status(const std::string& text) override { system_.show_status(text); }

private:
    SystemAnnouncer system_;
};

std::function<int()> done(const StepContext& context, void (*step)(const StepContext&)) {
    return [&context, step] {
        step(context);
        return EXIT_SUCCESS;
    };
}

int run(const StepContext& context, std::string_view step) {
    const std::map<std::string_view, std::function<int()>> steps{
        {"admit", done(context, admit)},
        {"prepare", done(context, prepare)},
        {"decide", done(context, decide_start)},
        {"hand-over", done(context, hand_over)},
        {"after-start", done(context, after_start)},
        {"before-stop", done(context, before_stop)},
        {"after-stop", done(context, after_stop)},
        {"publish", done(context, publish)},
        {"watch", done(context, watch)},
        {"discard-local-data", [&] { return give_word(context, Override::Kind::discard_data, {}, true); }},
        {"hold", [&] { return hold_node(context, environment("REASON")); }},
        {"release", [&] { return release_node(context); }},
        {"dry-run", [&] { return dry_run(context); }},
        {"report", [&] { return tell_report(context, journal_below(context.places.root), *stdout); }},
        {"config", [&] { return show_configuration(context.places, false); }},
    };
    const auto found = steps.find(step);
    return found == steps.end() ? EX_USAGE : found->second();
}

} // namespace

int main(int count, char** values) {
    if (count < 3 || count > 5) {
        return EX_USAGE;
    }
    // Shows in a trace where the dynamic loader has ended and the program begins.
    [[maybe_unused]] const int marked = ::access("/step-begins", F_OK);
    FieldTeller announcer;
    return run_and_tell(announcer, [&] {
        const Places places{values[1]};
        const std::string unit = count > 3 ? values[3] : "mariadb.service";
        PretendedUnit units;
        const SystemMachine system(places, unit, units);
        const StepContext context{.places = places,
                                  .unit = unit,
                                  .invocation = environment("INVOCATION_ID"),
                                  .cluster_address = count > 4 ? std::optional<std::string>(values[4]) : std::nullopt,
                                  .announcer = announcer,
                                  .machine = system.machine()};
        return run(context, values[2]);
    });
}
