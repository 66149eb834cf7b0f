#pragma once

#include "configuration/server_unit.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace galera_initiator {

/// What this project needs to know of the server's own settings, as the server itself would read them.
struct ServerSettings {
    bool wsrep_on = false;
    std::string wsrep_provider = "none";
    std::optional<std::string> cluster_address; ///< as it stands, empty text included; none: not set
    std::string cluster_name = "my_wsrep_cluster";
    std::optional<std::string> node_address; ///< wsrep_node_address as it stands
    std::optional<std::string> node_name;    ///< wsrep_node_name as it stands
    std::filesystem::path data_directory = "/var/lib/mysql";
    /// Where grastate.dat is: base_dir of the provider's options, else wsrep_data_home_dir, else the data directory.
    /// Source: galera, galera/src/replicator_smm_params.cpp (InitConfig; the options are read after it).
    std::filesystem::path provider_directory;
    std::optional<std::filesystem::path> status_file; ///< wsrep_status_file, of MariaDB 10.9 and later
    std::string provider_options;                     ///< wsrep_provider_options as it stands
    std::set<std::string> given;                      ///< names of the options above that are set, with underscores
    /// Options that would start the server otherwise than was decided, and where on its way they stand ("FILE:LINE" of
    /// the unit, say); empty: in the option files.
    std::map<std::string, std::string> overruling;
    bool recovery_is_forced = false; ///< innodb_force_recovery above 0 or tc_heuristic_recover: no position to trust

    /// Does the server load a provider (wsrep_on and a wsrep_provider other than none)?
    [[nodiscard]] bool provider_is_configured() const;

    /// For people, what keeps it from that; nothing if it loads one.
    [[nodiscard]] std::optional<std::string> why_no_provider() const;

    /// Is this a Galera node at all (a provider and a cluster address, be it a bare "gcomm://")?
    [[nodiscard]] bool galera_is_configured() const;

    /// Reads the output of `my_print_defaults`: one "--name=value" or "--name" a line, the last one of a name holds;
    /// dashes and underscores are the same in a name, "loose_" and "skip_" and "disable_"/"enable_" prefixes as the
    /// server takes them. A line without leading dashes is the rest of a value with a line break in it, which the
    /// program does not escape. Settings that this project does not use are never looked at.
    /// @throws ParseError if the first line is no option
    /// @param start  what stands on the server's command line besides; it comes after the option files
    static ServerSettings parse(const std::string& print_defaults_output, const ServerStart& start = {});

    /// Runs the server's own my_print_defaults (found under root's usr/bin) with the server's groups: MariaDB's knows
    /// them by itself (--mysqld), to MySQL's and Percona's they are named, and wsrep_on is ON there unless it is set.
    /// The program reads the option files of "/" whatever root is, as the present user: files that this user cannot
    /// read it leaves out without a word, just as the server does, and it reads ~/.my.cnf where $HOME is set.
    /// @throws ConfigurationError if it is absent, fails or tells of a faulty file (with what it said) or needs more
    /// than 10 s
    /// @param start  what the server's unit starts it with: other option files, and options of its own
    /// @param program  the server's, to be asked for the data directory of a Galera node where nothing sets it:
    /// Debian's is /var/lib/mariadb from MariaDB 11.8.6-5 on. Absent: whoever loads has no use for the directory
    static ServerSettings load(const std::filesystem::path& root, const ServerStart& start = {},
                               const std::optional<std::filesystem::path>& program = std::nullopt);
};

} // namespace galera_initiator
