#include "configuration/server_unit.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> unit_folders{
    "etc/systemd/system",     "run/systemd/system", "usr/local/lib/systemd/system",
    "usr/lib/systemd/system", "lib/systemd/system",
};

constexpr std::array<std::string_view, 3> usual_names{"mariadb.service", "mysql.service", "mysqld.service"};

// An alias of an alias is rare and a loop is a mistake: systemd gives up as well.
constexpr int alias_limit = 8;

bool is_unit_folder(const fs::path& folder_below_root) {
    return std::any_of(unit_folders.begin(), unit_folders.end(),
                       [&folder_below_root](std::string_view known) { return folder_below_root == known; });
}

/// Where a link leads, from the root on and without a leading slash; computed from the text, because under a
/// test's root an absolute target does not exist where the kernel would look for it.
fs::path target_below_root(const fs::path& root, std::string_view folder, const std::string& name) {
    const fs::path target = fs::read_symlink(root / folder / name);
    const fs::path absolute = target.is_absolute() ? target : fs::path("/") / folder / target;
    return absolute.lexically_normal().relative_path();
}

std::optional<std::string> resolve(const fs::path& root, const std::string& name, int aliases_left) {
    for (const auto folder : unit_folders) {
        const fs::path path = root / folder / name;
        std::error_code ignored; // a folder that cannot be looked into holds no unit for systemd either
        const auto type = fs::symlink_status(path, ignored).type();
        if (type == fs::file_type::regular) {
            return fs::is_empty(path, ignored) ? std::nullopt : std::optional(name);
        }
        if (type == fs::file_type::symlink) {
            const fs::path target = target_below_root(root, folder, name);
            if (aliases_left == 0) {
                return std::nullopt;
            }
            // A link out of the unit folders (systemctl link) gives a file a place, not another name; one to
            // /dev/null, which is no regular file, masks.
            if (!is_unit_folder(target.parent_path()) || target.filename() == name) {
                return fs::is_regular_file(root / target, ignored) && !fs::is_empty(root / target, ignored)
                           ? std::optional(name)
                           : std::nullopt;
            }
            return resolve(root, target.filename(), aliases_left - 1);
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> find_server_unit(const fs::path& root, const std::optional<std::string>& name) {
    if (name) {
        return resolve(root, *name, alias_limit);
    }
    for (const auto usual : usual_names) {
        if (auto found = resolve(root, std::string(usual), alias_limit)) {
            return found;
        }
    }
    return std::nullopt;
}

} // namespace galera_initiator
