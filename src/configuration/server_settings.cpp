#include "configuration/server_settings.hpp"

#include "common/child_process.hpp"
#include "common/error.hpp"
#include "common/files.hpp"
#include "configuration/option_files.hpp"
#include "configuration/provider_options.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <sstream>
#include <string_view>
#include <vector>

namespace galera_initiator {

namespace {

// my_print_defaults reads a few small files; a generator has 90 s together with all others.
constexpr std::chrono::seconds time_limit{10};

// The server's program is big, and its disk may be busy at boot.
constexpr std::chrono::seconds time_limit_of_server{60};

/// One line of my_print_defaults, its prefix (skip_ and so on) taken off and turned into a value.
struct Option {
    std::string name; ///< underscores only
    std::string value;
};

bool take_prefix(std::string& name, std::string_view prefix) {
    if (!name.starts_with(prefix)) {
        return false;
    }
    name.erase(0, prefix.size());
    return true;
}

/// Source: MariaDB, mysys/my_getopt.c (handle_options): "skip" and "disable" switch off unless their own value is 0.
Option parse_option(std::string_view line) {
    line.remove_prefix(2);
    const auto equals = line.find('=');
    const bool has_value = equals != std::string_view::npos;
    Option option{std::string(line.substr(0, equals)), has_value ? std::string(line.substr(equals + 1)) : "1"};
    std::replace(option.name.begin(), option.name.end(), '-', '_');
    take_prefix(option.name, "loose_");
    if (take_prefix(option.name, "skip_") || take_prefix(option.name, "disable_")) {
        option.value.assign(1, option.value == "0" ? '1' : '0');
    } else if (take_prefix(option.name, "enable_")) {
        option.value.assign(1, option.value == "0" ? '0' : '1');
    }
    option.name = full_option_name(option.name);
    return option;
}

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// Source: MariaDB, mysys/my_getopt.c (get_bool_argument): any other word is taken for OFF, with a warning.
bool is_true(const std::string& value) {
    const auto word = lower_case(value);
    return word == "1" || word == "on" || word == "true";
}

std::optional<std::string> unless_empty(const std::string& value) {
    return value.empty() ? std::nullopt : std::optional(value);
}

constexpr std::string_view provider_prefix = "wsrep_provider_";

/// "pc.recovery" for "wsrep_provider_pc_recovery": MariaDB 11.4 and later has the provider's options as variables of
/// its own where the plugin wsrep_provider is on. Source: MariaDB, sql/wsrep_plugin.cc.
std::string provider_option_name(const std::string& variable) {
    constexpr std::array<std::string_view, 10> sections{"cert", "evs", "gcache", "gcs",      "gmcast",
                                                        "ist",  "pc",  "repl",   "protonet", "socket"};
    std::string name = variable.substr(provider_prefix.size());
    const auto end = name.find('_');
    if (std::find(sections.begin(), sections.end(), name.substr(0, end)) != sections.end() &&
        end != std::string::npos) {
        name[end] = '.';
    }
    return name;
}

/// Takes options one after the other: the last one of a name holds.
class Collector {
public:
    /// @param place  on the server's command line; empty: in the option files
    void add(const Option& option, const std::string& place = "") {
        const auto& [name, value] = option;
        if (name == "wsrep_on") {
            settings_.wsrep_on = is_true(value);
        } else if (name == "wsrep_provider") {
            settings_.wsrep_provider = value;
        } else if (name == "wsrep_cluster_address") {
            settings_.cluster_address = value;
        } else if (name == "wsrep_cluster_name") {
            settings_.cluster_name = value;
        } else if (name == "wsrep_node_address") {
            settings_.node_address = unless_empty(value);
        } else if (name == "wsrep_node_name") {
            settings_.node_name = unless_empty(value);
        } else if (name == "wsrep_status_file") {
            settings_.status_file = unless_empty(value);
        } else if (name == "datadir") {
            settings_.data_directory = value;
        } else if (name == "wsrep_data_home_dir") {
            settings_.provider_directory = value;
        } else if (name == "wsrep_provider_options") {
            settings_.provider_options = value;
        } else if (name.starts_with(provider_prefix)) {
            plugin_options_ += "; " + provider_option_name(name) + " = " + value;
            return;
        } else if (name == "wsrep_new_cluster" || name == "wsrep_recover") {
            take_overruling(name, is_true(value), place);
            return;
        } else if (name == "wsrep_start_position") {
            take_overruling(name, !value.empty(), place);
            return;
        } else if (name == "innodb_force_recovery") {
            innodb_recovery_is_forced_ = value.find_first_not_of('0') != std::string::npos;
        } else if (name == "tc_heuristic_recover") {
            heuristic_recovery_is_set_ = lower_case(value) != "off" && value != "0";
        } else {
            return;
        }
        settings_.given.insert(name);
    }

