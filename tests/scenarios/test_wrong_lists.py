"""Cluster addresses that do not say what the rule takes them for: the node waits or does not start, and says what to mend."""

from lab import Lab
from story import Story, tell


class WrongLists(Story):
    def test_a_node_whose_list_names_itself_alone_never_bootstraps_beside_those_that_it_left(self) -> None:
        self.n1.configure_galera(wsrep_cluster_address=f"gcomm://{self.n1.address}")
        self.n1.run("systemctl daemon-reload", check=True)
        asked = self.n1.run("galera_check config")
        self.assertEqual(asked.returncode, 1, asked.stdout)
        self.assertRegex(asked.stdout, r"problem .*3 members")
        self.n1.run("systemctl restart --no-block mariadb", check=True)
        self.wait_verdict(self.n1, "wait", reason="members-unknown", says="wsrep_cluster_address")
        self.assert_nobody_bootstraps(6)
        self.lab.wait_synced([self.n2, self.n3])
        self.cluster.write(4, self.n2, self.n3)
        self.n1.configure_galera()
        self.n1.run("systemctl daemon-reload; systemctl restart --no-block mariadb", check=True)
        tell("n1's list is mended")
        self.assert_whole()


class OneNameForAll(Story):
    """The whole list is one DNS name, which has the addresses of all machines."""

    kind = "one name for all"
    begins_fresh = True

    @classmethod
    def configure(cls, lab: Lab) -> None:
        names = "".join(f"{machine.address} cluster.database\n" for machine in lab.machines)
        for machine in lab.machines:
            machine.write_file("/etc/hosts", machine.read_file("/etc/hosts") + names)
            machine.configure_galera(wsrep_cluster_address="gcomm://cluster.database")

    def test_three_fresh_machines_with_one_name_for_all_do_not_become_three_clusters(self) -> None:
        for machine in self.lab.machines:
            asked = machine.run("galera_check config")
            self.assertEqual(asked.returncode, 1, asked.stdout)
            self.assertRegex(asked.stdout, r"problem .*cluster\.database has several addresses")
            self.assertNotEqual(machine.run("systemctl start mariadb", timeout=60).returncode, 0)
            self.assert_status_shows(machine, "cluster.database", self.n1.address, "name each node")
        self.assert_nobody_bootstraps(1)
        for machine in self.lab.machines:
            machine.configure_galera()
            machine.run("systemctl daemon-reload", check=True)
        tell("each node is named")
        self.cluster.start()
        self.assert_bootstrapped_by(self.n1, "first-of-new-cluster")
        self.assert_whole()
