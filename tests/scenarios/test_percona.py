"""Percona XtraDB Cluster's units and script, around MariaDB's server: no package of Percona's can be had here."""

from pathlib import Path

from lab import Lab, Machine
from recovery_stories import RecoveryStories
from story import PATIENCE, tell

LAYOUT = Path(__file__).resolve().parents[1] / "lab" / "layouts" / "percona"
BOOTSTRAP = "systemctl start mysql@bootstrap"


class Percona(RecoveryStories):
    kind = "Percona's units"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            machine.unit = "mysql"
            machine.on_disk("rm -rf /usr/lib/systemd/system/mariadb* /usr/lib/systemd/system/my* /etc/systemd/system/my*")
            for unit in ("mysql.service", "mysql@.service"):
                machine.put_file(LAYOUT / unit, f"/usr/lib/systemd/system/{unit}")
            machine.put_file(LAYOUT / "mysql-systemd", "/usr/bin/mysql-systemd")
            machine.put_file(LAYOUT / "mysql.bootstrap", "/etc/default/mysql.bootstrap")
            machine.enable("mysql.service")

    def state(self, machine: Machine, unit: str) -> str:
        return machine.run(["systemctl", "is-active", unit]).stdout.strip()

    def test_the_vendors_way_to_bootstrap_is_refused_where_others_hold_more_and_starts_the_nodes_own_unit_elsewhere(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n1, self.n2, self.n3)
        self.assertNotEqual(self.n1.run(BOOTSTRAP, timeout=PATIENCE).returncode, 0)
        self.wait_verdict(self.n1, "refuse", reason="operator-word-contradicted", names=(self.n2, self.n3))
        self.assertIn("systemctl status mysql.service", self.n1.run("systemctl status --no-pager --full mysql@bootstrap").stdout)
        self.assertEqual((self.state(self.n1, "mysql"), self.state(self.n1, "mysql@bootstrap")), ("failed", "failed"))
        self.n1.run("systemctl reset-failed", check=True)
        self.n3.run(BOOTSTRAP, timeout=PATIENCE, check=True)
        self.assert_bootstrapped_by(self.n3, "operator-word")
        self.assertEqual((self.state(self.n3, "mysql"), self.state(self.n3, "mysql@bootstrap")), ("active", "inactive"))
        tell("as Percona's manual goes on: stop the one unit, start the other")
        self.n3.run("systemctl stop mysql@bootstrap && systemctl start mysql", timeout=PATIENCE, check=True)
        self.cluster.begin(self.n1, self.n2)
        self.assert_whole()

    def test_a_stale_node_alone_waits_for_the_last_leaver(self) -> None:
        self.cluster.write(3, *self.lab.machines)
        self.cluster.stop(self.n1, self.n2, self.n3)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", reason="peer-not-started", names=(self.n3,))
        self.assert_nobody_bootstraps()
        self.cluster.begin(self.n3)
        self.lab.wait_synced([self.n1, self.n3], timeout=PATIENCE)
        self.cluster.begin(self.n2)
        self.assert_whole()


# A base, no story of its own.
del RecoveryStories
