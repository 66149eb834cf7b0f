#include "evidence/agreed_view.hpp"

#include "evidence/view_state.hpp"

#include <algorithm>

namespace galera_initiator {

std::string AgreedView::to_string() const {
    std::string text = std::to_string(number);
    for (const Uuid& member : members) {
        text += "," + member.to_string();
    }
    return text;
}

AgreedView AgreedView::parse(std::string_view text) {
    const auto next = [&text] {
        const std::string_view one = text.substr(0, text.find(','));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        return one;
    };
    AgreedView view{parse_view_number(next()), {}};
    while (!text.empty()) {
        view.members.push_back(Uuid::parse(next()));
    }
    return view;
}

} // namespace galera_initiator
