"""The very first start: no machine holds data."""

import time
import uuid

from story import PATIENCE, Story, at_length, row, tell
from test_damaged_files import STATE, spoil, state_of


class FreshMachines(Story):
    begins_fresh = True

    @at_length
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

    def test_machines_whose_servers_were_started_in_vain_before_galera_initiator_was_there_are_fresh(self) -> None:
        for machine in self.lab.machines:
            machine.run("install -d -o mysql -g root /run/mysqld && timeout --signal=KILL 5 mariadbd --user=mysql")
            self.assertEqual(machine.run("stat --format=%s /var/lib/mysql/grastate.dat", check=True).stdout.strip(), "0")
            machine.run("systemctl restart galera-initiator-record", timeout=PATIENCE, check=True)
        tell("each server has left an empty grastate.dat")
        self.cluster.start()
        self.assert_bootstrapped_by(self.n1, "first-of-new-cluster")
        self.assert_whole()

    @at_length
    @row(9)
    def test_one_of_three_fresh_machines_waits_while_another_cannot_be_heard(self) -> None:
        self.n3.poweroff()
        self.cluster.begin(self.n1, self.n2)
        self.wait_verdict(self.n1, "wait", reason="fresh-nodes-missing", names=(self.n3,))
        self.assert_nobody_bootstraps()
        self.n3.boot()
        self.cluster.begin(self.n3)
        self.assert_whole()

    @at_length
    @row(25)
    def test_a_seqno_of_zero_is_a_position_and_no_sign_of_a_fresh_node(self) -> None:
        history = str(uuid.uuid1())
        for machine in self.lab.machines:
            # As after a backup that was restored on every node.
            spoil(machine, STATE, state_of(history, 0, 0))
            machine.run("systemctl restart galera-initiator-record", timeout=PATIENCE, check=True)
            position = self.cluster.position(machine)
            self.assertEqual((position.history, position.seqno), (history, 0))
        tell(f"one cluster in {self.cluster.start():.1f} s")
        decision = self.assert_led_by(self.n1)
        self.assertEqual((decision.history, decision.seqno), (history, "0"))
        self.assertEqual(self.cluster.histories(), {history})
        self.assert_whole()
