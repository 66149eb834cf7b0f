"""A machine that is set up anew while the others hold data."""

from story import PATIENCE, Story, at_length, row, tell


class ReinstalledMachines(Story):
    @row(10)
    def test_a_reinstalled_node_makes_no_new_cluster_while_one_with_data_is_heard(self) -> None:
        self.cluster.stop(self.n1)
        self.cluster.reinstall(self.n1)
        self.cluster.write(6, self.n2, self.n3)
        self.lab.power_cut([self.n2, self.n3])
        self.power_returns(self.n2)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,))
        self.assert_journal_says(self.n1, "[this node]", "fresh")
        self.assert_nobody_bootstraps(6)
        self.power_returns(self.n3)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n2)
        self.assert_whole()

    @at_length
    @row(10)
    def test_a_node_that_was_alone_starts_by_its_own_evidence_beside_a_reinstalled_one(self) -> None:
        self.cluster.stop(self.n1, self.n3)
        self.cluster.reinstall(self.n1)
        self.n3.poweroff()
        self.cluster.write(6, self.n2)
        self.lab.power_cut([self.n2])
        self.power_returns(self.n2)
        tell(f"n1 and n2 are one cluster in {self.cluster.start(self.n1, self.n2):.1f} s, n3 is off")
        self.assert_led_by(self.n2)
        self.n3.boot()
        self.cluster.begin(self.n3)
        self.assert_whole()

    @at_length
    @row(10)
    def test_a_reinstalled_node_alone_waits_for_the_others(self) -> None:
        self.cluster.stop(self.n1)
        self.cluster.reinstall(self.n1)
        self.lab.power_cut([self.n2, self.n3])
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", reason="fresh-nodes-missing", names=(self.n2, self.n3))
        self.assert_nobody_bootstraps(6)
        self.power_returns(self.n2, self.n3)
        self.cluster.begin(self.n2, self.n3)
        self.assert_whole()
