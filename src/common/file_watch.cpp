#include "common/file_watch.hpp"

#include "common/poll_timeout.hpp"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace galera_initiator {

FileWatch::FileWatch(const std::vector<std::filesystem::path>& files)
    : descriptor_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE;
    for (const auto& file : files) {
        names_.insert(file.filename());
        ::inotify_add_watch(descriptor_.get(), file.parent_path().c_str(), changes);
    }
}

bool FileWatch::is_copy(const std::string& name) const {
    return std::ranges::any_of(names_, [&](const std::string& file) { return name.starts_with(file + "."); });
}

bool FileWatch::read_changes() {
    alignas(inotify_event) std::array<char, 4096> buffer{};
    bool has_changed = false;
    for (ssize_t size = 0; (size = ::read(descriptor_.get(), buffer.data(), buffer.size())) > 0;) {
        for (ssize_t at = 0; at < size;) {
            inotify_event event{};
            std::copy_n(buffer.data() + at, sizeof event, reinterpret_cast<char*>(&event));
            const char* name = buffer.data() + at + sizeof event;
            has_changed = has_changed || (event.mask & IN_Q_OVERFLOW) != 0 || (event.len > 0 && names_.contains(name));
            has_copy_ = has_copy_ || (event.len > 0 && is_copy(name));
            at += static_cast<ssize_t>(sizeof event + event.len);
        }
    }
    has_copy_ = has_copy_ && !has_changed;
    return has_changed;
}

void FileWatch::await(std::chrono::milliseconds limit) {
    constexpr std::chrono::milliseconds until_in_place{500};
    auto end = std::chrono::steady_clock::now() + limit;
    if (!descriptor_) {
        std::this_thread::sleep_for(limit);
        return;
    }
    while (!read_changes()) {
        if (std::exchange(has_copy_, false)) {
            end = std::min(end, std::chrono::steady_clock::now() + until_in_place);
        }
        pollfd polled{descriptor_.get(), POLLIN, 0};
        if (::poll(&polled, 1, poll_timeout(end)) <= 0 && std::chrono::steady_clock::now() >= end) {
            return;
        }
    }
}

} // namespace galera_initiator
