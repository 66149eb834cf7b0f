#include "configuration/unit_files.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "common/trimmed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <system_error>

namespace galera_initiator {

namespace {

namespace fs = std::filesystem;

struct UnitFolder {
    std::string_view path;
    bool is_generators = false;
};

// Source: systemd, src/basic/path-lookup.c (lookup_paths_init), for the system's manager.
constexpr std::array<UnitFolder, 12> lookup_path{{
    {"etc/systemd/system.control"},
    {"run/systemd/system.control"},
    {"run/systemd/transient"},
    {"run/systemd/generator.early", true},
    {"etc/systemd/system"},
    {"run/systemd/system"},
    {"run/systemd/generator", true},
    {"usr/local/lib/systemd/system"},
    {"usr/lib/systemd/system"},
    {"lib/systemd/system"},
    {"run/systemd/generator.late", true},
    {"etc/systemd/system.attached"},
}};

constexpr std::string_view generated_folder = "run/systemd/generator";
constexpr std::string_view white_space = " \t\n\r";

std::string read_unit_file(const fs::path& path) {
    constexpr std::size_t largest = std::size_t{1024} * 1024;
    try {
        return read_file(path, largest, Links::followed).value_or("");
    } catch (const SystemError& error) {
        throw ConfigurationError(std::string("the server's unit cannot be understood: ") + error.what());
    }
}

/// Links with an absolute target lead below the root as well.
fs::path below_root(const fs::path& root, fs::path path) {
    std::error_code ignored;
    for (int links_left = 8; links_left > 0 && fs::is_symlink(root / path, ignored); --links_left) {
        const fs::path target = fs::read_symlink(root / path, ignored);
        path = (target.is_absolute() ? target : fs::path("/") / path.parent_path() / target)
                   .lexically_normal()
                   .relative_path();
    }
    return path;
}

using Chosen = std::map<std::string, fs::path>; // by file name

void take_folder(const fs::path& root, const fs::path& folder, Chosen& chosen) {
    for (const auto& entry : list_readable_folder(root / folder)) {
        const std::string name = entry.path().filename();
        if (name.ends_with(".conf") && !name.starts_with('.')) {
            chosen.emplace(name, folder / name);
        }
    }
}

/// A drop-in with a key in it, say, may be root's alone.
void take_file(const fs::path& path, const fs::path& file, UnitFiles& unit) {
    const std::string name = "/" + path.string();
    if (is_denied(file)) {
        unit.unreadable.push_back(name);
    } else {
        unit.files.push_back({name, read_unit_file(file)});
    }
}

std::optional<fs::path> find_fragment(const fs::path& root, const std::string& name, bool with_generators) {
    std::error_code ignored;
    for (const auto& folder : lookup_path) {
        const fs::path path = fs::path(folder.path) / name;
        if ((with_generators || !folder.is_generators) && fs::exists(fs::symlink_status(root / path, ignored))) {
            return path;
        }
    }
    return std::nullopt;
}

std::string unescape(std::string_view escaped) {
    std::string text;
    while (!escaped.empty()) {
        unsigned code = 0;
        if (escaped.starts_with("\\x") && escaped.size() >= 4 &&
            std::from_chars(escaped.data() + 2, escaped.data() + 4, code, 16).ptr == escaped.data() + 4) {
            text += static_cast<char>(code);
            escaped.remove_prefix(4);
        } else {
            text += escaped.front() == '-' ? '/' : escaped.front();
            escaped.remove_prefix(1);
        }
    }
    return text;
}

std::string escaped_character(char letter) {
    switch (letter) {
    case 'n':
        return "\n";
    case 't':
        return "\t";
    case 's':
        return " ";
    case '\\':
    case '"':
    case '\'':
        return {letter};
    default:
        return {'\\', letter};
    }
}

} // namespace

std::optional<std::string> template_of(std::string_view unit) {
    const auto at = unit.find('@');
    const auto dot = unit.rfind('.');
    if (at == std::string_view::npos || dot == std::string_view::npos || at + 1 >= dot) {
        return std::nullopt;
    }
    return std::string(unit.substr(0, at + 1)) + std::string(unit.substr(dot));
}

std::vector<std::string> drop_in_folders(const std::vector<std::string>& names) {
    std::vector<std::string> folders;
    for (const auto& name : names) {
        folders.push_back(name + ".d");
        const auto dot = name.rfind('.');
        const auto at = std::min(name.find('@'), dot);
        for (auto dash = name.rfind('-', at); dash != std::string::npos && dash > 0; dash = name.rfind('-', dash - 1)) {
            folders.push_back(name.substr(0, dash + 1) + name.substr(dot) + ".d");
        }
        if (const auto base = template_of(name)) {
            folders.push_back(*base + ".d");
        }
    }
    folders.emplace_back("service.d");
    return folders;
}

UnitFiles read_unit_files(const fs::path& root, const std::vector<std::string>& names,
                          const std::optional<UnitFile>& generated) {
    UnitFiles unit{names.front(), {}};
    auto fragment = find_fragment(root, unit.name, !generated);
    if (const auto base = template_of(unit.name); !fragment && base) {
        fragment = find_fragment(root, *base, !generated);
    }
    if (fragment) {
        take_file(*fragment, root / below_root(root, *fragment), unit);
    }
    Chosen chosen;
    for (const auto& folder : drop_in_folders(names)) {
        for (const auto& place : lookup_path) {
            if (generated && place.path == generated_folder && folder == unit.name + ".d") {
                chosen.emplace(fs::path(generated->path).filename(), generated->path);
            } else if (!generated || !place.is_generators) {
                take_folder(root, fs::path(place.path) / folder, chosen);
            }
        }
    }
    for (const auto& [name, path] : chosen) {
        const bool is_generated = path.relative_path().string().starts_with(generated_folder);
        if (name == drop_in_name && !is_generated) {
            unit.replacement = "/" + path.string();
        }
        if (generated && path == generated->path) {
            unit.files.push_back(*generated);
        } else if (const auto target = below_root(root, path); target != "dev/null") {
            take_file(path, root / target, unit);
        }
    }
    return unit;
}

std::vector<UnitAssignment> parse_unit_file(const UnitFile& file) {
    std::vector<UnitAssignment> assignments;
    std::string section;
    std::string joined;
    std::size_t begins_at = 0;
    std::size_t number = 0;
    for (std::string_view rest = file.content; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        auto line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        ++number;
        line.remove_prefix(std::min(line.find_first_not_of(white_space), line.size()));
        if (line.starts_with('#') || line.starts_with(';')) {
            continue;
        }
        begins_at = joined.empty() ? number : begins_at;
        joined += line;
        const auto last_other = joined.find_last_not_of('\\');
        const auto backslashes = joined.size() - (last_other == std::string::npos ? 0 : last_other + 1);
        if (backslashes % 2 == 1 && !rest.empty()) {
            joined.back() = ' ';
            continue;
        }
        const std::string whole(trimmed(joined));
        joined.clear();
        const auto equals = whole.find('=');
        if (whole.starts_with('[')) {
            section = whole.substr(1, whole.find(']') - 1);
        } else if (equals != std::string::npos) {
            assignments.push_back({section, std::string(trimmed(std::string_view(whole).substr(0, equals))),
                                   std::string(trimmed(std::string_view(whole).substr(equals + 1))), file.path,
                                   begins_at});
        }
    }
    return assignments;
}

std::vector<std::string> split_unit_words(std::string_view text) {
    std::vector<std::string> words;
    bool in_word = false;
    char quote = '\0';
    for (std::size_t index = 0; index < text.size(); ++index) {
        const char letter = text[index];
        const bool separates = quote == '\0' && white_space.find(letter) != std::string_view::npos;
        if (separates) {
            in_word = false;
            continue;
        }
        if (!in_word) {
            words.emplace_back();
            in_word = true;
        }
        if (letter == '\\' && index + 1 < text.size()) {
            words.back() += escaped_character(text[++index]);
        } else if (quote == '\0' && (letter == '"' || letter == '\'')) {
            quote = letter;
        } else if (letter == quote) {
            quote = '\0';
        } else {
            words.back() += letter;
        }
    }
    return words;
}

std::string fill_in_specifiers(std::string_view text, std::string_view unit) {
    const auto name = unit.substr(0, unit.rfind('.'));
    const auto at = name.find('@');
    const auto prefix = name.substr(0, at);
    const auto instance = at == std::string_view::npos ? std::string_view() : name.substr(at + 1);
    std::string filled;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] != '%' || index + 1 == text.size()) {
            filled += text[index];
            continue;
        }
        const char letter = text[++index];
        switch (letter) {
        case '%':
            filled += '%';
            break;
        case 'n':
            filled += unit;
            break;
        case 'N':
            filled += name;
            break;
        case 'p':
            filled += prefix;
            break;
        case 'P':
            filled += unescape(prefix);
            break;
        case 'i':
            filled += instance;
            break;
        case 'I':
            filled += unescape(instance);
            break;
        case 't':
            filled += "/run";
            break;
        case 'S':
            filled += "/var/lib";
            break;
        case 'E':
            filled += "/etc";
            break;
        default:
            filled += {'%', letter};
        }
    }
    return filled;
}

} // namespace galera_initiator
