#pragma once

#include <filesystem>
#include <string>

namespace galera_initiator {

/// What a dry run said, or would have said, where a report was told; needs nothing of this machine. Stops being root
/// before it parses the report, which may be anybody's.
/// @param report  a file
/// @throws Error, ParseError if the report cannot be read; as the dry run where that came to no verdict
std::string replayed_verdict(const std::filesystem::path& report);

} // namespace galera_initiator
