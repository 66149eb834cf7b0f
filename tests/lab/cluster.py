"""A lab: some machines on one network, and the certainty that nothing of them stays."""

import fcntl
import os
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from . import base
from .forger import Forger
from .machine import Machine, end_cgroup, init_process
from .network import Network
from .shell import FOLDER, Handler, LabError, LabTimeout, Unwinding, host, mounts_below

RUNS = FOLDER / "run"
Result = TypeVar("Result")


class Lab:
    """Machines n1, n2, ... with Galera and SNMP configured, and a1, ... that run garbd, not yet booted."""

    def __init__(self, release: str, nodes: int = 3, community: str = "lab", arbitrators: int = 0) -> None:
        self.release = release
        self.community = community
        self.names = [f"n{number}" for number in range(1, nodes + 1)]
        self.names_of_arbitrators = [f"a{number}" for number in range(1, arbitrators + 1)]
        self._stack = ExitStack()

    def __enter__(self) -> "Lab":
        with self._stack as stack:
            stack.enter_context(Unwinding())
            root = stack.enter_context(base.root(self.release))
            self.machines: list[Machine] = []
            self.arbitrators: list[Machine] = []
            stack.callback(self._reap)
            self.folder = stack.enter_context(_Run())
            cgroup = cgroup_of(self.folder)
            self.network = Network(self.folder / "network", self.names + self.names_of_arbitrators)
            self.network.create()
            self.machines = [Machine(name, self.folder, root, self.network, cgroup) for name in self.names]
            self.arbitrators = [Machine(name, self.folder, root, self.network, cgroup) for name in self.names_of_arbitrators]
            lines = ["127.0.0.1 localhost", "::1 localhost ip6-localhost"]
            for machine in self.machines:
                lines += [f"{machine.address} {machine.name}", f"{machine.address6} {machine.name}"]
            for machine in self.machines:
                machine.create("\n".join([*lines, ""]))
                machine.configure_galera()
                machine.configure_snmp(self.community)
            for arbitrator in self.arbitrators:
                arbitrator.create("\n".join([*lines, ""]))
                arbitrator.configure_arbitrator(self.machines)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def __getitem__(self, name: str) -> Machine:
        return self.machines[self.names.index(name)]

    def boot(self, machines: Iterable[Machine] | None = None, settled: bool = True, timeout: float = 90) -> None:
        """Boots machines at the same time, all of them unless told which."""
        chosen = self._chosen(machines)
        for machine in chosen:
            machine.power_on()
        for machine in chosen:
            machine.wait_booted(settled, timeout)

    def power_cut(self, machines: Iterable[Machine] | None = None) -> None:
        chosen = self._chosen(machines)
        self.network.silence(*(machine.name for machine in chosen))
        for machine in chosen:
            machine.kill()
        for machine in chosen:
            machine.wait_off(20)

    def poweroff(self, machines: Iterable[Machine] | None = None, timeout: float = 120) -> None:
        chosen = self._chosen(machines)
        for machine in chosen:
            machine.poweroff_begin()
        for machine in chosen:
            machine.wait_off(timeout)

    def each(
        self, function: Callable[[Machine], Result], machines: Iterable[Machine] | None = None
    ) -> list[Result]:
        """Calls a function for several machines at the same time."""
        chosen = self._chosen(machines)
        pool = ThreadPoolExecutor(len(chosen))
        try:
            return list(pool.map(function, chosen))
        finally:
            # Not waited for: after Ctrl-C it is the end of the machines that ends the calls.
            pool.shutdown(wait=False, cancel_futures=True)

    @contextmanager
    def forger(self, machine: Machine) -> Iterator[Forger]:
        """Somebody else answers SNMP at a machine's address: while it is off, or in place of its agent, which has to be stopped."""
        takes_address = not machine.running
        if takes_address:
            self.network.power_on(machine.name)
        try:
            folder = self.folder / f"forger-of-{machine.name}"
            with Forger(machine.address, self.network.namespace(machine.name), folder, cgroup_of(self.folder) / "commands") as forger:
                yield forger
        finally:
            if takes_address:
                self.network.power_off(machine.name)

    def install_product(self, package: Path) -> None:
        self.each(lambda machine: machine.install_product(package))

    def wait_until(self, predicate: Callable[[], object], timeout: float, what: str) -> float:
        """Waits until the predicate holds, and returns after how many seconds it did."""
        start = time.monotonic()
        while True:
            asked = time.monotonic()
            if predicate():
                return time.monotonic() - start
            now = time.monotonic()
            if now - start > timeout:
                raise LabTimeout(f"not within {timeout} s: {what}\n{self.diagnosis()}")
            # To ask is work for the processors that the machines run on.
            time.sleep(max(0.2, 4 * (now - asked)))

    def wait_synced(self, machines: Iterable[Machine] | None = None, timeout: float = 60) -> float:
        """Waits until machines form one primary component with each arbitrator that runs and nobody else, and all are synced."""
        chosen = self._chosen(machines)
        size = len(chosen) + sum(arbitrator.running for arbitrator in self.arbitrators)
        last = chosen[-1]

        def formed() -> bool:
            # First the one that was not: the others are asked once it is.
            nonlocal last
            for machine in [last, *(one for one in chosen if one is not last)]:
                if not _synced(machine, size):
                    last = machine
                    return False
            return True

        return self.wait_until(formed, timeout, f"{[m.name for m in chosen]} form a cluster")

    def diagnosis(self) -> str:
        return "\n".join(machine.diagnosis() for machine in self.machines)

    def _reap(self) -> None:
        for machine in self.machines + self.arbitrators:
            machine.reap()

    def _chosen(self, machines: Iterable[Machine] | None) -> list[Machine]:
        return self.machines if machines is None else list(machines)


