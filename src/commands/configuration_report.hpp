#pragma once

#include "commands/configuration_facts.hpp"

#include <string>
#include <vector>

namespace galera_initiator {

/// A setting as it holds.
struct SettingRow {
    std::string key;    ///< "[section] key" of galera-initiator.conf(5), or the server's option
    std::string value;  ///< a secret is not in it
    std::string source; ///< file and line, the server's option files, snmp.conf or built in
};

/// What was looked at, and what came of it.
struct Finding {
    enum class Result {
        ok,
        note,        ///< worth knowing, and no fault of the configuration
        problem,     ///< a start would fail or wait for it, or a secret is open
        not_checked, ///< `what` says why
    };
    Result result = Result::ok;
    std::string what;
    std::string remedy; ///< for a problem, and for a note if there is one
};

/// What `galera_check config` tells.
struct ConfigurationReport {
    std::string heading;
    std::vector<SettingRow> settings;
    std::vector<Finding> findings;

    [[nodiscard]] bool has_problem() const;

    /// Two tables: a line for each setting, and one or two for each finding.
    [[nodiscard]] std::string to_string() const;

    /// The findings that are problems, as in the second table; empty if there are none.
    [[nodiscard]] std::string problems() const;
};

/// The upper table of a report.
std::vector<SettingRow> setting_rows(const ConfigurationFacts& facts);

ConfigurationReport report_on(const ConfigurationFacts& facts);

} // namespace galera_initiator
