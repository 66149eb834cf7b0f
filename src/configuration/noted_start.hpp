#pragma once

#include "configuration/server_unit.hpp"

#include <filesystem>
#include <string>

namespace galera_initiator {

/// For those who may not read all files of a server's unit: what the generator, which is root, has read there. It
/// lies beside its drop-in, so it is as new as what the service manager has loaded.
/// @returns the text of the note
std::string note_of_start(const std::filesystem::path& root, const ServerUnit& unit, const ServerStart& start);

/// Where that is, relative to the folder that the generator writes to.
std::filesystem::path place_of_start_note(const std::string& unit);

/// What a unit starts the server with: as this process reads it or, where it may not read all of it, as noted.
/// @throws ConfigurationError if what may not be read has not been noted as it is now
ServerStart start_of(const std::filesystem::path& root, const std::string& unit);

} // namespace galera_initiator
