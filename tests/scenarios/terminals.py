"""What a person types on the machines of a lab and sees there, for the documentation."""

import shlex
import textwrap

from lab import LabError, Machine

from cluster import PATIENCE

# Of a plain terminal, and of what galera_check lays out for it.
WIDTH = 80


class Terminals:
    """Runs commands on machines and keeps all of it as text, as it would stand on a screen."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def tell(self, text: str) -> None:
        """What is not seen on a screen."""
        self._print(*([""] if self.lines else []), *textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# "))

    def __call__(self, machine: Machine, command: str, *, may_fail: bool = False, answer: str = "") -> str:
        """@param answer  what the person types when the command asks, which it does on a terminal only"""
        self._print(f"{machine.name}# {command}")
        shell = f"exec 2>&1; {command}"
        if answer:
            shell = f"(sleep 5; echo {answer}) | script --quiet --return --command {shlex.quote(command)} /dev/null"
        result = machine.run(shell, timeout=PATIENCE)
        output = result.stdout.replace("\r", "")
        self._print(*(part for line in output.splitlines() for part in _wrap(line)))
        if result.returncode != 0 and not may_fail:
            raise LabError(f"{machine.name}: {command} ended with {result.returncode}")
        return output

    def _print(self, *lines: str) -> None:
        for line in lines:
            print(line, flush=True)
        self.lines += lines


def _wrap(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent="    ", break_on_hyphens=False) or [""]
