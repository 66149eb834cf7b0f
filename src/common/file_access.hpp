#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace galera_initiator {

/// Held until it is destroyed.
class FileLock {
public:
    FileLock() = default;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    virtual ~FileLock() = default;
};

/// The files that the steps read and write: so that they can be played in memory, with a crash before and after each
/// write. What each function does is told in common/files.hpp.
class Files {
public:
    static constexpr std::size_t usual_limit = std::size_t{64} * 1024;

    Files() = default;
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    virtual ~Files() = default;

    [[nodiscard]] virtual std::optional<std::string> read(const std::filesystem::path& path,
                                                          std::size_t limit = usual_limit) const = 0;

    /// Either the old or the new content is there, whole, whenever the power fails.
    virtual void replace(const std::filesystem::path& path, std::string_view content, mode_t mode) = 0;

    /// In place, so that its owner stays, and durably; what the file has beyond the content stays as well.
    /// @throws SystemError if there is no such file
    virtual void overwrite(const std::filesystem::path& path, std::string_view content) = 0;

    /// Durably. @returns whether there was one
    virtual bool remove(const std::filesystem::path& path) = 0;

    virtual void remove_unfinished_copies(const std::filesystem::path& path) = 0;
    [[nodiscard]] virtual bool has_newer_copy(const std::filesystem::path& path) const = 0;
    [[nodiscard]] virtual std::string mark_of_folder(const std::filesystem::path& path) const = 0;
    [[nodiscard]] virtual std::string print_of_file(const std::filesystem::path& path) const = 0;
    virtual void synchronise(const std::filesystem::path& path) const = 0;

    enum class Patience { none, endless };

    /// Makes the file where there is none. @returns nothing if another process has the lock, and patience has an end
    virtual std::unique_ptr<FileLock> lock(const std::filesystem::path& path, Patience patience) = 0;
};

/// This machine's.
class SystemFiles : public Files {
public:
    [[nodiscard]] std::optional<std::string> read(const std::filesystem::path& path,
                                                  std::size_t limit = usual_limit) const override;
    void replace(const std::filesystem::path& path, std::string_view content, mode_t mode) override;
    void overwrite(const std::filesystem::path& path, std::string_view content) override;
    bool remove(const std::filesystem::path& path) override;
    void remove_unfinished_copies(const std::filesystem::path& path) override;
    [[nodiscard]] bool has_newer_copy(const std::filesystem::path& path) const override;
    [[nodiscard]] std::string mark_of_folder(const std::filesystem::path& path) const override;
    [[nodiscard]] std::string print_of_file(const std::filesystem::path& path) const override;
    void synchronise(const std::filesystem::path& path) const override;
    std::unique_ptr<FileLock> lock(const std::filesystem::path& path, Patience patience) override;
};

} // namespace galera_initiator
