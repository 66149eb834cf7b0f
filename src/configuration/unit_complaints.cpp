// What of a server's unit takes a guard, a wait or a step of ours away.

#include "configuration/server_unit.hpp"

#include <algorithm>
#include <array>

namespace galera_initiator {

namespace {

constexpr std::string_view own_drop_in = drop_in_name;

bool has_step(const std::vector<UnitAssignment>& commands, const std::string& step) {
    return std::any_of(commands.begin(), commands.end(), [&](const UnitAssignment& command) {
        return command.value.find("galera_init") != std::string::npos &&
               command.value.find(" " + step + " ") != std::string::npos;
    });
}

bool is_finite(const std::string& time) {
    return time != "infinity" && time != "0";
}

bool is_yes(const std::string& value) {
    return value == "yes" || value == "true" || value == "on" || value == "1";
}

struct Taken {
    std::string_view key;
    std::string_view step;
    std::string_view what;
};

constexpr std::array<Taken, 5> steps{{
    {"ExecStartPre", "decide", "takes away the step that decides, so the server starts unguarded"},
    {"ExecStartPre", "hand-over", "takes away the step that hands the decision over, so the server starts without it"},
    {"ExecStop", "before-stop", "takes away the step that keeps the view before a stop"},
    {"ExecStopPost", "after-stop", "takes away the step that publishes this node's evidence after a stop"},
    {"ExecStartPost", "after-start", "takes away the step that checks the server once it is up"},
}};

struct Sandbox {
    std::string_view key;
    std::string_view what;
};

constexpr std::array<Sandbox, 6> fatal_sandboxes{{
    {"PrivateNetwork", "hides the network, so no peer can be asked"},
    {"NetworkNamespacePath", "gives the server another network than the peers and the agent may have"},
    {"RootImage", "hides /run/galera-initiator and galera_init"},
    {"PrivateUsers", "hides who owns the files that the steps of root make"},
    {"DynamicUser", "gives the server another user at each start"},
    {"RootDirectory", "hides /run/galera-initiator and galera_init"},
}};

constexpr std::string_view remove_line = "remove that line, then run 'systemctl daemon-reload'";

// What the steps read, write or run besides the server's own data.
constexpr std::array<std::string_view, 6> needed_paths{
    "/run/galera-initiator",      "/var/lib/galera-initiator",
    "/etc/galera-initiator.conf", "/etc/snmp",
    "/usr/sbin/galera_init",      "/proc/self",
};

UnitComplaint about(const UnitAssignment& at, const std::string& what, std::string_view remedy = remove_line) {
    return {at.place(), at.key + "=" + at.value + " " + what, std::string(remedy)};
}

std::optional<UnitAssignment> last_of(const ServerUnit& unit, std::string_view key) {
    const auto all = unit.values("Service", key);
    return all.empty() ? std::nullopt : std::optional(all.back());
}

/// The words of all lines of a setting that makes a list.
std::vector<std::string> words_of(const std::vector<UnitAssignment>& lines) {
    std::vector<std::string> words;
    for (const auto& line : lines) {
        for (auto& word : split_unit_words(line.value)) {
            words.push_back(std::move(word));
        }
    }
    return words;
}

bool is_at_or_above(std::string_view folder, std::string_view path) {
    while (folder.size() > 1 && folder.ends_with('/')) {
        folder.remove_suffix(1);
    }
    return folder == "/" || path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

void add_about_paths(const ServerUnit& unit, std::vector<UnitComplaint>& complaints) {
    for (const std::string_view key : {"InaccessiblePaths", "TemporaryFileSystem"}) {
        for (const auto& line : unit.values("Service", key)) {
            for (const auto& word : split_unit_words(line.value)) {
                const std::string_view from_slash =
                    std::string_view(word).substr(std::min(word.find('/'), word.size()));
                const std::string_view folder = from_slash.substr(0, from_slash.find(':'));
                const auto* hidden = std::find_if(needed_paths.begin(), needed_paths.end(), [&](std::string_view path) {
                    return !folder.empty() && is_at_or_above(folder, path);
                });
                if (hidden != needed_paths.end()) {
                    complaints.push_back(about(line, "hides " + std::string(*hidden) + ", which the steps need"));
                }
            }
        }
    }
    const auto strict = last_of(unit, "ProtectSystem");
    const auto writable = words_of(unit.values("Service", "ReadWritePaths"));
    const bool may_write = std::any_of(writable.begin(), writable.end(), [](std::string path) {
        path.erase(0, std::min(path.find('/'), path.size()));
        return is_at_or_above(path, "/run/galera-initiator") || path.starts_with("/run/galera-initiator/");
    });
    if (strict && strict->value == "strict" && !may_write) {
        complaints.push_back(about(*strict, "keeps the decision from being written to /run/galera-initiator",
                                   "add ReadWritePaths=-/run/galera-initiator"));
    }
}

bool is_loopback_only(const std::vector<std::string>& allowed) {
    return std::all_of(allowed.begin(), allowed.end(), [](const std::string& word) {
        return word == "localhost" || word == "link-local" || word.starts_with("127.") || word.starts_with("::1");
    });
}

void add_about_network(const ServerUnit& unit, std::vector<UnitComplaint>& complaints) {
    const auto denied = last_of(unit, "IPAddressDeny");
    if (denied && is_loopback_only(words_of(unit.values("Service", "IPAddressAllow")))) {
        complaints.push_back(about(*denied, "may keep the peers' answers out", "allow the peers with IPAddressAllow="));
    }
    const auto interfaces = unit.values("Service", "RestrictNetworkInterfaces");
    const auto names = words_of(interfaces);
    if (!names.empty() &&
        std::all_of(names.begin(), names.end(), [](const std::string& name) { return name == "lo"; })) {
        complaints.push_back(
            about(interfaces.back(), "keeps the peers' answers out", "add the interface to the peers"));
    }
    const auto families = unit.values("Service", "RestrictAddressFamilies");
    const auto listed = words_of(families);
    const bool is_list_of_denied = !families.empty() && families.front().value.starts_with('~');
    for (const std::string family : {"AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK"}) {
        const bool is_listed = std::any_of(listed.begin(), listed.end(), [&family](const std::string& word) {
            return word == family || word == "~" + family;
        });
        if (!families.empty() && is_listed == is_list_of_denied) {
            complaints.push_back(about(families.back(), "keeps out " + family + ", which the steps need",
                                       "set RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK"));
        }
    }
}

void add_about_system_calls(const ServerUnit& unit, std::vector<UnitComplaint>& complaints) {
    const auto lines = unit.values("Service", "SystemCallFilter");
    if (lines.empty()) {
        return;
    }
    const auto words = words_of(lines);
    const bool denies = lines.front().value.starts_with('~');
    const bool allows_services = std::find(words.begin(), words.end(), "@system-service") != words.end();
    const bool denies_needed = std::any_of(words.begin(), words.end(), [](std::string word) {
        word.erase(0, word.starts_with('~') ? 1 : 0);
        return word == "@network-io" || word == "@process" || word == "@file-system" || word == "@basic-io" ||
               word == "@io-event" || word == "@system-service";
    });
    if (denies ? denies_needed : !allows_services) {
        complaints.push_back(about(lines.back(), "may keep the steps from their system calls",
                                   "set SystemCallFilter=@system-service, or remove that line"));
    }
}

void add_about_orderings(const ServerUnit& unit, std::vector<UnitComplaint>& complaints) {
    for (const auto& before : unit.values("Unit", "Before")) {
        for (const auto& word : split_unit_words(before.value)) {
            if (word == "network-online.target" || word == "snmpd.service" ||
                word == "galera-initiator-record.service") {
                complaints.push_back(
                    {before.place(), "Before=" + word + " makes an ordering cycle with the guard, which comes after it",
                     std::string(remove_line)});
            }
        }
    }
}

} // namespace

std::vector<UnitComplaint> ServerUnit::missing_steps() const {
    std::vector<UnitComplaint> complaints;
    for (const auto& [key, step, what] : steps) {
        if (has_step(values("Service", key), std::string(step))) {
            continue;
        }
        const UnitAssignment* taker = nullptr;
        bool was_there = false;
        for (const auto& assignment : assignments_) {
            if (assignment.section == "Service" && assignment.key == key) {
                was_there = was_there || has_step({assignment}, std::string(step));
                taker = was_there && assignment.value.empty() ? &assignment : taker;
            }
        }
        if (taker != nullptr) {
            complaints.push_back({taker->place(), "the empty " + std::string(key) + "= " + std::string(what),
                                  "remove that line, or put it into a file whose name comes before "
                                  "galera_initiator.conf, then run 'systemctl daemon-reload'"});
        }
    }
    return complaints;
}

std::vector<UnitComplaint> ServerUnit::complaints() const {
    std::vector<UnitComplaint> complaints = missing_steps();
    const bool guards = std::any_of(assignments_.begin(), assignments_.end(), [](const UnitAssignment& assignment) {
        return assignment.file.ends_with(own_drop_in);
    });
    if (!replacement_.empty()) {
        complaints.push_back({replacement_,
                              "takes the place of the generator's file of that name, so the server starts unguarded",
                              "give it another name, or remove it, then run 'systemctl daemon-reload'"});
    }
    const auto files = values("Service", "EnvironmentFile");
    if (guards && std::none_of(files.begin(), files.end(),
                               [this](const UnitAssignment& file) { return is_own_environment_file(file); })) {
        for (const auto& assignment : assignments_) {
            if (assignment.key == "EnvironmentFile" && assignment.value.empty()) {
                complaints.push_back(about(assignment, "takes away the file by which the decision reaches the server"));
            }
        }
    }
    const auto own_limit = std::find_if(assignments_.begin(), assignments_.end(), [](const UnitAssignment& assignment) {
        return assignment.key == "TimeoutStartSec" && assignment.file.ends_with(own_drop_in);
    });
    for (const std::string_view key : {"JobTimeoutSec", "JobRunningTimeoutSec"}) {
        const auto times = values("Unit", key);
        if (!times.empty() && is_finite(times.back().value)) {
            complaints.push_back(about(times.back(), "cuts short a wait for the peers and a position recovery"));
        }
    }
    const auto statuses = values("Service", "SuccessExitStatus");
    const auto words = words_of(statuses);
    if (std::any_of(words.begin(), words.end(), [](const std::string& word) {
            return word == "1" || word == "FAILURE" || word == "78" || word == "CONFIG";
        })) {
        complaints.push_back(about(statuses.back(), "turns a refusal of galera_init, which ends with 1 "
                                                    "or 78, into a start of the server"));
    }
    for (const std::string_view key : {"TimeoutStartSec", "TimeoutSec"}) {
        const auto time = last_of(*this, key);
        const bool is_later = time && std::any_of(own_limit, assignments_.end(), [&time](const UnitAssignment& other) {
                                  return other.place() == time->place() && !other.file.ends_with(own_drop_in);
                              });
        if (is_later && is_finite(time->value)) {
            complaints.push_back(about(*time, "cuts short a wait for the peers and a position recovery"));
        }
    }
    if (const auto access = last_of(*this, "NotifyAccess"); access && access->value == "none") {
        complaints.push_back(about(*access, "keeps the state of a wait out of 'systemctl status'"));
    }
    for (const auto& [key, what] : fatal_sandboxes) {
        const auto setting = last_of(*this, key);
        const bool is_path = key == "RootDirectory" || key == "RootImage" || key == "NetworkNamespacePath";
        if (setting && (is_path ? setting->value != "/" : is_yes(setting->value))) {
            complaints.push_back(about(*setting, std::string(what)));
        }
    }
    add_about_network(*this, complaints);
    add_about_paths(*this, complaints);
    add_about_system_calls(*this, complaints);
    add_about_orderings(*this, complaints);
    return complaints;
}

} // namespace galera_initiator