def clean() -> list[str]:
    """Removes what killed runs left. Runs that are still going on are left alone."""
    removed = []
    RUNS.mkdir(parents=True, exist_ok=True)
    with open(RUNS / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for owner in sorted(RUNS.glob("*/owner")):
            with owner.open() as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                _remove_run(owner.parent)
                removed.append(owner.parent.name)
    return removed


def runs() -> list[Path]:
    """The folders of runs, the latest last."""
    return sorted((owner.parent for owner in RUNS.glob("*/owner")), key=lambda folder: folder.stat().st_ctime)


def cgroup_of(run: Path) -> Path:
    return run / "cgroup" / f"galera-lab-{run.name}"


class _Run:
    """The folder of a run. Its lock goes with this process, however that ends."""

    def __enter__(self) -> Path:
        RUNS.mkdir(parents=True, exist_ok=True)
        self._folder = RUNS / secrets.token_hex(4)
        with open(RUNS / ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._folder.mkdir()
            self._owner = open(self._folder / "owner", "w")  # noqa: SIM115 (held until __exit__)
            fcntl.flock(self._owner, fcntl.LOCK_EX)
            print(os.getpid(), file=self._owner, flush=True)
        try:
            _mount_cgroup(self._folder)
            (cgroup_of(self._folder) / "commands").mkdir(parents=True)
        except BaseException:
            _remove_run(self._folder)
            raise
        return self._folder

    def __exit__(self, *_: object) -> None:
        # A second Ctrl-C must not leave half a lab behind.
        with Handler(signal.SIG_IGN, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            _remove_run(self._folder)
            self._owner.close()


def _mount_cgroup(run: Path) -> None:
    """A mount of our own works in every layout the host may have."""
    point = run / "cgroup"
    point.mkdir(exist_ok=True)
    if not point.is_mount():
        host("mount", "-t", "cgroup2", "cgroup2", point)


def _remove_run(run: Path) -> None:
    # Every process of a run is in its cgroup: no process number is needed that might be another's by now.
    _mount_cgroup(run)
    cgroup = cgroup_of(run)
    # The inits first: a supervisor that sees its machine end takes its own traces away.
    for machine in cgroup.glob("n*"):
        if init := init_process(machine):
            os.kill(init, signal.SIGKILL)
    end_cgroup(cgroup, grace=5)
    for point in mounts_below(run):
        host("umount", point)
    if mounts := mounts_below(run):
        raise LabError(f"still mounted: {', '.join(map(str, mounts))}")
    # The owner's mark goes last: until then `clean` can begin again.
    for part in run.iterdir():
        if part.is_dir():
            shutil.rmtree(part)
    shutil.rmtree(run)


def _synced(machine: Machine, size: int) -> bool:
    status = machine.wsrep()
    return (
        status.get("wsrep_cluster_status") == "Primary"
        and status.get("wsrep_local_state_comment") == "Synced"
        and status.get("wsrep_cluster_size") == str(size)
    )
