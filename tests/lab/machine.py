"""One machine: an overlay over a base root, booted by systemd-nspawn in its own namespaces."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .network import Network
from .shell import CommandFailed, LabError, LabTimeout, host

# What a login on a machine would see, and nothing of the host.
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb",
}  # fmt: skip

# systemd 257 refuses the mixed layout of cgroup versions, so the machine sees a plain cgroup2: a bind of
# the lab's own mount, because the kernel refuses a second cgroup2 on top of one.
BOOT = 'echo $$ > "$1/cgroup.procs" && mount --bind "$2" /sys/fs/cgroup && shift 2 && exec "$@"'
JOIN = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"'


SERVER_TROUBLE = re.compile(r"\[ERROR\]|[Ii]nconsisten|\bvotes?\b")


class Machine:
    """A machine of a lab. It has a disk from the beginning and runs from boot() on."""

    def __init__(self, name: str, run: Path, base: Path, network: Network, cgroup: Path) -> None:
        self.name = name
        self.unit = "mariadb"  # that starts its server
        # Where its server was built to have its data. Whoever tells this machine something calls it /var/lib/mysql.
        self._data = next(path for path in ("/var/lib/mysql", "/var/lib/mariadb") if (base / path.lstrip("/")).is_dir())
        self.address = network.address4(name)
        self.address6 = network.address6(name)
        self.network = network
        self._folder = run / name
        self._base = base
        self._root = self._folder / "root"
        self._cgroup = cgroup / name
        self._commands = cgroup / "commands"
        self._unique_name = f"{cgroup.name}-{name}"
        self._supervisor: subprocess.Popen[bytes] | None = None

    def __repr__(self) -> str:
        return f"<Machine {self.name}>"

    # The disk

    def create(self, hosts: str) -> None:
        for part in ("upper", "work", "root"):
            (self._folder / part).mkdir(parents=True)
        options = f"lowerdir={self._base},upperdir={self._folder}/upper,workdir={self._folder}/work"
        host("mount", "-t", "overlay", "overlay", "-o", options, self._root)
        self.write_file("/etc/hostname", self.name + "\n")
        self.write_file("/etc/machine-id", uuid.uuid4().hex + "\n")
        self.write_file("/etc/hosts", hosts)

    def write_file(self, path: str, content: str, mode: str = "0644", owner: str = "root:root") -> None:
        script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && chmod "$2" "$1" && chown "$3" "$1"'
        self._execute(["sh", "-c", script, "sh", path, mode, owner], input=content, check=True)

    def read_file(self, path: str) -> str:
        return self._execute(["cat", path], check=True).stdout

    def put_file(self, source: Path, path: str) -> None:
        """Copies a file of the host, with its mode."""
        target = self.path_on_host(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)

    def path_on_host(self, path: str) -> Path:
        """Where the host sees a file of this machine."""
        return self._root / path.lstrip("/")

    def on_disk(self, command: str) -> str:
        """Runs a command as root on this machine's disk, whether the machine is on or off."""
        return self._execute(["sh", "-c", command], check=True).stdout

    def install_product(self, package: Path) -> None:
        """Installs or upgrades it from a .deb, in a running machine as an administrator does it."""
        path = f"/var/tmp/{package.name}"
        self.put_file(package, path)
        self._execute(["dpkg", "--install", path], check=True)
        self._execute(["rm", path], check=True)

    def configure_galera(self, **settings: object) -> None:
        """Writes the Galera settings; a keyword replaces or adds one, None removes it."""
        # No arbitrator: it holds no data, so nobody can get any there.
        addresses = [self.network.address4(name) for name in self.network.names if name.startswith("n")]
        values: dict[str, object] = {
            "wsrep_on": "ON",
            "wsrep_provider": "/usr/lib/galera/libgalera_smm.so",
            "wsrep_cluster_name": "lab",
            "wsrep_cluster_address": "gcomm://" + ",".join(addresses),
            "wsrep_node_address": self.address,
            "wsrep_node_name": self.name,
            "wsrep_sst_method": "rsync",
            "binlog_format": "ROW",
            "bind_address": "*",
            "innodb_flush_log_at_trx_commit": 1,
            # Small, so that three servers and their state transfers are cheap.
            "innodb_buffer_pool_size": "32M",
            "innodb_log_file_size": "16M",
            **settings,
        }
        lines = [f"{key} = {value}" for key, value in values.items() if value is not None]
        self.write_file("/etc/mysql/mariadb.conf.d/60-galera.cnf", "\n".join(["[mariadbd]", *lines, ""]))

    def configure_arbitrator(self, nodes: "Sequence[Machine]") -> None:
        """It looks for the cluster again and again: a garbd that finds none ends."""
        addresses = " ".join(f"{node.address}:4567" for node in nodes)
        self.write_file("/etc/default/garb", f'GALERA_NODES="{addresses}"\nGALERA_GROUP="lab"\n')
        self.write_file("/etc/systemd/system/garb.service.d/lab.conf", "[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestart=always\n")
        self.enable("garb.service")

    def configure_snmp(self, community: str) -> None:
        """Opens the agent to the other machines; Debian's own snmpd.conf already has loopback."""
        self.write_file(
            "/etc/snmp/snmpd.conf.d/lab.conf",
            f"agentAddress udp:{self.address}:161,udp6:[{self.address6}]:161\n"
            "view lab included .1.3.6.1.2.1.1\n"
            "view lab included .1.3.6.1.4.1.8072.1.3.2\n"
            f"rocommunity {community} default -V lab\n"
            f"rocommunity6 {community} default -V lab\n",
            mode="0600",
        )
        self.write_file("/etc/snmp/snmp.conf", f"mibs :\ndefVersion 2c\ndefCommunity {community}\n")

    def enable(self, unit: str) -> None:
        self._execute(["systemctl", "--quiet", "enable", unit], check=True)

    def disable(self, unit: str) -> None:
        self._execute(["systemctl", "--quiet", "disable", unit], check=True)

    # Power

    @property
    def running(self) -> bool:
        supervisor = self._supervisor  # another thread may switch it off meanwhile
        return supervisor is not None and supervisor.poll() is None

    def boot(self, settled: bool = True, timeout: float = 60) -> None:
        """Boots, and waits until all units have started, or with settled=False until systemd answers."""
        self.power_on()
        self.wait_booted(settled, timeout)

    def power_on(self) -> None:
        if self.running:
            raise LabError(f"{self.name} is running already")
        if self._supervisor is not None:
            self.wait_off(0)  # it was switched off from inside
        self._cgroup.mkdir(exist_ok=True)
        self.network.power_on(self.name)
        command = [
            "unshare", "--mount", "--propagation=private", "sh", "-c", BOOT, "sh",
            str(self._cgroup), str(self._cgroup.parents[1]),
            "systemd-nspawn", "--quiet", "--settings=no", "--register=no", "--keep-unit", "--link-journal=no",
            "--resolv-conf=off", "--timezone=off", "--console=read-only",
            f"--directory={self._root}", f"--machine={self._unique_name}", f"--hostname={self.name}",
            f"--network-namespace-path={self.network.namespace(self.name)}", "--boot",
        ]  # fmt: skip
        with open(self._folder / "console", "ab") as console:
            # In a session of its own, so that Ctrl-C reaches the lab and not its machines.
            self._supervisor = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True
            )

    def wait_booted(self, settled: bool = True, timeout: float = 60) -> None:
        enough = {"running", "degraded"} if settled else {"starting", "running", "degraded"}
        deadline = time.monotonic() + timeout
        state = "no init yet"
        while time.monotonic() < deadline:
            if not self.running:
                raise LabError(f"{self.name} ended while booting\n{self._console()}")
            if init_process(self._cgroup) is not None:
                state = self.run("systemctl is-system-running", timeout=timeout).stdout.strip()
                if state in enough:
                    return
            time.sleep(0.3)
        jobs = self.run("systemctl list-jobs --no-pager", timeout=10).stdout
        raise LabTimeout(f"{self.name} has not booted in {timeout} s: {state}\n{jobs}{self._console()}")

    def power_cut(self) -> None:
        """Everything in the machine dies at once, unheard by the others; the disk stays as it is."""
        self.network.silence(self.name)
        self.kill()
        self.wait_off(20)

    def kill(self) -> None:
        init = init_process(self._cgroup)
        if init is None:
            raise LabError(f"{self.name} is not running")
        os.kill(init, signal.SIGKILL)

    def poweroff(self, timeout: float = 120) -> None:
        self.poweroff_begin()
        self.wait_off(timeout)

    def poweroff_begin(self) -> None:
        self.run("systemctl --no-block poweroff", check=True)

    def reboot(self, settled: bool = True, timeout: float = 120) -> None:
        """A clean stop and a new boot."""
        # Not `systemctl reboot`: the supervisor ends at a reboot, too, and this way both are the same.
        self.poweroff(timeout)
        self.boot(settled, timeout)

    def wait_off(self, timeout: float) -> None:
        if self._supervisor is None:
            raise LabError(f"{self.name} is not running")
        deadline = time.monotonic() + timeout
        while self._supervisor.poll() is None:
            if time.monotonic() > deadline:
                has_init = init_process(self._cgroup) is not None
                jobs = self.run("systemctl list-jobs --no-pager", timeout=10).stdout if has_init else "its init has ended\n"
                raise LabTimeout(f"{self.name} is not off after {timeout} s\n{jobs}{self._console()}")
            self._wake_commands()
            with suppress(subprocess.TimeoutExpired):
                self._supervisor.wait(0.5)
        self._supervisor = None
        end_cgroup(self._cgroup)
        self.network.power_off(self.name)

    def _wake_commands(self) -> None:
        """A shutdown stops every process for a moment, nsenter stops itself with its child, and from outside nobody wakes it:
        then the child is never reaped, and the kernel lets no init end before all of its processes are."""
        for pid in _processes(self._commands):
            with suppress(OSError):
                if re.search(r"^State:\tT", Path(f"/proc/{pid}/status").read_text(), re.M):
                    os.kill(pid, signal.SIGCONT)

    def reap(self) -> None:
        """Takes note of a supervisor that has been ended, so that no zombie stays."""
        if self._supervisor is not None:
            self._supervisor.wait()

    def pull_cable(self) -> None:
        self.network.pull_cable(self.name)

    def plug_cable(self) -> None:
        self.network.plug_cable(self.name)

    # Inside

    def run(
        self, command: str | Sequence[str], *, timeout: float = 60, check: bool = False, input: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command as root in the running machine: a string by its shell, a sequence as it is."""
        if not self.running:
            raise LabError(f"{self.name} is not running")
        words = ["sh", "-c", command] if isinstance(command, str) else list(command)
        return self._execute(words, timeout=timeout, check=check, input=input)

    def stream(self, command: Sequence[str]) -> "subprocess.Popen[str]":
        """Starts a command and returns at once, to read its output while it comes; it ends with the machine."""
        words = ["sh", "-c", JOIN, "sh", str(self._commands), *entry(self._cgroup), *command]
        return subprocess.Popen(
            words,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def journal(self, identifier: str | None = None, unit: str | None = None, this_boot: bool = False) -> str:
        """The journal of all boots, also of a machine that is off."""
        return self._journalctl("short-precise", identifier, unit, this_boot)

    def journal_entries(
        self, identifier: str | None = None, unit: str | None = None, this_boot: bool = False
    ) -> list[dict[str, Any]]:
        """The same with all fields, GALERA_DECISION and the like among them."""
        lines = self._journalctl("json", identifier, unit, this_boot).splitlines()
        return [json.loads(line) for line in lines]

    def sql(self, query: str, timeout: float = 30) -> list[list[str]]:
        """Rows of a query, asked as root over the socket."""
        client = ["mariadb", "--batch", "--skip-column-names"]
        output = self.run(client, input=query, timeout=timeout, check=True).stdout
        return [line.split("\t") for line in output.splitlines()]

    def wsrep(self) -> dict[str, str]:
        """The wsrep_ status variables; empty where no server answers."""
        try:
            return {row[0]: row[1] for row in self.sql("SHOW GLOBAL STATUS LIKE 'wsrep\\_%'", timeout=5)}
        except (LabError, subprocess.TimeoutExpired):
            return {}

    def server(self) -> str:
        """The number of its server's process; "0" where its unit runs none. What a step asks the program for is no server."""
        return self.run(f"systemctl show --property=MainPID --value {self.unit}", check=True).stdout.strip()

    def diagnosis(self) -> str:
        """What a person would look at first when a test has failed."""
        parts = [f"===== {self.name}: {'running' if self.running else 'off'}"]
        try:
            if self.running:
                parts.append(self.run(f"systemctl status --no-pager --lines=0 {self.unit}", timeout=10).stdout)
            lines = self.journal().splitlines()
            # A server that leaves its component by itself says why long before what is asked of it then.
            parts += [line for line in lines[:-40] if SERVER_TROUBLE.search(line)][-30:]
            parts += lines[-40:]
        except (LabError, subprocess.TimeoutExpired) as error:
            parts.append(f"no more to be had: {error}")
        return "\n".join(parts)

    # How a command gets in

    def _journalctl(self, output: str, identifier: str | None, unit: str | None, this_boot: bool) -> str:
        command = ["journalctl", "--quiet", "--no-pager", f"--output={output}"]
        command += [f"--identifier={identifier}"] if identifier else []
        command += [f"--unit={unit}"] if unit else []
        command += ["--boot=-0"] if this_boot else []
        # Without it journalctl asks the host's kernel which boot is the present one.
        command += [] if self.running else ["--directory=/var/log/journal"]
        return self._execute(command, check=False).stdout

    def _execute(
        self, command: list[str], *, timeout: float = 60, check: bool = False, input: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        if self.running:
            inside = entry(self._cgroup)
        else:
            # chroot, because links such as /etc/mysql/my.cnf are absolute and mean the machine's root.
            inside = ["chroot", str(self._root)]
        command = [word.replace("/var/lib/mysql", self._data) for word in command]
        words = ["sh", "-c", JOIN, "sh", str(self._commands), *inside, *command]
        with subprocess.Popen(
            words,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            try:
                stdout, stderr = process.communicate(input or "", timeout)
            except BaseException:
                # The group, because nsenter's child would go on without it.
                os.killpg(process.pid, signal.SIGKILL)
                raise
        result = subprocess.CompletedProcess(command, process.returncode, stdout, stderr)
        if check and result.returncode != 0:
            raise CommandFailed(self.name, result)
        return result

    def _console(self) -> str:
        return (self._folder / "console").read_text(errors="replace")[-2000:]


def end_stream(process: "subprocess.Popen[str]") -> None:
    """Ends at once what stream() has started, if it goes on."""
    # The group, because nsenter's child would go on without it.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def init_process(cgroup: Path) -> int | None:
    """The process that is number 1 of a machine, once it has become systemd."""
    for pid in _processes(cgroup):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        numbers = fields["NSpid"].split()
        if len(numbers) > 1 and numbers[-1] == "1" and fields["Name"].strip() == "systemd":
            return pid
    return None


def entry(cgroup: Path) -> list[str]:
    """The words in front of a command that is to run inside a machine."""
    init = init_process(cgroup)
    if init is None:
        raise LabError(f"{cgroup.name} has no init yet")
    return ["nsenter", f"--target={init}", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--"]


def end_cgroup(cgroup: Path, grace: float = 0) -> None:
    """Kills what is left in a cgroup after some seconds of grace, and removes it."""
    if not cgroup.exists():
        return
    if not _wait_empty(cgroup, grace):
        (cgroup / "cgroup.kill").write_text("1")
        if not _wait_empty(cgroup, 20):
            raise LabError(f"processes of {cgroup.name} do not end: {_processes(cgroup)}")
    for folder, _, _ in os.walk(cgroup, topdown=False):
        os.rmdir(folder)


def _wait_empty(cgroup: Path, timeout: float) -> bool:
    deadline = time.monotonic() + timeout
    while "populated 1" in (cgroup / "cgroup.events").read_text():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _processes(cgroup: Path) -> list[int]:
    found: list[int] = []
    for folder, _, _ in os.walk(cgroup):
        try:
            found += map(int, Path(folder, "cgroup.procs").read_text().split())
        except OSError:
            continue  # a unit that ended while we looked
    return found
