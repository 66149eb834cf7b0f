#pragma once

#include "common/node_address.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// The operator's word for one start, where the rule alone must wait or refuse. It is bound to the evidence that it was
/// given for: when that changes, the word means nothing any more.
struct Override {
    enum class Kind {
        assume_lost,    ///< these nodes will never come back: do not wait for what they may hold
        bootstrap_here, ///< this node is to bootstrap, whatever the others hold
        discard_data,   ///< this node's data may be replaced by a full state transfer
    };
    Kind kind = Kind::assume_lost;
    std::vector<NodeAddress> lost; ///< for assume_lost, as in the cluster address
    std::string evidence;          ///< print_for_word() of the situation that it was given for: 16 hexadecimal digits

    /// "assume-lost,<print>,<node>[,<node>...]", "bootstrap-here,<print>" or "discard-local-data,<print>".
    [[nodiscard]] std::string to_string() const;
    /// @throws ParseError
    static Override parse(std::string_view text);

    bool operator==(const Override&) const = default;
};

/// Has it the form of a print of evidence: 16 hexadecimal digits?
bool is_print(std::string_view text);

/// "assume-lost": the command's name.
std::string_view word(Override::Kind kind);

} // namespace galera_initiator
