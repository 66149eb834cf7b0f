"""What galera_check cluster shows to a person, and that what it says is so."""

import json

from lab import Machine
from story import PATIENCE, Story, at_length, tell


class Observing(Story):
    def table(self, machine: Machine, user: str = "root") -> str:
        text = machine.run(["setpriv", f"--reuid={user}", "--clear-groups", "galera_check", "cluster"], check=True).stdout
        self.assertLessEqual(max(map(len, text.splitlines())), 80, text)
        self.assertNotIn("\x1b", text)
        return text

    def assert_graded(self, machine: Machine, grade: int, line: str) -> None:
        """In both forms for monitoring systems."""
        check = machine.run("galera_check cluster --monitor")
        self.assertEqual(check.returncode, grade, check.stdout + check.stderr)
        self.assertRegex(check.stdout, rf"\A{line}[ -{{}}~]* \| [ -{{}}~]*\n\Z")
        self.assertIn(f"\ngalera_initiator_grade {grade}\n", machine.run("galera_check cluster --prometheus", check=True).stdout)

    def test_the_table_tells_the_truth_while_all_run_while_all_are_down_and_while_some_wait(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        seen = self.seen(self.n1)
        self.assertEqual([node["status"] for node in seen["nodes"]], ["running"] * 3)
        self.assertEqual([node["name"] for node in seen["nodes"] if node["this_node"]], ["n1"])
        self.assertEqual({one["history"] for one in seen["timelines"]}, self.cluster.histories())
        self.assertIsNone(seen["verdict"])
        self.assertIn("Next: Nothing is to be done.", self.table(self.n2))
        self.assert_graded(self.n1, 0, "GALERA OK - This node runs, together with n2 ")

        self.hold_back(self.n1)
        self.cluster.write(3, self.n2)
        self.lab.power_cut()
        positions = self.power_returns(self.n1, self.n2)
        seen = self.seen(self.n1)
        self.assertEqual([node["status"] for node in seen["nodes"]], ["stopped", "stopped", "not heard"])
        self.assertEqual([node["seqno"] for node in seen["nodes"][:2]], list(positions.values()))
        self.assertEqual(seen["nodes"][0]["behind"], positions[self.n2] - positions[self.n1])
        self.assertEqual(seen["verdict"]["reason"], "last-members-missing")
        self.assertFalse(seen["verdict"]["of_a_start_that_waits"])
        self.assertIn("If it is started now: Waits for", self.table(self.n1).replace("\n", " "))
        self.assertIn("To start it, run 'systemctl start mariadb.service'", seen["next_step"])
        self.assert_graded(self.n1, 2, r"GALERA CRITICAL - stopped, wait \(last-members-missing\): ")

        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing")
        seen = self.seen(self.n2)
        self.assert_graded(self.n2, 1, r"GALERA WARNING - initiating, wait \(last-members-missing\): Waits for ")
        self.assertTrue(seen["verdict"]["of_a_start_that_waits"])
        self.assertEqual(seen["verdict"]["about"], [self.n3.address])
        told = {one["if"]: one["then"] for one in seen["prospects"]}
        self.assertEqual(told[f"{self.n3.address} answers with position {positions[self.n2]} or less"], "this node bootstraps")
        dry_run = self.n2.run("galera_init --dry-run", check=True).stdout
        self.assertIn("last-members-missing, by rule 4", dry_run)
        self.assertIn(f"If {self.n3.address} answers with position {positions[self.n2]} or less: this node bootstraps.", dry_run)
        report = self.n2.run("galera_check report", check=True).stdout
        self.assertRegex(report, r"\n    \S+ n2 galera_init\[\d+\]: Waits for")
        self.assertRegex(report, r"\n    \S+ n2 systemd\[1\]: Starting mariadb.service")
        self.n2.write_file("/tmp/n2.report", report)
        replay = self.n2.run("runuser -u nobody -- galera_init --dry-run --replay /tmp/n2.report", check=True)
        self.assertEqual(replay.stdout, dry_run)

        tell("n3 comes back, and what was told comes true")
        position = self.power_returns(self.n3)[self.n3]
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n2 if position <= positions[self.n2] else self.n3)
        self.assert_whole()

    def test_an_ordinary_user_sees_what_he_may_and_is_told_what_he_may_not(self) -> None:
        self.assertIn("3 nodes, 3 heard, 3 run", self.table(self.n1, "nobody"))
        self.n1.run("chown root:mysql /etc/snmp/snmp.conf && chmod 0640 /etc/snmp/snmp.conf", check=True)
        shown = self.table(self.n1, "nobody")
        self.assertIn("3 nodes, 1 heard, 1 run", shown)
        self.assertIn("Note: The other nodes were not asked", shown)
        self.assertIn("3 nodes, 3 heard, 3 run", self.table(self.n1))
        self.n1.run("chmod 0644 /etc/snmp/snmp.conf", check=True)
        self.n1.write_file("/etc/galera-initiator.conf", "[snmp]\ntimeout = 1s\n", mode="0640", owner="root:mysql")
        self.assertIn("Note: The other nodes were not asked: this user may not read", self.table(self.n1, "nobody").replace("\n ", ""))
        self.assertIn("3 nodes, 3 heard, 3 run", self.table(self.n1))
        check = self.n1.run(["setpriv", "--reuid=nobody", "--clear-groups", "galera_check", "cluster", "--monitor"])
        self.assertEqual(check.returncode, 3)
        self.assertRegex(check.stdout, r"\AGALERA UNKNOWN - this user may not read .*\n\Z")
        metrics = self.n1.run(["setpriv", "--reuid=nobody", "--clear-groups", "galera_check", "cluster", "--prometheus"])
        self.assertEqual((metrics.returncode, metrics.stdout), (78, ""))
        self.n1.run(["rm", "/etc/galera-initiator.conf"], check=True)

    def test_the_example_units_write_metrics_that_a_failed_run_leaves_as_they_were(self) -> None:
        file = "/run/galera-initiator-metrics/galera-initiator.prom"
        well = "galera_check cluster --monitor"
        self.lab.wait_until(lambda: self.n1.run(well).returncode == 0, PATIENCE, "all is well")
        self.n1.run("cp /usr/share/doc/galera-initiator/examples/galera-initiator-metrics.* /etc/systemd/system", check=True)
        self.n1.run("systemctl daemon-reload && systemctl enable --now galera-initiator-metrics.timer", check=True)
        self.lab.wait_until(lambda: self.n1.run(["test", "-e", file]).returncode == 0, PATIENCE, "there are metrics")
        self.assertIn("\ngalera_initiator_grade 0\n", self.n1.run(["setpriv", "--reuid=nobody", "cat", file], check=True).stdout)
        self.n1.run("systemctl disable --now galera-initiator-metrics.timer", check=True)
        self.n1.run("systemctl stop galera-initiator-metrics.service", check=True)  # a run that is under way would be joined
        before = self.n1.read_file(file)
        self.n1.write_file("/etc/galera-initiator.conf", "[cluster]\nno = key\n")
        self.assertNotEqual(self.n1.run("systemctl start galera-initiator-metrics.service").returncode, 0)
        self.assertEqual(self.n1.read_file(file), before)
        check = self.n1.run("galera_check cluster --monitor")
        self.assertEqual(check.returncode, 3)
        self.assertRegex(check.stdout, r"\AGALERA UNKNOWN - /etc/galera-initiator.conf:2: .*\n\Z")
        self.n1.run("rm /etc/galera-initiator.conf /etc/systemd/system/galera-initiator-metrics.*", check=True)
        self.n1.run("systemctl daemon-reload && systemctl reset-failed", check=True)

    @at_length
    def test_a_watched_table_is_drawn_in_place_on_a_terminal_and_heeds_no_color(self) -> None:
        def watched(*environment: str) -> str:
            command = " ".join(["env", "TERM=xterm", *environment, "timeout 6 galera_check cluster --interval=500ms"])
            return self.n1.run(["script", "--quiet", "--command", command, "/dev/null"]).stdout

        self.assertGreaterEqual(watched().count("\x1b[H"), 3)
        self.assertIn("\x1b[32mrunning", watched())
        self.assertNotIn("\x1b[32m", watched("NO_COLOR=1"))
        lines = self.n1.run("timeout 5 galera_check cluster --json --interval=500ms").stdout.splitlines()
        self.assertGreaterEqual(len([json.loads(line) for line in lines]), 2)
