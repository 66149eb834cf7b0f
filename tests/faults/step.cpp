// Performs one step of a unit's life as galera_init does, below another root folder; for tests, not installed.
//
//   step ROOT STEP [UNIT [CLUSTER_ADDRESS]]
//
// With TELL_FIELDS in the environment the journal's fields of each announcement follow it as "@NAME=VALUE".
// PRETENDED_PHASE is the phase that the unit is in for the steps that ask, down without it.

#include "common/error.hpp"
#include "configuration/node_unit.hpp"
#include "steps/join_watch.hpp"
#include "commands/operator_commands.hpp"
#include "steps/steps.hpp"
#include "steps/telling.hpp"
#include "commands/configuration_command.hpp"

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

std::function<int()> done(std::function<void()> step) {
    return [step = std::move(step)] {
        step();
        return EXIT_SUCCESS;
    };
}

int run(const StepContext& context, std::string_view step) {
    PretendedUnit units;
    const std::map<std::string_view, std::function<int()>> steps{
        {"admit", done([&] { refuse_second_server(context.places.root, context.unit); })},
        {"prepare", done([&] { prepare(context, environment("USER")); })},
        {"decide", done([&] { decide_start(context); })},
        {"hand-over", done([&] { hand_over(context, [&] { return units.read(context.unit); }); })},
        {"after-start", done([&] { after_start(context, units); })},
        {"before-stop", done([&] { before_stop(context); })},
        {"after-stop", done([&] { after_stop(context); })},
        {"publish", done([&] { publish(context, units); })},
        {"watch", done([&] { watch_join(context, units); })},
        {"discard-local-data", [&] { return give_word(context, units, Override::Kind::discard_data, {}, true); }},
        {"dry-run", [&] { return dry_run(context, units); }},
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
        const StepContext context{.places = {values[1]},
                                  .unit = count > 3 ? values[3] : "mariadb.service",
                                  .invocation = environment("INVOCATION_ID"),
                                  .cluster_address = count > 4 ? std::optional<std::string>(values[4]) : std::nullopt,
                                  .announcer = announcer};
        return run(context, values[2]);
    });
}
