"""What a round's observations show. Pure: no machine, no clock."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Row = tuple[str, int]

# A gap between two sightings of a node in which it may have been anything.
BLIND = 5.0
# A node that is cut off calls itself primary until its fellow members count as gone (evs.inactive_timeout 15 s).
UNNOTICED = 30.0

# The reasons of waits that do not end without a person although all nodes are there. A refusal never ends by itself.
WAITS_FOR_A_PERSON = {"members-unknown", "data-unseen", "choice-is-bound", "standalone-peer", "settings-differ", "word-is-void"}
# MariaDB that is told to stop while it connects to the cluster may hang, until systemd kills it after 15 min.
HANGING_SERVER = "the server does not end when systemd stops it"
# A joiner whose donor goes aborts, and Percona's units do not start again after that (RestartPreventExitStatus=SIGABRT).
NO_RESTART = "its vendor's unit does not start again after the server aborted"


@dataclass(frozen=True)
class Sighting:
    """What a server showed of its component at some moment between two, in seconds of the clock that all machines share."""

    node: str
    before: float
    after: float
    primary: bool
    history: str
    view: str
    size: int
    members: frozenset[str]
    state: str

    @property
    def component(self) -> tuple[str, str, int, frozenset[str]] | None:
        return (self.history, self.view, self.size, self.members) if self.primary else None


@dataclass(frozen=True)
class Span:
    """How long a node was in a primary component for certain."""

    node: str
    since: float
    until: float
    history: str
    view: str
    size: int
    members: frozenset[str]

    def __str__(self) -> str:
        members = ", ".join(sorted(self.members))
        return f"{self.node} from {self.since:.2f} to {self.until:.2f} in view {self.view} of {self.history}: {self.size}, {members}"


def spans(sightings: Iterable[Sighting]) -> list[Span]:
    """From the end of the first look to the beginning of the last: a single sighting is less than a moment."""
    found = []
    in_order = sorted(sightings, key=lambda one: (one.node, one.before))
    for _, of_node in itertools.groupby(in_order, key=lambda one: one.node):
        run: list[Sighting] = []
        for one in of_node:
            if run and (one.component != run[-1].component or one.before - run[-1].after > BLIND):
                found.append(run)
                run = []
            run.append(one)
        found.append(run)
    return [
        Span(run[0].node, run[0].after, run[-1].before, run[0].history, run[0].view, run[0].size, run[0].members)
        for run in found
        if run[0].primary
    ]


def two_components(sightings: Iterable[Sighting], addresses: Mapping[str, str]) -> list[str]:
    """Each pair of nodes that were at one time in primary components which cannot be one."""
    found = []
    for one, other in itertools.combinations(spans(sightings), 2):
        together = min(one.until, other.until) - max(one.since, other.since)
        if one.node == other.node or together <= 0:
            continue
        strangers = not one.members & other.members and bool(one.members) and bool(other.members)
        same_view = (one.history, one.view) == (other.history, other.view)
        unlike = same_view and one.size != other.size and one.members != other.members
        unaware = addresses[one.node] not in other.members and addresses[other.node] not in one.members and together > UNNOTICED
        if strangers or unlike or unaware or one.history != other.history:
            found.append(f"two primary components for {together:.2f} s: {one}; {other}")
    return found


def other_histories(sightings: Iterable[Sighting], history: str) -> list[str]:
    """A cluster that has data never gets a new history by itself."""
    others = {one.history for one in sightings if one.primary} - {history}
    return [f"a node was primary with history {other} instead of {history}" for other in sorted(others)]


def lost_rows(acknowledged: set[Row], rows: Mapping[str, set[Row]]) -> list[str]:
    """Nodes that lack acknowledged rows, and nodes that do not hold the same."""
    found = []
    for node, held in sorted(rows.items()):
        if lost := acknowledged - held:
            found.append(f"{node} lacks {len(lost)} acknowledged rows: {_some(lost)}")
    for (one, held), (other, held_there) in itertools.pairwise(sorted(rows.items())):
        if held != held_there:
            found.append(f"{one} and {other} differ: {_some(held ^ held_there)}")
    return found


@dataclass(frozen=True)
class Outcome:
    """How a round ended: whole, for a person (with the reasons), or broken."""

    kind: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.why}" if self.why else self.kind


def outcome(faults: Sequence[str], seconds: float | None, limit: float, told: Mapping[str, tuple[str, str]]) -> Outcome:
    """
    @param seconds after the last heal until the cluster was whole; None if it was not
    @param told the latest verdict of each node that is not part of it, and its reason
    """
    if faults:
        return Outcome("broken", "; ".join(faults))
    if seconds is not None and seconds <= limit:
        return Outcome("whole")
    for_person = {reason for word, reason in told.values() if word == "refuse" or reason in WAITS_FOR_A_PERSON | {HANGING_SERVER, NO_RESTART}}
    if for_person and seconds is None:
        return Outcome("for a person", ", ".join(sorted(for_person)))
    verdicts = ", ".join(f"{node} {word} {reason}".rstrip() for node, (word, reason) in sorted(told.items()))
    when = "not whole" if seconds is None else f"whole after {seconds:.1f} s, not"
    return Outcome("broken", f"{when} within {limit:.0f} s: {verdicts or 'no verdict'}")


def percentile(values: Sequence[float], percent: float) -> float:
    """The least value that so many percent are at or below (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def _some(rows: set[Row]) -> str:
    shown = sorted(rows, key=lambda row: row[1])[:3]
    return ", ".join(f"{node} {number}" for node, number in shown) + (" ..." if len(rows) > len(shown) else "")
