#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// A file that says something about a unit.
struct UnitFile {
    std::string path; ///< as it is without the root
    std::string content;
};

/// One line of it, with its continuations joined.
struct UnitAssignment {
    std::string section;
    std::string key;
    std::string value;
    std::string file;
    std::size_t line = 0;

    /// "FILE:LINE", for people.
    [[nodiscard]] std::string place() const { return file + ":" + std::to_string(line); }
};

/// A unit as the service manager has it: its fragment and all its drop-ins.
struct UnitFiles {
    std::string name; ///< canonical
    std::vector<UnitFile> files;
    std::vector<std::string> unreadable{}; ///< paths of those that this user may not read
    std::string replacement{};             ///< path of a file that takes the place of our drop-in; empty: none does
};

/// Our drop-in's name. Drop-ins of a unit are sorted by name, whatever folder they lie in: after the vendor's
/// galera.conf
/// ('_' is more than '.'), which sets the same variable, and before override.conf, so that "systemctl edit" has the
/// last word.
inline constexpr std::string_view drop_in_name = "galera_initiator.conf";

/// "mariadb@.service" for "mariadb@n1.service". @returns nothing if the name is no instance's
std::optional<std::string> template_of(std::string_view unit);

/// The folders of drop-ins that apply to a unit: of its canonical name, its aliases, its template, the names that it
/// begins with up to a dash, and of all services. Source: systemd.unit(5), systemd's src/shared/dropin.c.
/// @param names  the canonical one first
std::vector<std::string> drop_in_folders(const std::vector<std::string>& names);

/// Reads the fragment and the drop-ins in the order in which they count: drop-ins by file name, whatever folder they
/// are in; of equal names the folder that comes first. A link to /dev/null, or an empty file, masks.
/// @param root       folder that stands for "/"
/// @param names      of the unit, the canonical one first
/// @param generated  a drop-in that takes the place of what the generators have written before; none: read theirs
/// @throws Error if a file cannot be read for another reason than that this user may not, naming it
UnitFiles read_unit_files(const std::filesystem::path& root, const std::vector<std::string>& names,
                          const std::optional<UnitFile>& generated = std::nullopt);

/// The lines of a file: comments, blank lines and continuations as systemd takes them (src/shared/conf-parser.c).
std::vector<UnitAssignment> parse_unit_file(const UnitFile& file);

/// Splits as systemd.syntax(7) says, "QUOTING": quotes and C-style escapes. What is not closed ends with the text.
std::vector<std::string> split_unit_words(std::string_view text);

/// Fills in %n, %N, %p, %P, %i, %I, %t, %S, %E and %%; others stay, since they make no difference here.
std::string fill_in_specifiers(std::string_view text, std::string_view unit);

} // namespace galera_initiator
