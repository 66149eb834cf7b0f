#include "initiation/command_line.hpp"

#include <algorithm>
#include <string>

namespace galera_initiator {

bool bootstraps(std::string_view words) {
    bool has_flag = false;
    bool has_bare_address = false;
    while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find('\0'));
        words.remove_prefix(std::min(word.size() + 1, words.size()));
        const auto equals = std::min(word.find('='), word.size());
        std::string name(word.substr(0, equals));
        std::replace(name.begin(), name.end(), '_', '-');
        name.erase(0, name.starts_with("--loose-") ? std::string_view("--loose-").size() : 2);
        const std::string_view value = word.substr(std::min(equals + 1, word.size()));
        if (!word.starts_with("--")) {
            continue;
        }
        // The server takes an option's name abbreviated as well, as long as it is not that of another one.
        if (name.size() > std::string_view("wsrep-n").size() &&
            std::string_view("wsrep-new-cluster").starts_with(name)) {
            has_flag = value != "0" && value != "OFF" && value != "off";
        } else if (name == "skip-wsrep-new-cluster") {
            has_flag = false;
        } else if (name == "wsrep-cluster-address") {
            has_bare_address = value == "gcomm://" || value.starts_with("gcomm://?");
        }
    }
    return has_flag || has_bare_address;
}

} // namespace galera_initiator
