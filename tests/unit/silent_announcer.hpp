#pragma once

#include "systemd/announcer.hpp"

namespace galera_initiator::test {

class SilentAnnouncer : public Announcer {
public:
    void announce(const Announcement& /*announcement*/) override {}
    void note(const Announcement& /*announcement*/) override {}
    void show_status(const std::string& /*text*/) override {}
};

} // namespace galera_initiator::test
