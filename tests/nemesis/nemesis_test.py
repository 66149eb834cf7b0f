"""Tests of what a nemesis draws, and of its verdict on what was seen."""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scenarios"), str(HERE.parent)]

import verdict  # noqa: E402
from deeds import MOST_DEEDS, WEIGHTS, draw  # noqa: E402
from verdict import Sighting  # noqa: E402
from watching import STATUS, sighting  # noqa: E402

NAMES = ["n1", "n2", "n3"]
ADDRESSES = {"n1": "10.66.0.11", "n2": "10.66.0.12", "n3": "10.66.0.13"}


def seen(node: str, times: list[float], members: str, *, view: str = "7", history: str = "A", primary: bool = True) -> list[Sighting]:
    """A node that shows the same component at all these times; members by their digits."""
    addresses = frozenset(f"10.66.0.1{digit}" for digit in members)
    return [Sighting(node, time, time + 0.01, primary, history, view, len(members), addresses, "Synced") for time in times]


class Drawing(unittest.TestCase):
    def test_the_same_seed_draws_the_same_rounds(self) -> None:
        for number in range(1, 50):
            self.assertEqual(draw(8, number, NAMES), draw(8, number, NAMES))

    def test_rounds_and_seeds_differ(self) -> None:
        self.assertEqual(len({str(draw(seed, number, NAMES)) for seed in (1, 2) for number in range(1, 100)}), 198)

    def test_every_deed_is_drawn(self) -> None:
        plans = [draw(1, number, NAMES) for number in range(1, 300)]
        self.assertEqual({deed.kind for plan in plans for deed in plan.deeds}, set(WEIGHTS))
        self.assertEqual({len(plan.deeds) for plan in plans}, set(range(1, MOST_DEEDS + 1)))
        self.assertIn(("n1", "n2", "n3"), {deed.nodes for plan in plans for deed in plan.deeds if deed.kind == "cut"})

    def test_nothing_is_done_to_a_machine_without_power_but_to_its_cables(self) -> None:
        for number in range(1, 500):
            off: set[str] = set()
            for deed in draw(2, number, NAMES).deeds:
                if deed.kind == "boot":
                    self.assertLessEqual(set(deed.nodes), off)
                    off -= set(deed.nodes)
                elif deed.kind not in ("unplug", "plug", "no-snmp", "no-galera", "room"):
                    self.assertFalse(set(deed.nodes) & off, deed)
                if deed.kind in ("cut", "hold"):
                    off |= set(deed.nodes)

    def test_every_server_is_started_at_the_end(self) -> None:
        for number in range(1, 100):
            self.assertEqual(sorted(draw(3, number, NAMES).order), NAMES)


class TwoComponents(unittest.TestCase):
    def find(self, *sightings: list[Sighting]) -> list[str]:
        return verdict.two_components([one for some in sightings for one in some], ADDRESSES)

    def test_two_that_do_not_know_each_other_are_found(self) -> None:
        found = self.find(seen("n1", [1, 2, 3], "1"), seen("n3", [2, 2.5], "23", view="9"))
        self.assertEqual(len(found), 1)
        self.assertIn("n3 from 2.01 to 2.50 in view 9 of A", found[0])

    def test_one_after_the_other_is_no_fault(self) -> None:
        self.assertEqual(self.find(seen("n1", [1, 2, 3], "1"), seen("n3", [3.1, 4], "23", view="9")), [])

    def test_a_node_that_was_not_seen_for_long_was_not_there_for_certain(self) -> None:
        self.assertEqual(self.find(seen("n1", [1, 2, 20, 21], "1"), seen("n3", [8, 9], "23", view="9")), [])

    def test_a_single_sighting_may_be_of_the_moment_before(self) -> None:
        self.assertEqual(self.find(seen("n1", [1, 2, 3], "1"), seen("n3", [2], "23", view="9")), [])

    def test_members_of_one_component_are_no_fault(self) -> None:
        self.assertEqual(self.find(*(seen(name, [1, 2, 3], "123") for name in NAMES)), [])

    def test_who_is_cut_off_may_not_have_noticed_it_yet(self) -> None:
        self.assertEqual(self.find(seen("n1", [1, 5, 9], "123"), seen("n3", [6, 7], "23", view="8")), [])

    def test_a_server_without_a_component_is_no_component(self) -> None:
        self.assertEqual(self.find(seen("n1", [1, 2, 3], "1", primary=False), seen("n3", [2, 2.5], "23", view="9")), [])

    def test_two_histories_at_one_time_are_found_whatever_their_members(self) -> None:
        self.assertTrue(self.find(seen("n1", [1, 2, 3], "123"), seen("n3", [1, 2], "123", history="B")))

    def test_one_view_with_different_members_is_found(self) -> None:
        self.assertTrue(self.find(seen("n1", [1, 2, 3], "12"), seen("n2", [1, 2], "2")))

    def test_two_that_leave_each_other_out_for_long_are_found_though_a_third_is_in_both(self) -> None:
        times = [4.0 * number for number in range(11)]
        self.assertTrue(self.find(seen("n1", times, "12"), seen("n3", times, "23", view="8")))
        self.assertEqual(self.find(seen("n1", times[:5], "12"), seen("n3", times[:5], "23", view="8")), [])

    def test_another_history_than_the_clusters_is_found(self) -> None:
        self.assertEqual(verdict.other_histories(seen("n1", [1], "1") + seen("n2", [1], "2", history="B", primary=False), "A"), [])
        self.assertTrue(verdict.other_histories(seen("n1", [1], "1") + seen("n2", [9], "2", history="B"), "A"))


