#include "configuration/configuration.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "configuration/time_span.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <exception>
#include <limits>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <ini.h>

namespace galera_initiator {

namespace {

using std::chrono::milliseconds;
using SnmpVersion = SnmpSettings::Version;

constexpr std::string_view blanks = " \t\r\f\v";
// inih's own limit (INI_MAX_LINE) is 200 with the end mark; what is longer it cuts and reads on as a new line.
constexpr std::size_t longest_line = 199;

int parse_number(const std::string& text, int lowest, int highest) {
    int number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || end != text.data() + text.size() || number < lowest || number > highest) {
        throw ParseError("must be a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest));
    }
    return number;
}

bool equal_but_for_case(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [lower](char one, char other) { return lower(one) == lower(other); });
}

/// @returns the known spelling of the word
std::string parse_word(const std::string& text, const std::vector<std::string_view>& words) {
    std::string list;
    for (const auto word : words) {
        if (equal_but_for_case(text, word)) {
            return std::string(word);
        }
        list.append(list.empty() ? "" : ", ").append(word);
    }
    throw ParseError("must be one of " + list);
}

std::string parse_passphrase(const std::string& text) {
    if (text.size() < 8) {
        throw ParseError("must have 8 characters or more (RFC 3414)");
    }
    return text;
}

ClusterAddress parse_node_list(const std::string& text) {
    constexpr std::string_view separators = ", \t";
    std::vector<NodeAddress> nodes;
    for (auto start = text.find_first_not_of(separators); start != std::string::npos;) {
        const auto end = std::min(text.find_first_of(separators, start), text.size());
        nodes.push_back(NodeAddress::parse(std::string_view(text).substr(start, end - start)));
        start = text.find_first_not_of(separators, end);
    }
    return ClusterAddress(nodes);
}

ClusterAddress parse_cluster_address(const std::string& text) {
    auto address = text.find("://") == std::string::npos ? parse_node_list(text) : ClusterAddress::parse(text);
    if (address.is_bare()) {
        throw ParseError("must name at least one node: with none, every start would make a new cluster");
    }
    return address;
}

milliseconds parse_majority_after(const std::string& text) {
    const auto time = parse_time_span(text);
    if (!time || *time < std::chrono::seconds(10)) {
        throw ParseError("must be 10s or more: nodes that boot together must have the time to hear each other");
    }
    return *time;
}

std::optional<milliseconds> parse_wait_limit(const std::string& text) {
    const auto limit = parse_time_span(text);
    // systemd takes 0 for "no limit" in some settings and for "at once" in others.
    if (limit && *limit < std::chrono::seconds(1)) {
        throw ParseError("must be 1s or more, or infinity");
    }
    return limit;
}

milliseconds parse_timeout(const std::string& text) {
    const auto timeout = parse_time_span(text);
    if (!timeout || *timeout < milliseconds(50) || *timeout > std::chrono::seconds(60)) {
        throw ParseError("must be from 50ms to 60s");
    }
    return *timeout;
}

std::string parse_unit(const std::string& text) {
    constexpr std::string_view accepted = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.@";
    if (!text.ends_with(".service") || text.starts_with('.') || text.starts_with('@') || text.size() > 255 ||
        text.find("@.service") != std::string::npos || text.find_first_not_of(accepted) != std::string::npos) {
        throw ParseError(
            "must be the name of a service unit such as mariadb.service or mariadb@n1.service (no template, no path)");
    }
    return text;
}

std::filesystem::path parse_program(const std::string& text) {
    std::filesystem::path program(text);
    if (!program.is_absolute() || program.lexically_normal() != program || !program.has_filename()) {
        throw ParseError("must be an absolute path such as /usr/sbin/mariadbd");
    }
    return program;
}

struct Key {
    std::string_view section;
    std::string_view name;
    void (*set)(Configuration&, const std::string& value);
    bool is_secret = false;
};

constexpr std::array keys{
    Key{"cluster", "nodes",
        [](Configuration& c, const std::string& v) { c.cluster_address = parse_cluster_address(v); }},
    Key{"cluster", "wait_for",
        [](Configuration& c, const std::string& v) {
            const bool is_majority = parse_word(v, {"all", "majority"}) == "majority";
            c.policies.wait_for = is_majority ? Policies::WaitFor::majority : Policies::WaitFor::all;
        }},
    Key{"cluster", "majority_after",
        [](Configuration& c, const std::string& v) { c.majority_after = parse_majority_after(v); }},
    Key{"cluster", "fresh",
        [](Configuration& c, const std::string& v) {
            c.policies.fresh =
                parse_word(v, {"all", "first"}) == "first" ? Policies::Fresh::first : Policies::Fresh::all;
        }},
    Key{"cluster", "arbitrators",
        [](Configuration& c, const std::string& v) {
            c.policies.arbitrators = static_cast<std::size_t>(parse_number(v, 0, 8));
        }},
    Key{"start", "wait_limit", [](Configuration& c, const std::string& v) { c.wait_limit = parse_wait_limit(v); }},
    Key{"start", "together",
        [](Configuration& c, const std::string& v) {
            c.starts_together = parse_word(v, {"no", "yes"}) == "yes";
        }},
    Key{"server", "unit", [](Configuration& c, const std::string& v) { c.unit = parse_unit(v); }},
    Key{"server", "program", [](Configuration& c, const std::string& v) { c.program = parse_program(v); }},
    Key{"snmp", "version",
        [](Configuration& c, const std::string& v) {
            c.snmp.version = parse_word(v, {"2c", "3"}) == "3" ? SnmpVersion::v3 : SnmpVersion::v2c;
        }},
    Key{"snmp", "require",
        [](Configuration& c, const std::string& v) {
            c.snmp.requires_v3 = parse_word(v, {"any", "v3"}) == "v3";
        }},
    Key{"snmp", "community", [](Configuration& c, const std::string& v) { c.snmp.community = v; }, true},
    Key{"snmp", "security_name", [](Configuration& c, const std::string& v) { c.snmp.security_name = v; }},
    Key{"snmp", "security_level",
        [](Configuration& c, const std::string& v) {
            c.snmp.security_level = parse_word(v, {"noAuthNoPriv", "authNoPriv", "authPriv"});
        }},
    Key{"snmp", "authentication_protocol",
        [](Configuration& c, const std::string& v) {
            c.snmp.authentication_protocol = parse_word(v, {"MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"});
        }},
    Key{"snmp", "authentication_passphrase",
        [](Configuration& c, const std::string& v) { c.snmp.authentication_passphrase = parse_passphrase(v); }, true},
    Key{"snmp", "privacy_protocol",
        [](Configuration& c, const std::string& v) {
            c.snmp.privacy_protocol = parse_word(v, {"DES", "AES", "AES-128", "AES-192", "AES-256"});
        }},
    Key{"snmp", "privacy_passphrase",
        [](Configuration& c, const std::string& v) { c.snmp.privacy_passphrase = parse_passphrase(v); }, true},
    Key{"snmp", "port",
        [](Configuration& c, const std::string& v) {
            c.snmp.port = static_cast<std::uint16_t>(parse_number(v, 1, std::numeric_limits<std::uint16_t>::max()));
        }},
    Key{"snmp", "timeout", [](Configuration& c, const std::string& v) { c.snmp.timeout = parse_timeout(v); }},
    Key{"snmp", "retries", [](Configuration& c, const std::string& v) { c.snmp.retries = parse_number(v, 0, 10); }},
};

/// The least number of characters to insert, remove or replace (Levenshtein).
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    for (std::size_t column = 0; column <= to.size(); ++column) {
        row[column] = column;
    }
    for (std::size_t line = 1; line <= from.size(); ++line) {
        std::size_t diagonal = std::exchange(row[0], line);
        for (std::size_t column = 1; column <= to.size(); ++column) {
            const std::size_t replaced = diagonal + (from[line - 1] == to[column - 1] ? 0 : 1);
            diagonal = row[column];
            row[column] = std::min({row[column] + 1, row[column - 1] + 1, replaced});
        }
    }
    return row.back();
}

