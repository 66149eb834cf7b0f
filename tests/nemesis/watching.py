"""Looks at all servers all the time, past every cable, and writes rows on those that take them."""

import subprocess
import threading
import time
from collections import Counter

from lab import Lab, LabError, Machine, end_stream

from cluster import Cluster

from verdict import Sighting

# Seconds between two questions to a server, and between two rows of a client.
INTERVAL, PAUSE = 0.25, 0.15
# What was seen longer ago says nothing of now.
FRESH = 3.0

STATUS = (
    "wsrep_cluster_conf_id", "wsrep_cluster_size", "wsrep_cluster_state_uuid", "wsrep_cluster_status", "wsrep_incoming_addresses",
    "wsrep_local_state_comment",
)  # fmt: skip
# Only SHOW is answered without a primary component. The second time is told together with a word that ends the answer.
QUESTION = (
    "SHOW VARIABLES LIKE 'timestamp';"
    f" SHOW GLOBAL STATUS WHERE Variable_name IN ({', '.join(repr(name) for name in STATUS)});"
    " SHOW VARIABLES WHERE Variable_name IN ('timestamp', 'version');"
)
SCRIPT = f"""
exec 9<> <(:)
while :; do
    while echo "$1"; do read -t {INTERVAL} -u 9; done | mariadb --batch --skip-column-names --unbuffered --connect-timeout=5
    read -t 0.5 -u 9
done
"""


def sighting(node: str, lines: list[str]) -> Sighting | None:
    """What the answer to one question shows; nothing if it is torn."""
    pairs = [tuple(line.rstrip("\n").split("\t")) for line in lines]
    times = [pair[1] for pair in pairs if pair[0] == "timestamp"]
    values = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    if len(times) != 2 or any(name not in values for name in STATUS):
        return None
    return Sighting(
        node,
        float(times[0]),
        float(times[1]),
        values["wsrep_cluster_status"] == "Primary",
        values["wsrep_cluster_state_uuid"],
        values["wsrep_cluster_conf_id"],
        int(values["wsrep_cluster_size"]),
        frozenset(word.rsplit(":", 1)[0] for word in values["wsrep_incoming_addresses"].split(",") if word),
        values["wsrep_local_state_comment"],
    )


class Watch:
    """A thread for each machine that notes what its server shows, whenever it is up."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._done = threading.Event()
        self._noting = threading.Lock()
        self._seen: list[Sighting] = []
        self._latest: dict[str, Sighting] = {}
        self._processes: dict[str, "subprocess.Popen[str]"] = {}
        self._threads = [threading.Thread(target=self._watch, args=(machine,), daemon=True) for machine in lab.machines]

    def __enter__(self) -> "Watch":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for process in list(self._processes.values()):
            end_stream(process)
        for thread in self._threads:
            thread.join()

    def latest(self, name: str) -> Sighting | None:
        """What a server shows now; None if it does not answer."""
        seen = self._latest.get(name)
        return seen if seen is not None and time.time() - seen.after < FRESH else None

    def take(self) -> list[Sighting]:
        """All that was seen since this was asked last."""
        with self._noting:
            seen, self._seen = self._seen, []
        return seen

    def missing(self, since: float) -> list[str]:
        """The nodes that are not seen as synced members of one component of all nodes since a time."""
        count = len(self._lab.machines)
        seen = {name: self.latest(name) for name in self._lab.names}
        views = {(one.history, one.view) for one in seen.values() if one is not None}

        def is_in(one: Sighting | None) -> bool:
            return one is not None and one.primary and one.state == "Synced" and one.size == count and one.before >= since

        missing = [name for name, one in seen.items() if not is_in(one)]
        return missing if missing or len(views) == 1 else self._lab.names

    def _watch(self, machine: Machine) -> None:
        while not self._done.is_set():
            try:
                process = machine.stream(["bash", "-c", SCRIPT, "bash", QUESTION])
            except LabError:
                self._done.wait(0.3)  # it is off
                continue
            self._processes[machine.name] = process
            if self._done.is_set():
                end_stream(process)
            lines: list[str] = []
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("timestamp\t") and len(lines) > len(STATUS) + 1:
                    lines = []
                lines.append(line)
                if line.startswith("version\t"):
                    if (seen := sighting(machine.name, lines)) is not None:
                        with self._noting:
                            self._seen.append(seen)
                            self._latest[machine.name] = seen
                    lines = []
            end_stream(process)
            process.stdout.close()
            self._done.wait(0.3)


class Writers:
    """A client for each node that writes whenever the node takes rows, and begins again after each error."""

    def __init__(self, cluster: Cluster, watch: Watch) -> None:
        self._cluster = cluster
        self._watch = watch
        self._done = threading.Event()
        self.counts: Counter[str] = Counter()
        self._threads = [threading.Thread(target=self._write, args=(machine,), daemon=True) for machine in cluster.lab.machines]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """After it all that was acknowledged is taken down."""
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _write(self, machine: Machine) -> None:
        while not self._done.wait(0.5):
            seen = self._watch.latest(machine.name)
            if seen is None or not seen.primary or seen.state not in ("Synced", "Donor/Desynced"):
                continue
            try:
                writer = self._cluster.writer(machine, PAUSE)
            except LabError:
                continue  # it has just been switched off
            counted = 0
            while not writer.ended and not self._done.wait(0.2):
                self.counts[machine.name] += writer.count - counted
                counted = writer.count
            writer.end()
            self.counts[machine.name] += writer.count - counted
