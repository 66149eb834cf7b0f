"""wait_for = majority: two of three come back without the third, and never two components whatever the network does."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from holds import BEFORE_SERVER, hold_before_server
from lab import Lab, Machine
from story import PATIENCE, Story, at_length, row, tell

AFTER = 10


class Majority(Story):
    takes_long = True
    kind = "wait_for = majority"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        for machine in lab.machines:
            machine.write_file("/etc/galera-initiator.conf", f"[cluster]\nwait_for = majority\nmajority_after = {AFTER}s\n")
            hold_before_server(machine)

    @contextmanager
    def never_two_components(self) -> Iterator[None]:
        """Looks all the time, past every cable, whether two servers are primary that do not know each other."""
        found: list[str] = []
        sizes: set[int] = set()
        done = threading.Event()

        def members(machine: Machine) -> frozenset[str]:
            status = machine.wsrep() if machine.running else {}
            primary = status.get("wsrep_cluster_status") == "Primary"
            return frozenset(status.get("wsrep_incoming_addresses", "").split(",") if primary else ())

        def look() -> None:
            while not done.wait(0.2):
                seen = {machine.name: members(machine) for machine in self.lab.machines}
                components = [one for one in seen.values() if one]
                sizes.update(len(one) for one in components)
                if any(not one & other for one in components for other in components):
                    found.append(str(seen))

        watch = threading.Thread(target=look, daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join(PATIENCE)
            if found:
                tell(f"TWO COMPONENTS, first seen as {found[0]}")  # also if something else has failed
        self.assertEqual(found[:3], [])
        # It has seen something: one node alone or two together, and at the end all three.
        self.assertIn(3, sizes)
        self.assertTrue(sizes & {1, 2}, sizes)

    def part(self, *names: str) -> None:
        """No frame goes between these two any more."""
        one, other = names
        self.lab.network.drop(one, other)
        self.lab.network.drop(other, one)

    def assert_only_bootstraps(self, machine: Machine, seconds: float) -> None:
        """For longer than it takes until a majority is enough, nobody else does."""
        time.sleep(seconds)
        self.assertEqual([one.machine for one in self.decisions() if one.word == "bootstrap"], [machine], self.lab.diagnosis())

    @row(12)
    def test_two_of_three_come_back_after_their_time_and_say_what_may_be_lost(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.wait_equal()
        self.lab.power_cut()
        self.power_returns(self.n1, self.n2)
        with self.never_two_components():
            began = time.monotonic()
            self.cluster.begin(self.n1, self.n2)
            self.wait_verdict(self.n1, "wait", reason="last-members-missing", names=(self.n3,))
            self.lab.wait_synced([self.n1, self.n2], timeout=PATIENCE)
            self.assertGreater(time.monotonic() - began, AFTER)
            decision = self.assert_bootstrapped_by(self.n1, "majority-position")
            for text in ("wait_for = majority", self.n3.address, "what only it holds is given up"):
                self.assertIn(text, decision.headline)
            tell(decision.headline)
            self.cluster.write(4, self.n1, self.n2)

            self.part("n1", "n2")
            self.part("n1", "n3")
            self.power_returns(self.n3)
            self.cluster.begin(self.n3)
            self.lab.wait_until(
                lambda: self.n2.wsrep().get("wsrep_cluster_status") == "non-Primary", PATIENCE, "n2 has lost n1, its majority"
            )
            self.n2.run(["kill", "-9", self.n2.server()], check=True)
            self.wait_verdict(self.n2, "wait", reason="last-members-missing", names=(self.n1,))
            self.wait_verdict(self.n3, "wait", reason="last-members-missing", names=(self.n1,))
            tell("n2 and n3, two of the three that crashed together, are parted from n1: that is not enough any more")
            self.assert_only_bootstraps(self.n1, AFTER + 5)
            self.lab.network.heal()
            self.assert_whole()

    @at_length
    def test_a_half_that_chose_goes_with_no_other_claim_while_its_owner_is_cut_off(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.wait_equal()
        self.lab.power_cut()
        self.power_returns()
        with self.never_two_components():
            self.part("n1", "n3")
            self.part("n2", "n3")
            self.n1.run(["touch", BEFORE_SERVER], check=True)
            self.cluster.begin()
            self.lab.wait_until(
                lambda: any(one.word == "bootstrap" for one in self.decisions(self.n1)), PATIENCE, "n1 is to bootstrap with n2's choice"
            )
            self.wait_verdict(self.n2, "wait", reason="peer-starting", names=(self.n1,))
            self.lab.network.heal()
            self.part("n1", "n2")
            self.part("n1", "n3")
            tell("n2 has chosen n1 and is now parted from it, together with n3; n1 goes on")
            self.n1.run(["rm", BEFORE_SERVER], check=True)
            self.lab.wait_synced([self.n1], timeout=PATIENCE)
            self.wait_verdict(self.n2, "wait", reason="choice-is-bound")
            # A new start must remember the choice, too.
            self.n2.run("systemctl restart --no-block mariadb", check=True)
            self.assert_only_bootstraps(self.n1, AFTER + 5)
            self.wait_verdict(self.n2, "wait", reason="choice-is-bound")
            self.lab.network.heal()
            self.assert_whole()
