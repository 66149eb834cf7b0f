"""A cluster of two: neither is a majority of the last primary component."""

from story import PATIENCE, Story, row


class TwoNodes(Story):
    kind = "two nodes"
    nodes = 2

    @row(24)
    def test_two_nodes_that_come_back_partitioned_wait_for_each_other(self) -> None:
        self.cluster.write(4, self.n1, self.n2)
        self.n1.pull_cable()
        for machine in self.lab.machines:
            self.lab.wait_until(
                lambda machine=machine: machine.wsrep().get("wsrep_cluster_status") == "non-Primary",
                PATIENCE,
                f"{machine.name} has no quorum",
            )
        self.lab.power_cut()
        self.power_returns()
        self.cluster.begin()
        self.wait_verdict(self.n1, "wait", reason="last-members-missing", names=(self.n2,))
        self.wait_verdict(self.n2, "wait", reason="last-members-missing", names=(self.n1,))
        self.assert_nobody_bootstraps(10)
        self.n1.plug_cable()
        self.assert_whole()
