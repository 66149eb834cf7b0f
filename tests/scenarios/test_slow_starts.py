"""Starts that are held between their steps, so that peers see what otherwise lasts only a moment."""

import time

from holds import BEFORE_SERVER, DROP_INS, hold_before_server, wait_while
from lab import Lab, Machine
from story import PATIENCE, Story, at_length, row, tell
from test_damaged_files import NIL, STATE, VIEW, spoil, state_of

AFTER_SERVER = "/run/hold-after-server"
RECOVERY = "/var/tmp/hold-recovery"
SLOW_SERVER = "/usr/local/sbin/mariadbd-slow-to-recover"
SLOW_SCRIPT = f"""#!/bin/sh
case "$*" in *wsrep-recover*) {wait_while(RECOVERY)};; esac
exec /usr/sbin/mariadbd "$@"
"""


def hold_after_server(machine: Machine) -> None:
    """By its name it comes before what the generator adds."""
    machine.write_file(f"{DROP_INS}/40-hold.conf", f"[Service]\nExecStartPost=sh -c '{wait_while(AFTER_SERVER)}'\n")


class HeldStarts(Story):
    kind = "starts can be held"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            hold_after_server(machine)
            hold_before_server(machine)
            machine.write_file(SLOW_SERVER, SLOW_SCRIPT, mode="0755")
            machine.write_file("/etc/galera-initiator.conf", f"[server]\nprogram = {SLOW_SERVER}\n")

    def hold(self, machine: Machine, path: str) -> None:
        machine.run(["touch", path], check=True)

    def go_on(self, machine: Machine, path: str) -> None:
        machine.run(["rm", path], check=True)

    @at_length
    @row(7)
    def test_a_node_whose_seqno_is_gone_because_it_bootstraps_is_waited_for(self) -> None:
        self.cluster.stop(self.n2, self.n3, self.n1)
        self.hold(self.n1, AFTER_SERVER)
        self.cluster.begin(self.n1)
        self.lab.wait_until(
            lambda: self.n1.wsrep().get("wsrep_cluster_status") == "Primary", PATIENCE, "n1 is primary, its start not done"
        )
        self.assertIn("seqno:   -1", self.n1.read_file("/var/lib/mysql/grastate.dat"))
        self.assertEqual(self.n1.run("galera_check status", check=True).stdout.strip(), "bootstrapping")
        self.cluster.begin(self.n2)
        self.wait_verdict(self.n2, "wait", reason="peer-starting", names=(self.n1,))
        self.go_on(self.n1, AFTER_SERVER)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n1)
        self.assert_whole()

    @row(18)
    def test_a_long_position_recovery_is_waited_for(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.hold(self.n1, RECOVERY)
        self.lab.power_cut()
        self.lab.boot(settled=False, timeout=PATIENCE)
        self.cluster.begin()
        for machine in (self.n2, self.n3):
            self.wait_verdict(
                machine, "wait", reason="last-members-missing", names=(self.n1,), says="a position recovery is under way there"
            )
        self.assertEqual(self.n1.run("galera_check status", check=True).stdout.strip(), "locked")
        for unit in ("mariadb", "galera-initiator-record"):
            limit = self.n1.run(f"systemctl show --property=TimeoutStartUSec --value {unit}", check=True).stdout.strip()
            self.assertEqual(limit, "infinity")
        self.assert_nobody_bootstraps(10)
        self.go_on(self.n1, RECOVERY)
        tell(f"whole {self.lab.wait_synced(timeout=PATIENCE):.1f} s after the recovery went on")
        self.assertEqual(len(self.leading_decisions()), 1)
        self.assert_whole()

    def stop_in_time(self, machine: Machine) -> None:
        """Ends a start; the recovery that is held would last for ever."""
        began = time.monotonic()
        machine.run("systemctl stop mariadb", timeout=20, check=True)
        tell(f"stopped in {time.monotonic() - began:.2f} s")
        self.assertEqual(machine.run("systemctl is-active mariadb").stdout.strip(), "inactive")

    @at_length
    def test_a_stop_does_not_wait_for_a_position_recovery(self) -> None:
        self.hold(self.n1, RECOVERY)
        self.n1.power_cut()
        self.lab.boot([self.n1], settled=False, timeout=PATIENCE)
        record = "galera-initiator-record"
        recovery = ["pgrep", "--full", "wsrep-recover"]
        self.lab.wait_until(lambda: self.n1.run(recovery).returncode == 0, PATIENCE, "n1 recovers its position at boot")
        shown = self.n1.run(f"systemctl status --no-pager --full {record}").stdout
        self.assertIn('Status: "Recovers the position', shown)
        self.cluster.begin(self.n1)
        self.stop_in_time(self.n1)
        self.n1.run(f"systemctl stop {record} && systemctl mask --runtime {record}", timeout=60, check=True)
        self.cluster.begin(self.n1)
        self.lab.wait_until(lambda: self.n1.run(recovery).returncode == 0, PATIENCE, "n1's start recovers its position")
        self.assert_status_shows(self.n1, "Recovers the position")
        self.stop_in_time(self.n1)
        self.assertNotEqual(self.n1.run(recovery).returncode, 0)
        self.assert_journal_says(self.n1, "was stopped with mariadb.service", f"systemctl start {record}")
        self.assertIn(f"systemctl start {record}", self.n1.run("galera_check state 2>&1").stdout)
        self.n1.run(f"systemctl unmask --runtime {record}", check=True)
        self.go_on(self.n1, RECOVERY)
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_journal_says(self.n1, "The position recovery took", "crashed in a component of 3")
        self.assert_whole()

    def own_state_files(self, machine: Machine) -> str:
        """Names, owners and modes, as they are between the last step before the server and the server."""
        held = ["pgrep", "--full", f"test -e {BEFORE_SERVER}"]
        self.lab.wait_until(lambda: machine.run(held).returncode == 0, PATIENCE, f"{machine.name} is held before its server")
        return machine.run("cd /var/lib/mysql && stat --format='%n %U:%G %a' g*.dat", check=True).stdout.strip()

    @row(23)
    def test_files_of_the_provider_that_are_written_anew_stay_the_servers(self) -> None:
        self.cluster.stop(self.n1)
        history = self.cluster.position(self.n1).history
        spoil(self.n1, STATE, state_of(NIL, 7, 0))
        spoil(self.n1, VIEW, "")
        self.hold(self.n1, BEFORE_SERVER)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "join")
        self.assertEqual(self.own_state_files(self.n1), "grastate.dat mysql:mysql 660")
        # The empty view file goes, which alone showed that the data is whole.
        self.assertIn(f"uuid:    {history}\nseqno:   -1\nsafe_to_bootstrap: 0\n", self.n1.read_file(STATE))
        self.assertIn("seqno:   7\n", self.n1.run("galera_check archive", check=True).stdout)
        self.go_on(self.n1, BEFORE_SERVER)
        self.lab.wait_synced(timeout=PATIENCE)
        tell("n1 has joined with a state file that had a seqno of no history, and with an empty view file")

        self.cluster.stop(self.n2, self.n3, self.n1)
        spoil(self.n1, STATE, "# GALERA saved state\nversion: 2.1\nuuid:    0123")
        spoil(self.n1, VIEW, "my_uuid: 01")
        self.hold(self.n1, BEFORE_SERVER)
        self.n1.run("systemctl restart galera-initiator-record", timeout=PATIENCE, check=True)
        self.cluster.begin()
        self.wait_verdict(self.n1, "bootstrap", reason="furthest-position")
        self.assertEqual(self.own_state_files(self.n1), "grastate.dat mysql:mysql 660")
        self.assertIn(f"uuid:    {history}\nseqno:   -1\nsafe_to_bootstrap: 1\n", self.n1.read_file(STATE))
        self.go_on(self.n1, BEFORE_SERVER)
        self.lab.wait_synced(timeout=PATIENCE)
        tell("n1 has bootstrapped with torn files")
        for machine in self.lab.machines:
            files = machine.run("cd /var/lib/mysql && stat --format='%n %U:%G' g*state.dat", check=True).stdout
            self.assertEqual(files, "grastate.dat mysql:mysql\ngvwstate.dat mysql:mysql\n")
        self.assert_bootstrapped_by(self.n1)
        self.assert_whole()

    @row(21)
    def test_a_node_that_finds_nobody_to_join_decides_again(self) -> None:
        self.cluster.stop(self.n3, self.n1)
        self.cluster.write(4, self.n2)
        self.hold(self.n1, BEFORE_SERVER)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "join")
        self.n2.power_cut()
        self.go_on(self.n1, BEFORE_SERVER)
        tell("n1 is to join n2, which has lost its power")
        self.wait_verdict(self.n1, "wait", reason="last-members-missing", names=(self.n2,))
        self.assert_nobody_bootstraps()
        self.power_returns(self.n2)
        self.cluster.begin(self.n2, self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n2)
        self.assert_whole()

    @row(21)
    def test_nothing_begins_beside_a_join_whose_component_is_gone_until_that_join_has_ended(self) -> None:
        self.cluster.stop(self.n3, self.n1)
        self.hold(self.n1, BEFORE_SERVER)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "join")
        self.n2.run(["kill", "-9", self.n2.server()], check=True)
        self.wait_verdict(self.n2, "wait", reason="peer-starting", names=(self.n1,))
        self.go_on(self.n1, BEFORE_SERVER)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n2)
        self.assert_whole()


class StoppedAmidTheFirstStart(Story):
    """systemd passes over ExecStop= while a step of ExecStartPost= runs."""

    kind = "what comes after the server can be held"
    begins_fresh = True

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            hold_after_server(machine)

    def test_who_was_alone_until_then_needs_nobody_afterwards(self) -> None:
        self.n1.run(["touch", AFTER_SERVER], check=True)
        self.cluster.begin(self.n1)
        self.lab.wait_synced([self.n1], timeout=PATIENCE)
        self.cluster.write(4, self.n1)
        self.cluster.stop(self.n1)
        self.assertIn("membership=alone", self.n1.run("galera_check state", check=True).stdout)
        tell("n1 has served clients, and was stopped before its start was over")
        for machine in (self.n2, self.n3):
            machine.poweroff()
        self.n1.run(["rm", AFTER_SERVER], check=True)
        self.began = time.time()
        self.cluster.begin(self.n1)
        self.lab.wait_synced([self.n1], timeout=PATIENCE)
        self.assert_led_by(self.n1)
        self.lab.boot([self.n2, self.n3], timeout=PATIENCE)
        self.cluster.begin(self.n2, self.n3)
        self.assert_whole()
