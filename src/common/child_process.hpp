#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace galera_initiator {

/// What a finished child left behind.
struct ChildResult {
    int exit_status = 0; ///< exit code, or 128 + the signal's number
    std::string standard_output;
    std::string standard_error;
};

/// How to run a child.
struct ChildOptions {
    std::optional<std::chrono::milliseconds> time_limit;     ///< none: as long as it takes
    std::size_t output_limit = std::size_t{4} * 1024 * 1024; ///< bytes kept of each stream (the last ones)
    std::map<std::string, std::string> environment{};        ///< set besides, or in place of, what this process has
};

/// Runs a program (absolute path, no shell) without the service manager's notification socket and
/// this process's $HOME in its environment and with standard input empty, and waits for it. The child is always reaped:
/// nothing may be left behind in the unit's control group (SendSIGKILL=no would make the server's start fail with
/// EBUSY). So what the child has started and left goes with it, unless it has made a session or process group of its
/// own. It also ends when this process does, however that happens.
/// @throws SystemError if it cannot be started, Error if it ran past the time limit (it is killed then)
ChildResult run_child(const std::vector<std::string>& arguments, const ChildOptions& options = {});

} // namespace galera_initiator
