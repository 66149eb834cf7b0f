"""What a person reads who is called at night: the journal and the unit's status."""

import re
from typing import Any

from lab import Machine
from story import PATIENCE, Story, at_length, row, tell

UP = "ad13675cf14147d5b0e39e3f157c6e13"
WORD_GIVEN = "7224a7e9fb864db586d4e7dda3be950d"
WORD_WITHDRAWN = "cf30596c1f0c4dc8a51f3f95bcbe535b"
PHASES = ("RECOVERY", "WAIT", "ELECTION", "FILES", "SERVER")


class Journal(Story):
    def entries(self, machine: Machine, message_id: str) -> list[dict[str, Any]]:
        """Of one event, since this story began."""
        return [
            entry
            for entry in machine.journal_entries("galera_init")
            if entry.get("MESSAGE_ID") == message_id and int(entry["__REALTIME_TIMESTAMP"]) / 1e6 >= self.began
        ]

    def summaries(self, machine: Machine) -> list[dict[str, Any]]:
        """Of the last start: that of the start before comes after a server is up, so perhaps in this story."""
        shown = machine.run("systemctl show --value --property=InactiveExitTimestampMonotonic mariadb", check=True).stdout
        return [one for one in self.entries(machine, UP) if int(one["__MONOTONIC_TIMESTAMP"]) >= int(shown)]

    def summary(self, machine: Machine) -> dict[str, Any]:
        """The one summary, which comes after the server is up."""
        self.lab.wait_until(lambda: bool(self.summaries(machine)), PATIENCE, f"{machine.name} sums its start up")
        found = self.summaries(machine)
        self.assertEqual(len(found), 1, found)
        tell(f"{machine.name}: {found[0]['MESSAGE']}")
        return found[0]

    def times(self, summary: dict[str, Any]) -> dict[str, int]:
        return {name: int(summary[f"GALERA_MILLISECONDS_{name}"]) for name in ("TOTAL", *PHASES)}

    def explanations(self, machine: Machine) -> str:
        return machine.run("journalctl --boot --no-pager --catalog --identifier=galera_init", check=True).stdout

    def test_an_outage_reads_as_a_story_that_ends_with_how_long_what_took(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut()
        self.power_returns(self.n1, self.n2)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,))
        command = f"run 'galera_init assume-lost {self.n3.address}'"
        self.assert_status_shows(self.n1, "Waits for", command)
        shows_time = re.compile(r'Status: "\[\d+s\] Waits for')
        self.lab.wait_until(
            lambda: shows_time.search(self.n1.run("systemctl status --no-pager mariadb").stdout) is not None,
            PATIENCE,
            "n1's status shows how long it has waited",
        )
        self.assertIn(command, self.n1.run("systemctl status --no-pager --full --lines=0 mariadb").stdout)
        for subject in ("This node's position recovery has ended", "This node waits before it starts"):
            self.assertIn(f"Subject: {subject}", self.explanations(self.n1))
        self.power_returns(self.n3)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        for machine in self.lab.machines:
            summary = self.summary(machine)
            # Its records tell its data from its boot on, so the others may set out before its unit is started.
            self.assertIn(summary["GALERA_START"], ("restore", "join") if machine is self.n3 else ("restore",))
            times = self.times(summary)
            self.assertLessEqual(sum(times[phase] for phase in PHASES), times["TOTAL"])
            self.assertGreater(times["SERVER"], 0)
            if machine is not self.n3:
                self.assertGreater(times["WAIT"], 10_000)
            self.assertIn("Subject: This node's server is up", self.explanations(machine))
            evidence = [entry for entry in machine.journal_entries("galera_init") if entry.get("GALERA_EVIDENCE")]
            self.assertEqual({len(entry["GALERA_EVIDENCE"]) for entry in evidence}, {3})
        self.assert_whole()

    @at_length
    def test_a_change_of_the_settings_during_a_wait_loses_no_time_of_the_summary(self) -> None:
        self.cluster.stop(self.n1, self.n2, self.n3)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", reason="peer-not-started", names=(self.n3,))
        self.assert_nobody_bootstraps(4)
        self.n1.write_file("/etc/galera-initiator.conf", "[snmp]\ntimeout = 900ms\n")
        self.lab.wait_until(
            lambda: "The settings have changed" in self.n1.journal("galera_init"), PATIENCE, "n1 reads its settings again"
        )
        self.cluster.begin(self.n2, self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assertGreater(self.times(self.summary(self.n1))["WAIT"], 4_000)
        self.n1.run(["rm", "/etc/galera-initiator.conf"], check=True)
        self.assert_whole()

    @row(22)
    def test_the_status_of_a_refusal_stays_and_names_the_remedy(self) -> None:
        self.cluster.stop(self.n1)
        self.assertNotEqual(self.n1.run("galera_new_cluster", timeout=60).returncode, 0)
        self.wait_verdict(self.n1, "refuse", reason="operator-word-contradicted", names=(self.n2, self.n3))
        self.assertEqual(self.n1.run("systemctl is-active mariadb").stdout.strip(), "failed")
        self.assert_status_shows(self.n1, "Refuses to bootstrap as the operator asked", "To join them, start this node as usual")
        self.assertIn("Subject: This node refuses to start", self.explanations(self.n1))
        self.do_as_status_says(self.n1, "systemctl start mariadb")
        self.assert_whole()

    @at_length
    def test_who_gave_the_operators_word_and_who_took_it_back_is_in_the_journal(self) -> None:
        self.cluster.stop(self.n1, self.n2, self.n3)
        self.n1.run("SUDO_USER=alice galera_init bootstrap-here --yes", check=True)
        given = self.entries(self.n1, WORD_GIVEN)
        self.assertEqual([(one["GALERA_WORD"], one["GALERA_USER"]) for one in given], [("bootstrap-here", "alice")])
        self.assertIn("What was heard:", given[0]["MESSAGE"])
        self.n1.run("galera_init withdraw", check=True)
        self.n1.run("galera_init withdraw", check=True)
        self.assertEqual([one["GALERA_USER"] for one in self.entries(self.n1, WORD_WITHDRAWN)], ["root"])
        self.cluster.begin()
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n3)
        self.assert_whole()
