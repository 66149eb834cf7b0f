"""A start whose helper is killed or finds no room: nothing stays behind, nothing is handed over, and the next start is right."""

import time

from lab import Lab
from story import PATIENCE, Story, tell
from test_slow_starts import RECOVERY, SLOW_SCRIPT, SLOW_SERVER

ENVIRONMENT = "/run/galera-initiator/mariadb.service.env"
STATE_FOLDER = "/var/lib/galera-initiator"
RECORD = "galera-initiator-record"


class KilledStarts(Story):
    """One node is a whole cluster. MariaDB's own unit has SendSIGKILL=no: what is left in it makes its next start fail."""

    kind = "starts are killed"
    nodes = 1
    is_told_on_both = True

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            machine.write_file(SLOW_SERVER, SLOW_SCRIPT, mode="0755")
            machine.write_file("/etc/galera-initiator.conf", f"[server]\nprogram = {SLOW_SERVER}\n")

    def kill_helper(self) -> None:
        """SIGKILL for galera_init alone; what it has started has to end with it."""
        self.n1.run("systemctl kill --signal=KILL --kill-who=control mariadb", check=True)
        self.lab.wait_until(lambda: self.sub_state() == "auto-restart", PATIENCE, "systemd waits to start the unit again")
        # Killed by the kernel with galera_init, and reaped by PID 1 a moment later.
        self.lab.wait_until(lambda: self.n1.run(["pgrep", "--euid", "mysql"]).stdout == "", 5, "no process is left")
        self.assertEqual(self.n1.run(["test", "-e", ENVIRONMENT]).returncode, 1)
        self.assertIn("status=9/KILL", self.n1.run("journalctl --boot --unit=mariadb --output=cat").stdout)
        tell("galera_init was killed; no process and no decision is left")

    def sub_state(self) -> str:
        return self.n1.run("systemctl show --property=SubState --value mariadb", check=True).stdout.strip()

    def assert_starts_by_itself(self) -> None:
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_bootstrapped_by(self.n1)
        self.assert_whole()

    def test_a_helper_that_is_killed_in_a_position_recovery_takes_it_along(self) -> None:
        self.cluster.write(4, self.n1)
        self.n1.power_cut()
        self.lab.boot([self.n1], timeout=PATIENCE)
        # So that the start, and not the reading at boot, recovers the position.
        self.n1.run(f"rm {STATE_FOLDER}/memory", check=True)
        self.n1.run(f"systemctl mask --runtime {RECORD}", check=True)
        self.n1.run(["touch", RECOVERY], check=True)
        self.cluster.begin(self.n1)
        recovery = ["pgrep", "--full", "wsrep-recover"]
        self.lab.wait_until(lambda: self.n1.run(recovery).returncode == 0, PATIENCE, "the start recovers the position")
        self.kill_helper()
        self.n1.run(["rm", RECOVERY], check=True)
        self.n1.run(f"systemctl unmask --runtime {RECORD}", check=True)
        self.assert_starts_by_itself()

    def test_a_helper_that_is_killed_while_it_decides_is_started_again(self) -> None:
        self.cluster.stop(self.n1)
        self.n1.run("systemctl stop snmpd", check=True)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", reason="own-record-not-served")
        self.kill_helper()
        self.n1.run("systemctl start snmpd", check=True)
        self.assert_starts_by_itself()

    def test_a_full_disk_is_named_and_once_there_is_room_the_start_is_right(self) -> None:
        self.cluster.stop(self.n1)
        self.n1.run(
            f"cp -a {STATE_FOLDER} /var/tmp/kept && mount -t tmpfs -o size=64k tmpfs {STATE_FOLDER} &&"
            f" cp -a /var/tmp/kept/. {STATE_FOLDER} && ! cat /dev/zero > {STATE_FOLDER}/filler",
            check=True,
        )
        self.assertNotEqual(self.n1.run("systemctl start mariadb", timeout=PATIENCE).returncode, 0)
        self.assert_journal_says(self.n1, f"{STATE_FOLDER}/.memory.new-", "No space left on device")
        self.assertEqual(self.n1.run(["test", "-e", ENVIRONMENT]).returncode, 1)
        is_over = ["pgrep", "--euid", "mysql"]
        self.lab.wait_until(lambda: self.n1.run(is_over).stdout == "", PATIENCE, "what publishes after a failed start has ended")
        self.n1.run(f"rm {STATE_FOLDER}/filler", check=True)
        self.began = time.time()
        self.cluster.begin(self.n1)
        self.assert_starts_by_itself()
        self.n1.run(f"cp -a {STATE_FOLDER}/. /var/tmp/kept && umount {STATE_FOLDER} && cp -a /var/tmp/kept/. {STATE_FOLDER}", check=True)
