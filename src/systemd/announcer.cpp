#include "systemd/announcer.hpp"

#include "systemd/status_text.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

bool standard_error_is_the_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM"); // NOLINT(concurrency-mt-unsafe): one thread
    struct stat status {};
    if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) {
        return false;
    }
    return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

/// @returns whether the journal took it, or there is none
bool write_to_journal(const Announcement& announcement) {
    std::vector<std::string> fields{
        "MESSAGE=" + announcement.message,
        std::string("MESSAGE_ID=") + announcement.id,
        "PRIORITY=" + std::to_string(static_cast<int>(announcement.urgency)),
        "SYSLOG_IDENTIFIER=galera_init",
        "SYSLOG_FACILITY=" + std::to_string(LOG_DAEMON >> 3),
    };
    for (const auto& [key, value] : announcement.fields) {
        std::string field = key;
        field.append("=").append(value);
        fields.push_back(std::move(field));
    }
    std::vector<iovec> vectors;
    vectors.reserve(fields.size());
    for (std::string& field : fields) {
        vectors.push_back({field.data(), field.size()});
    }
    return sd_journal_sendv(vectors.data(), static_cast<int>(vectors.size())) >= 0;
}

} // namespace

SystemAnnouncer::SystemAnnouncer() : has_journal_(standard_error_is_the_journal()) {}

void SystemAnnouncer::announce(const Announcement& announcement) {
    if (!has_journal_ || !write_to_journal(announcement)) {
        std::fprintf(stderr, "galera_init: %s\n", announcement.message.c_str());
    }
}

void SystemAnnouncer::note(const Announcement& announcement) {
    write_to_journal(announcement);
}

void SystemAnnouncer::show_status(const std::string& text) {
    sd_notify(0, ("STATUS=" + fit_status(text)).c_str());
}

} // namespace galera_initiator
