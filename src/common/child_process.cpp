#include "common/child_process.hpp"

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/poll_timeout.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves its declaration to the program

namespace galera_initiator {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto never = Clock::time_point::max();

struct Pipe {
    FileDescriptor read_end;
    FileDescriptor write_end;
};

Pipe open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw SystemError("cannot create a pipe", errno);
    }
    return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

template <typename Call>
int repeat_if_interrupted(const Call& call) {
    int result = 0;
    do {
        result = call();
    } while (result < 0 && errno == EINTR);
    return result;
}

/// Kills and reaps its child unless that was waited for.
class ChildGuard {
public:
    /// @param name  of the program, for messages; a reference, because nothing may fail between a fork and its guard
    ChildGuard(pid_t process, const std::string& name) : process_(process), name_(name) {}
    ChildGuard(const ChildGuard&) = delete;
    ChildGuard& operator=(const ChildGuard&) = delete;
    ~ChildGuard() {
        if (process_ > 0) {
            // The child leads a process group of its own, so what it started goes with it.
            ::kill(-process_, SIGKILL);
            ::kill(process_, SIGKILL);
            repeat_if_interrupted([this] { return ::waitpid(process_, nullptr, 0); });
        }
    }

    int wait() { return *take(0); }

    /// Waits for a child that has closed its output and so is about to end, or ought to be.
    /// @returns nothing if it has not ended by then
    std::optional<int> wait_until(Clock::time_point deadline) {
        if (deadline == never) {
            return wait();
        }
        constexpr std::chrono::milliseconds pause{5};
        for (;;) {
            if (const auto status = take(WNOHANG)) {
                return status;
            }
            if (Clock::now() >= deadline) {
                return std::nullopt;
            }
            std::this_thread::sleep_for(pause);
        }
    }

private:
    /// @returns the status; nothing if it has not ended
    std::optional<int> take(int options) {
        siginfo_t end{};
        const auto id = static_cast<id_t>(process_);
        if (repeat_if_interrupted([&] { return ::waitid(P_PID, id, &end, WEXITED | WNOWAIT | options); }) < 0) {
            throw SystemError("cannot tell how " + name_ + " ended", errno);
        }
        if (end.si_pid == 0) {
            return std::nullopt;
        }
        // What it has started and left. Before it is reaped: until then no other process group can have its number.
        ::kill(-process_, SIGKILL);
        int status = 0;
        if (repeat_if_interrupted([&] { return ::waitpid(process_, &status, 0); }) < 0) {
            throw SystemError("cannot tell how " + name_ + " ended", errno);
        }
        process_ = -1;
        return status;
    }

    pid_t process_;
    const std::string& name_;
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> environment_for_child(const std::map<std::string, std::string>& set) {
    std::vector<std::string> kept;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        // A server started for recovery would otherwise report itself ready to the service manager, and settings would
        // depend on who asks for them (~/.my.cnf).
        if (!text.starts_with("NOTIFY_SOCKET=") && !text.starts_with("WATCHDOG_") && !text.starts_with("HOME=") &&
            !set.contains(std::string(text.substr(0, text.find('='))))) {
            kept.emplace_back(text);
        }
    }
    for (const auto& [name, value] : set) {
        kept.push_back(std::string(name).append("=").append(value));
    }
    return kept;
}

