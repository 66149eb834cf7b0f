"""What a person does with a cluster in the lab, and what the person looks at: for stories, the demonstration and benchmarks."""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lab import Lab, LabTimeout, Machine, end_stream

# Others may be compiling on the same processors: a limit is there to end what hangs, not to measure.
PATIENCE = 150.0


@dataclass(frozen=True)
class Decision:
    """One verdict of a node, as its journal has it."""

    machine: Machine
    time: float
    word: str
    reason: str
    peers: tuple[str, ...]
    winner: str
    history: str
    seqno: str
    message: str

    @classmethod
    def of(cls, machine: Machine, entry: dict[str, Any]) -> "Decision":
        def all_of(field: str) -> list[str]:
            value = entry.get(field) or []
            return [value] if isinstance(value, str) else [str(one) for one in value]

        def one_of(field: str) -> str:
            return " ".join(all_of(field))

        return cls(
            machine,
            int(entry["__REALTIME_TIMESTAMP"]) / 1e6,
            one_of("GALERA_DECISION"),
            one_of("GALERA_REASON"),
            tuple(sorted(all_of("GALERA_PEER"))),
            one_of("GALERA_WINNER"),
            one_of("GALERA_UUID"),
            one_of("GALERA_SEQNO"),
            one_of("MESSAGE"),
        )

    @property
    def headline(self) -> str:
        return self.message.splitlines()[0] if self.message else ""

    def __str__(self) -> str:
        return f"{self.machine.name} {self.word or '-'} ({self.reason}): {self.headline}"


@dataclass(frozen=True)
class Position:
    """What `galera_check state` says that a node holds."""

    history: str
    seqno: int


class Writer:
    """Writes rows on one node, one after the other, until its client, the server or the machine ends."""

    def __init__(self, machine: Machine, first: int, acknowledged: set[tuple[str, int]], pause: float) -> None:
        self.count = 0
        self._name = machine.name
        self._acknowledged = acknowledged
        # The client prints a number only after the server has acknowledged its row, and ends at the first error.
        script = (
            f'exec 9<> <(:); i={first - 1}; while :; do i=$((i + 1)); echo "INSERT INTO lab.rows VALUES (\'{machine.name}\', $i);'
            f' SELECT $i;"; {f"read -t {pause} -u 9; " if pause else ""}done | mariadb --batch --skip-column-names --unbuffered'
        )
        self._process = machine.stream(["bash", "-c", script])
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def wait(self, timeout: float) -> None:
        """Until it has ended by itself, and all that it was told is taken down."""
        self._process.wait(timeout)
        self._listener.join(timeout)
        self._process.stdout.close()

    def end(self) -> None:
        end_stream(self._process)
        self.wait(PATIENCE)

    def _listen(self) -> None:
        for line in self._process.stdout:
            # Without its end a line may have been cut.
            if line.endswith("\n"):
                self._acknowledged.add((self._name, int(line)))
                self.count += 1


