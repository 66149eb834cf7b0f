"""Units and scripts that do what those of other vendors and distributions do, around Debian's MariaDB: their own packages cannot
be had here."""

from lab import Lab, Machine
from lab.layouts import MIXED, lay_out_all
from recovery_stories import RecoveryStories
from story import PATIENCE, at_length, tell
from test_operator import Operator

BOOTSTRAP = "systemctl start mysql@bootstrap"


@at_length
class EnterpriseLinux8(RecoveryStories, Operator):
    kind = "EL 8's units"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        lay_out_all(lab.machines, "enterprise_linux_8")

    def leave_flag(self, machine: Machine) -> None:
        machine.run("systemctl set-environment _WSREP_NEW_CLUSTER=--wsrep-new-cluster", check=True)

    def remove_flag(self, machine: Machine) -> None:
        machine.run("systemctl unset-environment _WSREP_NEW_CLUSTER", check=True)


class Codership(RecoveryStories, Operator):
    kind = "Codership's units"
    new_cluster = "mysqld_bootstrap"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        lay_out_all(lab.machines, "codership")

    def leave_flag(self, machine: Machine) -> None:
        machine.run("systemctl set-environment MYSQLD_OPTS=--wsrep-new-cluster", check=True)

    def remove_flag(self, machine: Machine) -> None:
        machine.run("systemctl unset-environment MYSQLD_OPTS", check=True)


class Percona(RecoveryStories):
    kind = "Percona's units"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        lay_out_all(lab.machines, "percona")

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
        tell("on one whose own start waits, too")
        self.cluster.begin(self.n2)
        self.wait_verdict(self.n2, "wait", reason="peer-not-started", names=(self.n3,))
        self.assertNotEqual(self.n2.run(BOOTSTRAP, timeout=PATIENCE).returncode, 0)
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


class Mixed(RecoveryStories):
    """Percona's units on n1, Codership's on n2 and EL 8's on n3."""

    kind = "a layout of its own on each node"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        lay_out_all(lab.machines, MIXED)


# Bases, not stories of their own.
del RecoveryStories, Operator
