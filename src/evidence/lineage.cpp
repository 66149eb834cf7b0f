#include "evidence/lineage.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <iterator>

namespace galera_initiator {

namespace {

constexpr std::string_view left_out = "..";

Timeline parse_timeline(std::string_view text) {
    const std::size_t at = text.find('@');
    const auto seqno = at == std::string_view::npos ? std::nullopt : Seqno::parse(text.substr(at + 1));
    if (!seqno) {
        throw ParseError("'" + std::string(text.substr(0, 60)) + "' is no timeline");
    }
    return {Uuid::parse(text.substr(0, at)), *seqno};
}

/// How many of the later timelines two lineages share, as counts in each; none: they cannot be told apart.
struct Shared {
    std::size_t in_one;
    std::size_t in_other;
};

std::optional<Shared> shared_timelines(const std::vector<Timeline>& one, const std::vector<Timeline>& other,
                                       bool first_ones_are_listed) {
    // An id is drawn once, so two lineages that share a timeline share all before it.
    for (std::size_t count = one.size(); count > 0; --count) {
        const auto found = std::find(other.begin(), other.end(), one[count - 1]);
        if (found != other.end()) {
            return Shared{count, static_cast<std::size_t>(std::distance(other.begin(), found)) + 1};
        }
    }
    return first_ones_are_listed ? std::optional(Shared{0, 0}) : std::nullopt;
}

} // namespace

Lineage::Lineage(std::vector<Timeline> later, bool is_whole) : later_(std::move(later)), is_whole_(is_whole) {
    for (std::size_t index = 1; index < later_.size(); ++index) {
        if (later_[index].begins_at < later_[index - 1].begins_at) {
            throw ParseError("a timeline begins before the one that it grew from");
        }
    }
    for (auto timeline = later_.begin(); timeline != later_.end(); ++timeline) {
        if (std::any_of(later_.begin(), timeline,
                        [&](const Timeline& earlier) { return earlier.id == timeline->id; })) {
            throw ParseError("a timeline is listed twice");
        }
    }
}

Lineage Lineage::held_at(Seqno seqno) const {
    Lineage held = *this;
    while (!held.later_.empty() && held.later_.back().begins_at >= seqno) {
        held.later_.pop_back();
    }
    return held;
}

Lineage Lineage::bootstrapped(const Uuid& id, Seqno from) const {
    Lineage next = held_at(from);
    next.later_.push_back({id, from});
    return next;
}

Lineage Lineage::newest(std::size_t count) const {
    if (later_.size() <= count) {
        return *this;
    }
    return Lineage({later_.end() - static_cast<std::ptrdiff_t>(count), later_.end()}, false);
}

Lineage Lineage::completed_by(const Lineage& other) const {
    if (is_whole_ || later_.empty()) {
        return *this;
    }
    const auto known = std::find(other.later_.begin(), other.later_.end(), later_.front());
    if (known == other.later_.end()) {
        return *this;
    }
    std::vector<Timeline> completed(other.later_.begin(), known);
    completed.insert(completed.end(), later_.begin(), later_.end());
    return Lineage(std::move(completed), other.is_whole_);
}

std::string Lineage::to_string() const {
    std::string text;
    if (!is_whole_) {
        text = left_out;
    }
    for (const Timeline& timeline : later_) {
        text += (text.empty() ? "" : ",") + timeline.id.to_string() + "@" + timeline.begins_at.to_string();
    }
    return text;
}

Lineage Lineage::parse(std::string_view text) {
    std::vector<Timeline> later;
    bool is_whole = true;
    if (text.ends_with(',')) {
        throw ParseError("a list of timelines ends with a comma");
    }
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(','));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (word == left_out && is_whole && later.empty()) {
            is_whole = false;
        } else {
            later.push_back(parse_timeline(word));
        }
    }
    return Lineage(std::move(later), is_whole);
}

bool grew_from(const Lineage& lineage, const Lineage& ancestor) {
    if (ancestor.later().empty()) {
        return ancestor.is_whole();
    }
    return std::find(lineage.later().begin(), lineage.later().end(), ancestor.later().back()) != lineage.later().end();
}

std::optional<Seqno> shared_up_to(const Lineage& lineage, Seqno position, const Lineage& other,
                                  std::optional<Seqno> other_position) {
    const Lineage held = lineage.held_at(position);
    const Lineage other_held = other_position ? other.held_at(*other_position) : other;
    const auto shared = shared_timelines(held.later(), other_held.later(), held.is_whole() && other_held.is_whole());
    if (!shared) {
        return std::nullopt;
    }
    Seqno end = position;
    if (shared->in_one < held.later().size()) {
        end = std::min(end, held.later()[shared->in_one].begins_at);
    }
    if (shared->in_other < other_held.later().size()) {
        end = std::min(end, other_held.later()[shared->in_other].begins_at);
    } else if (other_position) {
        end = std::min(end, *other_position);
    }
    return end;
}

} // namespace galera_initiator