/// @returns ": did you mean ...?", or nothing if no known word is near
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
    const auto nearest =
        std::min_element(known.begin(), known.end(), [word](std::string_view one, std::string_view other) {
            return distance(word, one) < distance(word, other);
        });
    if (nearest == known.end() || distance(word, *nearest) > std::max<std::size_t>(2, word.size() / 3)) {
        return "";
    }
    return ": did you mean \"" + std::string(*nearest) + "\"?";
}

/// Gives inih one line at a time and takes what it finds, with the line's number: inih itself does not pass it on.
class Reader {
public:
    Reader(std::string name, std::string_view content) : name_(std::move(name)), rest_(content) {}

    Configuration read() {
        const int result = ::ini_parse_stream(&Reader::next_line, this, &Reader::take, this);
        // A section that was not understood makes the keys below it wrong as well: the first fault is the one to name.
        const auto first_bad_line = static_cast<std::size_t>(std::max(result, 0));
        if (result != 0 && (!failure_ || first_bad_line < line_)) {
            fail(first_bad_line, "is neither a [section] nor key = value");
        }
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        require_one_snmp_version();
        return std::move(configuration_);
    }

private:
    [[noreturn]] void fail(std::size_t line, const std::string& reason) const {
        throw ConfigurationError(name_ + ':' + std::to_string(line) + ": " + reason);
    }

