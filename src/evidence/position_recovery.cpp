#include "evidence/position_recovery.hpp"

#include "common/child_process.hpp"
#include "common/error.hpp"

#include <algorithm>
#include <csignal>

namespace galera_initiator {

namespace {

/// The last lines of what a server said, for a message.
std::string last_words(std::string_view text) {
    constexpr std::size_t longest = 600;
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) {
        text.remove_suffix(1);
    }
    if (text.size() > longest) {
        text.remove_prefix(text.size() - longest);
        const std::size_t end_of_cut_line = text.find('\n');
        text.remove_prefix(end_of_cut_line == std::string_view::npos ? 0 : end_of_cut_line + 1);
    }
    return std::string(text);
}

/// Did the server end before it looked at its data? Source: MariaDB and MySQL, include/my_getopt.h (EXIT_UNKNOWN_OPTION
/// to EXIT_ARGUMENT_INVALID, for options that it does not take); the statuses of a shell; who kills a server that runs
/// out of memory, or stops it, has not seen the data.
bool is_inconclusive(int status) {
    constexpr int first_of_options = 2;
    constexpr int last_of_options = 13;
    return (status >= first_of_options && status <= last_of_options) || status == 126 || status == 127 ||
           status == 128 + SIGKILL || status == 128 + SIGTERM;
}

RecoveredPosition parse_recovered_position(std::string_view text) {
    text = text.substr(0, text.find_first_of(", \t\r"));
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        throw ParseError("the recovered position has no seqno: '" + std::string(text) + "'");
    }
    const Uuid history = Uuid::parse(text.substr(0, colon));
    const auto seqno = Seqno::parse(text.substr(colon + 1));
    if (history.is_nil()) {
        return {};
    }
    if (!seqno) {
        throw ParseError("the data belongs to history " + history.to_string() + " but has no seqno");
    }
    return {Position(history, *seqno)};
}

ChildResult run(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment) {
    try {
        return run_child(words, {.time_limit = std::nullopt, .environment = environment});
    } catch (const SystemError& error) {
        throw InconclusiveRecovery(std::string("position recovery failed: ") + error.what());
    }
}

} // namespace

RecoveredPosition parse_recovery_output(std::string_view text) {
    constexpr std::string_view mark = "Recovered position: ";
    std::optional<RecoveredPosition> found;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::size_t at = line.find(mark);
        const std::size_t provider = line.find("WSREP");
        if (at == std::string_view::npos || provider == std::string_view::npos || provider > at) {
            continue;
        }
        const RecoveredPosition position = parse_recovered_position(line.substr(at + mark.size()));
        if (found && found->position != position.position) {
            throw ParseError("position recovery gave two positions");
        }
        found = position;
    }
    if (!found) {
        throw InconclusiveRecovery("position recovery gave no position");
    }
    return *found;
}

ServerPositionRecovery::ServerPositionRecovery(std::filesystem::path program, std::filesystem::path scratch_folder,
                                               std::vector<std::string> options,
                                               std::map<std::string, std::string> environment)
    : program_(std::move(program)), scratch_folder_(std::move(scratch_folder)), options_(std::move(options)),
      environment_(std::move(environment)) {}

RecoveredPosition ServerPositionRecovery::recover() {
    std::vector<std::string> words{program_.string()};
    words.insert(words.end(), options_.begin(), options_.end());
    words.insert(words.end(), {
                                  "--wsrep-recover",
                                  "--loose-log-error-verbosity=3", // MySQL's tells its position at level Note only
                                  "--disable-log-error",
                                  "--skip-networking",
                                  "--socket=" + (scratch_folder_ / "recovery.sock").string(),
                                  "--pid-file=" + (scratch_folder_ / "recovery.pid").string(),
                              });
    const ChildResult result = run(words, environment_);
    if (result.exit_status != 0) {
        const std::string message = "position recovery failed: " + program_.string() +
                                    " --wsrep-recover ended with status " + std::to_string(result.exit_status) + ": " +
                                    last_words(result.standard_error);
        if (is_inconclusive(result.exit_status)) {
            throw InconclusiveRecovery(message);
        }
        throw Error(message);
    }
    const std::string what_was_said =
        "; " + program_.string() + " --wsrep-recover said: " + last_words(result.standard_error);
    try {
        return parse_recovery_output(result.standard_error);
    } catch (const InconclusiveRecovery& error) {
        throw InconclusiveRecovery(error.what() + what_was_said);
    } catch (const ParseError& error) {
        throw Error(error.what() + what_was_said);
    }
}

} // namespace galera_initiator
