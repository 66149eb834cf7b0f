"""One node under test, or one peer: its files, its agent, and the product's steps below its root folder."""

import os
import pwd
import re
import shutil
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "snmp"), str(TESTS / "faults"), str(TESTS / "generator")]

import agents  # noqa: E402
import node as fault_node  # noqa: E402
import verify_case  # noqa: E402
from case_file import FaultyCase, NodeText  # noqa: E402
from network import Network  # noqa: E402

HISTORY = fault_node.HISTORY
OTHER_HISTORY = fault_node.OTHER_HISTORY
USER = fault_node.USER
UNITS = "lib/systemd/system"
DROP_INS = "run/systemd/generator"
OPTIONS = """[mysqld]
wsrep_on = ON
wsrep_provider = /usr/lib/galera/libgalera_smm.so
wsrep_cluster_name = lab
wsrep_cluster_address = gcomm://n1,n2,n3
datadir = /var/lib/mysql
"""
EVIDENCE_STATUSES = ("stopped", "initiating")
PATIENCE = 30
LATE = 0.4  # seconds
DAY = 86400
# What a person asks for; no start ends by it.
QUESTIONS = ("config", "dry-run", "report")


def member(letter: str) -> str:
    if not re.fullmatch(r"[0-9a-f]", letter):
        raise FaultyCase(f"a member is one hexadecimal digit, not '{letter}'")
    return f"{letter * 8}-0b1d-11ef-8f5a-02420a00000{letter}"


def members(letters: str) -> str:
    return ",".join(member(letter) for letter in letters)


def fill_in(text: str) -> str:
    """Short words of a case for the UUIDs that nobody can tell apart."""
    text = text.replace("@HISTORY@", HISTORY).replace("@OTHER@", OTHER_HISTORY).replace("@NUL@", "\0")
    return re.sub(r"@([0-9a-f])@", lambda found: member(found[1]), text)


@dataclass
class Ran:
    """How a step ended, and what it said."""

    step: str
    status: int
    output: str

    def told(self) -> list[dict[str, str]]:
        """The journal's fields of each announcement."""
        found: list[dict[str, str]] = [{}]
        for line in self.output.splitlines():
            field_ = re.fullmatch(r"@(GALERA_[A-Z_]+)=(.*)", line)
            if field_ is None:
                found.append({})
            else:
                found[-1][field_[1]] = field_[2]
        return [one for one in found if one]


def record_words(words: list[str], own: str) -> tuple[str, dict[str, str]]:
    """The fields of a peer's record, from "stopped view=123 seqno=98"."""
    status, fields = words[0], {}
    for word in words[1:]:
        key, _, value = word.partition("=")
        if key in ("view", "left"):
            fields["membership"] = key
            if value:
                fields["members"] = members(value)
        elif key in ("alone", "never", "unknown"):
            fields["membership"] = key
        elif key == "identities":
            fields["identities"] = members(value)
        elif key in ("member", "joined"):
            fields[key] = member(value)
        elif key == "history" and value in ("lab", "other"):
            fields[key] = HISTORY if value == "lab" else OTHER_HISTORY
        else:
            fields[key] = fill_in(value)
    if status in EVIDENCE_STATUSES:
        if "seqno" in fields:
            fields.setdefault("data", "intact")
            fields.setdefault("history", HISTORY)
        fields.setdefault("data", "fresh")
        fields.setdefault("membership", "never" if fields["data"] in ("fresh", "standalone") else "unknown")
        if fields["membership"] != "never":
            fields.setdefault("identities", member(own))
    elif status == "running":
        fields.setdefault("history", HISTORY)
        fields.setdefault("member", member(own))
        fields.setdefault("timelines", "")
    return status, fields


def peer_script(name: str, words: list[str], record: Path, version: str) -> str:
    """What a peer's agent runs. It has the settings of the node under test, and claims what that one claims."""
    agrees = "agrees" in words
    status, fields = record_words([word for word in words if word != "agrees"], name[-1])
    order = ("membership", "members", "joined", "data", "history", "seqno", "identities", "member")
    known = [f"{key}={fields.pop(key)}" for key in order if key in fields]
    more = "".join(f" {word}" for word in [*known, *(f"{key}={value}" for key, value in fields.items())])
    return f"""record=
read -r record < {record} 2>/dev/null
claim=${{record#* claim=}}
[ "$claim" != "$record" ] && [ {agrees} = True ] && choice=" choice=${{claim%% *}}"
settings=${{record#* settings=}}
if [ "$settings" != "$record" ] && [ {status} != running ]; then settings=" settings=${{settings%% *}}"; else settings=; fi
echo "galera-initiator {version} cluster=lab node={name} status={status} origin={name}$settings{more}$choice told={fault_node.NOW} end"
"""


