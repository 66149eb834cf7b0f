#include "commands/configuration_report.hpp"

#include "decision/assumptions.hpp"
#include "evidence/record.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace galera_initiator;
using Result = Finding::Result;

namespace {

const std::string address = "gcomm://n1,n2,n3";

PeerAnswer answer_of(const std::string& name, const std::string& settings = "") {
    Record record;
    record.cluster_name = "shop";
    record.node_name = name;
    record.status = NodeStatus::running;
    record.origin = "start-of-" + name;
    record.settings = settings;
    PeerAnswer answer;
    answer.outcome = PeerAnswer::Outcome::answered;
    answer.state = record.to_line();
    answer.elapsed = std::chrono::microseconds(2100);
    return answer;
}

PeerAnswer no_answer(PeerAnswer::Outcome outcome, const std::string& detail) {
    PeerAnswer answer;
    answer.outcome = outcome;
    answer.detail = detail;
    return answer;
}

std::vector<std::string> deciding_command(const std::string& cluster_address) {
    return {"/usr/sbin/galera_init", "decide", "--unit=mariadb.service", "--cluster-address=" + cluster_address};
}

/// n1 of three nodes that all run, with nothing to complain of.
ConfigurationFacts sound() {
    ConfigurationFacts facts;
    facts.reader = "mysql";
    facts.reader_is_servers = true;
    facts.own = Configuration();
    facts.server = ServerSettings::parse("--wsrep_on=ON\n--wsrep_provider=/usr/lib/libgalera_smm.so\n"
                                         "--wsrep-cluster-address=" +
                                         address + "\n--wsrep_cluster_name=shop\n");
    facts.host_name = "n1";
    facts.unit = "mariadb.service";
    facts.unit_settings.value =
        UnitSettings{.needs_reload = false, .user = "mysql", .before_start = {deciding_command(address)}};
    facts.program.value = "/usr/sbin/mariadbd";
    facts.address.value = ClusterAddress::parse(address);
    facts.snmp.value = {{"version", "2c", ""}, {"community", "set, not shown", "defCommunity"}};
    facts.this_node.value = OwnNode{.index = 0};
    facts.answers.value = {answer_of("n1"), answer_of("n2"), answer_of("n3")};
    return facts;
}

std::string source_of(const std::string& key, const ConfigurationFacts& facts) {
    for (const SettingRow& row : report_on(facts).settings) {
        if (row.key == key) {
            return row.value + " from " + row.source;
        }
    }
    return "no such row";
}

bool tells(const ConfigurationFacts& facts, Result result, const std::string& what, const std::string& remedy = "") {
    const ConfigurationReport report = report_on(facts);
    return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
        return finding.result == result && finding.what.find(what) != std::string::npos &&
               finding.remedy.find(remedy) != std::string::npos;
    });
}

bool has_problem(const ConfigurationFacts& facts) {
    return report_on(facts).has_problem();
}

} // namespace

