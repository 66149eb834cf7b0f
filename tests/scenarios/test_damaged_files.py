"""Files of the provider that a crash, a failed transfer or a hand has spoilt: the data itself tells its position."""

from lab import Machine
from story import PATIENCE, Story, at_length, row, tell

STATE = "/var/lib/mysql/grastate.dat"
VIEW = "/var/lib/mysql/gvwstate.dat"
NIL = "00000000-0000-0000-0000-000000000000"


def state_of(history: str, seqno: int, safe_to_bootstrap: int) -> str:
    return (
        f"# GALERA saved state\nversion: 2.1\nuuid:    {history}\nseqno:   {seqno}\nsafe_to_bootstrap: {safe_to_bootstrap}\n"
    )


def spoil(machine: Machine, path: str, content: str) -> None:
    machine.write_file(path, content, mode="0660", owner="mysql:mysql")


class DamagedFiles(Story):
    def fall_behind(self, machine: Machine) -> None:
        """Power cut of all; one node holds less than the others."""
        self.cluster.write(1, self.n1)
        self.hold_back(machine)
        self.cluster.write(10, *self.others(machine))
        self.lab.power_cut()

    def assert_furthest_bootstraps(self, positions: dict[Machine, int]) -> None:
        self.assertLess(positions[self.n1], max(positions.values()))
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(max(positions, key=positions.__getitem__))
        self.assert_whole()

    @row(4)
    def test_a_node_whose_state_transfer_failed_never_bootstraps(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n1)
        spoil(self.n1, STATE, state_of(NIL, -1, 1))
        spoil(self.n1, "/var/lib/mysql/sst_in_progress", "")
        self.lab.power_cut()
        self.lab.boot(timeout=PATIENCE)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait")
        self.assert_journal_says(self.n1, "if the data is whole", "sst_in_progress is in the data folder")
        self.assert_nobody_bootstraps()
        self.cluster.begin(self.n2, self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n2)
        self.assert_whole()

    @at_length
    @row(5)
    def test_a_flag_beside_a_zero_uuid_counts_for_nothing(self) -> None:
        self.fall_behind(self.n1)
        spoil(self.n1, STATE, state_of(NIL, 7, 1))
        self.lab.boot(timeout=PATIENCE)
        positions = {machine: self.cluster.position(machine).seqno for machine in (self.n2, self.n3)}
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(max(positions, key=positions.__getitem__))
        self.assert_whole()

    @at_length
    @row(16)
    def test_an_empty_view_file_makes_nodes_wait_for_every_configured_node(self) -> None:
        self.cluster.stop(self.n3)
        self.n3.poweroff()
        self.cluster.write(10, self.n1, self.n2)
        self.lab.power_cut([self.n1, self.n2])
        for machine in (self.n1, self.n2):
            spoil(machine, VIEW, "")
        self.power_returns(self.n1, self.n2)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,))
        self.assert_nobody_bootstraps()
        self.n3.boot()
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n1)
        self.assert_whole()

    @at_length
    @row(23)
    def test_an_empty_state_file_is_no_permission_to_bootstrap(self) -> None:
        self.fall_behind(self.n1)
        spoil(self.n1, STATE, "")
        self.assert_furthest_bootstraps(self.power_returns())

    @row(23)
    def test_a_torn_state_file_does_not_hide_the_position(self) -> None:
        self.fall_behind(self.n1)
        for machine in (self.n2, self.n3):
            whole = machine.read_file(STATE)
            spoil(machine, STATE, whole[: whole.index("uuid") + 12])
        self.assert_furthest_bootstraps(self.power_returns())
