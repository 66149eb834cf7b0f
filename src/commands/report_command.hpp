#pragma once

#include "commands/report_text.hpp"
#include "node/this_node.hpp"

#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// What the journal holds of this node with these units; the last lines of it. @throws Error if it cannot be told
using ReadJournal = std::function<std::string(const std::vector<std::string>& units)>;

/// Looks at this node and hears the others, as a dry run does. What cannot be seen is told, and ends nothing. Stops
/// being root before anything is read that the server's user wrote or that comes over the network; the journal is read
/// before that, and only kept.
/// @param context  without a unit where none is installed
Report gather_report(const StepContext& context, const ReadJournal& journal);

/// Of the journal below that root, what this project says, and the service manager of the units.
ReadJournal journal_below(const std::filesystem::path& root);

/// Tells the report that is gathered. @returns the process's exit status, as below
int tell_report(const StepContext& context, const ReadJournal& journal, std::FILE& output);

/// Tells the report of this machine.
/// @param output  a file that is not there yet; none: standard output
/// @returns the process's exit status: 0, or 1 where the report tells no decision that can be told again, which is said
/// @throws SystemError if it cannot be written
int write_report(const Places& places, const std::optional<std::filesystem::path>& output);

} // namespace galera_initiator
