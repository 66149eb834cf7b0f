// Times whole processes, alternating, so that what else the machine does falls on all of them alike:
//     spawn_timer ROUNDS COMMAND [ -- COMMAND ]...
// prints for each command the median and the tenth percentile in microseconds. Standard output and error of the
// commands go to /dev/null. Linked statically, so that it runs on every release.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using Command = std::vector<char*>;

double run_once(const Command& command) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    const auto begin = std::chrono::steady_clock::now();
    pid_t process = 0;
    int status = 0;
    if (::posix_spawn(&process, command.front(), &actions, nullptr, command.data(), environ) != 0 ||
        ::waitpid(process, &status, 0) != process || status != 0) {
        std::fprintf(stderr, "spawn_timer: %s failed (status %d)\n", command.front(), status);
        std::exit(1);
    }
    const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - begin;
    ::posix_spawn_file_actions_destroy(&actions);
    return time.count();
}

} // namespace

int main(int count, char** values) {
    std::vector<Command> commands(1);
    for (int index = 2; index < count; ++index) {
        if (std::string_view(values[index]) == "--") {
            commands.emplace_back();
        } else {
            commands.back().push_back(values[index]);
        }
    }
    const int rounds = count > 2 ? std::atoi(values[1]) : 0;
    if (rounds < 10) {
        std::fputs("usage: spawn_timer ROUNDS COMMAND [ -- COMMAND ]...   (10 rounds or more)\n", stderr);
        return 64;
    }
    std::vector<std::vector<double>> times(commands.size());
    for (auto& command : commands) {
        command.push_back(nullptr);
    }
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t index = 0; index < commands.size(); ++index) {
            times[index].push_back(run_once(commands[index]));
        }
    }
    for (auto& each : times) {
        std::sort(each.begin(), each.end());
        std::printf("%.0f %.0f\n", each[each.size() / 2], each[each.size() / 10]);
    }
    return 0;
}
