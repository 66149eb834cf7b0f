#include "observation/cluster_command.hpp"

#include "common/error.hpp"
#include "configuration/server_unit.hpp"
#include "initiation/present_cluster.hpp"
#include "observation/cluster_json.hpp"
#include "observation/cluster_table.hpp"
#include "observation/cluster_view.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <thread>

#include <sys/ioctl.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

using Clock = std::chrono::steady_clock;

/// no-color.org: colours are off if NO_COLOR is set and not empty.
bool has_colours() {
    const char* no_colour = std::getenv("NO_COLOR"); // NOLINT(concurrency-mt-unsafe): one thread
    const char* terminal = std::getenv("TERM");      // NOLINT(concurrency-mt-unsafe): one thread
    const bool is_off = no_colour != nullptr && *no_colour != '\0';
    const bool is_dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
    return ::isatty(STDOUT_FILENO) == 1 && !is_off && !is_dumb;
}

std::size_t width_of_terminal() {
    constexpr std::size_t narrowest = 40;
    winsize size{};
    const bool is_known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_known ? std::max<std::size_t>(narrowest, size.ws_col) : TableStyle().width;
}

/// Remembers when each node was heard last.
void take_hearings(const PresentCluster& present, std::vector<Heard>& heard) {
    heard.resize(present.situation.nodes.size());
    for (std::size_t index = 0; index < present.answers.size(); ++index) {
        const PeerAnswer& answer = present.answers[index];
        if (answer.outcome == PeerAnswer::Outcome::answered) {
            heard[index] = {Clock::now(), answer.elapsed};
        }
    }
}

/// Draws over what was drawn before, line by line, so that nothing flickers.
std::string drawn_in_place(const std::string& text) {
    constexpr std::string_view home = "\x1b[H";
    constexpr std::string_view clear_line = "\x1b[K";
    constexpr std::string_view clear_below = "\x1b[J";
    std::string screen(home);
    for (const char character : text) {
        if (character == '\n') {
            screen += clear_line;
        }
        screen += character;
    }
    return screen.append(clear_below);
}

std::string time_of_day() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::localtime_r(&now, &parts);
    char text[16] = "";
    std::strftime(text, sizeof text, "%H:%M:%S", &parts);
    return text;
}

void print(const std::string& text) {
    if (std::fputs(text.c_str(), stdout) == EOF || std::fflush(stdout) != 0) {
        throw SystemError("cannot write to standard output", errno);
    }
}

std::string table_for(const ClusterView& view, const ClusterCommand& command) {
    const std::string table = to_table(view, {.width = width_of_terminal(), .has_colours = has_colours()});
    if (!command.watches) {
        return table;
    }
    const std::string watched = time_of_day() + "  (Ctrl-C ends this)\n" + table;
    return ::isatty(STDOUT_FILENO) == 1 ? drawn_in_place(watched) : watched + "\n";
}

} // namespace

int show_cluster(const Places& places, const ClusterCommand& command) {
    const NodeSettings settings = NodeSettings::load(places.root);
    if (!settings.is_galera_node()) {
        throw ConfigurationError("the server is not configured as a Galera node");
    }
    const auto unit = find_server_unit(places.root, settings.own.unit);
    if (!unit) {
        throw ConfigurationError("no unit of a server is installed: set [server] unit in /etc/galera-initiator.conf");
    }
    SystemAnnouncer announcer;
    const StepContext context{
        .places = places, .unit = *unit, .invocation = {}, .cluster_address = std::nullopt, .announcer = announcer};
    BusUnitStates units;
    PresentClusterObserver observer(context, settings, units, true);
    std::vector<Heard> heard;
    if (command.watches && !command.is_json && ::isatty(STDOUT_FILENO) == 1) {
        print("\x1b[2J");
    }
    for (;;) {
        const PresentCluster present = observer.look();
        take_hearings(present, heard);
        const ClusterView view = view_of(present, heard, Clock::now());
        print(command.is_json ? to_json(view, std::time(nullptr), command.watches) + "\n" : table_for(view, command));
        if (!command.watches) {
            return EXIT_SUCCESS;
        }
        std::this_thread::sleep_for(command.interval);
    }
}

} // namespace galera_initiator
