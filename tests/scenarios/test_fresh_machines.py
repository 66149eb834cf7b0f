"""The very first start: no machine holds data."""

import time

from story import Story, row, tell


class FreshMachines(Story):
    begins_fresh = True

    def test_fresh_machines_started_one_after_the_other_become_one_cluster(self) -> None:
        for machine in (self.n3, self.n1, self.n2):
            tell(f"{machine.name} is started")
            self.cluster.begin(machine)
            time.sleep(3)
        self.lab.wait_synced(timeout=150)
        # The first that is being started, not the first in the list: nobody may be there to start that one.
        self.assert_bootstrapped_by(self.n3, "first-of-new-cluster")
        self.assert_whole()

    @row(8)
    def test_fresh_machines_started_at_once_become_one_cluster(self) -> None:
        tell(f"one cluster in {self.cluster.start():.1f} s")
        self.assert_bootstrapped_by(self.n1, "first-of-new-cluster")
        self.assert_whole()

    @row(9)
    def test_one_of_three_fresh_machines_waits_while_another_cannot_be_heard(self) -> None:
        self.n3.poweroff()
        self.cluster.begin(self.n1, self.n2)
        self.wait_verdict(self.n1, "wait", reason="fresh-nodes-missing", names=(self.n3,))
        self.assert_nobody_bootstraps()
        self.n3.boot()
        self.cluster.begin(self.n3)
        self.assert_whole()
