"""Servers that lose their primary component and go on running: they are no cluster, and come back into one by themselves."""

import time

from lab import Machine
from story import PATIENCE, Story, at_length, tell

MEMORY = "/var/lib/galera-initiator/memory"
VIEW = "/var/lib/mysql/gvwstate.dat"


class LostComponents(Story):
    kind = "servers without a component"

    def test_a_server_that_lost_its_component_is_ended_when_the_others_wait_for_it(self) -> None:
        self.cluster.write(6, self.n1, self.n2, self.n3)
        self.lab.power_cut([self.n1, self.n2])
        self.wait_non_primary(self.n3)
        self.lab.boot([self.n1, self.n2], timeout=PATIENCE)
        began = time.monotonic()
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="peer-non-primary", names=(self.n3,))
        self.lab.wait_synced(timeout=PATIENCE)
        tell(f"whole after {time.monotonic() - began:.1f} s")
        self.assert_journal_says(self.n3, "has lost its primary component")
        self.assert_whole()

    def test_a_joiner_whose_donor_loses_its_component_does_not_wait_for_ever(self) -> None:
        self.cluster.write(4, self.n1)
        self.cluster.stop(self.n1)
        self.n3.pull_cable()
        self.cluster.begin(self.n1)
        self.wait_non_primary(self.n3)
        self.plug_cable(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_whole()

    def test_servers_that_find_no_component_together_are_ended_though_nobody_waits(self) -> None:
        self.cluster.write(4, self.n1)
        self.n3.pull_cable()
        # In order, but before the others have noticed that n3 is gone.
        self.cluster.stop(self.n1)
        self.wait_non_primary(self.n2, self.n3)
        self.plug_cable(self.n3)
        self.lab.wait_synced([self.n2, self.n3], timeout=PATIENCE)
        self.cluster.begin(self.n1)
        self.assert_whole()

    def test_servers_that_lose_each_other_for_a_moment_are_left_alone(self) -> None:
        self.cluster.write(4, self.n1)
        processes = [machine.server() for machine in self.lab.machines]
        self.n1.pull_cable()
        self.n2.pull_cable()
        self.wait_non_primary(*self.lab.machines)
        self.n2.plug_cable()
        self.plug_cable(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assertEqual(processes, [machine.server() for machine in self.lab.machines])
        self.assert_whole()

    def test_a_server_that_merges_by_itself_learns_what_it_has_merged_with(self) -> None:
        self.cluster.write(4, self.n1)
        self.wait_equal()
        process = self.n2.server()
        self.n2.pull_cable()
        self.lab.wait_until(
            lambda: self.n1.wsrep().get("wsrep_cluster_size") == "2", PATIENCE, "n1 and n3 have a component of two"
        )
        self.lab.power_cut([self.n1, self.n3])
        self.wait_non_primary(self.n2)
        self.lab.boot([self.n1, self.n3], timeout=PATIENCE)
        self.cluster.start(self.n1, self.n3)
        self.plug_cable(self.n2)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assertEqual(self.n2.server(), process)
        for machine in self.lab.machines:
            self.lab.wait_until(
                lambda one=machine: "tells_when_synced: 1" in one.read_file(MEMORY), PATIENCE, f"{machine.name} is seen synced"
            )
        self.cluster.write(4, self.n2)
        self.wait_equal()
        self.lab.power_cut()
        self.power_returns()
        self.cluster.start()
        self.assert_whole()

    @at_length
    def test_who_merges_by_itself_and_is_left_before_it_is_given_what_it_lacks_does_not_bootstrap(self) -> None:
        self.cluster.write(4, self.n1)
        self.wait_equal()
        self.n3.pull_cable()
        self.lab.wait_until(
            lambda: self.n1.wsrep().get("wsrep_cluster_size") == "2", PATIENCE, "n1 and n2 have a component of two"
        )
        self.cluster.write(20, self.n1, self.n2)
        self.wait_non_primary(self.n3)
        tell("n3 is plugged in; what it lacks does not reach it")
        for donor in (self.n1, self.n2):
            self.lab.network.drop(donor.name, self.n3.name, "tcp dport 4568")
        self.plug_cable(self.n3)
        self.lab.wait_until(
            lambda: self.n1.wsrep().get("wsrep_cluster_size") == "3", PATIENCE, "n3 has merged with n1 and n2"
        )
        for leaver, others in ((self.n1, 2), (self.n2, 1)):
            leaver.run("systemctl --no-block stop mariadb", check=True)  # who gives n3 its data does not end
            self.lab.wait_until(
                lambda rest=others: self.n3.read_file(VIEW).count("member: ") == rest, PATIENCE, f"{leaver.name} has left"
            )
        self.lab.power_cut()
        self.lab.network.heal()
        self.power_returns(self.n3)
        self.cluster.begin(self.n3)
        self.wait_verdict(self.n3, "wait", names=(self.n1, self.n2))
        self.assert_nobody_bootstraps()
        self.power_returns(self.n1, self.n2)
        self.cluster.begin(self.n1, self.n2)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_whole()
