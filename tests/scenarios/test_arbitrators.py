"""Two nodes and an arbitrator: it is a member of every component, holds nothing, and tells nothing."""

from lab import Lab, Machine
from story import PATIENCE, Story, at_length, tell


def tell_of_arbitrators(lab: Lab, number: int) -> None:
    for machine in lab.machines:
        machine.write_file("/etc/galera-initiator.conf", f"[cluster]\narbitrators = {number}\n")


class Arbitrators(Story):
    kind = "two nodes and an arbitrator"
    nodes = 2
    arbitrators = 1

    @classmethod
    def configure(cls, lab: Lab) -> None:
        tell_of_arbitrators(lab, 1)
        lab.arbitrators[0].power_on()

    def all_lose_power(self) -> None:
        self.lab.power_cut(self.lab.machines + self.lab.arbitrators)
        self.power_returns()
        self.cluster.begin()

    def await_members(self, machine: Machine, count: int) -> None:
        self.lab.wait_until(
            lambda: machine.wsrep().get("wsrep_cluster_size") == str(count), PATIENCE, f"{count} members at {machine.name}"
        )

    def comes_back(self, reason: str | None = None) -> None:
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_bootstrapped_by(self.n1, reason)
        tell("whole without the arbitrator, which comes back last")
        self.lab.arbitrators[0].power_on()
        self.assert_whole()

    def test_all_lose_power_and_the_nodes_do_not_wait_for_their_arbitrator(self) -> None:
        self.cluster.write(6, self.n1, self.n2)
        self.all_lose_power()
        self.comes_back()

    @at_length  # what an arbitrator that stays adds is Galera's own
    def test_both_lose_power_beside_an_arbitrator_that_stays(self) -> None:
        self.cluster.write(6, self.n1, self.n2)
        self.lab.power_cut()
        self.power_returns()
        self.cluster.begin()
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_bootstrapped_by(self.n1)
        self.assert_whole()

    def test_who_went_on_with_an_arbitrator_is_waited_for(self) -> None:
        (arbitrator,) = self.lab.arbitrators
        self.cluster.write(2, self.n1)
        self.cluster.stop(self.n2)
        self.lab.wait_synced([self.n1], timeout=PATIENCE)
        tell("n1 goes on with the arbitrator alone")
        self.cluster.write(6, self.n1)
        self.lab.power_cut([self.n1, arbitrator])
        self.cluster.begin(self.n2)
        self.wait_verdict(self.n2, "wait", names=(self.n1,))
        self.assert_nobody_bootstraps(6)
        self.lab.boot([self.n1], timeout=PATIENCE)
        self.cluster.begin(self.n1)
        self.comes_back("furthest-position")

    def test_who_went_on_with_an_arbitrator_that_it_knows_waits_for_nobody(self) -> None:
        (arbitrator,) = self.lab.arbitrators
        memory = "/var/lib/galera-initiator/memory"
        self.lab.wait_until(
            lambda: "arbitrator: " in self.n1.run(["cat", memory]).stdout, PATIENCE, "n1 knows its arbitrator"
        )
        self.cluster.stop(self.n2)
        self.lab.power_cut([self.n2])
        tell("n1 goes on with the arbitrator alone")
        self.cluster.write(6, self.n1)
        self.lab.power_cut([self.n1, arbitrator])
        self.lab.boot([self.n1], timeout=PATIENCE)
        self.cluster.begin(self.n1)
        self.lab.wait_synced([self.n1], timeout=PATIENCE)
        self.assert_bootstrapped_by(self.n1)
        self.lab.boot([self.n2], timeout=PATIENCE)
        self.cluster.begin(self.n2)
        self.comes_back()

    def test_an_arbitrator_that_nobody_was_told_of_is_no_reason_to_go_on_without_a_node(self) -> None:
        (arbitrator,) = self.lab.arbitrators
        self.cluster.write(4, self.n1)
        tell_of_arbitrators(self.lab, 0)
        arbitrator.power_cut()
        self.await_members(self.n1, 2)
        arbitrator.power_on()
        self.await_members(self.n1, 3)
        self.all_lose_power()
        for machine in self.lab.machines:
            self.wait_verdict(machine, "wait", reason="members-unknown")
        self.assert_nobody_bootstraps(6)
        tell_of_arbitrators(self.lab, 1)
        tell("both wait for a member that they do not know, until they are told of it")
        self.comes_back()
