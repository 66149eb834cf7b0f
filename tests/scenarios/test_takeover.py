"""A cluster that has run without this project gets it."""

from lab import Machine
from story import PATIENCE, Story, at_length, stage, tell


class Takeover(Story):
    kind = "without this project at first"
    installs_product = False
    begins_fresh = True

    def server(self, machine: Machine) -> str:
        return machine.run("systemctl show --property=MainPID,NRestarts --value mariadb", check=True).stdout

    def install(self, machine: Machine) -> None:
        """As README.md says; the server runs and is left alone."""
        before = self.server(machine)
        machine.install_product(stage.package)
        machine.run("systemctl start galera-initiator-record", timeout=PATIENCE, check=True)
        self.assertEqual(self.server(machine), before)
        self.assertEqual(machine.run("galera_check status", check=True).stdout.strip(), "running")
        # Peers that are started later compare their data with it.
        (history,) = self.cluster.histories(machine)
        self.assertIn(f"history={history}", machine.run("galera_check state", check=True).stdout)
        tell(f"{machine.name} has it, and its server has run on")

    def test_a_running_cluster_gets_it_node_by_node_and_recovers_from_the_next_power_cut(self) -> None:
        self.n1.run("galera_new_cluster", timeout=PATIENCE, check=True)
        for machine in (self.n2, self.n3):
            machine.run("systemctl start mariadb", timeout=PATIENCE, check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        for machine in self.lab.machines:
            self.cluster.write(6, *self.lab.machines)
            self.install(machine)
        self.lab.wait_synced(timeout=PATIENCE)
        rows = self.cluster.cut_while_writing()
        tell(f"power cut of all; {rows} rows were acknowledged meanwhile")
        positions = self.power_returns()
        tell(f"whole again in {self.cluster.start():.1f} s")
        best = max(positions.values())
        (decision,) = self.leading_decisions()
        self.assertEqual(positions[decision.machine], best)
        self.assert_whole()
        # Nobody has had a hand in it, so nobody may take the first start with the tool for a fork.
        self.cluster.stop(self.n2, self.n3, self.n1)
        self.cluster.start()
        self.assert_whole()

    @at_length
    def test_a_node_that_gets_it_while_it_runs_learns_the_timeline_that_another_one_began(self) -> None:
        self.n1.install_product(stage.package)
        self.n1.run("galera_new_cluster", timeout=PATIENCE, check=True)
        self.n2.run("systemctl start mariadb", timeout=PATIENCE, check=True)
        self.lab.wait_synced([self.n1, self.n2], timeout=PATIENCE)
        self.cluster.write(3, self.n1, self.n2)
        self.install(self.n2)
        began, learnt = (self.timelines(machine) for machine in (self.n1, self.n2))
        self.assertEqual(learnt, began)
        self.assertTrue(began)

    @at_length
    def test_a_cluster_that_has_it_on_some_nodes_only_recovers_once_all_have_it(self) -> None:
        self.n1.run("galera_new_cluster", timeout=PATIENCE, check=True)
        for machine in (self.n2, self.n3):
            machine.run("systemctl start mariadb", timeout=PATIENCE, check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        self.install(self.n1)
        self.install(self.n2)
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut()
        self.lab.boot(timeout=PATIENCE)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,))
        self.assert_nobody_bootstraps(2)
        self.n3.install_product(stage.package)
        self.n3.run("systemctl start galera-initiator-record", timeout=PATIENCE, check=True)
        self.cluster.begin(self.n3)
        self.assert_whole()
