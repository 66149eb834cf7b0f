"""Somebody on the network who answers SNMP at a machine's address and is not that machine."""

import subprocess
import sys
from pathlib import Path
from types import TracebackType

from .machine import JOIN
from .shell import LabError

RESPONDER = Path(__file__).resolve().parents[1] / "snmp" / "hostile_responder.py"
SNMP_PORT = 161
NOW = "{now}"  # in a text: microseconds, later ones in each answer


class Forger:
    """A process in a network namespace that has the address. It tells nothing until it is told what to tell."""

    def __init__(self, address: str, namespace: Path, folder: Path, commands: Path) -> None:
        self._address = address
        self._namespace = namespace
        self._folder = folder
        self._commands = commands

    def __enter__(self) -> "Forger":
        self._folder.mkdir(exist_ok=True)
        (self._folder / "asked").write_text("0")
        self.tells()
        words = ["sh", "-c", JOIN, "sh", str(self._commands), "nsenter", f"--net={self._namespace}", "--"]
        words += [sys.executable, "-B", str(RESPONDER), self._address, str(SNMP_PORT), str(self._folder)]
        self._process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        if self._process.stdout is None or self._process.stdout.readline() != "ready\n":
            self._process.kill()
            raise LabError(f"nobody can answer SNMP at {self._address}: {self._process.communicate()[1]}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def tells(self, state: str | None = None, status: str | None = None, seqno: str | None = None) -> None:
        """From now on its objects have these texts; those without one are not served."""
        for name, text in (("state", state), ("status", status), ("seqno", seqno)):
            file = self._folder / name
            if text is None:
                file.unlink(missing_ok=True)
            else:
                # In one step: a question may come at any time.
                new = self._folder / f"{name}.new"
                new.write_text(text)
                new.rename(file)

    def asked(self) -> int:
        """How often it has been asked since it is there."""
        # Empty for a moment while it is written.
        return int((self._folder / "asked").read_text() or 0)