    /// One that stands on the command line where it beats what is handed over there.
    void add_late(const Option& option, const std::string& place) {
        add(option, place);
        if (option.name == "wsrep_cluster_address") {
            settings_.overruling[option.name] = place;
        }
    }

    [[nodiscard]] ServerSettings settings() const {
        ServerSettings result = settings_;
        result.provider_options += plugin_options_;
        if (result.status_file) {
            result.status_file = result.data_directory / *result.status_file;
        }
        if (result.provider_directory.empty()) {
            result.provider_directory = result.data_directory;
        }
        // The server's working directory is its data directory.
        result.provider_directory = (result.data_directory / result.provider_directory).lexically_normal();
        const auto base = ProviderOptions::parse(result.provider_options).value("base_dir");
        if (base && !base->empty()) {
            result.provider_directory = (result.data_directory / *base).lexically_normal();
        }
        result.recovery_is_forced = innodb_recovery_is_forced_ || heuristic_recovery_is_set_;
        return result;
    }

private:
    void take_overruling(const std::string& name, bool is_set, const std::string& place) {
        if (is_set) {
            settings_.overruling[name] = place;
        } else {
            settings_.overruling.erase(name);
        }
    }

    ServerSettings settings_;
    std::string plugin_options_; ///< those of the provider that are variables of the server
    bool innodb_recovery_is_forced_ = false;
    bool heuristic_recovery_is_set_ = false;
};

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

ChildResult run_program(const std::vector<std::string>& arguments, const ServerStart& start,
                        std::chrono::seconds limit = time_limit) {
    try {
        return run_child(arguments, {.time_limit = limit, .environment = start.environment});
    } catch (const Error& error) {
        throw ConfigurationError(std::string("the server's settings cannot be read: ") + error.what());
    }
}

/// A faulty file that another one includes does not change the exit code: the program tells of it, leaves out the
/// rest of that file and ends with 0. So does the server, which would then come up without its Galera settings.
bool tells_of_an_error(std::string_view line) {
    return line.starts_with("error:") || line.find("[ERROR]") != std::string_view::npos;
}

/// The program and the server leave out a file that everybody may write to, with a mere warning.
/// @throws ConfigurationError if it has Galera's options: the server would come up without them
void refuse_ignored_file(std::string_view line) {
    constexpr std::string_view mark = "World-writable config file '";
    const auto start = line.find(mark);
    if (start == std::string_view::npos) {
        return;
    }
    const auto name = line.substr(start + mark.size());
    const std::string path(name.substr(0, name.find('\'')));
    const auto text = read_file(path, std::size_t{1024} * 1024, Links::followed);
    if (text && text->find("wsrep") != std::string::npos) {
        throw ConfigurationError(path +
                                 " is ignored by the server, because everybody may write to it, and it has "
                                 "options of Galera: run 'chmod o-w " +
                                 path + "'");
    }
}

std::string require_success(const std::string& program, const ChildResult& result) {
    const auto lines = split_lines(result.standard_error);
    std::for_each(lines.begin(), lines.end(), refuse_ignored_file);
    const auto told = std::find_if(lines.begin(), lines.end(), tells_of_an_error);
    if (result.exit_status == 0 && told == lines.end()) {
        return result.standard_output;
    }
    // The first line names the file and the fault; the last one only says that it gives up.
    const auto reason = told != lines.end() ? *told : lines.empty() ? std::string_view("nothing") : lines.front();
    throw ConfigurationError("the server's settings cannot be read: " + program + " ended with " +
                             std::to_string(result.exit_status) + " and said: " + std::string(reason));
}

/// The group of the release series that MySQL's server reads besides its two fixed ones: "mysqld-8.0" from
/// "my_print_defaults  Ver 8.0.36 for Linux on x86_64". Before 8.0 the program has a version of its own, 1.x.
/// Source: MySQL, sql/mysqld.cc (load_default_groups, MYSQL_BASE_VERSION).
std::optional<std::string> series_group(std::string_view version_text) {
    constexpr std::string_view mark = "Ver ";
    const auto start = version_text.find(mark);
    if (start == std::string_view::npos) {
        return std::nullopt;
    }
    const auto version = version_text.substr(start + mark.size());
    const auto first_dot = version.find('.');
    const auto end =
        first_dot == std::string_view::npos ? first_dot : version.find_first_not_of("0123456789", first_dot + 1);
    const auto series = version.substr(0, end);
    if (end == std::string_view::npos || series.starts_with("1.")) {
        return std::nullopt;
    }
    return "mysqld-" + std::string(series);
}

/// The program takes the server's own options about option files, before all others.
std::vector<std::string> command(const std::string& program, const ServerStart& start,
                                 const std::vector<std::string>& groups) {
    std::vector<std::string> words{program};
    words.insert(words.end(), start.defaults_options.begin(), start.defaults_options.end());
    words.insert(words.end(), groups.begin(), groups.end());
    return words;
}

/// The data directory that a server was compiled with, from its --verbose --help: "datadir   /var/lib/mysql/".
std::string built_in_data_directory(const std::string& program) {
    const ChildResult result =
        run_program({program, "--no-defaults", "--verbose", "--help"}, ServerStart(), time_limit_of_server);
    for (const auto line : split_lines(result.standard_output)) {
        std::istringstream words{std::string(line)};
        std::string name;
        std::string value;
        if (words >> name && name == "datadir" && words >> value && value.starts_with('/')) {
            return value.substr(0, std::max<std::size_t>(value.find_last_not_of('/') + 1, 1));
        }
    }
    throw ConfigurationError("the server's data folder is not known: no option sets it, and '" + program +
                             " --no-defaults --verbose --help' (status " + std::to_string(result.exit_status) +
                             ") does not tell it: set datadir in the server's option file");
}

/// The same, asked once: a watch reads the settings at each look, and what a program was built with does not change.
std::string known_built_in_data_directory(const std::string& program) {
    static std::map<std::string, std::string> known;
    auto found = known.find(program);
    if (found == known.end()) {
        found = known.emplace(program, built_in_data_directory(program)).first;
    }
    return found->second;
}

std::string print_mysql_defaults(const std::string& program, const ServerStart& start) {
    std::vector<std::string> groups{"mysqld", "server"};
    if (auto group = series_group(require_success(program, run_program({program, "--version"}, start)))) {
        groups.push_back(std::move(*group));
    }
    // Percona XtraDB Cluster and Codership's MySQL have wsrep_on switched on from the start.
    return "--wsrep_on=ON\n" + require_success(program, run_program(command(program, start, groups), start));
}

} // namespace

bool ServerSettings::provider_is_configured() const {
    return !why_no_provider();
}

std::optional<std::string> ServerSettings::why_no_provider() const {
    if (!wsrep_on) {
        return "wsrep_on is not ON";
    }
    if (wsrep_provider.empty() || lower_case(wsrep_provider) == "none") {
        return "there is no wsrep_provider";
    }
    return std::nullopt;
}

bool ServerSettings::galera_is_configured() const {
    return provider_is_configured() && cluster_address && !cluster_address->empty();
}

ServerSettings ServerSettings::parse(const std::string& print_defaults_output, const ServerStart& start) {
    Collector collector;
    bool first = true;
    for (const auto line : split_lines(print_defaults_output)) {
        if (line.starts_with("--")) {
            collector.add(parse_option(line));
        } else if (first) {
            throw ParseError("\"" + std::string(line) + "\" is not an option");
        }
        first = false;
    }
    for (const auto& [text, place, beats_decision] : start.options) {
        if (beats_decision) {
            collector.add_late(parse_option(text), place);
        } else {
            collector.add(parse_option(text), place);
        }
    }
    return collector.settings();
}

ServerSettings ServerSettings::load(const std::filesystem::path& root, const ServerStart& start,
                                    const std::optional<std::filesystem::path>& program) {
    const std::string printer = (root / "usr/bin/my_print_defaults").string();
    const ChildResult result = run_program(command(printer, start, {"--mysqld"}), start);
    // MySQL's own program does not know the groups of its server.
    const bool is_mysql =
        result.exit_status != 0 && result.standard_error.find("unknown option '--mysqld'") != std::string::npos;
    const std::string options = is_mysql ? print_mysql_defaults(printer, start) : require_success(printer, result);
    ServerSettings settings;
    try {
        settings = parse(options, start);
    } catch (const ParseError& error) {
        throw ConfigurationError("the server's settings cannot be read: " + printer +
                                 " printed a line that is no option: " + error.what());
    }
    if (!program || settings.given.contains("datadir") || !settings.provider_is_configured()) {
        return settings;
    }
    settings = parse("--datadir=" + known_built_in_data_directory(program->string()) + "\n" + options, start);
    settings.given.erase("datadir");
    return settings;
}

} // namespace galera_initiator
