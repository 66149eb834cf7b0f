#pragma once

#include <map>
#include <string>

namespace galera_initiator {

/// Journal message ids, one an event; units/galera-initiator.catalog explains each (journalctl -x).
namespace message_id {
inline constexpr const char* bootstrap = "53fb3c3b0d2146bcb82f23f344324c6e";
inline constexpr const char* restore = "8b7a1f6d2c0e4e59a3c4d87f16e2b905";
inline constexpr const char* join = "3d34d3fa4af1443aa0bd08249e657aa6";
inline constexpr const char* wait = "53b75a321dd44c4dbe8c940deb268b7f";
inline constexpr const char* wait_reminder = "453248b332434808adab8a91bc25537f"; ///< the wait goes on
inline constexpr const char* wait_limit_passed = "72697a2d0c964fc38e59947ca6327bd6";
inline constexpr const char* refuse = "6f9ea4af2a46453aacce9abc2c10762b";
inline constexpr const char* held = "6cec756f9d134be3a5ec273d759192e3"; ///< a start, by a person
inline constexpr const char* hold_placed = "af02e149bded43e68df29cf314c70059";
inline constexpr const char* hold_released = "d8980e5e29884076b9324693920875b1";
inline constexpr const char* up = "ad13675cf14147d5b0e39e3f157c6e13"; ///< how long what took
inline constexpr const char* word_given = "7224a7e9fb864db586d4e7dda3be950d";
inline constexpr const char* word_withdrawn = "cf30596c1f0c4dc8a51f3f95bcbe535b";
inline constexpr const char* word_void = "bb18e20443a64935927bfddc1f03d4b8"; ///< given for other evidence
inline constexpr const char* recovery_begins = "4bd5d2e4aa214b21929cd8fff5bc35cf";
inline constexpr const char* recovery_ends = "ecdca8d279ae49949045641b710a44ca";
inline constexpr const char* recovery_cut_short = "5ad9ec3fef35427ab54c96013ea26c6d";        ///< by a stop
inline constexpr const char* evidence_found = "d4b24044264649968c1088564a70c0e9";            ///< the server is down
inline constexpr const char* bootstrap_flag_ignored = "e80bba42cdb74edbbf2e838f02641dd9";    ///< left over
inline constexpr const char* cluster_address_differs = "7135b978bf144efd96b5521201697d66";   ///< in the unit
inline constexpr const char* cluster_address_tidied = "04047aceea4e492ebebcbadce3dfe47a";    ///< of the server
inline constexpr const char* settings_changed = "d6f467ecf1aa4f3bb6b39ce710c29e17";          ///< while it waited
inline constexpr const char* answers_not_authenticated = "c887ff6e94af4cf08dff52e5dd8e955e"; ///< anybody can forge them
inline constexpr const char* component_lost = "6a0fd4d87e464c159770aedeca777dd8";            ///< by the watch
inline constexpr const char* join_ended = "14bb8d7e2b9e47ecbbf095d30fef8b32";                ///< by the watch
inline constexpr const char* undecided_bootstrap_ended = "b6b0f8f1cf6a4d1c9a3ce0a0b52f6d27"; ///< at its command line
inline constexpr const char* lineage_not_written = "d2df213e93534dc5a1726a7704835428";       ///< beside the data
inline constexpr const char* peers_not_asked = "9fd1b64740524e0f96fe71444699bb3b";           ///< at a stop
inline constexpr const char* record_by_server = "f7e47022e8294be2a1e9bae4ad688fc1";          ///< not by this one
inline constexpr const char* configuration_error = "0fa7cfd3c7e242908dcebee6d50188f2";
inline constexpr const char* failure = "380a305f3b0f4c59b478170f3a861a09";
} // namespace message_id

/// How urgent an announcement is, as syslog(3) numbers it.
enum class Urgency { error = 3, warning = 4, notice = 5, information = 6 };

/// One event for people.
struct Announcement {
    const char* id = message_id::failure;
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

    /// To the journal only: what the person at the terminal knows, and others will want to know later.
    virtual void note(const Announcement& announcement) = 0;

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
    void note(const Announcement& announcement) override;
    void show_status(const std::string& text) override;

private:
    bool has_journal_;
};

} // namespace galera_initiator