class Cluster:
    """Verbs and questions for the servers on the machines of a lab."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.acknowledged: set[tuple[str, int]] = set()
        self._next = 0
        self._numbering = threading.Lock()

    # Starting and stopping

    def begin(self, *machines: Machine) -> None:
        """Tells the machines, all unless named, to start their servers, and does not wait."""
        self.lab.each(lambda machine: machine.run(f"systemctl start --no-block {machine.unit}", check=True), machines or None)

    def start(self, *machines: Machine) -> float:
        """Starts servers at once and waits until they form one cluster; returns after how many seconds."""
        began = time.monotonic()
        self.begin(*machines)
        self.lab.wait_synced(machines or None, timeout=PATIENCE)
        return time.monotonic() - began

    def stop(self, *machines: Machine) -> None:
        """Stops servers cleanly, one after the other."""
        for machine in machines:
            machine.run(f"systemctl stop {machine.unit}", timeout=PATIENCE, check=True)

    def stop_at_once(self, *machines: Machine) -> None:
        self.lab.each(lambda machine: self.stop(machine), machines or None)

    @contextmanager
    def by_hand(self, machine: Machine, *options: str) -> Iterator[None]:
        """A server that somebody runs without its unit."""
        machine.run("install -d -o mysql -g root /run/mysqld", check=True)
        server = machine.stream(["mariadbd", "--user=mysql", *options])
        answers = ["mariadb", "--execute=SELECT COUNT(*) FROM mysql.global_priv"]
        try:
            self.lab.wait_until(
                lambda: server.poll() is not None or machine.run(answers).returncode == 0,
                PATIENCE,
                f"the server that was started by hand on {machine.name} answers",
            )
            yield
        finally:
            machine.run("mariadb-admin shutdown", timeout=PATIENCE)
            server.communicate(timeout=PATIENCE)

    def reinstall(self, machine: Machine) -> None:
        """New disks for a machine whose server is down: an empty database, and nothing that was remembered."""
        machine.run(
            "find /var/lib/mysql /var/lib/galera-initiator -mindepth 1 -delete &&"
            " mariadb-install-db --user=mysql --skip-test-db --wsrep-on=OFF >/dev/null &&"
            " systemctl restart galera-initiator-record",
            timeout=PATIENCE,
            check=True,
        )

    def allow_bootstrap(self, machine: Machine) -> None:
        """What Galera tells a person to do who bootstraps a node that did not leave last."""
        machine.run("sed -i 's/^safe_to_bootstrap: 0/safe_to_bootstrap: 1/' /var/lib/mysql/grastate.dat", check=True)

    # Rows

    def write(self, count: int, *machines: Machine) -> None:
        """Writes rows from the machines in turn, and remembers that they were acknowledged."""
        self._prepare_table(machines[0])
        for number in range(count):
            machine = machines[number % len(machines)]
            self._next += 1
            machine.sql(f"INSERT INTO lab.rows VALUES ('{machine.name}', {self._next})")
            self.acknowledged.add((machine.name, self._next))

    def write_until(self, seqno: int, machine: Machine) -> None:
        """Writes rows on a node until it is at a position."""
        self._prepare_table(machine)
        count = seqno - int(machine.wsrep()["wsrep_last_committed"])
        numbers = range(self._next + 1, self._next + 1 + count)
        machine.sql("".join(f"INSERT INTO lab.rows VALUES ('{machine.name}', {number});" for number in numbers), PATIENCE)
        self.acknowledged |= {(machine.name, number) for number in numbers}
        self._next += count

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Every node writes as fast as it can, until the power goes."""
        self._prepare_table(self.lab.machines[0])
        writers = [self.writer(machine) for machine in self.lab.machines]
        try:
            yield
        finally:
            for writer in writers:
                writer.wait(PATIENCE)

    def writer(self, machine: Machine, pause: float = 0) -> "Writer":
        """A client of one node that writes from now on; there must be the table, which the first write() makes."""
        with self._numbering:
            first = self._next + 1
            # Beyond everything that it will write, also without an acknowledgement.
            self._next += 200_000
        return Writer(machine, first, self.acknowledged, pause)

    def hold_back(self, machine: Machine, timeout: float = PATIENCE) -> "subprocess.Popen[str]":
        """From now on a node receives what the others commit and applies none of it, until its power is cut or what is
        returned is ended.

        @throws LabTimeout if the server does not grant the lock in that time
        """
        query = "FLUSH TABLES WITH READ LOCK; SELECT 'locked'; SELECT SLEEP(600)"
        lock = machine.stream(["mariadb", "--batch", "--skip-column-names", "--unbuffered", "-e", query])
        granted: list[str] = []
        listener = threading.Thread(target=lambda: granted.append(lock.stdout.readline()), daemon=True)
        listener.start()
        listener.join(timeout)
        if granted != ["locked\n"]:
            end_stream(lock)
            raise LabTimeout(f"{machine.name} does not grant the lock")
        return lock

    def cut_while_writing(self, seconds: float = 2) -> int:
        """Power cut of all machines while all of them write; returns how many rows were acknowledged meanwhile."""
        before = len(self.acknowledged)
        with self.writing():
            self.lab.wait_until(
                lambda: {name for name, _ in self.acknowledged_since(before)} == set(self.lab.names),
                30,
                "every node writes",
            )
            time.sleep(seconds)
            self.lab.power_cut()
        return len(self.acknowledged) - before

    def acknowledged_since(self, count: int) -> list[tuple[str, int]]:
        return sorted(self.acknowledged, key=lambda row: row[1])[count:]

    def lost_rows(self, machine: Machine) -> set[tuple[str, int]]:
        """Rows that were acknowledged and that a node does not have."""
        return self.acknowledged - self.rows(machine) if self.acknowledged else set()

    def rows(self, machine: Machine) -> set[tuple[str, int]]:
        return {(name, int(number)) for name, number in machine.sql("SELECT writer, number FROM lab.rows")}

    def _prepare_table(self, machine: Machine) -> None:
        machine.sql(
            "CREATE DATABASE IF NOT EXISTS lab; CREATE TABLE IF NOT EXISTS lab.rows"
            " (writer CHAR(8), number INT, PRIMARY KEY (writer, number))"
        )

    # Looking

    def announcements(self, *machines: Machine, since: float = 0) -> list[Decision]:
        """All that the journals say, in the order of time, of the machines that are named or of all."""
        found = [
            Decision.of(machine, entry)
            for machine in machines or self.lab.machines
            for entry in machine.journal_entries("galera_init")
        ]
        return sorted((one for one in found if one.time >= since), key=lambda one: one.time)

    def decisions(self, *machines: Machine, since: float = 0) -> list[Decision]:
        """The same without what is no verdict."""
        return [one for one in self.announcements(*machines, since=since) if one.word]

    def position(self, machine: Machine) -> Position:
        """The recovered position of a node whose server is down."""
        words = machine.run("galera_check state", check=True).stdout.split()
        fields = dict(word.split("=", 1) for word in words if "=" in word)
        return Position(fields["history"], int(fields["seqno"]))

    def histories(self, *machines: Machine) -> set[str]:
        return {machine.wsrep().get("wsrep_cluster_state_uuid", "") for machine in machines or self.lab.machines}
