#pragma once

#include <string>

namespace galera_initiator {

/// "n1, n2, n3", for people. @param items  a range of what a std::string can be made of
template <typename Items>
std::string listed(const Items& items, const char* between = ", ") {
    std::string text;
    for (const auto& item : items) {
        text += (text.empty() ? "" : between) + std::string(item);
    }
    return text;
}

} // namespace galera_initiator
