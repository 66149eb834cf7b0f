#pragma once

#include "common/node_address.hpp"
#include "target.hpp"

#include <string_view>

namespace galera_initiator::fuzz {

/// Is it one word to a shell, to systemd's reader of environment files and to its reader of command lines, with nothing
/// in it that begins a quotation, a variable or a specifier? A "%" stands before an IPv6 address's zone.
inline bool is_plain_word(std::string_view text) {
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:/=&,%+[]@~?") ==
           std::string_view::npos;
}

inline void require_safe(const NodeAddress& node) {
    require(!node.host().empty() && is_plain_word(node.host()) && node.host().front() != '-',
            "a node's address is a plain word and no option");
    require(node.port() != 0, "a port is none that stands for any");
    require(NodeAddress::parse(node.to_string()) == node, "a node's address that is printed is read again");
}

} // namespace galera_initiator::fuzz
