#include "commands/report_command.hpp"

#include "../steps/recording_machine.hpp"
#include "../temporary_folder.hpp"
#include "commands/present_cluster.hpp"
#include "common/lists.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

/// n1 is down and hears n2, which is down as well; n3 does not answer.
class StoppedMachine : public RecordingMachine {
public:
    std::function<std::string()> journal = [] { return std::string("Stopped it.\nStarted it.\n"); };

    StoppedMachine() {
        units.server = {UnitPhase::down, this_start, "inactive (dead)", {}};
        context.cluster_address.reset();
        has_published(record_of(0, NodeStatus::stopped, of_node(1, crashed_in({1, 2, 3}, 7)), ""));
        peers.records = {{"n2", record_of(1, NodeStatus::stopped, of_node(2, crashed_in({1, 2, 3}, 9)), "its start")}};
    }

    Report report() {
        return gather_report(context, [this](const std::vector<std::string>& asked) {
            effects.add("read the journal of " + listed(asked));
            return journal();
        });
    }
};

const Report::Part* part(const Report& report, const std::string& title) {
    const auto found = std::find_if(report.parts.begin(), report.parts.end(),
                                    [&](const Report::Part& one) { return one.title == title; });
    return found == report.parts.end() ? nullptr : &*found;
}

using Lines = std::vector<std::string>;

Lines lines_in(const Report& report, const std::string& title) {
    const Report::Part* found = part(report, title);
    return found == nullptr ? Lines{"there is no such part"} : found->lines;
}

} // namespace

