#pragma once

#include "world.hpp"

#include <optional>
#include <string>

// The provider's files as the product reads them, so that its own parsers are at work in the world, too.

namespace galera_initiator::sim {

inline std::string text_of(const Disk& disk) {
    return "# GALERA saved state\nversion: 2.1\nuuid:    " + disk.saved_history.to_string() +
           "\nseqno:   " + std::to_string(disk.saved_seqno) + "\nsafe_to_bootstrap: " + (disk.saved_flag ? "1" : "0") +
           "\n";
}

inline std::string text_of(const ViewState& view) {
    return view.to_text();
}

template <typename Value>
std::optional<std::string> file_text(File file, const Value& content) {
    switch (file) {
    case File::missing:
        return std::nullopt;
    case File::empty:
        return "";
    case File::whole:
        return text_of(content);
    }
    return std::nullopt;
}

} // namespace galera_initiator::sim
