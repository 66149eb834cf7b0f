#pragma once

#include <map>
#include <string>

namespace galera_initiator {

/// Journal message ids, one an event; units/galera-initiator.catalog explains each (journalctl -x).
namespace message_id {
inline constexpr const char* bootstrap = "53fb3c3b0d2146bcb82f23f344324c6e";
inline constexpr const char* join = "3d34d3fa4af1443aa0bd08249e657aa6";
inline constexpr const char* wait = "53b75a321dd44c4dbe8c940deb268b7f";
inline constexpr const char* refuse = "6f9ea4af2a46453aacce9abc2c10762b";
inline constexpr const char* failure = "380a305f3b0f4c59b478170f3a861a09";
inline constexpr const char* notice = "4e57e330fb144cba9846c5db497e420d";
} // namespace message_id

/// How urgent an announcement is, as syslog(3) numbers it.
enum class Urgency { error = 3, warning = 4, notice = 5, information = 6 };

/// One event for people.
struct Announcement {
    const char* id = message_id::notice;
    Urgency urgency = Urgency::notice;
    std::string message;
    std::multimap<std::string, std::string> fields; ///< GALERA_DECISION and so on
};

/// Tells people what is going on.
class Announcer {
public:
    Announcer() = default;
    Announcer(const Announcer&) = delete;
    Announcer& operator=(const Announcer&) = delete;
    virtual ~Announcer() = default;

    virtual void announce(const Announcement& announcement) = 0;

    /// What `systemctl status` shows while the unit starts; the last one stays.
    virtual void show_status(const std::string& text) = 0;
};

/// Writes to the journal where standard error goes there (systemd.exec(5), $JOURNAL_STREAM), else as text to standard
/// error; tells the service manager the status where that listens. Neither can fail a start: a full journal is no
/// reason to leave a database down.
class SystemAnnouncer : public Announcer {
public:
    SystemAnnouncer();

    void announce(const Announcement& announcement) override;
    void show_status(const std::string& text) override;

private:
    bool has_journal_;
};

} // namespace galera_initiator