class Rows(unittest.TestCase):
    def test_an_acknowledged_row_that_a_node_lacks_is_found(self) -> None:
        held = {("n1", 1), ("n2", 2)}
        (lost, differ) = verdict.lost_rows(held, {"n1": held, "n2": {("n1", 1)}})
        self.assertEqual(lost, "n2 lacks 1 acknowledged rows: n2 2")
        self.assertIn("n1 and n2 differ", differ)

    def test_an_acknowledged_row_that_all_lack_is_found(self) -> None:
        self.assertEqual(len(verdict.lost_rows({("n1", 1)}, {"n1": set(), "n2": set()})), 2)

    def test_a_row_that_was_not_acknowledged_may_be_there_but_on_all(self) -> None:
        self.assertEqual(verdict.lost_rows(set(), {"n1": {("n1", 1)}, "n2": {("n1", 1)}}), [])
        self.assertTrue(verdict.lost_rows(set(), {"n1": {("n1", 1)}, "n2": {("n1", 1)}, "n3": set()}))


class Outcomes(unittest.TestCase):
    def kind(self, faults: list[str], seconds: float | None, told: dict[str, tuple[str, str]] | None = None) -> str:
        return verdict.outcome(faults, seconds, 120, told or {}).kind

    def test_whole_in_time_is_whole(self) -> None:
        self.assertEqual(self.kind([], 119), "whole")

    def test_a_fault_is_a_fault_though_the_cluster_is_whole(self) -> None:
        self.assertEqual(self.kind(["two primary components"], 3), "broken")

    def test_late_is_broken(self) -> None:
        self.assertEqual(self.kind([], 121), "broken")

    def test_a_refusal_and_some_waits_are_for_a_person(self) -> None:
        found = verdict.outcome([], None, 120, {"n1": ("refuse", "two-lineages"), "n2": ("wait", "peer-not-started")})
        self.assertEqual(str(found), "for a person: two-lineages")
        self.assertEqual(self.kind([], None, {"n1": ("wait", "members-unknown")}), "for a person")
        self.assertEqual(self.kind([], None, {"n1": ("hangs", verdict.HANGING_SERVER)}), "for a person")
        self.assertEqual(self.kind([], None, {"n1": ("failed", verdict.NO_RESTART)}), "for a person")
        self.assertEqual(self.kind([], None, {"n1": ("failed", "after join peer-runs")}), "broken")

    def test_a_wait_that_should_end_by_itself_is_broken(self) -> None:
        self.assertEqual(self.kind([], None, {"n1": ("wait", "peer-starting"), "n2": ("join", "peer-runs")}), "broken")
        self.assertEqual(self.kind([], None), "broken")

    def test_percentiles_are_values_that_were_measured(self) -> None:
        values = [float(number) for number in range(200, 0, -1)]
        self.assertEqual((verdict.percentile(values, 50), verdict.percentile(values, 99)), (100, 198))
        self.assertEqual(verdict.percentile([4.0], 99), 4)


class Answers(unittest.TestCase):
    LINES = [
        "timestamp\t100.5\n", "wsrep_cluster_conf_id\t3\n", "wsrep_cluster_size\t2\n", "wsrep_cluster_state_uuid\tA\n",
        "wsrep_cluster_status\tPrimary\n", "wsrep_incoming_addresses\t10.66.0.11:0,10.66.0.12:3306\n",
        "wsrep_local_state_comment\tSynced\n", "timestamp\t100.6\n", "version\t10.11\n",
    ]  # fmt: skip

    def test_an_answer_shows_a_component_between_two_moments(self) -> None:
        expected = Sighting("n1", 100.5, 100.6, True, "A", "3", 2, frozenset({"10.66.0.11", "10.66.0.12"}), "Synced")
        self.assertEqual(sighting("n1", self.LINES), expected)

    def test_a_torn_answer_shows_nothing(self) -> None:
        for missing in range(len(STATUS) + 2):
            self.assertIsNone(sighting("n1", self.LINES[:missing] + self.LINES[missing + 1 :]))


if __name__ == "__main__":
    unittest.main()
