// Why a generator, and not a drop-in file in the package: only a generator sees this machine's settings before systemd
// starts the server. The drop-in must hang on the unit that is really installed (mariadb.service, mysql.service and
// mysqld.service are each other's aliases in turn), must name this cluster's nodes, and must not exist at all on a
// server without Galera, which a packaged file would slow down and tie to the network for nothing. The result stands in
// `systemctl cat mariadb` for everyone to read, and it follows every change of the settings with a daemon-reload.
//
// It runs early, beside all other generators and without a bus: it reads /etc and /usr only and starts one program,
// the server's my_print_defaults. Where it cannot find out the cluster address it still writes the drop-in, without the
// address: then galera_init refuses the start with the whole reason, and no server comes up unguarded.

#include "drop_in.hpp"
#include "paths.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

using galera_initiator::GeneratorPlan;

constexpr std::string_view program = "galera-initiator-generator";

constexpr std::string_view help = R"(galera-initiator-generator [--root=DIR] NORMAL [EARLY LATE]

Writes NORMAL/<unit>.d/galera_initiator.conf for the installed MariaDB or MySQL unit if its settings make it a
Galera node, and nothing otherwise. systemd runs it at boot and at every daemon-reload: systemd.generator(7).

  --root=DIR  look for the units, /etc/galera-initiator.conf and usr/bin/my_print_defaults below DIR
              (the option files are those that this program reads: the ones below /)
  --help      show this and end
  --version   show the version and end

To see what it would write:  d=$(mktemp -d); galera-initiator-generator $d; find $d -type f -exec cat {} +
Its exit code is 1 if something has to be mended; it says what on the kernel's log, or on standard error.
)";

struct Arguments {
    std::filesystem::path root = "/";
    std::filesystem::path folder;
};

void write_out(int descriptor, std::string_view text) {
    // There is no one left to tell if this fails.
    [[maybe_unused]] const ssize_t written = ::write(descriptor, text.data(), text.size());
}

/// To journald, in its native protocol (systemd, docs/JOURNAL_NATIVE_PROTOCOL.md). Never waits: while systemd reloads,
/// journald may wait for systemd, which waits for its generators.
/// @returns false if it takes nothing now, as at boot
bool tell_journal(const std::string& text) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    constexpr std::string_view path = "/run/systemd/journal/socket";
    std::copy(path.begin(), path.end(), std::begin(address.sun_path));
    const int connection = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection < 0) {
        return false;
    }
    const std::string entry = "PRIORITY=3\nSYSLOG_IDENTIFIER=" + std::string(program) + "\nMESSAGE=" + text + "\n";
    const ssize_t sent = ::sendto(connection, entry.data(), entry.size(), MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::close(connection);
    return sent == static_cast<ssize_t>(entry.size());
}

/// Standard error of a generator is lost, and at boot nothing but the kernel's log takes messages yet.
void complain(std::string text) {
    constexpr std::size_t longest_kernel_message = 900;
    const bool run_by_systemd = std::getenv("SYSTEMD_SCOPE") != nullptr; // systemd.generator(7)
    if (!run_by_systemd) {
        write_out(STDERR_FILENO, std::string(program) + ": " + text + '\n');
        return;
    }
    if (tell_journal(text)) {
        return;
    }
    const int kernel_log = ::open("/dev/kmsg", O_WRONLY | O_NOCTTY | O_CLOEXEC);
    text.resize(std::min(text.size(), longest_kernel_message));
    if (kernel_log >= 0) {
        write_out(kernel_log, "<3>" + std::string(program) + ": " + text + '\n');
        ::close(kernel_log);
    }
}

/// @returns nothing if the arguments make no sense
std::optional<Arguments> parse_arguments(const std::vector<std::string_view>& words) {
    constexpr std::string_view root_option = "--root=";
    Arguments arguments;
    std::vector<std::string_view> folders;
    for (const auto word : words) {
        if (word.starts_with(root_option) && word.size() > root_option.size()) {
            arguments.root = word.substr(root_option.size());
        } else if (word.starts_with('-') || word.empty()) {
            return std::nullopt;
        } else {
            folders.push_back(word);
        }
    }
    if (folders.size() != 1 && folders.size() != 3) {
        return std::nullopt;
    }
    arguments.folder = folders.front();
    return arguments;
}

int run(const std::vector<std::string_view>& words) {
    if (words == std::vector<std::string_view>{"--help"}) {
        write_out(STDOUT_FILENO, help);
        return EXIT_SUCCESS;
    }
    if (words == std::vector<std::string_view>{"--version"}) {
        write_out(STDOUT_FILENO, std::string(program) + " " + GALERA_INITIATOR_VERSION + '\n');
        return EXIT_SUCCESS;
    }
    const auto arguments = parse_arguments(words);
    if (!arguments) {
        complain("wrong arguments; see --help");
        return EXIT_FAILURE;
    }
    const GeneratorPlan plan = galera_initiator::make_plan(arguments->root);
    for (const auto& complaint : plan.complaints) {
        complain(complaint);
    }
    galera_initiator::write_plan(plan, arguments->folder, GALERA_INITIATOR_HELPER, GALERA_INITIATOR_RECORD_UNIT);
    return plan.complaints.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int argument_count, char** arguments) {
    // Whoever runs this: a ~/.my.cnf of theirs is not the server's.
    ::unsetenv("HOME"); // NOLINT(concurrency-mt-unsafe): there is one thread
    try {
        return run({arguments + std::min(argument_count, 1), arguments + argument_count});
    } catch (const std::exception& error) {
        complain(error.what());
        return EXIT_FAILURE;
    }
}