@dataclass
class Machine:
    """A node under test."""

    text: NodeText
    folder: Path
    programs: dict[str, Path]
    network: Network
    addresses: dict[str, str]
    runs: list[Ran] = field(default_factory=list)
    waiting: threading.Timer | None = None  # for an agent that comes late

    def __post_init__(self) -> None:
        self.root = self.folder / self.text.name
        self.user = pwd.getpwnam(USER)
        self.invocation = uuid.uuid4().hex
        own = self.text.lines("own") or [self.addresses[self.text.name]]
        self.namespace = self.network.add_node(self.text.name, own)

    @property
    def data(self) -> Path:
        return self.root / "var/lib/mysql"

    @property
    def record(self) -> Path:
        return self.root / "run/galera-initiator/published/record"

    # Its files

    def make(self) -> None:
        for name in ("var/lib/mysql", "var/lib/galera-initiator", "run/galera-initiator/published", "usr/bin", "usr/sbin", "proc",
                     "etc/mysql/conf.d", "etc/snmp", UNITS, DROP_INS):  # fmt: skip
            (self.root / name).mkdir(parents=True)
        for name in ("passwd", "group", "nsswitch.conf", "ld.so.cache"):
            shutil.copy(f"/etc/{name}", self.root / "etc" / name)
        (self.root / "usr/bin/my_print_defaults").symlink_to("/usr/bin/my_print_defaults")
        self.write("etc/hosts", self._hosts())
        # As Debian has it: else a name has one address there.
        self.write("etc/host.conf", "multi on\n")
        self.write("etc/mysql/my.cnf", "!includedir /etc/mysql/conf.d/\n")
        self.write("etc/mysql/conf.d/50-lab.cnf", OPTIONS)
        self.write("etc/mysql/conf.d/60-case.cnf", "[mysqld]\n" + fill_in(self.text.text("options")))
        self.write("etc/galera-initiator.conf", self._configuration())
        self._make_units()
        self._make_data()
        for name, content in self.text.files.items():
            self.write(name, fill_in(content)).chmod(0o755 if content.startswith("#!") else 0o644)
        for name, target in self.text.links.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).symlink_to(target.strip())
        for line in self.text.lines("data"):
            word, *rest = line.split()
            if word == "memory":
                self._make_memory(rest)
        for folder in (self.root / "var/lib", self.record.parent):
            for one in (folder, *folder.rglob("*")):
                os.lchown(one, self.user.pw_uid, self.user.pw_gid)
        for name in ("grastate.dat", "gvwstate.dat"):
            if (self.data / name).exists():
                (self.data / name).chmod(0o660)

    def write(self, name: str, content: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    def _hosts(self) -> str:
        lines = ["127.0.0.1 localhost"]
        if not self.text.lines("dns"):
            lines += [f"{address} {name}" for name, address in self.addresses.items()]
        return "\n".join([*lines, *self.text.lines("hosts"), *self.text.lines("dns")]) + "\n"

    def _configuration(self) -> str:
        more = self.text.text("configuration").split("\n")
        # A section stands once in the product's file.
        sections: dict[str, list[str]] = {
            "[snmp]": [f"port = {agents.PORT}", f"community = {agents.COMMUNITY}", "timeout = 500ms", "retries = 0"],
            "[start]": ["wait_limit = 1s"],
        }
        current = "[start]"
        for line in more:
            if line.startswith("["):
                current = line
                sections.setdefault(current, [])
            elif line:
                key = line.split("=")[0].strip()
                sections[current] = [one for one in sections[current] if one.split("=")[0].strip() != key] + [line]
        return "".join("\n".join([name, *lines]) + "\n" for name, lines in sections.items())

    def _make_units(self) -> None:
        for word in self.text.lines("units") or ["layout_b"]:
            if word == "none":
                continue
            source = TESTS / "generator/cases" / word / "root"
            for folder in ("lib/systemd/system", "usr/lib/systemd/system", "etc/systemd/system"):
                if (source / folder).is_dir():
                    shutil.copytree(source / folder, self.root / folder, symlinks=True, dirs_exist_ok=True)

    def _make_data(self) -> None:
        """From lines such as "tables mysql shop", "grastate -1", "gvwstate 1 of 123", "recovers 100 with KEY"."""
        recovery = f"echo 'WSREP: Recovered position: {HISTORY}:100' >&2"
        tables = ["mysql", "shop"]
        for line in self.text.lines("data"):
            word, *rest = line.split()
            if word == "empty":
                tables = []
                recovery = "echo 'no data' >&2; exit 1"
            elif word == "tables":
                tables = rest
            elif word == "grastate":
                history = OTHER_HISTORY if "other" in rest else str(uuid.UUID(int=0)) if "nil" in rest else HISTORY
                self.write("var/lib/mysql/grastate.dat", fault_node.grastate(history, int(rest[0]), int("safe" in rest)))
                if int(rest[0]) >= 0:  # after a stop in order, unless it says otherwise
                    recovery = f"echo 'WSREP: Recovered position: {history}:{rest[0]}' >&2"
            elif word == "gvwstate":
                of = [member(letter) for letter in rest[2]]
                own = member(rest[0])
                view = fault_node.gvwstate(of).replace(f"my_uuid: {of[0]}", f"my_uuid: {own}")
                self.write("var/lib/mysql/gvwstate.dat", view)
            elif word == "recovers":
                history = OTHER_HISTORY if "other" in rest else HISTORY
                position = f"{history}:{rest[0]}" if rest[0] != "nothing" else f"{uuid.UUID(int=0)}:-1"
                recovery = f"echo 'WSREP: Recovered position: {position}' >&2"
                if "with" in rest:
                    needed = rest[rest.index("with") + 1]
                    recovery = f'[ -n "${needed}" ] || {{ echo "[ERROR] cannot decrypt, no {needed}" >&2; exit 1; }}\n{recovery}'
            elif word == "memory":
                continue  # once all files are there
            elif word == "fails":
                recovery = "echo '[ERROR] InnoDB: cannot open the data' >&2; exit 1"
            elif word == "misconfigured":
                recovery = "echo \"[ERROR] mariadbd: unknown variable 'innodb_bufer_pool_size=1G'\" >&2; exit 7"
            else:
                raise FaultyCase(f"[data] {line}")
        for name in tables:
            (self.data / name).mkdir(exist_ok=True)
            self.write(f"var/lib/mysql/{name}/rows.frm", "table")
        if tables:
            for name in ("ibdata1", "ib_logfile0", "aria_log_control"):
                self.write(f"var/lib/mysql/{name}", "data")
        for program in ("usr/sbin/mariadbd", "usr/sbin/mysqld"):
            self.write(program, f"#!/bin/sh\n{recovery}\n").chmod(0o755)

    def _make_memory(self, words: list[str]) -> None:
        """From "memory 1 left 123 start join joined 2 state galera/grastate.dat"."""
        said = dict(zip(words[1::2], words[2::2], strict=True))
        lines = ["version: 1", f"history: {HISTORY}", *(f"identity: {member(letter)}" for letter in words[0])]
        lines += [f"left_member: {member(letter)}" for letter in said.get("left", "")]
        lines += [f"unfinished_start: {said.get('start', 'none')}", f"lineage_history: {HISTORY}"]
        lines += [f"last_position: {HISTORY}:{said['last']}"] if "last" in said else []
        lines += [f"joined_member: {member(said['joined'])}"] if "joined" in said else []
        lines += [f"data_folder: {self.data.stat().st_ino}"]
        state = self.data / said.get("state", "grastate.dat")
        lines += [f"state_file: {state.stat().st_ino}"] if state.exists() else []
        self.write("var/lib/galera-initiator/memory", "\n".join([*lines, "end: 1"]) + "\n")

    def data_files(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.data)): path.read_bytes() for path in self.data.rglob("*") if path.is_file()}

    # Its agent

    def start_agent(self, started: agents.Agents) -> None:
        script = self.folder / f"{self.text.name}-state"
        script.write_text(fault_node.OWN.replace("@RECORD@", str(self.record)))
        line = f"extend -cacheTime -1 galeraState /bin/sh {script}\n"
        addresses = self.text.lines("own") or [self.addresses[self.text.name]]
        agent = self.text.lines("agent")
        if agent:
            if agent[0] == "late":
                enter = self.network.enter(self.namespace)
                self.waiting = threading.Timer(LATE, started.start, (self.text.name, addresses, line, enter))
                self.waiting.start()
            return
        started.start(self.text.name, addresses, line, self.network.enter(self.namespace))

    # Its steps

    def perform(self, line: str) -> None:
        step, *words = line.split()
        environment = dict(word.split("=", 1) for word in [*self.text.lines("environment"), *words] if "=" in word)
        if step == "generator":
            self._generate()
        elif step == "verify":
            self._verify(words)
        elif step == "write":
            path = self.write(words[0], fill_in(" ".join(words[1:])) + "\n")
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        elif step == "age":
            os.utime(self.root / words[0], (time.time() - DAY,) * 2)
        elif step == "hide":
            (self.root / words[0]).chmod(0o700)
        elif step == "admit":
            self._step(step, environment, words[0])
        elif step == "empty":
            for one in (self.root / words[0]).iterdir():
                shutil.rmtree(one) if one.is_dir() else one.unlink()
        else:
            self._step(step, environment)

    @property
    def failed(self) -> bool:
        return any(run.status != 0 for run in self.runs if run.step not in QUESTIONS)

    def unit_file(self) -> str:
        guard = self.guard()
        return guard.parent.name[: -len(".d")] if guard else "mariadb.service"

    def guard(self) -> Path | None:
        """The drop-in of this node's unit."""
        drop_ins = (self.root / DROP_INS).glob("*.service.d/*.conf")
        return next((path for path in drop_ins if " decide " in path.read_text()), None)

    def _step(self, step: str, environment: dict[str, str], unit: str | None = None) -> None:
        guard = self.guard()
        address = re.search(r" decide .*--cluster-address=(\S+)", guard.read_text()) if guard else None
        program = "-".join(["step", *self.text.lines("version")])
        command = [str(self.programs[program]), str(self.root), step, unit or self.unit_file(), *([address[1]] if address else [])]
        become = [] if step in ("prepare", "hand-over", "hold", "release", "report") else [
            "setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups", "--"]  # fmt: skip
        # A report tells the host's name, which is to be nobody's; a start may go by it.
        name = f"hostname host-of-{self.text.name} && " if step == "report" else ""
        mount = f"{name}mount --bind {self.root}/etc /etc && exec \"$@\""
        words = [*self.network.enter(self.namespace), "unshare", "--mount", "--uts", "--", "sh", "-c", mount, "sh", *become, *command]
        full = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "INVOCATION_ID": self.invocation,
            "USER": USER,
            "SNMPCONFPATH": str(self.folder / "no-configuration"),
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/no-bus",
            "TELL_FIELDS": "1",
            **environment,
        }
        self._run(step, words, full)

    def _run(self, step: str, words: list[str], environment: dict[str, str] | None = None) -> None:
        # A report is redirected into a file.
        errors = subprocess.DEVNULL if step == "report" else subprocess.STDOUT
        result = subprocess.run(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, timeout=PATIENCE, check=False,
        )  # fmt: skip
        self.runs.append(Ran(step, result.returncode, result.stdout.decode(errors="replace")))

    def _generate(self) -> None:
        target = self.root / DROP_INS
        environment = {key: value for key, value in os.environ.items() if key != "SYSTEMD_SCOPE"}
        mount = f"mount --bind {self.root}/etc /etc && exec \"$@\""
        words = [str(self.programs["generator"]), f"--root={self.root}", *3 * [str(target)]]
        self._run("generator", ["unshare", "--mount", "--", "sh", "-c", mount, "sh", *words], environment)
        written = "".join(f"wrote {path.relative_to(target)}\n" for path in sorted(target.rglob("*.conf")))
        self.runs[-1].output += written
        # What it complains about is no end of the steps: systemd goes on, too.
        self.runs[-1].status = 0

    def _verify(self, units: list[str]) -> None:
        """Has systemd put the named units into one start, with the targets of this machine."""
        folder = self.folder / f"{self.text.name}-verified"
        places = (("lib", "usr/lib"), ("usr/lib", "usr/lib"), ("etc", "etc"))
        merged = [(f"{source}/systemd/system", f"{target}/systemd/system") for source, target in places]
        for source, target in (*merged, (DROP_INS, "etc/systemd/system")):
            if (self.root / source).is_dir():
                shutil.copytree(self.root / source, folder / target, symlinks=True, dirs_exist_ok=True)
        for target in Path("/usr/lib/systemd/system").glob("*.target"):
            # Those of the case count.
            if not (folder / "usr/lib/systemd/system" / target.name).exists():
                shutil.copy(target, folder / "usr/lib/systemd/system", follow_symlinks=True)
        for unit in self.programs["units"].glob("galera-initiator-*.service"):
            shutil.copy(unit, folder / "usr/lib/systemd/system")
        (folder / "lib").symlink_to("usr/lib")
        verify_case.make_stubs(str(folder), str(folder))
        result = verify_case.verify("systemd-analyze", str(folder), *(units or [self.unit_file()]), recursive="one")
        self.runs.append(Ran("verify", 0, result.stderr + result.stdout))
