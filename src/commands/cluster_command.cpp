#include "commands/cluster_command.hpp"

#include "commands/cluster_json.hpp"
#include "commands/cluster_metrics.hpp"
#include "commands/cluster_monitor.hpp"
#include "commands/cluster_table.hpp"
#include "commands/cluster_view.hpp"
#include "commands/onlooker.hpp"
#include "commands/present_cluster.hpp"
#include "common/error.hpp"
#include "common/files.hpp"
#include "configuration/node_unit.hpp"
#include "decision/sights.hpp"

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

/// no-color.org: colours are off if NO_COLOR is set and not empty.
bool has_colours() {
    const char* no_colour = std::getenv("NO_COLOR"); // NOLINT(concurrency-mt-unsafe): one thread
    const char* terminal = std::getenv("TERM");      // NOLINT(concurrency-mt-unsafe): one thread
    const bool is_off = no_colour != nullptr && *no_colour != '\0';
    const bool is_dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
    return ::isatty(STDOUT_FILENO) == 1 && !is_off && !is_dumb;
}

/// None where standard output is no terminal, or one that does not tell.
std::optional<winsize> size_of_terminal() {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? std::optional(size) : std::nullopt;
}

std::size_t width_of_terminal() {
    constexpr std::size_t narrowest = 60;
    const auto size = size_of_terminal();
    return size ? std::max<std::size_t>(narrowest, size->ws_col) : TableStyle().width;
}

/// Remembers when each node was heard last.
void take_hearings(const PresentCluster& present, std::vector<Heard>& heard) {
    heard.resize(present.situation.nodes.size());
    for (std::size_t index = 0; index < present.answers.size(); ++index) {
        if (tells_its_status(present.situation.nodes[index])) {
            heard[index] = {std::chrono::steady_clock::now(), present.answers[index].elapsed};
        }
    }
}

/// Draws over what was drawn before, line by line, so that nothing flickers. What the screen has no room for is left
/// out: the next drawing would begin at another line.
std::string drawn_in_place(const std::string& text) {
    const auto size = size_of_terminal();
    std::size_t lines_left = size && size->ws_row > 1 ? size->ws_row - 1U : text.size();
    constexpr std::string_view home = "\x1b[H";
    constexpr std::string_view clear_line = "\x1b[K";
    constexpr std::string_view clear_below = "\x1b[J";
    std::string screen(home);
    for (const char character : text) {
        if (character == '\n') {
            screen += clear_line;
            if (--lines_left == 0) {
                break;
            }
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

void show(const std::string& text) {
    if (std::fputs(text.c_str(), stdout) == EOF || std::fflush(stdout) != 0) {
        throw SystemError("cannot write to standard output", errno);
    }
}

std::string table_for(const ClusterView& view, const ClusterCommand& command) {
    std::string table = to_table(view, {.width = width_of_terminal(), .has_colours = has_colours()});
    if (!command.watches) {
        return table;
    }
    const std::string watched = time_of_day() + "  (Ctrl-C ends this)\n" + table;
    return ::isatty(STDOUT_FILENO) == 1 ? drawn_in_place(watched) : watched + "\n";
}

std::string text_for(const ClusterView& view, const ClusterCommand& command) {
    switch (command.form) {
    case ClusterForm::table:
        return table_for(view, command);
    case ClusterForm::json:
        return to_json(view, std::time(nullptr), command.watches) + "\n";
    case ClusterForm::monitor:
        return to_monitor_line(view) + "\n";
    case ClusterForm::metrics:
        return to_metrics(view, std::chrono::system_clock::now());
    }
    throw Error("no such form");
}

constexpr const char* own_file_is_denied = "this user may not read /etc/galera-initiator.conf";

} // namespace

int show_cluster(const Places& places, const ClusterCommand& command) {
    const bool knows_own_file = !is_denied(places.root / Configuration::path);
    if (command.is_for_monitoring() && !knows_own_file) {
        throw ConfigurationError(std::string(own_file_is_denied) + ": ask as root or as the server's user");
    }
    const NodeSettings settings = knows_own_file ? NodeSettings::load(places.root)
                                                 : NodeSettings{Configuration(), ServerSettings::load(places.root)};
    if (!settings.is_galera_node()) {
        throw ConfigurationError(knows_own_file ? "the server is not configured as a Galera node"
                                                : "this user may not read /etc/galera-initiator.conf, and the server's "
                                                  "own settings name no nodes: ask as root");
    }
    const Onlooker onlooker(places, node_unit(places.root, settings.own.unit));
    const StepContext& context = onlooker.context();
    auto observer =
        knows_own_file ? PresentClusterObserver::open(context, settings,
                                                      command.is_for_monitoring() ? Deafness::refused : Deafness::noted)
                       : PresentClusterObserver::open_deaf(context, settings, own_file_is_denied);
    std::vector<Heard> heard;
    if (command.watches && command.form == ClusterForm::table && ::isatty(STDOUT_FILENO) == 1) {
        show("\x1b[2J");
    }
    for (;;) {
        const PresentCluster present = observer.look();
        take_hearings(present, heard);
        const ClusterView view = view_of(present, heard, std::chrono::steady_clock::now());
        show(text_for(view, command));
        if (!command.watches) {
            return command.form == ClusterForm::monitor ? static_cast<int>(view.grade) : EXIT_SUCCESS;
        }
        std::this_thread::sleep_for(command.interval);
    }
}

} // namespace galera_initiator
