#include "configuration/server_unit.hpp"

#include "common/error.hpp"
#include "common/files.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>
#include <string_view>
#include <system_error>

#include <glob.h>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> unit_folders{
    "etc/systemd/system",     "run/systemd/system", "usr/local/lib/systemd/system",
    "usr/lib/systemd/system", "lib/systemd/system",
};

constexpr std::array<std::string_view, 3> usual_names{"mariadb.service", "mysql.service", "mysqld.service"};

// An alias of an alias is rare and a loop is a mistake: systemd gives up as well.
constexpr int alias_limit = 8;

bool is_unit_folder(const fs::path& folder_below_root) {
    return std::any_of(unit_folders.begin(), unit_folders.end(),
                       [&folder_below_root](std::string_view known) { return folder_below_root == known; });
}

/// Where a link leads, from the root on and without a leading slash; computed from the text, because under a
/// test's root an absolute target does not exist where the kernel would look for it.
fs::path target_below_root(const fs::path& root, std::string_view folder, const std::string& name) {
    const fs::path target = fs::read_symlink(root / folder / name);
    const fs::path absolute = target.is_absolute() ? target : fs::path("/") / folder / target;
    return absolute.lexically_normal().relative_path();
}

/// "mariadb@n1.service" of "mariadb@.service" and any name of that instance.
std::string instance_of(const std::string& base, const std::string& named) {
    const auto at = named.find('@');
    const auto base_at = base.find('@');
    return base_at == std::string::npos
               ? base
               : base.substr(0, base_at + 1) + named.substr(at + 1, named.rfind('.') - at - 1) +
                     base.substr(base.rfind('.'));
}

bool is_template(const std::string& name) {
    return name.find("@.") != std::string::npos;
}

std::optional<std::string> resolve(const fs::path& root, const std::string& name, int aliases_left) {
    for (const auto folder : unit_folders) {
        const fs::path path = root / folder / name;
        std::error_code ignored; // a folder that cannot be looked into holds no unit for systemd either
        const auto type = fs::symlink_status(path, ignored).type();
        if (type == fs::file_type::regular) {
            return fs::is_empty(path, ignored) ? std::nullopt : std::optional(name);
        }
        if (type == fs::file_type::symlink) {
            const fs::path target = target_below_root(root, folder, name);
            if (aliases_left == 0) {
                return std::nullopt;
            }
            // A link out of the unit folders (systemctl link) gives a file a place, not another name; one to
            // /dev/null, which is no regular file, masks.
            if (!is_unit_folder(target.parent_path()) || target.filename() == name) {
                return fs::is_regular_file(root / target, ignored) && !fs::is_empty(root / target, ignored)
                           ? std::optional(name)
                           : std::nullopt;
            }
            return resolve(root, target.filename(), aliases_left - 1);
        }
    }
    if (const auto base = template_of(name)) {
        const auto found = resolve(root, *base, aliases_left);
        return found ? std::optional(instance_of(*found, name)) : std::nullopt;
    }
    return std::nullopt;
}

/// The canonical name first, then the links that lead to it.
std::vector<std::string> names_of(const fs::path& root, const std::string& unit) {
    std::vector<std::string> names{unit};
    const auto base = template_of(unit);
    for (const auto folder : unit_folders) {
        std::error_code ignored;
        for (const auto& entry : list_readable_folder(root / folder)) {
            const std::string name = entry.path().filename();
            if (!name.ends_with(".service") || !entry.is_symlink(ignored) || name == unit || name == base) {
                continue;
            }
            if (resolve(root, name, alias_limit) == (base && is_template(name) ? *base : unit)) {
                names.push_back(base && is_template(name) ? instance_of(name, unit) : name);
            }
        }
    }
    return names;
}

struct Quoted {
    std::string text;
    bool has_quotes = false;
};

constexpr std::array<std::string_view, 6> server_programs{"mariadbd",     "mysqld",        "mariadbd-debug",
                                                          "mysqld-debug", "mariadbd-safe", "mysqld_safe"};

bool is_servers_program(std::string_view word) {
    const auto name = word.substr(word.rfind('/') + 1);
    return std::find(server_programs.begin(), server_programs.end(), name) != server_programs.end();
}

/// They start a server anew when it has crashed, with the decision of the first time.
bool restarts_server(std::string_view program) {
    return program.ends_with("safe");
}

bool is_shell(std::string_view word) {
    const auto name = word.substr(word.rfind('/') + 1);
    return name == "sh" || name == "bash" || name == "dash";
}

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

