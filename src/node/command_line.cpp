#include "node/command_line.hpp"

#include "configuration/option_files.hpp"

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
        std::replace(name.begin(), name.end(), '-', '_');
        name.erase(0, name.starts_with("__loose_") ? std::string_view("__loose_").size() : 2);
        const bool is_switched_off = name.starts_with("skip_");
        name = full_option_name(is_switched_off ? name.substr(std::string_view("skip_").size()) : name);
        const std::string_view value = word.substr(std::min(equals + 1, word.size()));
        if (!word.starts_with("--")) {
            continue;
        }
        if (name == "wsrep_new_cluster") {
            has_flag = !is_switched_off && value != "0" && value != "OFF" && value != "off";
        } else if (name == "wsrep_cluster_address") {
            has_bare_address = value == "gcomm://" || value.starts_with("gcomm://?");
        }
    }
    return has_flag || has_bare_address;
}

} // namespace galera_initiator
