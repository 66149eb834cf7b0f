#include "systemd/status_text.hpp"

#include "common/printable.hpp"

namespace galera_initiator {

std::string fit_status(std::string_view foreign, std::size_t longest) {
    std::string text = printable(foreign);
    constexpr std::string_view gap = " [...] ";
    if (text.size() <= longest || longest < gap.size()) {
        return text.substr(0, longest);
    }
    std::size_t begin = (longest - gap.size()) / 4;
    std::size_t end = text.size() - (longest - gap.size() - begin);
    while (begin > 0 && is_continuation(text[begin])) {
        --begin;
    }
    while (end < text.size() && is_continuation(text[end])) {
        ++end;
    }
    return text.replace(begin, end - begin, gap);
}

} // namespace galera_initiator
