#pragma once

#include "common/uuid.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator {

/// A view that nodes agree on before they start, to form its component together: each as another generation of the
/// member that it was last. A server that has lost an earlier component of these members, and is still up, would form
/// that one again with them, whatever they hold. Source: galera, gcomm/src/pc_proto.cpp (is_prim(): a view from a file
/// is no last_prim; its members are told by the fixed part of their UUIDs).
struct AgreedView {
    std::uint32_t number = 0; ///< greater than that of each view that one of its members has been in
    std::vector<Uuid> members;

    /// "<number>,<member>,<member>"
    [[nodiscard]] std::string to_string() const;
    /// @throws ParseError
    static AgreedView parse(std::string_view text);

    bool operator==(const AgreedView&) const = default;
};

} // namespace galera_initiator
