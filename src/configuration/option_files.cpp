#include "configuration/option_files.hpp"

#include "common/trimmed.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <system_error>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

/// A file that includes itself must end as well.
constexpr int deepest_include = 10;

std::string option_name(std::string_view line) {
    std::string name(trimmed(line.substr(0, line.find('='))));
    std::replace(name.begin(), name.end(), '-', '_');
    return name.starts_with("loose_") ? name.substr(6) : name;
}

/// @returns what follows the directive; empty: it is another line
std::string argument_of(std::string_view line, std::string_view directive) {
    const bool has_blank =
        line.size() > directive.size() && (line[directive.size()] == ' ' || line[directive.size()] == '\t');
    return line.starts_with(directive) && has_blank ? std::string(trimmed(line.substr(directive.size()))) : "";
}

class Search {
public:
    Search(const fs::path& root, std::string_view option) : root_(root), option_(option) {}

    void look_into(const fs::path& file, int depth = 0) {
        std::ifstream stream(root_ / file.relative_path());
        std::string text;
        for (std::size_t number = 1; depth < deepest_include && std::getline(stream, text); ++number) {
            const std::string_view line = trimmed(text);
            if (const auto included = argument_of(line, "!include"); !included.empty()) {
                look_into(included, depth + 1);
            } else if (const auto folder = argument_of(line, "!includedir"); !folder.empty()) {
                look_into_folder(folder, depth + 1);
            } else if (option_name(line) == option_) {
                place_ = file.string() + ":" + std::to_string(number);
            }
        }
    }

    [[nodiscard]] const std::optional<std::string>& place() const { return place_; }

private:
    void look_into_folder(const fs::path& folder, int depth) {
        std::set<fs::path> files;
        std::error_code ignored; // who cannot look into it does not know what the server reads there
        for (const auto& entry : fs::directory_iterator(root_ / folder.relative_path(), ignored)) {
            if (entry.path().extension() == ".cnf") {
                files.insert(folder / entry.path().filename());
            }
        }
        for (const auto& file : files) {
            look_into(file, depth);
        }
    }

    fs::path root_;
    std::string option_;
    std::optional<std::string> place_;
};

} // namespace

std::optional<std::string> place_of_option(const fs::path& root, std::string_view option) {
    Search search(root, option);
    search.look_into("/etc/my.cnf");
    search.look_into("/etc/mysql/my.cnf");
    return search.place();
}

} // namespace galera_initiator
