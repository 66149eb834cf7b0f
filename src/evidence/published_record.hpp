#pragma once

#include "common/file_access.hpp"
#include "evidence/record.hpp"
#include "systemd/unit_state.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// A node's record as its last writer left it (run/galera-initiator/published/record), with the writer.
/// By itself it proves nothing: whoever wrote it may be dead. `live_record` holds it against the units' states.
struct PublishedRecord {
    Record record;
    std::string writer; ///< the unit that the writer ran in; record.origin is that unit's invocation
    std::string server; ///< the server's unit, so that its reader needs no configuration

    [[nodiscard]] std::string to_text() const;
    /// @throws ParseError
    static PublishedRecord parse(std::string_view text);

    /// Was all decided when this was written, so that the server was about to start?
    [[nodiscard]] bool was_handed_to_server() const;
    /// Was the server up, in a primary component or not?
    [[nodiscard]] bool server_was_up() const;
    /// One of the two.
    [[nodiscard]] bool server_was_started() const { return was_handed_to_server() || server_was_up(); }
};

/// The published record at its place on disk.
class PublishedRecordFile {
public:
    /// @param folder  run/galera-initiator/published below the root
    PublishedRecordFile(Files& files, const std::filesystem::path& folder) : files_(files), path_(folder / "record") {}

    /// @returns nothing if none was published since boot @throws SystemError, ParseError
    [[nodiscard]] std::optional<PublishedRecord> load() const;
    void save(const PublishedRecord& published) const;

private:
    Files& files_;
    std::filesystem::path path_;
};

/// What this node's status is right now: the unit's state alone tells it, whatever was published.
/// @param published  only to tell a bootstrap from a join and a recovery from a decision
NodeStatus live_status(const std::optional<PublishedRecord>& published, const UnitState& server,
                       const std::optional<UnitState>& writer);

/// What may be told to peers right now: the published record brought up to date with the units' states.
/// @param server  state of the server's unit
/// @param writer  state of the unit that wrote the record, where it is another one than the server's
/// @throws Error, with the remedy, if what was published is of a moment that has passed: then nothing may be told
Record live_record(const std::optional<PublishedRecord>& published, const UnitState& server,
                   const std::optional<UnitState>& writer);

} // namespace galera_initiator
