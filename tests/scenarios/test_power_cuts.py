"""Power cuts.

A lab's cut ends every process at once but keeps what the kernel has cached, so it shows what becomes of processes and
protocols; it does not show that the server calls fsync.
"""

from story import PATIENCE, Story, at_length, row, tell


class PowerCuts(Story):
    @row(2)
    def test_after_a_power_cut_of_all_while_all_write_nothing_acknowledged_is_lost(self) -> None:
        rows = self.cluster.cut_while_writing()
        tell(f"power cut of all; {rows} rows were acknowledged meanwhile")
        self.lab.boot(timeout=150)
        positions = {machine: self.cluster.position(machine) for machine in self.lab.machines}
        tell("recovered: " + ", ".join(f"{machine.name} {one.seqno}" for machine, one in positions.items()))
        self.assertEqual(len({one.history for one in positions.values()}), 1)
        tell(f"whole again in {self.cluster.start():.1f} s")
        furthest = max(one.seqno for one in positions.values())
        best = next(machine for machine, one in positions.items() if one.seqno == furthest)
        decision = self.assert_led_by(best)
        self.assertEqual((decision.history, decision.seqno), (positions[best].history, str(furthest)))
        self.assert_whole()

    @at_length
    @row(2)
    def test_a_node_that_lagged_at_the_power_cut_does_not_bootstrap(self) -> None:
        self.cluster.write(1, self.n1)
        # It is the first in the cluster address, so it would win a tie.
        self.hold_back(self.n1)
        self.cluster.write(10, self.n2, self.n3)
        self.lab.power_cut()
        positions = self.power_returns()
        self.assertLessEqual(positions[self.n1] + 10, max(positions.values()))
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(max(positions, key=positions.__getitem__))
        self.assert_whole()

    @at_length
    @row(2)
    def test_positions_are_compared_as_numbers(self) -> None:
        self.cut_across_a_power_of_ten()
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n2)
        self.assert_whole()

    @at_length
    @row(6)
    def test_of_equal_nodes_that_start_at_once_the_first_bootstraps_and_all_agree(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.wait_equal()
        self.lab.power_cut()
        self.assertEqual(len(set(self.power_returns().values())), 1)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n1)
        chosen = {one.peers for one in self.decisions() if one.reason == "peer-will-bootstrap"}
        self.assertLessEqual(chosen, {(self.n1.address,)})
        self.assert_whole()

    @row(12)
    def test_a_member_of_the_last_component_that_stays_off_is_waited_for(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut()
        self.power_returns(self.n1, self.n2)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,), says="furthest position")
            self.assert_status_shows(machine, "Waits for", self.n3.address)
        self.assert_nobody_bootstraps(10)
        self.power_returns(self.n3)
        self.cluster.begin(self.n3)
        self.assert_whole()

    @at_length
    @row(13)
    def test_a_stale_node_waits_and_names_those_that_hold_more(self) -> None:
        self.cluster.stop(self.n3)
        self.cluster.write(20, self.n1, self.n2)
        self.lab.power_cut([self.n1, self.n2])
        tell("n3 left, 20 rows were written, n1 and n2 lost their power; n3 is started alone")
        self.cluster.begin(self.n3)
        self.wait_verdict(self.n3, "wait", reason="last-members-missing", names=(self.n1, self.n2))
        self.assert_status_shows(self.n3, "Waits for", self.n1.address, self.n2.address)
        self.assert_nobody_bootstraps(6)
        self.lab.boot([self.n1, self.n2], timeout=150)
        self.wait_verdict(self.n3, "wait", reason="peer-not-started")
        self.cluster.begin(self.n1, self.n2)
        self.lab.wait_synced(timeout=150)
        self.assertNotIn(self.n3, [one.machine for one in self.leading_decisions()])
        self.assert_whole()

    @row(11)
    def test_nodes_do_not_wait_for_one_that_died_before(self) -> None:
        self.n3.power_cut()
        self.lab.wait_synced([self.n1, self.n2], timeout=PATIENCE)
        self.cluster.write(20, self.n1, self.n2)
        self.lab.power_cut([self.n1, self.n2])
        self.power_returns(self.n1, self.n2)
        tell(f"n1 and n2 are back in {self.cluster.start(self.n1, self.n2):.1f} s, n3 is off")
        waits = [one for one in self.decisions() if self.n3.address in one.peers and one.reason == "last-members-missing"]
        self.assertFalse(waits, "\n".join(map(str, waits)))
        self.n3.boot()
        self.cluster.begin(self.n3)
        self.assert_whole()

    @at_length
    @row(11)
    def test_nodes_do_not_wait_for_one_that_left_before(self) -> None:
        self.cluster.stop(self.n3)
        self.n3.poweroff()
        self.cluster.write(20, self.n1, self.n2)
        self.lab.power_cut([self.n1, self.n2])
        self.lab.boot([self.n1, self.n2], timeout=150)
        seconds = self.cluster.start(self.n1, self.n2)
        tell(f"n1 and n2 are back in {seconds:.1f} s, n3 is off")
        waits = [one for one in self.decisions() if self.n3.address in one.peers and one.reason == "last-members-missing"]
        self.assertFalse(waits, "\n".join(map(str, waits)))
        self.n3.boot()
        self.cluster.begin(self.n3)
        self.assert_whole()

    @at_length
    def test_machines_that_start_their_server_at_boot_need_no_hand(self) -> None:
        for machine in self.lab.machines:
            machine.enable("mariadb")
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut()
        self.lab.boot(settled=False, timeout=150)
        tell(f"booted; whole after another {self.lab.wait_synced(timeout=150):.1f} s")
        for machine in self.lab.machines:
            machine.disable("mariadb")
        self.assert_whole()
