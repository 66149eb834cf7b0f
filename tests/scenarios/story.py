"""Stories: unittest cases that are told on real machines, with a line and a time for everything that happens."""

import json
import sys
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lab import Lab, Machine  # noqa: E402

from cluster import PATIENCE, Cluster, Decision  # noqa: E402

_start = time.monotonic()
Test = TypeVar("Test", bound=Callable[..., None])


def row(*numbers: int) -> Callable[[Test], Test]:
    """Which cases from the field a story tells, by their numbers; test_rows.py knows them all."""

    def mark(test: Test) -> Test:
        test.rows = numbers  # type: ignore[attr-defined]
        return test

    return mark


def at_length(test: Test) -> Test:
    """Marks a story, or a class of them, that the brief run leaves out: unit tests hold its verdict for the same evidence,
    and what machines do in it another story tells, or the same story on another kind of machine."""
    test.is_told_at_length = True  # type: ignore[attr-defined]
    return test


def tell(text: str) -> None:
    print(f"{time.monotonic() - _start:7.1f} s  {text}", flush=True)


class Stage:
    """The one lab that is up. It is handed from story to story until one fails or needs another kind of machine."""

    release = ""
    package: Path

    def __init__(self) -> None:
        self._lab: Lab | None = None
        self._kind = ""
        self.cluster: Cluster | None = None

    def has(self, kind: str) -> bool:
        return self._lab is not None and self._kind == kind

    def raise_machines(self, story: type["Story"]) -> Cluster:
        """New machines, with the product on them where the story wants that, booted; no server is started."""
        self.close()
        self._lab = Lab(self.release, story.nodes, arbitrators=story.arbitrators)
        self._lab.__enter__()
        self._kind = story.kind
        if story.installs_product:
            self._lab.install_product(self.package)
        story.configure(self._lab)
        self._lab.boot(timeout=PATIENCE)
        tell(f"{story.nodes} new machines are up ({story.kind})")
        self.cluster = Cluster(self._lab)
        return self.cluster

    def diagnosis(self) -> str:
        return self._lab.diagnosis() if self._lab is not None else ""

    def close(self) -> None:
        lab, self._lab, self.cluster = self._lab, None, None
        if lab is not None:
            lab.__exit__(None, None, None)


stage = Stage()