TEST_SUITE("configuration report") {
    TEST_CASE("that the node is held is worth knowing, and no fault of the configuration") {
        ConfigurationFacts facts = sound();
        facts.hold = Hold{1'764'253'385, "root", "the disk is checked"};
        CHECK(tells(facts, Result::note,
                    "this node is held since 2025-11-27 14:23:05 UTC by root: the disk is checked: its server does not "
                    "start",
                    "run 'galera_init release', then 'systemctl start mariadb'"));
        CHECK_FALSE(has_problem(facts));
    }
    TEST_CASE("each setting names where it comes from") {
        ConfigurationFacts facts = sound();
        facts.has_own_file = true;
        facts.own->policies.wait_for = Policies::WaitFor::majority;
        facts.own->snmp.version = SnmpSettings::Version::v2c;
        facts.own->lines = {{"[cluster] wait_for", 3}, {"[snmp] version", 7}};
        CHECK(source_of("[cluster] nodes", facts) ==
              address + " from the server's option files (wsrep_cluster_address)");
        CHECK(source_of("[cluster] wait_for", facts) == "majority from /etc/galera-initiator.conf:3");
        CHECK(source_of("[cluster] majority_after", facts) == "5min from built in");
        CHECK(source_of("[snmp] version", facts) == "2c from /etc/galera-initiator.conf:7");
        CHECK(source_of("[snmp] community", facts) == "set, not shown from snmp.conf (defCommunity)");
        CHECK(source_of("[snmp] timeout", facts) == "1s from built in");
        CHECK(source_of("wsrep_cluster_name", facts) == "shop from the server's option files");
        CHECK(source_of("wsrep_node_name", facts) == "n1 from the host name");
        CHECK(source_of("datadir", facts) == "/var/lib/mysql from built in");
    }

    TEST_CASE("the nodes of the own file go before the server's cluster address") {
        ConfigurationFacts facts = sound();
        facts.own->cluster_address = facts.address.value;
        facts.own->lines = {{"[cluster] nodes", 2}};
        CHECK(source_of("[cluster] nodes", facts) == address + " from /etc/galera-initiator.conf:2");
    }

    TEST_CASE("a sound configuration has no problem") {
        const ConfigurationFacts facts = sound();
        CHECK_FALSE(has_problem(facts));
        CHECK(tells(facts, Result::ok, "this machine is n1, node 1 of 3"));
        CHECK(tells(facts, Result::ok, "runs as user mysql"));
        CHECK(tells(facts, Result::ok, "the drop-in"));
        CHECK(tells(facts, Result::ok, "this node's snmpd serves its record at n1 in 3 ms"));
        CHECK(tells(facts, Result::ok, "n2 answers over SNMP in 3 ms"));
        CHECK(tells(facts, Result::not_checked, "configured alike"));
    }

    TEST_CASE("a server without Galera is told so, and is no problem") {
        ConfigurationFacts facts = sound();
        facts.server.cluster_address.reset();
        facts.server.wsrep_on = false;
        CHECK_FALSE(has_problem(facts));
        CHECK(tells(facts, Result::note, "not configured as a Galera node: wsrep_on is not ON"));
        facts.server.wsrep_on = true;
        facts.server.wsrep_provider = "none";
        CHECK(tells(facts, Result::note, "there is no wsrep_provider"));
        facts = sound();
        facts.server.cluster_address.reset();
        CHECK(tells(facts, Result::note, "there is no wsrep_cluster_address"));
    }

    TEST_CASE("a server without Galera that nodes are named for is a problem") {
        ConfigurationFacts facts = sound();
        facts.server.wsrep_on = false;
        CHECK(tells(facts, Result::problem,
                    "starts without Galera: wsrep_on is not ON, though wsrep_cluster_address is", "set wsrep_on=ON"));
    }

    TEST_CASE("a unit that is not there, cannot be asked for, or has no user is told") {
        ConfigurationFacts facts = sound();
        facts.unit_settings.value->user = "";
        CHECK(tells(facts, Result::problem, "mariadb.service has no User=", "systemctl edit mariadb.service"));
        facts.unit_settings = {std::nullopt, "cannot reach the system bus"};
        CHECK(tells(facts, Result::not_checked, "mariadb.service and its drop-in: cannot reach the system bus"));
        CHECK_FALSE(has_problem(facts));
        facts.unit.reset();
        CHECK(tells(facts, Result::problem, "no unit of a server is installed", "[server] unit"));
    }

    TEST_CASE("a drop-in that is absent, without an address or out of date needs a reload") {
        ConfigurationFacts facts = sound();
        auto& unit = *facts.unit_settings.value;
        unit.before_start = {{"/usr/bin/install", "-d", "/run/x"}, deciding_command("gcomm://n1,n2")};
        CHECK(tells(facts, Result::problem, "would start with gcomm://n1,n2, but " + address, "daemon-reload"));
        unit.before_start.back().pop_back();
        CHECK(tells(facts, Result::problem, "would start with no cluster address", "daemon-reload"));
        unit.before_start.pop_back();
        CHECK(tells(facts, Result::problem, "does not run galera_init", "daemon-reload"));
        unit.before_start = {deciding_command(address)};
        CHECK_FALSE(has_problem(facts));
        unit.needs_reload = true;
        CHECK(tells(facts, Result::problem, "has changed", "daemon-reload"));
    }

    TEST_CASE("a cluster address that cannot be used is a problem with its own words") {
        ConfigurationFacts facts = sound();
        facts.address = {std::nullopt, "wsrep_cluster_address is a bare 'gcomm://'"};
        facts.server.cluster_address = "gcomm://";
        CHECK(tells(facts, Result::problem, "a bare 'gcomm://'"));
        CHECK(source_of("[cluster] nodes", facts) == "gcomm:// from the server's option files (wsrep_cluster_address)");
    }

    TEST_CASE("a server's program that is not found is a problem") {
        ConfigurationFacts facts = sound();
        facts.program = {std::nullopt, "the server's program was not found"};
        CHECK(tells(facts, Result::problem, "the server's program was not found"));
        CHECK(source_of("[server] program", facts) == "not found from built in");
    }

    TEST_CASE("a machine that is none of the nodes is a problem, and not checked while a name may be its own") {
        ConfigurationFacts facts = sound();
        facts.this_node.value = OwnNode{std::nullopt, {}};
        CHECK(tells(facts, Result::problem, "none of the nodes", "wsrep_node_address"));
        facts.this_node.value = OwnNode{std::nullopt, {"n3"}};
        facts.names_without_address = {"n3"};
        CHECK(tells(facts, Result::not_checked, "it may be n3"));
        CHECK(tells(facts, Result::problem, "n3 has no address", "/etc/hosts"));
    }

    TEST_CASE("the own agent has to serve the record") {
        ConfigurationFacts facts = sound();
        facts.answers.value->at(0) = no_answer(PeerAnswer::Outcome::unreachable, "time-out");
        CHECK(tells(facts, Result::problem, "the snmpd of this node, asked at n1, gives no answer (time-out)"));
    }

    TEST_CASE("a peer that is down is no problem, one that is up and cannot be heard is") {
        ConfigurationFacts facts = sound();
        facts.answers.value->at(1) = no_answer(PeerAnswer::Outcome::unreachable, "time-out");
        CHECK(tells(facts, Result::note, "no answer from n2: time-out"));
        CHECK_FALSE(has_problem(facts));
        facts.answers.value->at(1) = no_answer(PeerAnswer::Outcome::alive_but_silent, "time-out, its port accepts");
        CHECK(tells(facts, Result::problem, "n2: time-out, its port accepts"));
        facts = sound();
        facts.answers.value->at(1).state = "galera_check: no record";
        CHECK(tells(facts, Result::problem, "n2: it says: galera_check: no record"));
        facts.answers.value->at(1).state = "";
        facts.answers.value->at(1).status = "running";
        CHECK(tells(facts, Result::note, "n2: "));
        CHECK_FALSE(has_problem(facts));
    }

    TEST_CASE("peers that tell their settings have to have the same") {
        ConfigurationFacts facts = sound();
        const std::string print = print_of_settings(facts.address.value->nodes(), facts.own->policies);
        facts.answers.value->at(1) = answer_of("n2", print);
        CHECK(tells(facts, Result::ok, "configured alike: n2"));
        facts.answers.value->at(2) = answer_of("n3", "another");
        CHECK(tells(facts, Result::problem, "configured differently: n3", "on all nodes"));
    }

    TEST_CASE("an SNMP access that lacks something is a problem, unless the reader may not read snmp.conf") {
        ConfigurationFacts facts = sound();
        facts.snmp = {std::nullopt, "No SNMP community is set"};
        facts.answers = {std::nullopt, facts.snmp.why_not};
        CHECK(tells(facts, Result::problem, "No SNMP community is set"));
        CHECK(tells(facts, Result::ok, "this machine is n1"));
        facts.reader = "bob";
        facts.reader_is_servers = false;
        facts.unreadable = {"/etc/snmp/snmp.conf"};
        CHECK(tells(facts, Result::not_checked, "user bob may not read all of snmp.conf"));
        CHECK_FALSE(has_problem(facts));
    }

    TEST_CASE("what was not heard because of root's rights is not checked") {
        ConfigurationFacts facts = sound();
        facts.this_node = {std::nullopt, "nothing from the network is read as root"};
        facts.answers.value.reset();
        facts.snmp = {std::nullopt, "no community"};
        CHECK(tells(facts, Result::not_checked, "the nodes: nothing from the network is read as root"));
    }

    TEST_CASE("what Net-SNMP complained of is a problem, on one line") {
        ConfigurationFacts facts = sound();
        facts.snmp_complaints = "/etc/snmp/snmp.conf: line 1: Error\nsecond\n";
        CHECK(tells(facts, Result::problem, "snmp.conf: /etc/snmp/snmp.conf: line 1: Error second"));
    }

    TEST_CASE("a file that the server's user may not read is a problem, one that a passer-by may not read is not") {
        ConfigurationFacts facts = sound();
        facts.unreadable = {"/etc/galera-initiator.conf"};
        CHECK(tells(facts, Result::problem, "cannot be read by the server's user mysql", "chown root:mysql"));
        facts.reader = "bob";
        facts.reader_is_servers = false;
        facts.own.reset();
        CHECK(tells(facts, Result::not_checked, "user bob may not read it"));
        CHECK_FALSE(has_problem(facts));
        CHECK(source_of("wsrep_cluster_address", facts) == address + " from the server's option files");
        CHECK(source_of("[cluster] wait_for", facts) == "no such row");
    }

    TEST_CASE("an exposed passphrase is a problem, an exposed community worth a note") {
        ConfigurationFacts facts = sound();
        facts.exposed = {{"/etc/snmp/snmp.conf", Secret::community, false}};
        CHECK(tells(facts, Result::note, "/etc/snmp/snmp.conf holds an SNMPv2c community", "chown root:mysql"));
        CHECK_FALSE(has_problem(facts));
        facts.exposed = {{"/var/lib/snmp/snmpd.conf", Secret::key, true}};
        CHECK(tells(facts, Result::problem, "/var/lib/snmp/snmpd.conf holds a secret", "chmod o-r /var/lib/snmp"));
    }

    TEST_CASE("a list that is no list of nodes is a problem, in the words that a start would use") {
        ConfigurationFacts facts = sound();
        facts.this_node.value = OwnNode{std::nullopt, {}, "n1 has several addresses"};
        CHECK(tells(facts, Result::problem, "n1 has several addresses"));
        facts = sound();
        facts.server = ServerSettings::parse("--wsrep_on=ON\n--wsrep_provider=/usr/lib/libgalera_smm.so\n"
                                             "--wsrep-cluster-address=gcomm://n1, n2,n3,\n");
        CHECK(tells(facts, Result::note, "'gcomm://n1, n2,n3,' is read as " + address));
    }

    TEST_CASE("a list that does not account for the members of the component is found while the server runs") {
        ConfigurationFacts facts = sound();
        facts.members = 3;
        CHECK_FALSE(tells(facts, Result::problem, "members"));
        facts.members = 4;
        CHECK(tells(facts, Result::problem, "in a component of 4 members", "arbitrators"));
        facts.own->policies.arbitrators = 1;
        CHECK_FALSE(tells(facts, Result::problem, "members"));
    }

    TEST_CASE("a list that names this machine alone is worth a note") {
        ConfigurationFacts facts = sound();
        CHECK_FALSE(tells(facts, Result::note, "names this machine alone"));
        facts.address.value = ClusterAddress::parse("gcomm://n1");
        facts.answers.value = {answer_of("n1")};
        CHECK(tells(facts, Result::note, "names this machine alone", "name all of them"));
    }

    TEST_CASE("a server that was started by hand here says nothing against this node's own agent") {
        ConfigurationFacts facts = sound();
        Record stopped = Record::parse(facts.answers.value->front().state);
        stopped.status = NodeStatus::stopped;
        stopped.evidence = Evidence();
        stopped.evidence->membership = Membership::never;
        stopped.evidence->data = DataState::fresh;
        facts.answers.value->front().state = stopped.to_line();
        facts.answers.value->front().galera_port = PortFinding::accepts;
        CHECK(tells(facts, Result::ok, "this node's snmpd serves its record"));
    }

    TEST_CASE("the problems alone are nothing on a sound node, and else each with its remedy") {
        CHECK(report_on(sound()).problems().empty());
        ConfigurationFacts facts = sound();
        facts.unit_settings.value->needs_reload = true;
        CHECK(report_on(facts).problems() ==
              "problem      a file of mariadb.service has changed since the service manager read it\n"
              "             To do: systemctl daemon-reload\n");
    }

    TEST_CASE("the text is two tables, and a remedy stands below what it mends") {
        ConfigurationReport report;
        report.heading = "As seen:";
        report.settings = {{"a", "long value", "built in"}, {"longer", "v", "there"}};
        report.findings = {{Result::ok, "this", ""}, {Result::problem, "that", "mend it"}};
        CHECK(report.to_string() == "As seen:\n\n"
                                    "a       long value  built in\n"
                                    "longer  v           there\n\n"
                                    "ok           this\n"
                                    "problem      that\n"
                                    "             To do: mend it\n");
    }
}
