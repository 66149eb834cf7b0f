#pragma once

#include "configuration/unit_files.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// The canonical name of the server's unit: the first of mariadb.service, mysql.service and mysqld.service that is
/// installed, with aliases (links) followed to the name of the file that they end in. Masked units (links to
/// /dev/null, empty files) do not count. Searched in systemd's order (systemd.unit(5)): etc, run, usr/local/lib,
/// usr/lib, lib. A link that leads out of these folders ("systemctl link") is no alias: the unit keeps the link's name.
/// What a SysV script or another generator provides is not seen.
/// @param root  folder that stands for "/"
/// @param name  look only for this unit, if given ([server] unit)
/// @throws std::filesystem::filesystem_error if a link cannot be read
/// @returns nothing if there is none
std::optional<std::string> find_server_unit(const std::filesystem::path& root, const std::optional<std::string>& name);

/// What the service manager, or a person, set for the server's start, and where.
struct UnitVariable {
    std::string value;
    std::string place;          ///< for people
    bool is_of_manager = false; ///< set by "systemctl set-environment", as the vendors' scripts do for one start
};
using UnitVariables = std::map<std::string, UnitVariable>;

inline constexpr std::string_view bootstrap_flag = "--wsrep-new-cluster";

/// Is it a variable for options of the administrator's, so that what it has stays beside a decision?
bool has_options_of_people(std::string_view variable);

/// The words of a variable without the flag by which a script asks for a bootstrap.
std::string without_bootstrap_flag(const std::string& words);

/// What a server's command line says besides its program, variables filled in.
struct ServerStart {
    struct Option {
        std::string text;            ///< "--name=value"
        std::string place;           ///< for people
        bool beats_decision = false; ///< comes after the decision on the command line
    };
    std::vector<std::string> defaults_options; ///< --defaults-file= and the like, which my_print_defaults takes as well
    std::vector<Option> options;               ///< all others
    std::string program; ///< the server's, as a path below "/"; empty: the unit runs a script, or names no path
    std::map<std::string, std::string> environment; ///< by which the server finds option files: MYSQL_HOME, HOME
};

/// Something in a unit that takes a guard or a decision away.
struct UnitComplaint {
    std::string place; ///< "FILE:LINE"
    std::string what;
    std::string remedy;

    [[nodiscard]] std::string to_string() const;
};

/// What a server's unit really does: its fragment and its drop-ins, merged as the service manager does it.
class ServerUnit {
public:
    explicit ServerUnit(const UnitFiles& files);

    /// @param unit       its canonical name
    /// @param generated  our drop-in that is about to be written; none: as the generators have left it
    /// @throws ConfigurationError if a file of it cannot be read
    static ServerUnit load(const std::filesystem::path& root, const std::string& unit,
                           const std::optional<UnitFile>& generated = std::nullopt);

    [[nodiscard]] const std::string& name() const { return name_; }

    /// Does ExecStart= run mariadbd, mysqld or a variant of these?
    [[nodiscard]] bool runs_server() const;

    /// The values that count: an empty one takes back those before it.
    [[nodiscard]] std::vector<UnitAssignment> values(std::string_view section, std::string_view key) const;

    /// The variable by which a decision reaches the server: one that stands on its command line where it is split into
    /// words. @returns nothing if there is none: no decision can be carried out then
    [[nodiscard]] const std::optional<std::string>& carrier() const { return carrier_; }

    /// The variables for options of people that stand on the server's command line.
    [[nodiscard]] std::vector<std::string> variables_of_people() const;

    /// What Environment=, the EnvironmentFile= other than ours and, before both, this process's own environment set for
    /// the variables of the command line. Files that this process may not read are left out: see unreadable().
    [[nodiscard]] UnitVariables variables(const std::filesystem::path& root) const;

    /// Its fragment and drop-ins, and the files of its EnvironmentFile= lines, without the one of this project.
    [[nodiscard]] std::vector<std::string> files(const std::filesystem::path& root) const;

    /// Those of them that this process may not read: what the server is started with is not known then.
    [[nodiscard]] std::vector<std::string> unreadable(const std::filesystem::path& root) const;

    /// The server's command line.
    [[nodiscard]] ServerStart start(const UnitVariables& variables) const;

    /// Why a decision would not reach the server. @returns nothing if it does
    [[nodiscard]] std::optional<UnitComplaint> why_no_decision_arrives(const std::filesystem::path& root) const;

    /// All that takes a guard, a wait or a step of ours away. Rests on our drop-in being one of the files.
    [[nodiscard]] std::vector<UnitComplaint> complaints() const;

private:
    struct Word {
        std::string text;
        bool is_variable = false; ///< text is a variable's name, and its value is split into words
    };

    std::vector<Word> shell_command(const std::string& script);
    std::vector<Word> direct_command(const std::vector<std::string>& words, bool has_variables);
    void understand_start();
    [[nodiscard]] bool is_own_environment_file(const UnitAssignment& assignment) const;
    [[nodiscard]] std::vector<UnitComplaint> missing_steps() const;

    std::string name_;
    std::vector<UnitAssignment> assignments_;
    std::vector<std::string> files_; ///< of the unit itself
    std::string replacement_;        ///< UnitFiles
    std::string program_;            ///< the server's, or the first word where none is known
    UnitVariables prefix_;           ///< NAME=VALUE before the program ("env NAME=VALUE mariadbd")
    std::vector<Word> command_;      ///< what follows the server's program
    std::optional<std::string> carrier_;
};

/// The lines of an environment file: KEY=VALUE, the value quoted or not.
std::map<std::string, std::string> parse_environment_file(std::string_view content);

} // namespace galera_initiator
