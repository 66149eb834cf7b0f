"""An operator's word, and what only looks like one."""

from lab import Machine
from story import Story, at_length, row, tell

FLAG_FILE = "/run/mariadb-wsrep-new-cluster"


class Operator(Story):
    flag_file = FLAG_FILE
    new_cluster = "galera_new_cluster"

    def leave_flag(self, machine: Machine) -> None:
        """As if the script had been killed before it could remove it."""
        machine.write_file(self.flag_file, "_WSREP_NEW_CLUSTER=--wsrep-new-cluster\n")

    def remove_flag(self, machine: Machine) -> None:
        machine.run(["rm", "-f", self.flag_file], check=True)

    def command_line(self, machine: Machine) -> str:
        return machine.run(f"tr '\\0' ' ' < /proc/{machine.server()}/cmdline", check=True).stdout

    def test_galera_new_cluster_works_where_it_is_safe_and_is_refused_where_it_is_not(self) -> None:
        self.cluster.stop(self.n1, self.n2, self.n3)
        before = self.n1.read_file("/var/lib/mysql/grastate.dat")
        refused = self.n1.run(self.new_cluster, timeout=60)
        self.assertNotEqual(refused.returncode, 0)
        self.wait_verdict(self.n1, "refuse", reason="operator-word-contradicted", says="n3")
        self.assertEqual(self.n1.read_file("/var/lib/mysql/grastate.dat"), before)

        # As hardened machines have it: the server's user does not see root's processes.
        self.n3.run("mount -o remount,hidepid=2 /proc", check=True)
        self.assertEqual(self.n3.run("setpriv --reuid=mysql --regid=mysql --clear-groups test -e /proc/1").returncode, 1)
        self.n3.run(self.new_cluster, timeout=150, check=True)
        self.n3.run("mount -o remount,hidepid=0 /proc", check=True)
        self.assert_bootstrapped_by(self.n3, "operator-word")
        self.cluster.begin(self.n1, self.n2)
        self.assert_whole()

    @row(20)
    def test_a_left_over_flag_does_not_bootstrap_beside_running_peers(self) -> None:
        self.cluster.stop(self.n1)
        self.leave_flag(self.n1)
        self.n1.run(f"systemctl start {self.n1.unit}", timeout=150, check=True)
        self.assertNotIn("--wsrep-new-cluster", self.command_line(self.n1))
        self.assert_journal_says(self.n1, "left over", "galera_new_cluster")
        self.assertEqual(self.decisions(self.n1)[-1].word, "join")
        tell("n1 joined in spite of the flag; now its server is killed and restarted with the flag still there")
        self.n1.run(["kill", "-9", self.n1.server()], check=True)
        count = f"systemctl show --property=NRestarts --value {self.n1.unit}"
        self.lab.wait_until(lambda: self.n1.run(count).stdout.strip() not in ("", "0"), 150, "n1's server is restarted")
        self.lab.wait_synced(timeout=150)
        self.assertNotIn("--wsrep-new-cluster", self.command_line(self.n1))
        self.remove_flag(self.n1)
        self.assert_whole()

    @at_length
    def test_a_left_over_flag_is_ignored_and_the_rule_decides(self) -> None:
        self.cluster.stop(self.n1, self.n2, self.n3)
        self.leave_flag(self.n1)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", reason="peer-not-started", names=(self.n3,))
        self.assert_journal_says(self.n1, "left over", "galera_new_cluster")
        self.assert_nobody_bootstraps()
        self.cluster.begin(self.n2, self.n3)
        self.lab.wait_synced(timeout=150)
        self.assert_led_by(self.n3)
        self.remove_flag(self.n1)
        self.assert_whole()