/// @returns the name in "$NAME", or in "${NAME}" where that is asked for; else nothing
std::string variable_in(std::string_view word, bool with_braces) {
    if (!word.starts_with('$')) {
        return "";
    }
    word.remove_prefix(1);
    if (with_braces && word.starts_with('{') && word.ends_with('}')) {
        word = word.substr(1, word.size() - 2);
    }
    return is_name(word) ? std::string(word) : "";
}

std::string replace_double_dollars(std::string text) {
    for (auto at = text.find("$$"); at != std::string::npos; at = text.find("$$", at + 1)) {
        text.erase(at, 1);
    }
    return text;
}

/// The simple commands of a shell's script, each in words.
std::vector<std::vector<Quoted>> simple_commands(std::string_view script) {
    constexpr std::string_view separators = ";|&()`\n";
    std::vector<std::vector<Quoted>> commands(1);
    bool in_word = false;
    char quote = '\0';
    for (const char letter : script) {
        const bool is_bare = quote == '\0';
        if (is_bare && separators.find(letter) != std::string_view::npos) {
            commands.emplace_back();
            in_word = false;
        } else if (is_bare && (letter == ' ' || letter == '\t')) {
            in_word = false;
        } else {
            if (!in_word) {
                commands.back().emplace_back();
                in_word = true;
            }
            Quoted& word = commands.back().back();
            if (letter == quote || (is_bare && (letter == '"' || letter == '\''))) {
                quote = letter == quote ? '\0' : letter;
                word.has_quotes = true;
            } else {
                word.text += letter;
            }
        }
    }
    return commands;
}

// In the order in which they are taken.
constexpr std::array<std::string_view, 5> carriers{"_WSREP_NEW_CLUSTER", "_WSREP_START_POSITION",
                                                   "MYSQLD_RECOVER_START", "EXTRA_ARGS", "MYSQLD_OPTS"};

constexpr std::string_view group_suffix = "--defaults-group-suffix=";

bool is_defaults_option(std::string_view word) {
    return word == "--no-defaults" || word.starts_with("--defaults-file=") ||
           word.starts_with("--defaults-extra-file=") || word.starts_with(group_suffix);
}

/// A recovered position that the vendor's own step hands over in this variable is no fixed one.
bool is_vendors_position(std::string_view variable, std::string_view word) {
    return (variable == "_WSREP_START_POSITION" || variable == "MYSQLD_RECOVER_START") &&
           (word.starts_with("--wsrep_start_position=") || word.starts_with("--wsrep-start-position="));
}

std::string fill_in_variables(const std::string& text, const UnitVariables& variables) {
    std::string filled;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.compare(at, 2, "${") == 0 ? text.find('}', at) : std::string::npos;
        if (end == std::string::npos) {
            filled += text[at++];
            continue;
        }
        const auto found = variables.find(text.substr(at + 2, end - at - 2));
        filled += found == variables.end() ? "" : found->second.value;
        at = end + 1;
    }
    return filled;
}

} // namespace

std::optional<std::string> find_server_unit(const fs::path& root, const std::optional<std::string>& name) {
    if (name) {
        return resolve(root, *name, alias_limit);
    }
    for (const auto usual : usual_names) {
        if (auto found = resolve(root, std::string(usual), alias_limit)) {
            return found;
        }
    }
    return std::nullopt;
}

std::string UnitComplaint::to_string() const {
    return place + (place.empty() ? "" : ": ") + what + (remedy.empty() ? "" : ": " + remedy);
}

bool has_options_of_people(std::string_view variable) {
    return variable == "MYSQLD_OPTS" || variable == "EXTRA_ARGS";
}

std::string without_bootstrap_flag(const std::string& words) {
    std::string kept = words;
    for (auto at = kept.find(bootstrap_flag); at != std::string::npos; at = kept.find(bootstrap_flag, at)) {
        const auto end = at + bootstrap_flag.size();
        const bool is_word = (at == 0 || kept[at - 1] == ' ') && (end == kept.size() || kept[end] == ' ');
        at = is_word ? at : end;
        kept.erase(at, is_word ? bootstrap_flag.size() + (end < kept.size() ? 1 : 0) : 0);
    }
    kept.erase(kept.find_last_not_of(' ') + 1);
    return kept;
}

std::map<std::string, std::string> parse_environment_file(std::string_view content) {
    std::map<std::string, std::string> variables;
    // The same comments and continuations as a unit file's; systemd.exec(5), EnvironmentFile=.
    for (const auto& [section, key, value, file, line] : parse_unit_file({"", std::string(content)})) {
        const bool is_quoted =
            value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
        variables[key] = is_quoted ? value.substr(1, value.size() - 2) : value;
    }
    return variables;
}

