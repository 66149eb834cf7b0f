#include "evidence/evidence_archive.hpp"

#include "common/error.hpp"
#include "common/files.hpp"

#include <algorithm>
#include <tuple>

namespace galera_initiator {

namespace {

void create_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw SystemError("cannot create " + folder.string(), error.value());
    }
}

std::vector<std::filesystem::path> paths_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        paths.push_back(entry->path());
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        throw SystemError("cannot read " + folder.string(), error.value());
    }
    return paths;
}

} // namespace

void EvidenceArchive::keep(const std::vector<std::filesystem::path>& files, const std::string& time) const {
    std::filesystem::path folder = folder_ / time;
    for (int count = 2; std::filesystem::exists(folder); ++count) {
        folder = folder_ / (time + "-" + std::to_string(count));
    }
    create_folder(folder);
    for (const auto& file : files) {
        if (const auto content = read_file(file)) {
            write_file_atomically(folder / file.filename(), *content, 0640);
        }
    }
    const std::vector<std::filesystem::path> kept = folders();
    for (std::size_t index = 0; index + most_kept < kept.size(); ++index) {
        std::filesystem::remove_all(kept[index]);
    }
}

std::vector<std::filesystem::path> EvidenceArchive::folders() const {
    std::vector<std::filesystem::path> kept = paths_in(folder_);
    std::erase_if(kept, [](const auto& path) { return !std::filesystem::is_directory(symlink_status(path)); });
    // A folder "T" and its "T-2", ..., "T-10" were made in this order.
    std::sort(kept.begin(), kept.end(), [](const auto& left, const auto& right) {
        const auto key = [](const std::filesystem::path& path) {
            const std::string name = path.filename();
            const std::size_t dash = std::min(name.find('-'), name.size());
            return std::tuple(name.substr(0, dash), name.size(), name);
        };
        return key(left) < key(right);
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
