"""What a nemesis does to machines in a round: drawn from a seed, so that the same seed draws the same again."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

MOST_DEEDS = 6
# Of a lock that keeps a server from applying, before its power is cut.
HELD = (0.5, 6.0)


@dataclass(frozen=True)
class Deed:
    """One thing that is done to some machines, so many seconds after the one before it."""

    kind: str
    nodes: tuple[str, ...]
    after: float
    seconds: float = 0

    def __str__(self) -> str:
        lasting = f" {self.seconds:.1f} s" if self.seconds else ""
        return f"+{self.after:.1f} {self.kind} {'+'.join(self.nodes)}{lasting}"


@dataclass(frozen=True)
class Plan:
    """What happens in a round; at the end all heals, and the servers are started in an order, with pauses."""

    deeds: tuple[Deed, ...]
    linger: float
    order: tuple[str, ...]
    pauses: tuple[float, ...]

    def __str__(self) -> str:
        starts = " ".join(f"+{pause:.1f} {name}" for name, pause in zip(self.order, self.pauses, strict=True))
        return ", ".join(map(str, self.deeds)) + f", +{self.linger:.1f} heal, start {starts}"


# How often each is drawn. What gives something back comes between the others, so that they meet what is half healed.
WEIGHTS = {
    "cut": 6,  # the power, of any subset
    "boot": 4,  # the power is back
    "stop": 3,  # systemctl stop
    "kill": 3,  # -9, the server
    "restart": 2,  # systemctl restart
    "reboot": 2,
    "unplug": 3,  # the cable
    "plug": 3,
    "no-snmp": 2,  # between a node and another one, or all others
    "no-galera": 2,  # the same; SNMP goes through
    "hold": 2,  # the server applies nothing for a while, then its power is cut: it leaves a seqno beside a view
    "full-state": 1,  # the disk of /var/lib/galera-initiator
    "full-run": 1,  # /run
    "room": 2,  # on all disks
}


def draw(seed: int, number: int, names: Sequence[str]) -> Plan:
    """A round of a run. It does not depend on the rounds before it."""
    dice = random.Random(f"{seed}/{number}")
    state = _State(names, dice)
    wanted = dice.randint(1, MOST_DEEDS)
    deeds: list[Deed] = []
    while len(deeds) < wanted:
        (kind,) = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))
        nodes = state.nodes_for(kind)
        if not nodes:
            continue
        after = dice.choice([0.0, dice.uniform(0, 1), dice.uniform(0, 8)]) if deeds else dice.uniform(0.5, 2)
        deeds.append(Deed(kind, nodes, round(after, 1), round(dice.uniform(*HELD), 1) if kind == "hold" else 0))
        state.note(deeds[-1])
    order = dice.sample(list(names), len(names))
    pauses = [dice.choice([0.0, 0.0, round(dice.uniform(0, 5), 1)]) for _ in order]
    return Plan(tuple(deeds), round(dice.choice([0.0, dice.uniform(0, 10)]), 1), tuple(order), tuple(pauses))


class _State:
    """What can be done next: a machine without power cannot be stopped."""

    def __init__(self, names: Sequence[str], dice: random.Random) -> None:
        self._names = list(names)
        self._dice = dice
        self._off: set[str] = set()
        self._unplugged: set[str] = set()
        self._full: set[str] = set()

    def nodes_for(self, kind: str) -> tuple[str, ...]:
        """Whom it is done to; nobody if it makes no sense now."""
        running = [name for name in self._names if name not in self._off]
        if kind == "cut":
            return self._some(running)
        if kind == "boot":
            return self._some(sorted(self._off))
        if kind == "unplug":
            return self._one([name for name in self._names if name not in self._unplugged])
        if kind == "plug":
            return self._one(sorted(self._unplugged))
        if kind in ("no-snmp", "no-galera"):
            return tuple(self._dice.sample(self._names, self._dice.choice([1, 2])))
        if kind == "room":
            return tuple(sorted(self._full))
        return self._one(running)

    def note(self, deed: Deed) -> None:
        if deed.kind in ("cut", "hold"):
            self._off |= set(deed.nodes)
        elif deed.kind == "boot":
            self._off -= set(deed.nodes)
        elif deed.kind == "unplug":
            self._unplugged |= set(deed.nodes)
        elif deed.kind == "plug":
            self._unplugged -= set(deed.nodes)
        elif deed.kind.startswith("full-"):
            self._full |= set(deed.nodes)
        elif deed.kind == "room":
            self._full.clear()

    def _some(self, names: list[str]) -> tuple[str, ...]:
        return tuple(sorted(self._dice.sample(names, self._dice.randint(1, len(names))))) if names else ()

    def _one(self, names: list[str]) -> tuple[str, ...]:
        return (self._dice.choice(names),) if names else ()
