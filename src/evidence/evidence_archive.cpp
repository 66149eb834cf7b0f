#include "evidence/evidence_archive.hpp"

#include "common/error.hpp"
#include "common/files.hpp"

#include <algorithm>

namespace galera_initiator {

namespace {

void create_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw SystemError("cannot create " + folder.string(), error.value());
    }
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
    std::vector<std::filesystem::path> kept;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
        kept.push_back(entry.path());
    }
    std::sort(kept.begin(), kept.end());
    for (std::size_t index = 0; index + most_kept < kept.size(); ++index) {
        std::filesystem::remove_all(kept[index]);
    }
}

} // namespace galera_initiator
