"""`galera_check config`: what a person learns of a machine's configuration, and of mistakes in it."""

from story import Story, tell

from lab import Machine

CONFIGURATION = "/etc/galera-initiator.conf"
AGENT = "/etc/snmp/snmpd.conf.d/lab.conf"


class ConfigurationReport(Story):
    is_told_on_both = True

    def report(self, machine: Machine, status: int, user: str = "root") -> str:
        asked = machine.run(f"runuser -u {user} -- galera_check config")
        self.assertEqual(asked.returncode, status, asked.stdout + asked.stderr)
        return asked.stdout

    def assert_finding(self, report: str, word: str, *texts: str) -> str:
        """One line with this word and these texts; returns the line below it."""
        lines = report.splitlines()
        for line, below in zip(lines, [*lines[1:], ""]):
            if line.startswith(word) and all(text in line for text in texts):
                return below
        self.fail(f"no line {word} with {texts} in\n{report}")

    def assert_sound(self, report: str) -> None:
        self.assertNotIn("problem", report)
        self.assertRegex(report, r"\[snmp\] community +set, not shown +snmp.conf \(defCommunity\)")
        self.assert_finding(report, "ok", "mariadb.service", "runs as user mysql")
        self.assert_finding(report, "ok", "the drop-in")
        self.assert_finding(report, "ok", "this machine is", self.n1.address)
        self.assert_finding(report, "ok", "serves its record")
        self.assert_finding(report, "ok", self.n2.address, "answers over SNMP")
        self.assert_finding(report, "note", "/etc/snmp/snmp.conf", "community")

    def test_a_sound_node_has_no_problem_whether_its_server_is_up_or_down(self) -> None:
        self.assertIn("As a start reads it, being user mysql:", self.report(self.n1, 0))
        self.assert_sound(self.report(self.n1, 0))
        self.assert_sound(self.report(self.n1, 0, user="nobody"))
        self.cluster.stop(self.n1)
        self.assert_sound(self.report(self.n1, 0))
        self.cluster.begin(self.n1)
        self.assert_whole()

    def test_each_mistake_is_named_with_its_remedy(self) -> None:
        self.n1.run(f"sed -i.right 's/^agentAddress.*/agentAddress udp:127.0.0.2:161/' {AGENT}", check=True)
        self.n1.run("systemctl restart snmpd", check=True)
        self.assert_finding(self.report(self.n1, 1), "problem", "the snmpd of this node", "agentAddress")
        self.n1.run(f"mv {AGENT}.right {AGENT}; systemctl restart snmpd", check=True)
        tell("the agent is mended")

        self.n1.write_file(CONFIGURATION, "[cluster]\nnodes = n1, n2, database3\n[snmp]\ncommunity = lab\n")
        report = self.report(self.n1, 1)
        self.assertRegex(report, rf"\[cluster\] nodes +gcomm://n1,n2,database3 +{CONFIGURATION}:2")
        self.assertIn("chmod 0640", self.assert_finding(report, "note", CONFIGURATION, "everybody"))
        self.assertIn("/etc/hosts", self.assert_finding(report, "problem", "database3 has no address"))
        self.assertIn("daemon-reload", self.assert_finding(report, "problem", "would start with", self.n3.address))

        self.n1.run(f"chmod 0600 {CONFIGURATION}", check=True)
        self.assert_finding(self.report(self.n1, 1), "problem", "cannot be read by the server's user mysql")
        self.assert_finding(self.report(self.n1, 0, user="nobody"), "not checked", CONFIGURATION, "nobody")

        self.n1.write_file(CONFIGURATION, "[cluster]\nwait = all\n")
        asked = self.n1.run("galera_check config")
        self.assertEqual((asked.returncode, asked.stdout), (78, ""))
        self.assertIn(f"galera_check: {CONFIGURATION}:2: unknown key", asked.stderr)
        self.n1.run(f"rm {CONFIGURATION}", check=True)
        self.assert_whole()
