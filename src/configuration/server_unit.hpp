#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace galera_initiator {

/// The canonical name of the server's unit: the first of mariadb.service, mysql.service and mysqld.service that is
/// installed, with aliases (links) followed to the name of the file that they end in. Masked units (links to
/// /dev/null, empty files) do not count. Searched in systemd's order (systemd.unit(5)): etc, run, usr/local/lib,
/// usr/lib, lib. A link that leads out of these folders ("systemctl link") is no alias: the unit keeps the link's name.
/// What a SysV script or another generator provides is not seen.
/// @param root  folder that stands for "/"
/// @param name  look only for this unit, if given ([server] unit)
/// @throws std::filesystem::filesystem_error if a link cannot be read
/// @returns nothing if there is none
std::optional<std::string> find_server_unit(const std::filesystem::path& root, const std::optional<std::string>& name);

} // namespace galera_initiator
