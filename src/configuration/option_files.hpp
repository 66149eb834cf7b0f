#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// The whole name of an option that this project knows and that stands there abbreviated, which the server takes, with
/// a warning, as long as it is not the beginning of another one's. Others stay as they are. Source: MariaDB,
/// mysys/my_getopt.c (findopt); seen with 10.11.
/// @param name  with underscores
std::string full_option_name(const std::string& name);

/// Those of the server's usual option files that this user may not read, and which the server leaves out, therefore,
/// without a word where it runs as this user.
std::vector<std::string> denied_option_files(const std::filesystem::path& root);

/// Where the server's usual option files set an option, for messages: which options hold is for my_print_defaults to
/// say. Follows !include and !includedir; dashes and underscores are the same in a name, and "loose" does not matter.
/// @param root  folder that stands for "/"; /etc/my.cnf and /etc/mysql/my.cnf below it are looked at
/// @param option  with underscores
/// @returns "/etc/mysql/my.cnf:12", the last place; nothing if it is in none that this user can read
std::optional<std::string> place_of_option(const std::filesystem::path& root, std::string_view option);

} // namespace galera_initiator
