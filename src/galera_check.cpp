// What snmpd runs to tell this node's peers how it is. Parses the command line and wires.

#include "common/error.hpp"
#include "common/printable.hpp"
#include "evidence/evidence_archive.hpp"
#include "evidence/published_record.hpp"
#include "installation.hpp"
#include "node/live_node.hpp"
#include "node/places.hpp"
#include "node/server_user.hpp"
#include "systemd/unit_state.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>

#include <sysexits.h>
#include <unistd.h>

namespace {

using namespace galera_initiator;

constexpr const char* help = R"(Usage: galera_check status|seqno|state|archive
       galera_check cluster [--watch] [--interval=TIME] [--json]
       galera_check cluster --monitor|--prometheus
       galera_check config [--problems]
       galera_check report [--output=FILE]
Tells how this Galera node is. snmpd runs it for the peers.

  status   one word: bootstrapping, running, initiating, locked (a position recovery is under way) or stopped
  seqno    the position in the node's history, recovered where it must be; -1 where there is none
  state    the whole record that the peers decide by
  archive  the provider's state files as they were before galera_init changed them (as root or the server's user)
  cluster  a table of all nodes, what this node does or would do, and what can be done (for people)
  config   the settings that hold here, where each comes from, and what is wrong with them
  report   all that a start would decide by, to be attached to a bug report; no secrets (as root)

      --watch          with cluster: show it again and again, until Ctrl-C
      --interval=TIME  with cluster: as --watch, so often (default: 2s)
      --problems       with config: only what is wrong; nothing where nothing is
      --json           with cluster: for programs; with --watch one object a line
      --monitor        with cluster: one line and the exit status for Nagios, Icinga and Zabbix
      --prometheus     with cluster: metrics for Prometheus
      --output=FILE    with report: a new file in place of standard output
  -h, --help           show this help
      --version        show the version

Exit status: 0 done; 1 it cannot be told now, or something is wrong; 64 wrong usage; 78 configuration error;
with --monitor 0 well, 1 warning, 2 critical, 3 it cannot be told.
See galera_check(1).
)";

/// snmpd does nothing else while it waits for this program, so it ends itself when the machine is stuck.
constexpr unsigned longest_run_seconds = 3;

std::string seqno_of(const LiveNode& node) {
    const Record record = node.record();
    const bool has_position = record.evidence && record.evidence->position;
    return has_position ? record.evidence->position->seqno().to_string() : "-1";
}

std::string state_of_node(const Places& places, UnitStates& units) {
    // Before anything is read: what is told is at least as new as it says.
    const TellingTime time = TellingTime::now(places.root);
    SystemFiles files;
    Record record = examine_node(files, places, units).record();
    record.told_at = time;
    return record.to_line();
}

std::string answer_to(std::string_view question) {
    const Places places;
    become_owner_of(places.published_folder());
    BusUnitStates units;
    if (question == "state") {
        return state_of_node(places, units);
    }
    SystemFiles files;
    const LiveNode node = examine_node(files, places, units);
    return question == "status" ? std::string(status_word(node.status())) : seqno_of(node);
}

std::string archive(const Places& places) {
    std::string text;
    become_owner_of(places.state_folder());
    for (const auto& entry : EvidenceArchive(places.archive_folder()).entries()) {
        for (const auto& [name, content] : entry.files) {
            text.append("==> ").append(entry.time).append(" ").append(name).append(" <==\n").append(content);
            if (!content.ends_with('\n')) {
                text += '\n';
            }
        }
    }
    // The server's user wrote it, and it goes to root's terminal.
    return text.empty() ? "nothing was changed so far"
                        : printable(std::string_view(text).substr(0, text.size() - 1), LineBreaks::kept);
}

bool is_of_node(std::string_view command) {
    return command == "status" || command == "seqno" || command == "state" || command == "archive";
}

/// Commands for people, with options of their own, which may take as long as the peers do.
bool is_of_observe(std::string_view command) {
    return command == "cluster" || command == "config" || command == "report";
}

bool asks_for(std::initializer_list<std::string_view> options, int count, char** values) {
    return std::find_first_of(values + 1, values + count, options.begin(), options.end()) != values + count;
}

/// Becomes the program that hears the peers, so that what snmpd runs need not load Net-SNMP.
int become_observe(int count, char** values) {
    ::execv(GALERA_INITIATOR_OBSERVE, values);
    const SystemError error("cannot run " GALERA_INITIATOR_OBSERVE, errno);
    if (asks_for({"--monitor"}, count, values)) {
        // To a monitoring system EXIT_FAILURE would be a warning. Not to_monitor_line(), which brings the rule with it.
        std::printf("GALERA UNKNOWN - %s\n", error.what());
        constexpr int unknown = 3;
        return unknown;
    }
    std::fprintf(stderr, "galera_check: %s\n", error.what());
    return EXIT_FAILURE;
}

} // namespace

int main(int count, char** values) {
    const std::string_view command = count > 1 ? values[1] : "";
    if (asks_for({"-h", "--help"}, count, values)) {
        std::fputs(help, stdout);
        return EXIT_SUCCESS;
    }
    if (command == "--version") {
        std::puts("galera_check " GALERA_INITIATOR_VERSION);
        return EXIT_SUCCESS;
    }
    if (is_of_observe(command)) {
        return become_observe(count, values);
    }
    const std::string wrong = count < 2              ? "ask for one of its commands"
                              : !is_of_node(command) ? "there is no command '" + std::string(command) + "'"
                              : count > 2            ? "nothing can follow " + std::string(command)
                                                     : "";
    if (!wrong.empty()) {
        std::fprintf(stderr, "galera_check: %s; see galera_check --help\n", wrong.c_str());
        return EX_USAGE;
    }
    ::alarm(longest_run_seconds);
    try {
        std::puts((command == "archive" ? archive({}) : answer_to(command)).c_str());
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "galera_check: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
