#include "commands/report_command.hpp"

#include "commands/configuration_report.hpp"
#include "commands/onlooker.hpp"
#include "commands/present_cluster.hpp"
#include "common/child_process.hpp"
#include "common/error.hpp"
#include "common/titled_text.hpp"
#include "common/utc_time.hpp"
#include "configuration/node_unit.hpp"
#include "configuration/provider_options.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/view_state.hpp"
#include "installation.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

/// Those options of the provider that say how it forms components, and where. No other one is told: there are such as
/// hold secrets.
constexpr std::array told_options{"base_dir",     "base_port",           "gmcast.listen_addr",  "pc.ignore_quorum",
                                  "pc.ignore_sb", "pc.recovery",         "pc.weight",           "pc.wait_prim",
                                  "pc.checksum",  "evs.suspect_timeout", "evs.inactive_timeout"};

template <typename Function>
std::string told_or_why_not(Function function) {
    try {
        return function();
    } catch (const Error& error) {
        return error.what();
    }
}

std::vector<std::string> lines_of_origin(const StepContext& context) {
    const Machine& machine = context.machine;
    const std::string unit =
        context.unit.empty()
            ? "none is installed"
            : context.unit + ", " + told_or_why_not([&] { return machine.units.read(context.unit).text; });
    return {"time: " + utc_time(machine.clock.time_of_day(), "%Y-%m-%dT%H:%M:%SZ"),
            std::string("version: ") + GALERA_INITIATOR_VERSION,
            "host: " + told_or_why_not([&] { return machine.configuration.host_name(); }), "unit: " + unit,
            "to decide it again, on any machine: galera_init --dry-run --replay FILE"};
}

/// @param path  as the node names it
Report::Part part_of_file(const StepContext& context, const fs::path& path) {
    const std::string title = "file " + path.string();
    try {
        const auto content = context.machine.files.read(below(context.places.root, path));
        return content ? Report::Part{title + ", " + std::to_string(content->size()) + " bytes", lines_of(*content)}
                       : Report::Part{title + ": there is none", {}};
    } catch (const Error& error) {
        return {title + ": cannot be read", {error.what()}};
    }
}

/// What stands behind the nodes may hold anything.
std::string without_options(const std::string& cluster_address) {
    return cluster_address.substr(0, cluster_address.find('?'));
}

std::vector<std::string> lines_of_settings(const StepContext& context, const NodeSettings& settings) {
    ConfigurationFacts facts;
    facts.own = settings.own;
    facts.server = settings.server;
    facts.unit = context.unit.empty() ? std::nullopt : std::optional(context.unit);
    if (settings.program) {
        facts.program.value = "/" / settings.program->lexically_relative(context.places.root);
    }
    facts.host_name = told_or_why_not([&] { return context.machine.configuration.host_name(); });
    auto& address = facts.server.cluster_address;
    address = settings.own.cluster_address ? settings.own.cluster_address->to_string() : address;
    address = address ? std::optional(without_options(*address)) : std::nullopt;
    std::vector<std::string> lines;
    for (const SettingRow& row : setting_rows(facts)) {
        lines.push_back(row.key + " = " + row.value + " (" + row.source + ")");
    }
    const ProviderOptions options = ProviderOptions::parse(settings.server.provider_options);
    for (const char* name : told_options) {
        if (const auto value = options.value(name)) {
            lines.push_back("provider's option " + std::string(name) + " = " + *value);
        }
    }
    return lines;
}

/// Those that tell of this node, as it names them. Without settings it is not known where the provider has its own.
std::vector<fs::path> files_of(const std::optional<NodeSettings>& settings) {
    const Places places;
    std::vector<fs::path> files{places.state_folder() / "memory", places.published_folder() / "record",
                                places.operator_word_file(), places.hold_file()};
    if (settings) {
        const fs::path& folder = settings->server.provider_directory;
        const fs::path view = folder / ViewState::file_name;
        files.insert(files.begin(), {folder / SavedState::file_name, view, fs::path(view.string() + ".tmp")});
    }
    return files;
}

std::vector<std::string> units_of(const std::string& server) {
    std::vector<std::string> units{"galera-initiator-record.service"};
    if (!server.empty()) {
        units.insert(units.begin(), {server, "galera-initiator-watch@" + unit_for_people(server) + ".service"});
    }
    return units;
}

Report::Part part_of_journal(const std::vector<std::string>& units, const ReadJournal& journal) {
    try {
        return {"journal", lines_of(journal(units))};
    } catch (const Error& error) {
        return {"journal: not told", {error.what()}};
    }
}

/// What a dry run would see, and what else came to light.
struct Sight {
    DecisionInputs inputs;
    std::optional<NodeSettings> settings; ///< none: the inputs say why
    std::vector<std::string> notes;
};

