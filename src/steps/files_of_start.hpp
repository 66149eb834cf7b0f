#pragma once

#include "deciding/initiator.hpp"
#include "evidence/evidence.hpp"
#include "evidence/node_memory.hpp"
#include "node/this_node.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

// What a start writes before its server runs, so that both the server and a start after a crash find what is true.

namespace galera_initiator {

/// Of now, as the archive's folders are called.
std::string time_for_archive(Clock& clock);

/// grastate.dat, and what this node knows of it.
class StateFile {
public:
    StateFile(const Files& files, std::filesystem::path data_folder, std::filesystem::path provider_folder,
              const NodeMemoryFile& memory);

    [[nodiscard]] FolderSigns signs() const;

    /// Leaves the file as known as it was, also where this is cut. @param edit  which leaves the memory alone
    void edit(const std::function<void()>& edit) const;

private:
    const Files& files_;
    std::filesystem::path data_folder_;
    std::filesystem::path provider_folder_;
    const NodeMemoryFile& memory_;
};

/// What the server goes on from. With data that may be half of a transfer it asks for all of it.
std::optional<Position> brought_position(const Evidence& evidence, const Verdict& verdict);

/// The memory, with the view that a start sets out from.
NodeMemory load_to_set_out(const NodeMemoryFile& memory_file, const Files& files,
                           const std::filesystem::path& provider_folder, const Evidence& evidence);

/// Makes true on disk what must be before the server starts, by this verdict.
/// @returns the memory, as it was written @throws SystemError, Error
NodeMemory prepare_files(const StepContext& context, const NodeSettings& settings, const Evidence& evidence,
                         const Initiator::Outcome& outcome);

} // namespace galera_initiator
