"""Does to the machines of a lab what a plan says, and heals them."""

import subprocess
import time
from collections.abc import Callable

from lab import Lab, LabError, LabTimeout, Machine
from lab.shell import host

from cluster import PATIENCE, Cluster

from deeds import Deed, Plan

STATE_FOLDER = "/var/lib/galera-initiator"
FILLER = f"{STATE_FOLDER}/filler"
# A server may hang in its stop when it has lost its component; then a person pulls the plug.
PATIENCE_WITH_POWEROFF = 60.0
PATIENCE_WITH_LOCK = 10.0
PORTS = {"no-snmp": "udp {way} 161", "no-galera": "tcp {way} {{ 4444, 4567, 4568 }}"}


def give_disks(lab: Lab) -> None:
    """To each machine, before it boots, a small disk of its own for what it must not forget, which outlives power cuts."""
    for machine in lab.machines:
        machine.on_disk(f"install -d -o mysql -g mysql {STATE_FOLDER}")
        host("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", machine.path_on_host(STATE_FOLDER))
        machine.on_disk(f"chown mysql:mysql {STATE_FOLDER} && chmod 0755 {STATE_FOLDER}")


class Inflicting:
    """A deed that a machine does not allow any more is told of and left out."""

    def __init__(self, lab: Lab, cluster: Cluster) -> None:
        self._lab = lab
        self._cluster = cluster
        self._full: set[str] = set()
        self._unplugged: set[str] = set()
        self.remarks: list[str] = []

    def play(self, plan: Plan) -> float:
        """Returns at what time the last server was told to start, all else being healed."""
        for deed in plan.deeds:
            time.sleep(deed.after)
            try:
                self._do(deed)
            except (LabError, subprocess.TimeoutExpired) as error:
                self.remarks.append(f"{deed.kind} {'+'.join(deed.nodes)}: {str(error).splitlines()[0][:200]}")
        time.sleep(plan.linger)
        return self._heal(plan)

    def _do(self, deed: Deed) -> None:
        machines = [self._lab[name] for name in deed.nodes]
        one = machines[0]
        simple: dict[str, Callable[[], object]] = {
            "cut": lambda: self._lab.power_cut([machine for machine in machines if machine.running]),
            "boot": lambda: self._boot([machine for machine in machines if not machine.running]),
            "stop": lambda: one.run(f"systemctl stop --no-block {one.unit}", check=True),
            "kill": lambda: one.run(f"systemctl kill --kill-who=main --signal=KILL {one.unit}"),
            "restart": lambda: one.run(f"systemctl restart --no-block {one.unit}", check=True),
            "reboot": lambda: self._reboot(one),
            "unplug": lambda: self._unplug(one),
            "plug": lambda: self._plug(one),
            "no-snmp": lambda: self._drop(deed),
            "no-galera": lambda: self._drop(deed),
            "hold": lambda: self._hold(one, deed.seconds),
            "full-state": lambda: self._fill(one, f"! cat /dev/zero 2>/dev/null > {FILLER}"),
            "full-run": lambda: self._fill(one, "mount -o remount,size=$(df -k --output=used /run | tail -n 1 | tr -d ' ')k /run"),
            "room": self._make_room,
        }
        simple[deed.kind]()

    def _heal(self, plan: Plan) -> float:
        self._lab.network.heal()
        for name in sorted(self._unplugged):
            self._plug(self._lab[name])
        self._make_room()
        self._boot([machine for machine in self._lab.machines if not machine.running])
        for name, pause in zip(plan.order, plan.pauses, strict=True):
            time.sleep(pause)
            # What a person does who finds a unit failed, however often it has tried. Not with one that is on its way down:
            # systemd would forget that it failed, and take a start that waits for its end for done.
            machine = self._lab[name]
            for unit in ("snmpd", machine.unit):
                machine.run(f"systemctl is-failed --quiet {unit} && systemctl reset-failed {unit}", timeout=PATIENCE)
            machine.run(f"systemctl start --no-block snmpd {machine.unit}", timeout=PATIENCE, check=True)
        return time.time()

    def _boot(self, machines: list[Machine]) -> None:
        # Not until it has settled: a server that is started at boot may wait for the others.
        if machines:
            self._lab.boot(machines, settled=False, timeout=PATIENCE)

    def _reboot(self, machine: Machine) -> None:
        try:
            machine.poweroff(PATIENCE_WITH_POWEROFF)
        except LabTimeout:
            self.remarks.append(f"{machine.name} was not off after {PATIENCE_WITH_POWEROFF:.0f} s")
            machine.power_cut()
        self._boot([machine])

    def _unplug(self, machine: Machine) -> None:
        self._unplugged.add(machine.name)
        machine.pull_cable()

    def _plug(self, machine: Machine) -> None:
        self._unplugged.discard(machine.name)
        machine.plug_cable()

    def _drop(self, deed: Deed) -> None:
        one = deed.nodes[0]
        others = deed.nodes[1:] or [name for name in self._lab.names if name != one]
        for other in others:
            for way in ("sport", "dport"):
                match = PORTS[deed.kind].format(way=way)
                self._lab.network.drop(one, other, match)
                self._lab.network.drop(other, one, match)

    def _hold(self, machine: Machine, seconds: float) -> None:
        try:
            self._cluster.hold_back(machine, PATIENCE_WITH_LOCK)
            time.sleep(seconds)
        finally:
            machine.power_cut()

    def _fill(self, machine: Machine, command: str) -> None:
        self._full.add(machine.name)
        machine.run(command, check=True)

    def _make_room(self) -> None:
        for name in sorted(self._full):
            machine = self._lab[name]
            machine.on_disk(f"rm -f {FILLER}")
            if machine.running:
                try:
                    machine.run("mount -o remount,size=256m /run", check=True)
                except LabError as error:
                    self.remarks.append(f"room on {name}: {error}")
        self._full.clear()