    // Exceptions must not pass through inih, which is C: they wait in failure_ until it has returned.
    static char* next_line(char* buffer, int size, void* reader) {
        auto& self = *static_cast<Reader*>(reader);
        try {
            return self.copy_next_line(buffer, static_cast<std::size_t>(size));
        } catch (...) {
            self.failure_ = std::current_exception();
            return nullptr;
        }
    }

    static int take(void* reader, const char* section, const char* name, const char* value) {
        auto& self = *static_cast<Reader*>(reader);
        try {
            if (!self.failure_) {
                self.set(section, name, value);
            }
            return 1;
        } catch (...) {
            self.failure_ = std::current_exception();
            return 0;
        }
    }

    char* copy_next_line(char* buffer, std::size_t size) {
        if (rest_.empty() || failure_) {
            return nullptr;
        }
        ++line_;
        const auto end = std::min(rest_.find('\n'), rest_.size());
        const auto text = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        require_line_that_inih_takes_whole(text, size);
        line_has_comment_ = text.find(" ;") != std::string_view::npos || text.find("\t;") != std::string_view::npos;
        buffer[text.copy(buffer, text.size())] = '\0';
        return buffer;
    }

    void require_line_that_inih_takes_whole(std::string_view text, std::size_t size) const {
        if (text.size() > longest_line || text.size() >= size) {
            fail(line_, "is longer than " + std::to_string(longest_line) + " characters");
        }
        if (text.find('\0') != std::string_view::npos) {
            fail(line_, "holds a NUL character");
        }
        const auto start = text.find_first_not_of(blanks);
        const bool holds_setting = start != std::string_view::npos && text[start] != '#' && text[start] != ';';
        if (holds_setting && start > 0) {
            fail(line_, "begins with a blank: a value cannot be continued on the next line, "
                        "and keys and sections begin in the first column");
        }
    }

    void set(const std::string& section, const std::string& name, const std::string& value) {
        const Key& key = find_key(section, name);
        const auto [earlier, first] = lines_.try_emplace(&key, line_);
        if (!first) {
            fail(line_, name + " was set before, on line " + std::to_string(earlier->second));
        }
        if (value.empty()) {
            fail(line_, name + " has no value");
        }
        if (key.is_secret && line_has_comment_) {
            fail(line_, name + ": a blank and a semicolon begin a comment, so the value would be cut there");
        }
        try {
            key.set(configuration_, value);
        } catch (const ParseError& error) {
            fail(line_, (key.is_secret ? name : name + " = " + value) + ": " + error.what());
        }
        configuration_.lines.emplace("[" + section + "] " + name, line_);
    }

    [[nodiscard]] const Key& find_key(const std::string& section, const std::string& name) const {
        if (section.empty()) {
            fail(line_, name + " stands before any [section]");
        }
        std::vector<std::string_view> sections;
        std::vector<std::string_view> names;
        for (const Key& key : keys) {
            if (key.section == section && key.name == name) {
                return key;
            }
            sections.push_back(key.section);
            if (key.section == section) {
                names.push_back(key.name);
            }
        }
        if (names.empty()) {
            fail(line_, "unknown section [" + section + "]" + suggestion(section, sections));
        }
        fail(line_, "unknown key \"" + name + "\" in [" + section + "]" + suggestion(name, names));
    }

    void require_one_snmp_version() const {
        const auto version = configuration_.snmp.version;
        if (!version) {
            return;
        }
        for (const auto& [key, line] : lines_) {
            const bool is_of_v2c = key->name == "community";
            const bool is_of_v3 = key->name.starts_with("security_") || key->name.starts_with("authentication_") ||
                                  key->name.starts_with("privacy_");
            if ((is_of_v2c && *version == SnmpVersion::v3) || (is_of_v3 && *version == SnmpVersion::v2c)) {
                fail(line, std::string(key->name) + " does not belong to the SNMP version that is set");
            }
        }
    }

    std::string name_;
    std::string_view rest_;
    std::size_t line_ = 0;
    bool line_has_comment_ = false;
    std::map<const Key*, std::size_t> lines_;
    Configuration configuration_;
    std::exception_ptr failure_;
};

} // namespace

Configuration Configuration::load(const std::filesystem::path& root) {
    const auto file = root / path;
    std::optional<std::string> content;
    try {
        content = read_file(file, std::size_t{64} * 1024, Links::followed);
    } catch (const Error& error) {
        throw ConfigurationError(error.what());
    }
    return content ? parse(file.string(), *content) : Configuration();
}

Configuration Configuration::parse(const std::string& name, std::string_view content) {
    return Reader(name, content).read();
}

} // namespace galera_initiator
