"""Data that is not part of what the others hold: numbers never decide, nothing is erased, and a person chooses."""

from lab import Machine
from story import PATIENCE, Decision, Story, at_length, row, tell

Rows = set[tuple[str, int]]


class Forks(Story):
    def write_alone(self, machine: Machine, count: int) -> Rows:
        """Rows that only one node has, and that the others are never to get."""
        known = set(self.cluster.acknowledged)
        self.cluster.write(count, machine)
        alone = self.cluster.acknowledged - known
        self.cluster.acknowledged -= alone
        return alone

    def others_go_on(self, machine: Machine) -> None:
        """Further than the fork: stock Galera would take it for a node that is merely behind."""
        self.cluster.write(30, *self.others(machine))

    def state_files(self, machine: Machine) -> str:
        return machine.run("cd /var/lib/mysql && stat --format='%n %U:%G %a %Y' g*.dat && cat g*.dat", check=True).stdout

    def assert_refuses(self, machine: Machine, reason: str, *says: str) -> Decision:
        before = self.state_files(machine)
        self.assertNotEqual(machine.run("systemctl start mariadb", timeout=PATIENCE).returncode, 0)
        decision = self.wait_verdict(machine, "refuse", reason=reason)
        for text in says:
            self.assertIn(text, decision.message)
        self.assertEqual(machine.server(), "0")
        self.assertEqual(self.state_files(machine), before)
        return decision

    def assert_still_on_disk(self, machine: Machine, rows: Rows) -> None:
        """Read by a server that is no node of the cluster."""
        with self.cluster.by_hand(machine, "--wsrep-on=OFF", "--wsrep-provider=none", "--skip-networking"):
            self.assertEqual(rows - self.cluster.rows(machine), set())
        tell(f"{machine.name} still has its {len(rows)} rows on its disk")

    def assert_joins_once_it_is_told_to_discard(self, machine: Machine, rows: Rows) -> None:
        told = self.do_as_status_says(machine, "galera_init discard-local-data")
        self.assertIn("will be replaced by a full state transfer", told)
        self.cluster.begin(machine)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assertEqual(self.decisions(machine)[-1].reason, "peer-runs-data-discarded")
        self.assertEqual(rows & self.cluster.rows(machine), set())
        self.assert_whole()

    @at_length
    @row(19)
    def test_a_node_that_somebody_bootstrapped_beside_the_others_refuses_to_join_them(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n1)
        shared = self.cluster.position(self.n1).seqno
        self.n1.pull_cable()
        self.cluster.allow_bootstrap(self.n1)
        self.n1.run("galera_new_cluster", timeout=PATIENCE, check=True)
        alone = self.write_alone(self.n1, 12)
        self.cluster.stop(self.n1)
        own = self.cluster.position(self.n1)
        self.others_go_on(self.n1)
        self.assertLess(own.seqno, int(self.n2.wsrep()["wsrep_last_committed"]))
        self.plug_cable(self.n1)
        tell(f"n1 was bootstrapped without network at {shared} and is at {own.seqno}; n2 and n3 have gone further")
        decision = self.assert_refuses(
            self.n1,
            "forked-history",
            f"{own.history}:{own.seqno}",
            f"only the transactions up to {shared}",
            f"holds {own.seqno - shared} transactions that it lacks",
            "galera_init discard-local-data",
        )
        tell(decision.headline)
        self.assert_still_on_disk(self.n1, alone)
        # What was looked at has not changed the answer.
        self.assert_refuses(self.n1, "forked-history")
        self.lab.wait_synced([self.n2, self.n3], timeout=PATIENCE)
        self.assert_joins_once_it_is_told_to_discard(self.n1, alone)

    @row(19)
    def test_a_node_whose_server_was_run_by_hand_beside_the_others_refuses_to_join_them(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n2)
        shared = self.cluster.position(self.n2).seqno
        self.cluster.allow_bootstrap(self.n2)
        with self.cluster.by_hand(self.n2, "--wsrep-new-cluster", "--wsrep-cluster-address=gcomm://"):
            self.lab.wait_synced([self.n2], timeout=PATIENCE)
            alone = self.write_alone(self.n2, 12)
        self.others_go_on(self.n2)
        tell("n2 was run alone and outside its unit; n1 and n3 have gone further")
        decision = self.assert_refuses(
            self.n2, "forked-history", f"only the transactions up to {shared}", "galera_init discard-local-data"
        )
        tell(decision.headline)
        self.assert_still_on_disk(self.n2, alone)
        self.assert_joins_once_it_is_told_to_discard(self.n2, alone)

    @row(17)
    def test_of_two_histories_neither_is_chosen_and_both_are_named(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n3)
        self.cluster.reinstall(self.n3)
        with self.cluster.by_hand(self.n3, "--wsrep-new-cluster", "--wsrep-cluster-address=gcomm://"):
            self.lab.wait_synced([self.n3], timeout=PATIENCE)
            self.write_alone(self.n3, 1)
            self.cluster.write_until(int(self.n1.wsrep()["wsrep_last_committed"]) + 20, self.n3)
            alone = self.cluster.rows(self.n3)
            self.cluster.acknowledged -= alone
        self.cluster.stop(self.n1, self.n2)
        self.lab.each(lambda machine: machine.run("systemctl restart galera-initiator-record", timeout=PATIENCE, check=True))
        positions = {machine: self.cluster.position(machine) for machine in self.lab.machines}
        self.assertNotEqual(positions[self.n3].history, positions[self.n1].history)
        self.assertGreater(positions[self.n3].seqno, positions[self.n2].seqno)
        tell("n1 and n2 hold one history, n3 another one that is further")
        listed = [f"{one.history}:{one.seqno}" for one in positions.values()]
        for machine in self.lab.machines:
            self.assert_refuses(machine, "two-histories", *listed)
        self.assert_nobody_bootstraps(1)
        self.assert_still_on_disk(self.n3, alone)
        told = self.do_as_status_says(self.n3, "galera_init discard-local-data")
        self.assertIn("will be replaced by a full state transfer", told)
        # First: the others refuse as before until they hear the word of a start that waits.
        self.cluster.begin(self.n3)
        self.wait_verdict(self.n3, "wait")
        self.cluster.start()
        self.assert_led_by(self.n2)
        self.assertEqual(alone & self.cluster.rows(self.n3), set())
        self.assertEqual(self.cluster.histories(), {positions[self.n1].history})
        self.assert_whole()
