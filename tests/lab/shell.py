"""Commands on the host, and the errors of the lab."""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

FOLDER = Path(os.environ.get("GALERA_LAB_FOLDER", "/var/cache/galera-initiator-lab"))

HOST_PACKAGES = {
    "mmdebstrap": "mmdebstrap",
    "systemd-nspawn": "systemd-container",
    "ip": "iproute2",
    "nft": "nftables",
}


class LabError(Exception):
    """The lab itself could not do what was asked."""


class LabTimeout(LabError):
    """What a test waited for did not happen."""


class CommandFailed(LabError):
    """A command ended with an error, and the caller had asked for success."""

    def __init__(self, where: str, result: subprocess.CompletedProcess[str]) -> None:
        self.result = result
        super().__init__(
            f"{where}: exit code {result.returncode}: {result.args}\n{result.stdout or ''}{result.stderr or ''}"
        )


def host(*command: str | Path, input: str | None = None) -> str:
    """Runs a command on the host, returns its output, and raises CommandFailed if it fails."""
    result = subprocess.run(
        [str(word) for word in command], input=input, text=True, capture_output=True, check=False
    )
    if result.returncode != 0:
        raise CommandFailed("host", result)
    return result.stdout


def require_host_tools() -> None:
    """Installs what the lab needs on the host and does not find there."""
    if os.geteuid() != 0:
        raise LabError("the lab mounts file systems and makes namespaces: run it as root")
    missing = [package for tool, package in HOST_PACKAGES.items() if shutil.which(tool) is None]
    if not Path("/usr/share/keyrings/debian-archive-keyring.gpg").exists():
        missing.append("debian-archive-keyring")
    if missing:
        host("apt-get", "update")
        install = ["apt-get", "install", "--yes", "--no-install-recommends"]
        host("env", "DEBIAN_FRONTEND=noninteractive", *install, *missing)


def mounts_below(folder: Path) -> list[Path]:
    """Mount points at or below a folder, the innermost and latest first."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        point = Path(line.split()[4].encode().decode("unicode_escape"))
        if point.is_relative_to(folder):
            found.append(point)
    return found[::-1]


class Handler:
    """Handles signals in a way of its own for a while."""

    def __init__(self, handler: Callable[[int, FrameType | None], None] | signal.Handlers, *numbers: int) -> None:
        self._handler = handler
        # Only the main thread may change how signals are handled.
        self._numbers = numbers if threading.current_thread() is threading.main_thread() else ()

    def __enter__(self) -> None:
        self._old = [(number, signal.signal(number, self._handler)) for number in self._numbers]

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old:
            signal.signal(number, handler)


class Unwinding(Handler):
    """Lets the signals that end a process unwind it instead, so that it cleans up."""

    def __init__(self) -> None:
        super().__init__(_end, signal.SIGTERM, signal.SIGHUP)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