[[noreturn]] void become(const std::vector<char*>& arguments, const std::vector<char*>& environment,
                         int standard_output, int standard_error, int failure_pipe, pid_t parent) {
    // One that could outlive the parent, or not be ended with all that it starts, must not begin.
    const bool ends_with_parent = ::setpgid(0, 0) == 0 && ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
    if (ends_with_parent && ::getppid() != parent) {
        ::_exit(127);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null_descriptor = ends_with_parent ? ::open("/dev/null", O_RDONLY) : -1;
    if (null_descriptor >= 0 && ::dup2(null_descriptor, STDIN_FILENO) >= 0 &&
        ::dup2(standard_output, STDOUT_FILENO) >= 0 && ::dup2(standard_error, STDERR_FILENO) >= 0) {
        ::execve(arguments.front(), arguments.data(), environment.data());
    }
    const int code = errno;
    // The parent reads a short count as "not started" as well, so a failed write changes nothing.
    [[maybe_unused]] const ssize_t written = ::write(failure_pipe, &code, sizeof code);
    ::_exit(127);
}

/// @returns why the child could not become its program; 0 once it has, which closes the pipe
int read_failure(int pipe) {
    for (;;) {
        int code = 0;
        const ssize_t count = ::read(pipe, &code, sizeof code);
        if (count >= 0) {
            return count == static_cast<ssize_t>(sizeof code) ? code : 0;
        }
        if (errno != EINTR) {
            return errno;
        }
    }
}

void append_bounded(std::string& text, std::string_view addition, std::size_t limit) {
    text += addition;
    if (text.size() > limit) {
        text.erase(0, text.size() - limit);
    }
}

/// @returns false at end of file
bool drain(int descriptor, std::string& text, std::size_t limit, const std::string& name) {
    std::array<char, 8192> buffer{};
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0) {
        if (errno == EINTR) {
            return true;
        }
        throw SystemError("cannot read what " + name + " prints", errno);
    }
    append_bounded(text, {buffer.data(), static_cast<std::size_t>(count)}, limit);
    return count > 0;
}

Error out_of_time(const std::vector<std::string>& arguments, const ChildOptions& options) {
    return Error(arguments.front() + " did not finish within " + std::to_string(options.time_limit->count()) +
                 " ms and was ended");
}

} // namespace

ChildResult run_child(const std::vector<std::string>& arguments, const ChildOptions& options) {
    auto argument_texts = arguments;
    auto environment_texts = environment_for_child(options.environment);
    const auto argument_pointers = pointers_to(argument_texts);
    const auto environment_pointers = pointers_to(environment_texts);
    Pipe output = open_pipe();
    Pipe error = open_pipe();
    Pipe failure = open_pipe();
    const auto deadline = options.time_limit ? Clock::now() + *options.time_limit : never;

    const pid_t parent = ::getpid();
    const pid_t process = ::fork();
    if (process < 0) {
        throw SystemError("cannot start " + arguments.front(), errno);
    }
    if (process == 0) {
        become(argument_pointers, environment_pointers, output.write_end.get(), error.write_end.get(),
               failure.write_end.get(), parent);
    }
    ChildGuard guard(process, arguments.front());
    output.write_end.reset();
    error.write_end.reset();
    failure.write_end.reset();

    if (const int code = read_failure(failure.read_end.get()); code != 0) {
        throw SystemError("cannot start " + arguments.front(), code);
    }

    ChildResult result;
    bool output_open = true;
    bool error_open = true;
    while (output_open || error_open) {
        std::array<pollfd, 2> polled{{{output_open ? output.read_end.get() : -1, POLLIN, 0},
                                      {error_open ? error.read_end.get() : -1, POLLIN, 0}}};
        const int ready = ::poll(polled.data(), polled.size(), poll_timeout(deadline));
        if (ready < 0 && errno != EINTR) {
            throw SystemError("cannot wait for " + arguments.front(), errno);
        }
        if (Clock::now() >= deadline) {
            throw out_of_time(arguments, options);
        }
        if (ready <= 0) {
            continue;
        }
        if (polled[0].revents != 0) {
            output_open = drain(output.read_end.get(), result.standard_output, options.output_limit, arguments.front());
        }
        if (polled[1].revents != 0) {
            error_open = drain(error.read_end.get(), result.standard_error, options.output_limit, arguments.front());
        }
    }
    const auto status = guard.wait_until(deadline);
    if (!status) {
        throw out_of_time(arguments, options);
    }
    result.exit_status = WIFEXITED(*status) ? WEXITSTATUS(*status) : 128 + WTERMSIG(*status);
    return result;
}

} // namespace galera_initiator
