// What of a server's unit takes a guard, a wait or a step of ours away.

#include "configuration/server_unit.hpp"

#include <algorithm>
#include <array>

namespace galera_initiator {

namespace {

constexpr std::string_view own_drop_in = "/galera_initiator.conf";

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

constexpr std::array<Sandbox, 4> fatal_sandboxes{{
    {"PrivateNetwork", "hides the network, so no peer can be asked"},
    {"PrivateUsers", "hides who owns the files that the steps of root make"},
    {"DynamicUser", "gives the server another user at each start"},
    {"RootDirectory", "hides /run/galera-initiator and galera_init"},
}};

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
    const auto last = [this](std::string_view key) {
        const auto all = values("Service", key);
        return all.empty() ? std::nullopt : std::optional(all.back());
    };
    const auto complain = [&](const UnitAssignment& at, const std::string& what, const std::string& remedy) {
        complaints.push_back({at.place(), at.key + "=" + at.value + " " + what, remedy});
    };
    const std::string remove = "remove that line, then run 'systemctl daemon-reload'";
    const auto files = values("Service", "EnvironmentFile");
    if (guards && std::none_of(files.begin(), files.end(),
                               [this](const UnitAssignment& file) { return is_own_environment_file(file); })) {
        for (const auto& assignment : assignments_) {
            if (assignment.key == "EnvironmentFile" && assignment.value.empty()) {
                complain(assignment, "takes away the file by which the decision reaches the server", remove);
            }
        }
    }
    for (const std::string_view key : {"TimeoutStartSec", "TimeoutSec"}) {
        const auto time = last(key);
        const auto own = std::find_if(assignments_.begin(), assignments_.end(), [](const UnitAssignment& assignment) {
            return assignment.key == "TimeoutStartSec" && assignment.file.ends_with(own_drop_in);
        });
        const auto is_later = [&](const UnitAssignment& one) {
            return std::any_of(own, assignments_.end(), [&](const UnitAssignment& other) {
                return other.place() == one.place() && !other.file.ends_with(own_drop_in);
            });
        };
        if (time && is_finite(time->value) && is_later(*time)) {
            complain(*time, "cuts short a wait for the peers and a position recovery", remove);
        }
    }
    if (const auto access = last("NotifyAccess"); access && access->value == "none") {
        complain(*access, "keeps the state of a wait out of 'systemctl status'", remove);
    }
    for (const auto& [key, what] : fatal_sandboxes) {
        const auto setting = last(key);
        if (setting && (key == "RootDirectory" ? setting->value != "/" : is_yes(setting->value))) {
            complain(*setting, std::string(what), remove);
        }
    }
    if (const auto denied = last("IPAddressDeny")) {
        complain(*denied, "may keep the peers' answers out", "allow them with IPAddressAllow=");
    }
    const auto families = values("Service", "RestrictAddressFamilies");
    std::string allowed;
    for (const auto& line : families) {
        allowed += " " + line.value + " ";
    }
    const bool is_list_of_allowed = !families.empty() && !families.front().value.starts_with('~');
    for (const std::string family : {"AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK"}) {
        if (!families.empty() && (allowed.find(family + " ") != std::string::npos) != is_list_of_allowed) {
            complain(families.back(), "keeps out " + family + ", which the steps need",
                     "set RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK");
        }
    }
    const auto strict = last("ProtectSystem");
    const auto writable = values("Service", "ReadWritePaths");
    const bool may_write = std::any_of(writable.begin(), writable.end(), [](const UnitAssignment& line) {
        const auto words = split_unit_words(line.value);
        return std::any_of(words.begin(), words.end(), [](std::string path) {
            path.erase(0, std::min(path.find('/'), path.size()));
            return path == "/" || path == "/run" || path == "/run/" || path.starts_with("/run/galera-initiator");
        });
    });
    if (strict && strict->value == "strict" && !may_write) {
        complain(*strict, "keeps the decision from being written to /run/galera-initiator",
                 "add ReadWritePaths=-/run/galera-initiator");
    }
    for (const auto& before : values("Unit", "Before")) {
        for (const auto& word : split_unit_words(before.value)) {
            if (word == "network-online.target" || word == "snmpd.service" ||
                word == "galera-initiator-record.service") {
                complaints.push_back({before.place(),
                                      "Before=" + word +
                                          " makes an ordering cycle with the guard, "
                                          "which comes after it",
                                      remove});
            }
        }
    }
    return complaints;
}

} // namespace galera_initiator
