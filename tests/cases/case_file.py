"""Reads a case: sections of a text file, see tests/cases/run."""

import re
from dataclasses import dataclass, field
from pathlib import Path

SECTIONS = {"why", "addresses", "hosts", "dns", "data", "options", "configuration", "units", "unit", "environment",
            "peers", "steps", "expect", "node", "file", "link", "own", "agent", "version"}  # fmt: skip


class FaultyCase(Exception):
    """The case itself cannot be understood."""


@dataclass
class NodeText:
    """The sections of one node; those before the first [node] hold for every one."""

    name: str = "n1"
    sections: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def lines(self, section: str) -> list[str]:
        return [line.strip() for line in self.sections.get(section, []) if line.strip() and not line.startswith("#")]

    def text(self, section: str) -> str:
        return "\n".join(self.sections.get(section, [])).strip("\n") + "\n"

    def copy_as(self, name: str) -> "NodeText":
        return NodeText(name, {key: list(value) for key, value in self.sections.items()}, dict(self.files), dict(self.links))


@dataclass
class Case:
    path: Path
    nodes: list[NodeText]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"


def read_case(path: Path) -> Case:
    common = NodeText()
    current = common
    nodes: list[NodeText] = []
    take: list[str] | None = None
    finish = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        heading = re.fullmatch(r"\[([a-z-]+)(?: (\S+))?\]", line)
        if heading is None or heading[1] not in SECTIONS:
            if take is None:
                raise FaultyCase(f"{path}:{number}: stands in no section")
            take.append(line)
            continue
        kind, what = heading[1], heading[2]
        take = []
        if kind == "node":
            current = common.copy_as(what)
            nodes.append(current)
        elif kind in ("file", "link"):
            finish.append((current.files if kind == "file" else current.links, what, take))
        else:
            # A node's own section takes the place of the common one.
            current.sections[kind] = take
    for target, name, lines in finish:
        target[name] = "\n".join(lines).strip("\n") + "\n" if lines else ""
    if nodes:
        for node in nodes:
            for name in common.files.keys() - node.files.keys():
                node.files[name] = common.files[name]
            for name in common.links.keys() - node.links.keys():
                node.links[name] = common.links[name]
    if not common.lines("why"):
        raise FaultyCase(f"{path}: a case tells why")
    return Case(path, nodes or [common])
