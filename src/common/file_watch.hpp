#pragma once

#include "common/file_descriptor.hpp"

#include <chrono>
#include <filesystem>
#include <set>
#include <vector>

namespace galera_initiator {

/// Notices when a file is replaced, written or removed, or was to be replaced by a copy "<file>.<anything>" that does
/// not take its place, as on a full disk; inotify(7). Where the kernel gives no watch, it notices nothing, and whoever
/// awaits a change looks at its limit.
class FileWatch {
public:
    /// @param files  which may come and go; their folders are watched, if they are there
    explicit FileWatch(const std::vector<std::filesystem::path>& files);

    /// Returns after a change of one of the files since the last call, or since this was made; or after the limit.
    void await(std::chrono::milliseconds limit);

private:
    /// @returns was one of the files among what has changed?
    bool read_changes();
    [[nodiscard]] bool is_copy(const std::string& name) const;

    std::set<std::string> names_;
    bool has_copy_ = false; ///< written since the last change of a file
    FileDescriptor descriptor_;
};

} // namespace galera_initiator
