#include "configuration/option_files.hpp"

#include "common/files.hpp"
#include "common/trimmed.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <string_view>
#include <system_error>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

/// A file that includes itself must end as well.
constexpr int deepest_include = 10;

struct Abbreviation {
    std::string_view shortest; ///< that is no other option's
    std::string_view name;
};

constexpr std::array<Abbreviation, 12> abbreviations{{{"wsrep_ne", "wsrep_new_cluster"},
                                                      {"wsrep_rec", "wsrep_recover"},
                                                      {"wsrep_star", "wsrep_start_position"},
                                                      {"wsrep_cluster_a", "wsrep_cluster_address"},
                                                      {"wsrep_cluster_n", "wsrep_cluster_name"},
                                                      {"wsrep_node_a", "wsrep_node_address"},
                                                      {"wsrep_node_n", "wsrep_node_name"},
                                                      {"wsrep_da", "wsrep_data_home_dir"},
                                                      {"wsrep_provider_", "wsrep_provider_options"},
                                                      {"datad", "datadir"},
                                                      {"innodb_force_r", "innodb_force_recovery"},
                                                      {"tc_h", "tc_heuristic_recover"}}};

std::string option_name(std::string_view line) {
    std::string name(trimmed(line.substr(0, line.find('='))));
    std::replace(name.begin(), name.end(), '-', '_');
    return full_option_name(name.starts_with("loose_") ? name.substr(6) : name);
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
        if (is_denied(root_ / file.relative_path())) {
            denied_.push_back(file.string());
            return;
        }
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
    [[nodiscard]] const std::vector<std::string>& denied() const { return denied_; }

private:
    void look_into_folder(const fs::path& folder, int depth) {
        if (is_denied(root_ / folder.relative_path())) {
            denied_.push_back(folder.string());
        }
        std::set<fs::path> files;
        for (const auto& entry : list_readable_folder(root_ / folder.relative_path())) {
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
    std::vector<std::string> denied_;
};

} // namespace

std::string full_option_name(const std::string& name) {
    const auto* found = std::find_if(abbreviations.begin(), abbreviations.end(), [&name](const Abbreviation& one) {
        return name.starts_with(one.shortest) && one.name.starts_with(name);
    });
    return found == abbreviations.end() ? name : std::string(found->name);
}

std::vector<std::string> denied_option_files(const fs::path& root) {
    Search search(root, "");
    search.look_into("/etc/my.cnf");
    search.look_into("/etc/mysql/my.cnf");
    return search.denied();
}

std::optional<std::string> place_of_option(const fs::path& root, std::string_view option) {
    Search search(root, option);
    search.look_into("/etc/my.cnf");
    search.look_into("/etc/mysql/my.cnf");
    return search.place();
}

} // namespace galera_initiator
