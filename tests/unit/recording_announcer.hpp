#pragma once

#include "systemd/announcer.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace galera_initiator::test {

/// Keeps what people are told.
class RecordingAnnouncer : public Announcer {
public:
    void announce(const Announcement& announcement) override { announcements.push_back(announcement); }
    void note(const Announcement& announcement) override { announcements.push_back(announcement); }
    void show_status(const std::string& text) override { statuses.push_back(text); }

    std::vector<Announcement> announcements;
    std::vector<std::string> statuses;
};

inline bool has_field(const Announcement& announcement, const std::string& key, const std::string& value) {
    const auto [begin, end] = announcement.fields.equal_range(key);
    return std::any_of(begin, end, [&](const auto& field) { return field.second == value; });
}

} // namespace galera_initiator::test