ServerUnit::ServerUnit(const UnitFiles& files)
    : name_(files.name), files_(files.unreadable), replacement_(files.replacement) {
    for (const auto& file : files.files) {
        files_.push_back(file.path);
        for (auto& assignment : parse_unit_file(file)) {
            assignments_.push_back(std::move(assignment));
        }
    }
    understand_start();
}

ServerUnit ServerUnit::load(const fs::path& root, const std::string& unit, const std::optional<UnitFile>& generated) {
    return ServerUnit(read_unit_files(root, names_of(root, unit), generated));
}

std::vector<UnitAssignment> ServerUnit::values(std::string_view section, std::string_view key) const {
    std::vector<UnitAssignment> values;
    for (const auto& assignment : assignments_) {
        if (assignment.section != section || assignment.key != key) {
            continue;
        }
        if (assignment.value.empty()) {
            values.clear();
        } else {
            values.push_back(assignment);
        }
    }
    return values;
}

std::vector<ServerUnit::Word> ServerUnit::shell_command(const std::string& script) {
    std::vector<Word> words;
    for (const auto& command : simple_commands(replace_double_dollars(script))) {
        const auto program = std::find_if(command.begin(), command.end(),
                                          [](const Quoted& word) { return is_servers_program(word.text); });
        if (program == command.end()) {
            continue;
        }
        words.clear();
        program_ = program->text;
        for (auto word = program + 1; word != command.end(); ++word) {
            const std::string variable = word->has_quotes ? "" : variable_in(word->text, true);
            words.push_back({variable.empty() ? word->text : variable, !variable.empty()});
        }
    }
    return words;
}

std::vector<ServerUnit::Word> ServerUnit::direct_command(const std::vector<std::string>& words, bool has_variables) {
    const auto program = std::find_if(words.begin(), words.end(), is_servers_program);
    program_ = program == words.end() ? words.front() : *program;
    for (auto word = words.begin(); program != words.end() && word != program; ++word) {
        if (const auto equals = word->find('='); equals != std::string::npos && is_name(word->substr(0, equals))) {
            prefix_[word->substr(0, equals)] = {word->substr(equals + 1),
                                                values("Service", "ExecStart").back().place()};
        }
    }
    std::vector<Word> command;
    for (auto word = program == words.end() ? words.begin() + 1 : program + 1; word < words.end(); ++word) {
        const std::string variable = has_variables ? variable_in(*word, false) : "";
        command.push_back({variable.empty() ? *word : variable, !variable.empty()});
    }
    return command;
}

void ServerUnit::understand_start() {
    const auto commands = values("Service", "ExecStart");
    if (commands.empty()) {
        return;
    }
    auto words = split_unit_words(fill_in_specifiers(commands.back().value, name_));
    constexpr std::string_view prefixes = "@-:+!|";
    const auto prefix_end = std::min(words.front().find_first_not_of(prefixes), words.front().size());
    const std::string prefix = words.front().substr(0, prefix_end);
    words.front().erase(0, prefix_end);
    const bool runs_script =
        is_shell(words.front()) && words.size() > 2 && words[1].starts_with('-') && words[1].ends_with('c');
    command_ = runs_script ? shell_command(words[2]) : direct_command(words, prefix.find(':') == std::string::npos);
    for (const auto carrier : carriers) {
        if (!carrier_ && std::any_of(command_.begin(), command_.end(), [carrier](const Word& word) {
                return word.is_variable && word.text == carrier;
            })) {
            carrier_ = carrier;
        }
    }
}

bool ServerUnit::is_own_environment_file(const UnitAssignment& assignment) const {
    return fill_in_specifiers(assignment.value, name_).ends_with("/run/galera-initiator/" + name_ + ".env");
}

