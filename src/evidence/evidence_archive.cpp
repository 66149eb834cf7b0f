#include "evidence/evidence_archive.hpp"

#include "common/error.hpp"
#include "common/files.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace galera_initiator {

namespace {

constexpr const char* unfinished = ".unfinished";

void check(const std::error_code& error, const std::string& what, const std::filesystem::path& path) {
    if (error) {
        throw SystemError("cannot " + what + " " + path.string(), error.value());
    }
}

/// Durably: a power cut must not take the folder once something else relies on what it holds.
void create_folder(const std::filesystem::path& folder) {
    std::error_code error;
    const bool is_new = std::filesystem::create_directories(folder, error);
    check(error, "create", folder);
    if (is_new) {
        synchronise(folder.parent_path());
    }
}

void remove_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::remove_all(folder, error);
    check(error, "remove", folder);
}

std::vector<std::filesystem::path> paths_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : list_folder(folder)) {
        paths.push_back(entry.path());
    }
    return paths;
}

void copy(const std::vector<std::filesystem::path>& files, const std::filesystem::path& folder) {
    for (const auto& file : files) {
        if (const auto content = read_file(file)) {
            write_file_atomically(folder / file.filename(), *content, 0640);
        }
    }
}

/// A folder "T" and its "T-2", ..., "T-10" were made in this order.
struct FolderName {
    std::string time;
    unsigned long count = 1;

    static FolderName of(const std::filesystem::path& path) {
        const std::string name = path.filename();
        const std::size_t dash = std::min(name.find('-'), name.size());
        FolderName parts{name.substr(0, dash)};
        std::from_chars(name.data() + std::min(dash + 1, name.size()), name.data() + name.size(), parts.count);
        return parts;
    }

    [[nodiscard]] auto order() const { return std::tie(time, count); }
};

std::string name_after(const std::vector<std::filesystem::path>& kept, const std::string& time) {
    const FolderName newest = kept.empty() ? FolderName{} : FolderName::of(kept.back());
    return time > newest.time ? time : newest.time + "-" + std::to_string(newest.count + 1);
}

} // namespace

void EvidenceArchive::keep(const std::vector<std::filesystem::path>& files, const std::string& time) const {
    create_folder(folder_);
    const std::filesystem::path folder = folder_ / unfinished;
    remove_folder(folder);
    std::vector<std::filesystem::path> kept = folders();
    const std::filesystem::path finished = folder_ / name_after(kept, time);
    try {
        create_folder(folder);
        copy(files, folder);
        std::error_code error;
        std::filesystem::rename(folder, finished, error);
        check(error, "rename " + folder.string() + " to", finished);
    } catch (...) {
        std::error_code ignored; // the next call tries again
        std::filesystem::remove_all(folder, ignored);
        throw;
    }
    synchronise(folder_);
    kept.push_back(finished);
    for (std::size_t index = 0; index + most_kept < kept.size(); ++index) {
        remove_folder(kept[index]);
    }
}

std::vector<std::filesystem::path> EvidenceArchive::folders() const {
    std::vector<std::filesystem::path> kept = paths_in(folder_);
    std::erase_if(kept, [](const auto& path) {
        return path.filename().string().starts_with('.') || !std::filesystem::is_directory(symlink_status(path));
    });
    std::sort(kept.begin(), kept.end(), [](const auto& left, const auto& right) {
        return FolderName::of(left).order() < FolderName::of(right).order();
    });
    return kept;
}

std::vector<EvidenceArchive::Entry> EvidenceArchive::entries() const {
    std::vector<Entry> entries;
    for (const auto& folder : folders()) {
        Entry entry{folder.filename(), {}};
        for (const auto& file : paths_in(folder)) {
            entry.files.emplace_back(file.filename(), read_file(file).value_or(""));
        }
        std::sort(entry.files.begin(), entry.files.end());
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace galera_initiator
