// Runs every input of the corpus through its target, without libFuzzer, so that what was once found is held in every
// build, also one with another compiler.

#include "target.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <typeinfo>
#include <vector>

namespace {

namespace fs = std::filesystem;
using galera_initiator::fuzz::Target;

constexpr const char* usage = R"(Usage: fuzz-corpus FOLDER | FILE...
Hands inputs to the fuzz targets, without libFuzzer.

  FOLDER  the corpus: one folder for each target, tests/fuzz/corpus
  FILE    an input in the folder of its target
)";

/// A copy at the end of its memory, so that a sanitizer sees what reads past it.
std::vector<char> content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> content{std::istreambuf_iterator<char>(stream), {}};
    content.shrink_to_fit();
    if (!stream) {
        throw std::runtime_error("cannot be read");
    }
    return content;
}

/// @returns whether the target found nothing
bool run(const Target& target, const fs::path& file) {
    try {
        const auto content = content_of(file);
        target.run({content.data(), content.size()});
        return true;
    } catch (const std::exception& error) {
        std::printf("%s: %s: %s\n", file.c_str(), typeid(error).name(), error.what());
        return false;
    }
}

const Target* target_of(const fs::path& folder) {
    const auto& all = galera_initiator::fuzz::targets();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Target& target) { return target.name == folder.filename(); });
    if (found == all.end()) {
        std::printf("%s: there is no such target\n", folder.c_str());
        return nullptr;
    }
    return &*found;
}

/// Every target has to have inputs, and every folder a target.
std::vector<fs::path> files_of(const fs::path& corpus) {
    std::vector<fs::path> files;
    std::set<std::string> folders;
    for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path());
            folders.insert(entry.path().parent_path().filename());
        }
    }
    for (const Target& target : galera_initiator::fuzz::targets()) {
        if (!folders.contains(std::string(target.name))) {
            throw std::runtime_error(corpus.string() + " has no input for " + std::string(target.name));
        }
    }
    return files;
}

} // namespace

int main(int count, char** values) {
    if (count < 2 || values[1][0] == '-') {
        std::fputs(usage, stdout);
        return count == 2 && std::string(values[1]) == "--help" ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    try {
        const std::vector<fs::path> files =
            fs::is_directory(values[1]) ? files_of(values[1]) : std::vector<fs::path>(values + 1, values + count);
        const auto failed = std::count_if(files.begin(), files.end(), [](const fs::path& file) {
            const Target* target = target_of(file.parent_path());
            return target == nullptr || !run(*target, file);
        });
        std::printf("%zu inputs of %zu targets, %td with a finding\n", files.size(),
                    galera_initiator::fuzz::targets().size(), failed);
        return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& error) {
        std::printf("%s\n", error.what());
        return EXIT_FAILURE;
    }
}