namespace {

/// Those that an EnvironmentFile= names, which may have wildcards: systemd.exec(5).
std::vector<std::string> environment_files(const fs::path& root, const UnitAssignment& assignment,
                                           const std::string& unit) {
    std::string path = fill_in_specifiers(assignment.value, unit);
    path.erase(0, std::min(path.find_first_not_of("-/"), path.size()));
    glob_t found{};
    const int result = ::glob((root / path).c_str(), 0, nullptr, &found);
    std::vector<std::string> files;
    for (std::size_t index = 0; result == 0 && index < found.gl_pathc; ++index) {
        files.emplace_back(found.gl_pathv[index]);
    }
    ::globfree(&found);
    // What may not be listed may be there all the same.
    return result == GLOB_ABORTED || (files.empty() && is_denied(root / path)) ? std::vector{(root / path).string()}
                                                                               : files;
}

/// @returns what an EnvironmentFile= sets; nothing where it cannot be read
std::map<std::string, std::string> read_environment_files(const fs::path& root, const UnitAssignment& assignment,
                                                          const std::string& unit) {
    std::map<std::string, std::string> variables;
    for (const std::string& file : environment_files(root, assignment, unit)) {
        try {
            for (auto& [name, value] :
                 parse_environment_file(read_file(file, 1024UL * 1024, Links::followed).value_or(""))) {
                variables[name] = value;
            }
        } catch (const Error&) {
            continue;
        }
    }
    return variables;
}

/// A user's home from /etc/passwd: systemd sets $HOME to it where the unit has User=.
std::string home_of(const fs::path& root, const std::string& user) {
    std::istringstream lines(read_file(root / "etc/passwd", 1024UL * 1024, Links::followed).value_or(""));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream stream(line);
        std::array<std::string, 6> fields; // name, password, number, group, comment, home
        for (std::string& field : fields) {
            std::getline(stream, field, ':');
        }
        if (!user.empty() && (fields[0] == user || fields[2] == user)) {
            return fields[5];
        }
    }
    return "";
}

struct PlacedWord {
    std::string text;
    std::string place;
    bool beats_decision = false;
};

bool is_option(const std::string& word) {
    return word.size() > 1 && word.starts_with('-');
}

/// The server takes an option's value as the next word, too, and a few options as one letter.
/// Source: MariaDB, mysys/my_getopt.c (handle_options).
std::vector<PlacedWord> joined_with_values(const std::vector<PlacedWord>& words) {
    std::vector<PlacedWord> options;
    for (std::size_t index = 0; index < words.size(); ++index) {
        PlacedWord option = words[index];
        if (!is_option(option.text)) {
            continue;
        }
        const bool is_long = option.text.starts_with("--");
        const bool has_value = is_long ? option.text.find('=') != std::string::npos : option.text.size() > 2;
        const bool has_next = !has_value && index + 1 < words.size() && !is_option(words[index + 1].text);
        const std::string next = has_next ? words[++index].text : "";
        if (is_long) {
            option.text += has_next ? "=" + next : "";
        } else if (option.text[1] == 'h') {
            option.text = "--datadir=" + (has_value ? option.text.substr(2) : next);
        } else {
            continue;
        }
        options.push_back(std::move(option));
    }
    return options;
}

} // namespace

UnitVariables ServerUnit::variables(const fs::path& root) const {
    UnitVariables variables;
    for (const auto& assignment : values("Service", "Environment")) {
        for (const auto& word : split_unit_words(fill_in_specifiers(assignment.value, name_))) {
            const auto equals = std::min(word.find('='), word.size());
            variables[word.substr(0, equals)] = {word.substr(std::min(equals + 1, word.size())), assignment.place()};
        }
    }
    for (const auto& assignment : values("Service", "EnvironmentFile")) {
        if (!is_own_environment_file(assignment)) {
            const std::string path = assignment.value.substr(assignment.value.find_first_not_of('-'));
            for (const auto& [name, value] : read_environment_files(root, assignment, name_)) {
                variables[name] = {value, std::string(name).append(" in ").append(path)};
            }
        }
    }
    if (const auto users = values("Service", "User"); !users.empty() && !variables.contains("HOME")) {
        variables["HOME"] = {home_of(root, fill_in_specifiers(users.back().value, name_)), users.back().place()};
    }
    std::vector<Word> names = command_;
    names.push_back({"MYSQL_GROUP_SUFFIX", true});
    names.push_back({"MYSQL_HOME", true});
    for (const auto& word : names) {
        const char* value =
            word.is_variable ? std::getenv(word.text.c_str()) : nullptr; // NOLINT(concurrency-mt-unsafe)
        // The steps of the unit have what its files set as well.
        const auto known = variables.find(word.text);
        if (value != nullptr && (known == variables.end() || known->second.value != value)) {
            variables[word.text] = {value, word.text + " in the environment", true};
        }
    }
    for (const auto& [name, value] : prefix_) {
        variables[name] = value;
    }
    return variables;
}

std::vector<std::string> ServerUnit::variables_of_people() const {
    std::vector<std::string> names;
    for (const Word& word : command_) {
        if (word.is_variable && has_options_of_people(word.text)) {
            names.push_back(word.text);
        }
    }
    return names;
}

bool ServerUnit::runs_server() const {
    return is_servers_program(program_);
}

std::vector<std::string> ServerUnit::files(const fs::path& root) const {
    std::vector<std::string> paths = files_;
    for (const auto& assignment : values("Service", "EnvironmentFile")) {
        if (!is_own_environment_file(assignment)) {
            for (const std::string& file : environment_files(root, assignment, name_)) {
                paths.push_back("/" + fs::path(file).lexically_relative(root).string());
            }
        }
    }
    return paths;
}