class Story(unittest.TestCase):
    """A story begins with a whole cluster and ends with assert_whole(), so that the next one can begin there."""

    kind = "as they come"
    nodes = 3
    arbitrators = 0
    begins_fresh = False
    installs_product = True
    takes_long = False  # minutes, though it is a single one
    is_told_on_both = False  # releases, even in the brief run: it depends on them, and is cheap

    cluster: Cluster
    lab: Lab
    n1: Machine
    n2: Machine
    n3: Machine

    @classmethod
    def configure(cls, lab: Lab) -> None:
        """Makes machines of another kind, before they boot."""

    def run(self, result: unittest.TestResult | None = None) -> unittest.TestResult | None:
        assert result is not None
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            stage.close()  # what a failed story leaves is no place for another one to begin
        return result

    def setUp(self) -> None:
        if self.begins_fresh or not stage.has(self.kind):
            self.cluster = stage.raise_machines(type(self))
            self.lab = self.cluster.lab
            if not self.begins_fresh:
                tell(f"they form a cluster in {self.cluster.start():.1f} s")
        assert stage.cluster is not None
        self.cluster = stage.cluster
        self.lab = self.cluster.lab
        for machine in self.lab.machines:
            setattr(self, machine.name, machine)
        self.began = time.time()

    # What happens

    def others(self, machine: Machine) -> list[Machine]:
        return [one for one in self.lab.machines if one is not machine]

    def plug_cable(self, machine: Machine) -> None:
        """Until it is heard: what a node does that hears nobody is another story."""
        machine.plug_cable()
        peer = self.others(machine)[0]
        self.lab.wait_until(lambda: machine.run(["ping", "-c1", "-W1", peer.address]).returncode == 0, 30, f"{machine.name} is heard")

    def hold_back(self, machine: Machine) -> None:
        """From now on, until its power is cut, a node receives what the others commit and applies none of it."""
        self.addCleanup(self.cluster.hold_back(machine).communicate)

    def wait_equal(self) -> None:
        """Until every node has applied what was written, so that a power cut finds them at one position."""
        self.lab.wait_until(
            lambda: len({machine.wsrep()["wsrep_last_committed"] for machine in self.lab.machines}) == 1, PATIENCE, "all are equal"
        )

    def wait_non_primary(self, *machines: Machine) -> None:
        for machine in machines:
            self.lab.wait_until(
                lambda machine=machine: machine.wsrep().get("wsrep_cluster_status") == "non-Primary",
                PATIENCE,
                f"{machine.name} has no component",
            )
        for machine in machines:
            self.lab.wait_until(
                lambda machine=machine: " status=non-primary " in machine.run("galera_check state").stdout,
                15,
                f"{machine.name} tells so",
            )

    def power_returns(self, *machines: Machine) -> dict[Machine, int]:
        """Boots machines, all unless named; returns the position that each has recovered."""
        self.lab.boot(machines or None, timeout=PATIENCE)
        positions = {machine: self.cluster.position(machine).seqno for machine in machines or self.lab.machines}
        tell("recovered: " + ", ".join(f"{machine.name} {seqno}" for machine, seqno in positions.items()))
        return positions

    def cut_across_a_power_of_ten(self) -> None:
        """Power cut of all, n2 being the furthest as a number and not as a text: 98, 101, 99."""
        self.cluster.write(1, self.n1)
        now = int(self.n1.wsrep()["wsrep_last_committed"])
        boundary = 10 ** len(str(now + 10))
        self.cluster.write_until(boundary - 4, self.n1)
        self.hold_back(self.n1)
        self.cluster.write(1, self.n2)
        self.hold_back(self.n3)
        self.cluster.write_until(boundary + 1, self.n2)
        self.lab.power_cut()
        positions = self.power_returns()
        self.assertNotEqual(max(positions, key=lambda machine: str(positions[machine])), self.n2)
        self.assertEqual(max(positions, key=positions.__getitem__), self.n2)

    def cut_with_ahead(self, machine: Machine) -> None:
        """Power cut of all; this one alone has written down what it has acknowledged last."""
        self.cluster.write(1, machine)
        for other in self.others(machine):
            self.hold_back(other)
        self.cluster.write(10, machine)
        self.lab.power_cut()

    # The end of every story

    def assert_whole(self) -> None:
        """One primary component of all machines, one history, one bootstrap at most, and no acknowledged row lost."""
        self.lab.wait_synced(timeout=PATIENCE)
        histories = self.cluster.histories()
        self.assertEqual(len(histories), 1, histories)
        self.assertNotIn("", histories)
        self.assert_rows_are_everywhere()

    def assert_rows_are_everywhere(self) -> None:
        for machine in self.lab.machines:
            lost = self.cluster.lost_rows(machine)
            self.assertFalse(lost, f"{machine.name} lacks {len(lost)} acknowledged rows")

    # Journal and status

    def seen(self, machine: Machine) -> dict[str, Any]:
        return json.loads(machine.run("galera_check cluster --json", check=True).stdout)

    def timelines(self, machine: Machine) -> list[str]:
        record = machine.run("galera_check state", check=True).stdout.split()
        return [word for word in record if word.startswith("timelines=")]

    def assert_runs_as_before(self, *machines: Machine) -> None:
        """What ends with 0 before the next node is touched; on all unless named."""
        for machine in machines or self.lab.machines:
            check = machine.run("galera_check cluster --monitor")
            self.assertEqual(check.returncode, 0, check.stdout)

    def decisions(self, *machines: Machine) -> list[Decision]:
        """The verdicts since this story began."""
        return self.cluster.decisions(*machines, since=self.began)

    def leading_decisions(self) -> list[Decision]:
        """Of those from which a component went on since the story began: alone, or with others in an agreed view."""
        return [one for one in self.decisions() if one.word in ("bootstrap", "restore") and one.winner not in one.peers]

    def assert_led_by(self, machine: Machine) -> Decision:
        """Since the story began just one component has formed, from what this machine held."""
        found = self.leading_decisions()
        words = "\n".join(map(str, self.decisions()))
        self.assertEqual([one.machine for one in found], [machine], words)
        self.assertIn(found[0].reason, ("furthest-position", "agreed-view"))
        followed = {one.winner for one in self.decisions() if one.word == "restore"}
        self.assertLessEqual(followed, {found[0].winner}, words)
        return found[0]

    def assert_bootstrapped_by(self, machine: Machine, reason: str | None = None) -> Decision:
        """Exactly this machine has bootstrapped since the story began."""
        found = [one for one in self.decisions() if one.word == "bootstrap"]
        self.assertEqual([one.machine for one in found], [machine], "\n".join(map(str, self.decisions())))
        if reason is not None:
            self.assertEqual(found[0].reason, reason)
        return found[0]

    def assert_nobody_bootstraps(self, seconds: float = 4) -> None:
        """For some seconds nobody decides to, alone or with others, and no server runs as if somebody had."""
        time.sleep(seconds)
        found = [str(one) for one in self.decisions() if one.word in ("bootstrap", "restore")]
        self.assertFalse(found, self.lab.diagnosis())

    def wait_verdict(
        self, machine: Machine, word: str, *, reason: str | None = None, names: tuple[Machine, ...] = (), says: str = ""
    ) -> Decision:
        """Waits until a node's latest verdict is this one, about these peers, in such words."""
        peers = tuple(sorted(self.galera_address(peer) for peer in names))

        def latest() -> Decision | None:
            found = self.decisions(machine)
            return found[-1] if found else None

        def is_it() -> bool:
            one = latest()
            return (
                one is not None
                and one.word == word
                and reason in (None, one.reason)
                and (not names or one.peers == peers)
                and says in one.message
            )

        what = f"{machine.name} decides: {word} {reason or ''} {peers} {says!r}"
        self.lab.wait_until(is_it, PATIENCE, what)
        one = latest()
        assert one is not None
        tell(f"{machine.name}: {one.headline}")
        if word in ("wait", "refuse"):
            # A person who asks nothing else must understand it, and know what to do.
            self.lab.wait_until(
                lambda: one.headline in self.status(machine) or latest() != one, 15, f"systemctl status shows: {one.headline}"
            )
        return one

    def galera_address(self, machine: Machine) -> str:
        """How the cluster address names a machine."""
        return machine.address

    def status(self, machine: Machine) -> str:
        """What a person sees who asks `systemctl status`."""
        return machine.run(f"systemctl status --no-pager --full --lines=0 {machine.unit}").stdout

    def assert_status_shows(self, machine: Machine, *texts: str) -> None:
        shown = self.status(machine)
        for text in texts:
            self.assertIn(text, shown)

    def do_as_status_says(self, machine: Machine, command: str) -> str:
        """Runs a command that `systemctl status` names, as a person does who reads nothing else; returns what it told."""
        self.assert_status_shows(machine, f"'{command}'")
        confirmed = f"{command} --yes" if command.startswith("galera_init ") else command
        tell(f"{machine.name}# {confirmed}")
        return machine.run(confirmed, timeout=PATIENCE, check=True).stdout

    def assert_journal_says(self, machine: Machine, *texts: str) -> None:
        """All of it in one message since the story began."""
        messages = [one.message for one in self.cluster.announcements(machine, since=self.began)]
        self.assertTrue(
            any(all(text in message for text in texts) for message in messages),
            f"{machine.name} does not say {texts}, but:\n" + "\n".join(messages),
        )
