#pragma once

#include <array>
#include <cerrno>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace galera_initiator::test {

/// Calls a function in a process of its own, for what cannot be taken back: privileges, limits, filters.
/// @returns what the function returned, or "thrown: " and the exception's words, or "killed" where it was
inline std::string in_child(const std::function<std::string()>& function) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        throw std::runtime_error("cannot make a pipe");
    }
    const pid_t process = ::fork();
    if (process < 0) {
        throw std::runtime_error("cannot start a process");
    }
    if (process == 0) {
        std::string text;
        try {
            text = function();
        } catch (const std::exception& error) {
            text = std::string("thrown: ") + error.what();
        }
        [[maybe_unused]] const auto written = ::write(ends[1], text.data(), text.size());
        ::_exit(0);
    }
    ::close(ends[1]);
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t count = 0; (count = ::read(ends[0], buffer.data(), buffer.size())) != 0;) {
        if (count > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            break;
        }
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFSIGNALED(status) ? "killed" : text;
}

} // namespace galera_initiator::test
