#pragma once

#include "common/uuid.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace galera_initiator::test {

inline constexpr const char* history_a = "6e3fa5c2-0b1d-11ef-8f5a-02420a000002";
inline constexpr const char* history_b = "7a11c0de-0b1d-11ef-9f5a-02420a000003";
inline constexpr const char* nil_history = "00000000-0000-0000-0000-000000000000";
inline constexpr const char* member_1 = "11111111-0b1d-11ef-8f5a-02420a000001";
inline constexpr const char* member_2 = "22222222-0b1d-11ef-8f5a-02420a000002";
inline constexpr const char* member_3 = "33333333-0b1d-11ef-8f5a-02420a000003";

/// grastate.dat as the provider writes it.
inline std::string grastate(std::string_view history, std::string_view seqno, bool is_safe) {
    return "# GALERA saved state\nversion: 2.1\nuuid:    " + std::string(history) + "\nseqno:   " + std::string(seqno) +
           "\nsafe_to_bootstrap: " + (is_safe ? "1" : "0") + "\n";
}

/// gvwstate.dat as the provider writes it.
inline std::string gvwstate(std::string_view own, const std::vector<std::string>& members, unsigned number = 5) {
    std::string text = "my_uuid: " + std::string(own) + "\n#vwbeg\nview_id: 3 " + std::string(own) + " " +
                       std::to_string(number) + "\nbootstrap: 0\n";
    for (const std::string& member : members) {
        text += "member: " + member + " 0\n";
    }
    return text + "#vwend\n";
}

} // namespace galera_initiator::test
