"""A node below a root folder of its own: its files, its stand-in programs, its agent and those of its peers."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "snmp"))

import agents  # noqa: E402

USER = "nobody"
HISTORY = "6e3fa5c2-0b1d-11ef-8f5a-02420a000002"
OTHER_HISTORY = "7a11c0de-0b1d-11ef-9f5a-02420a000003"
MEMBERS = [f"{digit * 8}-0b1d-11ef-8f5a-02420a00000{digit}" for digit in "123"]
ADDRESSES = ["127.0.0.11", "127.0.0.12", "127.0.0.13"]
STALE = "0" * 32


def grastate(history: str, seqno: int, safe: int) -> str:
    return f"# GALERA saved state\nversion: 2.1\nuuid:    {history}\nseqno:   {seqno}\nsafe_to_bootstrap: {safe}\n"


def gvwstate(members: list[str]) -> str:
    lines = "".join(f"member: {member} 0\n" for member in members)
    return f"my_uuid: {members[0]}\n#vwbeg\nview_id: 3 {members[0]} 5\nbootstrap: 0\n{lines}#vwend\n"


@dataclass(frozen=True)
class Scenario:
    """What a node holds, and what its peers tell."""

    name: str
    verdict: str  # the word that is handed over
    nodes: int = 1
    grastate: str | None = None
    gvwstate: str | None = None
    has_data: bool = True
    peers: str = ""  # the status of the peers: "initiating" ones agree with this node's claim
    configuration: str = ""
    recovery: str = f"WSREP: Recovered position: {HISTORY}:100"
    word: str = ""  # the operator's, before the start

    @property
    def addresses(self) -> list[str]:
        return ADDRESSES[: self.nodes]


CRASHED = grastate(HISTORY, -1, 0)
SCENARIOS = [
    Scenario("alone after a power cut", "bootstrap", grastate=CRASHED, gvwstate=gvwstate(MEMBERS[:1])),
    Scenario("alone with torn files", "bootstrap", grastate=CRASHED[:60], gvwstate=gvwstate(MEMBERS[:1])[:50]),
    Scenario("fresh", "bootstrap", has_data=False),
    Scenario("clean stop, peers run", "join", nodes=3, grastate=grastate(HISTORY, 100, 0), peers="running"),
    Scenario("lone view, peers run", "join", nodes=3, grastate=CRASHED, gvwstate=gvwstate(MEMBERS[:1]), peers="running"),
    Scenario("three after a power cut", "bootstrap", nodes=3, grastate=CRASHED, gvwstate=gvwstate(MEMBERS), peers="initiating"),
    Scenario(
        "a majority after a power cut",
        "bootstrap",
        nodes=3,
        grastate=CRASHED,
        gvwstate=gvwstate(MEMBERS),
        peers="initiating",
        configuration="[cluster]\nwait_for = majority\n",
    ),
    Scenario(
        "another history, given up",
        "join",
        nodes=3,
        grastate=grastate(OTHER_HISTORY, 100, 0),
        peers="running",
        recovery=f"WSREP: Recovered position: {OTHER_HISTORY}:100",
        word="discard-local-data",
    ),
]

FILES_OF_DATA = ("ibdata1", "ib_logfile0", "aria_log_control")
STATE_FILE = "grastate.dat"  # in place, so that it stays the file that the memory knows

# Each answer is later than the one before, as those of galera_check are.
NOW = "77777777-7777-7777-7777-777777777777@$(date +%s%6N)"
OWN = f"""
read -r record < @RECORD@ && echo "${{record% end}} told={NOW} end"
"""

# A peer that agrees with whatever this node claims, or that runs. With few processes: it is asked often.
PEER = """
record=
read -r record < @RECORD@ 2>/dev/null
claim=${record#* claim=}
[ "$claim" != "$record" ] && choice=" choice=${claim%% *}"
settings=${record#* settings=}
[ "$settings" != "$record" ] && settings=" settings=${settings%% *}"
head="galera-initiator 1 cluster=lab node=@NAME@ status=@STATUS@ origin=@NAME@ told=@NOW@"
if [ @STATUS@ = running ]; then
    echo "$head history=@HISTORY@ member=@MEMBER@ end"
else
    echo "$head$settings membership=view members=@MEMBERS@ data=intact history=@HISTORY@ seqno=90 identities=@MEMBER@$choice end"
fi
"""


@dataclass
class File:
    """One file as it is found."""

    content: bytes
    mode: int
    owner: int

    def text(self) -> str:
        return self.content.decode(errors="replace")


@dataclass
class Node:
    """The root folder of one scenario, put back before each run."""

    folder: Path
    scenario: Scenario
    step: Path
    running: list = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = self.folder / "root"
        self.user = pwd.getpwnam(USER)

    # Where things are

    @property
    def data(self) -> Path:
        return self.root / "var/lib/mysql"

    @property
    def state(self) -> Path:
        return self.root / "var/lib/galera-initiator"

    @property
    def run_folder(self) -> Path:
        return self.root / "run/galera-initiator"

    @property
    def published(self) -> Path:
        return self.run_folder / "published"

    @property
    def environment_file(self) -> Path:
        return self.run_folder / "mariadb.service.env"

    # How it begins

    def make(self) -> None:
        if self.root.exists():
            shutil.rmtree(self.root)
        below = [self.root / name for name in ("etc", "usr/bin", "usr/sbin", "proc")]
        for folder in (self.data, self.state, self.published, *below):
            folder.mkdir(parents=True)
        self._write("etc/galera-initiator.conf", self._configuration())
        self._program("usr/bin/my_print_defaults", f"cat {self.root}/etc/options")
        self._write("etc/options", self._options())
        (self.root / "lib/systemd/system").mkdir(parents=True)
        self._write("lib/systemd/system/mariadb.service", "[Service]\nExecStart=/usr/sbin/mariadbd $MYSQLD_OPTS $_WSREP_NEW_CLUSTER\n")
        self._program("usr/sbin/mariadbd", f"echo '{self.scenario.recovery}' >&2")
        if self.scenario.has_data:
            for name in ("mysql", "shop"):
                (self.data / name).mkdir()
            for name in FILES_OF_DATA:
                self._write(f"var/lib/mysql/{name}", "data")
        for name, text in (("grastate.dat", self.scenario.grastate), ("gvwstate.dat", self.scenario.gvwstate)):
            if text is not None:
                self._write(f"var/lib/mysql/{name}", text)
                (self.data / name).chmod(0o660)
        self._write("run/galera-initiator/published/decision", f"bootstrap {STALE}\n")
        for path in (self.data, self.state, self.published):
            for one in (path, *path.rglob("*")):
                os.chown(one, self.user.pw_uid, self.user.pw_gid)
        self._write("run/galera-initiator/mariadb.service.env", "_WSREP_NEW_CLUSTER='stale --wsrep-new-cluster'\n")

    def _configuration(self) -> str:
        return (
            f"[snmp]\nport = {agents.PORT}\ncommunity = {agents.COMMUNITY}\ntimeout = 700ms\n"
            f"[start]\nwait_limit = 10s\n{self.scenario.configuration}"
        )

    def _options(self) -> str:
        return (
            "--wsrep_on=ON\n--wsrep_provider=/usr/lib/galera/libgalera_smm.so\n--wsrep_cluster_name=lab\n"
            f"--wsrep_cluster_address=gcomm://{','.join(self.scenario.addresses)}\n--wsrep_node_name=n1\n"
            f"--wsrep_node_address={ADDRESSES[0]}\n--datadir=/var/lib/mysql\n"
        )

    def _write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.write_text(text)
        return path

    def _program(self, name: str, script: str) -> None:
        self._write(name, f"#!/bin/sh\n{script}\n").chmod(0o755)

    def save(self) -> Path:
        """Keeps what the root holds now, to put it back later."""
        copy = self.folder / "saved"
        if copy.exists():
            shutil.rmtree(copy)
        self._copy(self.root, copy)
        return copy

    def put_back(self, copy: Path) -> None:
        # The memory knows the data's folder and its files by their inodes.
        kept = self.data.rename(self.folder / "data that is kept")
        shutil.rmtree(self.root)
        self._copy(copy, self.root)
        for path in kept.iterdir():
            if path.name not in (*FILES_OF_DATA, STATE_FILE) or not (self.data / path.name).exists():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in self.data.iterdir():
            if not (kept / path.name).exists():
                path.rename(kept / path.name)
            elif path.name == STATE_FILE:
                (kept / path.name).write_bytes(path.read_bytes())
                shutil.copystat(path, kept / path.name)
        shutil.rmtree(self.data)
        kept.rename(self.data)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        subprocess.run(["cp", "-a", source, target], check=True)

    def start_agents(self, started: agents.Agents) -> None:
        record = self.published / "record"
        started.start(f"{self.folder.name}-own", [ADDRESSES[0]], self._extend("own", OWN.replace("@RECORD@", str(record))))
        for index in range(1, self.scenario.nodes):
            text = PEER
            for key, value in (
                ("RECORD", str(record)),
                ("NAME", f"n{index + 1}"),
                ("STATUS", self.scenario.peers),
                ("MEMBERS", ",".join(MEMBERS)),
                ("MEMBER", MEMBERS[index]),
                ("HISTORY", HISTORY),
                ("NOW", NOW),
            ):
                text = text.replace(f"@{key}@", value)
            started.start(f"{self.folder.name}-{index}", [ADDRESSES[index]], self._extend(f"peer-{index}", text))

    def _extend(self, name: str, text: str) -> str:
        script = self.folder / name
        script.write_text(text)
        return f"extend -cacheTime -1 galeraState /bin/sh {script}\n"

    # Looking

    def files(self) -> dict[str, File]:
        found = {}
        for path in self.root.rglob("*"):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                found[str(path.relative_to(self.root))] = File(path.read_bytes(), stat.S_IMODE(status.st_mode), status.st_uid)
        return found

    # Running

    def command(self, step: str) -> list[str]:
        return [str(self.step), str(self.root), step]

    def environment(self, invocation: str) -> dict[str, str]:
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "INVOCATION_ID": invocation,
            "USER": USER,
            "SNMPCONFPATH": str(self.folder / "no-configuration"),
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/no-bus",
        }

    @staticmethod
    def is_for_root(step: str) -> bool:
        return step in ("prepare", "hand-over")
