"""The list of nodes changes while the cluster is there, as galera-initiator-operations(7), THE LIST OF NODES, tells it."""

from lab import Machine
from story import PATIENCE, Story, at_length, tell


class ListOfNodes(Story):
    def change_list(self, *addresses: str, on: tuple[Machine, ...]) -> None:
        """The page's three items, on nodes one by one; no server is restarted for it."""
        for machine in on:
            machine.configure_galera(wsrep_cluster_address="gcomm://" + ",".join(addresses))
            machine.run("systemctl daemon-reload", check=True)
            self.assertEqual([node["address"] for node in self.seen(machine)["nodes"]], list(addresses))

    def assert_monitored_as_well(self, *machines: Machine) -> None:
        self.assert_runs_as_before(*machines)
        for machine in machines:
            self.assertEqual(machine.run("galera_check config --problems").stdout, "")

    def remove_n3(self) -> None:
        self.n3.run("systemctl enable mariadb", check=True)  # a removed node's machine may be booted again
        self.n3.run("systemctl disable --now mariadb", timeout=PATIENCE, check=True)
        self.lab.wait_synced([self.n1, self.n2])
        self.n3.run("systemctl mask mariadb", check=True)
        self.change_list(self.n1.address, self.n2.address, on=(self.n1, self.n2))
        self.assert_monitored_as_well(self.n1, self.n2)
        tell("n3 is removed, and the others have a list without it")

    def list_all_again(self) -> None:
        self.change_list(*(machine.address for machine in self.lab.machines), on=(self.n1, self.n2))

    def assert_rows_of_both(self) -> None:
        for machine in (self.n1, self.n2):
            self.assertEqual(self.cluster.lost_rows(machine), set())

    def test_a_node_that_was_removed_is_not_waited_for_and_is_added_again_as_any_other(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.remove_n3()
        self.cluster.write(6, self.n1, self.n2)
        self.lab.power_cut()
        self.lab.boot(timeout=PATIENCE)
        positions = {machine: self.cluster.position(machine).seqno for machine in (self.n1, self.n2)}
        self.assertNotEqual(self.n3.run("systemctl start mariadb").returncode, 0)
        tell(f"n1 and n2 are a cluster in {self.cluster.start(self.n1, self.n2):.1f} s")
        decision = self.assert_led_by(max(positions, key=positions.__getitem__))
        self.assertNotIn(self.n3.address, decision.peers)
        self.assert_rows_of_both()
        self.assert_monitored_as_well(self.n1, self.n2)

        self.list_all_again()
        self.assertEqual([node["status"] for node in self.seen(self.n1)["nodes"]], ["running", "running", "not heard"])
        self.n3.run("systemctl unmask mariadb && systemctl start galera-initiator-record", timeout=PATIENCE, check=True)
        self.assertEqual(self.n3.run("galera_check config --problems").stdout, "")
        self.assertIn("join", self.n3.run("galera_init --dry-run", check=True).stdout)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.wait_verdict(self.n3, "join", reason="peer-runs")
        self.assert_monitored_as_well(*self.lab.machines)
        self.assert_whole()

    @at_length
    def test_a_removed_node_that_somebody_starts_again_is_told_and_waited_for_until_the_list_has_it(self) -> None:
        self.remove_n3()
        self.n3.run("systemctl unmask mariadb && systemctl start mariadb", timeout=PATIENCE, check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assertEqual([node["address"] for node in self.seen(self.n1)["nodes"]], [self.n1.address, self.n2.address])
        for machine in (self.n1, self.n2):
            self.assertRegex(machine.run("galera_check config --problems").stdout, "3 members.* accounts for 2")
        self.cut_with_ahead(self.n3)
        self.power_returns()
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="members-unknown")
        self.assert_nobody_bootstraps(6)
        self.list_all_again()
        for machine in (self.n1, self.n2):
            machine.run("systemctl restart --no-block mariadb", check=True)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n3)
        self.assert_whole()

    def move(self, machine: Machine, address: str) -> None:
        """The page's second item, on a machine that has got the address."""
        machine.address = address
        machine.configure_snmp(self.lab.community)
        machine.run("systemctl restart snmpd", check=True)
        self.change_list(*(one.address for one in self.lab.machines), on=(machine,))

    @at_length
    def test_a_node_gets_another_address_while_the_others_run_and_the_old_one_while_all_are_down(self) -> None:
        old, new = self.n3.address, "10.66.0.30"
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n3)
        self.cluster.write(6, self.n1, self.n2)
        self.n3.run(f"ip address delete {old}/24 dev eth0 && ip address add {new}/24 dev eth0", check=True)
        self.move(self.n3, new)
        self.change_list(self.n1.address, self.n2.address, new, on=(self.n1, self.n2))
        self.assertRegex(self.n3.run("galera_check config").stdout, rf"wsrep_node_address +{new} ")
        self.assertEqual(self.n3.run("galera_check config --problems").stdout, "")
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.wait_verdict(self.n3, "join", reason="peer-runs")
        for machine in self.lab.machines:
            self.assertEqual([node["status"] for node in self.seen(machine)["nodes"]], ["running"] * 3)
        self.assert_monitored_as_well(*self.lab.machines)
        tell(f"n3 runs at {new}")

        self.cut_with_ahead(self.n3)
        self.power_returns()
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,))
        self.assert_nobody_bootstraps()
        self.cluster.stop(self.n1, self.n2)
        self.move(self.n3, old)
        self.change_list(self.n1.address, self.n2.address, old, on=(self.n1, self.n2))
        tell(f"n3's machine has {old} again; whole in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n3)
        self.assert_whole()

    def test_power_fails_amid_a_change_of_the_list_and_all_wait_until_it_is_finished(self) -> None:
        coming = "10.66.0.14"
        longer = [*(machine.address for machine in self.lab.machines), coming]
        self.cluster.write(6, *self.lab.machines)
        self.change_list(*longer, on=(self.n1,))
        self.assertEqual([node["status"] for node in self.seen(self.n1)["nodes"]], ["running"] * 3 + ["not heard"])
        self.cut_with_ahead(self.n2)
        self.power_returns()
        self.cluster.begin()
        for machine, others in ((self.n1, (self.n2, self.n3)), (self.n2, (self.n1,)), (self.n3, (self.n1,))):
            self.wait_verdict(machine, "wait", reason="settings-differ", names=others)
        self.assert_nobody_bootstraps(6)

        self.change_list(*longer, on=(self.n2, self.n3))
        for machine in (self.n2, self.n3):
            machine.run("systemctl restart --no-block mariadb", check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        tell("the change is finished, and nobody waits for a node that has not come yet")
        self.assert_led_by(self.n2)
        for machine in self.lab.machines:
            self.assertEqual(machine.run("galera_check cluster --monitor").returncode, 1)
        self.change_list(*longer[:-1], on=tuple(self.lab.machines))
        self.assert_monitored_as_well(*self.lab.machines)
        self.assert_whole()