std::vector<std::string> ServerUnit::unreadable(const fs::path& root) const {
    std::vector<std::string> paths = files(root);
    std::erase_if(paths,
                  [&root](const std::string& path) { return !is_denied(root / fs::path(path).relative_path()); });
    return paths;
}

ServerStart ServerUnit::start(const UnitVariables& variables) const {
    bool beats_decision = false;
    const auto commands = values("Service", "ExecStart");
    std::vector<PlacedWord> words;
    for (const auto& word : command_) {
        const auto value = variables.find(word.text);
        if (!word.is_variable) {
            words.push_back({fill_in_variables(word.text, variables), commands.back().place(), beats_decision});
        } else if (value != variables.end() && (word.text != carrier_ || has_options_of_people(word.text))) {
            for (const auto& part : split_unit_words(value->second.value)) {
                const bool is_a_scripts_flag = value->second.is_of_manager && part == bootstrap_flag;
                if (!is_vendors_position(word.text, part) && !is_a_scripts_flag) {
                    words.push_back({part, value->second.place, beats_decision});
                }
            }
        }
        beats_decision = beats_decision || (word.is_variable && word.text == carrier_);
    }
    ServerStart start;
    start.program = runs_server() && !restarts_server(program_) && program_.starts_with('/') ? program_.substr(1) : "";
    for (const auto& [text, place, is_late] : joined_with_values(words)) {
        if (start.options.empty() && is_defaults_option(text)) {
            start.defaults_options.push_back(text);
        } else {
            start.options.push_back({text, place, is_late});
        }
    }
    const auto suffix = variables.find("MYSQL_GROUP_SUFFIX");
    const bool has_suffix = std::any_of(start.defaults_options.begin(), start.defaults_options.end(),
                                        [](const std::string& option) { return option.starts_with(group_suffix); });
    if (suffix != variables.end() && !has_suffix) {
        start.defaults_options.push_back(std::string(group_suffix) + suffix->second.value);
    }
    for (const char* name : {"MYSQL_HOME", "HOME"}) {
        if (const auto found = variables.find(name); found != variables.end() && !found->second.value.empty()) {
            start.environment[name] = found->second.value;
        }
    }
    return start;
}

std::optional<UnitComplaint> ServerUnit::why_no_decision_arrives(const fs::path& root) const {
    if (!carrier_) {
        const auto commands = values("Service", "ExecStart");
        return UnitComplaint{commands.empty() ? "" : commands.back().place(),
                             name_ + " has no variable in ExecStart= by which a decision could reach the server",
                             "add $_WSREP_NEW_CLUSTER there as a word of its own, or install the package that brings "
                             "it (MariaDB 12.3: mariadb-server-galera)"};
    }
    if (restarts_server(program_)) {
        return UnitComplaint{values("Service", "ExecStart").back().place(),
                             program_ + " starts a server that has crashed anew by itself, without a decision",
                             "start the server itself there, for example /usr/sbin/mariadbd"};
    }
    const auto files = values("Service", "EnvironmentFile");
    const auto own = std::find_if(files.begin(), files.end(),
                                  [this](const UnitAssignment& file) { return is_own_environment_file(file); });
    const bool is_guarded = std::any_of(assignments_.begin(), assignments_.end(), [](const UnitAssignment& line) {
        return line.file.ends_with("/galera_initiator.conf");
    });
    if (is_guarded && own == files.end()) {
        return UnitComplaint{"",
                             name_ + " does not read /run/galera-initiator/" + name_ + ".env, which holds the decision",
                             "remove the empty EnvironmentFile= of a later drop-in ('systemctl cat " + name_ + "')"};
    }
    for (auto later = own; later != files.end(); ++later) {
        if (later != own && read_environment_files(root, *later, name_).contains(*carrier_)) {
            return UnitComplaint{later->place(),
                                 later->value + " sets " + *carrier_ + " after the decision, and takes its place",
                                 "remove " + *carrier_ + " from that file"};
        }
    }
    for (const auto& assignment : values("Service", "UnsetEnvironment")) {
        for (const auto& word : split_unit_words(assignment.value)) {
            if (word.substr(0, word.find('=')) == *carrier_) {
                return UnitComplaint{assignment.place(),
                                     "UnsetEnvironment= takes away " + *carrier_ +
                                         ", by which a decision reaches the server",
                                     "remove that word"};
            }
        }
    }
    return std::nullopt;
}

} // namespace galera_initiator
