"""A member of the last primary component that does not come back, and what one command on one node does about it."""

from story import PATIENCE, Story, row, tell


class LostNodes(Story):
    def cut_with_n3_ahead(self, count: int) -> set[tuple[str, int]]:
        """Power cut of all: n3 alone has written down some rows that were acknowledged to its clients; returns those."""
        self.cluster.write(6, *self.lab.machines)
        self.wait_equal()
        known = set(self.cluster.acknowledged)
        self.hold_back(self.n1)
        self.hold_back(self.n2)
        self.cluster.write(count, self.n3)
        self.lab.power_cut()
        ahead = self.cluster.acknowledged - known
        self.assertEqual(len(ahead), count)
        return ahead

    @row(12)
    def test_one_command_on_one_node_brings_back_a_cluster_whose_third_node_is_gone_for_ever(self) -> None:
        ahead = self.cut_with_n3_ahead(4)
        held = self.power_returns(self.n1, self.n2)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,), says="may hold the furthest position")
        command = f"galera_init assume-lost {self.n3.address}"
        self.assert_journal_says(self.n1, command)
        self.assert_nobody_bootstraps(6)
        # Without the --yes it asks, and a script cannot answer: nothing is taken down by accident.
        self.assertNotEqual(self.n2.run(command).returncode, 0)
        self.assert_nobody_bootstraps(2)
        told = self.do_as_status_says(self.n2, command)
        self.assertIn("What only the lost nodes hold is given up", told)
        tell(f"'{command}' on n2; n1 and n2 are a cluster after {self.lab.wait_synced([self.n1, self.n2], timeout=PATIENCE):.1f} s")
        decision = self.assert_led_by(max(held, key=held.__getitem__))
        self.assertIn("what only it holds is given up", decision.message)
        self.cluster.acknowledged -= ahead
        for machine in (self.n1, self.n2):
            self.assertEqual(self.cluster.lost_rows(machine), set())
        self.cluster.write(10, self.n1, self.n2)

        tell("n3 is found after all")
        lacking = self.power_returns(self.n3)[self.n3] - max(held.values())
        self.assertGreaterEqual(lacking, len(ahead))
        self.assertNotEqual(self.n3.run("systemctl start mariadb", timeout=PATIENCE).returncode, 0)
        refusal = self.wait_verdict(self.n3, "refuse", reason="forked-history", says=f"{lacking} transactions that it lacks")
        self.assertIn("galera_init discard-local-data", refusal.message)
        with self.cluster.by_hand(self.n3, "--wsrep-on=OFF", "--wsrep-provider=none", "--skip-networking"):
            self.assertEqual(ahead - self.cluster.rows(self.n3), set())
        self.lab.wait_synced([self.n1, self.n2], timeout=PATIENCE)
        tell("n3 refuses and keeps its rows; it gets a new disk")
        self.cluster.reinstall(self.n3)
        self.cluster.begin(self.n3)
        self.assert_whole()
