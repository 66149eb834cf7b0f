// What snmpd runs to tell this node's peers how it is. Parses the command line and wires.

#include "common/error.hpp"
#include "configuration/server_unit.hpp"
#include "evidence/evidence_archive.hpp"
#include "evidence/published_record.hpp"
#include "initiation/places.hpp"
#include "systemd/unit_state.hpp"
#include "version.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sysexits.h>
#include <unistd.h>

namespace {

using namespace galera_initiator;

constexpr const char* help = R"(Usage: galera_check status|seqno|state|archive
Tells how this Galera node is. snmpd runs it for the peers.

  status   one word: bootstrapping, running, initiating, locked (a position recovery is under way) or stopped
  seqno    the position in the node's history, recovered where it must be; -1 where there is none
  state    the whole record that the peers decide by
  archive  the provider's state files as they were before galera_init changed them (as root or the server's user)

  -h, --help      show this help
      --version   show the version

Exit status: 0 done; 1 it cannot be told now; 64 wrong usage.
See galera_check(1).
)";

/// snmpd does nothing else while it waits for this program, so it ends itself when the machine is stuck.
constexpr unsigned longest_run_seconds = 3;

struct Node {
    std::optional<PublishedRecord> published;
    UnitState server;
    std::optional<UnitState> writer;
};

std::string server_unit(const std::optional<PublishedRecord>& published, const Places& places) {
    if (published) {
        return published->server;
    }
    const auto found = find_server_unit(places.root, std::nullopt);
    if (!found) {
        throw Error("no unit of a server is installed, or none has published a record since boot");
    }
    return *found;
}

Node examine(const Places& places) {
    // The record first: a server that starts in between then shows, and what is told is at worst refused.
    Node node;
    node.published = PublishedRecordFile(places.published_folder()).load();
    const std::string unit = server_unit(node.published, places);
    BusUnitStates units;
    node.server = units.read(unit);
    if (node.published && node.published->record.status == NodeStatus::recovering && node.published->writer != unit) {
        node.writer = units.read(node.published->writer);
    }
    return node;
}

std::string seqno_of(const Node& node) {
    const Record record = live_record(node.published, node.server, node.writer);
    const bool has_position = record.evidence && record.evidence->position;
    return has_position ? record.evidence->position->seqno().to_string() : "-1";
}

std::string answer_to(std::string_view question) {
    const Node node = examine({});
    if (question == "status") {
        return std::string(status_word(live_status(node.published, node.server, node.writer)));
    }
    return question == "seqno" ? seqno_of(node) : live_record(node.published, node.server, node.writer).to_line();
}

std::string archive(const Places& places) {
    std::string text;
    for (const auto& entry : EvidenceArchive(places.archive_folder()).entries()) {
        for (const auto& [name, content] : entry.files) {
            text.append("==> ").append(entry.time).append(" ").append(name).append(" <==\n").append(content);
            if (!content.ends_with('\n')) {
                text += '\n';
            }
        }
    }
    return text.empty() ? "nothing was changed so far" : text.substr(0, text.size() - 1);
}

} // namespace

int main(int count, char** values) {
    const std::string_view question = count == 2 ? values[1] : "";
    if (question == "-h" || question == "--help") {
        std::fputs(help, stdout);
        return EXIT_SUCCESS;
    }
    if (question == "--version") {
        std::puts("galera_check " GALERA_INITIATOR_VERSION);
        return EXIT_SUCCESS;
    }
    if (question != "status" && question != "seqno" && question != "state" && question != "archive") {
        std::fputs("galera_check: ask for status, seqno, state or archive; see galera_check --help\n", stderr);
        return EX_USAGE;
    }
    ::alarm(longest_run_seconds);
    try {
        std::puts((question == "archive" ? archive({}) : answer_to(question)).c_str());
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "galera_check: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
