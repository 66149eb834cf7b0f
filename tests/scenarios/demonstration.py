"""The main stories, told to a person in a few minutes. Started by tests/demo."""

import argparse
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(TESTS))

from lab import Lab, LabError, Machine, base  # noqa: E402
from lab.shell import Unwinding, require_host_tools  # noqa: E402

from cluster import PATIENCE, Cluster  # noqa: E402

DEBIAN = {"bookworm": "Debian 12 (bookworm)", "trixie": "Debian 13 (trixie)"}
_start = time.monotonic()


def tell(text: str, indent: int = 0) -> None:
    first = f"[{time.monotonic() - _start:5.0f} s] " + " " * indent
    print(textwrap.fill(text, 118, initial_indent=first, subsequent_indent=" " * len(first)), flush=True)


def headline(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


@contextmanager
def phase(text: str) -> Iterator[None]:
    """Says what goes on, that it still does, and how long it took."""
    tell(f"{text} ...")
    began = time.monotonic()
    done = threading.Event()

    def beat() -> None:
        while not done.wait(15):
            tell("still at it", 2)

    threading.Thread(target=beat, daemon=True).start()
    try:
        yield
    finally:
        done.set()
    tell(f"done in {time.monotonic() - began:.1f} s", 2)


def host_release() -> str:
    release = Path("/etc/os-release").read_text()
    return next((name for name in base.RELEASES if f"VERSION_CODENAME={name}" in release), "bookworm")


def package(release: str, out: Path, log: Path) -> Path:
    with phase("building the package inside that release (log: " + str(log) + ")"), log.open("w") as output:
        command = [sys.executable, str(TESTS / "lab" / "lab"), "package", "--release", release, "--out", str(out)]
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False).returncode
    if code != 0:
        raise LabError("the package does not build:\n" + log.read_text()[-4000:])
    return next(out.glob("*.deb"))


class Demonstration:
    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.cluster = Cluster(lab)
        self.n1, self.n2, self.n3 = lab.machines
        self.began = 0.0

    def tell_all(self) -> None:
        self.first_start()
        self.clean_stop()
        self.power_cut()
        self.stale_node()
        self.journal()

    def start_all(self) -> None:
        self.began = time.time()
        with phase("n1, n2, n3: systemctl start mariadb, at the same moment"):
            self.cluster.start()
        self.show_decisions()
        (history,) = self.cluster.histories()
        tell(f"One cluster: all three are Primary and Synced, size 3, history {history}.")

    def show_decisions(self) -> None:
        for one in self.cluster.decisions(since=self.began):
            if one.word in ("bootstrap", "restore", "join", "refuse"):
                tell(f"{one.machine.name}: {one.headline}", 2)

    def count_rows(self) -> None:
        for machine in self.lab.machines:
            lost = self.cluster.lost_rows(machine)
            tell(f"{machine.name}: {len(self.cluster.acknowledged)} rows were acknowledged, {len(lost)} of them are missing", 2)
            if lost:
                raise LabError(f"{machine.name} has lost acknowledged rows")

    def boot(self, *machines: Machine) -> None:
        with phase("power is back: " + ", ".join(machine.name for machine in machines) + " boot"):
            self.lab.boot(machines, timeout=PATIENCE)

    def first_start(self) -> None:
        headline("1. The first start: no node holds data")
        self.start_all()

    def clean_stop(self) -> None:
        headline("2. A clean stop and start: the last that left holds everything")
        with phase("systemctl stop mariadb on n1, then n2, then n3"):
            self.cluster.stop(self.n1, self.n2, self.n3)
        self.start_all()

    def power_cut(self) -> None:
        headline("3. A power cut while all three write: no acknowledged row may be lost")
        with phase("all three nodes insert rows, then the power goes on all machines at once"):
            rows = self.cluster.cut_while_writing()
        tell(f"{rows} rows were acknowledged before the cut.")
        self.boot(*self.lab.machines)
        for machine in self.lab.machines:
            position = self.cluster.position(machine)
            tell(f"{machine.name}: galera_check seqno says {position.seqno}", 2)
        self.start_all()
        self.count_rows()

    def stale_node(self) -> None:
        headline("4. The stale node that must not bootstrap")
        with phase("n3 is stopped; then 20 rows are written on n1 and n2; then n1 and n2 lose their power"):
            self.cluster.stop(self.n3)
            self.cluster.write(20, self.n1, self.n2)
            self.lab.power_cut([self.n1, self.n2])
        self.began = time.time()
        with phase("n3 is started alone, for ten seconds"):
            self.cluster.begin(self.n3)
            time.sleep(10)
        status = self.n3.run("systemctl show --property=StatusText --value mariadb", check=True).stdout.strip()
        tell("n3 does not bootstrap. systemctl status mariadb shows on n3:")
        tell(status, 2)
        if any(one.word in ("bootstrap", "restore") for one in self.cluster.decisions(since=self.began)):
            raise LabError("the stale node has gone on by itself")
        self.boot(self.n1, self.n2)
        with phase("n1 and n2: systemctl start mariadb; n3 is still waiting"):
            self.cluster.begin(self.n1, self.n2)
            self.lab.wait_synced(timeout=PATIENCE)
        self.show_decisions()
        self.count_rows()

    def journal(self) -> None:
        headline("What the journals say (journalctl -t galera_init on all machines, first lines, by time)")
        for one in self.cluster.decisions():
            stamp = time.strftime("%H:%M:%S", time.localtime(one.time)) + f".{int(one.time * 10) % 10}"
            print(textwrap.fill(one.headline, 118, initial_indent=f"{stamp} {one.machine.name} ", subsequent_indent=" " * 14))


def look_further(release: str) -> None:
    headline("To look further")
    print(f"""tests/lab/lab package --release {release}      # the last line names the .deb
tests/lab/lab up {release} --product DEB       # three such machines, until Ctrl-C
tests/lab/lab shell n1                          # in another terminal: a shell on one of them. There:
  systemctl start mariadb; systemctl status mariadb
  journalctl -t galera_init -x                  # each decision, its evidence, and what to do
  galera_init --dry-run                         # what would be decided now, and why
""")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests/demo", description=__doc__)
    parser.add_argument("release", nargs="?", choices=base.RELEASES, default=host_release())
    release = parser.parse_args().release
    print(f"Galera Initiator on three machines of {DEBIAN[release]}, each with its own systemd, MariaDB, Galera and snmpd.")
    try:
        with Unwinding(), tempfile.TemporaryDirectory(prefix="galera-initiator-demo-") as folder:
            log = Path(tempfile.gettempdir()) / f"galera-initiator-demo-{release}.log"
            headline("0. Preparation")
            with phase("installing what the machines need on this host"):
                require_host_tools()
            with phase("root folder of the machines (the first time about a minute, then kept)"), base.root(release):
                pass
            with phase("root folder of the compiler (the same)"), base.root(release, "build"):
                pass
            deb = package(release, Path(folder), log)
            with Lab(release) as lab:
                lab.install_product(deb)
                with phase("three machines boot"):
                    lab.boot(timeout=PATIENCE)
                Demonstration(lab).tell_all()
        look_further(release)
        tell("The end. The machines are gone.")
    except LabError as error:
        print(f"tests/demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
