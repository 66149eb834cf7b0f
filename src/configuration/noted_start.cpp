#include "configuration/noted_start.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "common/lists.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <optional>
#include <vector>

#include <sys/stat.h>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t longest_note = std::size_t{1024} * 1024;

/// Shows whether files that not everybody may read are still what they were, to those, too, who may not.
Json print_of(const fs::path& root, const std::vector<std::string>& files) {
    Json print = Json::object();
    for (const std::string& file : files) {
        struct stat status {};
        if (::stat((root / fs::path(file).relative_path()).c_str(), &status) == 0 && (status.st_mode & S_IROTH) == 0) {
            print[file] = {status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
        }
    }
    return print;
}

Json json_of(const ServerStart& start) {
    Json json{{"defaults", start.defaults_options},
              {"environment", start.environment},
              {"options", Json::array()},
              {"program", start.program}};
    for (const auto& [text, place, beats_decision] : start.options) {
        json["options"].push_back({{"text", text}, {"place", place}, {"late", beats_decision}});
    }
    return json;
}

ServerStart start_in(const Json& json) {
    ServerStart start;
    start.defaults_options = json.at("defaults").get<std::vector<std::string>>();
    start.environment = json.at("environment").get<std::map<std::string, std::string>>();
    start.program = json.value("program", ""); // an older version noted none
    for (const Json& option : json.at("options")) {
        start.options.push_back({option.at("text"), option.at("place"), option.at("late")});
    }
    return start;
}

/// @returns nothing if these files are not noted as they are now
std::optional<ServerStart> noted_start(const fs::path& root, const std::string& unit,
                                       const std::vector<std::string>& files) {
    const auto path = root / "run/systemd/generator" / place_of_start_note(unit);
    const auto text = read_file(path, longest_note);
    try {
        const Json json = text ? Json::parse(*text) : Json();
        const Json now = print_of(root, files);
        for (const std::string& file : files) {
            if (!text || !now.contains(file) || json.at("files").value(file, Json()) != now.at(file)) {
                return std::nullopt;
            }
        }
        return start_in(json.at("start"));
    } catch (const Json::exception& error) {
        throw ConfigurationError(path.string() + " is not whole, run 'systemctl daemon-reload': " + error.what());
    }
}

} // namespace

fs::path place_of_start_note(const std::string& unit) {
    return unit + ".d/galera_initiator.start";
}

std::string note_of_start(const fs::path& root, const ServerUnit& unit, const ServerStart& start) {
    const Json json{{"files", print_of(root, unit.files(root))}, {"start", json_of(start)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

ServerStart start_of(const fs::path& root, const std::string& unit) {
    const ServerUnit server = ServerUnit::load(root, unit);
    const auto unreadable = server.unreadable(root);
    if (unreadable.empty()) {
        return server.start(server.variables(root));
    }
    if (auto noted = noted_start(root, unit, unreadable)) {
        return *std::move(noted);
    }
    throw ConfigurationError("it is not known what " + unit + " starts the server with: " + listed(unreadable) +
                             " may not be read by the server's user, and has changed since systemd loaded it: run "
                             "'systemctl daemon-reload'");
}

} // namespace galera_initiator
