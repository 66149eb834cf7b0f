"""[start] together = yes: nodes that have agreed form the component in one go, and it forms with all of them or not at all."""

from holds import BEFORE_SERVER, hold_before_server
from lab import Lab, Machine
from story import PATIENCE, Story, at_length, row, tell

VIEW = "/var/lib/mysql/gvwstate.dat"
MARK_OF_AGREEMENT = "-616772656564 "  # ends the id of a view that has not formed


class StartsTogether(Story):
    takes_long = True
    kind = "start together"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            machine.write_file("/etc/galera-initiator.conf", "[start]\ntogether = yes\n")
            hold_before_server(machine)

    def assert_started_together(self, *machines: Machine) -> None:
        """Nobody has bootstrapped, and the last decision of each of these names all the others, or who leads them."""
        words = [str(one) for one in self.decisions()]
        self.assertNotIn("bootstrap", [one.word for one in self.decisions()], "\n".join(words))
        last = {machine: [one for one in self.decisions(machine) if one.word != "wait"][-1] for machine in machines}
        self.assertEqual({one.word for one in last.values()}, {"restore"}, "\n".join(words))
        leaders = [machine for machine, one in last.items() if len(one.peers) == len(machines) - 1]
        self.assertTrue(leaders, "\n".join(words))
        for machine, one in last.items():
            others = {other.address for other in machines if other is not machine}
            self.assertLessEqual(set(one.peers), others, "\n".join(words))
        for machine in machines:
            self.assertNotIn(MARK_OF_AGREEMENT, machine.read_file(VIEW))

    def cut_power_and_agree_while_held(self, held: Machine) -> None:
        """All have decided to start together, and this one's server does not start."""
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut()
        self.power_returns()
        held.run(["touch", BEFORE_SERVER], check=True)
        self.cluster.begin()
        for machine in self.lab.machines:
            self.wait_verdict(machine, "restore")

    @row(2)
    def test_after_a_power_cut_of_all_while_all_write_they_start_together(self) -> None:
        rows = self.cluster.cut_while_writing()
        tell(f"power cut of all; {rows} rows were acknowledged meanwhile")
        self.lab.boot(timeout=150)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_started_together(*self.lab.machines)
        self.assert_whole()

    @at_length
    @row(3)
    def test_after_clean_stops_one_by_one_they_start_together_though_they_are_far_apart(self) -> None:
        self.cluster.stop(self.n3)
        self.cluster.write(20, self.n1, self.n2)
        self.cluster.stop(self.n2)
        self.cluster.write(20, self.n1)
        self.cluster.stop(self.n1)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_started_together(*self.lab.machines)
        self.assert_whole()

    @row(2)
    def test_who_has_waited_alone_for_long_and_asks_seldom_is_waited_for_by_those_who_set_out(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut()
        self.power_returns(self.n1)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait")
        self.assert_nobody_bootstraps(seconds=45)
        tell("n1 hears n2 and n3 only when both are being started")
        self.n1.pull_cable()
        self.power_returns(self.n2, self.n3)
        self.cluster.begin(self.n2, self.n3)
        for machine in (self.n2, self.n3):
            self.wait_verdict(machine, "wait", names=(self.n1,))
        self.plug_cable(self.n1)
        tell(f"whole again {self.lab.wait_synced(timeout=PATIENCE):.1f} s after n1 is plugged in")
        self.assert_started_together(*self.lab.machines)
        for machine in self.lab.machines:
            restarts = machine.run(f"systemctl show --property=NRestarts --value {machine.unit}", check=True).stdout
            self.assertEqual(restarts.strip(), "0", machine.name)
        self.assert_whole()

    @row(11)
    def test_who_is_off_and_not_needed_is_not_waited_for(self) -> None:
        self.cluster.stop(self.n3)
        self.n3.power_cut()
        self.cluster.write(20, self.n1, self.n2)
        self.lab.power_cut([self.n1, self.n2])
        self.power_returns(self.n1, self.n2)
        tell(f"n1 and n2 are back in {self.cluster.start(self.n1, self.n2):.1f} s, n3 is off")
        self.assert_started_together(self.n1, self.n2)
        self.n3.boot()
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_whole()

    @at_length
    @row(11)
    def test_a_server_of_an_earlier_component_that_comes_amid_the_start_does_not_take_it_over(self) -> None:
        self.n3.pull_cable()
        self.wait_non_primary(self.n3)
        self.cluster.write(20, self.n1, self.n2)
        self.lab.power_cut([self.n1, self.n2])
        self.power_returns(self.n1, self.n2)
        self.n2.run(["touch", BEFORE_SERVER], check=True)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "restore")
        tell("n1 and n2 have agreed; n3 is plugged in, whose server remembers all three, before n2's server starts")
        self.plug_cable(self.n3)
        self.n2.run(["rm", BEFORE_SERVER], check=True)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_whole()
        for machine in (self.n1, self.n2):
            self.assertNotIn("Reversing history", machine.run("journalctl -u mariadb", check=True).stdout)

    @row(2)
    def test_one_that_dies_before_its_server_keeps_the_others_from_forming_and_they_decide_anew(self) -> None:
        self.cut_power_and_agree_while_held(self.n3)
        tell("all have agreed; n3 loses its power before its server starts")
        self.n3.power_cut()
        self.wait_verdict(self.n1, "wait", reason="last-members-missing", names=(self.n3,))
        self.assertNotIn("bootstrap", [one.word for one in self.decisions()])
        self.power_returns(self.n3)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_whole()

    @at_length
    @row(2)
    def test_all_lose_their_power_again_while_they_start_together(self) -> None:
        self.cut_power_and_agree_while_held(self.n2)
        self.assertIn(MARK_OF_AGREEMENT, self.n1.read_file(VIEW))
        self.lab.power_cut()
        self.lab.boot(timeout=150)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_whole()