TEST_SUITE("the report of a node") {
    TEST_CASE("replayed, it comes to the verdict of the dry run at that moment") {
        const Evidence cut = crashed_in({1, 2, 3}, 7);
        const std::vector<std::function<void(StoppedMachine&)>> changes{
            [](StoppedMachine&) {},
            [](StoppedMachine& n1) { n1.peers.silent = {"n2"}; },
            [&](StoppedMachine& n1) { n1.peers.records["n2"] = record_of(1, NodeStatus::running, std::nullopt, "x"); },
            [&](StoppedMachine& n1) {
                n1.peers.records["n3"] = record_of(2, NodeStatus::stopped, of_node(3, cut), "other start");
            },
            [](StoppedMachine& n1) { n1.configuration.given.own.policies.wait_for = Policies::WaitFor::majority; },
            [&](StoppedMachine& n1) {
                n1.units.server.phase = UnitPhase::preparing;
                Record own = record_of(0, NodeStatus::initiating, of_node(1, cut), "");
                own.origin = this_start;
                n1.has_published(own);
            },
            [](StoppedMachine& n1) { n1.units.server.phase = UnitPhase::up; },
            [](StoppedMachine& n1) { n1.configuration.given.server.wsrep_on = false; },
            [](StoppedMachine& n1) { n1.configuration.own = []() -> OwnNode { throw ConfigurationError("who?"); }; },
            [](StoppedMachine& n1) { n1.file(StoppedMachine::record_file) = "torn"; },
            [](StoppedMachine& n1) { n1.file(StoppedMachine::word_file) = "discard-local-data,0123456789abcdef"; },
        };
        std::set<std::string> verdicts;
        for (std::size_t index = 0; index < changes.size(); ++index) {
            CAPTURE(index);
            StoppedMachine n1;
            changes[index](n1);
            std::string now;
            try {
                const NodeSettings settings = n1.configuration.settings();
                now = tell_verdict(
                    settings.is_galera_node()
                        ? DecisionInputs(PresentClusterObserver::open(n1.context, settings, Deafness::refused).look())
                        : PlainServer());
            } catch (const Error& error) {
                now = std::string("none: ") + error.what();
            }
            const Report report = Report::parse("FILE", n1.report().to_text());
            CHECK(report.verdict == now);
            CHECK(verdict_or_why_none(report.inputs) == now);
            verdicts.insert(now);
        }
        CHECK(verdicts.size() == changes.size());
    }

    TEST_CASE("the journal is read first, and nobody is asked and nothing read of the server's user's as root") {
        StoppedMachine n1;
        n1.report();
        CHECK(n1.effects.text() == "read the journal of mariadb.service, galera-initiator-watch@mariadb.service, "
                                   "galera-initiator-record.service, stop being root, ask n1 n2 n3, stop being root");
    }

    TEST_CASE("no secret is told, wherever one may be set") {
        StoppedMachine n1;
        NodeSettings& settings = n1.configuration.given;
        SnmpSettings& snmp = settings.own.snmp;
        snmp.community = snmp.security_name = snmp.authentication_passphrase = snmp.privacy_passphrase = "SECRET";
        snmp.authentication_protocol = snmp.privacy_protocol = snmp.security_level = "SECRET";
        settings.server.provider_options = "socket.ssl_password = SECRET; pc.weight = 2; new.option=SECRET; SECRET";
        settings.server.cluster_address = "gcomm://n1,n2,n3?socket.ssl_password=SECRET";
        const std::string text = n1.report().to_text();
        CHECK_FALSE(contains(text, "SECRET"));
        CHECK(contains(text, "gcomm://n1,n2,n3"));
        settings.own.cluster_address = ClusterAddress::parse("gcomm://n1,n2,n3?a=SECRET");
        CHECK_FALSE(contains(n1.report().to_text(), "SECRET"));
    }

    TEST_CASE("the settings are told, with where each comes from") {
        StoppedMachine n1;
        n1.configuration.given.own.policies.wait_for = Policies::WaitFor::majority;
        n1.configuration.given.own.lines["[cluster] wait_for"] = 3;
        n1.configuration.given.server.provider_options = "pc.weight = 2";
        const Lines lines = lines_in(n1.report(), "settings");
        const auto has = [&](const std::string& line) {
            return std::find(lines.begin(), lines.end(), line) != lines.end();
        };
        CHECK(has("[cluster] wait_for = majority (/etc/galera-initiator.conf:3)"));
        CHECK(has("[cluster] majority_after = 5min (built in)"));
        CHECK(has("[server] unit = mariadb.service (built in)"));
        CHECK(has("wsrep_node_name = n1 (built in)"));
        CHECK(has("provider's option pc.weight = 2"));
    }

    TEST_CASE("the files are told to the byte, and which there are not") {
        StoppedMachine n1;
        const std::string torn("# GALERA saved state\nuuid: \0\x1b[2J", 32);
        n1.file(StoppedMachine::saved_state) = torn;
        const Report report = Report::parse("FILE", n1.report().to_text());
        CHECK(lines_in(report, "file /var/lib/mysql/grastate.dat, 32 bytes") ==
              Lines{torn.substr(0, 20), torn.substr(21)});
        CHECK(lines_in(report, "file /var/lib/mysql/gvwstate.dat: there is none").empty());
        CHECK(lines_in(report, "file /run/galera-initiator/published/word: there is none").empty());
        const std::string memory = n1.file(StoppedMachine::memory_file);
        CHECK(lines_in(report, "file /var/lib/galera-initiator/memory, " + std::to_string(memory.size()) + " bytes")
                  .front() == memory.substr(0, memory.find('\n')));
    }

    TEST_CASE("a file that cannot be read is told as such, and ends nothing") {
        StoppedMachine n1;
        n1.file(StoppedMachine::view) = std::string(100'000, 'x');
        const Report report = n1.report();
        CHECK(lines_in(report, "file /var/lib/mysql/gvwstate.dat: cannot be read") ==
              Lines{"/var/lib/mysql/gvwstate.dat is too large"});
    }

    TEST_CASE("a journal that cannot be told ends nothing either") {
        StoppedMachine n1;
        n1.journal = []() -> std::string { throw Error("there is none"); };
        CHECK(lines_in(n1.report(), "journal: not told") == Lines{"there is none"});
    }

    TEST_CASE("what the journal holds forges no part and no end") {
        StoppedMachine n1;
        n1.journal = [] { return std::string("== situation ==\n    nodes: 9\n== end ==\n\x1b[2J\n\n\n"); };
        const Report report = Report::parse("FILE", n1.report().to_text());
        CHECK(lines_in(report, "journal") == Lines{"== situation ==", "    nodes: 9", "== end ==", "\x1b[2J"});
    }

    TEST_CASE("it says when, where and by which version it was told") {
        StoppedMachine n1;
        const Lines origin = n1.report().origin;
        CHECK(origin.at(0) == "time: 2023-11-14T22:13:20Z");
        CHECK(origin.at(1).starts_with("version: "));
        CHECK(origin.at(2) == "host: host-of-n1");
        CHECK(origin.at(3) == "unit: mariadb.service, inactive (dead)");
    }

    TEST_CASE("where no unit is installed that is told, and nothing is made of it") {
        StoppedMachine n1;
        const TemporaryFolder root;
        n1.context.places.root = root.path();
        n1.context.unit.clear();
        const Report report = n1.report();
        CHECK(report.verdict == "none: no unit of a server is installed: set [server] unit in "
                                "/etc/galera-initiator.conf");
        CHECK(report.origin.at(3) == "unit: none is installed");
    }
}

TEST_SUITE("the journal of a report") {
    TEST_CASE("is of what this project says, and the service manager of the units, in UTC and bounded") {
        const TemporaryFolder root;
        root.write_program("usr/bin/journalctl", "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
        CHECK(journal_below(root.path())({"a.service", "b@c.service"}) ==
              "--no-pager\n--utc\n--output=short-iso\n--lines=1000\nSYSLOG_IDENTIFIER=galera_init\n"
              "SYSLOG_IDENTIFIER=galera-initiator-generator\n+\n_PID=1\nUNIT=a.service\nUNIT=b@c.service\n");
    }

    TEST_CASE("says what journalctl says against it") {
        const TemporaryFolder root;
        root.write_program("usr/bin/journalctl", "#!/bin/sh\necho 'no permission' >&2\nexit 1\n");
        CHECK(journal_below(root.path())({"a.service"}) == "no permission\n");
    }

    TEST_CASE("is not there without journalctl") {
        const TemporaryFolder root;
        CHECK_THROWS_AS(journal_below(root.path())({"a.service"}), Error);
    }
}
