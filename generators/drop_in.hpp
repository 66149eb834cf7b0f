#pragma once

#include "common/node_address.hpp"
#include "configuration/configuration.hpp"
#include "configuration/server_settings.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// A unit that could start a second server, or a template of such.
struct OtherUnit {
    std::string name;
    /// Of a vendor's unit that bootstraps: its own ExecStopPost= lines. They may wait for the end of a server, which is
    /// the node's where this unit was skipped because that one was asked to bootstrap. None: it is another unit.
    std::optional<std::vector<std::string>> stop_posts{};
};

/// What the generator found out about this machine.
struct GeneratorPlan {
    std::optional<std::string> unit;       ///< of the server, canonical name; none: guard the others only
    std::optional<ClusterAddress> address; ///< never bare; none: write the drop-in without it, so that the start fails
    std::vector<std::string> complaints;   ///< what the administrator has to mend, one line of text each
    /// That could start a second server; also where this node's unit is not known.
    std::vector<OtherUnit> other_units;
    std::string start_note; ///< for those who may not read all of the unit
    /// The unit's own ExecStop= lines, which ours must come before: the vendor's may end the server, and the view with
    /// it.
    std::vector<std::string> stops{};
};

/// Reads this project's own file, the unit folders and the server's settings, nothing else: /var may not be mounted.
/// @param root  folder that stands for "/"
/// @throws std::filesystem::filesystem_error if the unit folders cannot be read
GeneratorPlan make_plan(const std::filesystem::path& root);

/// The same from what was read.
/// @param begun  with the unit, and with a complaint for each of the two that could not be read
GeneratorPlan make_plan(const GeneratorPlan& begun, const std::optional<Configuration>& own,
                        const std::optional<ServerSettings>& server);

/// The text of the drop-in for this plan, which must have a unit.
/// @param helper  absolute path of galera_init
std::string render_drop_in(const GeneratorPlan& plan, std::string_view helper);

/// Writes <folder>/<unit>.d/galera_initiator.conf with a note of what the server is started with, one that restarts
/// snmpd, the link that starts the recorder, and one for each of the other units that lets no Galera server start;
/// nothing if the plan has no units. Links in the place of what is to be created are not followed, and nothing is
/// written outside folder.
/// @param folder       the "normal" folder of systemd.generator(7)
/// @param record_unit  where galera-initiator-record.service is installed
/// @throws SystemError
void write_plan(const GeneratorPlan& plan, const std::filesystem::path& folder, std::string_view helper,
                std::string_view record_unit);

/// Doubles what systemd would take for a specifier or a variable in an Exec line and quotes the word where it must:
/// systemd.service(5), "COMMAND LINES".
std::string escape_exec_word(std::string_view word);

} // namespace galera_initiator
