#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace galera_initiator {

/// Where copies of the provider's state files go before they are changed. Nothing is ever decided by them.
class Archive {
public:
    Archive() = default;
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;
    virtual ~Archive() = default;

    /// Durably copies those of the files that exist. @throws SystemError, Error; then nothing may be changed
    virtual void keep(const std::vector<std::filesystem::path>& files, const std::string& time) const = 0;
};

/// In var/lib/galera-initiator/archive, one folder for each time, the oldest removed beyond `most_kept`.
class EvidenceArchive : public Archive {
public:
    static constexpr std::size_t most_kept = 20;

    explicit EvidenceArchive(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// The folder gets its name once it is whole; until then it has a hidden one, and one that was left so by a process
    /// that was killed goes with the next call. One process at a time.
    /// @param time  of now, used as the folder's name; sorts by age. Where the clock has gone back, the name of the
    ///              newest folder is counted on, so that the order stays and the newest copies never go first.
    void keep(const std::vector<std::filesystem::path>& files, const std::string& time) const override;

    /// What was kept at one time.
    struct Entry {
        std::string time;
        std::vector<std::pair<std::string, std::string>> files; ///< name and content
    };

    /// The oldest first. @throws SystemError
    [[nodiscard]] std::vector<Entry> entries() const;

private:
    [[nodiscard]] std::vector<std::filesystem::path> folders() const;

    std::filesystem::path folder_;
};

} // namespace galera_initiator