Sight look_around(const StepContext& context) {
    Sight sight;
    try {
        sight.settings = context.machine.configuration.settings();
        if (context.unit.empty()) {
            static_cast<void>(node_unit(context.places.root, sight.settings->own.unit)); // Says why.
        }
        if (!sight.settings->is_galera_node()) {
            sight.inputs = PlainServer();
            return sight;
        }
        auto present = PresentClusterObserver::open(context, *sight.settings, Deafness::refused).look();
        sight.notes = present.notes;
        sight.inputs = std::move(present);
    } catch (const ConfigurationError& error) {
        sight.inputs = NothingSeen{error.what(), true};
    } catch (const Error& error) {
        sight.inputs = NothingSeen{error.what(), false};
    }
    return sight;
}

/// With the inputs taken out where they cannot be told.
std::string text_of(Report& report) {
    try {
        return report.to_text();
    } catch (const Error& error) {
        report.inputs = NothingSeen{error.what(), false};
        report.verdict = verdict_or_why_none(report.inputs);
        return report.to_text();
    }
}

/// @returns empty where the text tells the verdict again
std::string why_not_replayed(const Report& report, const std::string& text) {
    if (const auto* nothing = std::get_if<NothingSeen>(&report.inputs)) {
        return nothing->why;
    }
    if (!std::holds_alternative<SeenCluster>(report.inputs)) {
        return ""; // This may still be root, who parses nothing that others wrote.
    }
    const std::string again = verdict_or_why_none(Report::parse("the report", text).inputs);
    return again == report.verdict ? "" : "replayed, it comes to another verdict: " + again;
}

using Output = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

/// Not over a file or through a link that is there: this may be root, and the folder one of everybody's.
Output open_output(const std::optional<fs::path>& path) {
    if (!path) {
        return {stdout, [](std::FILE* file) { return std::fflush(file); }};
    }
    constexpr mode_t mode = 0640;
    const int descriptor = ::open(path->c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode); // NOLINT(*-vararg)
    std::FILE* file = descriptor < 0 ? nullptr : ::fdopen(descriptor, "w");
    if (file == nullptr) {
        throw SystemError("cannot make " + path->string(), errno);
    }
    return {file, std::fclose};
}

/// Empty where there is none to be found; the report tells why.
std::string unit_or_none(const fs::path& root) {
    std::optional<std::string> configured;
    try {
        configured = Configuration::load(root).unit;
    } catch (const ConfigurationError&) {
        configured.reset();
    }
    try {
        return node_unit(root, configured);
    } catch (const ConfigurationError&) {
        return "";
    }
}

} // namespace

ReadJournal journal_below(const std::filesystem::path& root) {
    return [root](const std::vector<std::string>& units) {
        // What this project says, be it by a person's command, or what the service manager says of the units. Not what
        // the server itself writes, which may be anything.
        std::vector<std::string> words{(root / "usr/bin/journalctl").string(),
                                       "--no-pager",
                                       "--utc",
                                       "--output=short-iso",
                                       "--lines=1000",
                                       "SYSLOG_IDENTIFIER=galera_init",
                                       "SYSLOG_IDENTIFIER=galera-initiator-generator",
                                       "+",
                                       "_PID=1"};
        for (const std::string& unit : units) {
            words.push_back("UNIT=" + unit);
        }
        constexpr std::size_t most_bytes = std::size_t{512} * 1024;
        const ChildResult result =
            run_child(words, {.time_limit = std::chrono::seconds(10), .output_limit = most_bytes});
        return result.standard_output + result.standard_error;
    };
}

Report gather_report(const StepContext& context, const ReadJournal& journal) {
    Report report;
    const Report::Part journal_part = part_of_journal(units_of(context.unit), journal);
    const Sight sight = look_around(context);
    report.inputs = sight.inputs;
    report.verdict = verdict_or_why_none(report.inputs);
    report.origin = lines_of_origin(context);
    if (!sight.notes.empty()) {
        report.parts.push_back({"what could not be seen", sight.notes});
    }
    if (sight.settings) {
        report.parts.push_back({"settings", lines_of_settings(context, *sight.settings)});
    }
    try {
        context.machine.process.stop_being_root();
        for (const fs::path& file : files_of(sight.settings)) {
            report.parts.push_back(part_of_file(context, file));
        }
    } catch (const Error& error) {
        report.parts.push_back({"files: not read", {error.what()}});
    }
    report.parts.push_back(journal_part);
    return report;
}

int tell_report(const StepContext& context, const ReadJournal& journal, std::FILE& output) {
    Report report = gather_report(context, journal);
    const std::string text = text_of(report);
    if (std::fputs(text.c_str(), &output) == EOF || std::fflush(&output) != 0) {
        throw SystemError("cannot write the report", errno);
    }
    if (const std::string why = why_not_replayed(report, text); !why.empty()) {
        std::fprintf(stderr, "galera_check: the report tells no decision that can be told again: %s\n", why.c_str());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

int write_report(const Places& places, const std::optional<std::filesystem::path>& output) {
    const Output file = open_output(output);
    const Onlooker onlooker(places, unit_or_none(places.root));
    return tell_report(onlooker.context(), journal_below(places.root), *file);
}

} // namespace galera_initiator
